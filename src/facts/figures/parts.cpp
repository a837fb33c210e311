// SPDX-License-Identifier: Apache-2.0
#include "facts/figures/parts.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"
#include "facts/figure_notes.h"
#include "facts/propositions/finders.h"
#include "stats/ranked_positions.h"

namespace chimera::facts {

static constexpr std::size_t kMostValues = 60;

Estimate estimate_of(Analysis& analysis, const Series& series, Centre centre) {
    if (series.values.empty()) return {};
    if (series.values.size() == 1) return {analysis.book.of_nth(series, 0), kNoFact, true};
    if (centre == Centre::kMedian) {
        return {analysis.book.of_series(series, "median", {}, std::nullopt), kNoFact, false};
    }
    return {mean_of(analysis, series),
            analysis.book.of_series(series, "mean_ci", {.level = 0.95}, std::nullopt), false};
}

double middle_of(const Analysis& analysis, const Estimate& estimate) {
    return analysis.book.number(estimate.value);
}

std::vector<std::size_t> spread_ranks(std::size_t size, std::size_t most) {
    std::vector<std::size_t> out(std::min(size, most));
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = size <= most ? i : i * (size - 1) / (most - 1);
    }
    return out;
}

bool add_values(const Series& series, const Scatter& scatter, std::vector<Mark>& out) {
    const auto ranks = spread_ranks(series.values.size(), kMostValues);
    for (const std::size_t at : stats::positions_of_ranks(series.values, ranks)) {
        const CellOf cell{scatter.of, static_cast<std::uint32_t>(at), series.values[at]};
        const CategoryAt category{scatter.category};
        if (scatter.along == Along::kX) {
            out.push_back({.x = cell, .y = category});
        } else {
            out.push_back({.x = category, .y = cell});
        }
    }
    return series.values.size() > kMostValues;
}

// Ids of wordings that are rows of tables or captions.
static const std::set<std::string, std::less<>>& no_prose() {
    static const auto kIds = [] {
        std::set<std::string, std::less<>> out;
        for (const Template& known : all_templates()) {
            if (!known.columns.empty() || known.text.ends_with(':')) out.insert(known.id);
        }
        return out;
    }();
    return kIds;
}

static bool is_among(const std::vector<FactId>& all, FactId one) {
    return std::find(all.begin(), all.end(), one) != all.end();
}

static bool shows(const Proposition& found, const Wanted& wanted) {
    bool any = false;
    for (const std::string_view name : wanted.names) {
        const auto argument = found.arguments.find(std::string(name));
        if (argument == found.arguments.end()) continue;
        if (const auto* fact = std::get_if<FactId>(&argument->second)) {
            if (!is_among(wanted.facts, *fact)) return false;
            any = true;
        }
    }
    return any;
}

std::optional<std::size_t> find_title(const Analysis& analysis, const Wanted& wanted) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < analysis.found.size(); ++i) {
        const Proposition& found = analysis.found[i];
        const bool kind =
            std::find(wanted.kinds.begin(), wanted.kinds.end(), found.kind) != wanted.kinds.end();
        if (!kind || !found.parts.empty() || found.wordings.empty()) continue;
        if (no_prose().contains(found.wordings.front()) || !shows(found, wanted)) continue;
        if (!best || found.salience > analysis.found[*best].salience) best = i;
    }
    return best;
}

static const Wording kTitles[] = {
    {"statement.spread.1", "In {suite}{@}, {metric} goes from {low} for {a} to {high} for {b}."},
    {"statement.spread.2",
     "Between {low} for {a} and {high} for {b} lies what was measured of {metric} in {suite}{@}."},
    {"statement.distribution.1",
     "Of {n} values of {metric} of {subject} in {suite}{@}, the median is {median} and the "
     "{quantile} {tail}."},
    {"statement.distribution.2",
     "The {n} values of {metric} of {subject} in {suite}{@} have a median of {median} and a "
     "{quantile} of {tail}."},
};

std::span<const Wording> title_wordings() {
    return kTitles;
}

std::optional<std::size_t> add_title(Analysis& analysis, std::string_view family,
                                     const Series& series, Slots slots) {
    Proposition title{.kind = "statement"};
    title.slots = std::move(slots);
    if (!name_settings(series, "model", wordings_of(kTitles, family), title)) return std::nullopt;
    title.salience = 0.2;
    title.topic = "figure/" + place_of(series);
    analysis.found.push_back(std::move(title));
    return analysis.found.size() - 1;
}

static void add_number(const Analysis& analysis, const Spot& spot, std::vector<double>& out) {
    if (const auto* fact = std::get_if<FactId>(&spot)) out.push_back(analysis.book.number(*fact));
    if (const auto* cell = std::get_if<CellOf>(&spot)) out.push_back(cell->value);
}

std::vector<double> numbers_along(const Analysis& analysis, const Figure& figure, Along along) {
    std::vector<double> out;
    const bool other_is_category = along == Along::kX ? figure.y.scale == Scale::kCategories
                                                      : figure.x.scale != Scale::kLinear;
    for (const MarkSeries& series : figure.series) {
        for (const Mark& mark : series.marks) {
            const Spot& spot = along == Along::kX ? mark.x : mark.y;
            add_number(analysis, spot, out);
            if (mark.interval == kNoFact || !other_is_category) continue;
            const Interval& interval = analysis.book.interval(mark.interval);
            out.insert(out.end(), {interval.first, interval.second});
        }
    }
    return out;
}

void choose_zero(const std::vector<double>& values, Axis& axis, Figure& figure) {
    if (values.empty() || axis.scale != Scale::kLinear) return;
    constexpr double kCrowded = 0.6;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    axis.from_zero = *low >= 0 && *low < kCrowded * *high;
    if (*low > 0 && !axis.from_zero) figure.notes.emplace_back(notes::kNotFromZero);
}

bool wants_log(const std::vector<double>& values, Spread spread) {
    const double wide = spread == Spread::kOften ? 30 : 1000;
    if (values.empty()) return false;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return *low > 0 && *high > wide * *low;
}

void choose_scale(const Analysis& analysis, Along along, Spread spread, Figure& figure) {
    Axis& axis = along == Along::kX ? figure.x : figure.y;
    const std::vector<double> numbers = numbers_along(analysis, figure, along);
    if (!wants_log(numbers, spread)) return choose_zero(numbers, axis, figure);
    axis.scale = Scale::kLog;
    figure.notes.emplace_back(notes::kLog);
}

std::string figure_id(std::initializer_list<std::string_view> parts) {
    constexpr std::size_t kLongest = 60;
    std::string out = "fig";
    for (const std::string_view part : parts) {
        out += '-';
        for (const char c : lower(part)) {
            if (is_alnum(c)) {
                out += c;
            } else if (out.back() != '-') {
                out += '-';
            }
        }
        while (out.back() == '-') out.pop_back();
    }
    if (out.size() > kLongest) out.resize(kLongest);
    while (out.back() == '-') out.pop_back();
    return out;
}

std::string axis_name(const model::Metric& metric, Centre centre) {
    return (centre == Centre::kMedian ? "median " : "mean ") + metric.name;
}

std::string place_of(const Series& series) {
    return series.metric.id + "/" + series.suite();
}

void offer(Analysis& analysis, Figure figure, std::string place, double bonus) {
    const double salience = analysis.found[figure.title].salience + bonus;
    analysis.figures.push_back({std::move(figure), std::move(place), salience});
}

}  // namespace chimera::facts
