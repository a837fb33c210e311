// SPDX-License-Identifier: Apache-2.0
#include "verify/execute.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "stats/op.h"
#include "verify/described.h"
#include "verify/map_expression.h"

namespace chimera::verify {

template <std::size_t N>
static bool one_of(const std::array<std::string_view, N>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

static constexpr std::array<std::string_view, 14> kPooled = {
    "sum", "mean", "median", "min", "max",  "range",   "quantile",
    "sd",  "cv",   "sd_pop", "mad", "acf1", "mean_ci", "quantile_nearest"};
static constexpr std::array<std::string_view, 3> kCounts = {"count", "distinct", "count_if"};
static constexpr std::array<std::string_view, 16> kSeveral = {
    "welch_ci",         "welch_p",       "paired_ci", "paired_p",
    "ratio_ci",         "percent_ci",    "hl",        "hl_ci",
    "brown_forsythe_p", "interaction_p", "mwu_p",     "kruskal_p",
    "spearman",         "spearman_p",    "slope",     "trend_p"};
static constexpr std::array<std::string_view, 7> kOverFacts = {
    "difference", "ratio", "percent_change", "share", "welch_ci_stats", "welch_p_stats", "holm_p"};

bool is_pooled_op(std::string_view op) {
    return one_of(kPooled, op);
}
bool is_several_op(std::string_view op) {
    return one_of(kSeveral, op);
}

std::string worse_class(const std::string& a, const std::string& b) {
    static constexpr std::array<std::string_view, 6> kOrder = {"",       "measured", "self",
                                                               "config", "summary",  "claimed"};
    const auto rank = [](std::string_view name) {
        return std::find(kOrder.begin(), kOrder.end(), name) - kOrder.begin();
    };
    return rank(a) < rank(b) ? b : a;
}

std::vector<const Operand*> cells_in(const Operand& operand) {
    std::vector<const Operand*> out;
    if (operand.is_cells()) out.push_back(&operand);
    for (const Operand& arg : operand.args) out.push_back(&arg);
    return out;
}

std::string key_of(const Operand& operand) {
    std::string key =
        fmt::format("S{}*{}@{}#{}", operand.source, operand.scale, operand.raw, operand.nth);
    for (const auto& at : operand.at) key += "\x1f" + at;
    for (const auto& condition : operand.where) {
        key += "\x1d" + condition.column + "\x1e" + condition.op + "\x1e";
        const auto* number = std::get_if<double>(&condition.value);
        key += number != nullptr ? fmt::format("#{}", *number)
                                 : std::get<std::string>(condition.value);
    }
    if (operand.fact != 0) key += fmt::format("F{}", operand.fact);
    if (operand.is_map()) {
        key += "\x1c" + operand.map;
        for (const Operand& arg : operand.args) key += "\x1c" + key_of(arg);
    }
    return key;
}

Executor::Executor(const Evidence& evidence, const Input& input)
    : evidence_(evidence), input_(input) {
    for (const Fact& fact : evidence.facts) {
        if (fact.operands.size() == 1 && is_pooled_op(fact.op)) {
            alone_[key_of(fact.operands[0])].push_back(fact.id);
        }
    }
}

const Executed& Executor::execute(std::uint32_t id) {
    Slot& slot = slots_[id];
    if (slot.state == State::kDone) return slot.executed;
    if (slot.state == State::kRunning) {
        slot.executed.reason = fmt::format("F{} rests on itself", id);
        return slot.executed;
    }
    slot.state = State::kRunning;
    Executed out;
    const Fact* fact = evidence_.fact(id);
    out.reason = fact == nullptr ? fmt::format("F{} is no fact", id) : run(*fact, out);
    Slot& done = slots_[id];
    const bool circular = !done.executed.reason.empty();
    if (circular && out.reason.empty()) out.reason = done.executed.reason;
    done.executed = std::move(out);
    done.state = State::kDone;
    return done.executed;
}

static bool close_to(double a, double b) {
    constexpr double kRelative = 1e-9;
    constexpr double kTiny = 1e-300;
    return a == b || std::fabs(a - b) <= kRelative * std::max(std::fabs(a), std::fabs(b)) + kTiny;
}

static bool same_value(const Value& stated, const Value& found) {
    if (stated.index() != found.index()) return false;
    if (const auto* number = std::get_if<double>(&found)) {
        return close_to(std::get<double>(stated), *number);
    }
    if (const auto* pair = std::get_if<Interval>(&found)) {
        const auto& other = std::get<Interval>(stated);
        return close_to(other.first, pair->first) && close_to(other.second, pair->second);
    }
    const auto& a = std::get<std::string>(stated);
    const auto& b = std::get<std::string>(found);
    const auto time_a = parse_time(a);
    const auto time_b = parse_time(b);
    return a == b || (time_a && time_b && *time_a == *time_b);
}

static std::string shown_value(const Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
    if (const auto* pair = std::get_if<Interval>(&value)) {
        return fmt::format("[{}, {}]", pair->first, pair->second);
    }
    return std::string(utf8_prefix(std::get<std::string>(value), 80));
}

std::string Executor::run(const Fact& fact, Executed& out) {
    constexpr std::size_t kMostOperands = 100'000;
    if (fact.operands.size() > kMostOperands) return "too many operands";
    if (std::string wrong = check_sources(fact); !wrong.empty()) return wrong;
    const auto value = value_of(fact, out);
    if (!value.ok()) return value.error().message;
    if (!same_value(fact.value, value.value())) {
        return fmt::format("its value is {}, and the files give {}", shown_value(fact.value),
                           shown_value(value.value()));
    }
    if (out.n != fact.n) {
        return fmt::format("its n is {}, and it is over {} cells", fact.n, out.n);
    }
    if (std::string wrong = check_kind(fact, out); !wrong.empty()) return wrong;
    return misdescribed(fact, *this);
}

// No sample takes a duplicate, nor a source together with its twin.
std::string Executor::check_sources(const Fact& fact) {
    std::map<std::uint32_t, const Source*> used;
    const auto take = [&](const Operand& operand) {
        if (const Source* source = evidence_.source(operand.source)) used[source->id] = source;
    };
    for (const Operand& operand : fact.operands) {
        if (operand.is_cells()) take(operand);
        for (const Operand& arg : operand.args) take(arg);
    }
    for (const auto& [id, source] : used) {
        if (source->role == "duplicate" || !source->duplicate_of.empty()) {
            return fmt::format("it counts {}, a duplicate of {}", source->path,
                               source->duplicate_of);
        }
        const Source* twin = evidence_.source_at(source->twin_of);
        if (twin != nullptr && used.contains(twin->id)) {
            return fmt::format("it counts {} and its twin {}", source->path, twin->path);
        }
        if (source->role == "rejected") return fmt::format("{} was rejected", source->path);
    }
    return {};
}

Result<Sample> Executor::sample(const Operand& operand) {
    const std::string key = key_of(operand);
    const auto found = samples_.find(key);
    if (found != samples_.end()) return found->second;
    TRY_ASSIGN(Sample taken, take_cells(operand, input_));
    // Without numbers the cells still stand: texts are counted too.
    const auto numbers = read_numbers(operand, taken);
    if (!numbers.ok()) taken.values.clear();
    constexpr std::size_t kRemembered = 100'000;
    if (taken.cells.size() <= kRemembered) samples_.emplace(key, taken);
    return taken;
}

Result<std::vector<double>> Executor::numbers(const Operand& operand) {
    if (operand.fact != 0) {
        const Executed& executed = execute(operand.fact);
        if (!executed.ok()) {
            return input_error(fmt::format("F{}: {}", operand.fact, executed.reason));
        }
        const double* number = evidence_.fact(operand.fact)->number();
        if (number == nullptr) return input_error(fmt::format("F{} is no number", operand.fact));
        return std::vector<double>{*number};
    }
    if (operand.is_map()) {
        std::vector<std::vector<double>> columns;
        for (const Operand& arg : operand.args) {
            TRY_ASSIGN(std::vector<double> column, numbers(arg));
            columns.push_back(std::move(column));
        }
        return map_rows(operand.map, columns);
    }
    TRY_ASSIGN(Sample taken, sample(operand));
    if (taken.values.empty()) TRY(read_numbers(operand, taken));
    return std::move(taken.values);
}

std::string Executor::complete(const Operand& operand, const Scope& scope, Rows rows,
                               bool numbers) {
    std::string key = key_of(operand) + fmt::format("\x1a{}{}", static_cast<int>(rows), numbers);
    for (const auto& [name, value] : scope) key += "\x1b" + name + "=" + value;
    const auto found = complete_.find(key);
    if (found != complete_.end()) return found->second;
    const auto taken = sample(operand);
    const std::string wrong =
        taken.ok() ? incomplete(taken.value(), {scope, operand.where, rows, numbers}, input_)
                   : taken.error().message;
    complete_.emplace(key, wrong);
    return wrong;
}

// An arm of a comparison is a sample if a fact over it alone is one, or if it is all rows of what
// its source binds.
std::string Executor::check_arm(const Fact& fact, const Operand& operand) {
    const std::string whole = complete(operand, fact.scope, Rows::kSound, true);
    if (whole.empty()) return {};
    const auto taken = sample(operand);
    if (!taken.ok()) return taken.error().message;
    std::string outside = out_of_scope(taken.value(), fact.scope, input_);
    if (!outside.empty()) return outside;
    const auto found = alone_.find(key_of(operand));
    if (found != alone_.end()) {
        for (const std::uint32_t id : found->second) {
            const Fact* other = evidence_.fact(id);
            if (complete(operand, other->scope, Rows::kSound, true).empty()) return {};
        }
    }
    Scope scope = bound_scope(taken.value(), input_);
    scope.insert(fact.scope.begin(), fact.scope.end());
    if (complete(operand, scope, Rows::kSound, true).empty()) return {};
    return whole;
}

// A count is of all rows, of the failed ones (all of them, or all with one reason), or of the
// others.
std::string Executor::check_count(const Fact& fact, const Operand& operand, Executed& out) {
    // In a file without failures the sound rows are all rows: more than one may hold.
    std::vector<Rows> holding;
    for (const Rows rows : {Rows::kSound, Rows::kFailed, Rows::kAll}) {
        if (complete(operand, fact.scope, rows, true).empty() ||
            complete(operand, fact.scope, rows, false).empty()) {
            holding.push_back(rows);
        }
    }
    if (!holding.empty()) {
        out.rows.push_back(std::move(holding));
        return {};
    }
    const auto taken = sample(operand);
    if (!taken.ok()) return taken.error().message;
    std::map<std::string, std::size_t> reasons;
    for (const Cell& cell : taken.value().cells) {
        const PlaceAndText* failure = taken.value().file->failure(cell);
        if (failure == nullptr) return complete(operand, fact.scope, Rows::kSound, true);
        ++reasons[failure->text];
    }
    std::string wrong;
    std::map<std::string, std::size_t> all;
    for (const Cell& cell : taken.value().file->column_of(taken.value().cells, wrong)) {
        const PlaceAndText* failure = taken.value().file->failure(cell);
        if (failure != nullptr) ++all[failure->text];
    }
    for (const auto& [why, n] : reasons) {
        if (all[why] != n) {
            return fmt::format("{} of {} rows that failed with \"{}\" are counted", n, all[why],
                               utf8_prefix(why, 60));
        }
    }
    out.rows.push_back({Rows::kFailed});
    return {};
}

std::string Executor::check_sample(const Fact& fact, const Operand& operand) {
    if (operand.is_map() || is_several_op(fact.op)) {
        for (const Operand* cells : cells_in(operand)) {
            if (std::string wrong = check_arm(fact, *cells); !wrong.empty()) return wrong;
        }
        return {};
    }
    return complete(operand, fact.scope, Rows::kSound, true);
}

void Executor::add_kind(const Sample& sample, Executed& out) {
    static const std::map<std::string, std::string, std::less<>> kKinds{{"raw", "measured"},
                                                                        {"telemetry", "measured"},
                                                                        {"summary", "summary"},
                                                                        {"document", "claimed"},
                                                                        {"config", "config"}};
    std::set<std::string> roles;
    if (sample.file->source().roles.empty())
        roles.insert(sample.file->source().role);
    else
        for (const Cell& cell : sample.cells) roles.insert(sample.file->role(cell));
    for (const auto& role : roles) {
        const auto found = kKinds.find(role);
        if (found != kKinds.end()) out.kind = worse_class(out.kind, found->second);
    }
}

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
        TRY_ASSIGN(const Sample taken, sample(operand));
        add_kind(taken, out);
        out.n += taken.cells.size();
        if (fact.op == "count") continue;
        const bool as_numbers = taken.values.size() == taken.cells.size();
        if (fact.op == "count_if" && (!as_numbers || !fact.params.has_test)) {
            return input_error("`count_if` needs numbers and a test");
        }
        for (std::size_t i = 0; i < taken.cells.size(); ++i) {
            if (fact.op == "distinct") {
                different.insert(as_numbers ? shortest(taken.values[i])
                                            : taken.file->text(taken.cells[i]));
                continue;
            }
            const auto hit =
                stats::holds(taken.values[i], fact.params.test_op, fact.params.test_value);
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
            TRY_ASSIGN(const Sample taken, sample(*cells));
            add_kind(taken, out);
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
            TRY_ASSIGN(const Sample taken, sample(operand));
            add_kind(taken, out);
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
    TRY_ASSIGN(Sample taken, sample(operand));
    const bool is_text_line = taken.cells[0].in == Cell::In::kText;
    if (taken.cells.size() != 1 && !is_text_line) {
        return input_error(
            fmt::format("`{}` is over one cell, not {}", fact.op, taken.cells.size()));
    }
    add_kind(taken, out);
    out.n = 1;
    if (!is_text_line && out.kind != "claimed") {
        if (std::string wrong = out_of_scope(taken, fact.scope, input_); !wrong.empty()) {
            return input_error(wrong);
        }
    }
    if (fact.op == "text") return Value(std::string(trim(taken.file->text(taken.cells[0]))));
    if (!is_text_line && out.kind == "measured") {
        if (taken.file->listed_as_failed(taken.cells[0])) {
            return input_error("its row failed, and is no measurement");
        }
        const std::string says = taken.file->says_failed(taken.cells[0]);
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
        TRY_ASSIGN(const Sample taken, sample(operand));
        add_kind(taken, out);
        if (std::string wrong = check_count(fact, operand, out); !wrong.empty()) {
            return input_error(wrong);
        }
        for (const Cell& cell : taken.cells) {
            if (!take(std::string(trim(taken.file->text(cell)))))
                return input_error("a cell is no time");
        }
        out.n += taken.cells.size();
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
    if (one_of(kOverFacts, fact.op)) return value_of_facts(fact, out);
    if (one_of(kCounts, fact.op)) return value_of_counts(fact, out);
    if (is_pooled_op(fact.op) || is_several_op(fact.op)) return value_of_samples(fact, out);
    return input_error(fmt::format("`{}` is no op", utf8_prefix(fact.op, 40)));
}

std::string Executor::check_kind(const Fact& fact, const Executed& executed) {
    if (fact.kind == "derived") {
        const bool over_facts =
            std::any_of(fact.operands.begin(), fact.operands.end(),
                        [](const Operand& operand) { return operand.fact != 0; });
        if (!over_facts) return "it is called derived, and is over no fact";
        if (fact.worst != executed.kind) {
            return fmt::format("its worst class is {}, not {}", executed.kind, fact.worst);
        }
        return {};
    }
    if (executed.kind.empty()) return fact.kind == "claimed" ? "nobody claimed it" : "";
    if (one_of(kOverFacts, fact.op) && fact.operands[0].fact != 0) {
        return fmt::format("it is over facts, and is called {}", fact.kind);
    }
    if (fact.kind != executed.kind) {
        return fmt::format("it is {}, and is called {}", executed.kind, fact.kind);
    }
    return {};
}

}  // namespace chimera::verify
