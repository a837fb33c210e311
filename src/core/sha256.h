// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) of bytes, as 64 lower-case hexadecimal digits.
#pragma once

#include <string>
#include <string_view>

namespace chimera {

std::string sha256_hex(std::string_view bytes);

}  // namespace chimera
