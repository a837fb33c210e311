// SPDX-License-Identifier: Apache-2.0
// The rule that a stranger's program can check: every numeral of the body stands in a link to a
// fact or in a code span. This is the last look at the text before it is written.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera::report {

// `markdown` is the report without its appendix. Internal error with line and text at the first
// numeral, number word, piece of HTML or link that is bound to no fact.
Status check_closure(std::string_view markdown);

// One line of the body: what is wrong with it ("the number 12"), nullopt if nothing.
std::optional<std::string> unbound(std::string_view line);

}  // namespace chimera::report
