// SPDX-License-Identifier: Apache-2.0
#include "model/unified_record.h"

#include <algorithm>

#include "model/locator.h"
#include "model/scope.h"

namespace chimera::model {

static std::optional<Scalar> cell_value(const Column& column, std::uint32_t row) {
    if (column.texts.has(row) && !column.texts.text(row).empty()) {
        return Scalar(std::string(column.texts.text(row)));
    }
    if (const double number = column.number(row); present(number)) return Scalar(number);
    return std::nullopt;
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
            const auto* number = std::get_if<double>(&*value);
            if (number == nullptr || !column.reading.metric) break;
            const Metric& metric = *column.reading.metric;
            record.metrics.emplace(metric_key(column.reading),
                                   MetricValue{*number * column.reading.scale, metric.unit,
                                               metric.definition, locate_cell(table, column, row)});
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
