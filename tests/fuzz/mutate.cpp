// SPDX-License-Identifier: Apache-2.0
#include "fuzz/mutate.h"

#include <algorithm>
#include <array>

namespace chimera::fuzz {

using std::string_view_literals::operator""sv;

namespace {

// What readers must expect and rarely see.
constexpr std::array kTokens{"\"\""sv,
                             "\""sv,
                             "'"sv,
                             ","sv,
                             ";"sv,
                             "\t"sv,
                             "\n"sv,
                             "\r\n"sv,
                             "\r"sv,
                             "|"sv,
                             "||"sv,
                             "|---|"sv,
                             "{"sv,
                             "}"sv,
                             "["sv,
                             "]"sv,
                             "[[[[[[[["sv,
                             "{\"a\":{\"a\":{\"a\":"sv,
                             ":"sv,
                             "\\"sv,
                             "\\u0000"sv,
                             "\\ud800"sv,
                             "\0"sv,
                             "\xEF\xBB\xBF"sv,
                             "\xFF\xFE"sv,
                             "\xFE\xFF"sv,
                             "\xC3\x28"sv,
                             "\xED\xA0\x80"sv,
                             "\xF4\x90\x80\x80"sv,
                             "\xE2\x80\xAE"sv,
                             "NaN"sv,
                             "-Infinity"sv,
                             "inf"sv,
                             "null"sv,
                             "true"sv,
                             "1e999"sv,
                             "-0"sv,
                             "1e-400"sv,
                             "0x10"sv,
                             "1,234.5"sv,
                             "1.234,5"sv,
                             ".5"sv,
                             "5."sv,
                             "--1"sv,
                             "99999999999999999999999999"sv,
                             "0.1000000000000000055511151231257827"sv,
                             "%"sv,
                             "#"sv,
                             "```"sv,
                             "<!--"sv,
                             "</script>"sv,
                             "../../etc/passwd"sv,
                             "=1+1"sv,
                             "error"sv,
                             "http://"sv,
                             "\x1B[2J"sv};

constexpr std::array kMarks{'"', '\'', ',', ';', '\t', '\n', '|',  '{',  '}', '[', ']',
                            ':', '.',  '-', '0', '9',  ' ',  '\\', '\0', 'e', '\r'};

struct Slice {
    std::size_t begin = 0;
    std::size_t size = 0;
};

}  // namespace

static std::size_t place(std::string_view text, Rng& rng) {
    return static_cast<std::size_t>(below(rng, text.size() + 1));
}

static Slice slice_of(std::string_view text, Rng& rng) {
    const std::size_t begin = place(text, rng);
    const std::size_t most = std::min<std::size_t>(text.size() - begin, 4096);
    return {begin, static_cast<std::size_t>(below(rng, most + 1))};
}

// Replaces a number by another: what stands in quotes, brackets and digits decides what a reader
// does.
static void replace_number(std::string& text, Rng& rng) {
    const std::size_t from = place(text, rng);
    const std::size_t begin = text.find_first_of("0123456789", from);
    if (begin == std::string::npos) return;
    const std::size_t end = std::min(text.find_first_not_of("0123456789.eE+-", begin), text.size());
    text.replace(begin, end - begin, kTokens[below(rng, kTokens.size())]);
}

static void swap_mark(std::string& text, Rng& rng) {
    const std::size_t at = text.find_first_of("\"',;|{}[]:\n\t", place(text, rng));
    if (at != std::string::npos) text[at] = kMarks[below(rng, kMarks.size())];
}

static void mutate_once(std::string& text, std::string_view other, Rng& rng) {
    switch (below(rng, 9)) {
        case 0:  // a flipped bit
            if (!text.empty()) {
                char& byte = text[static_cast<std::size_t>(below(rng, text.size()))];
                byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << below(rng, 8)));
            }
            break;
        case 1: text.resize(place(text, rng)); break;
        case 2: text.erase(0, place(text, rng)); break;
        case 3: {
            const Slice slice = slice_of(text, rng);
            text.erase(slice.begin, slice.size);
            break;
        }
        case 4: {  // a slice, doubled now and then many times
            const Slice slice = slice_of(text, rng);
            const std::string copy = text.substr(slice.begin, slice.size);
            const std::uint64_t times = below(rng, 8) == 0 ? 64 : 1;
            std::string copies;
            for (std::uint64_t i = 0; i < times; ++i) copies += copy;
            text.insert(slice.begin, copies);
            break;
        }
        case 5: text.insert(place(text, rng), kTokens[below(rng, kTokens.size())]); break;
        case 6: {
            const Slice slice = slice_of(other, rng);
            text.insert(place(text, rng), other.substr(slice.begin, slice.size));
            break;
        }
        case 7: replace_number(text, rng); break;
        default: swap_mark(text, rng); break;
    }
}

std::string mutate(std::string_view base, std::string_view other, Rng& rng, std::size_t most) {
    std::string text(base.substr(0, most));
    const std::uint64_t times = 1 + below(rng, 6);
    for (std::uint64_t i = 0; i < times; ++i) {
        mutate_once(text, other, rng);
        if (text.size() > most) text.resize(most);
    }
    return text;
}

}  // namespace chimera::fuzz
