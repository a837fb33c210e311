// SPDX-License-Identifier: Apache-2.0
#include "facts/book.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/result.h"
#include "facts/cells.h"
#include "facts/display.h"
#include "model/locator.h"

namespace chimera::facts {

std::string_view class_name(Class value) {
    switch (value) {
        case Class::kMeasured: return "measured";
        case Class::kSelf: return "self";
        case Class::kConfig: return "config";
        case Class::kSummary: return "summary";
        case Class::kClaimed: return "claimed";
        case Class::kDerived: return "derived";
    }
    return "derived";
}

double half_width(const Interval& interval) {
    return (interval.second - interval.first) / 2;
}

static void append_key(std::string& key, const Cells& cells) {
    key += fmt::format("S{}*{}:{}#{}", cells.source, cells.scale, cells.raw, cells.nth);
    for (const std::string& at : cells.at) key += '|' + at;
    for (const Where& where : cells.where) {
        key += fmt::format("?{}{}", where.column, where.op);
        if (const auto* text = std::get_if<std::string>(&where.value)) key += *text;
        if (const auto* number = std::get_if<double>(&where.value)) key += shortest(*number);
    }
}

static std::string key_of(const Fact& fact) {
    std::string key = fact.op + '\x1f' + fact.statistic + '\x1f' + fact.metric + '\x1f';
    if (fact.kind == Class::kSelf) key += fact.label;
    for (const Operand& operand : fact.operands) {
        key += '\x1e';
        if (const auto* cells = std::get_if<Cells>(&operand)) append_key(key, *cells);
        if (const auto* of = std::get_if<OfFact>(&operand)) key += fmt::format("F{}", of->fact);
        if (const auto* files = std::get_if<OfSources>(&operand)) {
            for (const auto source : files->sources) key += fmt::format("s{}", source);
        }
        if (const auto* mapped = std::get_if<Mapped>(&operand)) {
            key += mapped->expression;
            for (const Cells& cells : mapped->args) append_key(key, cells);
        }
    }
    for (const auto& [name, value] : fact.params) {
        key += '\x1d' + name;
        if (const auto* number = std::get_if<double>(&value)) key += fmt::format("={}", *number);
        if (const auto* whole = std::get_if<std::int64_t>(&value))
            key += fmt::format("={}", *whole);
        if (const auto* text = std::get_if<std::string>(&value)) key += '=' + *text;
    }
    for (const auto& [name, value] : fact.scope) key += '\x1c' + name + '=' + value;
    return key;
}

FactId Book::add(Fact fact) {
    const auto next = static_cast<FactId>(facts_.size() + 1);
    const auto [at, fresh] = by_key_.emplace(key_of(fact), next);
    if (fresh) {
        fact.id = next;
        facts_.push_back(std::move(fact));
    }
    return at->second;
}

std::string statistic_phrase(const std::string& statistic) {
    static const std::map<std::string, std::string> kPhrases{
        {"sd", "standard deviation of"},
        {"cv", "coefficient of variation of"},
        {"mad", "median absolute deviation of"},
        {"acf1", "lag-one autocorrelation of"},
        {"count", "number of values of"},
        {"min", "minimum"},
        {"max", "maximum"},
        {"mean_ci", "interval of the mean of"},
        {"welch_ci", "Welch interval of"},
        {"paired_ci", "paired interval of"},
        {"percent_ci", "interval in percent of"},
        {"ratio_ci", "interval of the ratio of"},
        {"hl_ci", "Hodges-Lehmann interval of"},
        {"trend_p", "p of a trend in"},
        {"value", "a single value of"}};
    const auto known = kPhrases.find(statistic);
    return known == kPhrases.end() ? statistic : known->second;
}

std::string label_of(const Series& series, const std::string& statistic) {
    std::string label = statistic_phrase(statistic) + " " + series.metric.name;
    if (!series.model().empty()) label += " of `" + series.model() + "`";
    if (!series.suite().empty()) label += " in `" + series.suite() + "`";
    for (const auto& [key, value] : series.scope) {
        if (key != "model" && key != "suite") label += fmt::format(", `{}={}`", key, value);
    }
    return label;
}

static std::map<std::string, Param> params_of(const stats::OpParams& params) {
    std::map<std::string, Param> out;
    if (params.p) out["p"] = *params.p;
    if (params.level) out["level"] = *params.level;
    if (params.seed) out["seed"] = static_cast<std::int64_t>(*params.seed);
    if (params.permutations) out["permutations"] = static_cast<std::int64_t>(*params.permutations);
    if (params.rows) out["rows"] = static_cast<std::int64_t>(*params.rows);
    if (params.columns) out["columns"] = static_cast<std::int64_t>(*params.columns);
    if (params.block) out["block"] = static_cast<std::int64_t>(*params.block);
    return out;
}

static std::string statistic_of(const std::string& op, const stats::OpParams& params) {
    if (op != "quantile") return op;
    return "p" + shortest(*params.p * 100);
}

static void show(Fact& fact, const stats::Outcome& outcome, std::optional<double> uncertainty,
                 int decimals) {
    if (const auto* number = std::get_if<double>(&outcome)) {
        fact.value = *number;
        const int shown = decimals_for(*number, uncertainty, decimals);
        fact.display = display_number(*number, shown, fact.unit);
        return;
    }
    const auto& pair = std::get<std::pair<double, double>>(outcome);
    fact.value = pair;
    // Half a width is about two standard errors: its own two digits are those of the uncertainty.
    const int shown = decimals_for(pair.first, half_width(pair) / 2, decimals + 1);
    fact.display = display_interval(pair, shown, fact.unit);
}

FactId Book::of_series(const Series& series, const std::string& op, const stats::OpParams& params,
                       std::optional<double> uncertainty) {
    // These ops take one sample, and evidence has no sample over several files.
    if ((op == "mean_ci" || op == "acf1") && series.parts.size() > 1) return kNoFact;
    const stats::Described sample{&series.values, &series.description};
    const auto outcome = stats::evaluate(op, std::span(&sample, 1), params);
    if (!outcome) return kNoFact;
    Fact fact{.operands = series.operands, .params = params_of(params)};
    fact.op = op;
    fact.statistic = statistic_of(op, params);
    fact.label = label_of(series, fact.statistic);
    fact.unit = op == "cv"                                         ? "%"
                : op == "count" || op == "acf1" || op == "trend_p" ? ""
                                                                   : series.metric.unit;
    fact.n = series.values.size();
    fact.kind = fact.worst = series.kind;
    fact.metric = series.metric.id;
    fact.scope = series.scope;
    show(fact, *outcome, uncertainty,
         op == "cv"        ? 1
         : op == "acf1"    ? 2
         : op == "trend_p" ? 4
         : op == "count"   ? 0
                           : series.decimals);
    return add(std::move(fact));
}

Summary Book::summarise(const Series& series) {
    Summary out;
    if (series.values.size() == 1) {
        out.cell = of_nth(series, 0);
        return out;
    }
    const double n = static_cast<double>(series.values.size());
    out.n = of_series(series, "count", {}, std::nullopt);
    out.sd = of_series(series, "sd", {}, std::nullopt);
    const double sd = out.sd == kNoFact ? 0 : number(out.sd);
    const double error = sd / std::sqrt(n);
    // Large-sample standard errors: Kendall & Stuart for the deviation and quantiles of a normal
    // law.
    if (out.sd != kNoFact && sd > 0) {
        Fact& fact = facts_[out.sd - 1];
        fact.display = display_number(
            sd, decimals_for(sd, sd / std::sqrt(2 * (n - 1)), series.decimals), fact.unit);
    }
    out.mean = of_series(series, "mean", {}, error);
    out.mean_ci = of_series(series, "mean_ci", {.level = 0.95}, std::nullopt);
    // A few wild values widen the deviation, but not the median's own uncertainty.
    const auto deviation = series.description.mad;
    const double robust = deviation && *deviation > 0 ? 1.4826 * *deviation / std::sqrt(n) : error;
    out.median = of_series(series, "median", {}, 1.2533 * robust);
    out.p95 = of_series(series, "quantile", {.p = 0.95}, 2.1 * error);
    return out;
}

static Class rank_class(const Fact& fact) {
    return fact.kind == Class::kDerived ? fact.worst : fact.kind;
}

FactId Book::of_moments(const std::array<FactId, 6>& moments, double level,
                        const std::string& label, int decimals) {
    Fact fact;
    std::vector<double> numbers;
    for (const FactId id : moments) {
        if (id == kNoFact) return kNoFact;
        fact.operands.emplace_back(OfFact{id});
        fact.n += at(id).n;
        fact.worst = std::max(fact.worst, rank_class(at(id)));
        numbers.push_back(number(id));
    }
    const auto outcome = stats::evaluate_scalars("welch_ci_stats", numbers, {.level = level});
    if (!outcome) return kNoFact;
    fact.op = fact.statistic = "welch_ci_stats";
    fact.params["level"] = level;
    fact.label = label;
    fact.unit = at(moments[0]).unit;
    fact.kind = Class::kDerived;
    fact.metric = at(moments[0]).metric;
    show(fact, *outcome, std::nullopt, decimals);
    return add(std::move(fact));
}

// Samples over several files are no single operand: their means, deviations and counts are.
FactId Book::of_pooled(const Series& a, const Series& b, double level) {
    const Summary of_a = summarise(a);
    const Summary of_b = summarise(b);
    return of_moments({of_a.mean, of_a.sd, of_a.n, of_b.mean, of_b.sd, of_b.n}, level,
                      fmt::format("difference of {} and {}", label_of(a, "means,").substr(7),
                                  label_of(b, "means,").substr(7)),
                      std::max(a.decimals, b.decimals));
}

FactId Book::of_pair(const Series& a, const Series& b, const PairOp& pair) {
    const std::string& op = pair.op;
    if (a.parts.size() > 1 || b.parts.size() > 1) {
        return op == "welch_ci" && pair.block == 0 ? of_pooled(a, b, pair.level) : kNoFact;
    }
    const std::array<stats::Described, 2> samples{
        {{&a.values, &a.description}, {&b.values, &b.description}}};
    stats::OpParams params{.level = pair.level};
    if (pair.block != 0) params.block = pair.block;
    const auto outcome = stats::evaluate(op, samples, params);
    if (!outcome) return kNoFact;
    Fact fact{.operands = a.operands};
    fact.operands.insert(fact.operands.end(), b.operands.begin(), b.operands.end());
    fact.params["level"] = pair.level;
    if (pair.block != 0) fact.params["block"] = static_cast<std::int64_t>(pair.block);
    fact.op = fact.statistic = op;
    fact.label = fmt::format("{} {} against {}", statistic_phrase(op), label_of(a, "").substr(1),
                             label_of(b, "").substr(1));
    fact.unit = op == "percent_ci" ? "%" : op == "ratio_ci" ? "" : a.metric.unit;
    fact.n = a.values.size() + b.values.size();
    fact.kind = fact.worst = std::max(a.kind, b.kind);
    fact.metric = a.metric.id;
    for (const auto& [key, value] : a.scope) {
        if (scope_or_empty(b.scope, key) == value) fact.scope[key] = value;
    }
    show(fact, *outcome, std::nullopt,
         op == "percent_ci" || op == "ratio_ci" ? 2 : std::max(a.decimals, b.decimals));
    return add(std::move(fact));
}

FactId Book::of_facts(const std::string& op, FactId first, FactId second,
                      const std::string& label) {
    const Fact& a = at(first);
    const Fact& b = at(second);
    const std::vector<double> numbers{number(first), number(second)};
    const auto outcome = stats::evaluate_scalars(op, numbers, {});
    if (!outcome) return kNoFact;
    const bool percent = op == "percent_change" || op == "share";
    Fact fact;
    fact.label = label;
    fact.unit = percent ? "%" : op == "ratio" ? "" : a.unit;
    fact.op = op;
    fact.operands = {OfFact{first}, OfFact{second}};
    fact.n = a.n + b.n;
    fact.kind = Class::kDerived;
    fact.worst = std::max(rank_class(a), rank_class(b));
    fact.metric = a.metric == b.metric ? a.metric : std::string();
    fact.statistic = op;
    for (const auto& [key, value] : a.scope) {
        if (scope_or_empty(b.scope, key) == value) fact.scope[key] = value;
    }
    const double value = std::get<double>(*outcome);
    fact.value = value;
    const int decimals = percent || op == "ratio" ? decimals_for(value, std::fabs(value) / 10, 2)
                                                  : decimals_for(value, std::fabs(value) / 10, 6);
    fact.display = display_number(value, decimals, fact.unit);
    return add(std::move(fact));
}

FactId Book::of_cells(const std::vector<Series>& cells, const std::string& op,
                      const stats::OpParams& params) {
    std::vector<std::vector<double>> samples;
    Fact fact;
    for (const Series& cell : cells) {
        samples.push_back(cell.values);
        fact.operands.insert(fact.operands.end(), cell.operands.begin(), cell.operands.end());
        fact.n += cell.values.size();
    }
    const auto outcome = stats::evaluate(op, samples, params);
    if (!outcome) return kNoFact;
    const Series& first = cells.front();
    fact.op = fact.statistic = op;
    fact.params = params_of(params);
    fact.label = label_of(first, "p of an interaction in");
    fact.kind = fact.worst = first.kind;
    fact.metric = first.metric.id;
    fact.scope = first.scope;
    show(fact, *outcome, std::nullopt, 4);
    return add(std::move(fact));
}

// times (a / b)^power.
static std::optional<Fact> powered_ratio(const Fact& a, const Fact& b, double power, double times) {
    const std::vector<double> numbers{std::get<double>(a.value), std::get<double>(b.value)};
    const auto outcome =
        stats::evaluate_scalars("ratio", numbers, {.power = power, .times = times});
    if (!outcome) return std::nullopt;
    Fact fact;
    fact.op = fact.statistic = "ratio";
    fact.operands = {OfFact{a.id}, OfFact{b.id}};
    fact.params = {{"power", power}, {"times", times}};
    fact.n = a.n + b.n;
    fact.kind = Class::kDerived;
    fact.worst = std::max(rank_class(a), rank_class(b));
    fact.value = std::get<double>(*outcome);
    return fact;
}

FactId Book::of_rows_to_settle(FactId sd, FactId gap) {
    constexpr double kLehr = 16;
    std::optional<Fact> fact = powered_ratio(at(sd), at(gap), 2, kLehr);
    if (!fact) return kNoFact;
    fact->label = "rows an arm that would settle it";
    fact->display = display_number(std::get<double>(fact->value), 0, "");
    return add(std::move(*fact));
}

FactId Book::of_efficiency(FactId in_turn, FactId at_once) {
    constexpr double kPercentOfTwo = 50;
    std::optional<Fact> fact = powered_ratio(at(in_turn), at(at_once), 1, kPercentOfTwo);
    if (!fact) return kNoFact;
    fact->label = "efficiency of two agents at once";
    fact->unit = "%";
    fact->display = display_number(std::get<double>(fact->value), 0, "%");
    return add(std::move(*fact));
}

FactId Book::of_family(const std::vector<FactId>& family, std::size_t index) {
    std::vector<double> numbers;
    Fact fact;
    for (const FactId id : family) {
        numbers.push_back(number(id));
        fact.operands.emplace_back(OfFact{id});
        fact.n += at(id).n;
        fact.worst = std::max(fact.worst, rank_class(at(id)));
    }
    const auto outcome = stats::evaluate_scalars("holm_p", numbers, {.index = index});
    if (!outcome) return kNoFact;
    fact.op = fact.statistic = "holm_p";
    fact.params["index"] = static_cast<std::int64_t>(index);
    fact.label = "adjusted " + at(family[index]).label;
    fact.kind = Class::kDerived;
    fact.metric = at(family[index]).metric;
    fact.scope = at(family[index]).scope;
    show(fact, *outcome, std::nullopt, 4);
    return add(std::move(fact));
}

FactId Book::of_cell(Cells cell, double value, int decimals, Fact described) {
    described.op = "cell";
    described.operands = {std::move(cell)};
    described.value = value;
    described.n = 1;
    described.display =
        display_number(value, decimals_for(value, std::nullopt, decimals), described.unit);
    return add(std::move(described));
}

FactId Book::of_nth(const Series& series, std::size_t index) {
    std::size_t at = index;
    for (const Part& part : series.parts) {
        if (at >= part.rows.size()) {
            at -= part.rows.size();
            continue;
        }
        Cells cell = cell_at(*part.table, *part.column, part.rows[at]);
        cell.scale = part.column->reading.scale;
        Fact described;
        described.label = label_of(series, "value");
        described.unit = series.metric.unit;
        described.kind = described.worst = series.kind;
        described.metric = series.metric.id;
        described.statistic = "value";
        described.scope = series.scope;
        return of_cell(std::move(cell), series.values[index], series.decimals,
                       std::move(described));
    }
    return kNoFact;
}

FactId Book::of_count(const std::vector<Cells>& cells, std::size_t n, Fact described) {
    described.op = "count";
    described.operands.assign(cells.begin(), cells.end());
    described.value = static_cast<double>(n);
    described.n = n;
    described.unit = "";
    described.display = display_count(static_cast<double>(n));
    return add(std::move(described));
}

FactId Book::of_files(const std::vector<model::SourceIndex>& sources, const std::string& label) {
    Fact fact;
    fact.label = label;
    fact.op = "files";
    fact.operands = {OfSources{sources}};
    fact.value = static_cast<double>(sources.size());
    fact.n = sources.size();
    fact.display = display_count(static_cast<double>(sources.size()));
    return add(std::move(fact));
}

FactId Book::of_latest(const std::vector<model::SourceIndex>& sources, std::int64_t time) {
    Fact fact;
    fact.label = "latest modification";
    fact.op = "latest";
    fact.operands = {OfSources{sources}};
    fact.value = rfc3339(time);
    fact.n = sources.size();
    fact.display = rfc3339(time);
    return add(std::move(fact));
}

FactId Book::of_earliest(const Series& series, const TimeSpan& times) {
    const Part& part = series.parts.front();
    Fact fact;
    fact.label = label_of(series, "first time stamp of");
    fact.op = "earliest";
    for (Cells& cells : cells_at(*part.table, *times.column, part.rows)) {
        fact.operands.emplace_back(std::move(cells));
    }
    fact.value = rfc3339(times.first);
    fact.n = part.rows.size();
    fact.kind = fact.worst = series.kind;
    fact.scope = series.scope;
    fact.display = rfc3339(times.first);
    return add(std::move(fact));
}

FactId Book::of_mapped(const std::string& op, std::vector<Mapped> samples,
                       const std::vector<double>& mapped, Fact described) {
    const std::vector<std::vector<double>> pooled{mapped};
    const auto outcome = stats::evaluate(op, pooled, {});
    if (!outcome) return kNoFact;
    described.op = described.statistic = op;
    described.operands.clear();
    for (Mapped& sample : samples) described.operands.emplace_back(std::move(sample));
    described.n = mapped.size();
    show(described, *outcome, std::nullopt, 6);
    return add(std::move(described));
}

Fact self_fact(double value, const std::string& unit, int decimals, const std::string& label) {
    Fact fact;
    fact.label = label;
    fact.op = "self";
    fact.value = value;
    fact.unit = unit;
    fact.kind = fact.worst = Class::kSelf;
    fact.display = display_number(value, decimals, unit);
    return fact;
}

FactId Book::of_self(double value, const std::string& unit, int decimals,
                     const std::string& label) {
    return add(self_fact(value, unit, decimals, label));
}

}  // namespace chimera::facts
