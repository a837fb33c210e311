// SPDX-License-Identifier: Apache-2.0
#include "results/export.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "results/check.h"
#include "results/foreign_schema_for_test.h"
#include "results/runs_for_test.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

static const std::vector<results::Run>& example_runs() {
    static const std::vector<results::Run> runs = [] {
        std::vector<results::Run> all = read_runs(in_checkout("examples/formats")).runs;
        for (results::Run& run : read_runs(in_checkout("examples/chimera-101")).runs) {
            all.push_back(std::move(run));
        }
        return all;
    }();
    return runs;
}

static std::string remarks_of(const Exported& exported) {
    std::string out;
    for (const std::string& line : exported.remarks.lines()) out += line + '\n';
    return out;
}

TEST(Export, OwnDocumentsAreValid) {
    const Exported exported = export_chimera(example_runs(), {});
    ASSERT_EQ(exported.documents.size(), example_runs().size());
    for (const std::string& document : exported.documents) {
        const Checked checked = check_results(document);
        EXPECT_TRUE(checked.is_valid()) << checked.problems.front().message;
    }
}

TEST(Export, ReportsOfLlmDSatisfyItsSchema) {
    const Exported exported = export_llm_d(example_runs(), {});
    EXPECT_GT(exported.documents.size(), 20U);
    EXPECT_EQ(exported.documents.size() + exported.refused, example_runs().size());
    const ForeignSchema schema(in_checkout("src/results/samples/llm-d-report-0.2.1.schema.json"));
    for (const std::string& document : exported.documents) {
        EXPECT_EQ(schema.complaint(document), "") << document;
    }
    EXPECT_NE(remarks_of(exported).find("not exported"), std::string::npos);
    EXPECT_NE(schema.complaint(R"({"run": {}, "results": {}})"), "");
}

TEST(Export, EveryEvalEverWantsToKnowWhoEvaluated) {
    const Exported refused = export_eee(example_runs(), {});
    EXPECT_EQ(refused.refused, example_runs().size());
    EXPECT_NE(remarks_of(refused).find("--organization"), std::string::npos);
    const Exported exported = export_eee(
        example_runs(),
        {.organization = "Lab", .relationship = "third_party", .retrieved = 1'767'225'600});
    EXPECT_GT(exported.documents.size(), 100U);
    const ForeignSchema schema(
        in_checkout("src/results/samples/every-eval-ever-0.3.0.schema.json"));
    for (const std::string& document : exported.documents) {
        EXPECT_EQ(schema.complaint(document), "") << document;
    }
}

TEST(Export, TestsOfLlamaBenchComeBackAsTheirToolWroteThem) {
    const std::string path = in_checkout("examples/formats/llama-bench/smollm2-135m.json");
    const Exported exported = export_llama_bench(read_runs(path).runs, {});
    ASSERT_EQ(exported.documents.size(), 1U);
    const Json written = Json::parse(exported.documents[0]);
    const Json original = Json::parse(file_text(path));
    ASSERT_EQ(written.size(), original.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        for (const char* field :
             {"model_type", "model_size", "n_prompt", "n_gen", "test_time", "avg_ns", "stddev_ns",
              "avg_ts", "stddev_ts", "samples_ns", "samples_ts", "cpu_strict", "n_gpu_layers"}) {
            EXPECT_EQ(written[i].at(field), original[i].at(field)) << i << ' ' << field;
        }
    }
    const Exported others =
        export_llama_bench(read_runs(in_checkout("examples/formats/aiperf")).runs, {});
    EXPECT_EQ(others.refused, 2U);
    EXPECT_NE(remarks_of(others).find("no test of llama-bench"), std::string::npos);
}

TEST(Export, CsvHasARowAStatisticAndQuotesWhatNeedsIt) {
    const Scratch scratch;
    scratch.write("a_runs.csv", "model,tokens_s\n\"m,\"\"1\"\"\",10\n\"m,\"\"1\"\"\",12\n");
    const Exported exported = export_csv(read_runs(scratch.root()).runs, {});
    ASSERT_EQ(exported.documents.size(), 1U);
    const std::string& text = exported.documents[0];
    EXPECT_NE(text.find("\r\na,\"m,\"\"1\"\"\",a,,,tokens_s,mean,11,tok/s,,2,measured,2,0,"
                        "a_runs.csv,"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find(",sd,1.4142135623730951,tok/s,sample,"), std::string::npos);
    EXPECT_NE(text.find(",\"cell=2,2-3,2\"\r\n"), std::string::npos);
}

TEST(Export, MarkdownCellsCannotLeaveTheirTable) {
    results::Run run;
    run.experiment_id = "a|b\n# head";
    run.model_name = "<b>[x](y)";
    const Exported exported = export_markdown(std::span(&run, 1), {});
    EXPECT_NE(exported.documents[0].find("| a\\|b # head | \\<b>\\[x](y) | - |"), std::string::npos)
        << exported.documents[0];
}

TEST(IsRfc3339, WantsAnOffset) {
    EXPECT_TRUE(is_rfc3339("2026-11-23T03:09:13Z"));
    EXPECT_TRUE(is_rfc3339("2026-11-23T03:09:13.25+01:00"));
    for (const char* text :
         {"", "2026-11-23T03:09:13", "2026-11-23 03:09:13Z", "20261123-030913"}) {
        EXPECT_FALSE(is_rfc3339(text)) << text;
    }
}

}  // namespace chimera::results
