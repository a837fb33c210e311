// SPDX-License-Identifier: Apache-2.0
#include "verify/document_text.h"

#include <algorithm>

#include "core/text.h"

namespace chimera::verify {

using Lines = std::vector<std::string_view>;

// So far up a heading, the head of a table or the beginning of a paragraph is looked for.
static constexpr std::size_t kMostLinesUp = 3000;
static constexpr std::size_t kMostParagraph = 40;
static constexpr std::size_t kLongestHeading = 400;

static std::size_t place_of(std::string_view line, std::string_view raw, std::uint32_t nth) {
    std::uint32_t seen = 0;
    const auto digit = [&](std::size_t i) { return i < line.size() && is_digit(line[i]); };
    const auto mark = [&](std::size_t i) {
        return i < line.size() && (line[i] == '.' || line[i] == ',');
    };
    for (auto at = line.find(raw); at != std::string_view::npos; at = line.find(raw, at + 1)) {
        const std::size_t end = at + raw.size();
        if ((at > 0 && digit(at - 1)) || digit(end)) continue;
        if (at > 1 && mark(at - 1) && digit(at - 2)) continue;
        if (mark(end) && digit(end + 1)) continue;
        if (++seen == nth) return at;
    }
    return std::string_view::npos;
}

static bool is_rule(std::string_view line) {
    line = trim(line);
    return line.find('|') != std::string_view::npos && line.find('-') != std::string_view::npos &&
           line.find_first_not_of("|-: \t") == std::string_view::npos;
}

static std::string plain_cell(std::string_view cell) {
    return replace_all(replace_all(std::string(trim(cell)), "**", ""), "`", "");
}

static std::vector<std::string> cells_in_line(std::string_view line) {
    line = trim(line);
    if (line.starts_with('|')) line.remove_prefix(1);
    if (line.ends_with('|')) line.remove_suffix(1);
    std::vector<std::string> out;
    std::string cell;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (line[i] == '|' && (i == 0 || line[i - 1] != '\\')) {
            out.push_back(plain_cell(cell));
            cell.clear();
        } else {
            cell += line[i];
        }
    }
    out.push_back(plain_cell(cell));
    return out;
}

static bool begins_with_number(std::string_view cell) {
    const auto at = cell.find_first_not_of(" *_`~<>=$(+-");
    return at != std::string_view::npos && (is_digit(cell[at]) || cell[at] == '.');
}

// The rule line of the table that the line belongs to; its own number where it belongs to none.
static std::size_t rule_above(const Lines& lines, std::size_t at) {
    for (std::size_t up = 1; up <= std::min(at, kMostLinesUp); ++up) {
        const std::string_view line = lines[at - up];
        if (is_rule(line)) return at - up;
        if (line.find('|') == std::string_view::npos) return at;
    }
    return at;
}

// One word of a cell may be a name; longer texts but the first are remarks.
static bool may_name(const std::vector<std::string>& cells, std::size_t i) {
    if (begins_with_number(cells[i]) && i > 0) return false;
    return i == 0 ||
           trim(cells[i].substr(0, cells[i].find('('))).find(' ') == std::string_view::npos;
}

// True if the number stands in a cell of a table; then zone and metric words are filled.
static bool read_table(const Lines& lines, std::size_t at, std::size_t place, Surroundings& out) {
    const std::size_t rule = rule_above(lines, at);
    if (rule == at || rule == 0) return false;
    const std::size_t columns = cells_in_line(lines[rule]).size();
    auto head = cells_in_line(lines[rule - 1]);
    if (head.size() < columns) return false;
    head.erase(head.begin(), head.end() - static_cast<std::ptrdiff_t>(columns));
    const auto cells = cells_in_line(lines[at]);
    // As many separators stand before the number as cells end before it.
    std::size_t column = 0;
    for (std::size_t i = 0; i < place; ++i) {
        const bool pipe = lines[at][i] == '|' && (i == 0 || lines[at][i - 1] != '\\');
        if (pipe && !trim(lines[at].substr(0, i)).empty()) ++column;
    }
    if (column >= columns || column >= cells.size()) return false;
    out.column = head[column];
    std::string zone;
    for (std::size_t i = 0; i < std::min(columns, cells.size()); ++i) {
        if (may_name(cells, i)) zone += cells[i].substr(0, cells[i].find('(')) + " | ";
    }
    for (std::size_t i = 0; i < std::min(columns, cells.size()) && out.row.empty(); ++i) {
        if (!cells[i].empty() && !begins_with_number(cells[i])) out.row = cells[i];
    }
    out.zones.push_back(zone + out.column);
    // Equal names left out: the row goes on with the first cell above that is none.
    for (std::size_t up = at; up > rule && cells[0].empty(); --up) {
        const auto above = cells_in_line(lines[up]);
        if (above[0].empty()) continue;
        out.zones.push_back(above[0]);
        break;
    }
    return true;
}

static bool starts_block(std::string_view line) {
    const std::string_view text = trim(line);
    if (text.empty() || text[0] == '#' || text.find('|') != std::string_view::npos) return true;
    if (text.size() > 1 && std::string_view("-*+").find(text[0]) != std::string_view::npos) {
        return text[1] == ' ';
    }
    const auto digits = text.find_first_not_of("0123456789");
    return digits != std::string_view::npos && digits > 0 && digits + 1 < text.size() &&
           (text[digits] == '.' || text[digits] == ')') && text[digits + 1] == ' ';
}

// A sentence ends at ". ", and so do headings on its line and, where a nested list lost its line
// ends (": - "), the items of that list.
static bool ends_sentence(const std::string& text, std::size_t at, bool flattened) {
    const auto next = [&](std::size_t i) { return at + i < text.size() ? text[at + i] : ' '; };
    if (text[at] == '.' || text[at] == '!' || text[at] == '?') return next(1) == ' ';
    if (text[at] != ' ') return false;
    return (flattened && next(1) == '-' && next(2) == ' ') || (next(1) == '#' && next(2) == '#');
}

static void read_prose(const Lines& lines, std::size_t at, std::size_t place, Surroundings& out) {
    std::size_t first = at;
    while (first > 0 && at - first < kMostParagraph && !starts_block(lines[first]) &&
           !starts_block(lines[first - 1])) {
        --first;
    }
    if (first > 0 && !starts_block(lines[first]) && starts_block(lines[first - 1])) {
        const std::string_view above = trim(lines[first - 1]);
        const bool item =
            !above.empty() && above[0] != '#' && above.find('|') == std::string_view::npos;
        if (item) --first;
    }
    std::string text;
    std::size_t own = 0;
    for (std::size_t i = first; i < lines.size() && i < at + kMostParagraph; ++i) {
        if (i > at && starts_block(lines[i])) break;
        if (i == at) own = text.size() + place;
        text += std::string(lines[i]) + ' ';
    }
    const bool flattened = text.find(": - ") != std::string::npos;
    std::size_t begin = own;
    while (begin > 0 && !ends_sentence(text, begin - 1, flattened)) --begin;
    std::size_t end = own;
    while (end < text.size() && !ends_sentence(text, end, flattened)) ++end;
    out.zones.push_back(text.substr(begin, end - begin));
    out.earlier = text.substr(0, begin);
    out.before = text.substr(begin, own - begin);
    out.behind = text.substr(own, end - own);
}

// The headings around a line, the nearest first, each of a higher rank than the one before.
static void read_headings(const Lines& lines, std::size_t at, std::size_t place,
                          Surroundings& out) {
    std::size_t rank = 7;
    bool fenced = false;
    for (std::size_t up = 0; up <= std::min(at, kMostLinesUp) && rank > 1; ++up) {
        const std::string_view whole = lines[at - up];
        const std::string_view line = up == 0 ? whole.substr(0, place) : whole;
        if (up > 0 && (trim(line).starts_with("```") || trim(line).starts_with("~~~"))) {
            fenced = !fenced;
        }
        if (fenced) continue;
        // Setext: the line above one of equals signs.
        const bool ruled =
            at - up + 1 < lines.size() && up > 0 && trim(lines[at - up + 1]).starts_with("===");
        if (ruled && !trim(line).empty()) {
            out.zones.emplace_back(trim(line));
            return;
        }
        // From the end: a line that lost its ends may hold several.
        std::size_t stop = whole.size();
        for (std::size_t i = line.size(); i-- > 0;) {
            const bool begins = line[i] == '#' && (i == 0 || line[i - 1] == ' ');
            if (!begins) continue;
            const auto text = line.find_first_not_of('#', i);
            if (text == std::string_view::npos || line[text] != ' ' || text - i > 6) continue;
            const bool inner = trim(line.substr(0, i)).empty() || text - i >= 2;
            if (!inner) continue;
            if (text - i < rank) {
                rank = text - i;
                out.zones.emplace_back(
                    trim(whole.substr(text, std::min(stop - text, kLongestHeading))));
            }
            stop = i;
        }
    }
}

static std::string unit_behind(std::string_view line, std::size_t at) {
    while (at < line.size() && (line[at] == ' ' || line[at] == '*' || line[at] == '`')) ++at;
    std::size_t end = at;
    while (end < line.size() &&
           std::string_view(" |,;()*`").find(line[end]) == std::string_view::npos) {
        ++end;
    }
    std::string out(line.substr(at, end - at));
    while (!out.empty() && (out.back() == '.' || out.back() == ':')) out.pop_back();
    return out;
}

Surroundings surroundings_of(SourceFile& file, std::uint32_t line, const std::string& raw,
                             std::uint32_t nth) {
    Surroundings out;
    const Lines& lines = file.lines();
    if (line == 0 || line > lines.size() || raw.empty()) return out;
    const std::size_t at = line - 1;
    const std::size_t place = place_of(lines[at], raw, nth);
    if (place == std::string_view::npos) return out;
    out.found = true;
    out.unit = unit_behind(lines[at], place + raw.size());
    if (!read_table(lines, at, place, out)) read_prose(lines, at, place, out);
    const std::size_t headings = out.zones.size();
    read_headings(lines, at, place, out);
    if (out.zones.size() > headings) out.heading = out.zones[headings];
    const std::string& path = file.source().path;
    const auto slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    out.zones.push_back(replace_all(name.substr(0, name.rfind('.')), "_", " "));
    // "Its median was ...": of what the paragraph began with.
    if (!out.earlier.empty()) out.zones.push_back(out.earlier);
    return out;
}

}  // namespace chimera::verify
