// SPDX-License-Identifier: Apache-2.0
#include "ingest/path_name.h"

#include <gtest/gtest.h>

namespace chimera::ingest {

TEST(PathName, FolderAndStem) {
    EXPECT_EQ(folder_of("a/b/c.csv"), "a/b");
    EXPECT_EQ(folder_of("c.csv"), "");
    EXPECT_EQ(stem_of("a/b/c.d.csv"), "c.d");
    EXPECT_EQ(stem_of("a/.csv"), ".csv");
}

TEST(PathName, StampsOfManyKinds) {
    EXPECT_EQ(stamp_in("bench_20251002-151824_cpu"), "20251002-151824");
    EXPECT_EQ(stamp_in("20251002T151824Z"), "20251002T151824Z");
    EXPECT_EQ(stamp_in("run_2025-10-02T19-18-24.csv"), "2025-10-02T19-18-24");
    EXPECT_EQ(stamp_in("run_2025-10-02_191824"), "2025-10-02_191824");
    EXPECT_EQ(stamp_in("2025-10-02"), "2025-10-02");
    EXPECT_EQ(stamp_in("results_1759098967"), "1759098967");
    EXPECT_EQ(stamp_in("results_1759098967123"), "1759098967123");
    EXPECT_EQ(stamp_in("a_20251002151824"), "20251002151824");
    EXPECT_EQ(stamp_in("model_99999999"), std::nullopt);
    EXPECT_EQ(stamp_in("batch_32_2048"), std::nullopt);
    EXPECT_EQ(stamp_in("pytorch2508"), std::nullopt);
}

TEST(PathName, TheEssenceIsWhatWasMeasured) {
    EXPECT_EQ(essence_of_name("gemma3_1b-it-qat_param_tuning", {"gemma3_1b_it_qat"}),
              "param_tuning");
    EXPECT_EQ(essence_of_name("gemma3_270m_param_tuning_summary", {}), "param_tuning");
    EXPECT_EQ(essence_of_name("prompt_suite_runs", {}), "prompt_suite");
    EXPECT_EQ(essence_of_name("conv_bench_20251002-170837", {}), "conv_bench");
    EXPECT_EQ(essence_of_name("baseline_test_results_1759098967", {}), "baseline_test");
    EXPECT_EQ(essence_of_name("stage_0_lifecycle_metrics", {}), "stage_lifecycle");
    EXPECT_EQ(essence_of_name("run-to-run", {}), "run-to");
    EXPECT_EQ(essence_of_name("acme_7b", {"acme_7b"}), "");
    EXPECT_EQ(essence_of_name("results", {}), "");
}

TEST(PathName, ASuiteComesFromTheNearestNameThatHasOne) {
    EXPECT_EQ(suite_of_path("warm/20251002/results.csv", {}), "warm");
    EXPECT_EQ(suite_of_path("warm/acme_7b.csv", {"acme_7b"}), "warm");
    EXPECT_EQ(suite_of_path("results.csv", {}), "results");
    EXPECT_EQ(suite_of_path("run_07.json", {}), "run");
    EXPECT_EQ(suite_of_path("a/decode_runs.csv", {}), "decode");
}

TEST(PathName, FilesOfOneRunShareTheirNameWithoutItsKind) {
    EXPECT_EQ(without_kind("Tuning_Summary"), "tuning");
    EXPECT_EQ(without_kind("tuning"), "tuning");
    EXPECT_EQ(without_kind("gemma3_tuning_runs"), "gemma3_tuning");
    EXPECT_EQ(without_kind("summary"), "summary");
}

}  // namespace chimera::ingest
