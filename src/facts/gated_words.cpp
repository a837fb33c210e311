// SPDX-License-Identifier: Apache-2.0
#include "facts/gated_words.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "facts/skeleton.h"

namespace chimera::facts {

static constexpr std::array<std::string_view, 30> kStems{
    "significan", "reliabl",  "best",       "fastest", "slowest",   "highest",
    "lowest",     "worst",    "because",    "due",     "cause",     "consistent",
    "stable",     "unstable", "improv",     "regress", "trend",     "growing",
    "rising",     "declin",   "outperform", "dominat", "equivalen", "always",
    "never",      "only",     "all",        "none",    "every",     "most"};

std::vector<std::string> gated_words_in(std::string_view text) {
    std::vector<std::string> out;
    std::string plain;
    for (const TextPart& part : parts_of(text)) plain += part.is_slot ? " " : part.text;
    const auto use = [&](std::string_view stem) {
        if (std::find(out.begin(), out.end(), stem) == out.end()) out.emplace_back(stem);
    };
    for (const std::string_view word : words(plain)) {
        const std::string small = lower(word);
        for (const std::string_view stem : kStems) {
            // "unstable" says "stable" too: a stem counts wherever it stands in a word.
            if (stem.size() > 4 ? small.find(stem) != std::string::npos : small.starts_with(stem)) {
                use(stem);
            }
        }
    }
    return out;
}

}  // namespace chimera::facts
