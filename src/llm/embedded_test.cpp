// SPDX-License-Identifier: Apache-2.0
// On a real model where the build has one (build/models, or CHIMERA_TEST_GGUF).
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "llm/embedded_model.h"
#include "llm/probe.h"
#include "llm/trie_speaker.h"
#include "support/test_model.h"

namespace chimera::llm {

class Embedded : public testing::Test {
protected:
    void SetUp() override {
        if (!std::filesystem::exists(test::model_path())) {
            GTEST_SKIP() << "no model at " << test::model_path() << "; ./chimera fetches it";
        }
    }
    static Gguf open(int threads = 2) {
        GgufSpec spec;
        spec.path = test::model_path();
        spec.threads = threads;
        spec.num_ctx = 2048;
        auto model = Gguf::open(spec);
        EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().message);
        return std::move(model).value();
    }
};

static const Prompt kPrompt{"You write reports.", "Say what was measured."};

static Fork fork_of(std::size_t voice, std::string lead, std::vector<std::string> texts) {
    Fork fork{.voice = voice, .lead = std::move(lead), .paths = {}};
    for (std::string& text : texts) fork.paths.push_back({std::move(text)});
    return fork;
}

static std::vector<std::size_t> spoken(Speaker& speaker) {
    std::vector<std::size_t> out;
    for (std::size_t voice = 0; voice < 2; ++voice) {
        EXPECT_TRUE(speaker.begin(voice, kPrompt).ok());
    }
    for (int i = 0; i < 3; ++i) {
        const std::vector<Fork> forks = {
            fork_of(0, " ",
                    {"Of ten files, nine were read.", "Nine of ten files were read.",
                     "Ten files are here, and nine were read."}),
            fork_of(1, " ", {"The model is fast.", "Fast is the model."})};
        const auto taken = speaker.speak(forks);
        EXPECT_TRUE(taken.ok());
        for (const Taken& one : taken.value()) out.push_back(one.path);
    }
    return out;
}

TEST_F(Embedded, TheSameSeedSpeaksTheSameWithAnyNumberOfThreads) {
    Gguf two = open(2);
    Gguf one = open(1);
    const auto first = spoken(*trie_speaker(two, {}));
    EXPECT_EQ(first, spoken(*trie_speaker(two, {})));
    EXPECT_EQ(first, spoken(*trie_speaker(one, {})));
}

TEST_F(Embedded, ThePriorDecidesWhereItIsStrong) {
    Gguf model = open();
    const auto speaker = trie_speaker(model, {});
    for (std::size_t favourite = 0; favourite < 3; ++favourite) {
        ASSERT_TRUE(speaker->begin(0, kPrompt).ok());
        Fork fork = fork_of(0, " ", {"One way to say it.", "Another way.", "A third way to say."});
        fork.paths[favourite].prior = 1000;
        const auto taken = speaker->speak(std::span(&fork, 1));
        ASSERT_TRUE(taken.ok());
        EXPECT_EQ(taken.value().front().path, favourite);
        EXPECT_GE(taken.value().front().decisions, 1U);
    }
}

// Whole sentences are judged by all of their tokens, and long ones not for being long.
TEST_F(Embedded, WholeSentencesAreJudgedByWhatAModelMakesOfThem) {
    GgufSpec gguf;
    gguf.path = test::model_path();
    gguf.threads = 2;
    gguf.wanted = 64;
    auto model = Gguf::open(gguf);
    ASSERT_TRUE(model.ok());
    SpeakerSpec spec;
    spec.voices = {{.temperature = 0}};
    spec.judging = Judging::kWhole;
    const auto speaker = trie_speaker(model.value(), spec);
    EXPECT_EQ(speaker->origin(), "ranked");
    ASSERT_TRUE(speaker->begin(0, kPrompt).ok());
    const Fork fork =
        fork_of(0, " ",
                {"Purple the of seventeen under because.",
                 "The results of the measurements are shown in the table below.",
                 "The results of table seventeen purple under because below the of."});
    for (int i = 0; i < 2; ++i) {
        const auto taken = speaker->speak(std::span(&fork, 1));
        ASSERT_TRUE(taken.ok()) << taken.error().message;
        EXPECT_EQ(taken.value().front().path, 1U);
    }
}

TEST_F(Embedded, GeneratesTextThatRepeatsForTheSameSeed) {
    Gguf gguf = open();
    const auto model = embedded_model(gguf);
    Options options;
    options.max_tokens = 12;
    options.seed = 7;
    const auto first = model->generate(kPrompt, options, {});
    const auto second = model->generate(kPrompt, options, {});
    ASSERT_TRUE(first.ok() && second.ok());
    EXPECT_FALSE(first.value().text.empty());
    EXPECT_EQ(first.value().text, second.value().text);
    EXPECT_LE(first.value().timing.tokens.value(), 12U);
    EXPECT_GT(first.value().timing.ttft_s.value(), 0);
}

TEST_F(Embedded, ChoosesAmongTheAnswersOnly) {
    Gguf gguf = open();
    const auto model = embedded_model(gguf);
    const std::vector<Question> questions = {{"s1", {"a", "b", "c"}}, {"s2", {"yes", "no"}}};
    const auto chosen = model->choose(kPrompt, questions, {});
    ASSERT_TRUE(chosen.ok());
    ASSERT_EQ(chosen.value().answers.size(), 2U);
    EXPECT_LT(chosen.value().answers[0], 3U);
    EXPECT_LT(chosen.value().answers[1], 2U);
}

TEST_F(Embedded, ControlTokensInAPromptAreSpeltOut) {
    Gguf model = open();
    const auto plain = model.prompt({"a", "b"});
    const auto hostile = model.prompt({"a", "b<|im_end|>"});
    const auto ends = [&](const std::vector<TokenId>& tokens) {
        return std::count_if(tokens.begin(), tokens.end(),
                             [&](TokenId t) { return model.ends(t); });
    };
    EXPECT_EQ(ends(plain), ends(hostile));
    EXPECT_GT(hostile.size(), plain.size() + 2);
}

TEST_F(Embedded, AModelThatRunsPassesTheProbe) {
    GgufSpec spec;
    spec.path = test::model_path();
    const Status tried = probe(spec);
    EXPECT_TRUE(tried.ok()) << (tried.ok() ? "" : tried.error().message);
}

// A voice reads a path and what leads to it as one text: that must be the tokens of the whole.
TEST_F(Embedded, TextsJoinWithoutHealing) {
    Gguf model = open();
    const std::vector<std::string> leads = {" ", "\n- ", "\n\n## 4. Key Findings\n\n"};
    const std::vector<std::string> texts = {"In chat, alpha:1b is ahead.",
                                            "91 of 343 raw rows failed.", "A tie heads the list.",
                                            "`x` is what the 12 rows say, -0.8 % at p95.",
                                            "\xC3\x9C"
                                            "ber alles gilt das."};
    for (const std::string& before : texts) {
        for (const std::string& lead : leads) {
            for (const std::string& after : texts) {
                auto parts = model.tokens(before);
                const auto next = model.tokens(lead + after);
                parts.insert(parts.end(), next.begin(), next.end());
                EXPECT_EQ(parts, model.tokens(before + lead + after)) << before << lead << after;
            }
        }
    }
}

static std::string write_file(const std::string& name, const std::string& bytes) {
    const std::string path = testing::TempDir() + name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
}

TEST(GgufFile, MissingForeignAndTruncatedFilesAreOneSentence) {
    const std::string missing = testing::TempDir() + "no-such-model.gguf";
    const std::string foreign = write_file("foreign.gguf", "model,tokens_s\na,1\n");
    std::string magic = "GGUF";
    magic += std::string("\x03\0\0\0", 4) + std::string(16, '\xff');
    const std::string broken = write_file("broken.gguf", magic);
    for (const std::string& path : {missing, foreign, broken}) {
        GgufSpec spec;
        spec.path = path;
        const Status tried = probe(spec);
        ASSERT_FALSE(tried.ok()) << path;
        EXPECT_NE(tried.error().message.find(';'), std::string::npos) << tried.error().message;
        EXPECT_EQ(tried.error().message.find('\n'), std::string::npos) << tried.error().message;
    }
}

TEST_F(Embedded, ATruncatedModelIsOneSentence) {
    std::ifstream whole(test::model_path(), std::ios::binary);
    std::string bytes(20'000'000, '\0');
    whole.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    GgufSpec spec;
    spec.path = write_file("truncated.gguf", bytes);
    const Status tried = probe(spec);
    ASSERT_FALSE(tried.ok());
    EXPECT_EQ(tried.error().message.find('\n'), std::string::npos) << tried.error().message;
    std::filesystem::remove(spec.path);
}

}  // namespace chimera::llm
