// SPDX-License-Identifier: Apache-2.0
// How reports read: of both example folders and of two that are made up. Openings, lengths, variety
// of words and the size of what stands first are counted; taste is left to the reader.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"
#include "support/test_model.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using test::read_text;
using test::run;

// One claim of a report, as its evidence holds it: one line a claim.
struct Said {
    std::string section;
    std::string text;
    std::string wording;
    std::vector<std::string> literals;  // names of metrics and the like in its text
};

// The text behind `"key":"` in a line of JSON, unescaped.
std::string member(std::string_view line, const std::string& key) {
    const std::string mark = "\"" + key + "\":\"";
    auto at = line.find(mark);
    std::string out;
    if (at == std::string_view::npos) return out;
    for (at += mark.size(); at < line.size() && line[at] != '"'; ++at) {
        if (line[at] == '\\') ++at;
        out += line[at];
    }
    return out;
}

std::vector<Said> said_in(const std::string& evidence) {
    std::vector<Said> out;
    for (const std::string_view line : split(evidence, '\n')) {
        if (!line.starts_with("  {\"id\":\"C")) continue;
        Said said{member(line, "section"), member(line, "text"), member(line, "template"), {}};
        const std::string mark = "{\"literal\":\"";
        for (auto at = line.find(mark); at != std::string_view::npos; at = line.find(mark, at)) {
            at += mark.size();
            said.literals.emplace_back(line.substr(at, line.find('"', at) - at));
        }
        out.push_back(std::move(said));
    }
    return out;
}

bool is_sentence(const Said& said) {
    return !said.text.starts_with('|') && !said.text.ends_with(':');
}

// The text with each number and each name as one mark of its own.
std::string without_values(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char end = text[at] == '`' ? '`' : text[at] == '[' ? ')' : '\0';
        if (end == '\0') {
            out += text[at];
            continue;
        }
        at = std::min(text.find(end, at + 1), text.size());
        out += '#';
    }
    return out;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& word : split(text, ' ')) {
        if (!word.empty()) out.emplace_back(word);
    }
    return out;
}

std::string opening_of(const std::string& text) {
    constexpr std::size_t kOpening = 3;
    const auto words = words_of(text);
    std::string out;
    for (std::size_t i = 0; i < std::min(kOpening, words.size()); ++i) out += words[i] + " ";
    return out;
}

// Of all pairs of neighbouring words, how many are different ones; numbers and names part words,
// and what a metric is called is a name.
double distinct_pairs(const std::vector<Said>& all) {
    std::set<std::string> different;
    std::size_t pairs = 0;
    for (const Said& said : all) {
        std::string text = said.text;
        for (const std::string& name : said.literals) text = replace_all(text, name, "#");
        std::string before;
        for (const std::string& word : words_of(lower(without_values(text)))) {
            const bool value = word.find('#') != std::string::npos;
            std::string plain;
            for (const char c : word) {
                if (is_alnum(c) || c == '-') plain += c;
            }
            if (!value && !before.empty()) {
                ++pairs;
                different.insert(before + " " + plain);
            }
            before = value || !is_alnum(word.back()) ? "" : plain;
        }
    }
    return pairs == 0 ? 1 : static_cast<double>(different.size()) / static_cast<double>(pairs);
}

struct Case {
    std::string name;
    fs::path root;
    std::string flags;
};

// Requests of four models in one file, the first one of each slow; a sweep of another folder whose
// first level follows every change.
void make_up(const fs::path& root, std::uint64_t seed) {
    Rng rng(seed);
    fs::create_directories(root);
    std::ofstream runs(root / "serving_runs.csv");
    runs << "model,ttft_s,tokens_s,error\n";
    double rate = 60;
    for (const char* model : {"alder:2b", "birch:7b", "cedar:13b", "elm:34b"}) {
        rate *= 1.4;
        for (int i = 0; i < 12; ++i) {
            const double wait = i == 0 ? 4 : normal(rng, 0.2, 0.01);
            runs << model << ',' << wait << ',' << normal(rng, rate, 2) << ",\n";
        }
    }
    runs << "elm:34b,,,connection refused\n";
    std::ofstream sweep(root / "layer_sweep.csv");
    sweep << "model,num_gpu,temperature,ttft_s,tokens_s\n";
    for (const char* model : {"alder:2b", "birch:7b"}) {
        for (const int layers : {10, 20, 30, 40}) {
            for (const double temperature : {0.2, 0.5, 0.8}) {
                const double wait = temperature < 0.3 ? 3 : 0.1;
                sweep << model << ',' << layers << ',' << temperature << ','
                      << normal(rng, wait, 0.01) << ',' << normal(rng, 90, 1) << '\n';
            }
        }
    }
}

// Every report is written once, in the planner's words, and where there is a model some in its.
class ReportStyle : public ::testing::Test {
protected:
    static void SetUpTestSuite() {
        temp_ = std::make_unique<test::TempFolder>();
        const fs::path examples = fs::path(CHIMERA_SOURCE_DIR) / "examples";
        const fs::path made(temp_->root());
        make_up(made / "in/first", 5);
        make_up(made / "in/second", 6);
        fs::remove(made / "in/second/layer_sweep.csv");
        cases_ = {{"chimera-101", examples / "chimera-101", ""},
                  {"formats", examples / "formats", ""},
                  {"first", made / "in/first", ""},
                  {"second", made / "in/second", ""}};
        if (fs::exists(test::model_path())) {
            const std::string model = " --llm embedded --model '" + test::model_path() + "'";
            cases_.push_back({"formats, worded", examples / "formats", model});
            cases_.push_back({"first, worded", made / "in/first", model});
        }
        for (const Case& one : cases_) {
            ASSERT_EQ(run("report '" + one.root.string() + "' --reproducible -o '" +
                          folder(one).string() + "'" + one.flags),
                      0);
        }
    }
    static void TearDownTestSuite() { temp_.reset(); }

    static fs::path folder(const Case& one) { return fs::path(temp_->root()) / one.name; }
    static std::vector<Said> said(const Case& one) {
        return said_in(read_text(folder(one) / "evidence.json"));
    }
    static std::vector<Said> section(const std::vector<Said>& all, std::string_view name) {
        std::vector<Said> out;
        for (const Said& one : all) {
            if (one.section.ends_with(name)) out.push_back(one);
        }
        return out;
    }

    static std::unique_ptr<test::TempFolder> temp_;
    static std::vector<Case> cases_;
};

std::unique_ptr<test::TempFolder> ReportStyle::temp_;
std::vector<Case> ReportStyle::cases_;

TEST_F(ReportStyle, NoTwoSentencesInARowOpenAlike) {
    for (const Case& one : cases_) {
        Said before;
        for (const Said& here : said(one)) {
            const bool follows = is_sentence(here) && before.section == here.section &&
                                 is_sentence(before) && !before.text.empty();
            if (follows) {
                EXPECT_NE(opening_of(here.text), opening_of(before.text)) << one.name;
                EXPECT_NE(here.wording, before.wording) << one.name << ": " << before.text << "\n"
                                                        << here.text;
            }
            before = here;
        }
    }
}

// Lists to look things up in may repeat themselves; what is read from end to end does not.
TEST_F(ReportStyle, NoNumberedSectionSaysAWordingTwice) {
    for (const Case& one : cases_) {
        std::map<std::string, std::set<std::string>> told;
        for (const Said& here : said(one)) {
            if (!is_sentence(here) || !is_digit(here.section.front())) continue;
            EXPECT_TRUE(told[here.section].insert(here.wording).second)
                << one.name << ", " << here.section << ": " << here.text;
        }
    }
}

TEST_F(ReportStyle, TheSummaryIsShortAndTheFindingsAreFew) {
    constexpr std::size_t kMostWords = 180;
    for (const Case& one : cases_) {
        const auto all = said(one);
        std::size_t words = 0;
        for (const Said& one_said : section(all, "Executive Summary")) {
            words += words_of(one_said.text).size();
        }
        EXPECT_LE(words, kMostWords) << one.name;
        EXPECT_GT(words, 20U) << one.name;
        const std::size_t findings = section(all, "Key Findings").size();
        EXPECT_GE(findings, 5U) << one.name;
        EXPECT_LE(findings, 10U) << one.name;
    }
}

// Each section by itself, and both together: there one finding is told a second time, and a folder
// with few kinds of findings has few words for them.
TEST_F(ReportStyle, TheFirstSectionsVaryTheirWords) {
    constexpr double kLeast = 0.85;
    constexpr double kLeastTogether = 0.8;
    for (const Case& one : cases_) {
        const auto all = said(one);
        auto both = section(all, "Executive Summary");
        const auto findings = section(all, "Key Findings");
        const double summary = distinct_pairs(both);
        const double listed = distinct_pairs(findings);
        both.insert(both.end(), findings.begin(), findings.end());
        const double together = distinct_pairs(both);
        if (std::getenv("CHIMERA_VERBOSE") != nullptr) {
            std::printf("%s: of word pairs %.3f, %.3f and together %.3f are different ones\n",
                        one.name.c_str(), summary, listed, together);
        }
        EXPECT_GE(summary, kLeast) << one.name;
        EXPECT_GE(listed, kLeast) << one.name;
        EXPECT_GE(together, kLeastTogether) << one.name;
    }
}

TEST_F(ReportStyle, SentencesAreNeitherClippedNorEndless) {
    for (const Case& one : cases_) {
        for (const Said& here : said(one)) {
            if (!is_sentence(here)) continue;
            const std::size_t words = words_of(here.text).size();
            EXPECT_GE(words, 7U) << one.name << ": " << here.text;
            EXPECT_LE(words, 50U) << one.name << ": " << here.text;
        }
    }
}

TEST_F(ReportStyle, WritesNeitherDoubledWordsNorTheWrongArticle) {
    for (const Case& one : cases_) {
        for (const Said& here : said(one)) {
            if (!is_sentence(here)) continue;
            std::string before;
            for (const std::string& word : words_of(lower(without_values(here.text)))) {
                const bool vowel = word.find_first_of("aeio") == 0 && !word.starts_with("one");
                EXPECT_FALSE(word == before && is_alnum(word.back())) << here.text;
                EXPECT_FALSE(before == "a" && vowel) << here.text;
                EXPECT_FALSE(before == "an" && !vowel && word != "hour") << here.text;
                before = word;
            }
            EXPECT_EQ(here.text.find(" of of "), std::string::npos) << here.text;
            EXPECT_EQ(here.text.find(" sd "), std::string::npos) << here.text;
        }
    }
}

// Each mark of a value as a word of its own: a linter takes the same word twice for a slip.
std::string with_words(const std::string& text, std::size_t& next) {
    static const std::vector<std::string> kWords = {"alpha",   "beta", "gamma", "delta",
                                                    "epsilon", "zeta", "eta",   "theta"};
    std::string out;
    for (const char c : text) out += c == '#' ? kWords[next++ % kWords.size()] : std::string(1, c);
    return out;
}

// Rules of a prose linter where it is installed (beside CHIMERA_PYTHON, or on the PATH); without it
// the test says so.
TEST_F(ReportStyle, ALinterOfProseFindsNothingWhereItIsInstalled) {
    const char* python = std::getenv("CHIMERA_PYTHON");
    std::string linter = "proselint";
    if (python != nullptr && fs::exists(fs::path(python).parent_path() / linter)) {
        linter = (fs::path(python).parent_path() / linter).string();
    }
    if (std::system(("command -v '" + linter + "' >/dev/null 2>&1").c_str()) != 0) {
        GTEST_SKIP() << "proselint is not installed";
    }
    std::size_t next = 0;
    const fs::path prose = fs::path(temp_->root()) / "prose.txt";
    std::ofstream out(prose);
    for (const Case& one : cases_) {
        for (const Said& here : said(one)) {
            if (is_sentence(here)) out << with_words(without_values(here.text), next) << '\n';
        }
    }
    out.close();
    const fs::path found = fs::path(temp_->root()) / "found.txt";
    const std::string command =
        "'" + linter + "' check '" + prose.string() + "' > '" + found.string() + "' 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << read_text(found);
}

}  // namespace
}  // namespace chimera
