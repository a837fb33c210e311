// SPDX-License-Identifier: Apache-2.0
#include "model/locator.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "core/text.h"

namespace chimera::model {

std::string unescape_pointer(std::string_view segment) {
    return replace_all(replace_all(std::string(segment), "~1", "/"), "~0", "~");
}

std::string escape_pointer(std::string_view segment) {
    return replace_all(replace_all(std::string(segment), "~", "~0"), "/", "~1");
}

// "doc=2" in front of a pointer where the file holds several documents.
static std::string document_prefix(const Table& table) {
    return table.document == 0 ? std::string() : fmt::format("doc={}", table.document);
}

// Calls `emit(first, last)` for each maximal run of consecutive ids among the rows.
template <typename Emit>
static void runs_of(const Table& table, const Rows& rows, const Emit& emit) {
    for (std::size_t i = 0; i < rows.size();) {
        const std::uint32_t first = table.row_ids[rows[i]];
        std::uint32_t last = first;
        std::size_t next = i + 1;
        while (next < rows.size() && table.row_ids[rows[next]] == last + 1) {
            last = table.row_ids[rows[next++]];
        }
        emit(first, last);
        i = next;
    }
}

static std::vector<std::string> locate_csv(const Table& table, const Column& column,
                                           const Rows& rows) {
    std::string parts;
    runs_of(table, rows, [&](std::uint32_t first, std::uint32_t last) {
        parts += parts.empty() ? "cell=" : ";";
        parts += first == last
                     ? fmt::format("{},{}", first, column.position)
                     : fmt::format("{},{}-{},{}", first, column.position, last, column.position);
    });
    return {parts};
}

namespace {

// "line=7" and what stands behind it.
struct LinePlace {
    std::uint64_t line = 0;  // 0: the address begins with none
    std::string_view rest;
};

}  // namespace

static LinePlace line_place(std::string_view address) {
    constexpr std::string_view kLine = "line=";
    LinePlace out;
    if (!address.starts_with(kLine)) return out;
    const char* const end = address.data() + address.size();
    const auto read = std::from_chars(address.data() + kLine.size(), end, out.line);
    out.rest = std::string_view(read.ptr, static_cast<std::size_t>(end - read.ptr));
    return out;
}

static bool goes_on(const LinePlace& before, const LinePlace& here) {
    return before.line > 0 && here.line == before.line + 1 && here.rest == before.rest;
}

// Whole lists of neighbouring lines are one range of lines and one of indices, of which each line
// has as many as its list. Empty where the rows are other than that, or of few lists.
static std::vector<std::string> locate_lists(const Table& table, const Column& column,
                                             const Rows& rows) {
    constexpr std::uint32_t kFew = 64;
    std::vector<std::string> out;
    if (!table.row_ids.empty() || !rows.is_range()) return out;
    const std::uint32_t first = table.owner_of(rows.front());
    const std::uint32_t last = table.owner_of(rows.back());
    const bool whole = table.owner_begin[first] == rows.front() &&
                       table.owner_begin[last + 1] == rows.back() + std::size_t{1};
    if (!whole || last - first < kFew) return out;
    for (std::uint32_t owner = first; owner <= last;) {
        const LinePlace begin = line_place(table.owners[owner]);
        LinePlace end = begin;
        std::uint32_t longest = 0;
        std::uint32_t next = owner;
        do {
            end = line_place(table.owners[next]);
            longest = std::max(longest, table.owner_begin[next + 1] - table.owner_begin[next]);
            ++next;
        } while (next <= last && goes_on(end, line_place(table.owners[next])));
        if (begin.line == 0) return {};
        owner = next;
        if (longest == 0) continue;
        const std::string lines = begin.line == end.line
                                      ? fmt::format("{}", begin.line)
                                      : fmt::format("{}-{}", begin.line, end.line);
        out.push_back(fmt::format("line={}{}/{}{}[0-{}]", lines, begin.rest, column.name,
                                  column.name.empty() ? "" : "/", longest - 1));
    }
    return out;
}

// Elements of each owner's list, neighbours together; a field of an owner once.
static std::vector<std::string> locate_nested(const Table& table, const Column& column,
                                              const Rows& rows) {
    const bool is_list = &column == &table.columns.front();
    std::vector<std::string> out;
    if (is_list) out = locate_lists(table, column, rows);
    if (!out.empty()) return out;
    for (std::size_t i = 0; i < rows.size();) {
        const std::uint32_t owner = table.owner_of(rows[i]);
        const std::uint32_t first = table.element_of(rows[i]);
        std::uint32_t last = first;
        std::size_t next = i + 1;
        for (; next < rows.size() && rows[next] < table.owner_begin[owner + 1]; ++next) {
            const std::uint32_t id = table.element_of(rows[next]);
            if (is_list && id != last + 1) break;
            last = id;
        }
        std::string at = table.owners[owner] + (column.name.empty() ? "" : "/") + column.name;
        if (is_list)
            at += first == last ? fmt::format("/{}", first) : fmt::format("/[{}-{}]", first, last);
        out.push_back(std::move(at));
        i = next;
    }
    return out;
}

std::vector<std::string> locate(const Table& table, const Column& column, const Rows& rows) {
    std::vector<std::string> out;
    if (rows.empty()) return out;
    switch (table.rows_are) {
        case RowsAre::kCsvRecords: return locate_csv(table, column, rows);
        case RowsAre::kJsonElements:
            runs_of(table, rows, [&](std::uint32_t first, std::uint32_t last) {
                const auto index =
                    first == last ? fmt::format("{}", first) : fmt::format("[{}-{}]", first, last);
                out.push_back(fmt::format("{}{}/{}{}{}", document_prefix(table), table.base, index,
                                          column.name.empty() ? "" : "/", column.name));
            });
            return out;
        case RowsAre::kJsonSideBySide:
            runs_of(table, rows, [&](std::uint32_t first, std::uint32_t last) {
                const auto index =
                    first == last ? fmt::format("{}", first) : fmt::format("[{}-{}]", first, last);
                out.push_back(fmt::format("{}{}/{}/{}", document_prefix(table), table.base,
                                          column.name, index));
            });
            return out;
        case RowsAre::kJsonLines:
            runs_of(table, rows, [&](std::uint32_t first, std::uint32_t last) {
                const auto lines = first == last ? fmt::format("line={}", first)
                                                 : fmt::format("line={}-{}", first, last);
                out.push_back(fmt::format("{}{}/{}", lines, table.base, column.name));
            });
            return out;
        case RowsAre::kJsonNested: return locate_nested(table, column, rows);
        case RowsAre::kTextCells:
        case RowsAre::kJsonMembers:
        case RowsAre::kJsonObject:
            for (const std::uint32_t row : rows) out.push_back(locate_cell(table, column, row));
            return out;
    }
    return out;
}

std::string locate_cell(const Table& table, const Column& column, std::uint32_t row) {
    if (table.rows_are == RowsAre::kCsvRecords) {
        return fmt::format("cell={},{}", table.row_ids[row], column.position);
    }
    if (table.is_nested()) return locate_nested(table, column, Rows{row}).front();
    if (table.rows_are == RowsAre::kJsonSideBySide) {
        return fmt::format("{}{}/{}/{}", document_prefix(table), table.base, column.name,
                           table.row_ids[row]);
    }
    if (table.is_text()) return fmt::format("line={}{}", column.places[row].line, table.base);
    return locate_row(table, row) + (column.name.empty() ? "" : "/") + column.name;
}

std::string locate_row(const Table& table, std::uint32_t row) {
    switch (table.rows_are) {
        case RowsAre::kCsvRecords: {
            std::uint32_t last = 1;
            for (const Column& column : table.columns) last = std::max(last, column.position);
            return fmt::format("cell={},1-{},{}", table.row_ids[row], table.row_ids[row], last);
        }
        case RowsAre::kJsonElements:
            return fmt::format("{}{}/{}", document_prefix(table), table.base, table.row_ids[row]);
        // The row's cell in its first column stands for all of them.
        case RowsAre::kJsonSideBySide: return locate_cell(table, table.columns.front(), row);
        case RowsAre::kJsonMembers:
            return fmt::format("{}{}/{}", document_prefix(table), table.base,
                               escape_pointer(table.members[row]));
        case RowsAre::kJsonObject: return document_prefix(table) + table.base;
        case RowsAre::kJsonLines: return fmt::format("line={}{}", table.row_ids[row], table.base);
        case RowsAre::kJsonNested: return table.owners[table.owner_of(row)];
        case RowsAre::kTextCells: {
            const std::uint32_t first = table.row_ids[row];
            const std::uint32_t last = table.last_lines[row];
            return first == last ? fmt::format("line={}", first)
                                 : fmt::format("line={}-{}", first, last);
        }
    }
    return {};
}

std::vector<std::string> locate_list(const Table& table, const ListColumn& list,
                                     std::uint32_t row) {
    std::vector<std::string> out;
    const std::string prefix =
        locate_row(table, row) + "/" + list.name + (list.name.empty() ? "" : "/");
    const std::uint64_t begin = list.offsets[row];
    const std::uint64_t end = list.offsets[row + 1];
    for (std::uint64_t i = begin; i < end;) {
        if (!present(list.values[i])) {
            ++i;
            continue;
        }
        std::uint64_t last = i;
        while (last + 1 < end && present(list.values[last + 1])) ++last;
        out.push_back(prefix + (i == last ? fmt::format("{}", i - begin)
                                          : fmt::format("[{}-{}]", i - begin, last - begin)));
        i = last + 1;
    }
    return out;
}

}  // namespace chimera::model
