// SPDX-License-Identifier: Apache-2.0
#include "report/closure.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"

namespace chimera::report {

// Words that state a number from two up; "both", "one" and "the two" may stand free. Sorted.
static constexpr auto kNumberWords = std::to_array<std::string_view>(
    {"billion",  "doubled",   "doubles",  "dozen",  "dozens",     "eight",    "eighteen",
     "eighty",   "eleven",    "fifteen",  "fifty",  "five",       "forty",    "four",
     "fourteen", "half",      "halved",   "halves", "hundred",    "hundreds", "million",
     "millions", "nine",      "nineteen", "ninety", "quadrupled", "seven",    "seventeen",
     "seventy",  "six",       "sixteen",  "sixty",  "ten",        "thirteen", "thirty",
     "thousand", "thousands", "three",    "thrice", "tripled",    "triples",  "twelve",
     "twenty",   "twice",     "two"});

static bool starts_at(std::string_view text, std::size_t at, std::string_view part) {
    return text.substr(at).starts_with(part);
}

// The end of `[...](#f12)` beginning at `at`; `at` itself where there is no link to a fact. Escaped
// brackets do not end it.
static std::size_t end_of_fact_link(std::string_view line, std::size_t at) {
    std::size_t end = at + 1;
    while (end < line.size() && line[end] != ']') end += line[end] == '\\' ? 2 : 1;
    if (end >= line.size() || !starts_at(line, end, "](#f")) return at;
    end += 4;
    const std::size_t digits = end;
    while (end < line.size() && is_digit(line[end])) ++end;
    return end > digits && end < line.size() && line[end] == ')' ? end + 1 : at;
}

// The line without code spans and links to facts; a space stands for each.
static std::optional<std::string> free_text(std::string_view line, std::string& out) {
    for (std::size_t at = 0; at < line.size();) {
        const char c = line[at];
        if (c == '\\' && at + 1 < line.size()) {
            at += 2;
        } else if (c == '`') {
            const std::size_t close = line.find('`', at + 1);
            if (close == std::string_view::npos) return "an open code span";
            out += ' ';
            at = close + 1;
        } else if (c == '[') {
            const std::size_t end = end_of_fact_link(line, at);
            if (end == at) return "a link that is bound to no fact";
            out += ' ';
            at = end;
        } else if (c == '<' && at + 1 < line.size() &&
                   (is_alpha(line[at + 1]) || line[at + 1] == '/' || line[at + 1] == '!')) {
            return "a piece of HTML";
        } else {
            out += c;
            ++at;
        }
    }
    return std::nullopt;
}

// How much of `text` at `at` may stand free although it holds a digit: `95 %`, `p95`.
static std::size_t free_number(std::string_view text, std::size_t at) {
    const bool begins = at == 0 || !is_alnum(text[at - 1]);
    if (begins && starts_at(text, at, "95 %")) return 4;
    if (!begins || text[at] != 'p') return 0;
    std::size_t end = at + 1;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool ends = end == text.size() || !is_alnum(text[end]);
    return end > at + 1 && ends ? end - at : 0;
}

static std::optional<std::string> number_word(std::string_view text) {
    std::string_view before;
    for (const std::string_view word : words(text)) {
        const std::string small = lower(word);
        const bool is_number =
            std::binary_search(kNumberWords.begin(), kNumberWords.end(), small) ||
            (small.ends_with("fold") && small != "manifold" && small != "unfold");
        if (is_number && !(small == "two" && equals_ignoring_case(before, "the"))) {
            return fmt::format("the number word \"{}\"", small);
        }
        before = word;
    }
    return std::nullopt;
}

std::optional<std::string> unbound(std::string_view line) {
    std::string text;
    if (auto wrong = free_text(line, text)) return wrong;
    for (std::size_t at = 0; at < text.size();) {
        if (const std::size_t allowed = free_number(text, at); allowed > 0) {
            at += allowed;
            continue;
        }
        if (is_digit(text[at])) {
            std::size_t end = at;
            while (end < text.size() && (is_digit(text[end]) || text[end] == '.')) ++end;
            return fmt::format("the number {}", text.substr(at, end - at));
        }
        ++at;
    }
    return number_word(text);
}

// The line without what marks it: heading signs and numbering, list mark, item number.
static std::string_view without_mark(std::string_view line) {
    const bool is_heading = line.starts_with("#");
    const bool is_item = !is_heading && !line.empty() && is_digit(line[0]);
    if (line.starts_with("- ")) return line.substr(2);
    if (!is_heading && !is_item) return line;
    std::size_t at = line.find_first_not_of("# ");
    if (at == std::string_view::npos) return {};
    const std::size_t number = at;
    while (at < line.size() && (is_digit(line[at]) || (is_heading && line[at] == '.'))) ++at;
    if (is_item && !starts_at(line, at, ". ")) return line;
    if (at > number && (at == line.size() || line[at] == ' ' || is_item)) return line.substr(at);
    return line.substr(number);
}

Status check_closure(std::string_view markdown) {
    bool in_body = false;
    bool in_fence = false;
    std::size_t number = 0;
    for (const std::string_view line : split(markdown, '\n')) {
        ++number;
        if (!in_body) {
            in_body = line == "---";
            continue;
        }
        if (line.starts_with("```")) {
            in_fence = !in_fence;
            continue;
        }
        if (in_fence) continue;
        // A picture's own words are its title, which stands beside it with links.
        if (line.starts_with("![") && line.ends_with(".svg)")) continue;
        if (const auto wrong = unbound(without_mark(line))) {
            return internal_error(fmt::format(
                "line {} of the report would hold {}, which no fact bears out: {}; this is a fault "
                "of chimera, and no report was written",
                number, *wrong, utf8_prefix(line, 160)));
        }
    }
    return Done{};
}

}  // namespace chimera::report
