// SPDX-License-Identifier: Apache-2.0
#include "ingest/bindings.h"

#include <algorithm>
#include <array>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "ingest/key_bindings.h"
#include "model/scope.h"

namespace chimera::ingest {

using model::Binding;
using model::Meaning;
using model::RowsAre;
using model::Source;
using model::Table;

// Bindings beside model, suite and run; a tool that lists hundreds of settings does not get
// hundreds.
static constexpr std::size_t kMostBindings = 32;
static constexpr std::size_t kLongestValue = 200;
static constexpr std::size_t kMostModels = 256;
// Settings deeper than this are about some part of a tool: "/config/spec/backend/api_routes/x".
static constexpr std::size_t kDeepestSetting = 3;

namespace {

// A field that says the key: of the rows (column) or of one object (pointer).
struct Candidate {
    std::string name;      // column name, or pointer
    std::string value;     // pointer only
    std::size_t rank = 0;  // how plainly the name says it; 0 is best
    bool column = false;
};

struct Readings {
    const Config& config;
    ReadingCache& cache;

    model::Reading of(std::string_view pointer) const {
        if (auto configured = configured_reading(config, pointer, "").reading) return *configured;
        return cache.read(pointer, "");
    }
};

}  // namespace

std::vector<std::span<Table>> tables_by_source(model::RecordSet& records) {
    std::vector<std::span<Table>> out(records.sources.size());
    for (std::size_t begin = 0; begin < records.tables.size();) {
        std::size_t end = begin;
        const model::SourceIndex source = records.tables[begin].source;
        while (end < records.tables.size() && records.tables[end].source == source) ++end;
        out[source] = std::span(records.tables).subspan(begin, end - begin);
        begin = end;
    }
    return out;
}

static std::size_t rank_of(Meaning meaning, std::string_view name) {
    static constexpr std::array<std::string_view, 8> kModel = {
        "model", "model_name",     "model_id",   "model_tag",
        "llm",   "model_filename", "model_path", "base_model"};
    static constexpr std::array<std::string_view, 8> kSuite = {
        "suite", "benchmark_name", "benchmark", "test_name",
        "test",  "scenario",       "task",      "workload"};
    const std::string last = lower(last_segment(name));
    const auto& order = meaning == Meaning::kModel ? kModel : kSuite;
    const auto at =
        static_cast<std::size_t>(std::find(order.begin(), order.end(), last) - order.begin());
    // "model/name" is as plain as "model".
    return meaning == Meaning::kModel && last == "name" ? 0 : at;
}

static bool means(std::string_view name, const model::Reading& reading, Meaning meaning) {
    return meaning == Meaning::kModel ? names_model(name, reading) : reading.meaning == meaning;
}

// "c7820341f9d0", a UUID: tells runs apart but names nothing.
static bool is_hash(std::string_view text) {
    bool has_digit = false;
    for (const char c : text) {
        has_digit = has_digit || is_digit(c);
        const char low = ascii_lower(c);
        if (!is_digit(c) && c != '-' && (low < 'a' || low > 'f')) return false;
    }
    return has_digit && text.size() >= 8;
}

static void find_in_table(const Table& table, Meaning meaning, const Readings& readings,
                          std::vector<Candidate>& out) {
    for (const model::Column& column : table.columns) {
        if (column.reading.meaning != meaning) continue;
        const std::size_t rank = rank_of(meaning, column.name);
        if (table.rows_are != RowsAre::kJsonObject) {
            out.push_back({column.name, "", rank, true});
        } else if (!column.texts.text(0).empty() && !is_hash(column.texts.text(0))) {
            out.push_back(
                {table.base + "/" + column.name, std::string(column.texts.text(0)), rank, false});
        }
    }
    for (const model::Context& around : table.context) {
        if (around.text.empty() || around.pointer.empty() || is_hash(around.text)) continue;
        const std::string_view name = std::string_view(around.pointer).substr(1);
        if (!means(name, readings.of(name), meaning)) continue;
        out.push_back({around.pointer, around.text, rank_of(meaning, name), false});
    }
}

static std::size_t depth(std::string_view pointer) {
    return static_cast<std::size_t>(std::count(pointer.begin(), pointer.end(), '/'));
}

// Rows that say it themselves come before the document; else the outermost field says it.
static Binding choose(const std::vector<Candidate>& candidates) {
    const auto best = std::min_element(candidates.begin(), candidates.end(),
                                       [](const Candidate& a, const Candidate& b) {
                                           if (a.column != b.column) return a.column;
                                           if (a.rank != b.rank) return a.rank < b.rank;
                                           return !a.column && depth(a.name) < depth(b.name);
                                       });
    Binding binding;
    if (best->column) {
        binding.column = best->name;
        return binding;
    }
    const auto is_rival = [&](const Candidate& other) {
        return !other.column && other.name != best->name &&
               depth(other.name) == depth(best->name) &&
               last_segment(other.name) == last_segment(best->name) && other.value != best->value;
    };
    // /a/model and /b/model: each object names its own, as a column would.
    if (std::any_of(candidates.begin(), candidates.end(), is_rival)) {
        binding.column = last_segment(best->name);
        return binding;
    }
    const bool same =
        std::none_of(candidates.begin(), candidates.end(), [&](const Candidate& other) {
            return other.name == best->name && other.value != best->value;
        });
    binding.pointer = best->name;
    if (same) binding.value = best->value;
    return binding;
}

// A model called 7 has a name too: bound columns hold a text for each number.
static void write_texts(model::Column& column) {
    for (std::size_t row = 0; row < column.numbers.size(); ++row) {
        if (model::present(column.numbers[row]) && !column.texts.has(row)) {
            column.texts.set(row, shortest(column.numbers[row]));
        }
    }
}

static void bind_named(Source& source, std::span<Table> tables, Meaning meaning,
                       const Readings& readings) {
    std::vector<Candidate> candidates;
    for (const Table& table : tables) find_in_table(table, meaning, readings, candidates);
    if (candidates.empty()) return;
    Binding binding = choose(candidates);
    if (!binding.column.empty()) {
        std::set<std::string_view> values;
        bool everywhere = true;
        for (Table& table : tables) {
            for (model::Column& column : table.columns) {
                if (column.name != binding.column) continue;
                write_texts(column);
                for (const std::string_view value : column.texts.dictionary())
                    values.emplace(value);
                for (std::size_t row = 0; row < table.rows; ++row) {
                    everywhere = everywhere && column.texts.has(row);
                }
            }
        }
        if (everywhere && values.size() == 1) binding.value = *values.begin();
    }
    source.bind[meaning == Meaning::kModel ? "model" : "suite"] = std::move(binding);
}

static bool is_setting(Meaning meaning) {
    return meaning == Meaning::kVariant || meaning == Meaning::kParameter ||
           meaning == Meaning::kHardware;
}

static bool varies(const model::Column& column, std::size_t rows) {
    if (column.texts.dictionary().size() > 1) return true;
    double seen = model::kAbsent;
    for (std::size_t row = 0; row < rows && row < column.numbers.size(); ++row) {
        const double number = column.numbers[row];
        if (!model::present(number)) continue;
        if (model::present(seen) && number != seen) return true;
        seen = number;
    }
    return false;
}

static void bind_settings(Source& source, std::span<Table> tables, const Readings& readings) {
    const auto room = [&] { return source.bind.size() < kMostBindings; };
    for (const Table& table : tables) {
        if (table.role != model::Role::kRaw && table.role != model::Role::kSummary) continue;
        for (const model::Column& column : table.columns) {
            if (!is_setting(column.reading.meaning) || !varies(column, table.rows) || !room())
                continue;
            Binding binding;
            binding.column = column.name;
            source.bind.try_emplace(column.name, std::move(binding));
        }
    }
    for (const Table& table : tables) {
        for (const model::Context& around : table.context) {
            if (!room()) return;
            if (around.text.empty() || around.text.size() > kLongestValue ||
                depth(around.pointer) > kDeepestSetting) {
                continue;
            }
            const std::string key(last_segment(around.pointer));
            if (key.empty() || source.bind.contains(key)) continue;
            const std::string_view name = std::string_view(around.pointer).substr(1);
            if (!is_setting(readings.of(name).meaning)) continue;
            Binding binding;
            binding.pointer = around.pointer;
            binding.value = around.text;
            source.bind.emplace(key, std::move(binding));
        }
    }
}

void bind_own_fields(model::RecordSet& records, const Config& config, ReadingCache& cache) {
    const auto tables = tables_by_source(records);
    const Readings readings{config, cache};
    for (std::size_t i = 0; i < records.sources.size(); ++i) {
        Source& source = records.sources[i];
        if (source.duplicate_of || source.role == model::Role::kDocument) continue;
        bind_named(source, tables[i], Meaning::kModel, readings);
        bind_named(source, tables[i], Meaning::kSuite, readings);
        bind_keys(source, tables[i]);
        bind_settings(source, tables[i], readings);
    }
}

std::vector<std::string> models_of(const Source& source, std::span<const Table> tables) {
    const auto at = source.bind.find("model");
    if (at == source.bind.end()) return {};
    const Binding& binding = at->second;
    if (!binding.value.empty()) return {binding.value};
    std::vector<std::string> out;
    std::set<std::string_view> seen;
    const auto add = [&](std::string_view value) {
        if (!value.empty() && out.size() < kMostModels && seen.insert(value).second) {
            out.emplace_back(value);
        }
    };
    for (const Table& table : tables) {
        if (const model::Column* column = table.find(binding.column)) {
            for (const std::string_view value : column->texts.dictionary()) add(value);
        }
        for (const model::Context& around : table.context) {
            const bool same = binding.column.empty()
                                  ? around.pointer == binding.pointer
                                  : last_segment(around.pointer) == binding.column;
            if (same) add(around.text);
        }
    }
    return out;
}

}  // namespace chimera::ingest
