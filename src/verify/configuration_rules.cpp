// SPDX-License-Identifier: Apache-2.0
// best, of the configurations of a sweep that repeats each: all rows of the sweep are in the arms,
// nothing but the settings tells these apart, and the interval of the first against each other one
// is there, so that who is tied with it is computed and not said.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"
#include "model/metric.h"
#include "verify/grid.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

namespace {

struct Contest {
    const Fact* winner = nullptr;
    std::vector<const Fact*> others;     // in the order of the evidence
    std::vector<const Fact*> intervals;  // the winner and each of these
    std::vector<const Fact*> tied;
    std::vector<std::string> parameters;
    bool highest = false;
};

}  // namespace

static std::map<std::string, std::string> without(const std::vector<std::string>& keys,
                                                  std::map<std::string, std::string> scope) {
    for (const std::string& key : keys) scope.erase(key);
    return scope;
}

static std::string read(Case& self, Contest& out) {
    out.winner = self.fact("winner");
    const auto among = self.facts("among");
    out.intervals = self.facts("intervals");
    out.tied = self.facts("tied");
    out.parameters = self.texts("parameters");
    if (out.winner == nullptr || !self.wrong.empty()) return self.wrong;
    const std::string direction = self.text("direction");
    out.highest = direction == "highest";
    const auto* metric = model::find_metric(out.winner->metric);
    if (metric == nullptr || metric->polarity == model::Polarity::kNeither) {
        return "its metric has no better side";
    }
    const bool up = metric->polarity == model::Polarity::kHigherIsBetter;
    if (direction != (up ? "highest" : "lowest")) return "its direction is not the better side";
    if (std::find(among.begin(), among.end(), out.winner) == among.end()) {
        return "the winner is not among those compared";
    }
    for (const Fact* fact : among) {
        if (fact != out.winner) out.others.push_back(fact);
    }
    if (out.others.size() + 1 != among.size() || out.others.size() < 2) {
        return "fewer than three configurations are compared";
    }
    return out.intervals.size() == out.others.size() ? "" : "not each pair has an interval";
}

// The arms are samples of one file that differ in the settings, and together all of the sweep.
static std::string not_the_sweep(Case& self, const Contest& contest) {
    const Fact* of = self.fact("of");
    if (of == nullptr) return self.wrong;
    const auto rest = without(contest.parameters, contest.winner->scope);
    if (rest.size() + contest.parameters.size() != contest.winner->scope.size() ||
        of->scope != rest || of->metric != contest.winner->metric) {
        return fmt::format("F{} is not the sweep of F{}", of->id, contest.winner->id);
    }
    std::set<std::map<std::string, std::string>> scopes{contest.winner->scope};
    std::uint64_t rows = contest.winner->n;
    for (const Fact* fact : contest.others) {
        if (std::string wrong = unlike(*contest.winner, *fact); !wrong.empty()) return wrong;
        if (without(contest.parameters, fact->scope) != rest ||
            !scopes.insert(fact->scope).second) {
            return fmt::format("F{} is no other configuration", fact->id);
        }
        rows += fact->n;
    }
    return rows == of->n ? "" : fmt::format("the configurations are not all of F{}", of->id);
}

static Result<const Sample*> rows_of(const Fact& arm, Executor& executor) {
    if (arm.operands.size() != 1 || !arm.operands[0].is_cells()) {
        return input_error(fmt::format("F{} is not over one sample", arm.id));
    }
    return executor.sample(arm.operands[0]);
}

static bool is_seed(std::string_view name) {
    const std::string last = lower(last_segment(name));
    return last == "seed" || last == "random_seed";
}

// What the settings do not tell apart comes in all arms alike.
static std::string mixed_unlike(Case& self, const Contest& contest) {
    constexpr double kMostApart = 0.2;
    const auto first = rows_of(*contest.winner, self.executor);
    if (!first.ok()) return first.error().message;
    for (const std::string& column : condition_columns(*first.value())) {
        const bool is_setting = std::find(contest.parameters.begin(), contest.parameters.end(),
                                          column) != contest.parameters.end();
        if (is_setting || is_seed(column)) continue;
        for (const Fact* fact : contest.others) {
            const auto other = rows_of(*fact, self.executor);
            if (!other.ok()) return other.error().message;
            if (mixture_distance(*first.value(), *other.value(), column) > kMostApart) {
                return fmt::format("F{} differs in `{}` too", fact->id, column);
            }
        }
    }
    return {};
}

static double level_of(const Fact& interval) {
    const auto level = interval.params.numbers.find("level");
    return level == interval.params.numbers.end() ? 0 : level->second;
}

// Exactly those are tied whose interval to the winner includes zero; the others are behind it.
static std::string wrong_ties(Case& self, const Contest& contest) {
    const Fact* interval = self.fact("interval");
    if (interval == nullptr) return self.wrong;
    bool own = false;
    for (std::size_t i = 0; i < contest.others.size(); ++i) {
        const Fact& other = *contest.others[i];
        const Fact& one = *contest.intervals[i];
        own = own || &one == interval;
        Between between;
        std::string wrong = not_between(one, *contest.winner, other, self.evidence(), between);
        if (!wrong.empty()) return wrong;
        if (one.op != interval->op || level_of(one) != level_of(*interval)) {
            return fmt::format("F{} is an interval of another kind", one.id);
        }
        const bool tied =
            std::find(contest.tied.begin(), contest.tied.end(), &other) != contest.tied.end();
        if (excludes_neutral(one, between) == tied) {
            return fmt::format("F{} {} tied", other.id, tied ? "is not" : "is");
        }
        const double gap = *contest.winner->number() - *other.number();
        if (contest.highest ? gap < 0 : gap > 0) return fmt::format("F{} is ahead", other.id);
        const bool above = (one.interval()->first > between.neutral) == (between.sign > 0);
        if (!tied && above != contest.highest) return fmt::format("F{} is not behind", other.id);
        for (const Fact* arm : {contest.winner, &other}) {
            if (tied) continue;
            if (wrong = dependent_arm(*arm, one, self.executor); !wrong.empty()) return wrong;
        }
    }
    if (!own) return "its interval is none of them";
    for (const Fact* fact : contest.tied) {
        if (std::find(contest.others.begin(), contest.others.end(), fact) == contest.others.end()) {
            return fmt::format("F{} is tied and not compared", fact->id);
        }
    }
    return {};
}

static std::string settings_of(const Fact& fact, const std::vector<std::string>& parameters) {
    std::string out;
    for (const std::string& key : parameters) {
        if (!out.empty()) out += ", ";
        out += std::string(last_segment(key)) + "=" + scope_value(fact, key);
    }
    return out;
}

// The settings and the values that the sentence shows go in one order, the winner's first, then the
// first of those that it is tied with or, where there are none, the nearest. More settings name
// further tied ones; if not all of these are named the words say that there are others.
static std::string wrong_settings(const Case& self, const Contest& contest) {
    std::vector<const Fact*> all{contest.winner};
    all.insert(all.end(), contest.others.begin(), contest.others.end());
    std::vector<const Fact*> settings;
    std::vector<const Fact*> values;
    for (const FilledSlot& slot : self.filled.slots) {
        for (const Fact* fact : all) {
            const bool names = slot.slot->is == Slot::Is::kName &&
                               slot.slot->text == settings_of(*fact, contest.parameters);
            if (names) settings.push_back(fact);
            if (slot.slot->is == Slot::Is::kFact && slot.slot->id == fact->id)
                values.push_back(fact);
        }
    }
    if (values.size() != 2 || settings.size() < 2 || values[0] != settings[0] ||
        values[1] != settings[1]) {
        return "its settings are not those of its values";
    }
    if (values[0] != contest.winner) return "it does not name the winner first";
    const auto is_tied = [&](const Fact* fact) {
        return std::find(contest.tied.begin(), contest.tied.end(), fact) != contest.tied.end();
    };
    if (contest.tied.empty()) {
        const double next = *values[1]->number();
        const bool nearest =
            std::none_of(contest.others.begin(), contest.others.end(), [&](const Fact* fact) {
                return contest.highest ? *fact->number() > next : *fact->number() < next;
            });
        return nearest && settings.size() == 2 ? "" : "it does not name the next one";
    }
    const std::set<const Fact*> named(settings.begin() + 1, settings.end());
    if (named.size() + 1 != settings.size()) return "it names one configuration again";
    if (!std::all_of(named.begin(), named.end(), is_tied)) return "it names one that is not tied";
    const auto words = lower_words(self.filled.fixed);
    const bool says_others = std::find(words.begin(), words.end(), "others") != words.end();
    return says_others == (named.size() < contest.tied.size())
               ? ""
               : "it does not say whether others are tied";
}

std::string check_best_configuration(Case& self) {
    Contest contest;
    if (std::string wrong = read(self, contest); !wrong.empty()) return wrong;
    for (const auto check : {not_the_sweep, mixed_unlike, wrong_ties}) {
        if (std::string wrong = check(self, contest); !wrong.empty()) return wrong;
    }
    std::string wrong = wrong_superlative(self, contest.highest, *contest.winner);
    if (!wrong.empty()) return wrong;
    if (says_tied(self) == contest.tied.empty()) {
        return contest.tied.empty() ? "the text says tied, and the claim names no tie"
                                    : "it is a tie, and the text does not say so";
    }
    if (wrong = wrong_settings(self, contest); !wrong.empty()) return wrong;
    return wrong_level(self, *self.fact("interval"), *contest.winner);
}

}  // namespace chimera::verify
