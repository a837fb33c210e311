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
static std::string default_model() {
    std::error_code failed;
    const fs::path program = fs::read_symlink("/proc/self/exe", failed).parent_path();
    for (const char* folder : {"../models", "../share/chimera/models"}) {
        const fs::path path = (program / folder / kDefaultModel).lexically_normal();
        if (fs::exists(path, failed)) return path.string();
    }
    return {};
}

namespace {

// A model that lives as long as somebody speaks with it.
struct Writer {
    std::unique_ptr<llm::Gguf> model;
    std::unique_ptr<llm::Speaker> speaker;
};

}  // namespace

static Result<Writer> open_writer(const WriterOptions& options) {
    Writer out;
    llm::SpeakerSpec spec;
    spec.seed = options.seed;
    spec.temperature = options.options.temperature.value_or(spec.temperature);
    if (options.llm == "random") {
        out.speaker = llm::random_speaker(spec);
        return out;
    }
    if (options.llm == "adversarial") spec.taste = llm::Taste::kLeastLikely;
    llm::GgufSpec gguf;
    gguf.path = options.model.empty() ? default_model() : options.model;
    if (gguf.path.empty()) {
        return input_error(
            "there is no model beside the program; build it by ./chimera, name a "
            "GGUF file by --model, or write without one by --llm off");
    }
    gguf.threads = static_cast<int>(options.threads);
    gguf.num_gpu = options.options.num_gpu;
    gguf.num_ctx = options.options.num_ctx.value_or(gguf.num_ctx);
    TRY(llm::probe(gguf));
    Progress progress("loading the model",
                      options.progress ? Progress::Show::kOnTerminal : Progress::Show::kNever);
    gguf.progress = [&](double share) {
        constexpr std::size_t kAll = 100;
        progress.update(static_cast<std::size_t>(share * kAll), kAll);
        return true;
    };
    TRY_ASSIGN(llm::Gguf model, llm::Gguf::open(gguf));
    out.model = std::make_unique<llm::Gguf>(std::move(model));
    out.speaker = llm::trie_speaker(*out.model, spec);
    return out;
}

static void write_with(facts::Draft& draft, Writer& writer, const WriterOptions& options) {
    Progress progress("writing",
                      options.progress ? Progress::Show::kOnTerminal : Progress::Show::kNever);
    const StopOnInterrupt stop;
    agents::WriteTask task{.speaker = *writer.speaker, .options = options.options};
    task.load_s = writer.model ? writer.model->work().load_s : 0;
    task.stop = &StopOnInterrupt::stopped();
    task.progress = [&](std::size_t done, std::size_t all, const std::string& /*section*/) {
        progress.update(done, all);
    };
    agents::write(draft, task);
}

Status write_draft(facts::Draft& draft, const WriterOptions& options, bool reproducible,
                   std::vector<std::string>& remarks) {
    if (!options.replay.empty()) {
        TRY_ASSIGN(const facts::Authorship authorship, report::read_authorship(options.replay));
        TRY(agents::replay(draft, authorship));
        remarks = draft.authorship.remarks;
    } else if (is_served(options.llm)) {
        write_served_draft(draft, options, remarks);
    } else if (options.llm != "off") {
        Result<Writer> writer = open_writer(options);
        if (!writer.ok()) {
            remarks.push_back(shown_error(writer.error()));
            return Done{};
        }
        write_with(draft, writer.value(), options);
        remarks = draft.authorship.remarks;
    }
    agents::add_credits(draft, reproducible);
    return Done{};
}

}  // namespace chimera::cli
