// SPDX-License-Identifier: Apache-2.0
// One thing measured on several days: its mean on each, with the interval of that day's rows.
#include <algorithm>
#include <map>

#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

static void make(Analysis& analysis, const std::vector<const Timeline*>& lines) {
    constexpr std::size_t kFewestDays = 3;
    const Series& first = analysis.series[lines.front()->series];
    std::vector<std::string> days;
    for (const Timeline* line : lines) {
        for (const Series& day : line->days) days.push_back(scope_or_empty(day.scope, "day"));
    }
    std::sort(days.begin(), days.end());
    days.erase(std::unique(days.begin(), days.end()), days.end());
    if (days.size() < kFewestDays) return;
    const bool cold = std::any_of(lines.begin(), lines.end(), [&](const Timeline* line) {
        return std::any_of(line->days.begin(), line->days.end(), has_cold_start);
    });
    const Centre centre = cold ? Centre::kMedian : Centre::kMean;
    Figure out;
    out.kind = "timeline";
    out.x = {"day", "", Scale::kDays, days};
    out.y = {axis_name(first.metric, centre), first.metric.unit};
    out.notes = {std::string(cold ? notes::kMedians : notes::kMeans)};
    std::vector<FactId> shown;
    for (std::uint32_t i = 0; i < std::min(lines.size(), kMostLines); ++i) {
        const Series& whole = analysis.series[lines[i]->series];
        MarkSeries line{whole.model().empty() ? whole.suite() : whole.model(), Shape::kLine, {}, i};
        for (const Series& day : lines[i]->days) {
            const Estimate estimate = estimate_of(analysis, day, centre);
            if (estimate.value == kNoFact) continue;
            const auto at = std::find(days.begin(), days.end(), scope_or_empty(day.scope, "day"));
            line.marks.push_back({CategoryAt{static_cast<std::uint32_t>(at - days.begin())},
                                  estimate.value, estimate.interval});
            shown.push_back(estimate.value);
        }
        if (!line.marks.empty()) out.series.push_back(std::move(line));
    }
    const auto title = find_title(
        analysis,
        {{"compare", "no_reliable_difference", "equivalent"}, {"a", "b"}, std::move(shown)});
    if (!title) return;
    out.title = *title;
    out.id = figure_id({out.kind, first.metric.id, first.suite()});
    if (lines.size() > kMostLines) out.notes.emplace_back(notes::kMore);
    choose_scale(analysis, Along::kY, Spread::kSeldom, out);
    offer(analysis, std::move(out), place_of(first), 0.3);
}

void make_timelines(Analysis& analysis) {
    std::map<std::string, std::vector<const Timeline*>> groups;
    for (const Timeline& line : analysis.timelines) {
        const Series& series = analysis.series[line.series];
        if (!series.metric.headline) continue;
        std::string key = series.metric.id;
        for (const auto& [name, value] : series.scope) {
            if (name != "model") key += '\x1f' + name + '\x1e' + value;
        }
        groups[key].push_back(&line);
    }
    for (const auto& [key, lines] : groups) make(analysis, lines);
}

}  // namespace chimera::facts
