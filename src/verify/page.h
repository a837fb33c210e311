// SPDX-License-Identifier: Apache-2.0
// The page of a report (report.html beside report.md): does it say what the report says, and hold
// the evidence that the evidence file has? Read as text; nothing of it is run.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "verify/figures.h"
#include "verify/input.h"
#include "verify/verify.h"

namespace chimera::verify {

// What a page shows, a line for each block; names, links and their targets are marked, so that two
// texts are equal only if their links are.
struct PageText {
    std::string title;
    std::vector<std::string> header;    // its fields: "Date: 2026-01-01"
    std::vector<std::string> contents;  // the headings that it lists
    std::vector<std::string> body;
    std::vector<std::string> evidence;  // the rows of its table of facts
    std::string checked;                // what it says of its own making
    std::vector<std::string> figures;   // "fig-front C12 caption", in order
    std::vector<std::string> tables;    // the rows of their numbers, each behind its figure's id
    std::string data;                   // the packed evidence
    std::vector<std::string> wrong;     // markup that no page has
};
PageText read_page(std::string_view html);

// The text as a browser shows it: a run of blanks and line ends is one blank, none at either end.
std::string without_runs_of_blanks(std::string_view text);

// The table of a figure's numbers as PageText::tables has it: figure_table.cpp.
std::vector<std::string> table_of(const EvidenceFigure& figure, const Evidence& evidence);

// Where the page of a report lies.
std::string page_path(const std::string& report_path);

// The marks of every figure, as check_figures() gives them.
using SeenFigures = std::vector<std::vector<SeenSeries>>;

struct PageQuestion {
    std::string_view page;           // report.html
    std::string_view report;         // report.md
    std::string_view evidence_text;  // evidence.json
    const SeenFigures& figures;
};

// Everything in the page that the report and its evidence do not bear out.
void check_page(const PageQuestion& question, const Input& input, std::vector<Problem>& problems);

// The part of it that is about the packed evidence.
void check_page_data(const std::string& packed, const PageQuestion& question, const Input& input,
                     std::vector<Problem>& problems);

}  // namespace chimera::verify
