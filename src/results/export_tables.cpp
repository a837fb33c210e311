// SPDX-License-Identifier: Apache-2.0
// Runs as tables: CSV in long form, one row a statistic, and Markdown, one row a metric.
#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"
#include "results/export.h"

namespace chimera::results {

static std::string csv_cell(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    return '"' + replace_all(text, "\"", "\"\"") + '"';
}

static std::string csv_row(const std::vector<std::string>& cells) {
    std::vector<std::string> quoted;
    for (const std::string& cell : cells) quoted.push_back(csv_cell(cell));
    return join(quoted, ",") + "\r\n";
}

static std::string count_text(const std::optional<std::size_t>& count) {
    return count ? fmt::format("{}", *count) : std::string();
}

static std::vector<std::string> names_of(const Run& run) {
    return {run.experiment_id, run.model_name.value_or(""), run.suite.value_or(""),
            settings_text(run.variant), settings_text(run.parameters)};
}

static std::vector<std::string> csv_cells(const Run& run, const RunMetric& metric,
                                          const std::pair<std::string, double>& statistic) {
    std::vector<std::string> cells = names_of(run);
    const std::string kind = statistic.first == "sd" ? metric.spread : "";
    for (std::string cell :
         {metric.id, statistic.first, shortest(statistic.second), metric.unit, kind,
          count_text(metric.n), std::string(metric.is_measured ? "measured" : "summary"),
          count_text(run.status.ok), count_text(run.status.failed), run.provenance.source,
          run.provenance.sha256, join(metric.at, " ")}) {
        cells.push_back(std::move(cell));
    }
    return cells;
}

Exported export_csv(std::span<const Run> runs, const ExportOptions&) {
    Exported out;
    std::string text = csv_row({"experiment_id", "model_name", "suite", "variant", "parameters",
                                "metric", "statistic", "value", "unit", "spread", "n", "class",
                                "ok", "failed", "source", "sha256", "locator"});
    for (const Run& run : runs) {
        if (run.metrics.empty()) {
            ++out.refused;
            out.remarks.add("no row in the CSV, for all rows of the run failed",
                            run.provenance.source);
        }
        for (const RunMetric& metric : run.metrics) {
            for (const auto& statistic : metric.statistics) {
                text += csv_row(csv_cells(run, metric, statistic));
            }
        }
        const bool has_more = !run.hardware.empty() || !run.environment.empty();
        if (has_more) out.remarks.add("hardware and environment have no column in the CSV");
    }
    out.documents.push_back(std::move(text));
    return out;
}

static std::string cell(std::string text) {
    for (char& c : text) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    for (const char* mark : {"\\", "|", "*", "_", "`", "<", "["}) {
        text = replace_all(std::move(text), mark, std::string("\\") + mark);
    }
    return text.empty() ? "-" : text;
}

static std::string statistic_text(const RunMetric& metric, const char* name) {
    const double* value = metric.find(name);
    return value == nullptr ? "-" : shortest(*value);
}

static std::string markdown_row(const std::vector<std::string>& cells) {
    return "| " + join(cells, " | ") + " |\n";
}

Exported export_markdown(std::span<const Run> runs, const ExportOptions&) {
    static constexpr const char* kShown[] = {"mean", "sd", "median", "p95", "min", "max"};
    Exported out;
    std::string text =
        markdown_row({"experiment", "model", "setting", "metric", "unit", "n", "value", "mean",
                      "sd", "median", "p95", "min", "max", "failed"}) +
        "|---|---|---|---|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|\n";
    for (const Run& run : runs) {
        std::string setting = settings_text(run.variant);
        const std::string parameters = settings_text(run.parameters);
        if (!setting.empty() && !parameters.empty()) setting += ", ";
        setting += parameters;
        const std::string failed = run.status.failed ? count_text(run.status.failed) : "-";
        const std::vector<std::string> names = {cell(run.experiment_id),
                                                cell(run.model_name.value_or("")), cell(setting)};
        if (run.metrics.empty()) {
            std::vector<std::string> cells = names;
            cells.insert(cells.end(), 10, "-");
            cells.push_back(failed);
            text += markdown_row(cells);
        }
        for (const RunMetric& metric : run.metrics) {
            std::vector<std::string> cells = names;
            cells.push_back("`" + metric.id + "`");
            cells.push_back(cell(metric.unit));
            cells.push_back(metric.n ? count_text(metric.n) : "-");
            cells.push_back(statistic_text(metric, "value"));
            for (const char* name : kShown) cells.push_back(statistic_text(metric, name));
            cells.push_back(failed);
            text += markdown_row(cells);
        }
        out.remarks.add(
            "hardware, environment, definitions, further percentiles and locators have no column "
            "in the Markdown table");
    }
    out.documents.push_back(std::move(text));
    return out;
}

}  // namespace chimera::results
