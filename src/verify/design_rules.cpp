// SPDX-License-Identifier: Apache-2.0
// What a design lets one say: effect, confounded, interaction, trend.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/text.h"
#include "model/metric.h"
#include "verify/rules.h"

namespace chimera::verify {

// An arm's rows, if it is one sample of a CSV file or of JSON rows.
static Result<const Sample*> rows_of(const Fact& arm, Executor& executor) {
    if (arm.operands.size() != 1 || !arm.operands[0].is_cells()) {
        return input_error(fmt::format("F{} is not over one sample", arm.id));
    }
    return executor.sample(arm.operands[0]);
}

// Columns that set the conditions of a run, not its outcome.
static bool is_condition(std::string_view name) {
    switch (model::read_column(name, "").meaning) {
        case model::Meaning::kParameter:
        case model::Meaning::kModel:
        case model::Meaning::kSuite:
        case model::Meaning::kVariant:
        case model::Meaning::kHardware:
        case model::Meaning::kInput: return true;
        default: return false;
    }
}

static std::vector<std::string> condition_columns(SourceFile& file) {
    std::vector<std::string> out;
    if (file.source().format != "csv") return out;
    for (std::uint32_t c = 1; c <= file.csv().cells(file.source().header_row); ++c) {
        const std::string name(trim(file.csv().cell(file.source().header_row, c)));
        if (is_condition(name)) out.push_back(name);
    }
    return out;
}

static std::map<std::string, std::size_t> spread_of(const Sample& sample,
                                                    const std::string& column) {
    std::map<std::string, std::size_t> out;
    for (const Cell& cell : sample.cells) ++out[sample.file->field(cell, column).value_or("")];
    return out;
}

// How many rows are the first after a change of a parameter other than this one.
static std::size_t first_after_change(const Sample& sample, const std::vector<std::string>& columns,
                                      const std::string& parameter) {
    std::size_t n = 0;
    for (const Cell& cell : sample.cells) {
        Cell before = cell;
        --before.row;
        bool changed = cell.row == sample.file->first_data_row();
        for (const std::string& column : columns) {
            if (column == parameter || changed) continue;
            changed = sample.file->field(cell, column) != sample.file->field(before, column);
        }
        n += changed ? 1 : 0;
    }
    return n;
}

// The arms differ in the parameter and in nothing else that a file says of its rows.
static std::string differs_elsewhere(Case& self, const Fact& low, const Fact& high) {
    const std::string parameter = self.text("parameter");
    if (parameter.empty()) return "it names no parameter";
    const auto a = rows_of(low, self.executor);
    const auto b = rows_of(high, self.executor);
    if (!a.ok()) return a.error().message;
    if (!b.ok()) return b.error().message;
    if (a.value()->file != b.value()->file) return "the arms are of different files";
    if (scope_value(low, parameter) == scope_value(high, parameter)) {
        return fmt::format("the arms do not differ in `{}`", parameter);
    }
    const auto columns = condition_columns(*a.value()->file);
    for (const std::string& column : columns) {
        if (column == parameter) continue;
        if (spread_of(*a.value(), column) != spread_of(*b.value(), column)) {
            return fmt::format("the arms differ in `{}` too", column);
        }
    }
    if (a.value()->cells[0].in != Cell::In::kCsv) return {};
    // Parameters that change from row to row make every row a first one; they say nothing here.
    std::vector<std::string> swept;
    for (const std::string& column : columns) {
        if (model::read_column(column, "").meaning == model::Meaning::kParameter)
            swept.push_back(column);
    }
    const auto first_low = first_after_change(*a.value(), swept, parameter);
    const auto first_high = first_after_change(*b.value(), swept, parameter);
    if (first_low != first_high) {
        return fmt::format(
            "{} rows of one arm and {} of the other follow a change of another parameter",
            first_low, first_high);
    }
    return {};
}

std::string check_effect(Case& self) {
    const Fact* low = self.fact("low");
    const Fact* high = self.fact("high");
    const Fact* interval = self.fact("interval");
    if (low == nullptr || high == nullptr || interval == nullptr) return self.wrong;
    const double difference = self.number("high") - self.number("low");
    if (!self.wrong.empty()) return self.wrong;
    if (low->metric != high->metric || low->op != high->op || low->unit != high->unit) {
        return "its arms are not alike";
    }
    const std::string direction = self.text("direction");
    const bool up = direction == "higher" || direction == "up" || direction == "raises";
    const bool down = direction == "lower" || direction == "down" || direction == "lowers";
    if (!up && !down) return "it has no direction";
    if (up ? difference <= 0 : difference >= 0) return "its arms stand the other way round";
    Between between;
    std::string wrong = not_between(*interval, *high, *low, self.evidence(), between);
    if (!wrong.empty()) return wrong;
    if (!excludes_neutral(*interval, between)) return "its interval includes no difference";
    const bool above = (interval->interval()->first > between.neutral) == (between.sign > 0);
    if (above != up) return "its interval lies on the other side";
    if (wrong = wrong_level(self, *interval, *low); !wrong.empty()) return wrong;
    for (const Fact* arm : {low, high}) {
        if (wrong = dependent_arm(*arm, self.executor); !wrong.empty()) return wrong;
    }
    if (self.has("p")) {
        const Fact* p = self.fact("p");
        if (p == nullptr) return self.wrong;
        if (wrong = insignificant(*p, *high, *low, self.evidence()); !wrong.empty()) return wrong;
    }
    return differs_elsewhere(self, *low, *high);
}

// One column fixes the other, row by row.
static bool fixes(SourceFile& file, std::uint32_t from, std::uint32_t to) {
    std::map<std::string, std::string> seen;
    for (std::uint32_t row = file.first_data_row(); row <= file.csv().records(); ++row) {
        const auto [at, fresh] = seen.emplace(file.csv().cell(row, from), file.csv().cell(row, to));
        if (!fresh && at->second != file.csv().cell(row, to)) return false;
    }
    return seen.size() > 1;
}

std::string check_confounded(Case& self) {
    const std::string factor = self.text("factor");
    const std::string alias = self.text("alias");
    if (factor.empty() || alias.empty() || factor == alias) return "it does not name two factors";
    if (self.has("share")) {
        constexpr double kHalf = 50;
        const Fact* share = self.fact("share");
        if (share == nullptr) return self.wrong;
        const double value = self.number("share");
        const double percent = share->unit == "%" ? value : 100 * value;
        return percent > kHalf ? "" : "the factors do not move together";
    }
    bool both = false;
    for (const auto& [id, file] : self.executor.input().files) {
        if (file->source().format != "csv") continue;
        const std::uint32_t a = file->csv().find_column(file->source().header_row, factor);
        const std::uint32_t b = file->csv().find_column(file->source().header_row, alias);
        if (a == 0 || b == 0) continue;
        both = true;
        if (fixes(*file, a, b) || fixes(*file, b, a)) return {};
    }
    return both ? "the factors do not move together" : "no file has both factors";
}

std::string check_interaction(Case& self) {
    constexpr double kAlpha = 0.05;
    const Fact* p = self.fact("p");
    if (p == nullptr) return self.wrong;
    const double value = self.number("p");
    if (!self.wrong.empty()) return self.wrong;
    if (p->op != "interaction_p" && p->op != "holm_p")
        return fmt::format("F{} tests no interaction", p->id);
    return value < kAlpha ? "" : fmt::format("F{} is not under 0.05", p->id);
}

std::string check_trend(Case& self) {
    constexpr double kAlpha = 0.05;
    constexpr std::uint64_t kFrom = 8;
    const Fact* slope = self.fact("slope");
    const Fact* p = self.fact("p");
    if (slope == nullptr || p == nullptr) return self.wrong;
    const double rise = self.number("slope");
    const double value = self.number("p");
    if (!self.wrong.empty()) return self.wrong;
    const Fact* test = p;
    if (p->op == "holm_p") {
        const auto index = p->params.numbers.find("index");
        const auto at =
            index == p->params.numbers.end() ? 0 : static_cast<std::size_t>(index->second);
        test = at < p->operands.size() ? self.evidence().fact(p->operands[at].fact) : nullptr;
    }
    if (test == nullptr || test->op != "trend_p") return "its p is of no trend";
    if (test->n < kFrom) return fmt::format("{} points are too few", test->n);
    if (value >= kAlpha) return fmt::format("F{} is not under 0.05", p->id);
    const std::string direction = self.text("direction");
    const bool up = direction == "up" || direction == "rising" || direction == "higher" ||
                    direction == "growing" || direction == "increasing";
    const bool down = direction == "down" || direction == "falling" || direction == "lower" ||
                      direction == "declining" || direction == "decreasing";
    if (!up && !down) return "it has no direction";
    return (up && rise > 0) || (down && rise < 0) ? "" : "its slope points the other way";
}

}  // namespace chimera::verify
