// SPDX-License-Identifier: Apache-2.0
// The wordings as a reader meets them: filled with plausible values, each must be a sentence that
// one would sign.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/text.h"
#include "facts/analysis.h"
#include "facts/gated_words.h"
#include "facts/opener.h"
#include "facts/skeleton.h"

namespace chimera::facts {
namespace {

// What slots are filled with in reports, by their names: names of one word unless they are here.
std::string shown_in(std::string_view slot) {
    static const std::set<std::string_view> kMeasured{
        "value",  "next",       "va",      "vb",    "gap",    "percent", "low",      "high",
        "change", "rest",       "load",    "share", "cold",   "warm",    "claimed",  "end",
        "cv",     "recomputed", "meant",   "mad",   "median", "margin",  "wl",       "wb",
        "rl",     "rb",         "quality", "la",    "lb",     "ingest",  "analysis", "report"};
    static const std::set<std::string_view> kMetrics{"metric", "rate", "wait", "measure"};
    if (kMeasured.contains(slot)) return "[12.5 ms](#f1)";
    if (kMetrics.contains(slot)) return "generation throughput";
    if (slot == "statistic") return "mean";
    return "`name`";
}

std::string filled(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = text.find('}', open);
        out += shown_in(text.substr(open + 1, close - open - 1));
        text.remove_prefix(close + 1);
    }
    return out;
}

// As written, before the marks for settings and lists are expanded.
std::vector<const Wording*> written() {
    std::vector<const Wording*> out;
    for (const Finder& finder : finders()) {
        for (const std::span<const Wording> wordings : finder.wordings) {
            for (const Wording& wording : wordings) {
                if (wording.columns.empty() && !wording.text.ends_with(':'))
                    out.push_back(&wording);
            }
        }
    }
    return out;
}

TEST(Wordings, ThereAreManyAndNoneTwice) {
    std::set<std::string_view> ids;
    std::set<std::string_view> texts;
    for (const Wording* wording : written()) {
        EXPECT_TRUE(ids.insert(wording->id).second) << wording->id;
        texts.insert(wording->text);
    }
    EXPECT_GE(texts.size(), 150U);
    RecordProperty("wordings", static_cast<int>(texts.size()));
}

// With two settings or more, or a long list of names, a sentence may run on.
TEST(Wordings, HaveEightToThirtyFiveWords) {
    for (const Template& wording : all_templates()) {
        const auto list = wording.id.find(".of");
        const bool crowded = wording.id.find(".at2") != std::string::npos ||
                             wording.id.find(".at3") != std::string::npos ||
                             (list != std::string::npos && wording.id[list + 3] > '2');
        if (!is_prose(wording) || crowded) continue;
        const std::string text = filled(wording.text);
        EXPECT_GE(count_words(text), 8U) << wording.id << ": " << text;
        EXPECT_LE(count_words(text), 40U) << wording.id << ": " << text;
        const bool plain = wording.id.find(".at") == std::string::npos &&
                           wording.id.find(".of2") == std::string::npos;
        if (plain) {
            EXPECT_LE(count_words(text), 35U) << wording.id << ": " << text;
        }
    }
}

TEST(Wordings, BeginAndEndAsSentencesDo) {
    for (const Wording* wording : written()) {
        const char first = wording->text.front();
        EXPECT_TRUE(first == '{' || (first >= 'A' && first <= 'Z')) << wording->id;
        // The name of a metric is written small, and takes a vowel's article or a consonant's.
        EXPECT_FALSE(wording->text.starts_with("{metric}")) << wording->id;
        const std::string_view ends = wording->text.substr(wording->text.size() - 1);
        EXPECT_EQ(ends, ".") << wording->id;
        EXPECT_EQ(wording->text.find("  "), std::string_view::npos) << wording->id;
        EXPECT_EQ(wording->text.find(" ,"), std::string_view::npos) << wording->id;
    }
}

// Words that say nothing, or less than they seem to.
static constexpr std::string_view kEmptyWords =
    "very|really|quite|basically|actually|clearly|obviously|simply|just|somewhat|fairly|"
    "relatively|arguably|notably|interestingly|importantly|significantly|substantially|"
    "dramatically|impressive|impressively|excellent|amazing|robust|seamless|seamlessly|"
    "leverage|utilize|utilise|facilitate|powerful|cutting-edge|best-in-class|"
    "world-class|blazing|a number of|in order to|due to the fact|it is worth|"
    "it should be noted|in terms of|with regard to|as well as|a variety of|"
    "the fact that|at this point|needless to say|on the other hand|there is a need|"
    "going forward|state of the art|game changer|many|various|several|a lot|overall|"
    "in general|literally|delve|utilization|roughly speaking|as can be seen|"
    "it can be seen|please note";

TEST(Wordings, HaveNoEmptyWords) {
    for (const Wording* wording : written()) {
        const std::string text = " " + lower(wording->text) + " ";
        for (const std::string_view empty : split(kEmptyWords, '|')) {
            for (const char* end : {" ", ",", ";", ":", "."}) {
                EXPECT_EQ(text.find(" " + std::string(empty) + end), std::string::npos)
                    << wording->id << " says " << empty;
            }
        }
    }
}

// Neighbours in a report differ in their openings, so what is said often needs several.
TEST(Wordings, WhatIsSaidOftenHasThreeOpeningsOrMore) {
    std::map<std::string, std::set<std::string>> openings;
    for (const Wording* wording : written()) {
        const std::string id(wording->id);
        std::string opening;
        for (const auto& word : split(wording->text, ' ')) {
            if (std::count(opening.begin(), opening.end(), ' ') == 3) break;
            opening += std::string(word) + ' ';
        }
        openings[id.substr(0, id.rfind('.'))].insert(opening);
    }
    for (const char* family : {"best.highest",
                               "best.lowest",
                               "best.tied",
                               "worst.lowest",
                               "compare.higher",
                               "compare.lower",
                               "no_reliable_difference",
                               "no_reliable_difference.setting",
                               "effect.higher",
                               "effect.lower",
                               "confounded.cold",
                               "confounded.first",
                               "cold_start",
                               "cold_start.load",
                               "outlier",
                               "stable",
                               "unstable",
                               "single_observation",
                               "conflict.document",
                               "conflict.stored",
                               "conflict.own",
                               "failed_runs.reason",
                               "missing.metric",
                               "rejected_input.file",
                               "duplicate_files.pair"}) {
        EXPECT_GE(openings[family].size(), 3U) << family;
    }
}

TEST(Openers, AddNoClaimToAWording) {
    for (const Opener& opener : openers()) {
        EXPECT_TRUE(gated_words_in(opener.text).empty()) << opener.text;
        EXPECT_TRUE(std::none_of(opener.text.begin(), opener.text.end(), is_digit));
        EXPECT_TRUE(opener.text.ends_with(", "));
        std::size_t made = 0;
        for (const Template& wording : all_templates()) {
            const auto one = opened(wording, opener);
            if (!one) continue;
            ++made;
            EXPECT_EQ(one->gated, gated_words_in(one->text)) << one->text;
            EXPECT_EQ(lower(one->text), lower(std::string(opener.text) + wording.text));
            const auto read = opened_id(one->id);
            ASSERT_TRUE(read);
            EXPECT_EQ(read->wording, wording.id);
            EXPECT_EQ(read->opener->id, opener.id);
        }
        EXPECT_GT(made, 20U);
    }
}

TEST(Openers, StandBeforeNoRowAndNoCaption) {
    const Opener& here = openers().front();
    EXPECT_FALSE(opened({"a.1", "a", "| {m} | {n} |", {}, {"model", "n"}}, here));
    EXPECT_FALSE(opened({"a.1", "a", "The rows of {m}:", {}, {}}, here));
    EXPECT_FALSE(opened({"a.1", "a", "In {suite}, {a} leads.", {}, {}}, here));
    EXPECT_EQ(opened({"a.1", "a", "The first is {a}.", {}, {}}, here)->text,
              "Here, the first is {a}.");
}

}  // namespace
}  // namespace chimera::facts
