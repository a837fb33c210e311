// SPDX-License-Identifier: Apache-2.0
#include "cli/served_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>

#include "agents/served.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "llm/ollama_model.h"
#include "llm/openai_model.h"
#include "llm/url.h"

namespace chimera::cli {

static constexpr const char* kOllamaHere = "http://127.0.0.1:11434";

namespace {

struct UrlFlag {
    const char* name;
    const std::string* url;
};

}  // namespace

static std::array<UrlFlag, 3> url_flags(const WriterOptions& options) {
    return {{{"--base-url", &options.base_url},
             {"--collector-url", &options.collector_url},
             {"--insight-url", &options.insight_url}}};
}

static Status check_unused(const WriterOptions& options) {
    const std::pair<const char*, bool> given[] = {
        {"--base-url", !options.base_url.empty()},
        {"--collector-url", !options.collector_url.empty()},
        {"--insight-url", !options.insight_url.empty()},
        {"--key-file", !options.key_file.empty()},
        {"--key-variable", !options.key_variable.empty()}};
    for (const auto& [name, is_given] : given) {
        if (is_given) {
            return usage_error(fmt::format(
                "{} is for --llm ollama and --llm openai; leave it out, or name one of them",
                name));
        }
    }
    return Done{};
}

Status check_served(const WriterOptions& options) {
    if (options.wording != "lattice" && options.wording != "rank") {
        return usage_error(fmt::format("unknown way {} for --wording; there are lattice and rank",
                                       options.wording));
    }
    if (!is_served(options.llm)) return check_unused(options);
    if (options.wording == "rank") {
        return usage_error(
            "--wording rank is for a model in this program; a server is asked for whole sentences "
            "as it is");
    }
    if (options.threads != 0) {
        return usage_error("--threads is for a model in this program; a server has its own");
    }
    for (const UrlFlag& flag : url_flags(options)) {
        if (flag.url->empty()) continue;
        const auto url = llm::parse_url(*flag.url);
        if (!url.ok()) {
            return usage_error(fmt::format("{} is no URL: {}", flag.name, url.error().message));
        }
    }
    const bool both = !options.collector_url.empty() && !options.insight_url.empty();
    if (options.llm == "openai" && options.base_url.empty() && !both) {
        return usage_error(
            "--llm openai has no --base-url; name the server, for example --base-url "
            "http://127.0.0.1:8000/v1");
    }
    return Done{};
}

static std::string url_of(const WriterOptions& options, std::size_t seat) {
    const std::string& own = seat == 0 ? options.collector_url : options.insight_url;
    if (!own.empty() || !options.base_url.empty()) return own.empty() ? options.base_url : own;
    return options.llm == "ollama" ? kOllamaHere : "";
}

std::string shown_server(const WriterOptions& options, std::size_t seat) {
    if (!is_served(options.llm)) return {};
    const auto url = llm::parse_url(url_of(options, seat));
    return url.ok() ? url.value().shown() : std::string();
}

static Result<std::unique_ptr<llm::Model>> open(const WriterOptions& options, std::size_t seat,
                                                const std::stop_token& stop) {
    llm::ServerSpec spec;
    spec.base_url = url_of(options, seat);
    spec.model = options.model;
    spec.key_file = options.key_file;
    spec.key_variable = options.key_variable;
    spec.http.stop = stop;
    return options.llm == "ollama" ? llm::open_ollama(spec) : llm::open_openai(spec);
}

void write_served_draft(facts::Draft& draft, const WriterOptions& options,
                        std::vector<std::string>& remarks) {
    const StopOnInterrupt stop;
    std::vector<std::unique_ptr<llm::Model>> models;
    agents::ServedTask task;
    std::vector<std::string> missing;
    for (std::size_t seat = 0; seat < 2; ++seat) {
        auto model = open(options, seat, stop.token());
        task.seats.push_back({.options = seat_options(options, seat)});
        if (model.ok()) {
            models.push_back(std::move(model).value());
            task.seats.back().model = models.back().get();
            continue;
        }
        const Error& error = model.error();
        const std::string remark =
            shown_error(error) + "; the report is in the planner's words there";
        const bool known = std::find(remarks.begin(), remarks.end(), remark) != remarks.end();
        if (!known) remarks.push_back(remark);
        missing.push_back(error.message);
    }
    if (models.empty()) return;
    Progress progress("writing",
                      options.progress ? Progress::Show::kOnTerminal : Progress::Show::kNever);
    task.seed = options.seed;
    task.turns = options.sequential ? agents::Turns::kOneByOne : agents::Turns::kAtOnce;
    task.stop = &StopOnInterrupt::stopped();
    task.progress = [&](std::size_t done, std::size_t all) { progress.update(done, all); };
    agents::write_served(draft, task);
    remarks.insert(remarks.end(), draft.authorship.remarks.begin(), draft.authorship.remarks.end());
    for (const std::string& message : missing) {
        draft.authorship.remarks.push_back("A server could not be had: " + message + ".");
    }
}

std::string shown_servers(const WriterOptions& options) {
    std::string out;
    for (const UrlFlag& flag : url_flags(options)) {
        if (flag.url->empty()) continue;
        const auto url = llm::parse_url(*flag.url);
        if (url.ok()) out += fmt::format(" {} {}", flag.name, url.value().shown());
    }
    return out;
}

}  // namespace chimera::cli
