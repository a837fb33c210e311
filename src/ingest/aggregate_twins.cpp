// SPDX-License-Identifier: Apache-2.0
// Aggregates that two files of one folder state of one run, one of them in text: LoadGen's detailed
// log and its summary. The one that writes them more precisely counts.
#include <algorithm>
#include <cmath>
#include <map>
#include <string_view>
#include <tuple>

#include "ingest/twins.h"

namespace chimera::ingest {

using model::Column;
using model::Table;

namespace {

using Stated = std::map<std::tuple<std::string, model::Statistic, double>, const Column*>;

struct Entry {
    Table* table = nullptr;
    std::string_view folder;
    Stated stated;
};

}  // namespace

static Stated stated_by(const Table& table) {
    Stated out;
    for (const Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        if (reading.meaning != model::Meaning::kMetric || !reading.metric ||
            !reading.metric->registered || column.numbers.empty()) {
            continue;
        }
        out.try_emplace({reading.metric->id, reading.statistic, reading.p}, &column);
    }
    return out;
}

static bool agree(const Column& a, const Column& b, std::size_t rows) {
    const auto half = [](const Column& column) {
        return 0.5 * std::pow(10.0, -column.decimals) * std::abs(column.reading.scale);
    };
    const double tolerance = std::max(half(a), half(b)) * (1 + 1e-9);
    for (std::size_t row = 0; row < rows; ++row) {
        const double x = a.number(row) * a.reading.scale;
        const double y = b.number(row) * b.reading.scale;
        if (model::present(x) != model::present(y)) return false;
        if (model::present(x) && std::abs(x - y) > tolerance + 1e-12 * std::abs(x)) return false;
    }
    return true;
}

// Three figures at least, each the same in both where both state it, and most of the fewer.
static bool are_twins(const Entry& a, const Entry& b) {
    const bool text = a.table->is_text() || b.table->is_text();
    if (!text || a.folder != b.folder || a.table->rows != b.table->rows ||
        a.table->source == b.table->source) {
        return false;
    }
    constexpr std::size_t kFewest = 3;
    std::size_t common = 0;
    for (const auto& [what, column] : a.stated) {
        const auto other = b.stated.find(what);
        if (other == b.stated.end()) continue;
        if (!agree(*column, *other->second, a.table->rows)) return false;
        ++common;
    }
    return common >= kFewest && 2 * common >= std::min(a.stated.size(), b.stated.size());
}

static std::string_view folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

void find_aggregate_twins(model::RecordSet& records) {
    std::map<std::string_view, std::vector<Entry>> by_folder;
    for (Table& table : records.tables) {
        const model::Source& source = records.sources[table.source];
        if (table.counts_twice || source.duplicate_of || table.rows == 0) continue;
        Entry entry{&table, folder_of(source.path), stated_by(table)};
        constexpr std::size_t kFewest = 3;
        if (entry.stated.size() >= kFewest) by_folder[entry.folder].push_back(std::move(entry));
    }
    // A folder of very many files holds one run each, and is no place for pairs.
    constexpr std::size_t kMostInFolder = 256;
    for (auto& [folder, entries] : by_folder) {
        if (entries.size() > kMostInFolder) continue;
        for (std::size_t i = 0; i < entries.size(); ++i) {
            for (std::size_t k = i + 1; k < entries.size(); ++k) {
                if (entries[i].table->counts_twice || entries[k].table->counts_twice) continue;
                if (!are_twins(entries[i], entries[k])) continue;
                const auto worth = [](const Entry& entry) {
                    double decimals = 0;
                    for (const auto& [what, column] : entry.stated) decimals += column->decimals;
                    const auto size = static_cast<double>(entry.stated.size());
                    return std::tuple(entry.table->role == model::Role::kRaw, decimals / size,
                                      size);
                };
                const bool first = worth(entries[i]) >= worth(entries[k]);
                Table& kept = first ? *entries[i].table : *entries[k].table;
                Table& twin = first ? *entries[k].table : *entries[i].table;
                twin.counts_twice = true;
                model::Source& source = records.sources[twin.source];
                if (!source.twin_of) source.twin_of = kept.source;
            }
        }
    }
}

}  // namespace chimera::ingest
