// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "cli/explain.h"
#include "cli/output.h"
#include "core/decimal.h"
#include "core/text.h"
#include "ingest/ingest.h"
#include "model/locator.h"
#include "model/redact.h"

namespace chimera::cli {

namespace fs = std::filesystem;

// Failed rows, rejects and claimed numbers of a file that are shown one by one.
static constexpr std::size_t kShown = 8;

static std::string_view meaning_name(model::Meaning meaning) {
    static constexpr std::array<std::string_view, 15> kNames = {
        "metric",  "parameter", "model",      "suite", "variant",   "hardware", "input", "error",
        "success", "time",      "identifier", "body",  "telemetry", "private",  "other"};
    const auto index = static_cast<std::size_t>(meaning);
    return index < kNames.size() ? kNames[index] : "other";
}

static std::string reading_text(const model::Reading& reading) {
    if (!reading.metric) return std::string(meaning_name(reading.meaning));
    const model::Metric& metric = *reading.metric;
    std::string out = fmt::format("metric {}", metric.id);
    if (!metric.unit.empty()) out += fmt::format(" in {}", metric.unit);
    if (reading.scale != 1) out += fmt::format(", times {}", shortest(reading.scale));
    if (reading.statistic != model::Statistic::kRaw) {
        out += fmt::format(", {} of several", model::statistic_name(reading.statistic, reading.p));
    }
    return out + (metric.registered ? "" : ", not in the registry");
}

static std::string binding_text(const model::Binding& binding, const model::RecordSet& records) {
    std::string from = "the document";
    if (!binding.column.empty()) from = "column " + binding.column;
    if (!binding.pointer.empty()) from = "field " + binding.pointer;
    if (binding.path) from = "the path";
    if (binding.source) {
        from = fmt::format("{} at {}", records.sources[*binding.source].path, binding.at);
    }
    if (binding.config) from = "chimera.toml";
    return binding.value.empty() ? "from " + from : fmt::format("{}, from {}", binding.value, from);
}

static std::string line(std::string_view name, std::string_view text) {
    return text.empty() ? std::string() : fmt::format("  {:<10} {}\n", name, text);
}

static std::string table_text(const model::Table& table) {
    std::string out = fmt::format("  table {}: {} rows, {} of them failed, role {}\n",
                                  table.base.empty() ? "(whole file)" : table.base, table.rows,
                                  table.failed.size(), model::role_name(table.role));
    for (const model::Column& column : table.columns) {
        const std::string unit = column.unit.empty() ? "" : fmt::format(" [{}]", column.unit);
        out += fmt::format("    {:<32} {}\n", column.name + unit, reading_text(column.reading));
    }
    for (const model::ListColumn& list : table.lists) {
        out += fmt::format("    {:<32} list, {}\n", list.name, reading_text(list.reading));
    }
    for (std::size_t i = 0; i < std::min(table.failed.size(), kShown); ++i) {
        out += fmt::format("    failed {}: {}\n", model::locate_row(table, table.failed[i].row),
                           utf8_prefix(table.failed[i].why, 160));
    }
    if (table.failed.size() > kShown) {
        out += fmt::format("    and {} more failed rows\n", table.failed.size() - kShown);
    }
    return out;
}

static std::string dialect_text(const std::optional<model::Dialect>& dialect) {
    if (!dialect) return {};
    std::vector<std::string> parts;
    if (!dialect->delimiter.empty()) {
        parts.push_back("delimiter " + (dialect->delimiter == "\t" ? "tab" : dialect->delimiter));
    }
    if (!dialect->encoding.empty()) parts.push_back(dialect->encoding);
    if (dialect->header_row > 0)
        parts.push_back(fmt::format("header in row {}", dialect->header_row));
    if (dialect->units_row > 0) parts.push_back(fmt::format("units in row {}", dialect->units_row));
    return join(parts, ", ");
}

static std::string file_text(const model::RecordSet& records, model::SourceIndex index) {
    const model::Source& source = records.sources[index];
    std::string out = source.path + '\n';
    out += line("role", model::role_name(source.role));
    out += line("format", source.format);
    if (source.produced_by) {
        const std::string& tool = source.produced_by->tool;
        const std::string& version = source.produced_by->version;
        out += line("written by", version.empty() ? tool : tool + " " + version);
    }
    out += line("bytes", std::to_string(source.bytes));
    out += line("sha256", source.sha256);
    out += line("dialect", dialect_text(source.dialect));
    if (source.duplicate_of)
        out += line("duplicate", "of " + records.sources[*source.duplicate_of].path);
    if (source.twin_of) out += line("twin", "of " + records.sources[*source.twin_of].path);
    for (const auto& [key, binding] : source.bind) out += line(key, binding_text(binding, records));
    for (const model::Table& table : records.tables) {
        if (table.source == index && !table.is_nested()) out += table_text(table);
    }
    const auto claims =
        std::count_if(records.claims.begin(), records.claims.end(),
                      [&](const model::ClaimedNumber& claim) { return claim.source == index; });
    if (claims > 0)
        out += line("claims", fmt::format("{} numbers that the document states", claims));
    for (std::size_t i = 0; i < std::min(source.rejects.size(), kShown); ++i) {
        out += fmt::format("  rejected {}: {}\n", source.rejects[i].at, source.rejects[i].reason);
    }
    if (source.rejects.size() > kShown) {
        out += fmt::format("  and {} more rejects\n", source.rejects.size() - kShown);
    }
    return out;
}

static std::string file_json(const model::RecordSet& records, model::SourceIndex index) {
    const model::Source& source = records.sources[index];
    std::vector<std::string> tables;
    for (const model::Table& table : records.tables) {
        if (table.source != index || table.is_nested()) continue;
        std::vector<std::string> columns;
        for (const model::Column& column : table.columns) {
            const model::Reading& reading = column.reading;
            columns.push_back(
                fmt::format(R"({{"name":{},"meaning":"{}","metric":{},"unit":{},"statistic":{}}})",
                            json_string(column.name), meaning_name(reading.meaning),
                            reading.metric ? json_string(reading.metric->id) : "null",
                            json_string(reading.metric ? reading.metric->unit : column.unit),
                            json_string(model::statistic_name(reading.statistic, reading.p))));
        }
        tables.push_back(
            fmt::format(R"({{"base":{},"rows":{},"failed":{},"role":"{}","columns":[{}]}})",
                        json_string(table.base), table.rows, table.failed.size(),
                        model::role_name(table.role), join(columns, ",")));
    }
    std::vector<std::string> rejects;
    for (const model::Reject& reject : source.rejects) {
        rejects.push_back(fmt::format(R"({{"at":{},"reason":{}}})", json_string(reject.at),
                                      json_string(model::redact(reject.reason))));
    }
    std::vector<std::string> bindings;
    for (const auto& [key, binding] : source.bind) {
        bindings.push_back(json_string(key) + ':' +
                           json_string(model::redact(binding_text(binding, records))));
    }
    return fmt::format(
        "{{\"path\":{},\"role\":\"{}\",\"format\":{},\"bytes\":{},\"sha256\":{},\"bind\":{{{}}},"
        "\"tables\":[{}],\"rejects\":[{}]}}\n",
        json_string(source.path), model::role_name(source.role), json_string(source.format),
        source.bytes, json_string(source.sha256), join(bindings, ","), join(tables, ","),
        join(rejects, ","));
}

// The path as the walk from `root` spells it.
static std::string path_below(const std::string& path, const std::string& root) {
    std::error_code error;
    const fs::path canonical = fs::weakly_canonical(path, error);
    const fs::path base = error ? fs::path(root) : fs::weakly_canonical(root, error);
    const std::string relative = error ? path : canonical.lexically_relative(base).generic_string();
    return relative.empty() || relative.starts_with("..") ? path : relative;
}

Result<std::string> explain_file(const std::string& path, const std::string& root, As as) {
    std::error_code error;
    std::string from = root;
    if (from.empty()) {
        from = fs::path(path).parent_path().string();
        if (from.empty()) from = ".";
    }
    if (root.empty() && !fs::exists(path, error)) {
        return input_error(
            fmt::format("{} is neither a file nor an id such as F12; give the path of a "
                        "file, or --root and a path below it",
                        path));
    }
    TRY_ASSIGN(const model::RecordSet records, ingest::ingest(from, {}));
    const std::string below = path_below(path, from);
    for (model::SourceIndex i = 0; i < records.sources.size(); ++i) {
        const std::string& known = records.sources[i].path;
        if (known != below && known != path) continue;
        return as == As::kJson ? file_json(records, i) : file_text(records, i);
    }
    for (const model::Skipped& skipped : records.skipped) {
        if (skipped.path != below && skipped.path != path) continue;
        return fmt::format("{}\n  skipped    {}\n", skipped.path, skipped.reason);
    }
    return input_error(
        fmt::format("no reader took {}; docs/formats.md lists what is read by its name (csv, json, "
                    "jsonl, ndjson, md, markdown) and what by its content",
                    path));
}

}  // namespace chimera::cli
