// SPDX-License-Identifier: Apache-2.0
#include "verify/words.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace chimera::verify {

static constexpr std::array<std::string_view, 30> kGated = {
    "significan", "reliabl",  "best",       "fastest", "slowest",   "highest",
    "lowest",     "worst",    "because",    "due",     "cause",     "consistent",
    "stable",     "unstable", "improv",     "regress", "trend",     "growing",
    "rising",     "declin",   "outperform", "dominat", "equivalen", "always",
    "never",      "only",     "all",        "none",    "every",     "most"};

// Stems that are whole words too short to be the beginning of others: "all" is not in "allow".
static constexpr std::array<std::string_view, 11> kWhole = {
    "all", "due", "only", "none", "most", "best", "worst", "never", "always", "every", "cause"};

std::vector<std::string> lower_words(std::string_view text) {
    std::vector<std::string> out;
    for (const auto word : words(text)) out.push_back(lower(word));
    return out;
}

static bool uses(std::string_view word, std::string_view stem) {
    const bool whole = std::find(kWhole.begin(), kWhole.end(), stem) != kWhole.end();
    if (whole) {
        if (word == stem) return true;
        if (stem == "cause")
            return word == "causes" || word == "caused" || word == "causing" || word == "causal";
        if (stem == "every") return word.starts_with("every");
        if (stem == "most") return word == "mostly";
        return false;
    }
    if (word.starts_with(stem)) return true;
    // "unstable" is a stem of its own.
    if (stem == "stable") return false;
    for (const std::string_view no : {"un", "in", "non", "ir"}) {
        if (word.starts_with(no) && word.substr(no.size()).starts_with(stem)) return true;
    }
    return false;
}

std::vector<std::string> gated_in(std::string_view text) {
    std::vector<std::string> out;
    const auto all = lower_words(text);
    for (const std::string_view stem : kGated) {
        const bool used = std::any_of(all.begin(), all.end(),
                                      [&](const std::string& word) { return uses(word, stem); });
        if (used) out.emplace_back(stem);
    }
    return out;
}

bool is_gated_stem(std::string_view stem) {
    return std::find(kGated.begin(), kGated.end(), stem) != kGated.end();
}

// Digits outside ASCII: superscripts, fractions, full-width and circled ones, other scripts.
static bool other_digit(std::string_view rest) {
    static constexpr std::array<std::string_view, 12> kSingle = {
        "\xC2\xB2",     "\xC2\xB3",     "\xC2\xB9",     "\xC2\xBC",
        "\xC2\xBD",     "\xC2\xBE",     "\xE2\x81\xB0", "\xE2\x81\xB4",
        "\xE2\x81\xB5", "\xE2\x81\xB6", "\xE2\x81\xB7", "\xE2\x81\xB8"};
    for (const auto one : kSingle) {
        if (rest.starts_with(one)) return true;
    }
    const auto byte = [&](std::size_t i) {
        return i < rest.size() ? static_cast<unsigned char>(rest[i]) : 0U;
    };
    const unsigned a = byte(0);
    const unsigned b = byte(1);
    const unsigned c = byte(2);
    if (a == 0xE2 && b == 0x82 && c >= 0x80 && c <= 0x89) return true;  // subscripts
    if (a == 0xE2 && b == 0x85 && c >= 0x90) return true;               // fractions, Roman
    if (a == 0xE2 && (b == 0x91 || b == 0x92)) return true;             // circled
    if (a == 0xEF && b == 0xBC && c >= 0x90 && c <= 0x99) return true;  // full width
    if (a == 0xD9 && b >= 0xA0 && b <= 0xA9) return true;               // Arabic-Indic
    if (a == 0xDB && b >= 0xB0 && b <= 0xB9) return true;
    if (a == 0xE0 && b == 0xA5 && c >= 0xA6 && c <= 0xAF) return true;  // Devanagari
    return a == 0xF0 && b == 0x9D && (c == 0x9F);                       // mathematical
}

static constexpr std::array<std::string_view, 54> kNumberWords = {
    "two",       "three",      "four",     "five",     "six",      "seven",    "eight",
    "nine",      "ten",        "eleven",   "twelve",   "thirteen", "fourteen", "fifteen",
    "sixteen",   "seventeen",  "eighteen", "nineteen", "twenty",   "thirty",   "forty",
    "fifty",     "sixty",      "seventy",  "eighty",   "ninety",   "hundred",  "hundreds",
    "thousand",  "thousands",  "million",  "millions", "billion",  "billions", "dozen",
    "dozens",    "half",       "halves",   "halved",   "halving",  "twice",    "thrice",
    "double",    "doubled",    "doubles",  "doubling", "triple",   "tripled",  "triples",
    "quadruple", "quadrupled", "quarter",  "quarters", "thirds"};

static std::string number_word(std::string_view text) {
    std::string before;
    for (const std::string& word : lower_words(text)) {
        const bool fold =
            word == "fold" || (word.size() > 4 && word.ends_with("fold") && word != "manifold" &&
                               word != "unfold" && word != "scaffold" && word != "blindfold");
        const bool known =
            std::find(kNumberWords.begin(), kNumberWords.end(), word) != kNumberWords.end();
        if (fold || (known && !(word == "two" && before == "the"))) return word;
        before = word;
    }
    return {};
}

// `95 %` and `p95` may stand free: how long such a thing at `at` is.
static std::size_t may_stand_free(std::string_view text, std::size_t at) {
    if (at > 0 && (is_alnum(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '-')) return 0;
    for (const std::string_view level : {"95 %", "95%", "95\xC2\xA0%", "95\xE2\x80\xAF%"}) {
        if (text.substr(at).starts_with(level)) return level.size();
    }
    if (!text.substr(at).starts_with("p95")) return 0;
    return at + 3 < text.size() && is_alnum(text[at + 3]) ? 0 : 3;
}

std::string free_numeral(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t free = may_stand_free(text, at); free > 0) {
            at += free;
            continue;
        }
        if (is_digit(text[at])) {
            std::size_t end = at;
            while (end < text.size() &&
                   (is_alnum(text[end]) || text[end] == '.' || text[end] == ',')) {
                ++end;
            }
            while (end > at && !is_alnum(text[end - 1])) --end;
            return std::string(text.substr(at, end - at));
        }
        if (other_digit(text.substr(at))) return std::string(utf8_prefix(text.substr(at), 4));
        ++at;
    }
    return number_word(text);
}

namespace {

struct Directed {
    std::string_view word;
    Direction direction;
};

}  // namespace

static constexpr std::array<Directed, 33> kDirected = {{
    {"higher", Direction::kHigher},      {"above", Direction::kHigher},
    {"more", Direction::kHigher},        {"greater", Direction::kHigher},
    {"larger", Direction::kHigher},      {"longer", Direction::kHigher},
    {"exceeds", Direction::kHigher},     {"exceed", Direction::kHigher},
    {"tops", Direction::kHigher},        {"lower", Direction::kLower},
    {"below", Direction::kLower},        {"less", Direction::kLower},
    {"fewer", Direction::kLower},        {"smaller", Direction::kLower},
    {"shorter", Direction::kLower},      {"under", Direction::kLower},
    {"beneath", Direction::kLower},      {"faster", Direction::kFaster},
    {"quicker", Direction::kFaster},     {"slower", Direction::kSlower},
    {"better", Direction::kBetter},      {"ahead", Direction::kBetter},
    {"beats", Direction::kBetter},       {"leads", Direction::kBetter},
    {"outperforms", Direction::kBetter}, {"outperformed", Direction::kBetter},
    {"improves", Direction::kBetter},    {"improved", Direction::kBetter},
    {"worse", Direction::kWorse},        {"trails", Direction::kWorse},
    {"regressed", Direction::kWorse},    {"regresses", Direction::kWorse},
    {"lags", Direction::kWorse},
}};

std::vector<DirectionWord> directions_in(std::string_view text) {
    std::vector<DirectionWord> out;
    for (const auto word : words(text)) {
        const std::string small = lower(word);
        for (const Directed& known : kDirected) {
            if (known.word != small) continue;
            const auto at = static_cast<std::size_t>(word.data() - text.data());
            // "lower is better" is about the metric, not about its subject.
            if (text.substr(at + word.size()).starts_with(" is better")) return out;
            out.push_back({known.direction, at, word.size()});
        }
    }
    return out;
}

std::optional<DirectionWord> direction_in(std::string_view text) {
    const auto all = directions_in(text);
    return all.empty() ? std::nullopt : std::optional(all.front());
}

std::vector<std::string> statistics_in(std::string_view text) {
    std::vector<std::string> out;
    const auto all = lower_words(text);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string& word = all[i];
        const std::string next = i + 1 < all.size() ? all[i + 1] : "";
        if (word == "mean" || word == "average" || word == "averaged") out.emplace_back("mean");
        if (word == "median" && next != "deviation" && next != "absolute")
            out.emplace_back("median");
        if (word == "median" && (next == "deviation" || next == "absolute"))
            out.emplace_back("mad");
        if (word == "sd" || (word == "standard" && next == "deviation")) out.emplace_back("sd");
        if (word == "minimum" || word == "min") out.emplace_back("min");
        if (word == "maximum" || word == "max") out.emplace_back("max");
        if (word == "cv" || (word == "coefficient" && next == "of")) out.emplace_back("cv");
        if (word.size() > 1 && word.size() < 5 && word[0] == 'p' &&
            word.find_first_not_of("0123456789", 1) == std::string::npos) {
            out.push_back(word);
        }
    }
    return out;
}

}  // namespace chimera::verify
