// SPDX-License-Identifier: Apache-2.0
#include "ingest/twins.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <optional>
#include <tuple>
#include <unordered_map>
#include <vector>

#include "core/clock.h"
#include "model/scope.h"

namespace chimera::ingest {

using model::Column;
using model::Meaning;
using model::Table;

// A table is compared with this many others of nearly the same mean at most: the nearest ones.
static constexpr std::size_t kMostCompared = 48;

namespace {

// A raw metric of a table over the rows that did not fail.
struct Measure {
    const Column* column = nullptr;
    double mean = 0;
    double half_unit =
        0;  // half a unit in the last place that the file writes, in the metric's unit
    bool varies = false;
};

struct Entry {
    Table* table = nullptr;
    std::vector<std::uint32_t> rows;                        // those that did not fail
    std::vector<std::pair<std::string, Measure>> measures;  // by metric id, ascending
    std::string model;                                      // where it is one for all rows
};

// Tables with equally many rows and a metric in common, by its mean: twins are neighbours there.
struct Neighbour {
    double mean = 0;
    std::size_t entry = 0;
};
using Neighbours = std::unordered_map<std::string, std::vector<Neighbour>>;

}  // namespace

static std::optional<Measure> measure(const Column& column,
                                      const std::vector<std::uint32_t>& rows) {
    const double scale = column.reading.scale;
    Measure out{&column, 0, 0.5 * std::pow(10.0, -column.decimals) * std::abs(scale), false};
    double sum = 0;
    double first = model::kAbsent;
    std::size_t count = 0;
    for (const std::uint32_t row : rows) {
        const double value = column.number(row) * scale;
        if (!model::present(value)) continue;
        if (count++ == 0) first = value;
        out.varies = out.varies || std::abs(value - first) > 4 * out.half_unit;
        sum += value;
    }
    if (count == 0) return std::nullopt;
    out.mean = sum / static_cast<double>(count);
    return out;
}

static Entry make_entry(const model::RecordSet& records, Table& table) {
    Entry entry;
    entry.table = &table;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        if (!table.is_failed(row)) entry.rows.push_back(row);
    }
    for (const Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        if (reading.meaning != Meaning::kMetric || !reading.metric || column.numbers.empty() ||
            reading.statistic != model::Statistic::kRaw) {
            continue;
        }
        if (const auto made = measure(column, entry.rows)) {
            entry.measures.emplace_back(reading.metric->id, *made);
        }
    }
    const auto by_id = [](const auto& a, const auto& b) { return a.first < b.first; };
    std::stable_sort(entry.measures.begin(), entry.measures.end(), by_id);
    // Two columns of one metric: which of them a twin would repeat is open, so the first counts.
    const auto same_id = [](const auto& a, const auto& b) { return a.first == b.first; };
    entry.measures.erase(std::unique(entry.measures.begin(), entry.measures.end(), same_id),
                         entry.measures.end());
    const auto reader = model::scope_reader(records, table, "model");
    const bool one = reader.column == nullptr || reader.column->texts.dictionary().size() == 1;
    if (one && !entry.rows.empty()) entry.model = reader.value(entry.rows.front());
    return entry;
}

static bool agree(const Entry& a, const Measure& in_a, const Entry& b, const Measure& in_b) {
    const double tolerance = std::max(in_a.half_unit, in_b.half_unit) * (1 + 1e-9);
    for (std::size_t i = 0; i < a.rows.size(); ++i) {
        const double x = in_a.column->number(a.rows[i]) * in_a.column->reading.scale;
        const double y = in_b.column->number(b.rows[i]) * in_b.column->reading.scale;
        if (model::present(x) != model::present(y)) return false;
        if (!model::present(x)) continue;
        // The relative term absorbs what scaling units does to the last bit.
        if (std::abs(x - y) > tolerance + 1e-12 * std::abs(x)) return false;
    }
    return true;
}

// A cell that both write differently though it should be the same: another time, another setting.
static bool cells_differ(const Column& a, std::uint32_t row_a, const Column& b,
                         std::uint32_t row_b) {
    const std::string_view text_a = a.texts.text(row_a);
    const std::string_view text_b = b.texts.text(row_b);
    if (!text_a.empty() && !text_b.empty()) {
        if (text_a == text_b) return false;
        const auto time_a = parse_time(text_a);
        const auto time_b = parse_time(text_b);
        return !time_a || !time_b || *time_a != *time_b;
    }
    const double x = a.number(row_a);
    const double y = b.number(row_b);
    if (!model::present(x) || !model::present(y)) return false;
    const double half = 0.5 * std::pow(10.0, -std::min(a.decimals, b.decimals));
    return std::abs(x - y) > half * (1 + 1e-9) + 1e-12 * std::abs(x);
}

// Two runs may well give the same counts; they differ in when they were, or with what.
static bool contradict(const Entry& a, const Entry& b) {
    constexpr std::array<Meaning, 5> kMustAgree = {
        Meaning::kTime, Meaning::kParameter, Meaning::kVariant, Meaning::kModel, Meaning::kSuite};
    for (const Column& in_a : a.table->columns) {
        const Meaning meaning = in_a.reading.meaning;
        if (std::find(kMustAgree.begin(), kMustAgree.end(), meaning) == kMustAgree.end()) continue;
        const Column* in_b = b.table->find(in_a.name);
        if (in_b == nullptr) continue;
        for (std::size_t i = 0; i < a.rows.size(); ++i) {
            if (cells_differ(in_a, a.rows[i], *in_b, b.rows[i])) return true;
        }
    }
    return false;
}

static bool are_twins(const Entry& a, const Entry& b) {
    if (a.table->source == b.table->source || a.rows.size() != b.rows.size()) return false;
    if (!a.model.empty() && !b.model.empty() && a.model != b.model) return false;
    std::size_t common = 0;
    std::size_t telling = 0;
    for (std::size_t i = 0, k = 0; i < a.measures.size() && k < b.measures.size();) {
        const auto& [id_a, in_a] = a.measures[i];
        const auto& [id_b, in_b] = b.measures[k];
        if (id_a != id_b) {
            ++(id_a < id_b ? i : k);
            continue;
        }
        if (!agree(a, in_a, b, in_b)) return false;
        ++common;
        const bool varies = in_a.varies && in_b.varies;
        telling += varies || (a.rows.size() == 1 && in_a.mean != 0) ? 1U : 0U;
        ++i;
        ++k;
    }
    const std::size_t needed = a.rows.size() == 1 ? 3 : 1;
    return telling >= needed && common * 2 >= a.measures.size() &&
           common * 2 >= b.measures.size() && !contradict(a, b);
}

static std::string key_of(const Entry& entry, const std::string& metric) {
    return metric + "\n" + std::to_string(entry.rows.size());
}

static Neighbours index(const std::vector<Entry>& entries) {
    Neighbours neighbours;
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (const auto& [metric, made] : entries[i].measures) {
            neighbours[key_of(entries[i], metric)].push_back({made.mean, i});
        }
    }
    for (auto& [key, list] : neighbours) {
        std::sort(list.begin(), list.end(), [](const Neighbour& a, const Neighbour& b) {
            return std::tie(a.mean, a.entry) < std::tie(b.mean, b.entry);
        });
    }
    return neighbours;
}

// The entries whose mean of one metric lies so near that the rows may agree, nearest first. Asked
// by the metric that leaves the fewest.
static std::vector<std::size_t> candidates(const Neighbours& neighbours, const Entry& entry,
                                           std::size_t self) {
    std::vector<Neighbour> best;
    bool any = false;
    for (const auto& [metric, made] : entry.measures) {
        const auto& list = neighbours.at(key_of(entry, metric));
        // The other side may be the coarser one: three significant digits are what we grant it.
        const double reach = std::max(made.half_unit, 1e-3 * std::abs(made.mean)) * (1 + 1e-9);
        const auto below = [](const Neighbour& n, double mean) { return n.mean < mean; };
        const auto low = std::lower_bound(list.begin(), list.end(), made.mean - reach, below);
        const auto high = std::lower_bound(low, list.end(), made.mean + reach, below);
        const auto size = static_cast<std::size_t>(high - low);
        if (any && size >= best.size()) continue;
        // Only those around the own place, or this copy would itself be quadratic.
        const auto own = std::lower_bound(low, high, made.mean, below);
        const auto half = static_cast<std::ptrdiff_t>(kMostCompared);
        const auto from = own - low > half ? own - half : low;
        const auto to = high - own > half ? own + half : high;
        best.assign(from, to);
        for (Neighbour& n : best) n.mean = std::abs(n.mean - made.mean);
        any = true;
    }
    std::sort(best.begin(), best.end(), [](const Neighbour& a, const Neighbour& b) {
        return std::tie(a.mean, a.entry) < std::tie(b.mean, b.entry);
    });
    std::vector<std::size_t> out;
    for (const Neighbour& n : best) {
        if (n.entry != self && out.size() < kMostCompared) out.push_back(n.entry);
    }
    return out;
}

// Higher is better: the writing that keeps the most, then the source that says the most.
static auto worth(const model::RecordSet& records, const Entry& entry,
                  const std::vector<std::size_t>& tables) {
    long decimals = 0;
    for (const auto& [metric, made] : entry.measures) {
        decimals -= std::lround(std::log10(std::max(made.half_unit, 1e-300)));
    }
    const model::Source& source = records.sources[entry.table->source];
    const auto bound = source.bind.find("model");
    const bool own_model = bound != source.bind.end() &&
                           (!bound->second.column.empty() || !bound->second.pointer.empty());
    // Precision a metric, so that a copy with more columns does not win by their number.
    const double precision =
        entry.measures.empty()
            ? 0
            : static_cast<double>(decimals) / static_cast<double>(entry.measures.size());
    return std::make_tuple(precision, own_model, tables[entry.table->source],
                           -static_cast<long>(entry.table->source));
}

static void mark(model::RecordSet& records, std::vector<Entry>& entries,
                 std::vector<std::vector<std::size_t>>& groups) {
    std::vector<std::size_t> tables(records.sources.size());
    for (const Table& table : records.tables) ++tables[table.source];
    for (const std::vector<std::size_t>& group : groups) {
        const std::size_t kept =
            *std::max_element(group.begin(), group.end(), [&](std::size_t a, std::size_t b) {
                return worth(records, entries[a], tables) < worth(records, entries[b], tables);
            });
        const model::SourceIndex original = entries[kept].table->source;
        for (const std::size_t i : group) {
            Table& table = *entries[i].table;
            if (i == kept || table.source == original) continue;
            table.counts_twice = true;
            model::Source& source = records.sources[table.source];
            if (!source.twin_of) source.twin_of = original;
        }
    }
}

void find_twins(model::RecordSet& records) {
    std::vector<Table*> tables;
    for (Table& table : records.tables) {
        const bool copy = records.sources[table.source].duplicate_of.has_value();
        if (table.role == model::Role::kRaw && !copy) tables.push_back(&table);
    }
    // A table alone has no twin, and may be a big one.
    if (tables.size() < 2) return;
    std::vector<Entry> entries;
    for (Table* const table : tables) {
        Entry entry = make_entry(records, *table);
        if (!entry.rows.empty() && !entry.measures.empty()) entries.push_back(std::move(entry));
    }
    const Neighbours neighbours = index(entries);
    std::vector<std::size_t> parent(entries.size());
    std::iota(parent.begin(), parent.end(), std::size_t{0});
    const auto root = [&](std::size_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    for (std::size_t i = 0; i < entries.size(); ++i) {
        for (const std::size_t other : candidates(neighbours, entries[i], i)) {
            const std::size_t a = root(i);
            const std::size_t b = root(other);
            if (a != b && are_twins(entries[i], entries[other])) {
                parent[std::max(a, b)] = std::min(a, b);
            }
        }
    }
    std::vector<std::vector<std::size_t>> by_root(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) by_root[root(i)].push_back(i);
    std::erase_if(by_root, [](const auto& group) { return group.size() < 2; });
    mark(records, entries, by_root);
}

}  // namespace chimera::ingest
