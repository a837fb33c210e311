// SPDX-License-Identifier: Apache-2.0
#include "formats/markdown/table_lines.h"

#include <algorithm>

#include "core/text.h"

namespace chimera::formats::markdown {

static bool is_pipe(std::string_view line, std::size_t at) {
    return line[at] == '|' && (at == 0 || line[at - 1] != '\\');
}

std::size_t rule_columns(std::string_view line) {
    line = trim(line);
    if (line.find('|') == std::string_view::npos || line.find('-') == std::string_view::npos)
        return 0;
    if (line.find_first_not_of("|-: \t") != std::string_view::npos) return 0;
    if (line.front() == '|') line.remove_prefix(1);
    if (!line.empty() && line.back() == '|') line.remove_suffix(1);
    std::size_t columns = 0;
    for (std::string_view cell : split(line, '|')) {
        cell = trim(cell);
        if (cell.starts_with(':')) cell.remove_prefix(1);
        if (cell.ends_with(':')) cell.remove_suffix(1);
        if (cell.empty() || cell.find_first_not_of('-') != std::string_view::npos) return 0;
        ++columns;
    }
    return columns;
}

std::vector<Cell> header_cells(std::string_view line, std::size_t columns) {
    std::size_t end = line.size();
    const auto is_blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (end > 0 && is_blank(line[end - 1])) --end;
    if (end > 0 && is_pipe(line, end - 1)) --end;
    std::vector<Cell> cells;
    std::size_t at = end;
    while (cells.size() < columns) {
        while (at > 0 && !is_pipe(line, at - 1)) --at;
        cells.push_back({at, end});
        if (at == 0) break;
        end = --at;
    }
    if (cells.size() < columns) return {};
    std::reverse(cells.begin(), cells.end());
    return cells;
}

RowCells row_cells(std::string_view line, std::size_t columns) {
    RowCells row;
    std::size_t at = line.find_first_not_of(" \t");
    if (at == std::string_view::npos || line.find('|') == std::string_view::npos) return row;
    if (line[at] == '|') ++at;
    while (row.cells.size() < columns && at <= line.size()) {
        std::size_t end = at;
        while (end < line.size() && !is_pipe(line, end)) ++end;
        if (end == line.size() && trim(line.substr(at)).empty()) break;
        row.cells.push_back({at, end});
        at = end + 1;
    }
    row.rest = std::min(at, line.size());
    return row;
}

std::string cell_text(std::string_view raw) {
    std::string_view text = trim(raw);
    for (bool again = true; again;) {
        again = false;
        for (const std::string_view mark : {"**", "__", "`", "*", "~~"}) {
            if (text.size() < 2 * mark.size() || !text.starts_with(mark) || !text.ends_with(mark))
                continue;
            const auto inside = text.substr(mark.size(), text.size() - 2 * mark.size());
            if (inside.find(mark) != std::string_view::npos) continue;
            text = trim(inside);
            again = true;
        }
    }
    std::string out = replace_all(std::string(text), "\\|", "|");
    out = replace_all(std::move(out), "**", "");
    return replace_all(std::move(out), "`", "");
}

}  // namespace chimera::formats::markdown
