// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/reading.h"
#include "core/text.h"
#include "model/metric.h"
#include "results/collect.h"
#include "results/run_json.h"

namespace chimera::cli {

struct IngestOptions {
    Reading reading;
    bool json = false;
    bool samples = false;
    bool keep_private = false;
};

static std::vector<Flag> ingest_flags(IngestOptions& options) {
    std::vector<Flag> flags = reading_flags(options.reading);
    flags.push_back(
        {"--json", "", "all runs as one JSON document, chimera-result/1", &options.json});
    flags.push_back(
        {"--samples", "", "with --json: the values behind each metric too", &options.samples});
    flags.push_back({"--keep-private", "", "do not redact hosts, users, keys and home folders",
                     &options.keep_private});
    return flags;
}

namespace {

// What one line of the table tells: the runs of one model and suite in one file.
struct Line {
    std::size_t runs = 0;
    std::size_t fewest = 0;
    std::size_t most = 0;
    std::size_t failed = 0;
    std::vector<std::string> metrics;
};

}  // namespace

// Headline metrics first, for they are what somebody looks for.
static std::string metric_list(std::vector<std::string> ids) {
    constexpr std::size_t kShown = 4;
    std::stable_partition(ids.begin(), ids.end(), [](const std::string& id) {
        const model::Metric* metric = model::find_metric(id);
        return metric != nullptr && metric->headline;
    });
    const std::size_t more = ids.size() > kShown ? ids.size() - kShown : 0;
    ids.resize(ids.size() - more);
    return join(ids, ", ") + (more > 0 ? fmt::format(" and {} more", more) : "");
}

static std::string n_of(const Line& line) {
    if (line.most == 0) return "-";
    return line.fewest == line.most ? fmt::format("{}", line.most)
                                    : fmt::format("{}-{}", line.fewest, line.most);
}

static void add_run(const results::Run& run, Line& line) {
    ++line.runs;
    line.failed += run.status.failed.value_or(0);
    for (const results::RunMetric& metric : run.metrics) {
        const auto& known = line.metrics;
        if (std::find(known.begin(), known.end(), metric.id) == known.end()) {
            line.metrics.push_back(metric.id);
        }
        if (!metric.n) continue;
        line.fewest = line.most == 0 ? *metric.n : std::min(line.fewest, *metric.n);
        line.most = std::max(line.most, *metric.n);
    }
}

// Columns as wide as what stands in them, the last one open.
static std::string aligned(const std::vector<std::vector<std::string>>& rows) {
    constexpr std::size_t kWidest = 72;
    std::vector<std::size_t> widths(rows.front().size(), 0);
    for (const auto& row : rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], std::min(row[i].size(), kWidest));
        }
    }
    std::string out;
    for (const auto& row : rows) {
        std::string line;
        for (std::size_t i = 0; i + 1 < row.size(); ++i) {
            line += fmt::format("{:<{}}  ", row[i], widths[i]);
        }
        out += line + row.back() + '\n';
    }
    return out;
}

static std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

static std::string left_out_text(const std::vector<results::LeftOut>& left_out) {
    constexpr std::size_t kNamed = 3;
    std::map<std::string, std::vector<std::string>> by_reason;
    for (const results::LeftOut& each : left_out) by_reason[each.reason].push_back(each.source);
    std::string out;
    for (auto& [reason, sources] : by_reason) {
        const std::size_t count = sources.size();
        sources.resize(std::min(count, kNamed));
        out += fmt::format("  {}: {}{}\n", reason, join(sources, ", "),
                           count > kNamed ? fmt::format(" and {} more", count - kNamed) : "");
    }
    return out;
}

static std::string table_text(const results::Collected& collected) {
    std::vector<std::pair<std::vector<std::string>, Line>> lines;
    std::set<std::string> models;
    std::set<std::string> sources;
    std::size_t failed = 0;
    for (const results::Run& run : collected.runs) {
        const std::vector<std::string> key = {run.provenance.source, run.model_name.value_or("-"),
                                              run.suite.value_or("-")};
        if (lines.empty() || lines.back().first != key) lines.push_back({key, {}});
        add_run(run, lines.back().second);
        if (run.model_name) models.insert(*run.model_name);
        sources.insert(run.provenance.source);
        failed += run.status.failed.value_or(0);
    }
    std::string out;
    if (!lines.empty()) {
        std::vector<std::vector<std::string>> rows = {
            {"model", "suite", "runs", "n", "failed", "metrics", "source"}};
        for (const auto& [key, line] : lines) {
            rows.push_back({key[1], key[2], fmt::format("{}", line.runs), n_of(line),
                            fmt::format("{}", line.failed), metric_list(line.metrics), key[0]});
        }
        out = aligned(rows) + '\n';
    }
    out += fmt::format("{} of {} in {}; {} failed\n", counted(collected.runs.size(), "run"),
                       counted(models.size(), "model"), counted(sources.size(), "file"),
                       counted(failed, "row"));
    if (!collected.left_out.empty()) {
        out += fmt::format("{} without a run:\n", counted(collected.left_out.size(), "file"));
        out += left_out_text(collected.left_out);
    }
    return out;
}

static Result<int> run_ingest(const Arguments& arguments) {
    IngestOptions options;
    TRY(parse_flags(ingest_command(), ingest_flags(options), arguments));
    if (options.samples && !options.json) return usage_error("--samples goes with --json");
    TRY_ASSIGN(const model::RecordSet records, read_folder(options.reading));
    const results::Collected collected = results::collect(
        records,
        {.privacy = options.keep_private ? results::Privacy::kKeep : results::Privacy::kRedact});
    if (const std::string unread = results::unread_text(records); !unread.empty()) {
        print_remark(ingest_command().name, unread);
    }
    if (options.json) {
        print(results::runs_document(collected.runs, options.samples ? results::Samples::kInline
                                                                     : results::Samples::kLeftOut));
    } else {
        print_lines(table_text(collected));
    }
    return kDone;
}

static std::vector<Flag> ingest_table() {
    static IngestOptions unused;
    return ingest_flags(unused);
}

Command ingest_command() {
    return {"ingest",
            "read a folder of results and list its runs",
            "chimera ingest examples/chimera-101",
            ingest_table,
            run_ingest,
            "chimera ingest examples/formats --json > runs.json"};
}

}  // namespace chimera::cli
