// SPDX-License-Identifier: Apache-2.0
#include "results/run_json.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

// 25.0 is written as 25: both are the same number, and readers of either get the same.
static Json number_json(double number) {
    constexpr double kExact = 9007199254740992;  // 2^53
    if (number == std::floor(number) && std::fabs(number) < kExact) {
        return static_cast<std::int64_t>(number);
    }
    return number;
}

static Json scalar_json(const Scalar& value) {
    if (const auto* number = std::get_if<double>(&value)) return number_json(*number);
    if (const auto* truth = std::get_if<bool>(&value)) return *truth;
    return std::get<std::string>(value);
}

namespace {

// Builds one document; remembers the pointers of what is null.
struct Writer {
    Json missing = Json::array();

    Json absent(const std::string& pointer) {
        missing.push_back(pointer);
        return nullptr;
    }
    Json text(const std::string& pointer, const std::optional<std::string>& value) {
        return value && !value->empty() ? Json(*value) : absent(pointer);
    }
    Json count(const std::string& pointer, const std::optional<std::size_t>& value) {
        return value ? Json(*value) : absent(pointer);
    }
    Json scalars(const std::string& pointer, const Scalars& values) {
        if (values.empty()) return absent(pointer);
        Json out = Json::object();
        for (const auto& [name, value] : values) out[name] = scalar_json(value);
        return out;
    }
    Json places(const std::string& pointer, const std::vector<std::string>& at) {
        return at.empty() ? absent(pointer) : Json(at);
    }
    Json hardware(const Run& run);
    Json input(const Run& run);
    Json metric(const RunMetric& metric);
    Json provenance(const Provenance& provenance);
};

}  // namespace

Json Writer::hardware(const Run& run) {
    Json out = Json::object();
    for (const char* key : {"cpu", "gpu", "ram"}) {
        const auto at = run.hardware.find(key);
        out[key] = at == run.hardware.end() ? absent(std::string("/hardware/") + key)
                                            : scalar_json(at->second);
    }
    for (const auto& [name, value] : run.hardware) {
        if (!out.contains(name)) out[name] = scalar_json(value);
    }
    return out;
}

Json Writer::input(const Run& run) {
    if (run.input.empty()) return absent("/input_characteristics");
    Json out = Json::object();
    for (const auto& [name, value] : run.input) {
        if (const auto* one = std::get_if<Scalar>(&value)) {
            out[name] = scalar_json(*one);
            continue;
        }
        const Range& range = std::get<Range>(value);
        Json entry = Json::object();
        if (range.minimum) entry["min"] = number_json(*range.minimum);
        if (range.maximum) entry["max"] = number_json(*range.maximum);
        entry["distinct"] = range.distinct;
        out[name] = std::move(entry);
    }
    return out;
}

static Json statistics_json(const Statistics& statistics) {
    Json out = Json::object();
    for (const auto& [name, value] : statistics) out[name] = number_json(value);
    return out;
}

static std::string escaped(const std::string& key) {
    return replace_all(replace_all(key, "~", "~0"), "/", "~1");
}

Json Writer::metric(const RunMetric& metric) {
    const std::string pointer = "/metrics/" + escaped(metric.id);
    Json out = Json::object();
    out["unit"] = metric.unit;
    out["definition"] = {{"id", metric.id},
                         {"text", text(pointer + "/definition/text", metric.definition)}};
    out["class"] = metric.is_measured ? "measured" : "summary";
    out["n"] = count(pointer + "/n", metric.n);
    for (const auto& [name, value] : metric.statistics) {
        out[name] = number_json(value);
        if (name != "sd") continue;
        out["spread"] = text(pointer + "/spread", metric.spread);
    }
    if (!metric.stated.empty()) out["stated"] = statistics_json(metric.stated);
    if (!metric.at.empty()) out["at"] = metric.at;
    return out;
}

Json Writer::provenance(const Provenance& provenance) {
    Json out = Json::object();
    out["source"] = text("/provenance/source", provenance.source);
    out["sha256"] = text("/provenance/sha256", provenance.sha256);
    out["at"] = places("/provenance/at", provenance.at);
    out["format"] = text("/provenance/format", provenance.format);
    out["producer"] = {
        {"name", text("/provenance/producer/name", provenance.producer.name)},
        {"version", text("/provenance/producer/version", provenance.producer.version)}};
    if (!provenance.stated_by.empty()) out["stated_by"] = provenance.stated_by;
    if (provenance.first_time) out["time"]["first"] = *provenance.first_time;
    if (provenance.last_time) out["time"]["last"] = *provenance.last_time;
    return out;
}

static Json status_json(Writer& writer, const StatusCounts& status) {
    Json out = Json::object();
    out["ok"] = writer.count("/status/ok", status.ok);
    out["failed"] = writer.count("/status/failed", status.failed);
    if (!status.reasons.empty()) out["reasons"] = status.reasons;
    return out;
}

Json run_json(const Run& run, Samples samples) {
    Writer writer;
    Json out = Json::object();
    out["schema"] = kResultSchema;
    out["experiment_id"] = run.experiment_id;
    out["model_name"] = writer.text("/model_name", run.model_name);
    out["variant"] = writer.scalars("/variant", run.variant);
    out["suite"] = writer.text("/suite", run.suite);
    out["hardware"] = writer.hardware(run);
    out["input_characteristics"] = writer.input(run);
    out["parameters"] = writer.scalars("/parameters", run.parameters);
    out["metrics"] = Json::object();
    for (const RunMetric& metric : run.metrics) out["metrics"][metric.id] = writer.metric(metric);
    out["status"] = status_json(writer, run.status);
    out["environment"] = writer.scalars("/environment", run.environment);
    out["provenance"] = writer.provenance(run.provenance);
    out["missing"] = std::move(writer.missing);
    if (samples == Samples::kLeftOut) return out;
    Json lists = Json::object();
    for (const RunMetric& metric : run.metrics) {
        if (metric.samples.empty()) continue;
        Json& list = lists[metric.id] = Json::array();
        for (const double value : metric.samples) list.push_back(number_json(value));
    }
    if (!lists.empty()) out["samples"] = std::move(lists);
    return out;
}

// Run by run, so that the tree of a large folder never stands in memory.
std::string runs_document(std::span<const Run> runs, Samples samples) {
    std::string out = std::string("{\n\"schema\": \"") + kResultSchema + "\",\n\"runs\": [";
    for (const Run& run : runs) {
        out += &run == runs.data() ? "\n" : ",\n";
        out += pretty(run_json(run, samples));
        out.pop_back();
    }
    return out + "\n]\n}\n";
}

std::string compact(const Json& document) {
    return document.dump(-1, ' ', false, Json::error_handler_t::replace);
}

// On one line, with a blank behind each comma and colon.
static std::string line_of(const Json& item) {
    if (!item.is_structured()) return compact(item);
    std::string out;
    for (const auto& [key, value] : item.items()) {
        out += out.empty() ? "" : ", ";
        if (item.is_object()) out += compact(Json(key)) + ": ";
        out += line_of(value);
    }
    return item.is_object() ? "{" + out + "}" : "[" + out + "]";
}

static void write_pretty(const Json& item, std::size_t depth, std::string& out) {
    constexpr std::size_t kLineWidth = 92;
    const bool is_flat = std::none_of(item.begin(), item.end(),
                                      [](const Json& each) { return each.is_structured(); });
    if (!item.is_structured() || item.empty()) {
        out += compact(item);
        return;
    }
    if (is_flat && (item.is_array() || item.size() <= 4)) {
        const std::string line = line_of(item);
        // A long list of numbers is easier to bear in one line than in a thousand.
        if (item.is_array() || line.size() + 2 * depth < kLineWidth) {
            out += line;
            return;
        }
    }
    const std::string indent(2 * (depth + 1), ' ');
    char before = item.is_object() ? '{' : '[';
    for (const auto& [key, value] : item.items()) {
        out += before;
        out += '\n' + indent;
        if (item.is_object()) out += compact(Json(key)) + ": ";
        write_pretty(value, depth + 1, out);
        before = ',';
    }
    out += '\n' + std::string(2 * depth, ' ') + (item.is_object() ? '}' : ']');
}

std::string pretty(const Json& document) {
    std::string out;
    write_pretty(document, 0, out);
    return out + '\n';
}

}  // namespace chimera::results
