// SPDX-License-Identifier: Apache-2.0
// Who is how fast: a metric of one suite for everything that differs in one name alone, the best
// first. Where the names differ in their quantization alone it is a ladder, from few bits to many.
#include <algorithm>
#include <map>

#include "core/text.h"
#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

namespace {

struct Group {
    std::string dimension;
    std::vector<std::size_t> members;  // indices into Analysis::series
};

struct Row {
    const Series* series = nullptr;
    std::size_t index = 0;  // of the series
    std::string name;
    Estimate estimate;
    double bits = 0;
};

}  // namespace

// What differs in the model, whether measured once or often, and what is ranked by another name.
static std::vector<Group> groups_of(const Analysis& analysis) {
    std::map<std::string, Group> by_rest;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        if (!series.metric.headline || series.model().empty()) continue;
        std::string key = series.metric.id;
        for (const auto& [name, value] : series.scope) {
            if (name != "model") key += '\x1f' + name + '\x1e' + value;
        }
        by_rest[key].members.push_back(i);
    }
    std::vector<Group> out;
    for (auto& [rest, group] : by_rest) {
        group.dimension = "model";
        if (group.members.size() >= 2) out.push_back(std::move(group));
    }
    for (const Ranking& ranking : analysis.rankings) {
        if (ranking.in_time || ranking.set->dimension == "model") continue;
        Group group{ranking.set->dimension, {}};
        for (const Ranked& ranked : ranking.order) group.members.push_back(ranked.series);
        out.push_back(std::move(group));
    }
    return out;
}

// The bits of a quantization that a name ends in or holds as a part of its own: q4_0, Q8_0, fp16.
struct Quantized {
    std::string stem;
    double bits = 0;
};
static Quantized quantized(const std::string& name) {
    const std::string small = lower(name);
    for (std::size_t at = 0; at < small.size(); ++at) {
        const bool begins = at == 0 || !is_alnum(small[at - 1]);
        if (!begins) continue;
        std::size_t digits = at;
        while (digits < small.size() && is_alpha(small[digits])) ++digits;
        const std::string letters = small.substr(at, digits - at);
        const bool known = letters == "q" || letters == "iq" || letters == "fp" || letters == "f" ||
                           letters == "bf" || letters == "int" || letters == "w";
        std::size_t end = digits;
        double bits = 0;
        while (end < small.size() && is_digit(small[end])) bits = bits * 10 + (small[end++] - '0');
        if (!known || end == digits || bits < 1 || bits > 32) continue;
        while (end < small.size() && (is_alnum(small[end]) || small[end] == '_')) ++end;
        return {small.substr(0, at) + small.substr(end), bits};
    }
    return {small, 0};
}

static bool is_ladder(std::vector<Row>& rows) {
    std::string stem;
    for (Row& row : rows) {
        const Quantized found = quantized(row.name);
        row.bits = found.bits;
        if (found.bits == 0 || (!stem.empty() && stem != found.stem)) return false;
        stem = found.stem;
    }
    return rows.size() >= 2;
}

static std::vector<Row> rows_of(Analysis& analysis, const Group& group, Centre centre) {
    std::vector<Row> rows;
    for (const std::size_t i : group.members) {
        const Series& series = analysis.series[i];
        const Estimate estimate = estimate_of(analysis, series, centre);
        if (estimate.value == kNoFact) continue;
        std::string name = scope_or_empty(series.scope, group.dimension);
        if (group.dimension != "model")
            name.insert(0, std::string(last_segment(group.dimension)) + "=");
        rows.push_back({&series, i, std::move(name), estimate, 0});
    }
    if (rows.empty()) return rows;
    const bool high_first =
        rows.front().series->metric.polarity == model::Polarity::kHigherIsBetter;
    std::stable_sort(rows.begin(), rows.end(), [&](const Row& a, const Row& b) {
        const double x = middle_of(analysis, a.estimate);
        const double y = middle_of(analysis, b.estimate);
        return high_first ? x > y : x < y;
    });
    return rows;
}

static std::optional<std::size_t> title_of(Analysis& analysis, const Group& group,
                                           const std::vector<Row>& rows, Centre centre) {
    Wanted wanted{{"best"}, {"winner"}, {}};
    for (const Row& row : rows) wanted.facts.push_back(row.estimate.value);
    if (const auto best = find_title(analysis, wanted)) return best;
    wanted.kinds = {"compare", "no_reliable_difference", "equivalent"};
    wanted.names = {"a", "b"};
    if (const auto pair = find_title(analysis, wanted)) return pair;
    const auto by_value = [&](const Row& a, const Row& b) {
        return middle_of(analysis, a.estimate) < middle_of(analysis, b.estimate);
    };
    // Single values are no means: a sentence speaks of either.
    const bool single = rows.front().estimate.is_single;
    for (const Row& row : rows) {
        if (row.estimate.is_single != single) return std::nullopt;
    }
    const auto [low, high] = std::minmax_element(rows.begin(), rows.end(), by_value);
    // What is the same everywhere is no picture.
    if (!by_value(*low, *high)) return std::nullopt;
    const model::Metric& metric = low->series->metric;
    const auto arm = [&](const Row& row) {
        return arm_slot(analysis, group.dimension, row.estimate.value);
    };
    // The setting that is ranked is none of those at which it is.
    Series at{.metric = metric, .scope = low->series->scope};
    at.scope.erase(group.dimension);
    return add_title(analysis, "statement.spread", at,
                     {{"metric", literal(single ? metric.name : axis_name(metric, centre))},
                      {"suite", suite_slot(*low->series, low->estimate.value)},
                      {"low", link(low->estimate.value)},
                      {"high", link(high->estimate.value)},
                      {"a", arm(*low)},
                      {"b", arm(*high)}});
}

// Points, and the single values behind them where all rows together have few.
static void add_marks(const std::vector<Row>& rows, Figure& out) {
    constexpr std::size_t kMostBehind = 400;
    MarkSeries faint{"single values", Shape::kFaint, {}, 0};
    MarkSeries points{"", Shape::kPoint, {}, 0};
    MarkSeries singles{"", Shape::kPoint, {}, 1};
    bool thinned = false;
    for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const Estimate& estimate = rows[i].estimate;
        const Mark mark{estimate.value, CategoryAt{i}, estimate.interval};
        (estimate.is_single ? singles : points).marks.push_back(mark);
        if (estimate.is_single || faint.marks.size() > kMostBehind) continue;
        thinned = add_values(*rows[i].series, {estimate.value, i}, faint.marks) || thinned;
    }
    const bool has_points = !points.marks.empty();
    const bool has_singles = !singles.marks.empty();
    points.name = out.x.name;
    singles.name = "one value";
    if (!faint.marks.empty()) out.notes.emplace_back(notes::kSamples);
    if (has_singles && has_points) out.notes.emplace_back(notes::kSingles);
    if (thinned) out.notes.emplace_back(notes::kThinned);
    for (MarkSeries* series : {&faint, &points, &singles}) {
        if (!series->marks.empty()) out.series.push_back(std::move(*series));
    }
}

// Of settings those alone that differ from the first in nothing else: prompts of 512 tokens and
// answers of 128 do not stand on one scale. Gives whether some were left out.
static bool keep_alike(Analysis& analysis, const Group& group, std::vector<Row>& rows) {
    if (group.dimension == "model" || rows.empty()) return false;
    const std::size_t first = rows.front().index;
    const auto end = std::remove_if(rows.begin() + 1, rows.end(), [&](const Row& row) {
        return alias_between(analysis, first, row.index).any();
    });
    const bool some = end != rows.end();
    rows.erase(end, rows.end());
    return some;
}

static void make(Analysis& analysis, const Group& group) {
    const bool cold = std::any_of(group.members.begin(), group.members.end(), [&](std::size_t i) {
        return has_cold_start(analysis.series[i]);
    });
    const Centre centre = cold ? Centre::kMedian : Centre::kMean;
    std::vector<Row> rows = rows_of(analysis, group, centre);
    const bool unlike = keep_alike(analysis, group, rows);
    if (rows.size() < 2) return;
    const auto title = title_of(analysis, group, rows, centre);
    if (!title) return;
    Figure out;
    const bool ladder = is_ladder(rows);
    const bool many = rows.size() > kMostPlaces;
    if (many) rows.resize(kMostPlaces);
    if (ladder) {
        std::stable_sort(rows.begin(), rows.end(),
                         [](const Row& a, const Row& b) { return a.bits < b.bits; });
    }
    const Series& first = *rows.front().series;
    out.kind = ladder ? "quantization" : "ranking";
    out.id = figure_id({out.kind, first.metric.id, first.suite(), last_segment(group.dimension)});
    out.title = *title;
    out.x = {rows.front().estimate.is_single ? first.metric.name : axis_name(first.metric, centre),
             first.metric.unit};
    out.y = {std::string(last_segment(group.dimension)), "", Scale::kCategories};
    for (const Row& row : rows) out.y.categories.push_back(row.name);
    if (!rows.front().estimate.is_single)
        out.notes.emplace_back(cold ? notes::kMedians : notes::kMeans);
    add_marks(rows, out);
    choose_scale(analysis, Along::kX, spread_of(first.metric), out);
    if (many || unlike) out.notes.emplace_back(notes::kMore);
    const double bonus = group.dimension == "model" ? 0.2 : 0;
    offer(analysis, std::move(out), place_of(first), bonus + (ladder ? 0.05 : 0));
}

void make_rankings(Analysis& analysis) {
    constexpr std::size_t kMostGroups = 40;
    std::vector<Group> groups = groups_of(analysis);
    if (groups.size() > kMostGroups) groups.resize(kMostGroups);
    for (const Group& group : groups) make(analysis, group);
}

}  // namespace chimera::facts
