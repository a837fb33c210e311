// SPDX-License-Identifier: Apache-2.0
// Views and transformations of text that every room needs: ASCII case, trimming, splitting, UTF-8.
// Nothing here depends on a locale.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace chimera {

inline char ascii_lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
inline bool is_alpha(char c) {
    return ascii_lower(c) >= 'a' && ascii_lower(c) <= 'z';
}
inline bool is_alnum(char c) {
    return is_digit(c) || is_alpha(c);
}
std::string lower(std::string_view text);
bool equals_ignoring_case(std::string_view a, std::string_view b);
bool contains_ignoring_case(std::string_view text, std::string_view part);

// Without spaces, tabs and line ends at both ends.
std::string_view trim(std::string_view text);

// The pieces between separators; "a,,b" has three, "" has one empty piece.
std::vector<std::string_view> split(std::string_view text, char separator);

// The maximal runs of ASCII letters and digits: "gemma3_1b-it" gives gemma3, 1b, it.
std::vector<std::string_view> words(std::string_view text);

// What stands behind the last slash: "num_gpu" of "settings/num_gpu"; all of it where there is
// none.
std::string_view last_segment(std::string_view path);
// "runs/may/a.json" -> "runs/may"; "" where there is no slash.
std::string_view folder_of(std::string_view path);

// How many pieces blanks part a text into: what a reader counts as words.
std::size_t count_words(std::string_view text);

std::string join(const std::vector<std::string>& pieces, std::string_view separator);
std::string replace_all(std::string text, std::string_view from, std::string_view to);

// Where the first malformed sequence begins; `text.size()` where all is valid UTF-8 (RFC 3629).
std::size_t valid_utf8_prefix(std::string_view text);

// The same text with every malformed byte replaced by U+FFFD.
std::string valid_utf8(std::string_view text);

// The longest prefix of at most `bytes` bytes that does not cut a UTF-8 sequence.
std::string_view utf8_prefix(std::string_view text, std::size_t bytes);

}  // namespace chimera
