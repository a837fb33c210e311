// SPDX-License-Identifier: Apache-2.0
#include "agents/controlled.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "core/text.h"

namespace chimera::agents {

using Tokens = std::vector<std::string>;

// Longer than any sentence that a template can make.
static constexpr std::size_t kLongestSentence = 1000;

static std::string canonical(std::string word) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kSame = {
        {{"whereas", "while"}, {"amongst", "among"}, {"upon", "on"}, {"whilst", "while"}}};
    for (const auto& [other, one] : kSame) {
        if (word == other) return std::string(one);
    }
    return word;
}

// Words, slots with their braces, and every other character that is more than punctuation: a digit
// or a bracket is a word that no wording has.
static Tokens tokens_of(std::string_view text) {
    constexpr std::string_view kPunctuation = " \t\r\n,;:.!\"'`-";
    Tokens out;
    while (!text.empty()) {
        const std::size_t close = text.front() == '{' ? text.find('}') : std::string_view::npos;
        std::size_t size = 1;
        if (close != std::string_view::npos) {
            size = close + 1;
            out.emplace_back(text.substr(0, size));
        } else if (is_alnum(text.front())) {
            while (size < text.size() && is_alnum(text[size])) ++size;
            out.push_back(canonical(lower(text.substr(0, size))));
        } else if (kPunctuation.find(text.front()) == std::string_view::npos) {
            out.emplace_back(text.substr(0, size));
        }
        text.remove_prefix(size);
    }
    return out;
}

static bool begins_with(const Tokens& tokens, const Tokens& beginning) {
    return tokens.size() > beginning.size() &&
           std::equal(beginning.begin(), beginning.end(), tokens.begin());
}

std::optional<Parsed> parse(std::string_view sentence,
                            std::span<const facts::Template* const> wordings) {
    if (sentence.size() > kLongestSentence) return std::nullopt;
    const Tokens free = tokens_of(sentence);
    for (const facts::Template* wording : wordings) {
        if (tokens_of(wording->text) == free) return Parsed{wording, nullptr};
    }
    for (const facts::Opener& opener : facts::openers()) {
        const Tokens beginning = tokens_of(opener.text);
        if (!begins_with(free, beginning)) continue;
        const Tokens rest(free.begin() + static_cast<std::ptrdiff_t>(beginning.size()), free.end());
        for (const facts::Template* wording : wordings) {
            if (tokens_of(wording->text) != rest || !facts::opened(*wording, opener)) continue;
            return Parsed{wording, &opener};
        }
    }
    return std::nullopt;
}

}  // namespace chimera::agents
