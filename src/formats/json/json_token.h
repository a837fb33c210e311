// SPDX-License-Identifier: Apache-2.0
// The scalars of JSON (RFC 8259) as the file writes them: numbers with their written precision,
// strings with their escapes. Shared by the readers of JSON and of JSON Lines.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace chimera::formats {

struct JsonNumber {
    double value = 0;  // the nearest double; model::kAbsent where the magnitude overflows one
    int decimals = 0;  // digits after the decimal point: 2 for "1.50", 4 for "1.5e-3", 0 for "15e3"
};

// nullopt where `token` is no number of RFC 8259.
std::optional<JsonNumber> read_json_number(std::string_view token);

// How many bytes at the beginning of `text` are a number of up to nineteen digits without an
// exponent, which is then `number`; 0 where they are not. The caller judges what follows.
std::size_t plain_number_prefix(std::string_view text, JsonNumber& number);

// What writers put where they have no number: null, and the bare words NaN, nan, Infinity,
// -Infinity, inf, -inf that JSON does not know.
bool is_absent_token(std::string_view token);

// The text between the quotes of a JSON string, escapes resolved, as valid UTF-8: malformed bytes
// and lone surrogates become U+FFFD; an unknown escape stands for its letter.
std::string unescape_json(std::string_view raw);

// Where the string whose first character after the quote is at `begin` ends: the place of its
// closing quote, text.size() where there is none.
std::size_t end_of_string(std::string_view text, std::size_t begin);

// A token as simdjson gives it, or "" where it does not lie within the document: behind the last
// structural character of a damaged one simdjson reports a token of a length that wrapped around.
std::string_view token_within(std::string_view token, std::string_view document);

// A number told as text: "99", "-1.5e3"; no leading zeros, which identifiers have.
bool is_numeric_text(std::string_view text);

}  // namespace chimera::formats
