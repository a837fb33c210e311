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

bool is_count_op(std::string_view op) {
    return one_of(kCounts, op);
}
bool is_fact_op(std::string_view op) {
    return one_of(kOverFacts, op);
}
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
    if (!operand.fold.empty()) key += "%" + operand.fold;
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

Result<const Sample*> Executor::sample(const Operand& operand) {
    const std::string key = key_of(operand);
    const auto found = samples_.find(key);
    if (found != samples_.end()) return &found->second;
    TRY_ASSIGN(Sample taken, take_cells(operand, input_));
    // Without numbers the cells still stand: texts are counted too.
    const auto numbers = read_numbers(operand, taken);
    if (!numbers.ok()) taken.values.clear();
    return &samples_.emplace(key, std::move(taken)).first->second;
}

// One scale stands for all cells of a sample, so that all must be of the unit of the first.
static std::string unlike_units(const Sample& sample) {
    SourceFile& file = *sample.file;
    if (sample.cells[0].in == Cell::In::kText) return {};
    const std::string unit = file.stated_unit(sample.cells[0]);
    for (const Cell& cell : sample.cells) {
        const std::string other = file.stated_unit(cell);
        if (other == unit) continue;
        return fmt::format("its cells are in \"{}\" and in \"{}\"", utf8_prefix(unit, 20),
                           utf8_prefix(other, 20));
    }
    return {};
}

const std::string& Executor::unlike_units(const Sample& sample) {
    const auto [at, is_new] = unlike_units_.try_emplace(&sample);
    if (is_new) at->second = chimera::verify::unlike_units(sample);
    return at->second;
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
    TRY_ASSIGN(const Sample* taken, sample(operand));
    if (!taken->values.empty()) return taken->values;
    Sample again = *taken;
    TRY(read_numbers(operand, again));
    return std::move(again.values);
}

std::string Executor::complete(const Operand& operand, const Scope& scope, Rows rows,
                               bool numbers) {
    std::string key = key_of(operand) + fmt::format("\x1a{}{}", static_cast<int>(rows), numbers);
    for (const auto& [name, value] : scope) key += "\x1b" + name + "=" + value;
    const auto found = complete_.find(key);
    if (found != complete_.end()) return found->second;
    const auto taken = sample(operand);
    const std::string wrong =
        taken.ok() ? incomplete(*taken.value(), {scope, operand.where, rows, numbers}, input_)
                   : taken.error().message;
    complete_.emplace(key, wrong);
    return wrong;
}

bool Executor::is_text_sample(const Operand& operand) {
    if (!operand.is_cells()) return false;
    const auto taken = sample(operand);
    return taken.ok() && taken.value()->cells[0].in == Cell::In::kText &&
           taken.value()->cells[0].column > 0;
}

std::string Executor::complete_text(const Fact& fact, const Operand& operand, Rows rows,
                                    bool numbers) {
    const std::string key =
        fmt::format("F{}S{}\x1a{}{}", fact.id, operand.source, static_cast<int>(rows), numbers);
    const auto found = complete_.find(key);
    if (found != complete_.end()) return found->second;
    Sample together;
    for (const Operand& other : fact.operands) {
        if (other.source != operand.source || !other.is_cells()) continue;
        const auto taken = sample(other);
        if (!taken.ok()) return taken.error().message;
        if (other.where != operand.where) return "its operands are of different rows";
        const Sample& one = *taken.value();
        together.file = one.file;
        together.cells.insert(together.cells.end(), one.cells.begin(), one.cells.end());
        together.values.insert(together.values.end(), one.values.begin(), one.values.end());
    }
    std::vector<Cell> sorted = together.cells;
    std::sort(sorted.begin(), sorted.end());
    std::string wrong =
        std::adjacent_find(sorted.begin(), sorted.end()) != sorted.end()
            ? "a cell counts twice"
            : incomplete(together, {fact.scope, operand.where, rows, numbers}, input_);
    return complete_.emplace(key, std::move(wrong)).first->second;
}

// An arm of a comparison is a sample if a fact over it alone is one, or if it is all rows of what
// its source binds.
std::string Executor::check_arm(const Fact& fact, const Operand& operand) {
    const std::string whole = complete(operand, fact.scope, Rows::kSound, true);
    if (whole.empty()) return {};
    const auto taken = sample(operand);
    if (!taken.ok()) return taken.error().message;
    std::string outside = out_of_scope(*taken.value(), fact.scope, input_);
    if (!outside.empty()) return outside;
    const auto found = alone_.find(key_of(operand));
    if (found != alone_.end()) {
        for (const std::uint32_t id : found->second) {
            const Fact* other = evidence_.fact(id);
            if (complete(operand, other->scope, Rows::kSound, true).empty()) return {};
        }
    }
    Scope scope = bound_scope(*taken.value(), input_);
    scope.insert(fact.scope.begin(), fact.scope.end());
    if (complete(operand, scope, Rows::kSound, true).empty()) return {};
    return whole;
}

// A count is of all rows, of the failed ones (all of them, or all with one reason), or of the
// others.
std::string Executor::check_count(const Fact& fact, const Operand& operand, Executed& out) {
    // In a file without failures the sound rows are all rows: more than one may hold.
    std::vector<Rows> holding;
    const bool text = is_text_sample(operand);
    const auto whole = [&](Rows rows, bool numbers) {
        return text ? complete_text(fact, operand, rows, numbers)
                    : complete(operand, fact.scope, rows, numbers);
    };
    for (const Rows rows : {Rows::kSound, Rows::kFailed, Rows::kAll}) {
        if (whole(rows, true).empty() || whole(rows, false).empty()) holding.push_back(rows);
    }
    if (!holding.empty()) {
        out.rows.push_back(std::move(holding));
        return {};
    }
    const auto taken = sample(operand);
    if (!taken.ok()) return taken.error().message;
    std::map<std::string, std::size_t> reasons;
    for (const Cell& cell : taken.value()->cells) {
        const PlaceAndText* failure = taken.value()->file->failure(cell);
        if (failure == nullptr) return complete(operand, fact.scope, Rows::kSound, true);
        ++reasons[failure->text];
    }
    std::string wrong;
    std::map<std::string, std::size_t> all;
    for (const Cell& cell : taken.value()->file->column_of(taken.value()->cells, wrong)) {
        const PlaceAndText* failure = taken.value()->file->failure(cell);
        if (failure != nullptr && meets(*taken.value()->file, cell, operand.where))
            ++all[failure->text];
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
    if (is_text_sample(operand)) return complete_text(fact, operand, Rows::kSound, true);
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
    if (is_fact_op(fact.op) && fact.operands[0].fact != 0) {
        return fmt::format("it is over facts, and is called {}", fact.kind);
    }
    if (fact.kind != executed.kind) {
        return fmt::format("it is {}, and is called {}", executed.kind, fact.kind);
    }
    return {};
}

}  // namespace chimera::verify
