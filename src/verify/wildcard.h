// SPDX-License-Identifier: Apache-2.0
// Texts of which parts were redacted: "[redacted]" stands for any text.
#pragma once

#include <string_view>

namespace chimera::verify {

inline constexpr std::string_view kRedacted = "[redacted]";

// `part` occurs in `text`, its pieces between redactions in order.
bool contains_with_redactions(std::string_view text, std::string_view part);

// `pattern` is `text`, but for redactions.
bool equals_with_redactions(std::string_view text, std::string_view pattern);

}  // namespace chimera::verify
