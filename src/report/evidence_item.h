// SPDX-License-Identifier: Apache-2.0
// One item of an evidence file, as JSON, with what refers to it.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera::report {

// {"item": {...}, "claims": ["C1", ...]}: the claims that link a fact, rest on a claim, or name a
// source. Input error where the text is no evidence file or has no such item.
Result<std::string> evidence_item(std::string_view evidence, const std::string& id);

}  // namespace chimera::report
