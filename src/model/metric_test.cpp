// SPDX-License-Identifier: Apache-2.0
#include "model/metric.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "model/unit.h"

namespace chimera::model {
namespace {

TEST(Registry, RowsAreSound) {
    std::set<std::string> ids;
    std::set<std::string> names;
    for (const Metric& metric : registered_metrics()) {
        EXPECT_TRUE(ids.insert(metric.id).second) << metric.id;
        EXPECT_TRUE(names.insert(metric.name).second) << metric.id << ": " << metric.name;
        EXPECT_TRUE(find_unit(metric.unit)) << metric.id;
        EXPECT_EQ(find_unit(metric.unit)->name, metric.unit) << metric.id;
        EXPECT_FALSE(metric.definition.empty()) << metric.id;
        EXPECT_TRUE(metric.registered);
        // A latency is better when it is lower.
        if (metric.latency) {
            EXPECT_EQ(metric.polarity, Polarity::kLowerIsBetter) << metric.id;
        }
        if (metric.headline) {
            EXPECT_NE(metric.polarity, Polarity::kNeither) << metric.id;
        }
    }
    EXPECT_GE(ids.size(), 40U);
}

// Names and definitions stand in reports: free digits and gated words would have to be proved
// there.
TEST(Registry, ProseNeedsNoEvidence) {
    const std::vector<std::string> gated{
        "significan", "reliabl", "best",    "fastest",   "slowest", "highest",  "lowest", "worst",
        "because",    "due",     "cause",   "consisten", "stable",  "unstabl",  "improv", "regress",
        "trend",      "growing", "rising",  "declin",    "always",  "never",    "only",   "all",
        "none",       "every",   "outperf", "dominat",   "most",    "equivalen"};
    for (const Metric& metric : registered_metrics()) {
        const std::string prose = lower(metric.name + " " + metric.definition);
        EXPECT_TRUE(std::none_of(metric.name.begin(), metric.name.end(), is_digit)) << metric.id;
        EXPECT_TRUE(std::none_of(metric.definition.begin(), metric.definition.end(), is_digit))
            << metric.id;
        for (std::string_view word : words(prose)) {
            for (const std::string& stem : gated) {
                EXPECT_FALSE(word.starts_with(stem)) << metric.id << ": " << word;
            }
        }
    }
}

TEST(Registry, FindsById) {
    ASSERT_NE(find_metric("ttft_s"), nullptr);
    EXPECT_EQ(find_metric("ttft_s")->name, "time to first token");
    EXPECT_EQ(find_metric("no such metric"), nullptr);
}

TEST(Registry, LooksAlikeButIsNot) {
    EXPECT_NE(find_metric("tokens_s"), nullptr);
    EXPECT_NE(find_metric("overall_tokens_per_second"), nullptr);
    EXPECT_EQ(read_column("tokens_per_second", "").metric->id, "tokens_s");
    EXPECT_EQ(read_column("overall_tokens_per_second", "").metric->id, "overall_tokens_per_second");
    EXPECT_EQ(read_column("output_throughput", "").metric->id, "output_throughput");
    EXPECT_EQ(read_column("avg_ts", "").metric->id, "engine_tokens_s");
}

// Evidence names a metric by its id, and a user may name a column after it.
TEST(Registry, ReadsItsOwnIds) {
    for (const Metric& metric : registered_metrics()) {
        if (metric.id == "engine_tokens_s" || metric.id == "engine_time_s") continue;
        const Reading reading = read_column(metric.id, metric.unit);
        ASSERT_EQ(reading.meaning, Meaning::kMetric) << metric.id;
        EXPECT_EQ(reading.metric->id, metric.id);
        EXPECT_EQ(reading.scale, 1.0) << metric.id;
        EXPECT_EQ(reading.statistic, Statistic::kRaw) << metric.id;
    }
}

TEST(StatisticName, SaysWhichQuantile) {
    EXPECT_EQ(statistic_name(Statistic::kMean, 0), "mean");
    EXPECT_EQ(statistic_name(Statistic::kSd, 0), "sd");
    EXPECT_EQ(statistic_name(Statistic::kMedian, 0.5), "median");
    EXPECT_EQ(statistic_name(Statistic::kQuantile, 0.95), "p95");
    EXPECT_EQ(statistic_name(Statistic::kQuantile, 0.999), "p99.9");
    EXPECT_EQ(statistic_name(Statistic::kQuantile, 0.001), "p0.1");
    EXPECT_EQ(statistic_name(Statistic::kQuantile, 0.0), "p0");
    EXPECT_EQ(statistic_name(Statistic::kQuantile, 1.0), "p100");
}

TEST(UnitScale, ConvertsWithinAKind) {
    EXPECT_EQ(unit_scale("ms", "s"), 0.001);
    EXPECT_EQ(unit_scale("ns", "ms"), 1e-6);
    EXPECT_EQ(unit_scale("us", "s"), 1e-6);
    EXPECT_EQ(unit_scale("ns", "s"), 1e-9);
    EXPECT_EQ(unit_scale("s", "ms"), 1000.0);
    EXPECT_EQ(unit_scale("minutes", "s"), 60.0);
    EXPECT_EQ(unit_scale("tokens/sec", "tok/s"), 1.0);
    EXPECT_EQ(unit_scale("tokens/sec/user", "tok/s"), 1.0);
    EXPECT_EQ(unit_scale("tokens per second", "tok/s"), 1.0);
    EXPECT_EQ(unit_scale("requests/sec", "req/s"), 1.0);
    EXPECT_EQ(unit_scale("%", ""), 0.01);
    EXPECT_EQ(unit_scale("GB", "MB"), 1000.0);
    EXPECT_EQ(unit_scale("MiB", "KiB"), 1024.0);
    EXPECT_EQ(unit_scale("\xC2\xB5s", "ms"), 0.001);
    EXPECT_EQ(unit_scale("furlong", "furlong"), 1.0);
}

TEST(UnitScale, RefusesOtherKinds) {
    EXPECT_EQ(unit_scale("ms", "tok/s"), std::nullopt);
    EXPECT_EQ(unit_scale("req/s", "tok/s"), std::nullopt);
    EXPECT_EQ(unit_scale("furlong", "s"), std::nullopt);
    EXPECT_EQ(unit_scale(std::string(100000, 's'), "s"), std::nullopt);
}

}  // namespace
}  // namespace chimera::model
