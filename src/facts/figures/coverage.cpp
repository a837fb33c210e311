// SPDX-License-Identifier: Apache-2.0
// What was measured of which model in which suite, and what was not: how many values there are at
// each place, and gaps where there are none.
#include <algorithm>
#include <map>
#include <set>

#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

// "gemma3:1b · generation throughput": rows; suites are columns.
using Counts = std::map<std::pair<std::string, std::string>, std::map<std::string, FactId>>;

static Counts counts_of(Analysis& analysis) {
    Counts out;
    for (const Series& series : analysis.series) {
        if (!series.metric.headline || series.model().empty() || series.suite().empty()) continue;
        FactId& place = out[{series.metric.name, series.model()}][series.suite()];
        const FactId n = analysis.book.of_series(series, "count", {}, std::nullopt);
        // Of several settings the one with the most values stands for the place.
        if (n != kNoFact &&
            (place == kNoFact || analysis.book.number(n) > analysis.book.number(place)))
            place = n;
    }
    return out;
}

void make_coverage(Analysis& analysis) {
    constexpr std::size_t kMostRows = 24;
    constexpr std::size_t kMostColumns = 14;
    std::optional<std::size_t> title;
    for (std::size_t i = 0; i < analysis.found.size(); ++i) {
        const bool raw = analysis.found[i].topic == "coverage/raw" &&
                         analysis.found[i].wordings.front().starts_with("coverage.model");
        const bool files = analysis.found[i].topic == "coverage/raw";
        if (raw || (files && !title)) title = i;
    }
    const Counts counts = counts_of(analysis);
    std::map<std::string, std::size_t> suites;
    for (const auto& [row, places] : counts) {
        for (const auto& [suite, n] : places) ++suites[suite];
    }
    if (!title || counts.size() < 2 || suites.size() < 2) return;
    std::vector<std::string> columns;
    for (const auto& [suite, n] : suites) columns.push_back(suite);
    std::stable_sort(columns.begin(), columns.end(),
                     [&](const auto& a, const auto& b) { return suites[a] > suites[b]; });
    bool more = columns.size() > kMostColumns || counts.size() > kMostRows;
    if (columns.size() > kMostColumns) columns.resize(kMostColumns);
    Figure out;
    out.kind = "coverage";
    out.id = figure_id({out.kind});
    out.title = *title;
    out.x = {"suite", "", Scale::kCategories, columns};
    out.y = {"model and metric", "", Scale::kCategories};
    out.shade = {"number of values", ""};
    out.notes = {std::string(notes::kGaps)};
    if (more) out.notes.emplace_back(notes::kMore);
    MarkSeries tiles{out.shade.name, Shape::kTile, {}, 0};
    for (const auto& [row, places] : counts) {
        if (out.y.categories.size() == kMostRows) break;
        const auto y = static_cast<std::uint32_t>(out.y.categories.size());
        out.y.categories.push_back(row.second + " \xC2\xB7 " + row.first);
        for (std::uint32_t x = 0; x < columns.size(); ++x) {
            const auto n = places.find(columns[x]);
            if (n == places.end() || n->second == kNoFact) continue;
            tiles.marks.push_back({.x = CategoryAt{x}, .y = CategoryAt{y}, .shade = n->second});
        }
    }
    if (tiles.marks.size() < 4) return;
    out.series.push_back(std::move(tiles));
    offer(analysis, std::move(out), "", 0);
}

}  // namespace chimera::facts
