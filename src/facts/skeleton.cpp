// SPDX-License-Identifier: Apache-2.0
#include "facts/skeleton.h"

#include <algorithm>

#include "core/text.h"

namespace chimera::facts {

bool is_prose(const Template& wording) {
    return wording.columns.empty() && !wording.text.ends_with(':');
}

std::vector<TextPart> parts_of(std::string_view text) {
    std::vector<TextPart> out;
    while (!text.empty()) {
        const std::size_t open = text.find('{');
        const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
        const bool slot = close != std::string_view::npos;
        const std::string_view before = slot ? text.substr(0, open) : text;
        if (!before.empty()) out.push_back({false, before});
        if (!slot) break;
        out.push_back({true, text.substr(open + 1, close - open - 1)});
        text.remove_prefix(close + 1);
    }
    return out;
}

std::string skeleton_of(const Template& wording, const Slots& slots) {
    constexpr std::size_t kOpening = 3;
    std::string text = wording.text;
    for (const auto& [name, slot] : slots) {
        const auto* literal = std::get_if<LiteralSlot>(&slot);
        if (literal != nullptr)
            text = replace_all(std::move(text), "{" + name + "}", literal->text);
    }
    std::string out;
    for (const auto& word : split(text, ' ')) {
        if (std::count(out.begin(), out.end(), ' ') == kOpening) break;
        out += (word.find('{') == std::string_view::npos ? std::string(word) : "{}") + ' ';
    }
    return out;
}

std::vector<std::string> pairs_of(const Template& wording) {
    std::vector<std::string> out;
    std::string before;
    for (const auto& piece : split(wording.text, ' ')) {
        const bool slot = piece.find('{') != std::string_view::npos;
        std::string word;
        for (const char c : lower(piece)) {
            if (is_alnum(c) || c == '-') word += c;
        }
        if (!slot && !before.empty()) out.push_back(before + ' ' + word);
        before = slot || !is_alnum(piece.empty() ? ' ' : piece.back()) ? std::string() : word;
    }
    return out;
}

}  // namespace chimera::facts
