// SPDX-License-Identifier: Apache-2.0
// Hides what an input file should not have said of its writer: user names in home paths, e-mail
// addresses, keys and tokens, passwords in URLs, the names and addresses of private hosts.
#pragma once

#include <string>
#include <string_view>

namespace chimera::model {

inline constexpr std::string_view kRedacted = "[redacted]";

// `text` with every such part replaced by kRedacted; everything else stays, byte for byte. Public
// hosts and this machine's own names (localhost, 127.0.0.1) are no secret. Linear in the text's
// length, and redact(redact(x)) == redact(x).
std::string redact(std::string_view text);

}  // namespace chimera::model
