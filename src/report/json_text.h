// SPDX-License-Identifier: Apache-2.0
// JSON values as text on one line, as all files of a report hold them.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace chimera::report {

// Without blanks between the parts; U+FFFD stands for bytes that are no UTF-8. The same bytes as
// the library's own dump, in a fraction of its time: it decodes every text character by character.
std::string json_text(const nlohmann::ordered_json& item);

}  // namespace chimera::report
