// SPDX-License-Identifier: Apache-2.0
// A text made small and harmless for an element of HTML: zlib's format (RFC 1950), in base64.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera {

std::string packed(std::string_view text);

// Input error where it is no packed text, or one of more than `most` bytes.
Result<std::string> unpacked(std::string_view packed, std::size_t most);

std::string base64(std::string_view bytes);

}  // namespace chimera
