// SPDX-License-Identifier: Apache-2.0
// Texts of unknown origin as pieces of one line of Markdown. A name in an input file may hold
// back-ticks, pipes, brackets, line ends, HTML or characters that reverse the direction of writing;
// none of them may end a code span, a table cell or a line of the report.
//
//   tab, line feed, carriage return (a run of them)       one space
//   other control characters, bidirectional controls,
//   zero-width characters, line and paragraph
//   separators, malformed bytes                           U+FFFD
//   back-tick inside a code span                          U+02CB (modifier letter grave accent)
//   pipe inside a table                                   \|
//   < [ ], back-tick, backslash outside of code spans     the same behind a backslash
#pragma once

#include <string>
#include <string_view>

#include "facts/fact.h"

namespace chimera::report {

enum class Place { kText, kTable };

// The text on one line, controls replaced; nothing escaped yet.
std::string one_line(std::string_view text);

// A name as it is shown, without its back-ticks: on one line, no back-tick in it; `""` where empty.
std::string name_text(std::string_view text);

// `name` in back-ticks.
std::string code_span(std::string_view text, Place place);

// [286.5 tok/s](#f12)
std::string fact_link(facts::FactId fact, std::string_view shown, Place place);

// Text outside of code spans: no part of it can be taken for HTML or a link.
std::string plain(std::string_view text, Place place);

// A text that may hold code spans of its own: the label of a fact, a metric's name.
std::string mixed(std::string_view text, Place place);

// Lines of a fence, none of which can close it.
std::string fence_body(std::string_view text);

}  // namespace chimera::report
