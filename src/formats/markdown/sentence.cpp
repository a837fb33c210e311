// SPDX-License-Identifier: Apache-2.0
#include "formats/markdown/sentence.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace chimera::formats::markdown {

static bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

SentenceCursor::SentenceCursor(std::string_view text, std::size_t begin, std::size_t end)
    : text_(text), block_begin_(begin), block_end_(end), begin_(begin), end_(begin) {
    flattened_ = text.substr(begin, end - begin).find(": - ") != std::string_view::npos;
}

// "approx. 5", "vs. 3", and the "1." of a list end no sentence.
static bool is_abbreviation(std::string_view before) {
    constexpr std::array<std::string_view, 10> kKnown = {"vs", "e.g", "i.e",  "approx", "ca",
                                                         "no", "cf",  "resp", "avg",    "etc"};
    constexpr std::size_t kLongest = 8;
    const std::string_view tail = before.substr(before.size() - std::min(before.size(), kLongest));
    const auto space = tail.find_last_of(" \t\n(");
    const std::string_view word = space == std::string_view::npos ? tail : tail.substr(space + 1);
    return std::any_of(kKnown.begin(), kKnown.end(),
                       [&](std::string_view known) { return equals_ignoring_case(word, known); });
}

static bool is_list_number(std::string_view before) {
    before = trim(before.substr(before.size() - std::min<std::size_t>(before.size(), 12)));
    return !before.empty() && before.size() < 4 &&
           std::all_of(before.begin(), before.end(), is_digit);
}

std::size_t SentenceCursor::next_end(std::size_t from) const {
    for (std::size_t i = from; i < block_end_; ++i) {
        const char c = text_[i];
        if (flattened_ && c == '-' && i > from + 2 && i + 1 < block_end_ && text_[i - 1] == ' ' &&
            text_[i + 1] == ' ') {
            return i;
        }
        if (c != '.' && c != '!' && c != '?') continue;
        std::size_t end = i + 1;
        while (end < block_end_ && end < i + 4 &&
               (text_[end] == '*' || text_[end] == ')' || text_[end] == '"' || text_[end] == '_')) {
            ++end;
        }
        if (end < block_end_ && !is_space(text_[end])) continue;
        const std::string_view before = text_.substr(from, i - from);
        if (c == '.' &&
            (is_abbreviation(before) || (before.size() < 12 && is_list_number(before)))) {
            continue;
        }
        return end;
    }
    return block_end_;
}

// Without "- ", "* ", "1. ", "> " at its start.
static std::string_view without_mark(std::string_view text) {
    text = trim(text);
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    const bool numbered =
        end > 0 && end < 4 && end < text.size() && (text[end] == '.' || text[end] == ')');
    const bool dotted = end == 0 && !text.empty() &&
                        std::string_view("-*+>").find(text[0]) != std::string_view::npos;
    if ((numbered || dotted) && end + 1 < text.size() && is_space(text[end + 1])) {
        return trim(text.substr(end + 1));
    }
    return text;
}

std::string SentenceCursor::around(std::size_t place) {
    while (end_ <= place && end_ < block_end_) {
        begin_ = end_;
        end_ = next_end(begin_);
    }
    std::size_t from = begin_;
    std::size_t to = end_;
    if (to - from > kLongestSentence) {
        const std::size_t lead = kLongestSentence / 2;
        from = std::max(from, place - std::min(place, lead));
        while (from < place && (static_cast<unsigned char>(text_[from]) & 0xC0U) == 0x80U) ++from;
        to = std::min(to, from + kLongestSentence);
    }
    const std::string_view cut = utf8_prefix(text_.substr(from), to - from);
    const std::string_view view = from == begin_ ? without_mark(cut) : trim(cut);
    std::string out;
    out.reserve(view.size());
    for (const char c : view) {
        if (!is_space(c)) {
            out.push_back(c);
        } else if (!out.empty() && out.back() != ' ') {
            out.push_back(' ');
        }
    }
    return out;
}

}  // namespace chimera::formats::markdown
