// SPDX-License-Identifier: Apache-2.0
#include "ingest/model_name.h"

#include <gtest/gtest.h>

namespace chimera::ingest {

static std::string text_of_model(std::string_view name) {
    const auto at = find_model_text(name);
    return at ? std::string(name.substr(at->begin, at->end - at->begin)) : "";
}

TEST(ModelName, NormalFormsMeetWhereSpellingsDiffer) {
    EXPECT_EQ(normal_model("gemma3:latest"), "gemma3");
    EXPECT_EQ(normal_model("qwen2.5:7b-instruct-q4_K_M"), "qwen2_5_7b_instruct_q4_k_m");
    EXPECT_EQ(normal_model("meta-llama/Llama-3.1-8B-Instruct"), "llama_3_1_8b_instruct");
    EXPECT_EQ(normal_model("C:\\models\\phi-3.Q4_0.gguf"), "phi_3_q4_0");
    EXPECT_EQ(normal_model("latest"), "latest");
    EXPECT_EQ(normal_model("//"), "");
}

TEST(ModelName, ANameIsFoundAsARunOfWords) {
    const auto words = name_words("Gemma3_1b-it-qat_baseline");
    EXPECT_TRUE(find_model(words, "gemma3_1b_it_qat", true));
    EXPECT_TRUE(find_model(words, "gemma3", true));
    EXPECT_FALSE(find_model(words, "1b_it", true));
    EXPECT_TRUE(find_model(words, "1b_it", false));
    EXPECT_FALSE(find_model(words, "gemma3_1", true)) << "words match whole";
    EXPECT_FALSE(find_model(words, "", true));
    EXPECT_FALSE(find_model({}, "gemma3", true));
}

TEST(ModelName, FamiliesWithVersionSizeAndQuantizationAreFoundInPaths) {
    EXPECT_EQ(text_of_model("bench_llama3.1-8b-instruct-q4_K_M_run2"),
              "llama3.1-8b-instruct-q4_K_M");
    EXPECT_EQ(text_of_model("mixtral-8x7b_latency"), "mixtral-8x7b");
    EXPECT_EQ(text_of_model("Qwen2.5-0.5B-warm"), "Qwen2.5-0.5B");
    EXPECT_EQ(text_of_model("smollm2_135m_cpu"), "smollm2_135m");
    EXPECT_EQ(text_of_model("phi-3-mini_results"), "phi-3-mini");
    EXPECT_EQ(text_of_model("llama3_q4_benchmark_fixed"), "llama3_q4");
    EXPECT_EQ(text_of_model("llama_3_runs"), "llama") << "the 3 may be a number of a run";
}

TEST(ModelName, EverydayWordsAreNoModels) {
    EXPECT_EQ(text_of_model("ollama_benchmark"), "");
    EXPECT_EQ(text_of_model("command_line_times"), "");
    EXPECT_EQ(text_of_model("opt_level"), "");
    EXPECT_EQ(text_of_model("command-r-35b"), "") << "r stands between";
    EXPECT_EQ(text_of_model("falcon-7b_x"), "falcon-7b");
    EXPECT_EQ(text_of_model("llamas"), "");
    EXPECT_EQ(text_of_model("gemma3n_x"), "gemma3n");
    EXPECT_EQ(text_of_model(""), "");
}

TEST(ModelName, OnlyTellingNamesAreSoughtFarAway) {
    EXPECT_TRUE(is_distinctive("gemma3"));
    EXPECT_TRUE(is_distinctive("acme_7b"));
    EXPECT_FALSE(is_distinctive("test"));
    EXPECT_FALSE(is_distinctive("command"));
    EXPECT_FALSE(is_distinctive("my_model"));
}

}  // namespace chimera::ingest
