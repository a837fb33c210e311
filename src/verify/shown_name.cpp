// SPDX-License-Identifier: Apache-2.0
#include "verify/shown_name.h"

#include <array>
#include <cstdint>

#include "core/text.h"

namespace chimera::verify {

namespace {

struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
};

}  // namespace

// Controls, and characters that show nothing or turn the direction of writing.
static constexpr std::array<Range, 8> kHidden = {{{0x00, 0x1F},
                                                  {0x7F, 0x9F},
                                                  {0x61C, 0x61C},
                                                  {0x200B, 0x200F},
                                                  {0x2028, 0x202E},
                                                  {0x2060, 0x2060},
                                                  {0x2066, 0x2069},
                                                  {0xFEFF, 0xFEFF}}};

// The first character of valid UTF-8, and its bytes.
static std::uint32_t first_character(std::string_view text, std::size_t& bytes) {
    const auto lead = static_cast<unsigned char>(text[0]);
    bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    std::uint32_t code = bytes == 1 ? lead : lead & (0x7FU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        code = (code << 6U) | (static_cast<unsigned char>(text[i]) & 0x3FU);
    }
    return code;
}

std::string as_line(std::string_view text) {
    const std::string valid = valid_utf8(text);
    std::string out;
    bool in_break = false;
    std::size_t bytes = 1;
    for (std::string_view rest = valid; !rest.empty(); rest.remove_prefix(bytes)) {
        const std::uint32_t code = first_character(rest, bytes);
        const bool is_break = code == '\t' || code == '\n' || code == '\r';
        if (is_break && !in_break) out += ' ';
        in_break = is_break;
        if (is_break) continue;
        bool hidden = false;
        for (const Range& range : kHidden) {
            hidden = hidden || (range.first <= code && code <= range.last);
        }
        if (hidden)
            out += "\xEF\xBF\xBD";
        else
            out += rest.substr(0, bytes);
    }
    return out;
}

std::string as_name(std::string_view text) {
    return replace_all(as_line(text), "`", "\xCB\x8B");
}

std::string without_pipe_escapes(std::string_view text) {
    return replace_all(std::string(text), "\\|", "|");
}

}  // namespace chimera::verify
