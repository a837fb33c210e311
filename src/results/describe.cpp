// SPDX-License-Identifier: Apache-2.0
// What the rows of a run and the objects around them say of it: names, settings, the machine.
#include <algorithm>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "model/scope.h"
#include "results/rows.h"

namespace chimera::results {

using model::Column;
using model::Meaning;
using model::Table;

// Longer texts are prompts and lists, not characteristics.
static constexpr std::size_t kLongestValue = 200;

// A column of texts may hold numbers; alone they would have been read as such.
Scalar scalar_of(std::string_view text, const Shown& shown) {
    if (text == "true") return true;
    if (text == "false") return false;
    const auto number = parse_double(text);
    if (number && shortest(*number) == text) return *number;
    return shown(text);
}

// What a column says of these rows: one value, or how its values lie.
static std::optional<Characteristic> characteristic(const Column& column, const Rows& rows,
                                                    const Shown& shown) {
    constexpr std::size_t kMostDistinct = 65'536;
    std::set<double> numbers;
    std::set<std::string_view> texts;
    bool is_long = false;
    for (const std::uint32_t row : rows) {
        if (const double number = column.number(row); model::present(number)) {
            if (numbers.size() < kMostDistinct) numbers.insert(number);
            continue;
        }
        const std::string_view text = column.texts.text(row);
        if (text.empty()) {
            is_long = is_long || column.texts.has(row);
            continue;
        }
        texts.insert(text);
        is_long = is_long || text.size() > kLongestValue;
    }
    if (numbers.empty() && texts.empty()) return std::nullopt;
    if (!is_long && numbers.size() + texts.size() == 1) {
        if (texts.empty()) return Scalar(*numbers.begin());
        return scalar_of(*texts.begin(), shown);
    }
    Range range;
    range.distinct = numbers.size() + texts.size();
    if (texts.empty()) {
        range.minimum = *numbers.begin();
        range.maximum = *numbers.rbegin();
    }
    return range;
}

// The last part of the name, unless another field has it: "settings/num_ctx" is num_ctx.
template <typename Value>
static void put(std::map<std::string, Value>& into, std::string_view name, const Value& value) {
    const auto plain = [](std::string_view pointer) {
        return replace_all(replace_all(std::string(pointer), "~1", "/"), "~0", "~");
    };
    const std::string key = plain(last_segment(name));
    if (key.empty()) return;
    const auto [at, fresh] = into.emplace(key, value);
    if (fresh || at->second == value) return;
    if (name.starts_with('/')) name.remove_prefix(1);
    into.emplace(plain(name), value);
}

// "gpu_name" and "environment/gpu" are the gpu of a machine, "ram_gb" its memory.
static std::string hardware_key(std::string_view name) {
    const std::string last = lower(last_segment(name));
    const auto is_one_of = [&](std::initializer_list<std::string_view> names) {
        return std::find(names.begin(), names.end(), last) != names.end();
    };
    if (is_one_of({"cpu", "cpu_info", "cpu_model", "cpu_name", "processor", "chip"})) return "cpu";
    if (is_one_of({"gpu", "gpu_name", "gpu_info", "gpu_model", "gpu_type", "accelerator",
                   "device_name"})) {
        return "gpu";
    }
    if (is_one_of({"ram", "ram_gb", "ram_total", "memory_total", "total_memory", "mem_total"})) {
        return "ram";
    }
    return {};
}

static bool is_of_the_machine(std::string_view name) {
    const std::string last = lower(last_segment(name));
    return last.starts_with("gpu") || last.starts_with("cpu") || last.starts_with("num_gpu") ||
           last.starts_with("num_cpu") || last.starts_with("vram") || last == "cores" ||
           last == "compute_capability" || last.starts_with("device_attribute");
}

static void put_hardware(Run& run, std::string_view name, const Scalar& value) {
    const std::string key = hardware_key(name);
    if (!key.empty() && run.hardware.emplace(key, value).second) return;
    if (!key.empty() && run.hardware.at(key) == value) return;
    put(is_of_the_machine(name) ? run.hardware : run.environment, name, value);
}

static void put_by_meaning(Run& run, Meaning meaning, std::string_view name,
                           const Characteristic& value) {
    if (meaning == Meaning::kInput) {
        put(run.input, name, value);
        return;
    }
    const auto* one = std::get_if<Scalar>(&value);
    if (one == nullptr) return;
    if (meaning == Meaning::kVariant) put(run.variant, name, *one);
    if (meaning == Meaning::kParameter) put(run.parameters, name, *one);
    if (meaning == Meaning::kHardware) put_hardware(run, name, *one);
}

static void add_columns(const TableRows& of, const Shown& shown, Run& run) {
    for (const Column& column : of.table.columns) {
        const Meaning meaning = column.reading.meaning;
        if (meaning == Meaning::kTime && !of.rows.empty() && !run.provenance.first_time) {
            const std::string_view first = column.texts.text(of.rows.front());
            const std::string_view last = column.texts.text(of.rows.back());
            if (!first.empty()) run.provenance.first_time = std::string(first);
            if (!last.empty()) run.provenance.last_time = std::string(last);
        }
        const bool is_setting = meaning == Meaning::kVariant || meaning == Meaning::kParameter ||
                                meaning == Meaning::kHardware || meaning == Meaning::kInput;
        if (!is_setting) continue;
        if (const auto value = characteristic(column, of.rows, shown)) {
            put_by_meaning(run, meaning, column.name, *value);
        }
    }
}

static void add_context(const TableRows& of, const Shown& shown, Run& run) {
    for (const model::Context& around : of.table.context) {
        if (around.text.empty() || around.text.size() > kLongestValue) continue;
        const std::string_view name = std::string_view(around.pointer).substr(1);
        const Meaning meaning = model::read_column(name, "").meaning;
        const Scalar value =
            model::present(around.number) ? Scalar(around.number) : scalar_of(around.text, shown);
        put_by_meaning(run, meaning, name, value);
        const bool says_experiment = last_segment(name) == "experiment_id";
        if (says_experiment && run.experiment_id.empty()) {
            run.experiment_id = shown(around.text);
            run.provenance.stated_by["experiment_id"] = "json field";
        }
    }
}

// Where a name comes from, in words.
static std::string origin_of(const model::Binding& binding) {
    if (binding.config) return "config";
    if (!binding.column.empty()) return "column";
    if (!binding.pointer.empty()) return "json field";
    if (binding.source) return "sibling file";
    return "file name";
}

static std::optional<std::string> scoped(const TableRows& of, const char* key, const Shown& shown) {
    const std::string_view value =
        model::scope_value(of.records, of.table, key, of.rows.empty() ? 0 : of.rows.front());
    if (value.empty()) return std::nullopt;
    return shown(value);
}

static void add_names(const TableRows& of, const Shown& shown, Run& run) {
    const model::Source& source = of.records.sources[of.table.source];
    const auto origin = [&](const char* key, const char* of_what) {
        const auto bound = source.bind.find(key);
        if (bound != source.bind.end()) {
            run.provenance.stated_by.emplace(of_what, origin_of(bound->second));
        }
    };
    run.model_name = scoped(of, "model", shown);
    if (run.model_name) origin("model", "model_name");
    run.suite = scoped(of, "suite", shown);
    if (run.suite) origin("suite", "suite");
    for (const char* key : {"variant", "backend"}) {
        if (const auto value = scoped(of, key, shown)) run.variant.emplace(key, *value);
    }
    const Column* stated = of.table.find("experiment_id");
    if (stated != nullptr && !of.rows.empty() && stated->texts.has(of.rows.front())) {
        run.experiment_id = shown(stated->texts.text(of.rows.front()));
        run.provenance.stated_by["experiment_id"] = "column";
    }
    if (!run.experiment_id.empty()) return;
    run.experiment_id = run.suite.value_or(source.path);
    if (const auto one = scoped(of, "run", shown)) run.experiment_id += "/" + *one;
    run.provenance.stated_by["experiment_id"] =
        run.suite ? run.provenance.stated_by["suite"] : "file name";
}

static void add_status(const TableRows& of, const Shown& shown, Run& run) {
    std::size_t failed = 0;
    auto failure = of.table.failed.begin();
    for (const std::uint32_t row : of.rows) {
        while (failure != of.table.failed.end() && failure->row < row) ++failure;
        if (failure == of.table.failed.end() || failure->row != row) continue;
        ++failed;
        ++run.status.reasons[shown(failure->why)];
    }
    // A row of aggregates is no measurement that could be counted as one.
    if (holds_aggregates(of.table) && failed == 0) return;
    run.status.ok = of.rows.size() - failed;
    run.status.failed = failed;
}

static void add_producer(const model::Source& source, Run& run) {
    if (!source.produced_by) return;
    run.provenance.producer.name = source.produced_by->tool;
    if (!source.produced_by->version.empty()) {
        run.provenance.producer.version = source.produced_by->version;
    }
}

Run describe_run(const TableRows& of, const Shown& shown) {
    Run run;
    const model::Source& source = of.records.sources[of.table.source];
    run.provenance.source = source.path;
    run.provenance.sha256 = source.sha256;
    run.provenance.format = source.format;
    add_producer(source, run);
    run.provenance.at = locate_rows(of.table, of.rows);
    add_columns(of, shown, run);
    add_context(of, shown, run);
    add_names(of, shown, run);
    add_status(of, shown, run);
    return run;
}

}  // namespace chimera::results
