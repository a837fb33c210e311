// SPDX-License-Identifier: Apache-2.0
// failed_runs of requests: those of which a tool's file tells beside its measurements, by reason.
#include <algorithm>

#include "core/text.h"
#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"failed_runs.requests.1", "Of {of} requests that {source} lists, {n} failed."},
    {"failed_runs.requests.2", "{source} lists {of} requests, and {n} of them failed."},
    {"failed_runs.requests.reason.1",
     "Failed requests in {source}: {n}, and the reason that the file gives is {why}."},
    {"failed_runs.requests.reason.2",
     "{why} is the reason that {source} gives for failed requests, {n} of them."},
    {"failed_runs.requests.reason.3", "With the reason {why}, requests failed in {source}: {n}."},
};

// The last line of a traceback says what happened, the others where.
static std::string told_reason(const std::string& why) {
    const std::string_view text = trim(why);
    const auto end = text.rfind('\n');
    const bool traced = text.starts_with("Traceback (most recent call last)");
    if (!traced || end == std::string_view::npos) return why;
    return std::string(trim(text.substr(end + 1)));
}

// Measured or a summary, as what stands around the list is.
static Class class_of(const Analysis& analysis, const model::FailedRequests& failed) {
    model::Role role = analysis.records.sources[failed.source].role;
    for (const model::Table& table : analysis.records.tables) {
        if (table.source == failed.source && table.base.empty() && !table.is_nested())
            role = table.role;
    }
    return role == model::Role::kSummary ? Class::kSummary : Class::kMeasured;
}

static FactId count(Analysis& analysis, const model::FailedRequests& failed, double n,
                    std::vector<Where> where) {
    Cells cells{.source = failed.source, .at = failed.at};
    cells.where = std::move(where);
    const std::string of_what = " in `" + failed.list + "`";
    Fact described{.label = (cells.where.empty() ? "requests" : "failed requests") + of_what,
                   .statistic = "count"};
    described.kind = described.worst = class_of(analysis, failed);
    return analysis.book.of_count({cells}, static_cast<std::size_t>(n), std::move(described));
}

static FactId count_of(Analysis& analysis, const model::FailedRequests& failed,
                       const model::FailedRequests::Reason& reason) {
    if (!failed.at.empty())
        return count(analysis, failed, reason.n, {{failed.field, "==", reason.why}});
    Cells cell{.source = failed.source, .at = {reason.at}};
    if (!reason.field.empty()) cell.where = {{reason.field, "==", reason.why}};
    Fact described{.label = "failed requests in `" + failed.list + "`"};
    described.kind = described.worst = class_of(analysis, failed);
    return analysis.book.of_cell(std::move(cell), reason.n, 0, std::move(described));
}

static void tell_all(Analysis& analysis, const model::FailedRequests& failed) {
    double n = 0;
    for (const auto& reason : failed.reasons) n += reason.n;
    const FactId part = count(analysis, failed, n, {{failed.field, "!=", std::string()}});
    const FactId of = count(analysis, failed, static_cast<double>(failed.requests), {});
    analysis.found.push_back(
        {.kind = "failed_runs",
         .arguments = {{"n", part}, {"of", of}, {"requests", failed.list}},
         .slots = {{"source", SourceSlot{failed.source}}, {"n", link(part)}, {"of", link(of)}},
         .wordings = ids_of(kWordings, "failed_runs.requests"),
         .salience = 0.6,
         .mandatory = true,
         .topic = "quality/failed"});
}

static void find(Analysis& analysis) {
    for (const model::FailedRequests& failed : analysis.records.failed_requests) {
        const model::Source& source = analysis.records.sources[failed.source];
        if (source.duplicate_of || source.twin_of) continue;
        if (failed.all) tell_all(analysis, failed);
        std::vector<model::FailedRequests::Reason> reasons = failed.reasons;
        std::stable_sort(reasons.begin(), reasons.end(),
                         [](const auto& a, const auto& b) { return a.n > b.n; });
        for (const auto& reason : reasons) {
            const FactId n = count_of(analysis, failed, reason);
            if (n == kNoFact) continue;
            analysis.found.push_back(
                {.kind = "failed_runs",
                 .arguments = {{"n", n}, {"requests", failed.list}, {"where", reason.why}},
                 .slots = {{"source", SourceSlot{failed.source}},
                           {"n", link(n)},
                           {"why", NameSlot{told_reason(reason.why), true}}},
                 .wordings = ids_of(kWordings, "failed_runs.requests.reason"),
                 .salience = 0.4,
                 .mandatory = true,
                 .topic = "quality/failed reasons"});
        }
    }
}

Finder failed_requests_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
