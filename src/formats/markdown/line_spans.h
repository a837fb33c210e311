// SPDX-License-Identifier: Apache-2.0
// The parts of a Markdown line in which numbers are names: code spans, link targets, URLs, HTML
// tags.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace chimera::formats::markdown {

struct Span {
    std::size_t begin = 0;  // offsets in the line; a code span with its backticks
    std::size_t end = 0;
    bool code = false;
    std::string_view inside;  // code: trimmed text between the backticks
};

// Ascending, not overlapping. Linear in the line's length whatever it holds.
std::vector<Span> find_spans(std::string_view line);

// The end of a date, a time stamp or an identifier of digits and dashes ("2025-10-02",
// "2025/10/02", "20251002-151824", "1-2-3") that begins at `at`; `at` where none does.
std::size_t date_end(std::string_view line, std::size_t at);

}  // namespace chimera::formats::markdown
