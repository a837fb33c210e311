// SPDX-License-Identifier: Apache-2.0
#include "model/meaning.h"

#include <algorithm>
#include <initializer_list>
#include <unordered_map>
#include <vector>

#include "core/text.h"

namespace chimera::model {

namespace {

struct MeaningRow {
    Meaning meaning;
    std::string_view names;
};

const MeaningRow kMeaningRows[] = {
#define MEANING(meaning, names) {Meaning::meaning, names},
#include "model/meaning_table.inc"
#undef MEANING
};

struct Pattern {
    std::string_view text;  // without its star
    bool at_end = false;    // the star stands in front: the text ends the name
    Meaning meaning = Meaning::kOther;
};

struct Names {
    std::unordered_map<std::string, Meaning> exact;
    std::vector<Pattern> patterns;
};

}  // namespace

static const Names& names() {
    static const Names table = [] {
        Names made;
        for (const MeaningRow& row : kMeaningRows) {
            for (std::string_view name : split(row.names, ' ')) {
                if (name.empty()) continue;
                if (name.front() == '*') {
                    made.patterns.push_back({name.substr(1), true, row.meaning});
                } else if (name.back() == '*') {
                    name.remove_suffix(1);
                    made.patterns.push_back({name, false, row.meaning});
                } else {
                    made.exact.emplace(name, row.meaning);
                }
            }
        }
        return made;
    }();
    return table;
}

std::optional<Meaning> exact_meaning(const std::string& name) {
    const auto found = names().exact.find(name);
    if (found == names().exact.end()) return std::nullopt;
    return found->second;
}

std::optional<Meaning> pattern_meaning(const std::string& name) {
    for (const Pattern& pattern : names().patterns) {
        if (name.size() <= pattern.text.size()) continue;
        if (pattern.at_end ? name.ends_with(pattern.text) : name.starts_with(pattern.text)) {
            return pattern.meaning;
        }
    }
    return std::nullopt;
}

static bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

static bool any_above(const ColumnName& name, std::initializer_list<std::string_view> wanted) {
    return std::any_of(name.segments.begin(), name.segments.end() - 1, [&](const Words& segment) {
        return is_one_of(join_words(segment), wanted);
    });
}

// Tools repeat their statistics for requests that failed or were cut off, for confidence bounds,
// for histograms, and once more per modality. None of that is a measurement of its own.
static bool is_set_aside(const ColumnName& name) {
    return any_above(name, {"errored",
                            "incomplete",
                            "failures",
                            "failed",
                            "cancelled",
                            "total",
                            "percentile_cis",
                            "mean_ci",
                            "confidence_interval",
                            "histogram",
                            "buckets",
                            "pdf",
                            "cdf",
                            "warmup_metrics",
                            "requests_made",
                            "request_totals",
                            "text",
                            "image",
                            "audio",
                            "video",
                            "tool_call"});
}

static bool is_telemetry_group(const ColumnName& name) {
    return any_above(name, {"telemetry", "telemetry_data", "gpu_telemetry", "system_metrics", "gpu",
                            "gpus", "system", "processes", "ollama_processes", "resources",
                            "resource_usage", "hardware_metrics"});
}

static bool is_hardware_group(const ColumnName& name) {
    return any_above(name, {"environment", "env", "hardware", "machine", "platform", "system_info",
                            "device_info", "host_info", "gpu_info", "cpu_info"});
}

static bool is_parameter_group(const ColumnName& name) {
    return any_above(name,
                     {"settings", "options", "config", "parameters", "params", "hyperparameters",
                      "input_config", "sampling", "sampling_params", "generation_config", "args",
                      "strategy", "model", "run_config", "model_config", "model_parameters"});
}

static bool keeps_its_meaning(Meaning meaning) {
    return meaning != Meaning::kParameter && meaning != Meaning::kOther;
}

std::optional<Meaning> context_meaning(const ColumnName& name) {
    const std::string leaf = join_words(name.segments.back());
    const std::optional<Meaning> own = exact_meaning(leaf);
    if (name.segments.size() == 1) return std::nullopt;
    if (own == Meaning::kPrivate || own == Meaning::kError) return own;
    if (any_above(name, {"error", "errors", "error_details", "exception"})) return Meaning::kError;
    if (is_telemetry_group(name)) {
        if (leaf == "name") {
            return any_above(name, {"gpu", "gpus"}) ? Meaning::kHardware : Meaning::kIdentifier;
        }
        const bool stays = own == Meaning::kTime || own == Meaning::kHardware ||
                           own == Meaning::kIdentifier || own == Meaning::kModel;
        if (stays) return own;
        const auto pattern = pattern_meaning(leaf);
        return pattern == Meaning::kTime ? Meaning::kTime : Meaning::kTelemetry;
    }
    if (is_hardware_group(name)) {
        const bool stays = own == Meaning::kTime || own == Meaning::kModel;
        return stays ? *own : Meaning::kHardware;
    }
    if (is_parameter_group(name)) {
        if (leaf == "name" && any_above(name, {"model"})) return Meaning::kModel;
        if (leaf == "name" && name.segments.size() == 2) return Meaning::kVariant;
        return own && keeps_its_meaning(*own) ? *own : Meaning::kParameter;
    }
    // The most frequent value, not a setting.
    if (leaf == "mode" && any_above(name, {"successful"})) return Meaning::kOther;
    if (is_set_aside(name)) return own ? *own : Meaning::kOther;
    return std::nullopt;
}

}  // namespace chimera::model
