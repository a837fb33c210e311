// SPDX-License-Identifier: Apache-2.0
// What a report shows of a fact: is it that fact's number, sign and unit?
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "verify/evidence.h"

namespace chimera::verify {

// "" if `shown` ("20.5 tok/s", "11.0", "2.58 to 16.42 tok/s", "1,234", "twice", "2025-11-14") is a
// rounding of the value with no unit or its unit; else what is wrong.
std::string not_shown(std::string_view shown, const Fact& fact);

// The number that an English word states ("three" 3, "half" 0.5, "twice" 2, "threefold" 3).
std::optional<double> word_value(std::string_view word);

}  // namespace chimera::verify
