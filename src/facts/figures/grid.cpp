// SPDX-License-Identifier: Apache-2.0
// Two settings of one sweep at once: the mean of the rows at each place of their grid. Drawn where
// a sentence says that they interact, or where the sweep has no other settings.
#include <algorithm>

#include "core/text.h"
#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

static bool is_setting(const Factor& factor) {
    return factor.column->reading.meaning == model::Meaning::kParameter &&
           factor.levels.size() >= 2 && factor.levels.size() <= kMostPlaces;
}

static std::optional<std::size_t> title_of(const Analysis& analysis, const Series& whole,
                                           const Factor& a, const Factor& b) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < analysis.found.size(); ++i) {
        const Proposition& found = analysis.found[i];
        if (found.topic != "effect/" + place_of(whole)) continue;
        const auto subject = found.slots.find("subject");
        if (subject == found.slots.end()) continue;
        const auto* of = std::get_if<ScopeSlot>(&subject->second);
        if (of == nullptr || analysis.book.at(of->of).scope.at("model") != whole.model()) continue;
        if (const auto both = found.arguments.find("parameters"); both != found.arguments.end()) {
            const auto& names = std::get<std::vector<std::string>>(both->second);
            if (names == std::vector<std::string>{a.name(), b.name()}) return i;
        }
        const auto one = found.arguments.find("parameter");
        if (one == found.arguments.end()) continue;
        const auto& name = std::get<std::string>(one->second);
        if (name != a.name() && name != b.name()) continue;
        if (!best || found.salience > analysis.found[*best].salience) best = i;
    }
    return best;
}

static void make(Analysis& analysis, const Sweep& sweep, const Factor& rows,
                 const Factor& columns) {
    const Series& whole = analysis.series[sweep.series];
    const auto title = title_of(analysis, whole, rows, columns);
    if (!title) return;
    const bool interact = analysis.found[*title].kind == "interaction";
    if (!interact && sweep.factors.size() != 2) return;
    Figure out;
    out.kind = "grid";
    out.id = figure_id({out.kind, whole.metric.id, whole.suite(), last_segment(rows.name()),
                        last_segment(columns.name())});
    out.title = *title;
    out.x = {std::string(last_segment(columns.name())), "", Scale::kCategories};
    out.y = {std::string(last_segment(rows.name())), "", Scale::kCategories};
    out.shade = {axis_name(whole.metric, Centre::kMean), whole.metric.unit};
    out.notes = {std::string(notes::kCells)};
    for (const Level& level : columns.levels) out.x.categories.push_back(level.text);
    for (const Level& level : rows.levels) out.y.categories.push_back(level.text);
    MarkSeries tiles{out.shade.name, Shape::kTile, {}, 0};
    for (std::uint32_t r = 0; r < rows.levels.size(); ++r) {
        for (std::uint32_t c = 0; c < columns.levels.size(); ++c) {
            const Level& row = rows.levels[r];
            const Level& column = columns.levels[c];
            std::vector<std::size_t> both;
            std::set_intersection(row.at.begin(), row.at.end(), column.at.begin(), column.at.end(),
                                  std::back_inserter(both));
            if (both.empty()) continue;
            const Series part =
                part_of(whole, both, {{rows.name(), row.text}, {columns.name(), column.text}},
                        {row.is, column.is});
            const Estimate estimate = estimate_of(analysis, part, Centre::kMean);
            if (estimate.value == kNoFact) continue;
            tiles.marks.push_back(
                {.x = CategoryAt{c}, .y = CategoryAt{r}, .shade = estimate.value});
        }
    }
    if (tiles.marks.size() < 4) return;
    if (tiles.marks.size() < rows.levels.size() * columns.levels.size())
        out.notes.emplace_back(notes::kGaps);
    out.series.push_back(std::move(tiles));
    offer(analysis, std::move(out), place_of(whole), interact ? 0.2 : -0.1);
}

void make_grids(Analysis& analysis) {
    constexpr std::size_t kMostGrids = 12;
    for (const Sweep& sweep : analysis.sweeps) {
        const Series& whole = analysis.series[sweep.series];
        // A mean over cold and warm requests is no figure of either.
        if (!whole.metric.headline || has_cold_start(whole) || whole.model().empty()) continue;
        for (std::size_t a = 0; a < sweep.factors.size(); ++a) {
            for (std::size_t b = a + 1; b < sweep.factors.size(); ++b) {
                if (!is_setting(sweep.factors[a]) || !is_setting(sweep.factors[b])) continue;
                make(analysis, sweep, sweep.factors[a], sweep.factors[b]);
                if (analysis.figures.size() > 8 * kMostGrids) return;
            }
        }
    }
}

}  // namespace chimera::facts
