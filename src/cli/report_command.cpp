// SPDX-License-Identifier: Apache-2.0
// The main job: ingest -> facts -> report.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/open_page.h"
#include "cli/output.h"
#include "cli/report_files.h"
#include "cli/report_run.h"
#include "cli/scenario.h"
#include "cli/served_writer.h"
#include "core/clock.h"
#include "core/text.h"
#include "report/folder.h"

namespace chimera::cli {

static std::vector<Flag> report_flags(ReportOptions& options, ScenarioOptions& scenario) {
    std::vector<Flag> flags = {
        {"DIR", "", "folder (or file) with benchmark results", &options.root, Needed::kRequired},
        {"-o,--output", "DIR", "where the report goes; default chimera-report", &options.output},
        {"--format", "LIST", "of md, html and json, with commas; default all", &options.formats},
        {"--open", "", "show report.html in the browser when it is written", &options.open},
        {"--figures", "KIND", "svg (default, or CHIMERA_FIGURES): pictures in report.md; none",
         &options.figures},
        {"--title", "TEXT", "title of the report", &options.title},
        {"--only", "GLOB...", "read only the files that match", &options.only},
        {"--exclude", "GLOB...", "do not read the files that match", &options.exclude},
        {"--config", "FILE", "use this instead of chimera.toml in DIR", &options.config},
        {"--jobs", "N", "threads; default all cores", &options.jobs},
        {"--seed", "N", "of every random choice; default 1, and none to a server",
         &options.writer.options.seed},
        {"--llm", "MODE",
         "who words the report: embedded (default, or CHIMERA_LLM), ollama, openai, random, "
         "adversarial, off",
         &options.writer.llm},
        {"--model", "NAME", "GGUF file, or the server's name for it; default the one there is",
         &options.writer.model},
        {"--base-url", "URL", "of the server for --llm ollama (default port 11434 here) or openai",
         &options.writer.base_url},
        {"--collector-url", "URL", "a server of its own for one agent",
         &options.writer.collector_url},
        {"--insight-url", "URL", "the same for the other", &options.writer.insight_url},
        {"--key-file", "FILE", "holds the server's API key", &options.writer.key_file},
        {"--key-variable", "NAME", "environment variable with the key; default OPENAI_API_KEY",
         &options.writer.key_variable},
        {"--wording", "HOW",
         "lattice (default): the model is asked word by word; rank: whole sentences, slower",
         &options.writer.wording},
        {"--sequential", "", "the agents write one after the other, not at the same time",
         &options.writer.sequential},
        {"--threads", "N", "threads of the model; default one a physical core",
         &options.writer.threads},
        {"--num-gpu", "N", "layers on the GPU", &options.writer.options.num_gpu},
        {"--num-ctx", "N", "tokens of context", &options.writer.options.num_ctx},
        {"--temperature", "T", "how freely words are chosen; default 0.7, a server's its own",
         &options.writer.options.temperature},
        {"--top-p", "P", "draw from the likeliest that hold this much; off, or a server's own",
         &options.writer.options.top_p},
        {"--top-k", "K", "draw from the K likeliest; off, or a server's own",
         &options.writer.options.top_k},
        {"--repeat-penalty", "R", "above 1 makes what was said less likely; off, or a server's own",
         &options.writer.options.repeat_penalty},
        {"--replay", "FILE", "say it again as this metrics.json has it, without a model",
         &options.writer.replay},
        {"--reproducible", "", "same input, same bytes: no times of this run",
         &options.reproducible},
        {"--keep-private", "", "do not redact hosts, users, keys and home folders",
         &options.keep_private},
        {"--force", "", "write into a folder that holds other files", &options.force},
        {"--json", "", "say what was done as one JSON document", &options.json},
        {"-q,--quiet", "", "say nothing unless something is wrong", &options.quiet},
    };
    const std::vector<Flag> more = scenario_flags(scenario);
    flags.insert(flags.end(), more.begin(), more.end());
    return flags;
}

static Status check_options(ReportOptions& options, const ScenarioOptions& scenario) {
    std::vector<std::string> formats;
    for (const std::string& list : options.formats) {
        for (const std::string_view format : split(list, ',')) formats.emplace_back(trim(format));
    }
    for (const std::string& format : formats) {
        if (format != "md" && format != "html" && format != "json") {
            return usage_error(
                fmt::format("unknown format {}; there are md, html and json", format));
        }
    }
    options.formats = formats;
    if (options.open && !wants(options, "html")) {
        return usage_error("--open shows the page, which --format leaves out; add html to it");
    }
    const char* usual = std::getenv("CHIMERA_FIGURES");
    if (options.figures.empty()) options.figures = usual != nullptr && *usual ? usual : "svg";
    if (options.figures != "svg" && options.figures != "none") {
        return usage_error(
            fmt::format("unknown figures {}; there are svg and none", options.figures));
    }
    if (!is_writer(options.writer.llm)) {
        return usage_error(fmt::format("unknown mode {} for --llm; there are {}",
                                       options.writer.llm, writer_names()));
    }
    options.seed = options.writer.options.seed.value_or(options.seed);
    options.writer.seed = options.seed;
    TRY(seat_agents(scenario, options.writer));
    TRY(check_served(options.writer));
    if (is_scenario(scenario) && options.reproducible) {
        return usage_error(
            "a scenario measures how long the agents take, which no two runs repeat; leave out "
            "--reproducible, or write one report without a scenario");
    }
    options.writer.progress = !options.quiet && !options.json;
    while (options.output.size() > 1 && options.output.ends_with('/')) options.output.pop_back();
    options.reproducible = options.reproducible || wall_time_is_fixed();
    options.writer.reproducible = options.reproducible;
    constexpr std::uint64_t kMostJobs = 1024;
    options.jobs = std::min(options.jobs, kMostJobs);
    return report::check_folder(options.output, replace_by(options));
}

static Result<int> run_report(const Arguments& arguments) {
    const Stopwatch watch;
    ReportOptions options;
    ScenarioOptions scenario;
    TRY(parse_flags(report_command(), report_flags(options, scenario), arguments));
    TRY(check_options(options, scenario));
    TRY_ASSIGN(Prepared prepared, prepare(options));
    if (is_scenario(scenario)) return run_scenario(options, scenario, std::move(prepared));

    std::vector<std::string> remarks;
    LoadedModel model;
    facts::Draft draft = std::move(prepared.draft);
    const Stopwatch writing;
    TRY(write_draft(draft, options.writer, model, remarks));
    const double writing_s = writing.seconds();
    for (const std::string& remark : remarks) print_remark(report_command().name, remark);
    TRY_ASSIGN(const Written written, report_files(options, prepared, std::move(draft), writing_s));
    if (!written.why_no_pictures.empty()) {
        print_remark(report_command().name, "no pictures: " + written.why_no_pictures);
    }
    TRY(report::write_folder(options.output, written.files, replace_by(options)));
    const Finished finished{options, prepared.records, written.documents, written.facts,
                            watch.seconds()};
    if (options.open) {
        const std::string why_not = open_page(options.output + "/report.html");
        if (!why_not.empty()) print_remark(report_command().name, why_not);
    }
    if (options.json) {
        print(summary_json(finished));
    } else if (!options.quiet) {
        print_lines(summary_text(finished));
    }
    return kDone;
}

static std::vector<Flag> report_table() {
    static ReportOptions unused;
    static ScenarioOptions scenario;
    return report_flags(unused, scenario);
}

Command report_command() {
    return {
        "report",
        "read a folder of results and write a report with its evidence",
        "chimera report examples/chimera-101",
        report_table,
        run_report,
        "chimera report examples/chimera-101 --open\n"
        "  chimera report examples/chimera-101 --format html,json -o shown\n"
        "  chimera report examples/chimera-101 --llm ollama --model llama3.2\n"
        "  chimera report examples/chimera-101 --llm openai --base-url http://127.0.0.1:8000/v1"};
}

}  // namespace chimera::cli
