// SPDX-License-Identifier: Apache-2.0
// Results that a tool wrote as lines of text: which characters of a line are a cell, what the file
// calls it and in which unit. The reader of such a format and whoever checks a report ask the same
// table here, so that a percentile cannot be called a mean on the way from one to the other.
//
// Only what a line says is known here; what a name measures is read_column's to say (metric.h).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::model {

// A number or a word of a line: bytes [begin, begin + size).
struct TextCell {
    std::string name;  // a heading, a key, or the words in front of it
    std::string unit;  // as the line or its heading states it, or ""
    std::uint32_t begin = 0;
    std::uint32_t size = 0;
};

// Lines that hold no cells (rules, blanks, logs) are empty and have no fault.
struct TextLine {
    std::vector<TextCell> cells;
    std::string fault;  // why a line that should hold cells holds none: "" where nothing is amiss
};

// What one row of a table is: one line, or all lines from one opener to the next.
enum class TextRow : std::uint8_t { kLine, kRun };

struct TextFormat {
    std::string_view name;  // as evidence calls it: "mlperf-summary"
    TextRow row = TextRow::kLine;
    // What follows `line=N` where the lines hold JSON behind a prefix: "/value"; else "", and an
    // address is completed by the characters and their place among equal ones.
    std::string_view pointer;
    // The beginning of a file, in UTF-8, is of this format.
    bool (*recognises)(std::string_view head) = nullptr;
    // The line heads those below it (kLine), or begins a run (kRun).
    bool (*opens)(std::string_view line) = nullptr;
    // `opener` is the nearest such line above, "" where there is none.
    TextLine (*read)(std::string_view line, std::string_view opener) = nullptr;
};

// So much of a file is looked at to recognise it.
inline constexpr std::size_t kTextHead = std::size_t{64} << 10U;

std::span<const TextFormat> text_formats();
const TextFormat* find_text_format(std::string_view name);
// The format that the beginning of a file is of; nullptr for anything else. A document that quotes
// such lines among headings, fences and sentences is one of prose.
const TextFormat* recognise_text(std::string_view path, std::string_view head);

// A file of such a format, line by line. `text` must outlive it.
class TextResult {
public:
    TextResult(const TextFormat& format, std::string_view text);

    const TextFormat& format() const { return *format_; }
    std::uint32_t lines() const { return static_cast<std::uint32_t>(lines_.size()); }
    // Lines count from 1; a carriage return at the end belongs to none.
    std::string_view line(std::uint32_t number) const { return lines_[number - 1]; }
    TextLine read(std::uint32_t number) const;
    // The first and the last line of the row that the line belongs to; 0, 0 for a line above the
    // first run.
    std::pair<std::uint32_t, std::uint32_t> row_of(std::uint32_t number) const;
    // Where each row begins that may hold cells.
    std::vector<std::uint32_t> row_starts() const;

private:
    const TextFormat* format_;
    std::vector<std::string_view> lines_;
    std::vector<std::uint32_t> opener_;  // of each line; 0: none
};

// "1,146.31" without the commas between its groups of three; any other text as it is.
std::string without_groups(std::string_view text);

// Which occurrence (from 1) of these characters in the line begins at `begin`; digits on either
// side make none.
std::uint32_t occurrence_of(std::string_view line, std::string_view raw, std::size_t begin);

}  // namespace chimera::model
