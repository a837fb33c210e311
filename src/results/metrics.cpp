// SPDX-License-Identifier: Apache-2.0
#include "results/metrics.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/decimal.h"
#include "core/text.h"
#include "model/locator.h"
#include "stats/summary.h"

namespace chimera::results {

using model::Column;
using model::Meaning;
using model::Statistic;
using model::Table;

// How many decimal places a scale moves the point, where it does nothing else.
static std::optional<int> decimal_shift(double scale) {
    static constexpr std::array<double, 10> kPowers = {1,   1e1, 1e2, 1e3, 1e4,
                                                       1e5, 1e6, 1e7, 1e8, 1e9};
    for (std::size_t i = 0; i < kPowers.size(); ++i) {
        if (scale == kPowers[i]) return static_cast<int>(i);
        if (scale == 1 / kPowers[i]) return -static_cast<int>(i);
    }
    return std::nullopt;
}

double in_unit(double number, const model::Reading& reading) {
    if (reading.scale == 1 || number == 0) return number;
    if (const auto shift = decimal_shift(reading.scale)) {
        const Decimal decimal = decimal_of(number);
        const auto moved = parse_double(fmt::format("{}0.{}e{}", decimal.negative ? "-" : "",
                                                    decimal.digits, decimal.point + *shift));
        if (moved) return *moved;
    }
    return number * reading.scale;
}

std::size_t rank_of_statistic(std::string_view name) {
    static constexpr std::array<std::string_view, 5> kFirst = {"value", "mean", "median", "sd",
                                                               "min"};
    const auto at =
        static_cast<std::size_t>(std::find(kFirst.begin(), kFirst.end(), name) - kFirst.begin());
    if (at < kFirst.size()) return at;
    constexpr std::size_t kPercentiles = 10;
    constexpr std::size_t kBehind = 2'000'000;
    if (name.size() > 1 && name[0] == 'p') {
        const double p = parse_double(name.substr(1)).value_or(0);
        return kPercentiles + static_cast<std::size_t>(std::clamp(p, 0.0, 100.0) * 10'000);
    }
    return kBehind + (name == "max" ? 0U : 1U);
}

static void sort_statistics(Statistics& statistics) {
    std::stable_sort(statistics.begin(), statistics.end(), [](const auto& a, const auto& b) {
        return rank_of_statistic(a.first) < rank_of_statistic(b.first);
    });
}

Statistics statistics_of(std::span<const double> samples) {
    constexpr std::size_t kForP95 = 20;
    constexpr std::size_t kForP99 = 100;
    Statistics out;
    const auto add = [&](const char* name, std::optional<double> value) {
        if (value) out.emplace_back(name, *value);
    };
    if (samples.size() == 1) return {{"value", samples.front()}};
    const stats::Description described = stats::describe(samples);
    add("mean", described.mean);
    add("median", described.median);
    add("sd", described.sd);
    add("min", described.minimum);
    if (samples.size() >= kForP95) {
        add("p90", stats::quantile(samples, 0.9));
        add("p95", described.p95);
    }
    if (samples.size() >= kForP99) add("p99", stats::quantile(samples, 0.99));
    add("max", described.maximum);
    return out;
}

static RunMetric* find_metric(Run& run, const std::string& id) {
    const auto at = std::find_if(run.metrics.begin(), run.metrics.end(),
                                 [&](const RunMetric& metric) { return metric.id == id; });
    return at == run.metrics.end() ? nullptr : &*at;
}

static RunMetric described(const model::Metric& metric) {
    RunMetric out;
    out.id = metric.id;
    out.unit = metric.unit;
    out.definition = metric.definition;
    return out;
}

static void become_measured(RunMetric& metric, std::vector<double> samples) {
    metric.stated = std::move(metric.statistics);
    metric.is_measured = true;
    metric.n = samples.size();
    metric.statistics = statistics_of(samples);
    metric.spread = samples.size() > 1 ? "sample" : "";
    metric.samples = std::move(samples);
}

static std::vector<std::string> addresses(const Table& table, const Column& column,
                                          const Rows& rows) {
    if (are_scattered(table, rows)) return {};
    return model::locate(table, column, rows);
}

// Of two columns of one metric the first counts.
static void add_measured(const Table& table, const Column& column, const Rows& sound, Run& run) {
    if (find_metric(run, column.reading.metric->id) != nullptr) return;
    std::vector<double> samples;
    Rows with_value;
    for (const std::uint32_t row : sound) {
        const double number = column.number(row);
        if (!model::present(number)) continue;
        samples.push_back(in_unit(number, column.reading));
        with_value.push_back(row);
    }
    if (samples.empty()) return;
    RunMetric metric = described(*column.reading.metric);
    metric.at = addresses(table, column, with_value);
    become_measured(metric, std::move(samples));
    run.metrics.push_back(std::move(metric));
}

static std::string_view folder_of(std::string_view name) {
    const std::size_t slash = name.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : name.substr(0, slash);
}

static std::optional<std::size_t> whole(double number) {
    constexpr double kMost = 1e15;
    if (!(number >= 1) || number > kMost || number != std::floor(number)) return std::nullopt;
    return static_cast<std::size_t>(number);
}

// How many values stand behind an aggregate: a count beside it in its own object, else one of the
// row ("n", "runs").
static std::optional<std::size_t> sample_size(const Table& table, const Column& column,
                                              std::uint32_t row) {
    const std::string_view folder = folder_of(column.name);
    std::optional<std::size_t> of_row;
    for (const Column& other : table.columns) {
        if (!model::is_sample_size(other.name)) continue;
        const std::string_view place = folder_of(other.name);
        if (place == folder) {
            if (const auto n = whole(other.number(row))) return n;
        } else if (place.empty() && !of_row) {
            of_row = whole(other.number(row));
        }
    }
    return of_row;
}

static void add_stated(const Table& table, const Column& column, std::uint32_t row, Run& run) {
    const model::Reading& reading = column.reading;
    const double number = column.number(row);
    if (!model::present(number)) return;
    RunMetric* metric = find_metric(run, reading.metric->id);
    if (reading.statistic == Statistic::kCount) {
        if (metric != nullptr && !metric->n) metric->n = whole(number);
        return;
    }
    if (metric == nullptr) {
        run.metrics.push_back(described(*reading.metric));
        metric = &run.metrics.back();
        metric->n = sample_size(table, column, row);
    }
    const std::string name = model::statistic_name(reading.statistic, reading.p);
    if (metric->find(name) != nullptr) return;
    metric->statistics.emplace_back(name, in_unit(number, reading));
    if (metric->at.size() < kMostAddresses) {
        metric->at.push_back(model::locate_cell(table, column, row));
    }
}

void add_metrics(const Table& table, const Rows& sound, Run& run) {
    const bool is_aggregate = holds_aggregates(table);
    for (const Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        if (reading.meaning != Meaning::kMetric || !reading.metric || column.numbers.empty()) {
            continue;
        }
        if (!is_aggregate && reading.statistic == Statistic::kRaw) {
            add_measured(table, column, sound, run);
        } else if (sound.size() == 1 && reading.statistic != Statistic::kOther) {
            add_stated(table, column, sound.front(), run);
        }
    }
    for (RunMetric& metric : run.metrics) sort_statistics(metric.statistics);
}

void add_samples(const Table& nested, const Rows& rows, Run& run) {
    const Column& column = nested.columns.front();
    if (!column.reading.metric || column.reading.statistic != Statistic::kRaw) return;
    std::vector<double> samples;
    for (const std::uint32_t row : rows) {
        samples.push_back(in_unit(column.number(row), column.reading));
    }
    RunMetric* metric = find_metric(run, column.reading.metric->id);
    if (metric == nullptr) {
        run.metrics.push_back(described(*column.reading.metric));
        metric = &run.metrics.back();
    }
    if (metric->is_measured) return;
    metric->at = addresses(nested, column, rows);
    become_measured(*metric, std::move(samples));
}

}  // namespace chimera::results
