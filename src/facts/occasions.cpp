// SPDX-License-Identifier: Apache-2.0
#include "facts/occasions.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/clock.h"
#include "core/text.h"
#include "facts/analysis.h"
#include "model/build_name.h"
#include "model/scope.h"

namespace chimera::facts {

using Times = std::vector<std::int64_t>;

// Longer series are not cut into days: each day's rows are an address of their own.
static constexpr std::size_t kMostRows = 20'000;
static constexpr std::size_t kMostDays = 366;
// With more days than this only the last is set against the first.
static constexpr std::size_t kMostSteps = 6;
// A run that goes on past midnight is one occasion.
static constexpr std::int64_t kLeastPause = 3'600;

bool is_occasion(std::string_view key) {
    return key == "run" || key == "day" || model::names_build(key);
}

static std::optional<std::int64_t> time_in(const model::Column& column, std::uint32_t row) {
    if (column.texts.has(row)) return parse_stamp(column.texts.text(row));
    const double number = column.number(row);
    if (!model::present(number)) return std::nullopt;
    return parse_stamp(number);
}

Times times_of_values(const model::RecordSet& records, const Series& series) {
    Times out;
    for (const Part& part : series.parts) {
        const auto& bind = records.sources[part.table->source].bind;
        const auto found = bind.find("day");
        if (found == bind.end()) return {};
        const model::Column* column = part.table->find(found->second.column);
        const auto fixed = parse_stamp(model::scope_reader(records, *part.table, "day").constant);
        for (const std::uint32_t row : part.rows) {
            const auto time = column != nullptr ? time_in(*column, row) : fixed;
            if (!time) return {};
            out.push_back(*time);
        }
    }
    return out;
}

// The positions of each day's values; days that follow each other without a pause are one occasion,
// and cut into nothing.
static std::map<std::int64_t, std::vector<std::size_t>> by_day(const Times& times) {
    std::map<std::int64_t, std::vector<std::size_t>> out;
    std::map<std::int64_t, std::pair<std::int64_t, std::int64_t>> spans;
    for (std::size_t i = 0; i < times.size(); ++i) {
        const std::int64_t day = day_of(times[i]);
        out[day].push_back(i);
        auto& [first, last] = spans.try_emplace(day, times[i], times[i]).first->second;
        first = std::min(first, times[i]);
        last = std::max(last, times[i]);
    }
    for (auto at = spans.begin(); at != spans.end() && std::next(at) != spans.end(); ++at) {
        if (std::next(at)->second.first - at->second.second < kLeastPause) return {};
    }
    return out;
}

std::vector<Timeline> find_timelines(const Analysis& analysis) {
    std::vector<Timeline> out;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& series = analysis.series[i];
        const bool asked = series.metric.headline && series.parts.size() == 1 &&
                           series.metric.polarity != model::Polarity::kNeither &&
                           series.values.size() >= 4 && series.values.size() <= kMostRows &&
                           !series.model().empty();
        if (!asked) continue;
        const auto days = by_day(times_of_values(analysis.records, series));
        if (days.size() < 2 || days.size() > kMostDays) continue;
        Timeline timeline{.series = i, .days = {}};
        for (const auto& [day, positions] : days) {
            if (positions.size() < 2) continue;
            constexpr std::int64_t kDay = 86'400;
            timeline.days.push_back(part_of(series, positions, {{"day", date_of(day * kDay)}}, {}));
        }
        if (timeline.days.size() >= 2) out.push_back(std::move(timeline));
    }
    return out;
}

std::size_t count_steps(const std::vector<Timeline>& timelines) {
    std::size_t out = 0;
    for (const Timeline& timeline : timelines) {
        const std::size_t days = timeline.days.size();
        out += days == 2 || days > kMostSteps ? 1 : days;
    }
    return out;
}

// Does the time depend on the length of answers, and did that change with the day?
static bool answers_differ(const Analysis& analysis, const Timeline& timeline, const Series& a,
                           const Series& b) {
    const Series& whole = analysis.series[timeline.series];
    if (!grows_with_output(whole.metric)) return false;
    const auto found = beside(analysis, whole, "output_tokens");
    if (!found) return false;
    const Series& lengths = analysis.series[*found];
    const auto of = [&](const Series& day) {
        std::vector<std::size_t> positions;
        const auto& rows = day.parts.front().rows;
        for (std::size_t i = 0; i < lengths.values.size(); ++i) {
            if (std::binary_search(rows.begin(), rows.end(), lengths.parts.front().rows[i])) {
                positions.push_back(i);
            }
        }
        return part_of(lengths, positions, {}, {});
    };
    return lengths_differ(of(a), of(b));
}

static FactId median_of(Analysis& analysis, const Series& series) {
    return analysis.book.of_series(series, "median", {}, series.description.sd);
}

static std::optional<Step> step_between(Analysis& analysis, const Timeline& timeline,
                                        const Series& before, const Series& after) {
    if (differing_column(before, after) || answers_differ(analysis, timeline, before, after)) {
        return std::nullopt;
    }
    Step out{.is = StepIs::kDay, .key = "day", .before = &before, .after = &after};
    out.by_median = has_cold_start(before) || has_cold_start(after);
    out.from = out.by_median ? median_of(analysis, before) : mean_of(analysis, before);
    out.to = out.by_median ? median_of(analysis, after) : mean_of(analysis, after);
    const auto op =
        op_between(after, before, out.by_median, analysis.budget.level(Compared::kOccasions));
    if (!op) return std::nullopt;
    out.interval = analysis.book.of_pair(after, before, *op);
    if (out.from == kNoFact || out.to == kNoFact || out.interval == kNoFact) return std::nullopt;
    return out;
}

// Which occasions are set side by side: neighbours, and the last against the first.
static std::vector<std::pair<std::size_t, std::size_t>> pairs_of(std::size_t occasions,
                                                                 bool all_neighbours) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t i = 0; all_neighbours && i + 1 < occasions; ++i) out.emplace_back(i, i + 1);
    if (occasions > 2 || !all_neighbours) out.emplace_back(0, occasions - 1);
    return out;
}

namespace {

// How often each of an arm's days comes, one after the other.
struct DayRun {
    std::int64_t day = 0;
    std::size_t rows = 0;
    bool operator==(const DayRun&) const = default;
};

}  // namespace

static std::vector<DayRun> day_runs(const Times& times) {
    std::vector<DayRun> out;
    for (const std::int64_t time : times) {
        if (out.empty() || out.back().day != day_of(time)) out.push_back({day_of(time), 0});
        ++out.back().rows;
    }
    return out;
}

static std::set<std::int64_t> days_in(const Times& times) {
    std::set<std::int64_t> out;
    for (const std::int64_t time : times) out.insert(day_of(time));
    return out;
}

// Of two arms that ran on the same days, as many rows on each: how many rows make a block of whole
// days, so that a block is at least the root of the arm's length; 0 where they cannot be set so.
static std::uint32_t block_of_days(const Times& before, const Times& after) {
    constexpr std::size_t kFewestBlocks = 3;
    const auto runs = day_runs(before);
    if (runs.size() < kFewestBlocks || runs != day_runs(after)) return 0;
    if (days_in(before).size() != runs.size()) return 0;
    const std::size_t rows = runs.front().rows;
    if (std::any_of(runs.begin(), runs.end(), [&](const DayRun& run) { return run.rows != rows; }))
        return 0;
    const auto root = static_cast<std::size_t>(std::sqrt(static_cast<double>(before.size())));
    const std::size_t days = (root + rows - 1) / rows;
    const std::size_t block = rows * std::max<std::size_t>(days, 1);
    return before.size() / block < kFewestBlocks ? 0 : static_cast<std::uint32_t>(block);
}

// What else than the key the two sides differ in, and the interval that suits it.
static void judge_design(Analysis& analysis, const Ranking& ranking, Step& step) {
    const Times before = times_of_values(analysis.records, *step.before);
    const Times after = times_of_values(analysis.records, *step.after);
    const bool known = !before.empty() && !after.empty();
    const auto first = days_in(before);
    const auto second = days_in(after);
    const bool apart = known && std::none_of(first.begin(), first.end(), [&](std::int64_t day) {
                           return second.contains(day);
                       });
    if (step.key == "run") {
        if (apart && first.size() == 1 && second.size() == 1) step.is = StepIs::kDay;
        return;
    }
    step.is = apart ? StepIs::kOtherDay : StepIs::kBuild;
    const std::uint32_t block = known && !ranking.by_median ? block_of_days(before, after) : 0;
    if (block == 0) return;
    const PairOp op{
        .op = "paired_ci", .level = analysis.budget.level(Compared::kSeries), .block = block};
    const FactId paired = analysis.book.of_pair(*step.after, *step.before, op);
    if (paired == kNoFact) return;
    step.is = StepIs::kTurns;
    step.interval = paired;
}

static void add_steps(Analysis& analysis, const Ranking& ranking, std::vector<Step>& out) {
    for (const auto& [i, j] : pairs_of(ranking.order.size(), true)) {
        const Ranked& from = ranking.order[i];
        const Ranked& to = ranking.order[j];
        Step step{.key = ranking.set->dimension,
                  .before = &analysis.series[from.series],
                  .after = &analysis.series[to.series],
                  .from = from.estimate,
                  .to = to.estimate,
                  .interval = interval_between(analysis, ranking, to, from),
                  .by_median = ranking.by_median};
        if (alias_between(analysis, from.series, to.series).any()) continue;
        judge_design(analysis, ranking, step);
        if (step.interval != kNoFact) out.push_back(std::move(step));
    }
}

std::vector<Step> steps_of(Analysis& analysis) {
    std::vector<Step> out;
    for (const Ranking& ranking : analysis.rankings) {
        if (ranking.in_time) add_steps(analysis, ranking, out);
    }
    for (const Timeline& timeline : analysis.timelines) {
        const std::size_t days = timeline.days.size();
        for (const auto& [i, j] : pairs_of(days, days <= kMostSteps)) {
            auto step = step_between(analysis, timeline, timeline.days[i], timeline.days[j]);
            if (step) out.push_back(std::move(*step));
        }
    }
    return out;
}

}  // namespace chimera::facts
