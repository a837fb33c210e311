// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <set>

#include "core/text.h"
#include "model/definition.h"
#include "model/metric.h"
#include "model/unit.h"
#include "producers/producer.h"

namespace chimera::producers {

TEST(Producers, EveryTermNamesAMetricOfTheRegistryInAUnitThatFits) {
    for (const Producer* producer : producers()) {
        for (const model::Term& term : producer->terms) {
            const bool metric = term.meaning == model::Meaning::kMetric;
            EXPECT_EQ(term.metric.empty(), !metric) << producer->id << " " << term.name;
            if (!metric) continue;
            const model::Metric* known = model::find_metric(term.metric);
            ASSERT_NE(known, nullptr) << producer->id << " " << term.name << " " << term.metric;
            if (!term.unit.empty()) {
                EXPECT_TRUE(model::unit_scale(term.unit, known->unit).has_value())
                    << producer->id << " " << term.name << ": " << term.unit;
            }
        }
    }
}

TEST(Producers, EveryTermIsReadAsItSays) {
    for (const Producer* producer : producers()) {
        std::set<std::string_view> seen;
        for (const model::Term& term : producer->terms) {
            EXPECT_TRUE(seen.insert(term.name).second) << producer->id << " " << term.name;
            const auto reading = model::read_column(term.name, "", producer->terms);
            EXPECT_EQ(reading.meaning, term.meaning) << producer->id << " " << term.name;
            if (reading.metric) {
                EXPECT_EQ(reading.metric->id, term.metric) << producer->id << " " << term.name;
            }
        }
    }
}

TEST(Producers, EachHasItsOwnIdAndIsFoundByItsShapes) {
    std::set<std::string_view> ids;
    for (const Producer* producer : producers()) {
        EXPECT_TRUE(ids.insert(producer->id).second) << producer->id;
        EXPECT_EQ(find_producer(producer->id), producer);
        EXPECT_FALSE(producer->tested.empty()) << producer->id;
        for (const std::string_view shape : producer->shapes) {
            Keys keys;
            for (const std::string_view key : split(shape, '|')) {
                if (!key.starts_with('!')) keys.emplace(key);
            }
            EXPECT_EQ(recognise(keys), producer) << producer->id << ": " << shape;
        }
    }
}

// The same letters mean four things: a name is a metric only together with its tool.
TEST(Producers, OneNameIsAsManyMetricsAsThereAreDefinitions) {
    const auto id = [](std::string_view tool, std::string_view column) {
        const auto reading = model::read_column(column, "", find_producer(tool)->terms);
        return reading.metric ? reading.metric->id : std::string();
    };
    EXPECT_EQ(id("vllm-bench", "mean_itl_ms"), "chunk_gap_ms");
    EXPECT_EQ(id("sglang-bench", "p99_itl_ms"), "chunk_gap_ms");
    EXPECT_EQ(id("aiperf", "inter_token_latency/avg"), "tpot_ms");
    EXPECT_EQ(id("guidellm", "metrics/inter_token_latency_ms/successful/mean"), "tpot_ms");
    EXPECT_EQ(id("inference-perf", "successes/latency/inter_token_latency/mean"), "token_gap_ms");
    EXPECT_EQ(id("guidellm", "metrics/time_per_output_token_ms/successful/mean"),
              "e2e_per_token_ms");
    EXPECT_EQ(id("inference-perf", "successes/latency/normalized_time_per_output_token/p99"),
              "e2e_per_token_ms");
    EXPECT_EQ(id("vllm-bench", "median_tpot_ms"), "tpot_ms");
    EXPECT_EQ(id("vllm-bench", "median_ttft_ms"), "ttfr_s");
    EXPECT_EQ(id("sglang-bench", "median_ttft_ms"), "ttfo_s");
    EXPECT_EQ(id("aiperf", "time_to_first_token/p50"), "ttft_s");
}

TEST(Definitions, AreOfMetricsThatTheRegistryHas) {
    std::set<std::string_view> seen;
    for (const model::Definition& definition : model::definitions()) {
        EXPECT_NE(model::find_metric(definition.metric), nullptr) << definition.metric;
        EXPECT_TRUE(seen.insert(definition.metric).second) << definition.metric;
        EXPECT_FALSE(definition.formula.empty() || definition.pooling.empty()) << definition.metric;
    }
}

}  // namespace chimera::producers
