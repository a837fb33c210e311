// SPDX-License-Identifier: Apache-2.0
#include "results/sense.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "model/locator.h"
#include "model/metric.h"
#include "results/metrics.h"
#include "stats/summary.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;
using Remarks = std::vector<Remark>;

// Two ways to add up the same numbers may differ in the last digits, and no more.
static bool same(double a, double b) {
    constexpr double kRounding = 1e-9;
    return std::fabs(a - b) <= kRounding * std::max(std::fabs(a), std::fabs(b));
}

static void check_unit(const std::string& id, const Json& metric, const std::string& at,
                       Remarks& out) {
    const model::Metric* known = model::find_metric(id);
    if (known == nullptr) {
        out.push_back({Severity::kWarning, at,
                       fmt::format("{} is no metric of docs/metrics.md; whoever reads this knows "
                                   "its definition only from here",
                                   id)});
        return;
    }
    const Json& stated = metric.at("unit");
    if (stated.is_null()) return;
    const auto unit = stated.get<std::string>();
    if (unit == known->unit) return;
    std::string advice;
    if (const auto scale = model::unit_scale(unit, known->unit)) {
        advice = fmt::format("; multiply by {}", shortest(*scale));
    }
    out.push_back({Severity::kError, at + "/unit",
                   fmt::format("expected \"{}\", the unit of {}, here stands \"{}\"{}", known->unit,
                               id, unit, advice)});
}

static bool is_percentile(const std::string& name) {
    return name.size() > 1 && name[0] == 'p' && is_digit(name[1]);
}

// min, the percentiles (the median among them) and max in ascending order, the mean between the
// ends.
static void check_order(const Json& metric, const std::string& at, Remarks& out) {
    std::vector<std::pair<double, std::string>> ordered;
    for (const auto& [name, value] : metric.items()) {
        if (name == "min") ordered.emplace_back(-1, name);
        if (name == "median") ordered.emplace_back(50, name);
        if (name == "max") ordered.emplace_back(101, name);
        if (is_percentile(name)) {
            ordered.emplace_back(parse_double(name.substr(1)).value_or(0), name);
        }
    }
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    const auto value_of = [&](const std::string& name) { return metric.at(name).get<double>(); };
    const auto above = [&](const std::string& low, const std::string& high) {
        const double a = value_of(low);
        const double b = value_of(high);
        if (a <= b || same(a, b)) return;
        out.push_back({Severity::kError, at + "/" + high,
                       fmt::format("expected at least {}, which is {}; here stands {}", shortest(a),
                                   low, shortest(b))});
    };
    for (std::size_t i = 1; i < ordered.size(); ++i)
        above(ordered[i - 1].second, ordered[i].second);
    if (!metric.contains("mean")) return;
    if (metric.contains("min")) above("min", "mean");
    if (metric.contains("max")) above("mean", "max");
}

static void check_counts(const Json& metric, const std::string& at, Remarks& out) {
    static constexpr const char* kCentres[] = {"value", "mean", "median", "sum", "min", "max"};
    bool says_something = false;
    for (const auto& [name, value] : metric.items()) {
        says_something =
            says_something || is_percentile(name) ||
            std::find(std::begin(kCentres), std::end(kCentres), name) != std::end(kCentres);
    }
    if (!says_something) {
        out.push_back({Severity::kError, at,
                       "expected a statistic (value, mean, median, min, max, sum or a percentile "
                       "such as p95), here stands none"});
    }
    const bool is_single = metric.at("n").is_number() && metric.at("n").get<double>() == 1;
    if (is_single && metric.contains("sd")) {
        out.push_back({Severity::kError, at + "/sd",
                       "one value has no standard deviation; leave sd out, or state the n that it "
                       "is of"});
    }
}

static std::optional<double> recomputed(const std::string& name, const std::string& spread,
                                        const std::vector<double>& samples) {
    if (name == "mean") return stats::mean(samples);
    if (name == "median") return stats::median(samples);
    if (name == "min") return stats::minimum(samples);
    if (name == "max") return stats::maximum(samples);
    if (name == "sum") return stats::sum(samples);
    if (name == "value" && samples.size() == 1) return samples.front();
    if (name == "sd" && spread == "population") return stats::sd_pop(samples);
    if (name == "sd" && spread == "sample") return stats::sd(samples);
    return std::nullopt;
}

static void check_samples(const std::string& id, const Json& list, const Json& metrics,
                          Remarks& out) {
    const std::string samples_at = "/samples/" + model::escape_pointer(id);
    const std::string at = "/metrics/" + model::escape_pointer(id);
    if (!metrics.contains(id)) {
        out.push_back({Severity::kError, samples_at,
                       fmt::format("expected a metric of that name under /metrics; there is none "
                                   "called {}",
                                   id)});
        return;
    }
    const Json& metric = metrics.at(id);
    if (!metric.at("n").is_number() || metric.at("n").get<std::size_t>() != list.size()) {
        out.push_back({Severity::kError, at + "/n",
                       fmt::format("expected {}, for so many samples are here, here stands {}",
                                   list.size(), metric.at("n").dump())});
        return;
    }
    std::vector<double> samples;
    samples.reserve(list.size());
    for (const Json& value : list) samples.push_back(value.get<double>());
    const bool has_spread = metric.contains("spread") && metric.at("spread").is_string();
    const std::string spread = has_spread ? metric.at("spread").get<std::string>() : "";
    for (const auto& [name, value] : metric.items()) {
        if (!value.is_number() || name == "n") continue;
        const auto expected = recomputed(name, spread, samples);
        if (!expected || same(*expected, value.get<double>())) continue;
        out.push_back({Severity::kError, at + "/" + name,
                       fmt::format("expected {}, the {} of its {} samples, here stands {}",
                                   shortest(*expected), name == "value" ? "only one" : name,
                                   samples.size(), value.dump())});
    }
}

static void check_status(const Json& status, Remarks& out) {
    if (!status.contains("reasons")) return;
    std::size_t sum = 0;
    for (const auto& [reason, count] : status.at("reasons").items()) {
        sum += count.get<std::size_t>();
    }
    const Json& failed = status.at("failed");
    if (failed.is_number() && failed.get<std::size_t>() == sum) return;
    out.push_back(
        {Severity::kError, "/status/failed",
         fmt::format("expected {}, the sum of the reasons, here stands {}", sum, failed.dump())});
}

static void find_nulls(const Json& value, const std::string& pointer, std::set<std::string>& out) {
    if (value.is_null()) out.insert(pointer);
    if (!value.is_object()) return;
    for (const auto& [key, each] : value.items()) {
        if (key != "samples" && key != "missing") {
            find_nulls(each, pointer + "/" + model::escape_pointer(key), out);
        }
    }
}

// A pointer with a "~" that escapes nothing names nothing.
static bool has_value(const Json& run, const std::string& pointer) {
    try {
        return run.contains(Json::json_pointer(pointer));
    } catch (const Json::exception&) {
        return false;
    }
}

static void check_missing(const Json& run, Remarks& out) {
    std::set<std::string> nulls;
    find_nulls(run, "", nulls);
    std::set<std::string> listed;
    std::size_t index = 0;
    for (const Json& entry : run.at("missing")) {
        const std::string pointer = entry.get<std::string>();
        const std::string at = fmt::format("/missing/{}", index++);
        listed.insert(pointer);
        if (nulls.contains(pointer)) continue;
        if (!has_value(run, pointer)) continue;
        out.push_back({Severity::kError, at,
                       fmt::format("{} is listed as missing, but a value stands there; take it "
                                   "from the list",
                                   pointer)});
    }
    for (const std::string& pointer : nulls) {
        if (listed.contains(pointer)) continue;
        out.push_back({Severity::kError, pointer,
                       fmt::format("is null and `missing` does not list it; state the value, or "
                                   "add \"{}\" to `missing`",
                                   pointer)});
    }
}

Remarks remarks_on(const Json& run) {
    Remarks out;
    const Json& metrics = run.at("metrics");
    for (const auto& [id, metric] : metrics.items()) {
        const std::string at = "/metrics/" + model::escape_pointer(id);
        check_unit(id, metric, at, out);
        check_counts(metric, at, out);
        check_order(metric, at, out);
    }
    if (run.contains("samples")) {
        for (const auto& [id, list] : run.at("samples").items()) {
            check_samples(id, list, metrics, out);
        }
    }
    if (run.contains("samples") && run.contains("samples_file")) {
        out.push_back({Severity::kError, "/samples_file",
                       "expected samples or samples_file, here stand both; keep one"});
    }
    check_status(run.at("status"), out);
    check_missing(run, out);
    return out;
}

}  // namespace chimera::results
