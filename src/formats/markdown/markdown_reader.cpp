// SPDX-License-Identifier: Apache-2.0
#include "formats/markdown/markdown_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/text.h"
#include "formats/markdown/number_scan.h"
#include "formats/markdown/sentence.h"
#include "formats/markdown/table_lines.h"
#include "formats/text_encoding.h"
#include "formats/unit_words.h"

namespace chimera::formats {

using markdown::Cell;
using markdown::LineNumber;

namespace {

constexpr std::size_t kMostClaims = 1000000;
constexpr std::size_t kMostText = std::size_t{64} << 20U;
constexpr std::size_t kLongestLabel = 200;
constexpr std::size_t kLongestRow = 400;

struct Line {
    std::size_t begin = 0;  // offsets in the text
    std::size_t end = 0;    // without LF
    std::uint32_t number = 0;
};

struct Region {
    std::size_t begin = 0;  // offsets in the line
    std::size_t end = 0;
};

class DocumentReader {
public:
    explicit DocumentReader(std::string_view text) : text_(text) {}
    void read(model::FileRecords& out);

private:
    std::string_view of(const Line& line) const {
        return text_.substr(line.begin, line.end - line.begin);
    }
    std::optional<Line> line_after(const Line& line) const;
    bool skip_block(const Line& line);
    void skip_front_matter(Line& line);
    void read_line(const Line& line, const std::vector<Cell>& header);
    void read_row(const Line& line, const std::vector<Cell>& cells);
    void read_prose(const Line& line, Region region);
    void read_heading(const Line& line, Region region);
    void read_sentences(const Line& line, Region region);
    void open_block(const Line& line, Region region);
    void open_heading(std::size_t level, std::string heading);
    void emit(const Line& line, const LineNumber& number, model::ClaimedNumber claim);
    std::vector<LineNumber> numbers_in(Region region) const;

    std::string_view text_;
    std::vector<model::ClaimedNumber> claims_;
    std::size_t text_kept_ = 0;
    bool full_ = false;

    std::string fence_;  // what closes the open fence, e.g. "```"
    bool in_comment_ = false;
    std::string heading_;
    std::string section_;
    std::vector<std::pair<std::size_t, std::string>> open_;  // headings around a place, by level
    std::vector<std::string> columns_;  // headings of the open table; empty outside of one
    std::vector<LineNumber> numbers_;   // of the line at hand
    markdown::SentenceCursor cursor_;
};

}  // namespace

static std::string label(std::string_view text, std::size_t most) {
    return std::string(utf8_prefix(text, most));
}

std::optional<Line> DocumentReader::line_after(const Line& line) const {
    Line next;
    next.begin = line.number == 0 ? 0 : line.end + 1;
    if (next.begin >= text_.size()) return std::nullopt;
    next.end = std::min(text_.find('\n', next.begin), text_.size());
    next.number = line.number + 1;
    return next;
}

// Where "## " begins inside a line: the flattened headings of documents that lost their line ends.
static std::size_t inner_heading(std::string_view line, std::size_t from) {
    for (std::size_t at = from;; ++at) {
        at = line.find(" ##", at);
        if (at == std::string_view::npos) return at;
        std::size_t end = at + 1;
        while (end < line.size() && line[end] == '#') ++end;
        if (end - at <= 7 && end + 1 < line.size() && line[end] == ' ') return at + 1;
    }
}

static bool is_heading(std::string_view text) {
    const auto level = text.find_first_not_of('#');
    return level != std::string_view::npos && level >= 1 && level <= 6 && text[level] == ' ';
}

static bool is_list_item(std::string_view text) {
    if (text.size() < 2) return false;
    if (std::string_view("-*+").find(text[0]) != std::string_view::npos) return text[1] == ' ';
    std::size_t end = 0;
    while (end < text.size() && is_digit(text[end])) ++end;
    return end > 0 && end < 10 && end + 1 < text.size() && (text[end] == '.' || text[end] == ')') &&
           text[end + 1] == ' ';
}

// Whether this line goes on with the paragraph above it.
static bool continues_paragraph(std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || is_heading(text) || is_list_item(text)) return false;
    if (text[0] == '>' || text.find('|') != std::string_view::npos) return false;
    if (text.starts_with("```") || text.starts_with("~~~") || text.starts_with("<!--"))
        return false;
    return text.find_first_not_of("-=*_ ") != std::string_view::npos &&
           inner_heading(line, 0) == std::string_view::npos;
}

std::vector<LineNumber> DocumentReader::numbers_in(Region region) const {
    const auto first = std::lower_bound(
        numbers_.begin(), numbers_.end(), region.begin,
        [](const LineNumber& number, std::size_t place) { return number.begin < place; });
    const auto last = std::lower_bound(
        first, numbers_.end(), region.end,
        [](const LineNumber& number, std::size_t place) { return number.begin < place; });
    return {first, last};
}

// "~0.12", "<200", "102+", "102-104": no exact statement.
static bool is_rough(std::string_view line, const LineNumber& number) {
    std::string_view before = line.substr(0, number.begin);
    before.remove_suffix(before.size() - (before.find_last_not_of(" *`(") + 1));
    for (const std::string_view mark :
         {"~", "<", ">", "=<", "\xE2\x89\x88", "\xE2\x89\xA4", "\xE2\x89\xA5", "\xE2\x88\xBC"}) {
        if (before.ends_with(mark)) return true;
    }
    const std::string word =
        lower(before.substr(before.size() - std::min<std::size_t>(before.size(), 14)));
    for (const std::string_view mark :
         {"about", "around", "approximately", "roughly", "nearly", "almost", "over", "under",
          "above", "below", "than", "least", "most", "up to", "approx", "approx.", "ca.",
          "circa"}) {
        const std::size_t size = mark.size();
        if (word.ends_with(mark) &&
            (word.size() == size || !is_alpha(word[word.size() - size - 1])))
            return true;
    }
    const auto joins = [&](std::size_t at) {
        return at + 1 < line.size() && line[at] == '-' && is_digit(line[at + 1]);
    };
    const bool ends_range = before.size() > 1 && before.size() == number.begin &&
                            before.back() == '-' && is_digit(before[before.size() - 2]);
    const bool open_end = number.end < line.size() && line[number.end] == '+';
    return joins(number.end) || ends_range || open_end;
}

// `#` to `######` at its beginning.
static std::size_t heading_level(std::string_view text) {
    return std::min(text.find_first_not_of('#'), text.size());
}

void DocumentReader::open_heading(std::size_t level, std::string heading) {
    while (!open_.empty() && open_.back().first >= level) open_.pop_back();
    section_.clear();
    for (auto at = open_.rbegin(); at != open_.rend(); ++at) {
        section_ += (section_.empty() ? "" : " < ") + at->second;
    }
    section_ = label(section_, kLongestRow);
    heading_ = heading;
    open_.emplace_back(level, std::move(heading));
}

void DocumentReader::emit(const Line& line, const LineNumber& number, model::ClaimedNumber claim) {
    if (full_) return;
    claim.line = line.number;
    claim.nth = number.nth;
    claim.raw = of(line).substr(number.begin, number.end - number.begin);
    claim.value = number.value;
    claim.decimals = number.decimals;
    claim.rough = is_rough(of(line), number);
    claim.heading = heading_;
    claim.section = section_;
    text_kept_ += claim.section.size() + claim.heading.size() + claim.row.size() +
                  claim.column.size() + claim.sentence.size();
    full_ = claims_.size() >= kMostClaims || text_kept_ > kMostText;
    if (!full_) claims_.push_back(std::move(claim));
}

// A number may be shown as code if its cell is nothing else, or if it has a unit.
static bool counts_in_prose(const LineNumber& number) {
    return !number.alone_in_code || !number.unit.empty();
}

void DocumentReader::open_block(const Line& line, Region region) {
    std::size_t end = line.begin + region.end;
    if (line.begin + region.end == line.end) {
        Line last = line;
        while (auto next = line_after(last)) {
            if (!continues_paragraph(of(*next))) break;
            last = *next;
            end = last.end;
        }
    }
    cursor_ = markdown::SentenceCursor(text_, line.begin + region.begin, end);
}

void DocumentReader::read_sentences(const Line& line, Region region) {
    if (!cursor_.holds(line.begin + region.begin)) open_block(line, region);
    for (const LineNumber& number : numbers_in(region)) {
        if (!counts_in_prose(number) || full_) continue;
        model::ClaimedNumber claim;
        claim.unit = number.unit;
        claim.sentence = cursor_.around(line.begin + number.begin);
        emit(line, number, std::move(claim));
    }
}

// "# Title", with what was flattened behind " - " read as prose.
void DocumentReader::read_heading(const Line& line, Region region) {
    const std::string_view all = of(line).substr(0, region.end);
    std::size_t text = all.find_first_not_of('#', region.begin);
    if (text == std::string_view::npos) text = region.end;
    std::string heading = label(trim(all.substr(text)), kLongestLabel);
    while (heading.ends_with('#')) heading.pop_back();
    open_heading(heading_level(trim(all.substr(region.begin))), std::move(heading));
    const std::size_t dash = std::min(all.find(" - ", text), region.end);
    for (const LineNumber& number : numbers_in({text, dash})) {
        if (number.unit.empty()) continue;
        model::ClaimedNumber claim;
        claim.unit = number.unit;
        claim.sentence = label(trim(all.substr(text, dash - text)), markdown::kLongestSentence);
        emit(line, number, std::move(claim));
    }
    if (dash < region.end) {
        cursor_ = markdown::SentenceCursor(text_, line.begin + dash + 3, line.begin + region.end);
        read_sentences(line, {dash + 3, region.end});
    }
}

// A part of a line outside of tables: prose, and headings that were flattened into it.
void DocumentReader::read_prose(const Line& line, Region region) {
    const std::string_view all = of(line).substr(0, region.end);
    std::size_t at = region.begin;
    while (at < region.end) {
        const std::size_t text = std::min(all.find_first_not_of(" \t\r", at), region.end);
        if (text == region.end) return;
        const bool heading = is_heading(all.substr(text));
        const std::size_t next = std::min(inner_heading(all, text), region.end);
        if (heading) {
            read_heading(line, {text, next});
        } else {
            read_sentences(line, {at, next});
        }
        at = next;
    }
}

static bool begins_with_number(std::string_view line, Cell cell,
                               const std::vector<LineNumber>& numbers) {
    if (numbers.empty()) return false;
    constexpr std::string_view kLead =
        " \t*_`~<>=$(\xE2\x89\x88\xE2\x89\xA4\xE2\x89\xA5\xC2\xB1\xE2\x88\xBC";
    const auto lead = line.substr(cell.begin, numbers.front().begin - cell.begin);
    return lead.find_first_not_of(kLead) == std::string_view::npos;
}

static bool is_spread(std::string_view line, std::size_t begin) {
    const std::string_view before = trim(line.substr(0, begin).substr(begin > 8 ? begin - 8 : 0));
    return before.ends_with("\xC2\xB1") || before.ends_with("+/-") || before.ends_with("+-");
}

void DocumentReader::read_row(const Line& line, const std::vector<Cell>& cells) {
    const std::string_view all = of(line);
    std::vector<std::vector<LineNumber>> found;
    std::vector<bool> numeric;
    std::string row;
    for (const Cell& cell : cells) {
        found.push_back(numbers_in({cell.begin, cell.end}));
        numeric.push_back(begins_with_number(all, cell, found.back()));
        if (numeric.back() || row.size() > kLongestRow) continue;
        const std::string text = markdown::cell_text(all.substr(cell.begin, cell.end - cell.begin));
        if (text.empty() || text == "-") continue;
        if (!row.empty()) row += " | ";
        row += label(text, kLongestRow);
    }
    row = label(row, kLongestRow);
    for (std::size_t c = 0; c < cells.size(); ++c) {
        for (std::size_t i = 0; i < found[c].size() && !full_; ++i) {
            const LineNumber& number = found[c][i];
            if (!numeric[c] && !counts_in_prose(number)) continue;
            const bool spread = is_spread(all, number.begin);
            model::ClaimedNumber claim;
            claim.unit = number.unit;
            if (claim.unit.empty() && numeric[c] && (i == 0 || spread)) {
                claim.unit = bracketed_unit(columns_[c]);
            }
            claim.column = spread ? columns_[c] + " \xC2\xB1" : columns_[c];
            claim.row = row;
            emit(line, number, std::move(claim));
        }
    }
}

void DocumentReader::read_line(const Line& line, const std::vector<Cell>& header) {
    const std::string_view all = of(line);
    std::size_t end = all.size();
    if (!header.empty()) {
        end = header.front().begin;
        if (end > 0) --end;
    }
    numbers_ = markdown::scan_numbers(all);
    std::size_t begin = 0;
    if (!columns_.empty()) {
        const markdown::RowCells row = markdown::row_cells(all.substr(0, end), columns_.size());
        if (row.cells.empty()) {
            columns_.clear();
        } else {
            read_row(line, row.cells);
            begin = row.rest;
        }
    }
    read_prose(line, {begin, end});
    if (header.empty()) return;
    columns_.clear();
    for (const Cell& cell : header) {
        const std::string text = markdown::cell_text(all.substr(cell.begin, cell.end - cell.begin));
        columns_.push_back(label(text, kLongestLabel));
    }
}

// Fenced code and comment blocks; true if the line belongs to one.
bool DocumentReader::skip_block(const Line& line) {
    const std::string_view text = trim(of(line));
    if (!fence_.empty()) {
        const bool closes =
            text.starts_with(fence_) && text.find_first_not_of(fence_[0]) == std::string_view::npos;
        if (closes) fence_.clear();
        return true;
    }
    if (in_comment_) {
        in_comment_ = text.find("-->") == std::string_view::npos;
        return true;
    }
    if (text.starts_with("```") || text.starts_with("~~~")) {
        const std::size_t length = std::min(text.find_first_not_of(text[0]), text.size());
        const bool inline_code = text.find('`', length) != std::string_view::npos;
        if (text[0] == '`' && inline_code) return false;
        fence_ = std::string(length, text[0]);
        return true;
    }
    if (text.starts_with("<!--")) {
        in_comment_ = text.find("-->") == std::string_view::npos;
        return in_comment_;
    }
    return false;
}

// YAML between two lines of "---" at the very top.
void DocumentReader::skip_front_matter(Line& line) {
    if (trim(of(line)) != "---") return;
    Line at = line;
    constexpr std::uint32_t kMostLines = 500;
    while (auto next = line_after(at)) {
        at = *next;
        if (trim(of(at)) == "---") {
            line = at;
            return;
        }
        if (at.number > kMostLines) return;
    }
}

void DocumentReader::read(model::FileRecords& out) {
    Line line;
    auto next = line_after(line);
    if (next) skip_front_matter(*next);
    while (next && !full_) {
        line = *next;
        next = line_after(line);
        if (skip_block(line)) {
            columns_.clear();
            continue;
        }
        std::vector<Cell> header;
        if (next && of(line).find('|') != std::string_view::npos) {
            const std::size_t columns = markdown::rule_columns(of(*next));
            if (columns > 0) header = markdown::header_cells(of(line), columns);
        }
        const bool underlined = next && trim(of(*next)).starts_with("===") &&
                                trim(of(*next)).find_first_not_of('=') == std::string_view::npos;
        if (underlined && !trim(of(line)).empty()) {
            open_heading(1, label(trim(of(line)), kLongestLabel));
        }
        read_line(line, header);
        if (!header.empty()) {
            line = *next;
            next = line_after(line);
        }
    }
    if (full_) {
        out.rejects.push_back(
            {fmt::format("line={}", line.number),
             "more numbers than are read from one document; the rest is left out"});
    }
    out.claims = std::move(claims_);
}

Result<model::FileRecords> read_markdown(std::string_view bytes, unsigned /*jobs*/) {
    TRY_ASSIGN(const DecodedText decoded, decode_text(bytes));
    model::FileRecords out;
    out.format = "markdown";
    out.dialect = model::Dialect{"", decoded.encoding, 0, 0};
    DocumentReader(decoded.text()).read(out);
    out.values = out.claims.size();
    return out;
}

}  // namespace chimera::formats
