// SPDX-License-Identifier: Apache-2.0
#include "model/metric.h"

#include <algorithm>
#include <unordered_map>

#include "core/decimal.h"
#include "core/text.h"
#include "model/metric_registry.h"

namespace chimera::model {

namespace {

struct MetricRow {
    Metric metric;
    std::string_view synonyms;
};

}  // namespace

static const std::vector<MetricRow>& rows() {
    static const std::vector<MetricRow> table{
#define METRIC(id, name, unit, polarity, latency, headline, definition, synonyms) \
    {{#id, name, unit, Polarity::polarity, latency, headline, definition, true}, synonyms},
#include "model/metric_table.inc"
#undef METRIC
    };
    return table;
}

std::span<const Metric> registered_metrics() {
    static const auto metrics = [] {
        std::vector<Metric> made;
        for (const MetricRow& row : rows()) made.push_back(row.metric);
        return made;
    }();
    return metrics;
}

const Metric* find_metric(std::string_view id) {
    for (const Metric& metric : registered_metrics()) {
        if (metric.id == id) return &metric;
    }
    return nullptr;
}

static Statistic statistic_of(std::string_view name) {
    if (name == "mean") return Statistic::kMean;
    if (name == "sd") return Statistic::kSd;
    if (name == "min") return Statistic::kMin;
    if (name == "max") return Statistic::kMax;
    return Statistic::kSum;
}

// "avg_ns@ns=mean" and the like, as metric_table.inc explains them.
static std::pair<std::string, Synonym> read_synonym(std::string_view entry, const Metric& metric) {
    Synonym synonym;
    synonym.metric = &metric;
    if (const std::size_t equals = entry.find('='); equals != std::string_view::npos) {
        synonym.statistic = statistic_of(entry.substr(equals + 1));
        entry = entry.substr(0, equals);
    }
    if (const std::size_t at = entry.find('@'); at != std::string_view::npos) {
        synonym.unit = find_unit(entry.substr(at + 1));
        entry = entry.substr(0, at);
    } else if (entry.back() == '?') {
        synonym.needs_unit = true;
        entry.remove_suffix(1);
    } else {
        const Unit canonical = find_unit(metric.unit).value_or(Unit{});
        if (canonical.kind != UnitKind::kTime && canonical.kind != UnitKind::kData) {
            synonym.unit = canonical;
        }
    }
    return {std::string(entry), synonym};
}

std::span<const Synonym> find_synonyms(const std::string& name) {
    static const auto by_name = [] {
        std::unordered_map<std::string, std::vector<Synonym>> made;
        std::size_t at = 0;
        for (const MetricRow& row : rows()) {
            const Metric& metric = registered_metrics()[at++];
            for (std::string_view entry : split(row.synonyms, ' ')) {
                if (entry.empty()) continue;
                auto [key, synonym] = read_synonym(entry, metric);
                made[key].push_back(synonym);
            }
        }
        return made;
    }();
    const auto found = by_name.find(name);
    if (found == by_name.end()) return {};
    return found->second;
}

bool is_sample_size(std::string_view name) {
    static constexpr std::string_view kNames[] = {
        "n",          "count",          "runs",          "num_runs",       "n_runs",
        "run_count",  "iterations",     "num_iters",     "num_iterations", "n_iterations",
        "iters",      "repeats",        "num_repeats",   "repetitions",    "reps",
        "trials",     "num_trials",     "n_trials",      "samples",        "num_samples",
        "n_samples",  "sample_count",   "measurements",  "observations",   "n_obs",
        "executions", "num_executions", "n_repetitions", "num_executed"};
    const auto slash = name.rfind('/');
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    std::string plain = lower(trim(name));
    for (char& c : plain) c = c == ' ' || c == '-' ? '_' : c;
    return std::find(std::begin(kNames), std::end(kNames), plain) != std::end(kNames);
}

std::string statistic_name(Statistic statistic, double p) {
    switch (statistic) {
        case Statistic::kRaw: return "value";
        case Statistic::kMean: return "mean";
        case Statistic::kMedian: return "median";
        case Statistic::kSd: return "sd";
        case Statistic::kMin: return "min";
        case Statistic::kMax: return "max";
        case Statistic::kQuantile: {
            // 0.999 * 100 is not 99.9 in binary; four decimals of a percent are more than is
            // written.
            std::string digits = to_fixed(p * 100, 4);
            digits.erase(digits.find_last_not_of('0') + 1);
            if (digits.back() == '.') digits.pop_back();
            return "p" + digits;
        }
        case Statistic::kSum: return "sum";
        case Statistic::kCount: return "count";
        case Statistic::kOther: return "other";
    }
    return "other";
}

}  // namespace chimera::model
