// SPDX-License-Identifier: Apache-2.0
#include "formats/text_encoding.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <cstring>

#include "core/text.h"

namespace chimera::formats {

static void append_code_point(std::string& out, std::uint32_t code) {
    const auto put = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code < 0x80U) {
        put(code);
    } else if (code < 0x800U) {
        put(0xC0U | (code >> 6U));
        put(0x80U | (code & 0x3FU));
    } else if (code < 0x10000U) {
        put(0xE0U | (code >> 12U));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    } else {
        put(0xF0U | (code >> 18U));
        put(0x80U | ((code >> 12U) & 0x3FU));
        put(0x80U | ((code >> 6U) & 0x3FU));
        put(0x80U | (code & 0x3FU));
    }
}

static std::string from_utf16(std::string_view bytes, bool big_endian) {
    constexpr std::uint32_t kReplacement = 0xFFFDU;
    std::string out;
    out.reserve(bytes.size() / 2 + bytes.size() / 8);
    const auto unit = [&](std::size_t at) -> std::uint32_t {
        const auto first = static_cast<unsigned char>(bytes[at]);
        const auto second = static_cast<unsigned char>(bytes[at + 1]);
        return big_endian ? (std::uint32_t{first} << 8U) | second
                          : (std::uint32_t{second} << 8U) | first;
    };
    std::size_t at = 0;
    while (at + 1 < bytes.size()) {
        const std::uint32_t high = unit(at);
        at += 2;
        if (high < 0xD800U || high > 0xDFFFU) {
            append_code_point(out, high);
            continue;
        }
        const std::uint32_t low = high < 0xDC00U && at + 1 < bytes.size() ? unit(at) : 0;
        if (low < 0xDC00U || low > 0xDFFFU) {
            append_code_point(out, kReplacement);
            continue;
        }
        at += 2;
        append_code_point(out, 0x10000U + ((high - 0xD800U) << 10U) + (low - 0xDC00U));
    }
    if (at < bytes.size()) append_code_point(out, kReplacement);
    return out;
}

// Whether the bytes are UTF-16 without a byte order mark: 'l', 'b', or 0 for neither.
static char utf16_by_pattern(std::string_view bytes) {
    const std::size_t looked_at = std::min<std::size_t>(bytes.size(), 4096) & ~std::size_t{1};
    if (looked_at < 4) return 0;
    std::size_t nul[2] = {0, 0};
    for (std::size_t i = 0; i < looked_at; ++i) nul[i % 2] += bytes[i] == '\0' ? 1U : 0U;
    const std::size_t pairs = looked_at / 2;
    if (nul[1] * 10 > pairs * 3 && nul[0] * 20 < pairs) return 'l';
    if (nul[0] * 10 > pairs * 3 && nul[1] * 20 < pairs) return 'b';
    return 0;
}

// UTF-16 LE that was taken for Latin-1, saved as UTF-8 and given CR LF line ends on its way: its
// mark FF FE has become C3 BF C3 BE, its line end 0D 00 0A 00 has become 0D 00 0D 0A 00. Seen in
// real files of profilers under Windows.
static constexpr std::string_view kDamagedMark = "\xC3\xBF\xC3\xBE";

static std::string undamaged(std::string_view bytes) {
    std::string out;
    out.reserve(bytes.size());
    for (std::size_t i = kDamagedMark.size(); i < bytes.size(); ++i) {
        const auto byte = static_cast<unsigned char>(bytes[i]);
        const bool pair = (byte == 0xC2U || byte == 0xC3U) && i + 1 < bytes.size();
        if (pair) {
            const unsigned next = static_cast<unsigned char>(bytes[++i]);
            out.push_back(static_cast<char>((byte == 0xC3U ? 0x40U : 0U) + next));
        } else if (!(byte == '\r' && bytes.substr(i + 1).starts_with('\n'))) {
            out.push_back(bytes[i]);
        }
    }
    return out;
}

// The place of the first byte that is not plain ASCII, eight bytes at a time.
static std::size_t ascii_prefix(std::string_view text) {
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, sizeof word);
        if ((word & 0x8080808080808080ULL) != 0) break;
    }
    while (at < text.size() && static_cast<unsigned char>(text[at]) < 0x80U) ++at;
    return at;
}

static Status check_is_text(std::string_view text) {
    const void* nul = text.empty() ? nullptr : std::memchr(text.data(), 0, text.size());
    if (nul != nullptr) {
        const auto at = static_cast<const char*>(nul) - text.data();
        return input_error("binary data, not text: a NUL byte", fmt::format("byte {}", at));
    }
    const std::string_view head = text.substr(0, 65536);
    const auto odd = std::count_if(head.begin(), head.end(), [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte == 0x7FU ||
               (byte < 0x20U && !(byte >= 0x09U && byte <= 0x0DU) && byte != 0x1BU);
    });
    if (static_cast<std::size_t>(odd) * 20 > head.size()) {
        return input_error(
            "binary data, not text: more than one byte in twenty is a control character");
    }
    return Done{};
}

static DecodedText transcoded(std::string text, std::string_view encoding) {
    return {std::move(text), std::string(encoding), false, {}};
}

Result<DecodedText> decode_text(std::string_view bytes) {
    using namespace std::string_view_literals;
    if (bytes.empty()) return input_error("the file is empty");
    DecodedText out;
    if (bytes.starts_with("\xFF\xFE\0\0"sv) || bytes.starts_with("\0\0\xFE\xFF"sv)) {
        return input_error("UTF-32 text, which is not read; save it as UTF-8");
    }
    const char pattern = utf16_by_pattern(bytes);
    if (pattern == 'l' && bytes.starts_with(kDamagedMark)) {
        out = transcoded(from_utf16(undamaged(bytes), false), "utf-16le");
    } else if (bytes.starts_with("\xFF\xFE"sv)) {
        out = transcoded(from_utf16(bytes.substr(2), false), "utf-16le");
    } else if (bytes.starts_with("\xFE\xFF"sv)) {
        out = transcoded(from_utf16(bytes.substr(2), true), "utf-16be");
    } else if (pattern != 0) {
        out =
            transcoded(from_utf16(bytes, pattern == 'b'), pattern == 'b' ? "utf-16be" : "utf-16le");
    } else {
        if (bytes.starts_with("\xEF\xBB\xBF"sv)) bytes.remove_prefix(3);
        const std::size_t ascii = ascii_prefix(bytes);
        const std::string_view rest = bytes.substr(ascii);
        if (valid_utf8_prefix(rest) == rest.size()) {
            out.encoding = "utf-8";
            out.view = bytes;
        } else {
            std::string text(bytes.substr(0, ascii));
            for (const char c : rest) append_code_point(text, static_cast<unsigned char>(c));
            out = transcoded(std::move(text), "latin-1");
        }
    }
    TRY(check_is_text(out.text()));
    if (trim(out.text()).empty()) return input_error("the file is blank");
    return out;
}

}  // namespace chimera::formats
