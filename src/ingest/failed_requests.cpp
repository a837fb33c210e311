// SPDX-License-Identifier: Apache-2.0
#include "ingest/failed_requests.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "core/text.h"
#include "model/dictionary.h"
#include "model/locator.h"

namespace chimera::ingest {

using model::Column;
using model::FailedRequests;
using model::Table;
using producers::Failures;

static void add_reason(FailedRequests& to, const std::string& why, std::size_t times = 1) {
    const auto known = std::find_if(to.reasons.begin(), to.reasons.end(),
                                    [&](const auto& reason) { return reason.why == why; });
    const auto n = static_cast<double>(times);
    if (known != to.reasons.end()) {
        known->n += n;
    } else {
        to.reasons.push_back({why, n, {}, {}});
    }
}

static void take_list(const Table& table, const model::TextList& list, FailedRequests& out) {
    std::vector<std::size_t> counts(list.texts.size());
    for (const std::uint32_t code : list.codes) ++counts[code];
    for (std::size_t i = 0; i < list.texts.size(); ++i) {
        if (!trim(list.texts[i]).empty() && counts[i] > 0)
            add_reason(out, list.texts[i], counts[i]);
    }
    out.requests += list.codes.size();
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        const std::uint64_t n = list.offsets[row + 1] - list.offsets[row];
        const std::string place = model::locate_row(table, row) + "/" + list.name + "/";
        if (n > 0) out.at.push_back(n == 1 ? place + "0" : fmt::format("{}[0-{}]", place, n - 1));
    }
}

// {"errors": ["", "timed out"]}
static void take_texts(std::vector<Table>& tables, FailedRequests& out) {
    out.field = out.list;
    out.all = true;
    for (Table& table : tables) {
        for (const model::TextList& list : table.text_lists) {
            if (last_segment(list.name) == out.list) take_list(table, list, out);
        }
        // Joined, they would read as an error of the whole run.
        std::erase_if(table.columns, [&](const Column& column) {
            return last_segment(column.name) == out.list && column.numbers.empty();
        });
    }
}

static bool stands_under(const Table& table, std::string_view key) {
    return last_segment(table.base) == key && table.rows_are == model::RowsAre::kJsonElements;
}

static const Column* error_column(const Table& table, const producers::Producer& tool) {
    const auto found =
        std::find_if(table.columns.begin(), table.columns.end(), [&](const Column& column) {
            return !column.texts.empty() &&
                   model::read_column(column.name, "", tool.terms).meaning ==
                       model::Meaning::kError;
        });
    return found == table.columns.end() ? nullptr : &*found;
}

// {"failed_requests": [{"index": 3, "error": "timed out"}]}
static void take_rows(std::vector<Table>& tables, const producers::Producer& tool,
                      FailedRequests& out) {
    for (const Table& table : tables) {
        if (!stands_under(table, out.list)) continue;
        const Column* column = error_column(table, tool);
        if (column == nullptr) continue;
        model::Rows rows;
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            if (!column->texts.has(row)) continue;
            rows.push_back(row);
            add_reason(out, std::string(column->texts.text(row)));
        }
        out.field = column->name;
        out.requests += rows.size();
        for (std::string& at : model::locate(table, *column, rows)) out.at.push_back(std::move(at));
    }
    std::erase_if(tables, [&](const Table& table) { return stands_under(table, out.list); });
}

// What says most of why: a message, else a type, else any text beside the count.
static const Column* reason_column(const Table& table, std::uint32_t row) {
    const Column* best = nullptr;
    int rank = 3;
    for (const Column& column : table.columns) {
        if (!column.texts.has(row) || trim(column.texts.text(row)).empty()) continue;
        const std::string leaf = lower(last_segment(column.name));
        const int own = leaf == "message" ? 0 : leaf == "type" ? 1 : 2;
        if (own >= rank) continue;
        rank = own;
        best = &column;
    }
    return best;
}

static void take_counted_rows(const Table& table, FailedRequests& out) {
    for (const Column& counts : table.columns) {
        if (last_segment(counts.name) != "count") continue;
        for (std::uint32_t row = 0; row < table.rows; ++row) {
            const double n = counts.number(row);
            const Column* why = reason_column(table, row);
            if (!model::present(n) || n <= 0 || why == nullptr) continue;
            out.reasons.push_back({std::string(why->texts.text(row)), n,
                                   model::locate_cell(table, counts, row), why->name});
        }
    }
}

// Of {"200": 180, "503": 20} the first is no failure.
static bool is_good_status(std::string_view key) {
    return key.size() == 3 && std::all_of(key.begin(), key.end(), is_digit) && key[0] < '4';
}

// {"by_label": {"TimeoutError": 2}}
static void take_counted_fields(Table& table, FailedRequests& out) {
    const auto is_count = [&](const Column& column) {
        const std::string_view leaf = last_segment(column.name);
        const std::string_view name = column.name;
        const std::size_t above = name.size() - leaf.size();
        return above > 0 && !column.numbers.empty() &&
               last_segment(name.substr(0, above - 1)) == out.list;
    };
    for (const Column& column : table.columns) {
        if (!is_count(column)) continue;
        const std::string key = model::unescape_pointer(last_segment(column.name));
        for (std::uint32_t row = 0; row < table.rows && !is_good_status(key); ++row) {
            const double n = column.number(row);
            if (!model::present(n) || n <= 0) continue;
            out.reasons.push_back({key, n, model::locate_cell(table, column, row), {}});
        }
    }
    std::erase_if(table.columns, is_count);
}

void take_failed_requests(model::FileRecords& records, const producers::Producer& tool) {
    for (const Failures& failures : tool.failures) {
        FailedRequests out{.list = std::string(failures.under)};
        switch (failures.are) {
            case Failures::Are::kTextOfEach: take_texts(records.tables, out); break;
            case Failures::Are::kRows: take_rows(records.tables, tool, out); break;
            case Failures::Are::kCounted:
                for (Table& table : records.tables) {
                    if (stands_under(table, out.list)) take_counted_rows(table, out);
                    take_counted_fields(table, out);
                }
                std::erase_if(records.tables,
                              [&](const Table& table) { return stands_under(table, out.list); });
        }
        if (!out.reasons.empty()) records.failed_requests.push_back(std::move(out));
    }
    std::erase_if(records.tables,
                  [](const Table& table) { return table.columns.empty() && table.lists.empty(); });
}

}  // namespace chimera::ingest
