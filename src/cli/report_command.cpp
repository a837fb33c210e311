// SPDX-License-Identifier: Apache-2.0
// The main job: ingest -> facts -> report.
#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "agents/brief.h"
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/report_run.h"
#include "cli/served_writer.h"
#include "core/clock.h"
#include "core/text.h"
#include "facts/analyse.h"
#include "ingest/ingest.h"
#include "model/redact.h"
#include "report/folder.h"

namespace chimera::cli {

static std::vector<Flag> report_flags(ReportOptions& options) {
    return {
        {"DIR", "", "folder (or file) with benchmark results", &options.root, Needed::kRequired},
        {"-o,--output", "DIR", "where the report goes; default chimera-report", &options.output},
        {"--format", "LIST", "md, json or both, separated by a comma", &options.formats},
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
        {"--sequential", "", "the agents ask the server one after the other",
         &options.writer.sequential},
        {"--threads", "N", "threads of the model; default one a physical core",
         &options.writer.threads},
        {"--num-gpu", "N", "layers on the GPU", &options.writer.options.num_gpu},
        {"--num-ctx", "N", "tokens of context", &options.writer.options.num_ctx},
        {"--temperature", "T", "how freely words are chosen; default 0.7, a server's its own",
         &options.writer.options.temperature},
        {"--top-p", "P", "of a server's sampling; not sent unless given",
         &options.writer.options.top_p},
        {"--top-k", "K", "the same", &options.writer.options.top_k},
        {"--repeat-penalty", "R", "the same", &options.writer.options.repeat_penalty},
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
}

static report::Replace replace_by(const ReportOptions& options) {
    return options.force ? report::Replace::kAnything : report::Replace::kOwnOnly;
}

static Status check_options(ReportOptions& options) {
    std::vector<std::string> formats;
    for (const std::string& list : options.formats) {
        for (const std::string_view format : split(list, ',')) formats.emplace_back(trim(format));
    }
    for (const std::string& format : formats) {
        if (format == "html") {
            return usage_error(
                "html is not written yet; use --format md,json, or turn report.md "
                "into HTML with a Markdown program");
        }
        if (format != "md" && format != "json") {
            return usage_error(fmt::format("unknown format {}; there are md and json", format));
        }
    }
    options.formats = formats;
    if (!is_writer(options.writer.llm)) {
        return usage_error(fmt::format("unknown mode {} for --llm; there are {}",
                                       options.writer.llm, writer_names()));
    }
    options.seed = options.writer.options.seed.value_or(options.seed);
    options.writer.seed = options.seed;
    TRY(check_served(options.writer));
    options.writer.progress = !options.quiet && !options.json;
    while (options.output.size() > 1 && options.output.ends_with('/')) options.output.pop_back();
    options.reproducible = options.reproducible || wall_time_is_fixed();
    constexpr std::uint64_t kMostJobs = 1024;
    options.jobs = std::min(options.jobs, kMostJobs);
    return report::check_folder(options.output, replace_by(options));
}

static Result<model::RecordSet> read_records(const ReportOptions& options) {
    Progress progress("reading", options.quiet || options.json ? Progress::Show::kNever
                                                               : Progress::Show::kOnTerminal);
    ingest::Options ingesting;
    ingesting.jobs = static_cast<unsigned>(options.jobs);
    ingesting.only = options.only;
    ingesting.exclude = options.exclude;
    if (!options.config.empty()) ingesting.config_path = options.config;
    ingesting.progress = [&](std::size_t done, std::size_t all) { progress.update(done, all); };
    return ingest::ingest(options.root, ingesting);
}

// When the run began. Without a fixed clock a reproducible report is dated by its newest file.
static UnixSeconds time_of_report(const ReportOptions& options, const model::RecordSet& records) {
    if (!options.reproducible || wall_time_is_fixed()) return wall_time();
    UnixSeconds latest = 0;
    for (const model::Source& source : records.sources) latest = std::max(latest, source.modified);
    return latest;
}

static std::uint64_t peak_rss_bytes() {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    constexpr std::uint64_t kKibibyte = 1024;
    return static_cast<std::uint64_t>(usage.ru_maxrss) * kKibibyte;
}

static facts::Options analysis_options(const ReportOptions& options, UnixSeconds time,
                                       double ingest_s) {
    facts::Options out;
    out.title = options.title.empty() ? default_title(options.root) : options.title;
    out.date = date_of(time);
    out.configuration = fmt::format("seed={}, llm={}", options.seed, options.writer.llm);
    out.seed = options.seed;
    out.jobs = static_cast<unsigned>(options.jobs);
    out.ingest_s = ingest_s;
    out.reproducible = options.reproducible;
    return out;
}

// Evidence goes with every report; it is also how the folder is known to be ours the next time.
static std::vector<report::OutputFile> files_of(const ReportOptions& options,
                                                const report::Documents& documents) {
    std::vector<report::OutputFile> files = {{"evidence.json", documents.evidence}};
    if (wants(options, "md")) files.push_back({"report.md", documents.report});
    if (wants(options, "json")) files.push_back({"metrics.json", documents.metrics});
    if (!documents.config.empty()) files.push_back({"evidence.toml", documents.config});
    return files;
}

// The agents' own reports, each with evidence of its own, from the draft that both have worded.
static Result<std::vector<report::OutputFile>> agent_reports(const model::RecordSet& records,
                                                             const facts::Draft& whole,
                                                             const report::Redact& redact,
                                                             report::Meta meta) {
    std::vector<report::OutputFile> files;
    if (whole.authorship.agents.empty()) return files;
    for (const agents::Persona& persona : agents::personas()) {
        const std::string name = persona.id + "_report";
        meta.report_name = name + ".md";
        TRY_ASSIGN(report::Composed composed,
                   report::compose_redacted(records, agents::brief(whole, persona), redact));
        TRY_ASSIGN(report::Documents documents,
                   report::write_documents(records, std::move(composed), meta));
        files.push_back({name + ".md", std::move(documents.report)});
        files.push_back({name + ".evidence.json", std::move(documents.evidence)});
    }
    return files;
}

static report::Meta meta_of(const ReportOptions& options, UnixSeconds time,
                            const report::Redact& redact) {
    const auto kept = [&](const std::string& text) { return redact ? redact(text) : text; };
    report::Meta meta;
    meta.root = kept(shown_root(options.root));
    meta.command = kept(shown_command(options));
    meta.version = version();
    meta.seed = options.seed;
    meta.started = rfc3339(time);
    meta.reproducible = options.reproducible;
    return meta;
}

static Result<int> run_report(const Arguments& arguments) {
    const Stopwatch watch;
    ReportOptions options;
    TRY(parse_flags(report_command(), report_flags(options), arguments));
    TRY(check_options(options));
    const report::Redact redact =
        options.keep_private ? report::Redact() : report::remembering(model::redact);

    TRY_ASSIGN(const model::RecordSet records, read_records(options));
    const double ingested_s = watch.seconds();
    const UnixSeconds time = time_of_report(options, records);
    report::Meta meta = meta_of(options, time, redact);

    facts::Draft draft = facts::analyse(records, analysis_options(options, time, ingested_s));
    const double analysed_s = watch.seconds();
    // What is private stays out of prompts too.
    if (redact) report::redact_draft(draft, redact);
    std::vector<std::string> remarks;
    TRY(write_draft(draft, options.writer, options.reproducible, remarks));
    for (const std::string& remark : remarks) print_remark(report_command().name, remark);
    const double written_s = watch.seconds();

    std::vector<report::OutputFile> files;
    if (wants(options, "md")) {
        TRY_ASSIGN(files, agent_reports(records, draft, redact, meta));
    }
    TRY_ASSIGN(report::Composed composed,
               report::compose_redacted(records, std::move(draft), redact));
    const double composed_s = watch.seconds();
    meta.timings = {{"ingest_s", ingested_s},
                    {"analysis_s", analysed_s - ingested_s},
                    {"writing_s", written_s - analysed_s},
                    {"report_s", composed_s - written_s},
                    {"total_s", composed_s}};
    meta.peak_rss_bytes = peak_rss_bytes();
    const std::size_t facts = composed.draft.facts.size();
    TRY_ASSIGN(const report::Documents documents,
               report::write_documents(records, std::move(composed), meta));
    for (report::OutputFile& file : files_of(options, documents)) files.push_back(std::move(file));
    TRY(report::write_folder(options.output, files, replace_by(options)));

    const Finished finished{options, records, documents, facts, watch.seconds()};
    if (options.json) {
        print(summary_json(finished));
    } else if (!options.quiet) {
        print_lines(summary_text(finished));
    }
    return kDone;
}

static std::vector<Flag> report_table() {
    static ReportOptions unused;
    return report_flags(unused);
}

Command report_command() {
    return {
        "report",
        "read a folder of results and write a report with its evidence",
        "chimera report examples/chimera-101",
        report_table,
        run_report,
        "chimera report examples/chimera-101 --llm ollama --model llama3.2\n"
        "  chimera report examples/chimera-101 --llm openai --base-url http://127.0.0.1:8000/v1"};
}

}  // namespace chimera::cli
