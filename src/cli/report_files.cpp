// SPDX-License-Identifier: Apache-2.0
#include "cli/report_files.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>

#include "agents/brief.h"
#include "cli/page_cells.h"
#include "cli/program.h"
#include "cli/reading.h"
#include "facts/analyse.h"
#include "model/redact.h"

namespace chimera::cli {

report::Replace replace_by(const ReportOptions& options) {
    return options.force ? report::Replace::kAnything : report::Replace::kOwnOnly;
}

static Result<model::RecordSet> read_records(const ReportOptions& options) {
    return read_folder({.root = options.root,
                        .only = options.only,
                        .exclude = options.exclude,
                        .config = options.config,
                        .jobs = options.jobs,
                        .show = options.quiet || options.json ? Progress::Show::kNever
                                                              : Progress::Show::kOnTerminal});
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

Result<Prepared> prepare(const ReportOptions& options) {
    const Stopwatch watch;
    Prepared out;
    if (!options.keep_private) out.redact = report::remembering(model::redact);
    TRY_ASSIGN(out.records, read_records(options));
    out.ingest_s = watch.seconds();
    const UnixSeconds time = time_of_report(options, out.records);
    out.meta = meta_of(options, time, out.redact);
    out.draft = facts::analyse(out.records, analysis_options(options, time, out.ingest_s));
    out.analysis_s = watch.seconds() - out.ingest_s;
    // What is private stays out of prompts too.
    if (out.redact) report::redact_draft(out.draft, out.redact);
    return out;
}

// Evidence goes with every report; it is also how the folder is known to be ours the next time.
static std::vector<report::OutputFile> files_of(const ReportOptions& options,
                                                const report::Documents& documents) {
    std::vector<report::OutputFile> files = {{"evidence.json", documents.evidence}};
    if (wants(options, "md")) files.push_back({"report.md", documents.report});
    if (!documents.page.empty()) files.push_back({"report.html", documents.page});
    if (wants(options, "json")) files.push_back({"metrics.json", documents.metrics});
    if (!documents.config.empty()) files.push_back({"evidence.toml", documents.config});
    return files;
}

Result<std::vector<report::OutputFile>> side_report(const model::RecordSet& records,
                                                    facts::Draft draft,
                                                    const report::Redact& redact,
                                                    report::Meta meta) {
    const std::string name = meta.report_name;
    meta.report_name = name + ".md";
    TRY_ASSIGN(report::Composed composed,
               report::compose_redacted(records, std::move(draft), redact));
    TRY_ASSIGN(report::Documents documents,
               report::write_documents(records, std::move(composed), meta));
    return std::vector<report::OutputFile>{
        {name + ".md", std::move(documents.report)},
        {name + ".evidence.json", std::move(documents.evidence)}};
}

// The agents' own reports, each with evidence of its own, from the draft that both have worded.
static Status add_agent_reports(const Prepared& prepared, const facts::Draft& whole,
                                std::vector<report::OutputFile>& files) {
    if (whole.authorship.agents.empty()) return Done{};
    for (const agents::Persona& persona : agents::personas()) {
        report::Meta meta = prepared.meta;
        meta.report_name = persona.id + "_report";
        TRY_ASSIGN(std::vector<report::OutputFile> own,
                   side_report(prepared.records, agents::brief(whole, persona), prepared.redact,
                               std::move(meta)));
        std::move(own.begin(), own.end(), std::back_inserter(files));
    }
    return Done{};
}

Result<Written> report_files(const ReportOptions& options, const Prepared& prepared,
                             facts::Draft draft, double writing_s) {
    const Stopwatch watch;
    Written out;
    const bool wants_pictures = wants(options, "md") && options.figures == "svg";
    if (wants(options, "md")) TRY(add_agent_reports(prepared, draft, out.files));
    if (wants_pictures) {
        for (report::Picture& picture : report::draw_pictures(draft, out.why_no_pictures)) {
            out.files.push_back({std::move(picture.name), std::move(picture.bytes)});
        }
    }
    TRY_ASSIGN(report::Composed composed,
               report::compose_redacted(prepared.records, std::move(draft), prepared.redact));
    const double report_s = watch.seconds();
    report::Meta meta = prepared.meta;
    meta.timings = {{"ingest_s", prepared.ingest_s},
                    {"analysis_s", prepared.analysis_s},
                    {"writing_s", writing_s},
                    {"report_s", report_s},
                    {"total_s", prepared.ingest_s + prepared.analysis_s + writing_s + report_s}};
    meta.peak_rss_bytes = peak_rss_bytes();
    out.facts = composed.draft.facts.size();
    const report::PageWish page{.is_wanted = wants(options, "html"),
                                .read = cells_of(prepared.records, prepared.redact)};
    TRY_ASSIGN(out.documents,
               report::write_documents(prepared.records, std::move(composed), meta, page));
    for (report::OutputFile& file : files_of(options, out.documents)) {
        out.files.push_back(std::move(file));
    }
    return out;
}

}  // namespace chimera::cli
