// SPDX-License-Identifier: Apache-2.0
// What a design lets one say: effect, confounded, interaction, trend.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/text.h"
#include "model/claim_words.h"
#include "stats/rank_test.h"
#include "verify/grid.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

// An arm's rows, if it is one sample of a CSV file or of JSON rows.
static Result<const Sample*> rows_of(const Fact& arm, Executor& executor) {
    if (arm.operands.size() != 1 || !arm.operands[0].is_cells()) {
        return input_error(fmt::format("F{} is not over one sample", arm.id));
    }
    return executor.sample(arm.operands[0]);
}

// Arms that follow a change of another setting more unequally than this are not alike.
static constexpr double kMostUnequal = 0.2;

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
    const auto columns = condition_columns(*a.value());
    std::vector<std::string> others;
    for (const std::string& column : columns) {
        if (column == parameter) continue;
        others.push_back(column);
        if (spread_of(*a.value(), column) != spread_of(*b.value(), column)) {
            return fmt::format("the arms differ in `{}` too", column);
        }
    }
    const auto swept = swept_columns({a.value(), b.value()}, others);
    const double first_low = first_share(*a.value(), swept);
    const double first_high = first_share(*b.value(), swept);
    if (std::fabs(first_low - first_high) <= kMostUnequal) return {};
    return fmt::format("{:.0f} % of one arm and {:.0f} % of the other follow a change elsewhere",
                       100 * first_low, 100 * first_high);
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
        if (wrong = dependent_arm(*arm, *interval, self.executor); !wrong.empty()) return wrong;
    }
    if (self.has("p")) {
        const Fact* p = self.fact("p");
        if (p == nullptr) return self.wrong;
        if (wrong = insignificant(*p, *high, *low, self.evidence()); !wrong.empty()) return wrong;
    }
    return differs_elsewhere(self, *low, *high);
}

// One column fixes the other, row by row, in some CSV file.
static bool fixes(SourceFile& file, std::uint32_t from, std::uint32_t to) {
    std::map<std::string, std::string> seen;
    for (std::uint32_t row = file.first_data_row(); row <= file.csv().records(); ++row) {
        const auto [at, fresh] = seen.emplace(file.csv().cell(row, from), file.csv().cell(row, to));
        if (!fresh && at->second != file.csv().cell(row, to)) return false;
    }
    return seen.size() > 1;
}

static std::string fixed_somewhere(Case& self, const std::string& factor,
                                   const std::string& alias) {
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

// The rows of one level all come first after a change of an alias, and the others do not: `rows`
// and `others` count them, `of` all of them, and what the text says of their values holds.
static std::string first_after_change(Case& self, const std::string& factor,
                                      const std::vector<std::string>& aliases) {
    const Fact* rows = self.fact("rows");
    const Fact* others = self.fact("others");
    const Fact* of = self.fact("of");
    if (rows == nullptr || others == nullptr || of == nullptr) return self.wrong;
    const auto a = rows_of(*rows, self.executor);
    const auto b = rows_of(*others, self.executor);
    const auto all = rows_of(*of, self.executor);
    if (!a.ok() || !b.ok() || !all.ok()) return "its rows are no samples";
    if (a.value()->file != b.value()->file || a.value()->file != all.value()->file) {
        return "its rows are of different files";
    }
    const std::string level = scope_value(*rows, factor);
    if (level.empty()) return fmt::format("F{} is of no level of `{}`", rows->id, factor);
    if (rows->n + others->n != of->n || spread_of(*b.value(), factor).contains(level)) {
        return fmt::format("F{} and F{} are not all of F{}", rows->id, others->id, of->id);
    }
    if (first_share(*a.value(), aliases) < 1) {
        return fmt::format("not every row of F{} follows such a change", rows->id);
    }
    const double rest = first_share(*b.value(), aliases);
    if (!self.has("first")) return rest > 0 ? "some of the other rows follow such a change" : "";
    if (rest >= 1 - kMostUnequal) return "the other rows follow such a change as well";
    const Fact* least = self.fact("first");
    const Fact* most = self.fact("rest");
    if (least == nullptr || most == nullptr) return self.wrong;
    if (least->op != "min" || most->op != "max" || least->operands != rows->operands ||
        most->operands != others->operands) {
        return "its bounds are not of its rows";
    }
    return self.number("first") > self.number("rest") ? "" : "the two overlap";
}

// The levels of a factor follow a change of an alias unequally often.
static std::string unequal_order(Case& self, const std::string& factor,
                                 const std::vector<std::string>& aliases) {
    const Fact* of = self.fact("of");
    if (of == nullptr) return self.wrong;
    const auto all = rows_of(*of, self.executor);
    if (!all.ok()) return all.error().message;
    std::map<std::string, Sample> levels;
    for (const Cell& cell : all.value()->cells) {
        Sample& level = levels[all.value()->file->field(cell, factor).value_or("")];
        level.file = all.value()->file;
        level.cells.push_back(cell);
    }
    double least = 1;
    double most = 0;
    for (const auto& [value, level] : levels) {
        const double share = first_share(level, aliases);
        least = std::min(least, share);
        most = std::max(most, share);
    }
    return most - least > kMostUnequal ? "" : "the levels follow a change equally often";
}

// Two arms that a factor tells apart, and that differ in the alias too: in the day of their first
// row, in the length of their answers, or in how they mix the values of a column.
static std::string unlike_arms(Case& self, const std::string& factor, const std::string& alias) {
    const Fact* a = self.fact("a");
    const Fact* b = self.fact("b");
    if (a == nullptr || b == nullptr) return self.wrong;
    if (a->metric != b->metric || scope_value(*a, factor) == scope_value(*b, factor)) {
        return fmt::format("its arms do not differ in `{}` alone", factor);
    }
    if (self.has("day_a")) {
        const Fact* from_a = self.fact("day_a");
        const Fact* from_b = self.fact("day_b");
        if (from_a == nullptr || from_b == nullptr) return self.wrong;
        if (from_a->op != "earliest" || from_b->op != "earliest" || from_a->scope != a->scope ||
            from_b->scope != b->scope) {
            return "its days are not those of its arms";
        }
        constexpr std::size_t kDate = 10;
        const auto* first = std::get_if<std::string>(&from_a->value);
        const auto* second = std::get_if<std::string>(&from_b->value);
        if (first == nullptr || second == nullptr) return "its days are no times";
        return first->substr(0, kDate) != second->substr(0, kDate) ? "" : "it is one day";
    }
    if (self.has("length_a")) {
        constexpr double kMostLonger = 0.1;
        const Fact* of_a = self.fact("length_a");
        const Fact* of_b = self.fact("length_b");
        if (of_a == nullptr || of_b == nullptr) return self.wrong;
        const double one = self.number("length_a");
        const double other = self.number("length_b");
        if (!self.wrong.empty()) return self.wrong;
        if (of_a->metric != alias || of_b->metric != alias || of_a->scope != a->scope ||
            of_b->scope != b->scope || of_a->op != "mean" || of_b->op != "mean") {
            return "its lengths are not those of its arms";
        }
        return std::fabs(one - other) > kMostLonger * std::max(one, other) ? ""
                                                                           : "they are as long";
    }
    const auto rows_a = rows_of(*a, self.executor);
    const auto rows_b = rows_of(*b, self.executor);
    if (!rows_a.ok() || !rows_b.ok()) return "its arms are no samples";
    return mixture_distance(*rows_a.value(), *rows_b.value(), alias) > kMostUnequal
               ? ""
               : fmt::format("the arms have the same mix of `{}`", alias);
}

static std::string confounding(Case& self) {
    const std::string factor = self.text("factor");
    const std::vector<std::string> aliases = self.texts("alias");
    if (factor.empty() || aliases.empty() ||
        std::find(aliases.begin(), aliases.end(), factor) != aliases.end()) {
        return "it does not name two factors";
    }
    if (self.has("a")) return unlike_arms(self, factor, aliases[0]);
    if (self.has("others")) return first_after_change(self, factor, aliases);
    if (self.has("of")) return unequal_order(self, factor, aliases);
    if (self.has("rows")) {
        const Fact* rows = self.fact("rows");
        if (rows == nullptr) return self.wrong;
        const auto sample = rows_of(*rows, self.executor);
        if (!sample.ok()) return sample.error().message;
        const bool together = tells(*sample.value(), factor, aliases[0]) ||
                              tells(*sample.value(), aliases[0], factor);
        return together ? "" : "the factors do not move together";
    }
    if (self.has("share")) {
        constexpr double kHalf = 50;
        const Fact* share = self.fact("share");
        if (share == nullptr) return self.wrong;
        const double value = self.number("share");
        const double percent = share->unit == "%" ? value : 100 * value;
        return percent > kHalf ? "" : "the factors do not move together";
    }
    return fixed_somewhere(self, factor, aliases[0]);
}

// The lines around a number of a document name the setting, whole or by a beginning of its name,
// and tell the reader what to do.
static std::string no_advice(const Fact& said, const std::string& factor, Executor& executor) {
    constexpr std::size_t kShortest = 4;
    constexpr std::uint32_t kAround = 3;
    if (said.kind != "claimed" || said.op != "cell") return "no document says it";
    const auto sample = executor.sample(said.operands[0]);
    if (!sample.ok() || sample.value()->cells[0].in != Cell::In::kText) return "it is of no text";
    const auto& lines = sample.value()->file->lines();
    const std::uint32_t line = sample.value()->cells[0].row;
    const std::string setting = lower(last_segment(factor));
    bool named = false;
    bool advised = false;
    const std::size_t from = line > kAround ? line - kAround : 1;
    for (std::size_t at = from; at <= line + kAround && at <= lines.size(); ++at) {
        advised = advised || model::advises(lines[at - 1]);
        for (const std::string& word : lower_words(lines[at - 1])) {
            named = named || (word.size() >= kShortest && setting.starts_with(word)) ||
                    word == setting || word == setting + "s";
        }
    }
    return named && advised ? "" : fmt::format("nothing there advises on `{}`", factor);
}

std::string check_confounded(Case& self) {
    if (std::string wrong = confounding(self); !wrong.empty()) return wrong;
    if (!self.has("advice")) return {};
    const Fact* said = self.fact("advice");
    return said == nullptr ? self.wrong : no_advice(*said, self.text("factor"), self.executor);
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

// Rank correlation of a sample with its own order.
static std::optional<double> slant(const Fact& test, Executor& executor) {
    if (test.operands.size() != 1) return std::nullopt;
    const auto values = executor.numbers(test.operands[0]);
    if (!values.ok()) return std::nullopt;
    std::vector<double> order(values.value().size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<double>(i);
    return stats::spearman(order, values.value());
}

// Which way the words of a claim point: +1 up, -1 down, 0 neither.
static int pointed(const Case& self) {
    const auto words = lower_words(self.filled.fixed);
    const auto has = [&](std::string_view stem) {
        return std::any_of(words.begin(), words.end(),
                           [&](const std::string& word) { return word.starts_with(stem); });
    };
    const int up = has("rising") || has("growing") || has("upward") ? 1 : 0;
    const int down = has("declin") || has("falling") || has("downward") ? 1 : 0;
    return up - down;
}

// The test behind a p, which may be adjusted for its family.
static const Fact* test_behind(const Fact& p, const Evidence& evidence) {
    if (p.op != "holm_p") return &p;
    const auto index = p.params.numbers.find("index");
    const auto at = index == p.params.numbers.end() ? 0 : static_cast<std::size_t>(index->second);
    return at < p.operands.size() ? evidence.fact(p.operands[at].fact) : nullptr;
}

// Elements of lists that different rows hold: one list stands behind the other, whatever was taken
// first.
static bool spans_lists(const Fact& test) {
    std::set<std::string_view> lists;
    for (const Operand& operand : test.operands) {
        for (const std::string& at : operand.at) {
            if (at.ends_with(']')) lists.insert(std::string_view(at).substr(0, at.rfind('/')));
        }
    }
    return lists.size() > 1;
}

std::string check_trend(Case& self) {
    constexpr double kAlpha = 0.05;
    constexpr std::uint64_t kFrom = 8;
    const Fact* p = self.fact("p");
    if (p == nullptr) return self.wrong;
    const double value = self.number("p");
    if (!self.wrong.empty()) return self.wrong;
    const Fact* test = test_behind(*p, self.evidence());
    if (test == nullptr || test->op != "trend_p") return "its p is of no trend";
    if (spans_lists(*test)) return "values of several lists stand in no order of time";
    if (test->n < kFrom) return fmt::format("{} points are too few", test->n);
    if (value >= kAlpha) return fmt::format("F{} is not under 0.05", p->id);
    const std::string direction = self.text("direction");
    const bool up = direction == "up" || direction == "rising" || direction == "higher" ||
                    direction == "growing" || direction == "increasing";
    const bool down = direction == "down" || direction == "falling" || direction == "lower" ||
                      direction == "declining" || direction == "decreasing";
    if (!up && !down) return "it has no direction";
    const std::optional<double> rise =
        self.has("slope") ? self.number("slope") : slant(*test, self.executor);
    if (!self.wrong.empty()) return self.wrong;
    if (!rise) return "its sample has no direction";
    if (up ? *rise <= 0 : *rise >= 0) return "its slope points the other way";
    return pointed(self) == (up ? -1 : 1) ? "its words point the other way" : "";
}

}  // namespace chimera::verify
