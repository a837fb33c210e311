// SPDX-License-Identifier: Apache-2.0
// The value of a fact by its op, from the raw files or from other facts.
#include <fmt/format.h>

#include <set>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "stats/op.h"
#include "verify/execute.h"

namespace chimera::verify {

static stats::OpParams op_params(const Fact& fact) {
    stats::OpParams out;
    const auto& numbers = fact.params.numbers;
    const auto find = [&](const char* name) -> std::optional<double> {
        const auto found = numbers.find(name);
        constexpr double kMost = 4294967295.0;
        if (found == numbers.end() || found->second < 0 || found->second > kMost) return {};
        return found->second;
    };
    out.p = find("p");
    out.level = find("level");
    out.power = find("power");
    out.times = find("times");
    if (const auto seed = find("seed")) out.seed = static_cast<std::uint64_t>(*seed);
    if (const auto block = find("block")) out.block = static_cast<std::uint32_t>(*block);
    constexpr double kMostPermutations = 1e6;
    const auto permutations = find("permutations");
    if (permutations && *permutations <= kMostPermutations) {
        out.permutations = static_cast<std::uint32_t>(*permutations);
    }
    if (const auto rows = find("rows")) out.rows = static_cast<std::size_t>(*rows);
    if (const auto columns = find("columns")) out.columns = static_cast<std::size_t>(*columns);
    if (const auto index = find("index")) out.index = static_cast<std::size_t>(*index);
    if (fact.params.has_test) out.test = {fact.params.test_op, fact.params.test_value};
    return out;
}

static Result<Value> as_value(const std::optional<stats::Outcome>& outcome, const Fact& fact) {
    if (!outcome) return input_error(fmt::format("`{}` is undefined over these operands", fact.op));
    if (const auto* number = std::get_if<double>(&*outcome)) return Value(*number);
    return Value(std::get<std::pair<double, double>>(*outcome));
}

Result<Value> Executor::value_of_counts(const Fact& fact, Executed& out) {
    std::set<std::string> different;
    double hits = 0;
    for (const Operand& operand : fact.operands) {
        if (!operand.is_cells()) return input_error("an operand is no sample");
        if (std::string wrong = check_count(fact, operand, out); !wrong.empty()) {
            return input_error(wrong);
        }
        TRY_ASSIGN(const Sample* taken, sample(operand));
        add_kind(*taken, out);
        out.n += taken->cells.size();
        if (fact.op == "count") continue;
        const bool as_numbers = taken->values.size() == taken->cells.size();
        if (fact.op == "count_if" && (!as_numbers || !fact.params.has_test)) {
            return input_error("`count_if` needs numbers and a test");
        }
        for (std::size_t i = 0; i < taken->cells.size(); ++i) {
            if (fact.op == "distinct") {
                different.insert(as_numbers ? shortest(taken->values[i])
                                            : taken->file->text(taken->cells[i]));
                continue;
            }
            const auto hit =
                stats::holds(taken->values[i], fact.params.test_op, fact.params.test_value);
            if (!hit) return input_error("`count_if` with no test");
            hits += *hit ? 1 : 0;
        }
    }
    if (fact.op == "count") return Value(static_cast<double>(out.n));
    return Value(fact.op == "distinct" ? static_cast<double>(different.size()) : hits);
}

Result<Value> Executor::value_of_samples(const Fact& fact, Executed& out) {
    std::vector<std::vector<double>> samples;
    std::map<std::vector<double>, std::uint32_t> seen;
    for (const Operand& operand : fact.operands) {
        if (!operand.is_cells() && !operand.is_map()) return input_error("an operand is no sample");
        if (std::string wrong = check_sample(fact, operand); !wrong.empty()) {
            return input_error(wrong);
        }
        for (const Operand* cells : cells_in(operand)) {
            TRY_ASSIGN(const Sample* taken, sample(*cells));
            add_kind(*taken, out);
        }
        TRY_ASSIGN(std::vector<double> values, numbers(operand));
        out.n += values.size();
        // The same rows under two names are a twin that nobody named.
        constexpr std::size_t kTelling = 3;
        const bool pooled = is_pooled_op(fact.op) && operand.is_cells();
        if (pooled && values.size() >= kTelling && values.front() != values.back() &&
            !seen.emplace(values, operand.source).second) {
            return input_error("two of its samples hold the same rows");
        }
        samples.push_back(std::move(values));
    }
    return as_value(stats::evaluate(fact.op, samples, op_params(fact)), fact);
}

Result<Value> Executor::value_of_facts(const Fact& fact, Executed& out) {
    std::vector<double> values;
    for (const Operand& operand : fact.operands) {
        if (operand.fact == 0 && !operand.is_cells()) return input_error("an operand is no fact");
        TRY_ASSIGN(const std::vector<double> one, numbers(operand));
        if (one.size() != 1) return input_error("an operand is not one number");
        values.push_back(one[0]);
        if (operand.fact != 0) {
            out.kind = worse_class(out.kind, execute(operand.fact).kind);
            out.n += evidence_.fact(operand.fact)->n;
        } else {
            TRY_ASSIGN(const Sample* taken, sample(operand));
            add_kind(*taken, out);
            out.n += 1;
        }
    }
    return as_value(stats::evaluate_scalars(fact.op, values, op_params(fact)), fact);
}

Result<Value> Executor::value_of_cell(const Fact& fact, Executed& out) {
    if (fact.operands.size() != 1 || !fact.operands[0].is_cells()) {
        return input_error(fmt::format("`{}` is over one cell", fact.op));
    }
    const Operand& operand = fact.operands[0];
    TRY_ASSIGN(const Sample* taken, sample(operand));
    const bool is_text_line = taken->cells[0].in == Cell::In::kText && taken->cells[0].column == 0;
    if (taken->cells.size() != 1 && !is_text_line) {
        return input_error(
            fmt::format("`{}` is over one cell, not {}", fact.op, taken->cells.size()));
    }
    add_kind(*taken, out);
    out.n = 1;
    if (is_text_line && (out.kind == "measured" || out.kind == "summary")) {
        return input_error("a line of prose measures nothing");
    }
    if (!is_text_line && out.kind != "claimed") {
        if (std::string wrong = out_of_scope(*taken, fact.scope, input_); !wrong.empty()) {
            return input_error(wrong);
        }
    }
    if (fact.op == "text" && is_text_line && !operand.raw.empty()) {
        if (!raw_stands(operand, *taken)) return input_error("its text does not stand there");
        return Value(operand.raw);
    }
    if (fact.op == "text")
        return Value(std::string(trim(taken->file->joined_text(taken->cells[0]))));
    if (!is_text_line && out.kind == "measured") {
        if (taken->file->listed_as_failed(taken->cells[0])) {
            return input_error("its row failed, and is no measurement");
        }
        const std::string says = taken->file->says_failed(taken->cells[0]);
        if (!says.empty()) return input_error("its row failed: " + says);
    }
    TRY_ASSIGN(const std::vector<double> values, numbers(operand));
    return Value(values[0]);
}

Result<Value> Executor::value_of_times(const Fact& fact, Executed& out) {
    std::optional<UnixSeconds> best;
    const auto take = [&](const std::string& text) {
        const auto time = parse_time(text);
        if (!time) return false;
        if (!best || (fact.op == "earliest" ? *time < *best : *time > *best)) best = *time;
        return true;
    };
    for (const Operand& operand : fact.operands) {
        for (const std::uint32_t id : operand.sources) {
            const Source* source = evidence_.source(id);
            if (source == nullptr || !take(source->modified)) {
                return input_error(fmt::format("S{} has no time", id));
            }
            ++out.n;
        }
        if (operand.is_sources) continue;
        TRY_ASSIGN(const Sample* taken, sample(operand));
        add_kind(*taken, out);
        if (std::string wrong = check_count(fact, operand, out); !wrong.empty()) {
            return input_error(wrong);
        }
        for (const Cell& cell : taken->cells) {
            if (!take(std::string(trim(taken->file->text(cell)))))
                return input_error("a cell is no time");
        }
        out.n += taken->cells.size();
    }
    if (!best) return input_error("no time among its operands");
    return Value(rfc3339(*best));
}

Result<Value> Executor::value_of_files(const Fact& fact, Executed& out) {
    std::set<std::uint32_t> listed;
    for (const Operand& operand : fact.operands) {
        if (!operand.is_sources) return input_error("`files` is over sources");
        for (const std::uint32_t id : operand.sources) {
            if (evidence_.source(id) == nullptr) return input_error("it counts no source");
            if (!listed.insert(id).second) return input_error("it counts a source twice");
        }
    }
    out.n = listed.size();
    return Value(static_cast<double>(listed.size()));
}

Result<Value> Executor::value_of(const Fact& fact, Executed& out) {
    if (fact.op == "cell" || fact.op == "text") return value_of_cell(fact, out);
    if (fact.op == "earliest" || fact.op == "latest") return value_of_times(fact, out);
    if (fact.op == "self") {
        if (!fact.operands.empty()) return input_error("`self` has no operands");
        out.kind = "self";
        out.n = fact.n;
        return fact.value;
    }
    if (fact.op == "files") return value_of_files(fact, out);
    if (is_fact_op(fact.op)) return value_of_facts(fact, out);
    if (is_count_op(fact.op)) return value_of_counts(fact, out);
    if (is_pooled_op(fact.op) || is_several_op(fact.op)) return value_of_samples(fact, out);
    return input_error(fmt::format("`{}` is no op", utf8_prefix(fact.op, 40)));
}

}  // namespace chimera::verify
