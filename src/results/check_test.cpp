// SPDX-License-Identifier: Apache-2.0
#include "results/check.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "core/rng.h"
#include "results/run_json.h"
#include "results/runs_for_test.h"
#include "results/schema.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

static const Json& sound_run() {
    static const Json run = [] {
        const Scratch scratch;
        scratch.write(
            "a_runs.csv",
            "model,num_ctx,quantization,tokens_s,ttft_ms,error\n"
            "m:1b,1024,q4_0,10,225.3,\nm:1b,1024,q4_0,12,250,\nm:1b,1024,q4_0,0,0,boom\n");
        return run_json(read_runs(scratch.root()).runs.at(0), Samples::kInline);
    }();
    return run;
}

// "line:column pointer: message" of each problem.
static std::string said_of(const std::string& text) {
    std::string out;
    for (const Problem& problem : check_results(text).problems) {
        out += fmt::format("{}:{} {}{}: {}\n", problem.place.line, problem.place.column,
                           problem.severity == Severity::kWarning ? "warning " : "",
                           problem.pointer, problem.message);
    }
    return out;
}

static std::string said_of_run(const Json& run) {
    std::string out;
    for (const Problem& problem : check_results(compact(run)).problems) {
        out += problem.pointer + ": " + problem.message + '\n';
    }
    return out;
}

TEST(CheckResults, WhatIsWrittenIsValid) {
    EXPECT_EQ(said_of(pretty(sound_run())), "");
    EXPECT_TRUE(check_results(pretty(sound_run())).is_valid());
}

TEST(CheckResults, TakesSeveralRunsInAnyArrangement) {
    const std::string one = compact(sound_run());
    EXPECT_EQ(check_results(one + "\n" + one + "\n").runs, 2U);
    EXPECT_EQ(check_results("[" + one + "," + one + "]").runs, 2U);
    EXPECT_EQ(check_results(R"({"schema": "chimera-result/1", "runs": [)" + one + "]}").runs, 1U);
    EXPECT_TRUE(check_results("\xEF\xBB\xBF" + one).is_valid());
    EXPECT_FALSE(check_results("[]").is_valid());
}

TEST(CheckResults, NamesPointerLineAndWhatWasExpected) {
    Json run = sound_run();
    run["metrics"]["tokens_s"]["mean"] = "fast";
    const std::string text = pretty(run);
    const std::size_t line = 1 + static_cast<std::size_t>(std::count(
                                     text.begin(), text.begin() + text.find("\"fast\""), '\n'));
    EXPECT_EQ(said_of(text).find(fmt::format("{}:", line)), 0U) << said_of(text);
    EXPECT_NE(said_of(text).find("/metrics/tokens_s/mean: expected a number, here stands the text "
                                 "\"fast\""),
              std::string::npos);
    EXPECT_NE(said_of("[" + compact(run) + "]").find("/0/metrics/tokens_s/mean"),
              std::string::npos);
    const std::string two = compact(sound_run()) + "\n" + compact(run);
    EXPECT_EQ(said_of(two).find("2:"), 0U);
    EXPECT_NE(said_of(two).find("doc=2/metrics"), std::string::npos);
}

TEST(CheckResults, KnowsWhatASchemaCannotSay) {
    const auto with = [](const char* pointer, const Json& value) {
        Json run = sound_run();
        run[Json::json_pointer(pointer)] = value;
        return said_of_run(run);
    };
    EXPECT_EQ(with("/metrics/ttft_s/unit", "ms"),
              "/metrics/ttft_s/unit: expected \"s\", the unit of ttft_s, here stands \"ms\"; "
              "multiply by 0.001\n");
    EXPECT_EQ(with("/metrics/tokens_s/n", 3),
              "/metrics/tokens_s/n: expected 2, for so many samples are here, here stands 3\n");
    EXPECT_NE(with("/metrics/tokens_s/mean", 10.5).find("expected 11, the mean of its 2 samples"),
              std::string::npos);
    EXPECT_NE(with("/metrics/tokens_s/sd", 1).find("the sd of its 2 samples"), std::string::npos);
    EXPECT_NE(with("/metrics/tokens_s/max", 9).find("expected at least"), std::string::npos);
    EXPECT_EQ(with("/status/failed", 2),
              "/status/failed: expected 1, the sum of the reasons, here stands 2\n");
    EXPECT_NE(with("/model_name", nullptr).find("`missing` does not list it"), std::string::npos);
    EXPECT_NE(with("/missing/0", "/model_name").find("but a value stands there"),
              std::string::npos);
    EXPECT_NE(with("/samples/nothing", Json::array({1})).find("there is none called nothing"),
              std::string::npos);
    Json other = sound_run();
    other["metrics"]["my_score"] = {{"unit", ""},
                                    {"definition", {{"id", "my_score"}, {"text", "Mine"}}},
                                    {"n", 1},
                                    {"value", 3}};
    const Checked checked = check_results(compact(other));
    EXPECT_TRUE(checked.is_valid());
    ASSERT_EQ(checked.problems.size(), 1U);
    EXPECT_EQ(checked.problems[0].severity, Severity::kWarning);
}

TEST(CheckResults, BadInputHasAPlaceAndAReason) {
    const auto begins = [](const std::string& text, const std::string& expected) {
        EXPECT_EQ(said_of(text).substr(0, expected.size()), expected);
    };
    begins("", "1:1 : the file is empty");
    begins(" \n ", "1:1 : the file is blank");
    begins("{\"schema\":\n \"chimera-result/1\", ", "2:22 : no JSON: syntax error");
    begins("[1, 2", "1:6 : no JSON");
    begins("\xFF\xFE{\0}", "1:1 : the file is no UTF-8");
    begins("{\"a\":\n\"\xC0\"}", "2:2 : a byte here is no UTF-8");
    begins("{\"metrics\": {},\n \"metrics\": {}}", "1:1 : expected the key");
    EXPECT_NE(said_of("{\"metrics\": {},\n \"metrics\": {}}")
                  .find("2:2 : the key \"metrics\" "
                        "stands twice"),
              std::string::npos);
    begins("[{\"model\": 1}]", "1:2 /0: this is no result of");
    begins("{\"schema\": \"chimera-result/1\", \"runs\": 5}",
           "1:40 /runs: expected a list of runs");
    begins("{\"schema\": 1e999}", "1:1");
}

TEST(CheckResults, DeepNestingAndManyFaultsCostLittle) {
    constexpr std::size_t kDeep = 100'000;
    EXPECT_NE(said_of(std::string(kDeep, '[')).find("nested deeper"), std::string::npos);
    std::string deep;
    for (std::size_t i = 0; i < kDeep; ++i) deep += "{\"a\":";
    EXPECT_NE(said_of(deep).find("nested deeper"), std::string::npos);
    Json run = sound_run();
    run["samples"]["tokens_s"] = Json::array();
    for (std::size_t i = 0; i < kDeep; ++i) run["samples"]["tokens_s"].push_back("x");
    const Checked checked = check_results(compact(run));
    EXPECT_EQ(checked.problems.size(), 100U);
    EXPECT_FALSE(checked.is_valid());
    run["provenance"]["sha256"] = std::string(1'000'000, 'a');
    run["missing"] = Json::array({std::string(1'000'000, '/')});
    EXPECT_FALSE(check_results(compact(run)).is_valid());
}

// All values of a document, so that a seeded hand can take one.
static void pointers_of(const Json& value, const std::string& at, std::vector<std::string>& out) {
    out.push_back(at);
    if (!value.is_structured()) return;
    for (const auto& [key, each] : value.items()) pointers_of(each, at + "/" + key, out);
}

TEST(SchemaViolations, AgreesWithAnIndependentValidatorOnMutants) {
    std::vector<std::string> pointers;
    pointers_of(sound_run(), "", pointers);
    const Json others[] = {nullptr,
                           1,
                           -1,
                           0.5,
                           "text",
                           "",
                           true,
                           Json::array(),
                           Json::object(),
                           Json::array({1}),
                           Json{{"mean", 1}}};
    Rng rng(7);
    std::size_t invalid = 0;
    for (int trial = 0; trial < 3000; ++trial) {
        Json mutant = sound_run();
        const std::string& pointer = pointers[1 + below(rng, pointers.size() - 1)];
        const std::size_t slash = pointer.rfind('/');
        Json& parent = mutant[Json::json_pointer(pointer.substr(0, slash))];
        const std::uint64_t kind = below(rng, 4);
        if (kind == 0 && parent.is_object()) {
            parent.erase(pointer.substr(slash + 1));
        } else if (kind == 1 && parent.is_object()) {
            parent["unheard of"] = others[below(rng, std::size(others))];
        } else {
            mutant[Json::json_pointer(pointer)] = others[below(rng, std::size(others))];
        }
        const bool is_valid = schema_violations(mutant).empty();
        invalid += is_valid ? 0U : 1U;
        EXPECT_EQ(is_valid, standard_verdict(mutant).empty()) << pointer << "\n"
                                                              << standard_verdict(mutant) << "\n"
                                                              << compact(mutant);
    }
    EXPECT_GT(invalid, 1000U);
}

}  // namespace chimera::results
