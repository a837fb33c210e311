// SPDX-License-Identifier: Apache-2.0
#include "cli/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "agents/credits.h"
#include "agents/write.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/served_writer.h"
#include "core/text.h"
#include "llm/gguf.h"
#include "llm/probe.h"
#include "llm/trie_speaker.h"
#include "report/authorship_json.h"

namespace chimera::cli {

namespace fs = std::filesystem;

static constexpr std::string_view kModes[] = {"embedded", "ollama",      "openai",
                                              "random",   "adversarial", "off"};
static constexpr const char* kDefaultModel = "SmolLM2-135M-Instruct.Q8_0.gguf";

std::string default_writer() {
    const char* named = std::getenv("CHIMERA_LLM");
    return named == nullptr || *named == '\0' ? "embedded" : named;
}

bool is_writer(const std::string& llm) {
    return std::find(std::begin(kModes), std::end(kModes), llm) != std::end(kModes);
}

std::string writer_names() {
    std::string out;
    for (const std::string_view mode : kModes) {
        out += (out.empty() ? "" : ", ") + std::string(mode);
    }
    return out;
}

bool is_served(const std::string& llm) {
    return llm == "ollama" || llm == "openai";
}

// Beside the program as the launcher builds it, or where it was installed.
std::string default_model() {
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const char* folder : {"../models", "../share/chimera/models"}) {
        const fs::path path = (program / folder / kDefaultModel).lexically_normal();
        if (fs::exists(path, failed)) return path.string();
    }
    return {};
}

const llm::Options& seat_options(const WriterOptions& options, std::size_t seat) {
    return seat < options.seats.size() ? options.seats[seat] : options.options;
}

Status load_model(const WriterOptions& options, LoadedModel& loaded) {
    const bool is_ours = options.llm == "embedded" || options.llm == "adversarial";
    if (loaded.gguf || !is_ours) return Done{};
    llm::GgufSpec spec;
    spec.path = options.model.empty() ? default_model() : options.model;
    if (spec.path.empty()) {
        return input_error(
            "there is no model beside the program; build it by ./chimera, name a "
            "GGUF file by --model, or write without one by --llm off");
    }
    const llm::Options& both = seat_options(options, 0);
    spec.threads = static_cast<int>(options.threads);
    spec.num_gpu = both.num_gpu;
    constexpr int kLongestSentence = 160;  // tokens; all of them are judged where it is ranked
    if (options.wording == "rank") spec.wanted = kLongestSentence;
    spec.num_ctx = both.num_ctx.value_or(spec.num_ctx);
    TRY(llm::probe(spec));
    Progress progress("loading the model",
                      options.progress ? Progress::Show::kOnTerminal : Progress::Show::kNever);
    spec.progress = [&](double share) {
        constexpr double kPercent = 100;
        progress.update(static_cast<std::size_t>(share * kPercent), 100);
        return true;
    };
    TRY_ASSIGN(llm::Gguf model, llm::Gguf::open(spec));
    loaded.gguf = std::make_unique<llm::Gguf>(std::move(model));
    return Done{};
}

static Result<std::unique_ptr<llm::Speaker>> open_speaker(const WriterOptions& options,
                                                          LoadedModel& loaded) {
    llm::SpeakerSpec spec;
    spec.seed = options.seed;
    spec.voices = {seat_options(options, 0), seat_options(options, 1)};
    if (options.llm == "random") return llm::random_speaker(spec);
    if (options.llm == "adversarial") spec.taste = llm::Taste::kLeastLikely;
    if (options.wording == "rank") spec.judging = llm::Judging::kWhole;
    TRY(load_model(options, loaded));
    return llm::trie_speaker(*loaded.gguf, spec);
}

static void write_with(facts::Draft& draft, llm::Speaker& speaker, const WriterOptions& options,
                       const LoadedModel& loaded) {
    Progress progress("writing",
                      options.progress ? Progress::Show::kOnTerminal : Progress::Show::kNever);
    const StopOnInterrupt stop;
    agents::WriteTask task{.speaker = speaker,
                           .options = {seat_options(options, 0), seat_options(options, 1)}};
    task.load_s = loaded.gguf ? loaded.gguf->work().load_s : 0;
    task.turns = options.sequential ? agents::Turns::kOneByOne : agents::Turns::kAtOnce;
    task.stop = &StopOnInterrupt::stopped();
    task.progress = [&](const agents::SoFar& now) {
        progress.update(now.done, now.all,
                        now.tokens_per_s > 0
                            ? fmt::format("{}, {:.0f} tok/s", now.section, now.tokens_per_s)
                            : now.section);
    };
    agents::write(draft, task);
}

Status write_draft(facts::Draft& draft, const WriterOptions& options, LoadedModel& loaded,
                   std::vector<std::string>& remarks) {
    if (!options.replay.empty()) {
        TRY_ASSIGN(const facts::Authorship authorship, report::read_authorship(options.replay));
        TRY(agents::replay(draft, authorship));
        remarks = draft.authorship.remarks;
    } else if (is_served(options.llm)) {
        write_served_draft(draft, options, remarks);
    } else if (options.llm != "off") {
        const auto speaker = open_speaker(options, loaded);
        if (!speaker.ok()) {
            remarks.push_back(shown_error(speaker.error()));
            return Done{};
        }
        write_with(draft, *speaker.value(), options, loaded);
        remarks = draft.authorship.remarks;
    }
    agents::add_credits(draft, options.reproducible);
    return Done{};
}

}  // namespace chimera::cli
