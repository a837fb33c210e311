// SPDX-License-Identifier: Apache-2.0
// Cold against warm: the first request of each series that holds a cold start beside the median of
// that series, on a logarithmic axis, for one is many times the other.
#include <algorithm>
#include <map>

#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

static std::string name_of(const Fact& fact) {
    std::string out = scope_or_empty(fact.scope, "model");
    for (const auto& [key, value] : fact.scope) {
        if (key != "model") out += " \xC2\xB7 " + value;
    }
    return out;
}

void make_cold_starts(Analysis& analysis) {
    std::map<std::string, std::vector<std::size_t>> by_metric;
    for (std::size_t i = 0; i < analysis.found.size(); ++i) {
        const Proposition& found = analysis.found[i];
        if (found.kind != "cold_start" || !found.parts.empty()) continue;
        by_metric[analysis.book.at(std::get<FactId>(found.arguments.at("rest"))).metric].push_back(
            i);
    }
    for (auto& [id, all] : by_metric) {
        const auto* metric = model::find_metric(id);
        if (metric == nullptr || all.size() < 2) continue;
        std::stable_sort(all.begin(), all.end(), [&](std::size_t a, std::size_t b) {
            return analysis.found[a].salience > analysis.found[b].salience;
        });
        const bool more = all.size() > kMostPlaces;
        if (more) all.resize(kMostPlaces);
        Figure out;
        out.kind = "cold-start";
        out.id = figure_id({out.kind, id});
        out.title = all.front();
        out.x = {metric->name, metric->unit, Scale::kLog};
        out.y = {"model and suite", "", Scale::kCategories};
        out.notes = {std::string(notes::kColdWarm), std::string(notes::kLog)};
        MarkSeries cold{"first request", Shape::kPoint, {}, 1};
        MarkSeries warm{"median", Shape::kPoint, {}, 0};
        bool positive = true;
        for (std::uint32_t i = 0; i < all.size(); ++i) {
            const Arguments& arguments = analysis.found[all[i]].arguments;
            const FactId first = std::get<FactId>(arguments.at("first"));
            const FactId rest = std::get<FactId>(arguments.at("rest"));
            positive =
                positive && analysis.book.number(first) > 0 && analysis.book.number(rest) > 0;
            out.y.categories.push_back(name_of(analysis.book.at(rest)));
            cold.marks.push_back({first, CategoryAt{i}});
            warm.marks.push_back({rest, CategoryAt{i}});
        }
        if (!positive) continue;
        if (more) out.notes.emplace_back(notes::kMore);
        out.series = {std::move(warm), std::move(cold)};
        const Fact& shown =
            analysis.book.at(std::get<FactId>(analysis.found[out.title].arguments.at("rest")));
        offer(analysis, std::move(out), id + "/" + scope_or_empty(shown.scope, "suite"), 0.2);
    }
}

}  // namespace chimera::facts
