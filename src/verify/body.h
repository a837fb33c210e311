// SPDX-License-Identifier: Apache-2.0
// The text of a report line by line: its claims in order, its free words, its fences, its appendix.
#pragma once

#include <string_view>
#include <vector>

#include "verify/execute.h"
#include "verify/names.h"
#include "verify/report_text.h"
#include "verify/verify.h"

namespace chimera::verify {

// Where each claim stands: the index of its line in ReportText::body, or npos. Lines, or ends of
// lines, that are no claims are listed.
struct Placing {
    std::vector<std::size_t> line_of;  // by claim
};
Placing place_claims(const Evidence& evidence, const ReportText& text,
                     std::vector<Unsupported>& unsupported);

// Numerals, number words, HTML, foreign links and unknown names in free text and code.
void check_words(const ReportText& text, Names& names, std::vector<Unsupported>& unsupported);

// The header's numerals stand in the evidence's own report object.
void check_header(const ReportText& text, const Evidence& evidence,
                  std::vector<Unsupported>& unsupported);

// Fences hold a record of the input, the list of its files, or a prompt.
void check_fences(const ReportText& text, Executor& executor,
                  std::vector<Unsupported>& unsupported);

// One row for each linked fact, and no other, with its value, unit, n, files and class.
void check_appendix(const ReportText& text, Executor& executor, Names& names,
                    std::vector<Unsupported>& unsupported);

}  // namespace chimera::verify
