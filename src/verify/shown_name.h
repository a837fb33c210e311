// SPDX-License-Identifier: Apache-2.0
// How texts of the input stand in a report (docs/evidence.md, "How names are written"), so that
// what a report shows can be held against what the files say.
#pragma once

#include <string>
#include <string_view>

namespace chimera::verify {

// On one line: a run of tabs and line ends is one blank; other controls, invisible characters and
// malformed bytes are U+FFFD.
std::string as_line(std::string_view text);

// The same inside a code span: a back-tick is U+02CB too.
std::string as_name(std::string_view text);

// A code span's text in a table, where a pipe is written `\|`.
std::string without_pipe_escapes(std::string_view text);

}  // namespace chimera::verify
