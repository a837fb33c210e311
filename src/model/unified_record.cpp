// SPDX-License-Identifier: Apache-2.0
#include "model/unified_record.h"

#include <algorithm>
#include <cmath>

#include "core/decimal.h"
#include "model/locator.h"
#include "model/scope.h"

namespace chimera::model {

static Scalar number_as_written(double number, int decimals) {
    constexpr double kExact = 9007199254740992;  // 2^53
    const bool is_whole = decimals == 0 && number == std::floor(number);
    if (is_whole && std::fabs(number) < kExact) return static_cast<std::int64_t>(number);
    return number;
}

static std::optional<Scalar> cell_value(const Column& column, std::uint32_t row) {
    if (column.texts.has(row) && !column.texts.text(row).empty()) {
        return Scalar(std::string(column.texts.text(row)));
    }
    if (const double number = column.number(row); present(number)) {
        return number_as_written(number, column.decimals);
    }
    return std::nullopt;
}

// A time of 225.3 ms is 0.2253 s and no 0.22530000000000003.
static Scalar scaled(double number, const Column& column) {
    const double scale = column.reading.scale;
    if (scale == 1) return number_as_written(number, column.decimals);
    constexpr double kNoise = 1e-12;
    constexpr int kMostDigits = 15;
    const double value = number * scale;
    for (int digits = 0; digits <= kMostDigits; ++digits) {
        const auto rounded = parse_double(to_fixed(value, digits));
        if (rounded && std::fabs(*rounded - value) <= kNoise * std::fabs(value)) return *rounded;
    }
    return value;
}

static std::string text_of(const Scalar& value, const Column& column, const Table& table,
                           std::uint32_t row) {
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    return locate_cell(table, column, row);
}

static std::string metric_key(const Reading& reading) {
    if (reading.statistic == Statistic::kRaw) return reading.metric->id;
    return reading.metric->id + "." + statistic_name(reading.statistic, reading.p);
}

// Where the model of a source comes from, in words.
static std::optional<std::string> origin_of(const Binding& binding) {
    if (!binding.column.empty()) return "column";
    if (!binding.pointer.empty()) return "json field";
    if (binding.source) return "sibling file";
    if (binding.config) return "config";
    if (binding.path) return "file name";
    return std::nullopt;
}

static void place(UnifiedRecord& record, const Table& table, const Column& column,
                  std::uint32_t row) {
    const auto value = cell_value(column, row);
    if (!value) return;
    switch (column.reading.meaning) {
        case Meaning::kVariant: record.variant.emplace(column.name, *value); break;
        case Meaning::kHardware: record.hardware.emplace(column.name, *value); break;
        case Meaning::kInput: record.input.emplace(column.name, *value); break;
        case Meaning::kParameter: record.parameters.emplace(column.name, *value); break;
        case Meaning::kTime:
            if (!record.time) record.time = text_of(*value, column, table, row);
            break;
        case Meaning::kMetric: {
            const double number = column.number(row);
            if (!present(number) || !column.reading.metric) break;
            const Metric& metric = *column.reading.metric;
            MetricValue made{scaled(number, column),          metric.unit, metric.definition,
                             locate_cell(table, column, row), "",          1};
            if (table.is_text()) {
                made.raw = column.places[row].raw;
                made.nth = column.places[row].nth;
            }
            record.metrics.emplace(metric_key(column.reading), std::move(made));
            break;
        }
        default: break;
    }
}

UnifiedRecord unify(const RecordSet& records, const Table& table, std::uint32_t row) {
    UnifiedRecord record;
    const Source& source = records.sources[table.source];
    const auto scoped = [&](std::string_view key) -> std::optional<std::string> {
        const std::string value(scope_value(records, table, key, row));
        return value.empty() ? std::nullopt : std::optional(value);
    };
    record.model = scoped("model");
    if (const auto bound = source.bind.find("model"); record.model && bound != source.bind.end()) {
        record.model_from = origin_of(bound->second);
    }
    record.suite = scoped("suite");
    record.experiment_id = record.suite.value_or(source.path);
    if (const auto run = scoped("run")) record.experiment_id += "/" + *run;
    for (const Column& column : table.columns) place(record, table, column, row);
    record.status = table.is_failed(row) ? "failed" : "ok";
    for (const FailedRow& failure : table.failed) {
        if (failure.row == row) record.error = failure.why;
    }
    record.source = source.path;
    record.sha256 = source.sha256;
    record.at = locate_row(table, row);
    return record;
}

}  // namespace chimera::model
