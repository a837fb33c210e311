// SPDX-License-Identifier: Apache-2.0
#include "results/own_document.h"

#include <algorithm>
#include <cmath>
#include <span>

#include "core/decimal.h"
#include "core/text.h"
#include "model/locator.h"
#include "results/metrics.h"

namespace chimera::results {

using model::Column;
using model::Table;

bool is_own_document(const Table& table, std::uint32_t row) {
    const Column* schema = table.find("schema");
    return schema != nullptr && schema->texts.text(row) == kResultSchema &&
           table.find("experiment_id") != nullptr;
}

std::string samples_file_of(const model::RecordSet& records, const Table& table,
                            std::uint32_t row) {
    const Column* column = table.find("samples_file");
    if (column == nullptr || column->texts.text(row).empty()) return {};
    const std::string& own = records.sources[table.source].path;
    const std::size_t slash = own.rfind('/');
    const std::string folder = slash == std::string::npos ? "" : own.substr(0, slash + 1);
    return folder + std::string(column->texts.text(row));
}

// Tables are in the order of their sources.
static std::span<const Table> tables_of(const model::RecordSet& records,
                                        model::SourceIndex source) {
    const auto before = [](const Table& each, model::SourceIndex wanted) {
        return each.source < wanted;
    };
    const auto begin =
        std::lower_bound(records.tables.begin(), records.tables.end(), source, before);
    const auto end = std::lower_bound(begin, records.tables.end(), source + 1, before);
    return {begin, end};
}

static std::span<const Table> tables_of(const model::RecordSet& records, const std::string& path) {
    const auto found = std::lower_bound(
        records.sources.begin(), records.sources.end(), path,
        [](const model::Source& each, const std::string& wanted) { return each.path < wanted; });
    if (found == records.sources.end() || found->path != path) return {};
    return tables_of(records, static_cast<model::SourceIndex>(found - records.sources.begin()));
}

static std::string unescaped(std::string_view segment) {
    return replace_all(replace_all(std::string(segment), "~1", "/"), "~0", "~");
}

// The first part of a pointer, taken from it.
static std::string take_segment(std::string_view& pointer) {
    const std::size_t slash = std::min(pointer.find('/'), pointer.size());
    const std::string segment = unescaped(pointer.substr(0, slash));
    pointer.remove_prefix(std::min(slash + 1, pointer.size()));
    return segment;
}

namespace {

// One value of the document.
struct Cell {
    const Table& table;
    const Column& column;
    std::uint32_t row;

    double number() const { return column.number(row); }
    bool is_here() const { return column.texts.has(row) || model::present(number()); }
};

// One document while its fields are read one after the other. `rest` is the pointer of a field
// behind what was taken from it.
struct Reader {
    const model::RecordSet& records;
    const Table& table;
    std::uint32_t row;
    const Shown& shown;
    Run run;

    std::optional<std::string> text(const Cell& cell) const;
    std::optional<Scalar> scalar(const Cell& cell) const;
    RunMetric& metric(const std::string& id);
    void field(const Cell& cell, std::string_view pointer);
    void input_field(const Cell& cell, std::string_view rest);
    void metric_field(const Cell& cell, std::string_view rest);
    void status_field(const Cell& cell, std::string_view rest);
    void provenance_field(const Cell& cell, std::string_view rest);
    void members(const Table& part);
    void samples(const model::ListColumn& list);
    void samples_beside(const std::string& path);
    static void take_samples(RunMetric& into, std::vector<double> values,
                             std::vector<std::string> at);
    void finish();
};

}  // namespace

// A text that looks like a number was read as one; zeros at its end tell that it was a text.
static std::optional<std::string> restored_text(const Cell& cell) {
    if (cell.column.decimals == 0 || cell.table.rows_are != model::RowsAre::kJsonObject) {
        return std::nullopt;
    }
    const std::string written = to_fixed(cell.number(), cell.column.decimals);
    return written.ends_with('0') ? std::optional(written) : std::nullopt;
}

std::optional<std::string> Reader::text(const Cell& cell) const {
    if (cell.column.texts.has(cell.row)) return shown(cell.column.texts.text(cell.row));
    if (!cell.is_here()) return std::nullopt;
    return restored_text(cell).value_or(shortest(cell.number()));
}

std::optional<Scalar> Reader::scalar(const Cell& cell) const {
    if (!cell.is_here()) return std::nullopt;
    if (const double number = cell.number(); model::present(number)) {
        if (const auto text = restored_text(cell)) return Scalar(*text);
        return Scalar(number);
    }
    return scalar_of(cell.column.texts.text(cell.row), shown);
}

static std::optional<std::size_t> count_of(double number) {
    constexpr double kMost = 1e15;
    if (!(number >= 0) || number > kMost || number != std::floor(number)) return std::nullopt;
    return static_cast<std::size_t>(number);
}

RunMetric& Reader::metric(const std::string& id) {
    const auto known = std::find_if(run.metrics.begin(), run.metrics.end(),
                                    [&](const RunMetric& each) { return each.id == id; });
    if (known != run.metrics.end()) return *known;
    run.metrics.emplace_back().id = id;
    return run.metrics.back();
}

void Reader::field(const Cell& cell, std::string_view pointer) {
    std::string_view rest = pointer;
    const std::string first = take_segment(rest);
    const auto put = [&](Scalars& into) {
        if (const auto value = scalar(cell)) into.emplace(unescaped(rest), *value);
    };
    if (first == "experiment_id") run.experiment_id = text(cell).value_or("");
    if (first == "model_name") run.model_name = text(cell);
    if (first == "suite") run.suite = text(cell);
    if (first == "variant") put(run.variant);
    if (first == "hardware") put(run.hardware);
    if (first == "parameters") put(run.parameters);
    if (first == "environment") put(run.environment);
    if (first == "input_characteristics") input_field(cell, rest);
    if (first == "metrics") metric_field(cell, rest);
    if (first == "status") status_field(cell, rest);
    if (first == "provenance") provenance_field(cell, rest);
}

// "prompt_tokens" is the value, "prompt_tokens/min" an end of the range.
void Reader::input_field(const Cell& cell, std::string_view rest) {
    const auto value = scalar(cell);
    if (!value) return;
    const std::string name = take_segment(rest);
    if (rest.empty()) {
        run.input.emplace(name, *value);
        return;
    }
    const double number = cell.number();
    Characteristic& known = run.input.emplace(name, Range{}).first->second;
    auto* range = std::get_if<Range>(&known);
    if (range == nullptr || !model::present(number)) return;
    if (rest == "min") range->minimum = number;
    if (rest == "max") range->maximum = number;
    if (rest == "distinct") range->distinct = count_of(number).value_or(0);
}

static bool is_statistic(std::string_view name) {
    static constexpr std::string_view kNames[] = {"value", "mean", "median", "sd",
                                                  "min",   "max",  "sum"};
    const bool is_percentile = name.size() > 1 && name[0] == 'p' && is_digit(name[1]);
    return is_percentile ||
           std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

void Reader::metric_field(const Cell& cell, std::string_view rest) {
    const std::string id = take_segment(rest);
    const double number = cell.number();
    if (!cell.is_here()) return;
    RunMetric& into = metric(id);
    if (rest == "unit") into.unit = text(cell).value_or("");
    if (rest == "definition/text") into.definition = text(cell).value_or("");
    if (rest == "spread") into.spread = text(cell).value_or("");
    if (rest == "n") into.n = count_of(number);
    if (!model::present(number)) return;
    if (rest.starts_with("stated/") && is_statistic(rest.substr(7))) {
        into.stated.emplace_back(rest.substr(7), number);
    } else if (is_statistic(rest)) {
        into.statistics.emplace_back(rest, number);
        into.at.push_back(model::locate_cell(cell.table, cell.column, cell.row));
    }
}

void Reader::status_field(const Cell& cell, std::string_view rest) {
    const auto count = count_of(cell.number());
    if (!count) return;
    if (rest == "ok") run.status.ok = count;
    if (rest == "failed") run.status.failed = count;
    constexpr std::string_view kReasons = "reasons/";
    if (!rest.starts_with(kReasons) || *count == 0) return;
    run.status.reasons[shown(unescaped(rest.substr(kReasons.size())))] += *count;
}

void Reader::provenance_field(const Cell& cell, std::string_view rest) {
    Provenance& into = run.provenance;
    if (rest == "producer/name") into.producer.name = text(cell);
    if (rest == "producer/version") into.producer.version = text(cell);
    if (rest == "time/first") into.first_time = text(cell);
    if (rest == "time/last") into.last_time = text(cell);
}

static bool same(double a, double b) {
    constexpr double kRounding = 1e-9;
    return std::fabs(a - b) <= kRounding * std::max(std::fabs(a), std::fabs(b));
}

// What the document states of its own samples and is not so.
static bool contradicts(const Statistics& stated, const Statistics& computed) {
    return std::any_of(stated.begin(), stated.end(), [&](const auto& each) {
        const auto found = std::find_if(computed.begin(), computed.end(),
                                        [&](const auto& own) { return own.first == each.first; });
        return found != computed.end() && !same(found->second, each.second);
    });
}

// Objects of the document whose members are alike were read as tables of their own.
void Reader::members(const Table& part) {
    const std::string_view inside = std::string_view(part.base).substr(table.base.size() + 1);
    for (std::uint32_t member = 0; member < part.rows; ++member) {
        const std::string base =
            std::string(inside) + '/' + model::escape_pointer(part.members[member]) + '/';
        for (const Column& column : part.columns) field({part, column, member}, base + column.name);
    }
}

// The rows of a table of samples that stood as this list in this row; nullptr where the list was
// left as it is.
static const Table* rows_of_list(std::span<const Table> tables, const Table& owner,
                                 const model::ListColumn& list) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) {
        return table.is_nested() && table.source == owner.source &&
               table.document == owner.document && table.base == owner.base &&
               table.columns.front().name == list.name;
    });
    return found == tables.end() ? nullptr : &*found;
}

void Reader::samples(const model::ListColumn& list) {
    std::string_view rest = list.name;
    if (take_segment(rest) != "samples" || row + std::size_t{1} >= list.offsets.size()) return;
    std::vector<double> values;
    const Table* rows = rows_of_list(records.tables, table, list);
    if (rows == nullptr) {
        for (std::uint64_t i = list.offsets[row]; i < list.offsets[row + 1]; ++i) {
            if (model::present(list.values[i])) values.push_back(list.values[i]);
        }
        take_samples(metric(unescaped(rest)), std::move(values),
                     model::locate_list(table, list, row));
        return;
    }
    const std::string owner = model::locate_row(table, row);
    Rows own;
    const auto of = std::find(rows->owners.begin(), rows->owners.end(), owner);
    if (of != rows->owners.end()) {
        const auto begin = rows->owner_begin.begin() + (of - rows->owners.begin());
        for (std::uint32_t at = begin[0]; at < begin[1]; ++at) {
            own.push_back(at);
            values.push_back(rows->columns.front().number(at));
        }
    }
    take_samples(metric(unescaped(rest)), std::move(values),
                 model::locate(*rows, rows->columns.front(), own));
}

// A row a line, an object from metric ids to numbers, in the file beside the document.
void Reader::samples_beside(const std::string& path) {
    for (const Table& lines : tables_of(records, path)) {
        for (RunMetric& each : run.metrics) {
            const Column* column = lines.find(model::escape_pointer(each.id));
            if (column == nullptr) continue;
            std::vector<double> values;
            for (const double number : column->numbers) {
                if (model::present(number)) values.push_back(number);
            }
            // They stand in another file than the rest, so no address of them is given.
            take_samples(each, std::move(values), {});
        }
    }
}

void Reader::take_samples(RunMetric& into, std::vector<double> values,
                          std::vector<std::string> at) {
    if (values.empty()) return;
    Statistics computed = statistics_of(values);
    if (contradicts(into.statistics, computed)) into.stated = std::move(into.statistics);
    into.statistics = std::move(computed);
    into.is_measured = true;
    into.n = values.size();
    into.spread = values.size() > 1 ? "sample" : "";
    into.at = std::move(at);
    into.samples = std::move(values);
}

void Reader::finish() {
    const model::Source& source = records.sources[table.source];
    run.provenance.source = source.path;
    run.provenance.sha256 = source.sha256;
    run.provenance.format = source.format;
    run.provenance.at = locate_rows(table, {row});
    for (const char* name : {"experiment_id", "model_name", "suite"}) {
        const bool is_stated = std::string_view(name) == "experiment_id" ||
                               (std::string_view(name) == "suite" ? run.suite.has_value()
                                                                  : run.model_name.has_value());
        if (is_stated) run.provenance.stated_by[name] = "json field";
    }
    // A mean of no metric's unit, a unit of no mean: not even a hand-written document means that.
    std::erase_if(run.metrics, [](const RunMetric& each) { return each.statistics.empty(); });
    for (RunMetric& each : run.metrics) {
        const auto by_rank = [](const auto& a, const auto& b) {
            return rank_of_statistic(a.first) < rank_of_statistic(b.first);
        };
        std::stable_sort(each.statistics.begin(), each.statistics.end(), by_rank);
        std::stable_sort(each.stated.begin(), each.stated.end(), by_rank);
    }
}

Run run_of_document(const model::RecordSet& records, const Table& table, std::uint32_t row,
                    const Shown& shown) {
    Reader reader{records, table, row, shown, {}};
    for (const Column& column : table.columns) reader.field({table, column, row}, column.name);
    for (const Table& part : tables_of(records, table.source)) {
        const bool is_inside = table.rows_are == model::RowsAre::kJsonObject &&
                               part.rows_are == model::RowsAre::kJsonMembers &&
                               part.document == table.document &&
                               part.base.starts_with(table.base + "/");
        if (is_inside) reader.members(part);
    }
    for (const model::ListColumn& list : table.lists) reader.samples(list);
    const std::string beside = samples_file_of(records, table, row);
    if (!beside.empty()) reader.samples_beside(beside);
    reader.finish();
    return std::move(reader.run);
}

}  // namespace chimera::results
