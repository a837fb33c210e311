// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/line_shape.h"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstring>

#include "formats/json/json_token.h"

namespace chimera::formats {

LineShape::LineShape(std::string_view line, std::span<const ReadValue> values) {
    std::size_t at = 0;
    for (const ReadValue& value : values) {
        glue_ += line.substr(at, value.begin - at);
        slots_.push_back({value.begin - at, value.field, value.is_list});
        at = value.begin + value.size;
    }
    glue_ += line.substr(at);
}

// The first byte from `at` on that is no plain character of a string: a quote, a backslash, a
// control character or one beyond ASCII. Eight bytes at a time; in each of them a zero byte of
// x is found by (x - 01..) & ~x & 80.., whose lowest bit is exact.
static std::size_t end_of_plain(std::string_view line, std::size_t at) {
    constexpr std::uint64_t kOnes = 0x0101010101010101ULL;
    constexpr std::uint64_t kHigh = 0x8080808080808080ULL;
    if constexpr (std::endian::native == std::endian::little) {
        for (; at + 8 <= line.size(); at += 8) {
            std::uint64_t word = 0;
            std::memcpy(&word, line.data() + at, sizeof word);
            const std::uint64_t quote = word ^ (kOnes * '"');
            const std::uint64_t slash = word ^ (kOnes * '\\');
            const std::uint64_t found = (((quote - kOnes) & ~quote) | ((slash - kOnes) & ~slash) |
                                         ((word - kOnes * ' ') & ~word) | word) &
                                        kHigh;
            if (found != 0) return at + static_cast<std::size_t>(std::countr_zero(found)) / 8;
        }
    }
    for (; at < line.size(); ++at) {
        const auto byte = static_cast<unsigned char>(line[at]);
        if (byte == '"' || byte == '\\' || byte < ' ' || byte >= 0x80U) break;
    }
    return at;
}

static bool is_number_byte(char c) {
    return (c >= '0' && c <= '9') || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// The number that begins at `at`; returns where it ends, `at` itself where none does.
static std::size_t read_number(std::string_view line, std::size_t at, JsonNumber& number) {
    const std::string_view rest = line.substr(at);
    std::size_t size = plain_number_prefix(rest, number);
    if (size > 0 && (size == rest.size() || !is_number_byte(rest[size]))) return at + size;
    for (size = 0; size < rest.size() && is_number_byte(rest[size]);) ++size;
    const auto other = read_json_number(rest.substr(0, size));
    if (!other) return at;
    number = *other;
    return at + size;
}

// The value at `at`, staged; returns where it ends, `at` itself where it is not plain.
static std::size_t stage_value(std::string_view line, std::size_t at, FieldId field,
                               RowColumns& columns) {
    const std::string_view rest = line.substr(at);
    if (rest.empty()) return at;
    if (rest.front() == '"') {
        const std::size_t quote = end_of_plain(line, at + 1);
        if (quote >= line.size() || line[quote] != '"') return at;
        columns.text(field, line.substr(at + 1, quote - at - 1));
        return quote + 1;
    }
    JsonNumber number;
    if (const std::size_t end = read_number(line, at, number); end > at) {
        columns.number(field, number.value, number.decimals);
        return end;
    }
    if (rest.starts_with("null")) return at + 4;
    if (rest.starts_with("true") || rest.starts_with("false")) {
        columns.truth(field, rest.front() == 't');
        return at + (rest.front() == 't' ? 4 : 5);
    }
    return at;
}

static std::size_t behind_blanks(std::string_view line, std::size_t at) {
    while (at < line.size() && line[at] == ' ') ++at;
    return at;
}

// As stage_value, of an array of numbers and nulls. One without a number is left to the parser,
// which knows what it is then.
std::size_t LineShape::stage_list(std::string_view line, std::size_t at, FieldId field,
                                  RowColumns& columns) {
    if (at >= line.size() || line[at] != '[') return at;
    elements_.clear();
    std::size_t numbers = 0;
    int decimals = 0;
    for (std::size_t i = at + 1;;) {
        i = behind_blanks(line, i);
        JsonNumber number;
        const std::size_t end = read_number(line, i, number);
        if (end > i) {
            ++numbers;
            elements_.push_back(number.value);
            decimals = std::max(decimals, number.decimals);
            i = end;
        } else if (line.substr(i).starts_with("null")) {
            elements_.push_back(model::kAbsent);
            i += 4;
        } else {
            return at;
        }
        i = behind_blanks(line, i);
        if (i >= line.size() || (line[i] != ',' && line[i] != ']')) return at;
        if (line[i++] == ',') continue;
        if (numbers == 0) return at;
        columns.list(field, elements_, decimals);
        return i;
    }
}

// The pieces between values are short, for which the library's comparison is a slow call. The last
// word overlaps the one before.
static bool same_bytes(const char* a, const char* b, std::size_t size) {
    const auto differ = [&](std::size_t at) {
        std::uint64_t of_a = 0;
        std::uint64_t of_b = 0;
        std::memcpy(&of_a, a + at, sizeof of_a);
        std::memcpy(&of_b, b + at, sizeof of_b);
        return of_a ^ of_b;
    };
    if (size < 8) {
        for (std::size_t i = 0; i < size; ++i) {
            if (a[i] != b[i]) return false;
        }
        return true;
    }
    std::uint64_t found = differ(size - 8);
    for (std::size_t at = 0; at + 8 < size; at += 8) found |= differ(at);
    return found == 0;
}

bool LineShape::stage(std::string_view line, RowColumns& columns) {
    std::size_t at = 0;
    const char* glue = glue_.data();
    for (const Slot& slot : slots_) {
        const bool alike = line.size() - at >= slot.glue_size &&
                           same_bytes(line.data() + at, glue, slot.glue_size);
        const std::size_t begin = at + slot.glue_size;
        std::size_t end = begin;
        if (alike) {
            end = slot.is_list ? stage_list(line, begin, slot.field, columns)
                               : stage_value(line, begin, slot.field, columns);
        }
        if (end == begin) {
            columns.drop_row();
            return false;
        }
        at = end;
        glue += slot.glue_size;
    }
    const auto behind = static_cast<std::size_t>(glue_.data() + glue_.size() - glue);
    if (line.substr(at) == std::string_view(glue, behind)) return true;
    columns.drop_row();
    return false;
}

}  // namespace chimera::formats
