// SPDX-License-Identifier: Apache-2.0
// Sentences are tokenised one by one, each with what stands before it. A model reads them as if
// they had been tokenised together only where no token runs over the border; here of every
// registered wording, for the model of the build.
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "core/rng.h"
#include "facts/analysis.h"
#include "facts/skeleton.h"
#include "llm/gguf.h"
#include "support/test_model.h"

namespace chimera::agents {
namespace {

// With values as a model sees them, numbers and names at both ends of a sentence among them.
std::string filled(const facts::Template& wording, Rng& rng) {
    static const std::vector<std::string> kValues = {
        "12.5 ms", "286.5 tok/s", "gemma3:1b-it-qat", "num_gpu", "-0.8 %", "baseline", "7"};
    std::string out;
    std::string_view text = wording.text;
    while (!text.empty()) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        out += kValues[below(rng, kValues.size())];
        text.remove_prefix(text.find('}', open) + 1);
    }
    return out;
}

TEST(Borders, NoTokenRunsOverTheBorderOfTwoSentences) {
    if (!std::filesystem::exists(test::model_path())) {
        GTEST_SKIP() << "no model at " << test::model_path() << "; ./chimera fetches it";
    }
    llm::GgufSpec spec;
    spec.path = test::model_path();
    spec.num_ctx = 512;
    spec.hashed = false;
    auto model = llm::Gguf::open(spec);
    ASSERT_TRUE(model.ok()) << model.error().message;
    Rng rng(11);
    std::string before = "What was read is told here.";
    std::size_t borders = 0;
    for (const facts::Template& wording : facts::all_templates()) {
        if (!facts::is_prose(wording)) continue;
        const std::string sentence = filled(wording, rng);
        for (const char* lead : {" ", "\n- ", "\n\n## 4. Key Findings\n\n"}) {
            auto apart = model.value().tokens(before);
            const auto after = model.value().tokens(lead + sentence);
            apart.insert(apart.end(), after.begin(), after.end());
            EXPECT_EQ(model.value().tokens(before + lead + sentence), apart)
                << before << lead << sentence;
            ++borders;
        }
        before = sentence;
    }
    EXPECT_GT(borders, 1'000U);
}

}  // namespace
}  // namespace chimera::agents
