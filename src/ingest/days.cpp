// SPDX-License-Identifier: Apache-2.0
// When the rows of each source were taken.
#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "core/clock.h"
#include "core/text.h"
#include "ingest/bindings.h"
#include "ingest/path_name.h"

namespace chimera::ingest {

using model::Binding;
using model::Meaning;
using model::Table;

// A document or a model is created, updated and exported at other times than it is measured.
static bool tells_of_measuring(std::string_view name) {
    static constexpr std::array<std::string_view, 6> kOthers{"creat",   "updat",   "modif",
                                                             "generat", "schedul", "export"};
    const std::string last = lower(last_segment(name));
    return std::none_of(kOthers.begin(), kOthers.end(), [&](std::string_view other) {
        return last.find(other) != std::string::npos;
    });
}

// The days of a column; empty where a cell that is there tells none.
static std::set<std::string> days_of(const model::Column& column, std::size_t rows) {
    std::set<std::string> out;
    for (const std::string_view text : column.texts.dictionary()) {
        const auto time = parse_stamp(text);
        if (!time) return {};
        out.insert(date_of(*time));
    }
    double before = model::kAbsent;
    for (std::size_t row = 0; row < rows && row < column.numbers.size(); ++row) {
        const double number = column.numbers[row];
        if (!model::present(number) || number == before) continue;
        before = number;
        const auto time = parse_stamp(number);
        if (!time) return {};
        out.insert(date_of(*time));
    }
    return out;
}

namespace {

struct Found {
    Binding binding;
    std::set<std::string> days;
};

}  // namespace

static std::optional<Found> by_column(std::span<const Table> tables) {
    for (const Table& table : tables) {
        if (table.role != model::Role::kRaw) continue;
        for (const model::Column& column : table.columns) {
            if (column.reading.meaning != Meaning::kTime || !tells_of_measuring(column.name))
                continue;
            Found found;
            found.days = days_of(column, table.rows);
            found.binding.column = column.name;
            if (!found.days.empty()) return found;
        }
    }
    return std::nullopt;
}

// A field of the document itself: of what lies deeper nobody knows whose time it is.
static std::optional<Found> by_field(std::span<const Table> tables) {
    for (const Table& table : tables) {
        for (const model::Context& around : table.context) {
            const std::string_view pointer = around.pointer;
            if (pointer.size() < 2 || pointer.find('/', 1) != std::string_view::npos) continue;
            const std::string_view name = pointer.substr(1);
            if (model::read_column(name, "").meaning != Meaning::kTime) continue;
            const auto time = parse_stamp(around.text);
            if (!time || !tells_of_measuring(name)) continue;
            Found found;
            found.binding.pointer = around.pointer;
            found.binding.value = around.text;
            found.days = {date_of(*time)};
            return found;
        }
    }
    return std::nullopt;
}

// The stamp of a name as it stands there, or the date it begins with: "2025-10-02_19-18-24" is of
// that day, whatever the rest says.
static std::optional<std::string> date_in(std::string_view name) {
    const auto stamp = stamp_in(name);
    if (!stamp) return std::nullopt;
    constexpr std::size_t kDashed = 10;
    constexpr std::size_t kPlain = 8;
    for (const std::size_t length : {stamp->size(), kDashed, kPlain}) {
        std::string begin = stamp->substr(0, length);
        if (parse_stamp(begin)) return begin;
    }
    return std::nullopt;
}

static std::optional<Found> by_path(const std::string& path) {
    auto stamp = date_in(stem_of(path));
    for (auto folder = folder_of(path); !stamp && !folder.empty(); folder = folder_of(folder)) {
        stamp = date_in(last_segment(folder));
    }
    if (!stamp) return std::nullopt;
    Found found;
    found.binding.path = true;
    found.binding.value = *stamp;
    found.days = {date_of(*parse_stamp(*stamp))};
    return found;
}

void bind_days(model::RecordSet& records) {
    const auto tables = tables_by_source(records);
    std::vector<std::pair<std::size_t, Binding>> bindings;
    std::set<std::string> days;
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        const model::Source& source = records.sources[i];
        if (source.role != model::Role::kRaw) continue;
        auto found = by_column(tables[i]);
        if (!found) found = by_field(tables[i]);
        if (!found) found = by_path(source.path);
        if (!found) continue;
        days.insert(found->days.begin(), found->days.end());
        bindings.emplace_back(i, std::move(found->binding));
    }
    if (days.size() < 2) return;
    for (auto& [source, binding] : bindings) {
        records.sources[source].bind.emplace("day", std::move(binding));
    }
}

}  // namespace chimera::ingest
