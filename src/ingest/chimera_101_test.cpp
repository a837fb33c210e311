// SPDX-License-Identifier: Apache-2.0
// What is known of the example corpus, found by reading it. Nothing of this stands in the sources.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "ingest/ingest.h"
#include "model/scope.h"

namespace chimera::ingest {

using model::RecordSet;
using model::Role;
using model::Source;

static const RecordSet& corpus() {
    static const RecordSet records = [] {
        auto read = ingest(std::string(CHIMERA_SOURCE_DIR) + "/examples/chimera-101", {});
        EXPECT_TRUE(read.ok()) << read.error().message;
        return read.ok() ? std::move(read).value() : RecordSet{};
    }();
    return records;
}

static const Source& source(std::string_view end) {
    for (const Source& found : corpus().sources) {
        if (found.path.ends_with(end)) return found;
    }
    ADD_FAILURE() << "no source ends in " << end;
    static const Source none;
    return none;
}

static std::string model_of(std::string_view end) {
    const auto at = source(end).bind.find("model");
    return at == source(end).bind.end() ? "" : at->second.value;
}

TEST(Chimera101, AllFilesAreSources) {
    std::map<std::string, int> by_ending;
    std::map<Role, int> by_role;
    for (const Source& found : corpus().sources) {
        ++by_ending[found.path.substr(found.path.rfind('.') + 1)];
        ++by_role[found.role];
        EXPECT_EQ(found.sha256.size(), 64U);
    }
    EXPECT_EQ(by_ending["csv"], 28);
    EXPECT_EQ(by_ending["json"], 44);
    EXPECT_EQ(by_ending["md"], 29);
    EXPECT_EQ(by_role[Role::kDuplicate], 4);
    EXPECT_EQ(by_role[Role::kDocument], 28);
    EXPECT_EQ(by_role[Role::kRejected], 1);
    EXPECT_EQ(by_role[Role::kTelemetry], 2);
    EXPECT_TRUE(corpus().skipped.empty());
}

TEST(Chimera101, CopiesPointToThePathThatSortsFirst) {
    const auto original = [](std::string_view end) {
        return corpus().sources[source(end).duplicate_of.value()].path;
    };
    EXPECT_EQ(original("llama3/ollama_param_tuning.csv"), "data/csv/ollama_param_tuning.csv");
    EXPECT_EQ(original("llama3/ollama_param_tuning_summary.csv"),
              "data/csv/ollama_param_tuning_summary.csv");
    EXPECT_EQ(original("llama3/ollama_quant_bench.csv"), "data/csv/ollama_quant_bench.csv");
    EXPECT_EQ(original("reports/ollama/ollama_benchmark_summary.md"),
              "outputs/reports/llama3/ollama_benchmark_summary.md");
}

TEST(Chimera101, OfTheRequestsInRunTablesSomeFailedForFourReasons) {
    std::size_t requests = 0;
    std::map<std::string, std::size_t> reasons;
    for (const model::Table& table : corpus().tables) {
        const bool has_error = std::any_of(
            table.columns.begin(), table.columns.end(),
            [](const auto& column) { return column.reading.meaning == model::Meaning::kError; });
        if (!has_error || table.rows_are != model::RowsAre::kCsvRecords) continue;
        requests += table.rows;
        for (const auto& failure : table.failed) ++reasons[failure.why];
    }
    EXPECT_EQ(requests, 274U);
    ASSERT_EQ(reasons.size(), 4U);
    EXPECT_EQ(reasons["timed out"], 2U);
    EXPECT_EQ(reasons["Request URL is missing an 'http://' or 'https://' protocol."], 15U);
    EXPECT_EQ(reasons["[WinError 10049] The requested address is not valid in its context"], 30U);
    EXPECT_EQ(
        reasons["Failed to connect to Ollama. Please check that Ollama is downloaded, running "
                "and accessible. https://ollama.com/download"],
        30U);
}

TEST(Chimera101, ErrorTextsPassedOffAsSuccessesFail) {
    const Source& hidden = source("baseline_test_results_1759186372.json");
    ASSERT_EQ(hidden.failed.size(), 5U);
    EXPECT_EQ(hidden.failed[0].at, "/results/0");
    EXPECT_EQ(hidden.failed[0].why, "Error generating banter: All connection attempts failed");
    EXPECT_EQ(source("baseline_test_results_1759098967.json").failed.size(), 4U);
    EXPECT_EQ(source("baseline_test_results_1759099000.json").failed.size(), 0U);
    EXPECT_EQ(source("baseline_ml_metrics.json").failed.at(0).why, "No inference data available");
    const Source& compiled = source("transformer_cuda_triton2508.json");
    ASSERT_EQ(compiled.failed.size(), 1U);
    EXPECT_EQ(compiled.failed[0].at, "/backends/tensorrt");
    EXPECT_EQ(compiled.failed[0].why, "torch_tensorrt is not installed");
}

TEST(Chimera101, TheSameRowsAsCsvAndJsonCountOnce) {
    std::map<std::string, std::string> twins;
    for (const Source& found : corpus().sources) {
        if (found.twin_of) twins[found.path] = corpus().sources[*found.twin_of].path;
    }
    const std::string folder = "outputs/reports/gemma3/";
    const std::map<std::string, std::string> expected = {
        {"data/csv/baseline_performance_summary.csv",
         "data/csv/baseline_test_results_1759099000.json"},
        {folder + "gemma3_1b-it-qat_baseline.csv", folder + "gemma3_1b-it-qat_baseline.json"},
        {folder + "gemma3_270m_baseline.csv", folder + "gemma3_270m_baseline.json"},
        {folder + "gemma3_baseline.csv", folder + "gemma3_baseline.json"}};
    EXPECT_EQ(twins, expected);
}

TEST(Chimera101, ModelsComeFromColumnFieldSiblingOrNotAtAll) {
    EXPECT_EQ(model_of("gemma3_1b-it-qat_param_tuning.csv"), "gemma3:1b-it-qat");
    EXPECT_EQ(model_of("gemma3_1b-it-qat_param_tuning_summary.csv"), "gemma3:1b-it-qat");
    EXPECT_EQ(model_of("gemma3/gemma3_param_tuning.csv"), "gemma3:latest");
    EXPECT_EQ(model_of("gemma3_270m_baseline.json"), "gemma3:270m");
    EXPECT_EQ(model_of("data/csv/ollama_param_tuning_summary.csv"), "llama3.1:8b-instruct-q4_0");
    EXPECT_EQ(model_of("conv_bench_20251002-170837.json"), "conv");
    EXPECT_EQ(model_of("baseline_test_results_1759099000.json"), "");
    EXPECT_EQ(source("data/csv/ollama_quant_bench.csv").bind.at("model").column, "model");
    std::set<std::string> quantizations;
    for (const model::Table& table : corpus().tables) {
        if (!corpus().sources[table.source].path.ends_with("ollama_quant_bench.csv")) continue;
        for (std::size_t row = 0; row < table.rows; ++row) {
            quantizations.emplace(model::scope_value(corpus(), table, "model", row));
        }
    }
    EXPECT_EQ(quantizations,
              (std::set<std::string>{"llama3.1:8b-instruct-q4_0", "llama3.1:8b-instruct-q5_K_M",
                                     "llama3.1:8b-instruct-q8_0"}));
}

TEST(Chimera101, SuitesAndRunsAreNamed) {
    const Source& suite = source("20251002-151824/prompt_suite_runs.csv");
    EXPECT_EQ(suite.bind.at("suite").value, "prompt_suite");
    EXPECT_EQ(suite.bind.at("run").value, "20251002-151824");
    EXPECT_EQ(source("20251002-151824/prompt_suite_summary.json").bind.at("run").value,
              "20251002-151824");
    EXPECT_EQ(source("gemma3_270m_param_tuning.csv").bind.at("suite").value, "param_tuning");
    EXPECT_EQ(source("llama3_q4_benchmark_fixed_runs.csv").bind.at("suite").value,
              "benchmark_fixed");
    EXPECT_EQ(source("gemma3_benchmark_fixed_runs.csv").bind.at("suite").value, "benchmark_fixed");
    EXPECT_EQ(source("demo_inference_1759181417.json").bind.at("suite").pointer, "/benchmark_name");
    EXPECT_EQ(source("demo_inference_1759181417.json").bind.at("run").value, "1759181417");
}

TEST(Chimera101, RolesAndRejects) {
    EXPECT_EQ(source("gemma3_param_tuning_summary.csv").role, Role::kSummary);
    EXPECT_EQ(source("kernel_benchmarks.json").role, Role::kSummary);
    EXPECT_EQ(source("quantization_report.json").role, Role::kRaw);
    EXPECT_EQ(source("ncu_summary.csv").role, Role::kRejected);
    ASSERT_EQ(source("ncu_summary.csv").rejects.size(), 1U);
    EXPECT_NE(source("ncu_summary.csv").rejects[0].reason.find("UTF-16"), std::string::npos);
    const Source& mixed = source("baseline_test_results_1759099000.json");
    EXPECT_EQ(mixed.role, Role::kRaw);
    const auto summary = std::find_if(mixed.roles.begin(), mixed.roles.end(),
                                      [](const auto& at) { return at.role == Role::kSummary; });
    ASSERT_NE(summary, mixed.roles.end());
    EXPECT_EQ(summary->at, "");
}

}  // namespace chimera::ingest
