// SPDX-License-Identifier: Apache-2.0
// Words that mean more than they seem to: gated ones, numbers in words, directions, statistics.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::verify {

// The gated stems that `text` uses, each once. "unreliable" uses `reliabl`, "allow" does not use
// `all`.
std::vector<std::string> gated_in(std::string_view text);
bool is_gated_stem(std::string_view stem);

// The first numeral in free text that may not stand there: a digit that is not of `95 %` or `p95`,
// or a number in words ("three", "twice", "threefold"); "" where there is none.
std::string free_numeral(std::string_view text);

// What a template says of its subject: is it above or below the other thing?
enum class Direction { kHigher, kLower, kBetter, kWorse, kFaster, kSlower };
struct DirectionWord {
    Direction direction = Direction::kHigher;
    std::size_t at = 0;    // where in the text it stands
    std::size_t size = 0;  // its bytes
};
// The first one governs the sentence; nullopt where there is none.
std::optional<DirectionWord> direction_in(std::string_view text);
// All of them, in order.
std::vector<DirectionWord> directions_in(std::string_view text);

// Statistics that a text names: "mean", "median", "p95", "sd", "min", "max", ...
std::vector<std::string> statistics_in(std::string_view text);

// Words of a text, in lower case; hyphens part words.
std::vector<std::string> lower_words(std::string_view text);

}  // namespace chimera::verify
