// SPDX-License-Identifier: Apache-2.0
// A sample inside a row, "ttft_samples_s": [0.21, 0.19, ...]: each list of measurements becomes a
// table of its own, an element a row, with what tells its owner from other rows beside it.
#include <algorithm>
#include <set>
#include <utility>

#include "core/decimal.h"
#include "ingest/bindings.h"
#include "model/locator.h"

namespace chimera::ingest {

using model::ListColumn;
using model::Meaning;
using model::RowsAre;
using model::Table;

// One list can be as long as a file of rows; what is copied beside its elements is bounded.
static constexpr std::size_t kMostCopies = 20'000'000;

static bool is_sample(const Table& table, const ListColumn& list) {
    const model::Reading& reading = list.reading;
    const bool measured = reading.meaning == Meaning::kMetric && reading.metric &&
                          reading.statistic == model::Statistic::kRaw;
    if (!measured) return false;
    // A row that states one value of the metric is a measurement itself.
    return std::none_of(table.columns.begin(), table.columns.end(), [&](const auto& column) {
        return column.reading.metric && column.reading.metric->id == reading.metric->id &&
               column.reading.statistic == model::Statistic::kRaw && !column.numbers.empty();
    });
}

static bool varies(const model::Column& column, std::size_t rows) {
    for (std::uint32_t row = 1; row < rows; ++row) {
        const double a = column.number(row);
        const double b = column.number(0);
        const bool same_number = a == b || (!model::present(a) && !model::present(b));
        if (!same_number || column.texts.text(row) != column.texts.text(0)) return true;
    }
    return false;
}

// What a series may be told apart or dated by.
static bool is_copied(const Table& table, const model::Column& column) {
    switch (column.reading.meaning) {
        case Meaning::kModel:
        case Meaning::kSuite:
        case Meaning::kTime: return true;
        case Meaning::kVariant:
        case Meaning::kParameter:
        case Meaning::kInput:
        case Meaning::kHardware:
        case Meaning::kIdentifier: return varies(column, table.rows);
        default: return false;
    }
}

static void copy_cell(const model::Column& from, std::uint32_t row, model::Column& to,
                      std::uint32_t at) {
    if (from.texts.has(row)) to.texts.set(at, from.texts.text(row));
    if (!model::present(from.number(row))) return;
    to.numbers.resize(at + std::size_t{1}, model::kAbsent);
    to.numbers[at] = from.number(row);
}

// Fields of the one object that holds the list stand around its elements.
static void add_context(const Table& owner, Table& out) {
    for (const model::Column& column : owner.columns) {
        model::Context around;
        around.pointer = owner.base + "/" + column.name;
        around.number = column.number(0);
        around.text = std::string(column.texts.text(0));
        if (around.text.empty() && model::present(around.number))
            around.text = shortest(around.number);
        if (!around.text.empty()) out.context.push_back(std::move(around));
    }
}

// Where every element is a measurement and nothing stands beside it, the table takes the values as
// they are: a list may hold most of what a big file says.
static void take_all(const Table& owner, ListColumn& list, Table& out) {
    out.rows = list.values.size();
    out.columns.front().numbers = std::exchange(list.values, {});
    out.owners.reserve(owner.rows);
    for (std::uint32_t row = 0; row + std::size_t{1} < list.offsets.size(); ++row) {
        out.owners.push_back(model::locate_row(owner, row));
    }
    out.owner_begin.assign(list.offsets.begin(), list.offsets.end());
}

static Table table_of(const Table& owner, ListColumn& list) {
    Table out;
    out.source = owner.source;
    out.document = owner.document;
    out.base = owner.base;
    out.context = owner.context;
    out.keys = owner.keys;
    out.only = owner.only;
    out.rows_are = RowsAre::kJsonNested;
    std::vector<const model::Column*> copied;
    if (owner.rows_are == RowsAre::kJsonObject) {
        add_context(owner, out);
    } else {
        for (const model::Column& column : owner.columns) {
            if (is_copied(owner, column)) copied.push_back(&column);
        }
    }
    if (list.values.size() * (copied.size() + 1) > kMostCopies) copied.clear();
    out.columns.resize(copied.size() + 1);
    model::Column& values = out.columns.front();
    values.name = list.name;
    values.unit = list.unit;
    values.decimals = list.decimals;
    values.reading = list.reading;
    for (std::size_t c = 0; c < copied.size(); ++c) {
        out.columns[c + 1].name = copied[c]->name;
        out.columns[c + 1].reading = copied[c]->reading;
    }
    if (copied.empty() && owner.failed.empty() && owner.members.empty() &&
        std::all_of(list.values.begin(), list.values.end(), model::present)) {
        take_all(owner, list, out);
        return out;
    }
    bool whole = true;
    for (std::uint32_t row = 0; row + std::size_t{1} < list.offsets.size(); ++row) {
        if (owner.is_failed(row)) continue;
        out.owners.push_back(model::locate_row(owner, row));
        out.owner_begin.push_back(static_cast<std::uint32_t>(out.rows));
        for (std::uint64_t i = list.offsets[row]; i < list.offsets[row + 1]; ++i) {
            whole = whole && model::present(list.values[i]);
            if (!model::present(list.values[i])) continue;
            const auto at = static_cast<std::uint32_t>(out.rows++);
            out.row_ids.push_back(static_cast<std::uint32_t>(i - list.offsets[row]));
            values.numbers.push_back(list.values[i]);
            if (row < owner.members.size()) out.members.push_back(owner.members[row]);
            for (std::size_t c = 0; c < copied.size(); ++c)
                copy_cell(*copied[c], row, out.columns[c + 1], at);
        }
    }
    out.owner_begin.push_back(static_cast<std::uint32_t>(out.rows));
    if (whole) out.row_ids.clear();
    return out;
}

void expand_lists(model::RecordSet& records) {
    std::vector<Table> all;
    all.reserve(records.tables.size());
    for (Table& owner : records.tables) {
        std::vector<Table> samples;
        std::set<std::string> metrics;
        for (ListColumn& list : owner.lists) {
            const bool counts = owner.role == model::Role::kRaw && !owner.counts_twice;
            // Of two lists of one metric the first counts, as of two columns.
            if (!counts || !is_sample(owner, list)) continue;
            if (!metrics.insert(list.reading.metric->id).second) continue;
            Table made = table_of(owner, list);
            if (made.rows > 0) samples.push_back(std::move(made));
        }
        // Behind its owner, so that the tables stay in the order of their sources.
        all.push_back(std::move(owner));
        for (Table& made : samples) all.push_back(std::move(made));
    }
    records.tables = std::move(all);
}

}  // namespace chimera::ingest
