// SPDX-License-Identifier: Apache-2.0
// A report as text: its lines by kind, and what stands in a line: links to facts, code spans, free
// text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::verify {

enum class LineIs : std::uint8_t { kContent, kRow, kHeading, kTableHeading, kOther };

struct Line {
    std::uint32_t number = 0;  // from 1
    LineIs is = LineIs::kOther;
    std::string_view text;    // without list mark; a table row as it stands
    std::size_t section = 0;  // index into ReportText::sections
    std::size_t table = 0;    // of a row: index into ReportText::tables
};

struct Section {
    std::string heading;  // as written, without its signs
    int level = 0;
    std::uint32_t line = 0;
};

struct Fence {
    std::uint32_t line = 0;
    std::string info;  // "chimera-record"
    std::vector<std::string_view> lines;
    bool closed = false;
};

// A line that is a picture and nothing else: ![alt](path).
struct Image {
    std::uint32_t line = 0;
    std::string alt;  // escapes resolved
    std::string path;
};

// `text` must outlive it.
struct ReportText {
    std::vector<Line> header;                      // title and bold lines before the first rule
    std::vector<Line> body;                        // blank lines, rules, images and fences left out
    std::vector<Line> appendix;                    // everything behind the heading `## Evidence`
    std::vector<Section> sections;                 // the first one has no heading
    std::vector<std::vector<std::string>> tables;  // their headings, trimmed
    std::vector<Fence> fences;
    std::vector<Image> images;
    std::uint32_t evidence_heading = 0;  // its line; 0 where there is none
};

ReportText read_report(std::string_view text);

// The cells of a table row, trimmed; `\|` and code spans do not part cells.
std::vector<std::string> row_cells(std::string_view row);

enum class PieceIs : std::uint8_t { kText, kCode, kLink };

struct Piece {
    PieceIs is = PieceIs::kText;
    std::string text;        // escapes resolved; of a link what it shows
    std::uint32_t fact = 0;  // of a link
};

// `wrong` says what no report may hold: HTML, a link to something else, an open code span.
// `anchors` allows `<a id="f12"></a>`.
std::vector<Piece> pieces_of(std::string_view line, bool anchors, std::string& wrong);

// `\[`, `\<`, `\|` and the like without their backslashes.
std::string unescape_markdown(std::string_view text);

}  // namespace chimera::verify
