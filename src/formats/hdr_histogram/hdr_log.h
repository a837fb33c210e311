// SPDX-License-Identifier: Apache-2.0
// The compressed histogram of a line of an interval log, HdrHistogram's encoding of version 2:
// base 64 of {cookie 0x1c849304, length, zlib stream}, big-endian; in the stream a header of forty
// bytes {cookie 0x1c849303, payload length, normalizing offset, significant digits, lowest and
// highest trackable value, conversion ratio} and counts as ZigZag LEB128 numbers, a negative one
// standing for so many empty buckets.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/result.h"

namespace chimera::formats {

struct HdrSummary {
    std::uint64_t count = 0;
    std::uint64_t lowest = 0;   // of the bucket of the smallest value, its lower end
    std::uint64_t highest = 0;  // of the bucket of the largest value, its upper end
};

// Error (input): no base 64, another encoding, a damaged or endless stream, counts beyond 2^63.
Result<HdrSummary> decode_hdr(std::string_view text);

}  // namespace chimera::formats
