// SPDX-License-Identifier: Apache-2.0
#include "verify/described.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/text.h"
#include "model/metric.h"
#include "verify/config_file.h"
#include "verify/execute.h"
#include "verify/shown.h"

namespace chimera::verify {

// Ops whose value is in the unit of their cells, and names that a statistic may have.
static constexpr std::array<std::string_view, 12> kSameUnit = {
    "cell", "sum", "mean",    "median", "min",      "max",
    "sd",   "mad", "mean_ci", "range",  "quantile", "sd_pop"};
static constexpr std::array<std::string_view, 4> kPercent = {"cv", "percent_change", "share",
                                                             "percent_ci"};
static constexpr std::array<std::string_view, 9> kStatistics = {
    "sum", "mean", "median", "min", "max", "sd", "mad", "cv", "range"};

static bool in(const auto& list, std::string_view name) {
    return !name.empty() && std::find(list.begin(), list.end(), name) != list.end();
}

static std::string wrong_unit(const Fact& fact) {
    if (in(kPercent, fact.op) && fact.unit != "%") {
        return fmt::format("`{}` is in %, not in \"{}\"", fact.op, fact.unit);
    }
    const bool pure = fact.op.ends_with("_p") || fact.op == "welch_p_stats" || fact.op == "acf1" ||
                      fact.op == "spearman";
    if (pure && !fact.unit.empty()) return fmt::format("`{}` has no unit", fact.op);
    return {};
}

// The statistic that a fact over a sample names is that of its op.
static std::string wrong_statistic(const Fact& fact) {
    if (in(kStatistics, fact.op) && in(kStatistics, fact.statistic) && fact.op != fact.statistic) {
        return fmt::format("its op is `{}`, and its statistic is called `{}`", fact.op,
                           fact.statistic);
    }
    if (fact.op == "quantile" && fact.statistic.size() > 1 && fact.statistic[0] == 'p') {
        const auto p = fact.params.numbers.find("p");
        const auto name =
            p == fact.params.numbers.end() ? "" : fmt::format("p{:g}", 100 * p->second);
        if (is_digit(fact.statistic[1]) && name != fact.statistic) {
            return fmt::format("it is the quantile {}, and is called `{}`", name, fact.statistic);
        }
    }
    static constexpr std::array<std::string_view, 9> kNeedBoth = {
        "mean", "median", "quantile", "sd", "cv", "mad", "min", "max", "mean_ci"};
    if (in(kNeedBoth, fact.op) && (fact.metric.empty() || fact.statistic.empty())) {
        return "a fact over a sample names no metric or no statistic";
    }
    return {};
}

// How the registry reads the column of the cells: by its name, then by the ends of its pointer.
static std::optional<model::Reading> reading_of(const Sample& sample, const std::string& metric) {
    if (auto configured = configured_reading(*sample.file, sample.cells[0])) return configured;
    const std::string unit = sample.file->stated_unit(sample.cells[0]);
    const std::string column = sample.file->column_name(sample.cells[0]);
    std::string_view name = column;
    std::optional<model::Reading> first;
    for (;;) {
        auto reading = model::read_column(name, unit, sample.file->terms());
        if (reading.metric) {
            if (reading.metric->id == metric) return reading;
            if (!first && reading.metric->registered) first = std::move(reading);
        }
        const auto slash = name.find('/');
        if (slash == std::string_view::npos) return first;
        name.remove_prefix(slash + 1);
    }
}

// "p99" is told from "mean" as "min" is.
static bool is_stored_name(std::string_view statistic) {
    static constexpr std::array<std::string_view, 5> kStored = {"mean", "median", "sd", "min",
                                                                "max"};
    const bool quantile = statistic.size() > 1 && statistic[0] == 'p' && is_digit(statistic[1]);
    return quantile || in(kStored, statistic);
}

// The registry knows what a column of that name measures, and in which unit.
static std::string wrong_metric(const Fact& fact, const Operand& operand, Executor& executor) {
    const auto taken = executor.sample(operand);
    if (!taken.ok()) return {};
    const Cell& cell = taken.value()->cells[0];
    if (cell.in == Cell::In::kText && cell.column == 0) return {};
    SourceFile& file = *taken.value()->file;
    const std::string_view tool = file.producer() == nullptr ? "" : file.producer()->id;
    if (tool != file.source().producer) {
        return fmt::format("its file was written by `{}`, and is said to be of `{}`", tool,
                           utf8_prefix(file.source().producer, 40));
    }
    const std::string column = file.column_name(cell);
    if (const auto& wrong = executor.unlike_units(*taken.value()); !wrong.empty()) return wrong;
    const auto reading = reading_of(*taken.value(), fact.metric);
    const bool own = column == fact.metric || column.ends_with("/" + fact.metric);
    const bool configured = configured_reading(file, taken.value()->cells[0]).has_value();
    if (column.empty() || (own && !configured)) return {};
    if (!reading || !reading->metric) {
        // A registered metric is measured by a column that is called so, or configured to be it.
        if (!configured && model::find_metric(fact.metric) == nullptr) return {};
        return fmt::format("nothing says that `{}` is of `{}`", utf8_prefix(column, 80),
                           fact.metric);
    }
    if (reading->metric->id != fact.metric) {
        return fmt::format("its cells are of `{}`, and its metric is called `{}`",
                           reading->metric->id, fact.metric);
    }
    // A stored number is the statistic that its column is called.
    const auto stored = model::statistic_name(reading->statistic, reading->p);
    if (fact.op == "cell" && is_stored_name(fact.statistic) && is_stored_name(stored) &&
        stored != fact.statistic) {
        return fmt::format("`{}` is a {}, and is called `{}`", column, stored, fact.statistic);
    }
    // A column of means is no sample of measurements, whatever its file is called.
    const bool over_sample = is_pooled_op(fact.op) || is_several_op(fact.op);
    if (fact.kind == "measured" && over_sample && reading->statistic != model::Statistic::kRaw) {
        return fmt::format("`{}` holds aggregates, and is taken as measured", column);
    }
    if (!reading->metric->registered || !in(kSameUnit, fact.op)) return {};
    const auto to = model::unit_scale(reading->metric->unit, fact.unit);
    if (!to) {
        return fmt::format("`{}` is in {}, which is not \"{}\"", fact.metric, reading->metric->unit,
                           fact.unit);
    }
    const double scale = reading->scale * *to;
    if (std::fabs(scale - operand.scale) > 1e-9 * std::fabs(scale)) {
        return fmt::format("its cells are scaled by {}, and {} makes them {}", operand.scale, scale,
                           fact.unit);
    }
    return {};
}

// What a derived fact is of, its operands must be of.
static std::string wrong_scope(const Fact& fact, Executor& executor) {
    for (const auto& [key, value] : fact.scope) {
        bool over_facts = false;
        bool found = false;
        for (const Operand& operand : fact.operands) {
            const Fact* other = executor.evidence().fact(operand.fact);
            if (other == nullptr) continue;
            over_facts = true;
            const auto at = other->scope.find(key);
            found = found || (at != other->scope.end() && at->second == value);
        }
        if (over_facts && !found) {
            return fmt::format("none of its operands is of {} `{}`", utf8_prefix(key, 40),
                               utf8_prefix(value, 60));
        }
    }
    return {};
}

// Differences and ratios compare like with like.
static std::string wrong_pair(const Fact& fact, Executor& executor) {
    const bool compares =
        fact.op == "difference" || fact.op == "percent_change" || fact.op == "ratio";
    if (!compares || fact.operands.size() != 2) return {};
    const Fact* a = executor.evidence().fact(fact.operands[0].fact);
    const Fact* b = executor.evidence().fact(fact.operands[1].fact);
    if (a == nullptr || b == nullptr) return {};
    if (fact.op != "ratio" && a->unit != b->unit) {
        return fmt::format("it compares \"{}\" with \"{}\"", a->unit, b->unit);
    }
    if (fact.op == "difference" && fact.unit != a->unit) {
        return fmt::format("a difference of \"{}\" is not in \"{}\"", a->unit, fact.unit);
    }
    return {};
}

std::string misdescribed(const Fact& fact, Executor& executor) {
    if (std::string wrong = wrong_config(fact, executor.input()); !wrong.empty()) return wrong;
    for (const auto check : {wrong_unit, wrong_statistic}) {
        if (std::string wrong = check(fact); !wrong.empty()) return wrong;
    }
    for (const auto check : {wrong_scope, wrong_pair}) {
        if (std::string wrong = check(fact, executor); !wrong.empty()) return wrong;
    }
    if (!fact.metric.empty() && fact.kind != "claimed") {
        const bool numeric =
            in(kSameUnit, fact.op) || in(kPercent, fact.op) || fact.op.ends_with("_ci");
        for (const Operand& operand : fact.operands) {
            if (!numeric || !operand.is_cells()) continue;
            if (std::string wrong = wrong_metric(fact, operand, executor); !wrong.empty())
                return wrong;
        }
    }
    if (std::string wrong = not_shown(fact.display, fact); !wrong.empty())
        return "display: " + wrong;
    return {};
}

}  // namespace chimera::verify
