// SPDX-License-Identifier: Apache-2.0
#include "facts/ranking.h"

#include <algorithm>
#include <cmath>

#include "facts/analysis.h"

namespace chimera::facts {

static bool ranks(const Analysis& analysis, const ComparisonSet& set) {
    const model::Metric& metric = analysis.series[set.members.front()].metric;
    return metric.headline && metric.polarity != model::Polarity::kNeither;
}

// What tells a series from others of its suite and metric, but for the run it is of.
static std::string told_apart_by(const Series& series) {
    std::string out = series.metric.id + '\x1f' + series.suite();
    for (const auto& [key, value] : series.scope) {
        if (!is_occasion(key)) out += '\x1f' + key;
    }
    return out;
}

// Where it is known when each occasion was, by that.
static void sort_by_time(const Analysis& analysis, Ranking& ranking) {
    std::map<std::size_t, std::int64_t> first;
    for (const Ranked& one : ranking.order) {
        const auto times = times_of_values(analysis.records, analysis.series[one.series]);
        if (times.empty()) return;
        first[one.series] = *std::min_element(times.begin(), times.end());
    }
    std::stable_sort(
        ranking.order.begin(), ranking.order.end(),
        [&](const Ranked& a, const Ranked& b) { return first[a.series] < first[b.series]; });
}

std::vector<Ranking> rankings_of(const Analysis& analysis) {
    // Series that a superlative would have to beat, whatever set they are in.
    std::map<std::string, std::size_t> rivals;
    for (const Series& series : analysis.series) {
        if (series.values.size() >= 2) ++rivals[told_apart_by(series)];
    }
    std::vector<Ranking> out;
    std::map<std::pair<std::string, std::string>, int> sets_of;
    for (const ComparisonSet& set : analysis.sets) {
        const Series& first = analysis.series[set.members.front()];
        if (!is_occasion(set.dimension)) ++sets_of[{first.suite(), first.metric.id}];
    }
    for (const ComparisonSet& set : analysis.sets) {
        if (!ranks(analysis, set)) continue;
        const Series& first = analysis.series[set.members.front()];
        Ranking ranking{.set = &set};
        ranking.by_median = std::any_of(set.members.begin(), set.members.end(), [&](std::size_t i) {
            return has_cold_start(analysis.series[i]);
        });
        ranking.in_time = is_occasion(set.dimension);
        ranking.alone = !ranking.in_time && sets_of[{first.suite(), first.metric.id}] == 1 &&
                        rivals[told_apart_by(first)] == set.members.size();
        for (const std::size_t i : set.members) {
            const Summary& summary = analysis.summaries[i];
            const FactId estimate = ranking.by_median ? summary.median : summary.mean;
            if (estimate != kNoFact) ranking.order.push_back({i, estimate});
        }
        const bool higher = first.metric.polarity == model::Polarity::kHigherIsBetter;
        // The members of a set come in the order of their scopes: runs by their names.
        if (ranking.in_time) {
            sort_by_time(analysis, ranking);
        } else {
            std::stable_sort(ranking.order.begin(), ranking.order.end(),
                             [&](const Ranked& a, const Ranked& b) {
                                 const double x = analysis.book.number(a.estimate);
                                 const double y = analysis.book.number(b.estimate);
                                 return higher ? x > y : x < y;
                             });
        }
        if (ranking.order.size() >= 2) out.push_back(std::move(ranking));
    }
    return out;
}

// Where values lean on their neighbours only weakly nothing forbids an interval of single values,
// but it promises too much: block means are taken while enough blocks remain.
static void prefer_blocks(const Series& a, const Series& b, PairOp& op) {
    constexpr std::size_t kEnoughBlocks = 5;
    if (op.op != "welch_ci" || !(leans_on_neighbours(a) || leans_on_neighbours(b))) return;
    const std::size_t longer = std::max(a.values.size(), b.values.size());
    const std::size_t shorter = std::min(a.values.size(), b.values.size());
    const auto root = std::sqrt(static_cast<double>(longer));
    for (const double block : {std::ceil(root), std::floor(root)}) {
        if (shorter / static_cast<std::size_t>(block) < kEnoughBlocks) continue;
        op.block = static_cast<std::uint32_t>(block);
        return;
    }
}

std::optional<PairOp> op_between(const Series& a, const Series& b, bool by_median, double level) {
    PairOp op{.op = by_median ? "hl_ci" : "welch_ci", .level = level};
    if (!settle_dependence(a, b, op)) return std::nullopt;
    prefer_blocks(a, b, op);
    return op;
}

FactId interval_between(Analysis& analysis, const Ranking& ranking, const Ranked& a,
                        const Ranked& b) {
    const Series& first = analysis.series[a.series];
    const Series& second = analysis.series[b.series];
    if (alias_between(analysis, a.series, b.series).any()) return kNoFact;
    const auto op =
        op_between(first, second, ranking.by_median, analysis.budget.level(Compared::kSeries));
    return op ? analysis.book.of_pair(first, second, *op) : kNoFact;
}

bool excludes_zero(const Analysis& analysis, FactId interval) {
    const Interval& bounds = analysis.book.interval(interval);
    return bounds.first > 0 || bounds.second < 0;
}

static void add_contrast(Analysis& analysis, const Ranking& ranking, std::pair<Ranked, Ranked> pair,
                         std::vector<Contrast>& out) {
    Contrast contrast{.ranking = &ranking};
    const bool ordered =
        analysis.book.number(pair.first.estimate) >= analysis.book.number(pair.second.estimate);
    contrast.larger = ordered ? pair.first : pair.second;
    contrast.smaller = ordered ? pair.second : pair.first;
    contrast.interval = interval_between(analysis, ranking, contrast.larger, contrast.smaller);
    if (contrast.interval == kNoFact) return;
    contrast.reliable = analysis.book.interval(contrast.interval).first > 0;
    // A shift of medians below zero while the medians stand the other way round supports neither
    // word.
    if (analysis.book.interval(contrast.interval).second < 0) return;
    out.push_back(contrast);
}

// Does a superlative state the difference between the first two?
static bool told_by_extreme(Analysis& analysis, const Ranking& ranking) {
    const FactId interval = interval_between(analysis, ranking, ranking.order[0], ranking.order[1]);
    return interval != kNoFact;
}

std::vector<Contrast> contrasts_of(Analysis& analysis) {
    std::vector<Contrast> out;
    for (const Ranking& ranking : analysis.rankings) {
        if (ranking.in_time) continue;
        // What `best` and `worst` say of their neighbours is not said again.
        const bool told = ranking.alone && told_by_extreme(analysis, ranking);
        for (std::size_t i = told ? 1 : 0; i + 1 < ranking.order.size(); ++i) {
            if (told && i + 2 == ranking.order.size()) continue;
            add_contrast(analysis, ranking, {ranking.order[i], ranking.order[i + 1]}, out);
        }
        if (ranking.order.size() < 3) continue;
        const std::size_t before = out.size();
        add_contrast(analysis, ranking, {ranking.order.front(), ranking.order.back()}, out);
        if (out.size() > before) out.back().ends = true;
    }
    return out;
}

void fill_slots(const Analysis& analysis, const Contrast& contrast, Proposition& out) {
    const Series& series = analysis.series[contrast.larger.series];
    const std::string& dimension = contrast.ranking->set->dimension;
    out.slots["a"] = arm_slot(analysis, dimension, contrast.larger.estimate);
    out.slots["b"] = arm_slot(analysis, dimension, contrast.smaller.estimate);
    out.slots["va"] = link(contrast.larger.estimate);
    out.slots["vb"] = link(contrast.smaller.estimate);
    out.slots["metric"] =
        literal((contrast.ranking->by_median ? "median " : "mean ") + series.metric.name);
    out.slots["suite"] = suite_slot(series, contrast.larger.estimate);
}

}  // namespace chimera::facts
