// SPDX-License-Identifier: Apache-2.0
#include "results/collect.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <span>

#include "model/locator.h"
#include "model/redact.h"
#include "results/metrics.h"
#include "results/own_document.h"
#include "results/rows.h"

namespace chimera::results {

using model::Role;
using model::Source;
using model::Table;

const double* RunMetric::find(const std::string& statistic) const {
    const auto found = std::find_if(statistics.begin(), statistics.end(),
                                    [&](const auto& each) { return each.first == statistic; });
    return found == statistics.end() ? nullptr : &found->second;
}

const RunMetric* Run::find(const std::string& id) const {
    const auto at = std::find_if(metrics.begin(), metrics.end(),
                                 [&](const RunMetric& metric) { return metric.id == id; });
    return at == metrics.end() ? nullptr : &*at;
}

namespace {

// The runs of one source. `of_row`: which run a row belongs to, by the row's address; filled where
// the source holds nested tables, whose rows name their owners by it.
struct SourceRuns {
    std::vector<Run> runs;
    bool has_nested = false;
    std::string why_empty;  // where that is known already
    std::map<std::string, std::size_t> of_row;
};

}  // namespace

static bool counts(const Table& table) {
    return !table.counts_twice && table.rows > 0 &&
           (table.role == Role::kRaw || table.role == Role::kSummary);
}

static Rows sound_rows(const Table& table, const Rows& rows) {
    Rows out;
    for (const std::uint32_t row : rows) {
        if (!table.is_failed(row)) out.push_back(row);
    }
    return out;
}

// The source that a document was made from, where that was read too: then it tells nothing new.
static const Source* original_of(const model::RecordSet& records, const Table& table,
                                 std::uint32_t row) {
    const model::Column* hash = table.find("provenance/sha256");
    if (hash == nullptr || !hash->texts.has(row)) return nullptr;
    const std::string_view wanted = hash->texts.text(row);
    const auto found = std::find_if(records.sources.begin(), records.sources.end(),
                                    [&](const Source& each) { return each.sha256 == wanted; });
    return found == records.sources.end() ? nullptr : &*found;
}

// Rows that are documents of ours hold a run each. The other tables of their file are parts of
// them, and mean nothing by themselves.
static bool add_documents(const model::RecordSet& records, std::span<const Table> tables,
                          const Shown& shown, SourceRuns& into) {
    bool has_own = false;
    for (const Table& table : tables) {
        for (std::uint32_t row = 0; row < table.rows && !table.is_nested(); ++row) {
            if (!is_own_document(table, row)) continue;
            has_own = true;
            if (const Source* original = original_of(records, table, row)) {
                into.why_empty = "results of " + original->path + ", which is here too";
                continue;
            }
            into.runs.push_back(run_of_document(records, table, row, shown));
        }
    }
    return has_own;
}

// Of which kind the deviations are that the tool states.
static void name_spread(const model::Source& source, Run& run) {
    if (!source.produced_by || !source.produced_by->population_sd) return;
    for (RunMetric& metric : run.metrics) {
        if (!metric.is_measured && metric.find("sd") != nullptr) metric.spread = "population";
    }
}

static void add_table(const model::RecordSet& records, const Table& table, const Shown& shown,
                      SourceRuns& into) {
    const std::vector<Rows> groups = runs_of(records, table);
    for (const Rows& rows : groups) {
        Run run = describe_run({records, table, rows}, shown);
        add_metrics(table, sound_rows(table, rows), run);
        name_spread(records.sources[table.source], run);
        for (const std::uint32_t row : rows) {
            if (!into.has_nested) break;
            into.of_row.emplace(model::locate_row(table, row), into.runs.size());
        }
        into.runs.push_back(std::move(run));
    }
}

static void add_nested(const Table& nested, SourceRuns& into) {
    std::vector<std::optional<std::size_t>> run_of_owner;
    for (const std::string& owner : nested.owners) {
        const auto run = into.of_row.find(owner);
        run_of_owner.push_back(run == into.of_row.end() ? std::nullopt
                                                        : std::optional(run->second));
    }
    std::map<std::size_t, Rows> rows_of;
    for (std::size_t owner = 0; owner < run_of_owner.size(); ++owner) {
        if (!run_of_owner[owner]) continue;
        Rows& rows = rows_of[*run_of_owner[owner]];
        for (std::uint32_t row = nested.owner_begin[owner]; row < nested.owner_begin[owner + 1];
             ++row) {
            rows.push_back(row);
        }
    }
    for (const auto& [run, rows] : rows_of) add_samples(nested, rows, into.runs[run]);
}

static void add_tables(const model::RecordSet& records, std::span<const Table> tables,
                       const Shown& shown, SourceRuns& into) {
    into.has_nested = std::any_of(tables.begin(), tables.end(),
                                  [](const Table& table) { return table.is_nested(); });
    for (const Table& table : tables) {
        if (table.is_nested()) {
            add_nested(table, into);
        } else if (counts(table)) {
            add_table(records, table, shown, into);
        }
    }
}

// The files that hold the samples of documents, each with its document's path.
static std::map<std::string, std::string> sample_files(const model::RecordSet& records) {
    std::map<std::string, std::string> out;
    for (const Table& table : records.tables) {
        if (table.find("samples_file") == nullptr) continue;
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            if (!is_own_document(table, row)) continue;
            const std::string path = samples_file_of(records, table, row);
            if (!path.empty()) out.emplace(path, records.sources[table.source].path);
        }
    }
    return out;
}

std::string unread_text(const model::RecordSet& records) {
    std::size_t places = 0;
    std::size_t files = 0;
    const Source* first = nullptr;
    for (const Source& source : records.sources) {
        if (source.rejects.empty() || source.role == Role::kRejected || source.duplicate_of) {
            continue;
        }
        places += source.rejects.size();
        ++files;
        if (first == nullptr) first = &source;
    }
    if (first == nullptr) return {};
    const model::Reject& reject = first->rejects.front();
    return fmt::format("not read: {} place{} in {} file{}, the first in {}{}: {}", places,
                       places == 1 ? "" : "s", files, files == 1 ? "" : "s", first->path,
                       reject.at.empty() ? "" : " at " + reject.at, reject.reason);
}

// Why a source has no run of its own.
static std::string why_left_out(const model::RecordSet& records, const Source& source) {
    if (source.duplicate_of) {
        return "the same bytes as " + records.sources[*source.duplicate_of].path;
    }
    if (source.twin_of) return "the same rows as " + records.sources[*source.twin_of].path;
    switch (source.role) {
        case Role::kDocument: return "a document: it claims numbers and measures none";
        case Role::kConfig: return "settings, no measurement";
        case Role::kTelemetry: return "telemetry of the machine, no measurement of a model";
        case Role::kRejected:
            return source.rejects.empty()
                       ? "it could not be read"
                       : fmt::format("not read: {}", source.rejects.front().reason);
        default: return "no row of it measures a metric";
    }
}

Collected collect(const model::RecordSet& records, const Options& options) {
    const Shown shown = [&](std::string_view text) {
        return options.privacy == Privacy::kKeep ? std::string(text) : model::redact(text);
    };
    Collected out;
    const std::map<std::string, std::string> samples_of = sample_files(records);
    std::size_t at = 0;
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        const Source& source = records.sources[i];
        const std::size_t begin = at;
        while (at < records.tables.size() && records.tables[at].source == i) ++at;
        const auto tables = std::span(records.tables).subspan(begin, at - begin);
        if (const auto of = samples_of.find(source.path); of != samples_of.end()) {
            out.left_out.push_back({source.path, "the samples of " + of->second});
            continue;
        }
        SourceRuns own;
        if (!source.duplicate_of && !add_documents(records, tables, shown, own)) {
            add_tables(records, tables, shown, own);
        }
        std::erase_if(own.runs, [](const Run& run) {
            return run.metrics.empty() && run.status.failed.value_or(0) == 0;
        });
        if (own.runs.empty()) {
            out.left_out.push_back({source.path, own.why_empty.empty()
                                                     ? why_left_out(records, source)
                                                     : own.why_empty});
        }
        for (Run& run : own.runs) {
            std::sort(run.metrics.begin(), run.metrics.end(),
                      [](const RunMetric& a, const RunMetric& b) { return a.id < b.id; });
            out.runs.push_back(std::move(run));
        }
    }
    return out;
}

}  // namespace chimera::results
