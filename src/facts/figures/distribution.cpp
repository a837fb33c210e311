// SPDX-License-Identifier: Apache-2.0
// How the values of a metric are spread: for each series the share of its values that are no larger
// than a value (ECDF). A mean hides two groups of values and a long tail; this does not.
#include <algorithm>
#include <map>

#include "facts/figure_notes.h"
#include "facts/figures/parts.h"
#include "stats/ranked_positions.h"

namespace chimera::facts {

static constexpr std::size_t kFewest = 20;
static constexpr std::size_t kMostSteps = 200;

static void add_line(const Analysis& analysis, std::size_t index, std::uint32_t colour,
                     Figure& out) {
    const Series& series = analysis.series[index];
    const Summary& summary = analysis.summaries[index];
    MarkSeries line{
        series.model().empty() ? series.suite() : series.model(), Shape::kStep, {}, colour};
    const auto ranks = spread_ranks(series.values.size(), kMostSteps);
    const auto positions = stats::positions_of_ranks(series.values, ranks);
    for (std::size_t i = 0; i < ranks.size(); ++i) {
        line.marks.push_back({CellOf{summary.median, static_cast<std::uint32_t>(positions[i]),
                                     series.values[positions[i]]},
                              RankOf{summary.n, static_cast<std::uint32_t>(ranks[i] + 1)}});
    }
    out.series.push_back(std::move(line));
}

static void make(Analysis& analysis, const std::vector<std::size_t>& members) {
    const std::size_t lead = members.front();
    const Series& series = analysis.series[lead];
    const Summary& summary = analysis.summaries[lead];
    if (series.model().empty() || summary.p95 == kNoFact) return;
    const auto title = add_title(analysis, "statement.distribution", series,
                                 {{"n", link(summary.n)},
                                  {"metric", literal(series.metric.name)},
                                  {"subject", scope_of("model", summary.median)},
                                  {"suite", suite_slot(series, summary.median)},
                                  {"median", link(summary.median)},
                                  {"quantile", literal("p95")},
                                  {"tail", link(summary.p95)}});
    if (!title) return;
    Figure out;
    out.kind = "distribution";
    out.id = figure_id({out.kind, series.metric.id, series.suite()});
    out.title = *title;
    out.x = {series.metric.name, series.metric.unit};
    out.y = {"share of the values", "%"};
    out.y.from_zero = true;
    out.notes = {std::string(notes::kDistribution)};
    bool thinned = false;
    for (std::uint32_t i = 0; i < std::min(members.size(), kMostLines); ++i) {
        add_line(analysis, members[i], i, out);
        thinned = thinned || analysis.series[members[i]].values.size() > kMostSteps;
    }
    choose_scale(analysis, Along::kX, Spread::kOften, out);
    if (thinned) out.notes.emplace_back(notes::kThinned);
    if (members.size() > kMostLines) out.notes.emplace_back(notes::kMore);
    // A distribution with a tail is worth more of a look.
    const double tail = analysis.book.number(summary.p95);
    const double middle = analysis.book.number(summary.median);
    offer(analysis, std::move(out), place_of(series), tail > 2 * middle ? 0.2 : 0);
}

void make_distributions(Analysis& analysis) {
    constexpr std::size_t kMostGroups = 20;
    std::map<std::string, std::vector<std::size_t>> groups;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const bool flat = series.description.minimum == series.description.maximum;
        if (!series.metric.headline || !series.metric.latency || flat) continue;
        if (series.values.size() < kFewest) continue;
        std::string key = series.metric.id;
        for (const auto& [name, value] : series.scope) {
            if (name != "model") key += '\x1f' + name + '\x1e' + value;
        }
        groups[key].push_back(i);
    }
    std::size_t made = 0;
    for (auto& [key, members] : groups) {
        if (++made > kMostGroups) return;
        std::stable_sort(members.begin(), members.end(), [&](std::size_t a, std::size_t b) {
            return analysis.series[a].values.size() > analysis.series[b].values.size();
        });
        make(analysis, members);
    }
}

}  // namespace chimera::facts
