// SPDX-License-Identifier: Apache-2.0
// One thing against another: compare, no_reliable_difference, equivalent, best, worst.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "model/metric.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

std::string unlike(const Fact& a, const Fact& b) {
    if (a.metric != b.metric)
        return fmt::format("F{} and F{} are of different metrics", a.id, b.id);
    if (a.unit != b.unit) return fmt::format("F{} and F{} are in different units", a.id, b.id);
    if (a.statistic != b.statistic || a.op != b.op) {
        return fmt::format("F{} and F{} are different statistics", a.id, b.id);
    }
    if (scope_value(a, "suite") != scope_value(b, "suite")) {
        return fmt::format("F{} and F{} are of different suites", a.id, b.id);
    }
    return {};
}

// What is linked beside the arms must be of these arms: their difference, ratio, change, share.
static std::string foreign_link(Case& self, const Fact& a, const Fact& b) {
    for (const std::uint32_t id : self.claim.facts) {
        const Fact* fact = self.evidence().fact(id);
        // The interval itself was found to be between the two.
        const bool is_interval = id_of(self.text("interval"), 'F') == id;
        if (fact == nullptr || is_interval) continue;
        // A rank is told by one metric; what else a contrast names has a part of its own.
        const bool ranks = self.part.proposition == "best" || self.part.proposition == "worst";
        if (ranks && !fact->metric.empty() && fact->metric != a.metric) {
            return fmt::format("F{} is of another metric than the sentence ranks", id);
        }
        if (fact->kind != "derived") continue;
        for (const Operand& operand : fact->operands) {
            const Fact* other = self.evidence().fact(operand.fact);
            if (other == nullptr || other->metric != a.metric) continue;
            const auto is_arm = [&](const Operand& one) {
                return one.fact == a.id || one.fact == b.id;
            };
            const bool over_both =
                other->op == "difference" &&
                std::all_of(other->operands.begin(), other->operands.end(), is_arm);
            if (!is_arm(operand) && !over_both) {
                return fmt::format("F{} is over F{}, which the sentence does not compare", id,
                                   operand.fact);
            }
        }
    }
    return {};
}

// Which way the word points, for this metric: +1 up, -1 down, 0 unknown.
static int sense(Direction direction, const Fact& fact) {
    if (direction == Direction::kHigher) return 1;
    if (direction == Direction::kLower) return -1;
    const auto* metric = model::find_metric(fact.metric);
    if (metric == nullptr || metric->polarity == model::Polarity::kNeither) return 0;
    const int better = metric->polarity == model::Polarity::kHigherIsBetter ? 1 : -1;
    const bool good = direction == Direction::kBetter || direction == Direction::kFaster;
    return good ? better : -better;
}

// The nearest name before a direction word is its subject; the word must fit its value.
static std::string wrong_word(Case& self, const Fact& a, const Fact& b, const DirectionWord& word) {
    const Fact* subject = nullptr;
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is != Slot::Is::kScope || slot.at > word.at) continue;
        const std::string& key = slot.slot->text;
        const Fact* of = self.evidence().fact(slot.slot->id);
        const std::string value = of == nullptr ? "" : scope_value(*of, key);
        const std::string of_a = scope_value(a, key);
        const std::string of_b = scope_value(b, key);
        if (of_a == of_b || value.empty()) continue;
        if (value == of_a) subject = &a;
        if (value == of_b) subject = &b;
    }
    if (subject == nullptr) return {};
    const Fact& other = subject == &a ? b : a;
    const int up = sense(word.direction, a);
    const double difference = *subject->number() - *other.number();
    if (up == 0 || difference * up > 0) return {};
    return fmt::format("its words say the reverse of F{} and F{}", subject->id, other.id);
}

// "above" and "below" right before a name put the other one there.
static std::string wrong_preposition(Case& self, const Fact& a, const Fact& b,
                                     const DirectionWord& word) {
    const std::string small = lower(std::string_view(self.filled.fixed).substr(word.at, word.size));
    if (small != "above" && small != "below" && small != "beneath") return {};
    for (const FilledSlot& slot : self.filled.slots) {
        const bool next = slot.at > word.at && slot.at <= word.at + word.size + 1;
        if (slot.slot->is != Slot::Is::kScope || !next) continue;
        const std::string& key = slot.slot->text;
        const Fact* of = self.evidence().fact(slot.slot->id);
        const std::string value = of == nullptr ? "" : scope_value(*of, key);
        if (value.empty() || scope_value(a, key) == scope_value(b, key)) continue;
        const Fact& object = value == scope_value(a, key) ? a : b;
        const Fact& subject = &object == &a ? b : a;
        const int up = sense(word.direction, a);
        if (up != 0 && (*subject.number() - *object.number()) * up <= 0) {
            return fmt::format("its words say the reverse of F{} and F{}", subject.id, object.id);
        }
    }
    return {};
}

static std::string wrong_words(Case& self, const Fact& a, const Fact& b) {
    if (a.number() == nullptr || b.number() == nullptr) return {};
    const auto all = directions_in(self.filled.fixed);
    if (all.empty()) return {};
    if (std::string wrong = wrong_word(self, a, b, all.front()); !wrong.empty()) return wrong;
    // Of what else a sentence says that joins several propositions, not all is about these two.
    if (self.claim.parts.size() > 1) return {};
    for (const DirectionWord& word : all) {
        if (std::string wrong = wrong_preposition(self, a, b, word); !wrong.empty()) return wrong;
    }
    return {};
}

// A percentage of a change is of the thing it is compared with.
static std::string wrong_base(Case& self, const Fact& a, const Fact& b) {
    const auto word = direction_in(self.filled.fixed);
    if (!word || a.number() == nullptr || b.number() == nullptr) return {};
    const int up = sense(word->direction, a);
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is != Slot::Is::kFact) continue;
        const Fact* fact = self.evidence().fact(slot.slot->id);
        if (fact == nullptr || fact->op != "percent_change" || fact->operands.size() != 2) continue;
        const double value = fact->number() == nullptr ? 0 : *fact->number();
        if (value * up < 0) {
            return fmt::format("F{} takes the wrong side as its base", fact->id);
        }
    }
    return {};
}

static std::string arms(Case& self, const Fact& a, const Fact& b, const Fact& interval,
                        Between& between) {
    if (std::string wrong = unlike(a, b); !wrong.empty()) return wrong;
    if (a.number() == nullptr || b.number() == nullptr) return "its arms are no numbers";
    if (std::string wrong = not_between(interval, a, b, self.evidence(), between); !wrong.empty()) {
        return wrong;
    }
    if (std::string wrong = wrong_moments(self, interval); !wrong.empty()) return wrong;
    if (std::string wrong = wrong_occasions(self, a, b, interval); !wrong.empty()) return wrong;
    return foreign_link(self, a, b);
}

// a above b, and the interval, of a minus b, all on that side.
static std::string directed(Case& self, const Fact& a, const Fact& b, bool higher) {
    const Fact* interval = self.fact("interval");
    if (interval == nullptr) return self.wrong;
    Between between;
    if (std::string wrong = arms(self, a, b, *interval, between); !wrong.empty()) return wrong;
    if (higher ? *a.number() <= *b.number() : *a.number() >= *b.number()) {
        return fmt::format("F{} is not {} than F{}", a.id, higher ? "higher" : "lower", b.id);
    }
    if (!excludes_neutral(*interval, between)) {
        return fmt::format("the interval F{} includes {}", interval->id, between.neutral);
    }
    const bool above = (interval->interval()->first > between.neutral) == (between.sign > 0);
    if (above != higher)
        return fmt::format("the interval F{} lies on the other side", interval->id);
    if (std::string wrong = wrong_level(self, *interval, a); !wrong.empty()) return wrong;
    for (const Fact* arm : {&a, &b}) {
        if (std::string wrong = dependent_arm(*arm, *interval, self.executor); !wrong.empty())
            return wrong;
    }
    if (!self.has("p")) return {};
    const Fact* p = self.fact("p");
    return p == nullptr ? self.wrong : insignificant(*p, a, b, self.evidence());
}

// Without its "no" the sentence says the reverse.
static bool denies(const Case& self) {
    static constexpr std::string_view kDenials[] = {
        "no", "not", "neither", "nor", "cannot", "without", "none", "indistinguishable"};
    const auto all = lower_words(self.filled.fixed);
    return std::any_of(all.begin(), all.end(), [](const std::string& word) {
        return std::find(std::begin(kDenials), std::end(kDenials), word) != std::end(kDenials);
    });
}

std::string check_compare(Case& self) {
    const Fact* a = self.fact("a");
    const Fact* b = self.fact("b");
    const std::string direction = self.text("direction");
    if (a == nullptr || b == nullptr) return self.wrong;
    if (direction != "higher" && direction != "lower") return "it has no direction";
    if (denies(self)) return "its words deny the difference";
    if (std::string wrong = directed(self, *a, *b, direction == "higher"); !wrong.empty())
        return wrong;
    for (const auto check : {wrong_payback, wrong_scores, wrong_words, wrong_base}) {
        if (std::string wrong = check(self, *a, *b); !wrong.empty()) return wrong;
    }
    return {};
}

// Two settings of a sweep: the arms' scopes differ in that parameter and in no other key.
static std::string not_settings_of(const std::string& parameter, const Fact& a, const Fact& b) {
    auto of_a = a.scope;
    auto of_b = b.scope;
    const bool both = of_a.erase(parameter) == 1 && of_b.erase(parameter) == 1;
    const bool differ = scope_value(a, parameter) != scope_value(b, parameter);
    if (both && differ && of_a == of_b) return {};
    return fmt::format("F{} and F{} are not two settings of `{}`", a.id, b.id, parameter);
}

std::string check_no_reliable_difference(Case& self) {
    if (!denies(self)) return "its words do not say that there is none";
    const Fact* a = self.fact("a");
    const Fact* b = self.fact("b");
    const Fact* interval = self.fact("interval");
    if (a == nullptr || b == nullptr || interval == nullptr) return self.wrong;
    Between between;
    if (std::string wrong = arms(self, *a, *b, *interval, between); !wrong.empty()) return wrong;
    if (excludes_neutral(*interval, between)) {
        return fmt::format("the interval F{} excludes {}", interval->id, between.neutral);
    }
    if (self.has("parameter")) {
        std::string wrong = not_settings_of(self.text("parameter"), *a, *b);
        if (!wrong.empty()) return wrong;
    }
    return wrong_level(self, *interval, *a);
}

std::string check_equivalent(Case& self) {
    constexpr double kLevel = 0.9;
    const Fact* a = self.fact("a");
    const Fact* b = self.fact("b");
    const Fact* interval = self.fact("interval");
    const Fact* margin = self.fact("margin");
    if (a == nullptr || b == nullptr || interval == nullptr || margin == nullptr) return self.wrong;
    Between between;
    if (std::string wrong = arms(self, *a, *b, *interval, between); !wrong.empty()) return wrong;
    const auto level = interval->params.numbers.find("level");
    if (level == interval->params.numbers.end() || std::fabs(level->second - kLevel) > 1e-9) {
        return "its interval is not the 90 % interval";
    }
    const auto& linked = self.claim.facts;
    if (std::find(linked.begin(), linked.end(), margin->id) == linked.end()) {
        return "the text does not state the margin";
    }
    if (margin->number() == nullptr || margin->unit != interval->unit)
        return "the margin is no number";
    const double most = std::fabs(*margin->number());
    const Interval& value = *interval->interval();
    const bool within =
        value.first - between.neutral >= -most && value.second - between.neutral <= most;
    return within ? "" : "the interval leaves the margin";
}

// The keys of a scope: what a fact was told apart by. A setting's own mean is no rival of the mean
// over all settings.
static std::vector<std::string> keys_of(const Fact& fact) {
    std::vector<std::string> out;
    for (const auto& [key, value] : fact.scope) {
        if (key != "run") out.push_back(key);
    }
    return out;
}

// Facts that are comparable with the winner: the same metric, statistic and suite, told apart by
// the same keys.
static std::vector<const Fact*> comparable(const Fact& winner, const Evidence& evidence) {
    std::vector<const Fact*> out;
    for (const Fact& fact : evidence.facts) {
        if (fact.metric != winner.metric || fact.statistic != winner.statistic) continue;
        if (scope_value(fact, "suite") != scope_value(winner, "suite")) continue;
        if (keys_of(fact) != keys_of(winner)) continue;
        if (fact.kind != winner.kind || fact.unit != winner.unit || fact.number() == nullptr)
            continue;
        out.push_back(&fact);
    }
    return out;
}

static bool is_derived(const Fact& fact) {
    return std::any_of(fact.operands.begin(), fact.operands.end(),
                       [](const Operand& operand) { return operand.is_map(); });
}

static std::string left_out(const std::vector<const Fact*>& among, const Fact& winner,
                            const Evidence& evidence) {
    for (const Fact* fact : comparable(winner, evidence)) {
        // The same thing again, over the same rows by other words, is no rival; nor is what is
        // worked out row by row from other columns beside what the rows state of it themselves.
        const bool again = std::any_of(among.begin(), among.end(), [&](const Fact* one) {
            return one->number() != nullptr && one->scope == fact->scope &&
                   (*one->number() == *fact->number() || is_derived(*one) != is_derived(*fact));
        });
        if (!again && std::find(among.begin(), among.end(), fact) == among.end()) {
            return fmt::format("F{} is comparable, and left out", fact->id);
        }
    }
    return {};
}

static std::string not_all(const std::vector<const Fact*>& among, const Fact& winner,
                           const Evidence& evidence) {
    if (std::find(among.begin(), among.end(), &winner) == among.end()) {
        return "the winner is not among those compared";
    }
    if (among.size() < 2) return "nothing is compared with it";
    if (std::string lacks = left_out(among, winner, evidence); !lacks.empty()) return lacks;
    for (const Fact* fact : among) {
        if (std::string wrong = unlike(winner, *fact); !wrong.empty()) return wrong;
        if (fact->number() == nullptr) return fmt::format("F{} is no number", fact->id);
    }
    return {};
}

bool says_tied(const Case& self) {
    const auto all = lower_words(self.filled.fixed);
    return std::any_of(all.begin(), all.end(), [](const std::string& word) {
        return word == "tied" || word == "tie" || word == "ties" || word == "tying" ||
               word == "indistinguishable";
    });
}

// Words for an extreme must be on the side of the winner.
std::string wrong_superlative(Case& self, bool highest, const Fact& winner) {
    const auto stems = gated_in(self.filled.fixed);
    const auto uses = [&](std::string_view stem) {
        return std::find(stems.begin(), stems.end(), stem) != stems.end();
    };
    if (highest ? uses("lowest") : uses("highest")) return "its words name the other end";
    const auto* metric = model::find_metric(winner.metric);
    if (metric == nullptr || metric->polarity == model::Polarity::kNeither) return {};
    const bool good = highest == (metric->polarity == model::Polarity::kHigherIsBetter);
    const bool praises = uses("best") || uses("fastest");
    const bool blames = uses("worst") || uses("slowest");
    return (praises && !good) || (blames && good) ? "its words name the other end" : "";
}

// The first name in the text is the winner's, where exactly the winner's scope tells it from the
// second.
static std::string wrong_winner(Case& self, const Fact& winner, const Fact& second) {
    const std::size_t limit = self.filled.fixed.size();
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is != Slot::Is::kScope || slot.at > limit) continue;
        const Fact* of = self.evidence().fact(slot.slot->id);
        const std::string& key = slot.slot->text;
        const std::string value = of == nullptr ? "" : scope_value(*of, key);
        if (scope_value(winner, key) == scope_value(second, key)) continue;
        if (value != scope_value(winner, key)) return "it does not name the winner first";
        return {};
    }
    return {};
}

// The best is first and the worst last; "before" leads to who comes later, "behind" to who comes
// earlier; the winner of `worst` is last.
static std::string wrong_order(Case& self, const Fact& winner, const Fact& second, bool is_best) {
    const std::string& text = self.filled.fixed;
    // One that joins several propositions names both ends.
    if (self.claim.parts.size() > 1) return {};
    for (const auto word : words(text)) {
        const std::string small = lower(word);
        const auto behind = static_cast<std::size_t>(word.data() - text.data()) + word.size();
        const bool of_metric = text.compare(behind, 6, " token") == 0;  // "time to first token"
        if (small == (is_best ? "last" : "first") && !of_metric)
            return "its words name the other end";
        if (small != "before" && small != "behind") continue;
        const auto at = static_cast<std::size_t>(word.data() - text.data());
        for (const FilledSlot& slot : self.filled.slots) {
            if (slot.slot->is != Slot::Is::kScope || slot.at < at) continue;
            const std::string& key = slot.slot->text;
            const Fact* of = self.evidence().fact(slot.slot->id);
            const std::string value = of == nullptr ? "" : scope_value(*of, key);
            if (scope_value(winner, key) == scope_value(second, key)) continue;
            const bool is_second = value != scope_value(winner, key);
            if (is_second != ((small == "before") == is_best)) return "its words turn the order";
            break;
        }
    }
    return {};
}

static std::string extreme(Case& self, const std::string& kind) {
    const Fact* winner = self.fact("winner");
    const auto among = self.facts("among");
    const auto tied = self.facts("tied");
    if (winner == nullptr || !self.wrong.empty()) return self.wrong;
    const std::string direction = self.text("direction");
    const bool highest = direction == "highest";
    if (!highest && direction != "lowest") return "it has no direction";
    if (winner->number() == nullptr) return "the winner is no number";
    if (std::string wrong = not_all(among, *winner, self.evidence()); !wrong.empty()) return wrong;
    const auto beats = [&](const Fact* a, const Fact* b) {
        return highest ? *a->number() > *b->number() : *a->number() < *b->number();
    };
    const Fact* second = nullptr;
    for (const Fact* fact : among) {
        if (fact == winner) continue;
        if (beats(fact, winner)) {
            return fmt::format("F{} is {} than the winner", fact->id, highest ? "higher" : "lower");
        }
        if (second == nullptr || beats(fact, second)) second = fact;
    }
    if (second == nullptr) return "nothing is compared with it";
    const auto* metric = model::find_metric(winner->metric);
    if (metric != nullptr && metric->polarity != model::Polarity::kNeither) {
        const bool good = highest == (metric->polarity == model::Polarity::kHigherIsBetter);
        if (good != (kind == "best")) return fmt::format("the {} is not the {}", direction, kind);
    }
    if (std::string wrong = wrong_superlative(self, highest, *winner); !wrong.empty()) return wrong;
    if (!tied.empty()) {
        if (!says_tied(self)) return "it is a tie, and the text does not say so";
    } else if (!self.has("interval")) {
        return "it has no interval, and names no tie";
    }
    if (!self.has("interval")) return {};
    const Fact* interval = self.fact("interval");
    if (interval == nullptr) return self.wrong;
    Between between;
    // Of several seconds with one value any may be the one.
    std::string wrong;
    for (const Fact* fact : among) {
        if (fact == winner || *fact->number() != *second->number()) continue;
        between = {};
        wrong = not_between(*interval, *winner, *fact, self.evidence(), between);
        if (wrong.empty()) second = fact;
        if (wrong.empty()) break;
    }
    if (!wrong.empty()) return wrong;
    if (tied.empty()) {
        if (std::string other = wrong_winner(self, *winner, *second); !other.empty()) return other;
        if (says_tied(self)) return "the text says tied, and the claim names no tie";
        if (std::string turned = wrong_order(self, *winner, *second, kind == "best");
            !turned.empty())
            return turned;
        return directed(self, *winner, *second, highest);
    }
    if (excludes_neutral(*interval, between)) return "it is no tie: the interval excludes zero";
    if (std::find(tied.begin(), tied.end(), second) == tied.end())
        return "the tie leaves out the second";
    return wrong_level(self, *interval, *winner);
}

std::string check_best(Case& self) {
    if (self.has("parameters")) return check_best_configuration(self);
    return extreme(self, "best");
}
std::string check_worst(Case& self) {
    return extreme(self, "worst");
}

}  // namespace chimera::verify
