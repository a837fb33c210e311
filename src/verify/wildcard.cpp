// SPDX-License-Identifier: Apache-2.0
#include "verify/wildcard.h"

#include <string>

#include "core/text.h"

namespace chimera::verify {

static std::string on_one_line(std::string_view text) {
    std::string out;
    for (const char c : trim(text)) {
        const bool blank = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!blank)
            out.push_back(c);
        else if (!out.empty() && out.back() != ' ')
            out.push_back(' ');
    }
    return out;
}

// Each piece is sought behind the one before: leftmost matches suffice for `*` patterns.
static bool pieces_in_order(std::string_view text, std::string_view pattern, bool anchored) {
    std::size_t at = 0;
    bool is_first = true;
    for (;;) {
        const auto mark = pattern.find(kRedacted);
        const std::string_view piece = pattern.substr(0, mark);
        const bool is_last = mark == std::string_view::npos;
        if (anchored && is_first && is_last) return text == piece;
        if (anchored && is_last) return text.size() >= at + piece.size() && text.ends_with(piece);
        const auto found = text.find(piece, at);
        if (found == std::string_view::npos || (anchored && is_first && found != 0)) return false;
        if (is_last) return true;
        at = found + piece.size();
        pattern.remove_prefix(mark + kRedacted.size());
        is_first = false;
    }
}

bool contains_with_redactions(std::string_view text, std::string_view part) {
    return pieces_in_order(on_one_line(text), on_one_line(part), false);
}

bool equals_with_redactions(std::string_view text, std::string_view pattern) {
    return pieces_in_order(on_one_line(text), on_one_line(pattern), true);
}

}  // namespace chimera::verify
