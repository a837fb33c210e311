// SPDX-License-Identifier: Apache-2.0
// Cells of text results, found anew in the raw lines.
#include <algorithm>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/csv_records.h"
#include "verify/failure_words.h"
#include "verify/source_file.h"

namespace chimera::verify {

const model::TextResult* SourceFile::text_result() {
    if (result_) return &*result_;
    const model::TextFormat* format = model::find_text_format(source_.format);
    if (format == nullptr) return nullptr;
    if (text_.empty()) text_ = to_utf8(bytes(), source_.encoding);
    std::string_view text = text_;
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return &result_.emplace(*format, text);
}

static const model::TextLine& taken_apart(const model::TextResult& result,
                                          std::map<std::uint32_t, model::TextLine>& known,
                                          std::uint32_t line) {
    const auto [found, fresh] = known.try_emplace(line);
    if (fresh) found->second = result.read(line);
    return found->second;
}

model::TextCell SourceFile::text_at(const Cell& cell) {
    return taken_apart(*text_result(), text_lines_, cell.row).cells[cell.column - 1];
}

std::optional<Cell> SourceFile::text_cell(const Cell& line, std::string_view raw,
                                          std::uint32_t nth) {
    const model::TextResult& result = *text_result();
    const std::string_view text = result.line(line.row);
    const auto& cells = taken_apart(result, text_lines_, line.row).cells;
    for (std::uint32_t i = 0; i < cells.size(); ++i) {
        if (text.substr(cells[i].begin, cells[i].size) != raw) continue;
        if (model::occurrence_of(text, raw, cells[i].begin) != nth) continue;
        return Cell{Cell::In::kText, line.row, i + 1};
    }
    return std::nullopt;
}

// The cells of the cell's row: of equal names in a run the first.
std::vector<Cell> SourceFile::text_row(const Cell& cell) {
    const model::TextResult& result = *text_result();
    const auto [first, last] = result.row_of(cell.row);
    if (first == 0) return {};
    const auto [known, fresh] = text_rows_.try_emplace(first);
    if (!fresh) return known->second;
    std::set<std::string> seen;
    for (std::uint32_t line = first; line <= last; ++line) {
        const auto& cells = taken_apart(result, text_lines_, line).cells;
        for (std::uint32_t i = 0; i < cells.size(); ++i) {
            if (seen.insert(cells[i].name).second) {
                known->second.push_back({Cell::In::kText, line, i + 1});
            }
        }
    }
    return known->second;
}

bool SourceFile::same_row(const Cell& a, const Cell& b) {
    if (a.in == Cell::In::kCsv) return a.row == b.row;
    if (a.in == Cell::In::kText) {
        return text_result() != nullptr &&
               text_result()->row_of(a.row) == text_result()->row_of(b.row);
    }
    return json().node(a.row).parent == json().node(b.row).parent;
}

std::vector<Cell> SourceFile::text_column(const std::vector<Cell>& cells, std::string& wrong) {
    const model::TextCell wanted = text_at(cells[0]);
    const auto same = [&](const Cell& cell) {
        const model::TextCell other = text_at(cell);
        return other.name == wanted.name && other.unit == wanted.unit;
    };
    if (!std::all_of(cells.begin(), cells.end(), same)) {
        wrong = "the cells are not of one column";
        return cells;
    }
    std::vector<Cell> out;
    for (const std::uint32_t start : text_result()->row_starts()) {
        for (const Cell& cell : text_row({Cell::In::kText, start, 0})) {
            if (same(cell)) out.push_back(cell);
        }
    }
    return out;
}

std::string SourceFile::text_says_failed(const Cell& cell) {
    for (const Cell& other : text_row(cell)) {
        const std::string name = failure_name(text_at(other).name);
        const std::string value = text(other);
        if (name.empty() || !tells_failure(name, value, is_decimal(value))) continue;
        return text_at(other).name + " is " + std::string(utf8_prefix(value, 80));
    }
    return {};
}

std::vector<std::string> SourceFile::text_values(std::string_view name) {
    std::vector<std::string> out;
    for (const std::uint32_t start : text_result()->row_starts()) {
        for (const Cell& cell : text_row({Cell::In::kText, start, 0})) {
            if (text_at(cell).name == name) out.push_back(text(cell));
        }
    }
    return out;
}

}  // namespace chimera::verify
