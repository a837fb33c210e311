// SPDX-License-Identifier: Apache-2.0
#include "report/metrics_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "report/authorship_json.h"
#include "report/json_text.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;
using Counts = std::map<std::string, std::size_t>;

static Json counts_json(const model::RecordSet& records, const facts::Draft& draft,
                        const Document& document) {
    Counts roles;
    Counts formats;
    Counts classes;
    Counts kinds;
    Counts origins;
    std::size_t rejects = 0;
    std::size_t tables = 0;
    std::size_t rows = 0;
    std::size_t failed = 0;
    std::size_t numbers = 0;
    for (const model::Source& source : records.sources) {
        ++roles[std::string(model::role_name(source.role))];
        ++formats[source.format];
        rejects += source.rejects.size();
    }
    for (const model::Table& table : records.tables) {
        if (table.is_nested()) continue;
        ++tables;
        rows += table.rows;
        failed += table.failed.size();
        for (const model::Column& column : table.columns) {
            numbers += static_cast<std::size_t>(
                std::count_if(column.numbers.begin(), column.numbers.end(), model::present));
        }
        for (const model::ListColumn& list : table.lists) {
            // One that a table of its own took holds numbers alone.
            numbers += list.values.empty()
                           ? list.offsets.back()
                           : static_cast<std::size_t>(std::count_if(
                                 list.values.begin(), list.values.end(), model::present));
        }
    }
    for (const facts::Fact& fact : draft.facts)
        ++classes[std::string(facts::class_name(fact.kind))];
    for (const Claim& claim : document.claims) {
        ++kinds[draft.propositions[claim.proposition].kind];
        ++origins[claim.origin];
    }
    return {{"files", records.sources.size()},
            {"files_by_role", roles},
            {"files_by_format", formats},
            {"skipped", records.skipped.size()},
            {"rejects", rejects},
            {"tables", tables},
            {"rows", rows},
            {"failed_rows", failed},
            {"numbers", numbers},
            {"claimed_numbers", records.claims.size()},
            {"facts", draft.facts.size()},
            {"facts_by_class", classes},
            {"facts_linked", document.linked.size()},
            {"propositions", draft.propositions.size()},
            {"claims", document.claims.size()},
            {"claims_by_proposition", kinds},
            {"claims_by_origin", origins}};
}

static Json statistic_json(const facts::Fact& fact) {
    Json out = Json::object();
    if (const auto* real = std::get_if<double>(&fact.value)) out["value"] = *real;
    if (const auto* text = std::get_if<std::string>(&fact.value)) out["value"] = *text;
    if (const auto* interval = std::get_if<facts::Interval>(&fact.value)) {
        out["value"] = Json::array({interval->first, interval->second});
    }
    out["n"] = fact.n;
    out["fact"] = fmt::format("F{}", fact.id);
    return out;
}

// One group for each metric and scope that has measured statistics, in order of appearance.
static std::vector<Json> groups_json(const facts::Draft& draft) {
    std::vector<Json> groups;
    std::map<std::string, std::size_t> group_of;
    for (const facts::Fact& fact : draft.facts) {
        const bool is_measured =
            fact.kind == facts::Class::kMeasured && !fact.metric.empty() && !fact.statistic.empty();
        if (!is_measured) continue;
        const Json scope = fact.scope;
        const std::string key = fact.metric + '\n' + fact.unit + '\n' + json_text(scope);
        const auto [at, is_new] = group_of.emplace(key, groups.size());
        if (is_new) {
            groups.push_back({{"metric", fact.metric},
                              {"unit", fact.unit},
                              {"scope", scope},
                              {"statistics", Json::object()}});
        }
        groups[at->second]["statistics"][fact.statistic] = statistic_json(fact);
    }
    return groups;
}

std::string metrics_json(const model::RecordSet& records, const facts::Draft& draft,
                         const Document& document, const Meta& meta) {
    Json self = Json::object();
    // Microseconds are as fine as such a figure can mean anything.
    for (const auto& [name, seconds] : meta.timings) self[name] = std::round(seconds * 1e6) / 1e6;
    self["peak_rss_bytes"] = meta.peak_rss_bytes;
    std::string out = fmt::format(
        "{{\n \"schema\": \"chimera-metrics/1\",\n \"chimera_version\": {},\n \"root\": {},\n"
        " \"seed\": {},\n \"started\": {},\n \"self\": {},\n \"counts\": {},\n \"groups\": [",
        json_text(meta.version), json_text(meta.root), meta.seed, json_text(meta.started),
        json_text(self), json_text(counts_json(records, draft, document)));
    const std::vector<Json> groups = groups_json(draft);
    for (std::size_t i = 0; i < groups.size(); ++i) {
        out += (i == 0 ? "\n  " : ",\n  ") + json_text(groups[i]);
    }
    out += "\n ]";
    if (!draft.authorship.agents.empty()) {
        out += ",\n \"writing\": " + authorship_json(draft.authorship, meta.reproducible);
    }
    return out + "\n}\n";
}

}  // namespace chimera::report
