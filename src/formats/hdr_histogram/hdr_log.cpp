// SPDX-License-Identifier: Apache-2.0
#include "formats/hdr_histogram/hdr_log.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

namespace chimera::formats {

static constexpr std::uint32_t kCompressed = 0x1c849304U;
static constexpr std::uint32_t kPlain = 0x1c849303U;
// The low bits of a cookie's second nibble tell a word size, and mean nothing in version 2.
static constexpr std::uint32_t kCookieBits = 0xFFFFFF0FU;
static constexpr std::size_t kHeader = 40;
// A histogram of five digits and 2^63 values takes less.
static constexpr std::size_t kMostBytes = std::size_t{64} << 20U;

static int base64_value(char c) {
    if (c >= 'A' && c <= 'Z') return c - 'A';
    if (c >= 'a' && c <= 'z') return c - 'a' + 26;
    if (c >= '0' && c <= '9') return c - '0' + 52;
    if (c == '+' || c == '-') return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

static Result<std::string> from_base64(std::string_view text) {
    while (text.ends_with('=')) text.remove_suffix(1);
    std::string out;
    out.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    int held = 0;
    for (const char c : text) {
        const int value = base64_value(c);
        if (value < 0) return input_error("its histogram is no base 64");
        bits = (bits << 6U) | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        out.push_back(static_cast<char>((bits >> static_cast<unsigned>(held)) & 0xFFU));
    }
    return out;
}

template <typename Integer>
static Integer big_endian(std::string_view bytes, std::size_t at) {
    Integer out = 0;
    for (std::size_t i = 0; i < sizeof(Integer); ++i) {
        out = static_cast<Integer>((out << 8U) | static_cast<unsigned char>(bytes[at + i]));
    }
    return out;
}

static Result<std::string> inflated(std::string_view bytes) {
    z_stream stream{};
    if (inflateInit(&stream) != Z_OK) return input_error("no memory for its histogram");
    // zlib's interface is older than const.
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() < kMostBytes) {
        std::array<char, 16384> piece{};
        stream.next_out = reinterpret_cast<Bytef*>(piece.data());
        stream.avail_out = piece.size();
        state = inflate(&stream, Z_NO_FLUSH);
        out.append(piece.data(), piece.size() - stream.avail_out);
    }
    inflateEnd(&stream);
    if (state != Z_STREAM_END) return input_error("its histogram is damaged or cut off");
    return out;
}

// One LEB128 number of up to nine bytes, the ninth of eight bits; false where the bytes end in it.
static bool take_zigzag(std::string_view& bytes, std::int64_t& out) {
    std::uint64_t value = 0;
    for (unsigned i = 0; i < 9; ++i) {
        if (bytes.empty()) return false;
        const auto byte = static_cast<unsigned char>(bytes.front());
        bytes.remove_prefix(1);
        if (i == 8) {
            value |= std::uint64_t{byte} << 56U;
            break;
        }
        value |= std::uint64_t{byte & 0x7FU} << (7 * i);
        if ((byte & 0x80U) == 0) break;
    }
    out = static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
    return true;
}

namespace {

// How an index of the counts stands for values.
struct Buckets {
    unsigned unit_magnitude = 0;
    unsigned half_magnitude = 0;  // log2 of half the counts of one bucket

    // The lowest value of an index, and one more than the highest.
    bool range(std::uint64_t index, std::uint64_t& low, std::uint64_t& end) const {
        const std::uint64_t half = std::uint64_t{1} << half_magnitude;
        std::uint64_t bucket = index >> half_magnitude;
        std::uint64_t within = (index & (half - 1)) + half;
        if (bucket == 0) {
            within -= half;
        } else {
            --bucket;
        }
        const std::uint64_t shift = bucket + unit_magnitude;
        if (shift >= 63 || within + 1 > (std::uint64_t{1} << (63 - shift))) return false;
        low = within << shift;
        end = (within + 1) << shift;
        return true;
    }
};

}  // namespace

static Result<HdrSummary> read_counts(std::string_view payload, const Buckets& buckets) {
    constexpr std::uint64_t kMostIndex = std::uint64_t{1} << 40U;
    HdrSummary out;
    std::uint64_t index = 0;
    while (!payload.empty()) {
        std::int64_t count = 0;
        if (!take_zigzag(payload, count)) return input_error("its histogram ends within a count");
        if (count == std::numeric_limits<std::int64_t>::min() || index > kMostIndex) {
            return input_error("its histogram has more buckets than values");
        }
        if (count < 0) {
            index += static_cast<std::uint64_t>(
                std::min<std::int64_t>(-count, static_cast<std::int64_t>(kMostIndex) + 1));
            continue;
        }
        if (count > 0) {
            std::uint64_t low = 0;
            std::uint64_t end = 0;
            if (!buckets.range(index, low, end)) {
                return input_error("its histogram has more buckets than values");
            }
            if (out.count == 0) out.lowest = low;
            out.highest = end - 1;
            out.count += static_cast<std::uint64_t>(count);
            if (out.count > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
                return input_error("its histogram counts beyond all bounds");
            }
        }
        ++index;
    }
    return out;
}

Result<HdrSummary> decode_hdr(std::string_view text) {
    TRY_ASSIGN(const std::string outer, from_base64(text));
    if (outer.size() < 8) return input_error("its histogram is cut off");
    if ((big_endian<std::uint32_t>(outer, 0) & kCookieBits) != (kCompressed & kCookieBits)) {
        return input_error("its histogram is in an encoding other than version 2");
    }
    const auto length = big_endian<std::uint32_t>(outer, 4);
    if (length > outer.size() - 8) return input_error("its histogram is cut off");
    TRY_ASSIGN(const std::string plain, inflated(std::string_view(outer).substr(8, length)));
    if (plain.size() < kHeader ||
        (big_endian<std::uint32_t>(plain, 0) & kCookieBits) != (kPlain & kCookieBits)) {
        return input_error("its histogram has no header of version 2");
    }
    const auto payload = big_endian<std::uint32_t>(plain, 4);
    const auto digits = big_endian<std::uint32_t>(plain, 12);
    const auto lowest = big_endian<std::uint64_t>(plain, 16);
    if (payload > plain.size() - kHeader || digits > 5 || lowest == 0) {
        return input_error("its histogram's header contradicts itself");
    }
    // Enough counts to tell 2 * 10^digits values apart, rounded up to a power of two.
    const auto apart = static_cast<std::uint64_t>(2 * std::pow(10.0, digits));
    const Buckets buckets{static_cast<unsigned>(std::bit_width(lowest)) - 1,
                          static_cast<unsigned>(std::bit_width(apart - 1)) - 1};
    return read_counts(std::string_view(plain).substr(kHeader, payload), buckets);
}

}  // namespace chimera::formats
