// SPDX-License-Identifier: Apache-2.0
// What somebody says against what the data say: conflict, borne_out, definition_mismatch,
// unit_ambiguity; and how many numbers of a document came out how. A document's number must be of
// what the document names nearest to it, under the metric and the statistic that it states.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "model/claim_words.h"
#include "model/metric.h"
#include "producers/producer.h"
#include "verify/document_text.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

// How many digits after the decimal point the source of a claimed number writes.
static std::optional<int> written_decimals(const Fact& fact, Executor& executor) {
    if (fact.operands.size() != 1 || !fact.operands[0].is_cells()) return std::nullopt;
    std::string text = fact.operands[0].raw;
    if (text.empty()) {
        const auto taken = executor.sample(fact.operands[0]);
        if (!taken.ok() || taken.value()->cells.size() != 1) return std::nullopt;
        text = std::string(trim(taken.value()->file->text(taken.value()->cells[0])));
    }
    text = replace_all(replace_all(std::move(text), ",", ""), "\xE2\x88\x92", "-");
    const auto last = text.find_last_of("0123456789.");
    if (last == std::string::npos) return std::nullopt;
    const auto parsed = parse_decimal(std::string_view(text).substr(0, last + 1));
    if (!parsed) return std::nullopt;
    return parsed->decimals();
}

// By how many halves of a unit in the claimed number's last place the two differ; `wrong` where
// they cannot be set against each other.
static double half_units(Case& self, const Fact& claimed, const Fact& recomputed,
                         std::string& wrong) {
    if (claimed.unit != recomputed.unit) wrong = "they are in different units";
    if (claimed.metric != recomputed.metric) wrong = "they are of different metrics";
    for (const auto& [key, value] : claimed.scope) {
        const auto other = recomputed.scope.find(key);
        if (other != recomputed.scope.end() && other->second != value) {
            wrong = fmt::format("they are of different `{}`", key);
        }
    }
    if (claimed.kind != "claimed" && claimed.kind != "summary") wrong = "nobody claims it";
    if (recomputed.kind == "claimed") wrong = "it is not recomputed";
    const auto decimals = written_decimals(claimed, self.executor);
    if (!decimals) wrong = "the claimed number does not stand in one place";
    if (!wrong.empty() || claimed.number() == nullptr || recomputed.number() == nullptr) return 0;
    const double unit = std::pow(10.0, -*decimals) * std::fabs(claimed.operands[0].scale);
    return std::fabs(*claimed.number() - *recomputed.number()) / (unit / 2);
}

static std::string folded(std::string_view text) {
    std::string out;
    for (const std::string_view word : words(text)) out += lower(word) + ' ';
    return out;
}

// The nearest text that names anything under a key must name this value, and it alone.
static std::string not_named(const Surroundings& around, const std::string& key,
                             const std::string& value, const model::NameIndex& names) {
    for (const std::string& zone : around.zones) {
        std::set<std::string> here;
        for (const auto& name : names.in(zone)) {
            if (name.key == last_segment(key)) here.insert(folded(name.value));
        }
        if (here.empty()) continue;
        if (here.size() > 1) return fmt::format("the document names several a `{}` there", key);
        if (*here.begin() == folded(value)) return {};
        return fmt::format("the document speaks of another `{}` there than `{}`", key,
                           utf8_prefix(value, 60));
    }
    return fmt::format("nothing there names `{}`", utf8_prefix(value, 60));
}

static std::vector<model::ClaimWords> readings_of(const Surroundings& around) {
    std::vector<model::ClaimWords> out;
    const auto add = [&](std::optional<model::ClaimWords> words) {
        if (words) out.push_back(std::move(*words));
    };
    // The unit may stand in the same word or not at all.
    for (const std::string& unit : {around.unit, std::string()}) {
        if (!around.column.empty()) {
            add(model::read_claim_label(around.column, unit));
            add(model::read_claim_label(around.row, unit));
            continue;
        }
        const auto last = around.before.find_last_not_of(" *_`:=");
        const std::string before =
            last == std::string::npos ? "" : around.before.substr(0, last + 1);
        add(model::read_claim_label(before.substr(before.find_last_of(" :") + 1), unit));
        add(model::read_claim_label(before.substr(before.find_last_of(":.") + 1), unit));
        add(model::read_claim_label(before, unit));
        add(model::read_claim_phrase(before, unit, true));
        for (const char mark : {',', ';', '(', '@'}) {
            const auto at = before.rfind(mark);
            if (at != std::string::npos) {
                add(model::read_claim_label(before.substr(at + 1), unit));
                add(model::read_claim_phrase(before.substr(at + 1), unit, true));
            }
        }
        const auto from = std::min(around.behind.find_first_of(" abcdefghijklmnopqrstuvwxyz"),
                                   around.behind.size());
        const auto behind_unit = around.behind.find(around.unit, from);
        if (!around.unit.empty() && behind_unit != std::string::npos) {
            add(model::read_claim_phrase(around.behind.substr(behind_unit + around.unit.size()),
                                         unit, false));
        }
        add(model::read_claim_phrase(around.heading, unit, false));
        add(model::read_claim_unit(unit));
    }
    return out;
}

static std::string not_stated(const Surroundings& around, const Fact& claimed) {
    const model::Metric* known = model::find_metric(claimed.metric);
    const model::Metric metric =
        known != nullptr ? *known : model::Metric{.id = claimed.metric, .unit = claimed.unit};
    const auto readings = readings_of(around);
    const bool names_it = std::any_of(
        readings.begin(), readings.end(),
        [&](const model::ClaimWords& words) { return model::may_mean(words.metric, metric); });
    if (!names_it) return fmt::format("the document names no `{}` there", claimed.metric);
    static constexpr std::array<std::string_view, 4> kStated{"mean", "median", "max", "min"};
    const bool stated =
        std::find(kStated.begin(), kStated.end(), claimed.statistic) != kStated.end();
    if (!stated) return {};
    const auto is_it = [&](model::Statistic statistic) {
        return model::statistic_name(statistic, 0) == claimed.statistic;
    };
    bool says = std::any_of(readings.begin(), readings.end(),
                            [&](const model::ClaimWords& words) { return is_it(words.statistic); });
    for (const std::string* text : {&around.before, &around.behind}) {
        const auto one = model::stated_statistic(*text);
        says = says || (one && is_it(*one));
    }
    return says ? "" : fmt::format("the document states no {} there", claimed.statistic);
}

// "" unless a number of a document is not of what it is said to be of.
static std::string misread(Case& self, const Fact& claimed) {
    if (claimed.kind != "claimed" || claimed.operands.size() != 1) return {};
    const Operand& operand = claimed.operands[0];
    const auto taken = self.executor.sample(operand);
    if (!taken.ok()) return taken.error().message;
    if (taken.value()->cells[0].in != Cell::In::kText) return {};
    const Surroundings around = surroundings_of(*taken.value()->file, taken.value()->cells[0].row,
                                                operand.raw, operand.nth);
    if (!around.found) return fmt::format("F{} does not stand in its line", claimed.id);
    if (claimed.scope.empty()) return fmt::format("F{} is of nothing", claimed.id);
    for (const auto& [key, value] : claimed.scope) {
        if (std::string wrong = not_named(around, key, value, self.report.names); !wrong.empty()) {
            return fmt::format("F{}: {}", claimed.id, wrong);
        }
    }
    const std::string wrong = not_stated(around, claimed);
    return wrong.empty() ? "" : fmt::format("F{}: {}", claimed.id, wrong);
}

// What the document speaks of, the other fact must be of too.
static std::string other_thing(const Fact& claimed, const Fact& other) {
    if (claimed.kind != "claimed") return {};
    for (const auto& [key, value] : claimed.scope) {
        const bool same = std::any_of(other.scope.begin(), other.scope.end(), [&](const auto& own) {
            return last_segment(own.first) == last_segment(key) &&
                   folded(own.second) == folded(value);
        });
        if (!same) return fmt::format("F{} is not of {} `{}`", other.id, key, value);
    }
    return {};
}

// A statistic that the document states is that of the other fact, unless there is one value alone.
static std::string other_statistic(const Fact& claimed, const Fact& other) {
    static constexpr std::array<std::string_view, 4> kStated{"mean", "median", "max", "min"};
    const bool stated = claimed.kind == "claimed" && std::find(kStated.begin(), kStated.end(),
                                                               claimed.statistic) != kStated.end();
    const bool alone = other.op == "cell" && other.statistic == "value";
    if (!stated || alone || other.op == claimed.statistic || other.statistic == claimed.statistic) {
        return {};
    }
    return fmt::format("the document states a {}, and F{} is none", claimed.statistic, other.id);
}

// A document's number is wrong only if nothing that is known of its subject bears it out: of the
// statistic that it states, where it states one.
static std::string bears_it_out(Case& self, const Fact& claimed, double half) {
    if (claimed.kind != "claimed" || claimed.number() == nullptr) return {};
    static constexpr std::array<std::string_view, 6> kOps{"cell", "mean",     "median",
                                                          "max",  "quantile", "min"};
    for (const Fact& fact : self.evidence().facts) {
        if (fact.metric != claimed.metric || fact.unit != claimed.unit || fact.kind == "claimed" ||
            fact.number() == nullptr || fact.statistic == "sd") {
            continue;
        }
        if (std::find(kOps.begin(), kOps.end(), fact.op) == kOps.end()) continue;
        if (!other_statistic(claimed, fact).empty()) continue;
        if (std::fabs(*fact.number() - *claimed.number()) > half) continue;
        if (!other_thing(claimed, fact).empty() || !self.executor.execute(fact.id).ok()) continue;
        return fmt::format("F{} bears it out", fact.id);
    }
    return {};
}

static std::string judge_pair(Case& self, const Fact& claimed, const Fact& recomputed,
                              bool differ) {
    for (std::string wrong : {misread(self, claimed), other_thing(claimed, recomputed),
                              other_statistic(claimed, recomputed)}) {
        if (!wrong.empty()) return wrong;
    }
    constexpr double kSlack = 1e-9;
    std::string wrong;
    const double halves = half_units(self, claimed, recomputed, wrong);
    if (!wrong.empty()) return wrong;
    if (!differ) {
        return halves <= 1 + kSlack ? "" : "they differ by more than half a unit in the last place";
    }
    if (halves <= 1 + kSlack) return "they agree within half a unit in the last place";
    const double gap = std::fabs(*claimed.number() - *recomputed.number());
    return bears_it_out(self, claimed, gap / halves * (1 + kSlack));
}

// A deviation of a population, a percentile by the nearest rank: only against a file whose tool
// takes its figures so.
static std::string other_method(Case& self, const Fact& claimed, const Fact& recomputed) {
    const bool population = recomputed.op == "sd_pop";
    const bool nearest = recomputed.op == "quantile_nearest";
    if (!population && !nearest) return {};
    const auto taken = self.executor.sample(claimed.operands[0]);
    const producers::Producer* tool = taken.ok() ? taken.value()->file->producer() : nullptr;
    const bool so = tool != nullptr && (population ? tool->spread == producers::Spread::kPopulation
                                                   : tool->nearest_rank);
    const bool same = claimed.statistic == (population ? "sd" : "median");
    if (nearest && recomputed.params.numbers.contains("p") &&
        recomputed.params.numbers.at("p") != 0.5) {
        return "it is another percentile";
    }
    return so && same ? ""
                      : fmt::format("its file does not take its figures by `{}`", recomputed.op);
}

static std::string against(Case& self, bool differ) {
    const Fact* claimed = self.fact("claimed");
    const Fact* recomputed = self.fact("recomputed");
    if (claimed == nullptr || recomputed == nullptr) return self.wrong;
    self.number("claimed");
    self.number("recomputed");
    if (!self.wrong.empty()) return self.wrong;
    if (std::string wrong = other_method(self, *claimed, *recomputed); !wrong.empty()) return wrong;
    return judge_pair(self, *claimed, *recomputed, differ);
}

// What the stored number is instead: the deviation of the same rows as a population, or one of
// those rows, to its last place.
static std::string is_no_other(Case& self, const char* name) {
    constexpr double kSlack = 1e-9;
    const Fact* claimed = self.fact("claimed");
    const Fact* recomputed = self.fact("recomputed");
    const Fact* other = self.fact(name);
    if (claimed == nullptr || recomputed == nullptr || other == nullptr) return self.wrong;
    self.number(name);
    if (!self.wrong.empty()) return self.wrong;
    const bool population =
        other->op == "sd_pop" && recomputed->op == "sd" && other->operands == recomputed->operands;
    bool row = false;
    if (other->op == "cell" && recomputed->op == "mean" && recomputed->operands.size() == 1) {
        const auto one = self.executor.sample(other->operands[0]);
        const auto all = self.executor.sample(recomputed->operands[0]);
        row = one.ok() && all.ok() && one.value()->file == all.value()->file &&
              all.value()->cells.size() > 1 &&
              std::find(all.value()->cells.begin(), all.value()->cells.end(),
                        one.value()->cells[0]) != all.value()->cells.end();
    }
    if (std::string_view(name) == "row" ? !row : !population)
        return fmt::format("F{} is not what the words say of F{}", other->id, claimed->id);
    std::string wrong;
    const double halves = half_units(self, *claimed, *other, wrong);
    if (!wrong.empty()) return wrong;
    // The last bits of a sum depend on its order.
    const double gap = std::fabs(*claimed->number() - *other->number());
    const bool same = halves <= 1 + kSlack || gap <= kSlack * std::fabs(*claimed->number());
    return same ? "" : fmt::format("F{} is not F{}", claimed->id, other->id);
}

std::string check_conflict(Case& self) {
    const auto spoken = lower_words(self.filled.fixed);
    const bool population = std::find(spoken.begin(), spoken.end(), "population") != spoken.end();
    if (population && !self.has("population")) return "it shows no deviation of a population";
    for (const char* name : {"population", "row"}) {
        if (!self.has(name)) continue;
        if (std::string wrong = is_no_other(self, name); !wrong.empty()) return wrong;
    }
    return against(self, true);
}
std::string check_borne_out(Case& self) {
    return against(self, false);
}

// Half a unit in the last place of a document's number that counts: a zero at its end may be a
// format's, but three digits must be left.
static std::optional<double> telling_half(const Fact& claimed, Executor& executor) {
    const auto decimals = written_decimals(claimed, executor);
    if (!decimals) return std::nullopt;
    const std::string& raw = claimed.operands[0].raw;
    if (claimed.kind != "claimed" || raw.empty()) return std::pow(10.0, -*decimals) / 2;
    const auto last = raw.find_last_not_of('0');
    const auto point = raw.find('.');
    int zeros = 0;
    if (point != std::string::npos && last != std::string::npos && last > point) {
        zeros = static_cast<int>(raw.size() - 1 - last);
    }
    constexpr int kTelling = 3;
    int digits = 0;
    for (std::size_t i = raw.find_first_of("123456789"); i < raw.size(); ++i) {
        digits += is_digit(raw[i]) ? 1 : 0;
    }
    if (digits - zeros < kTelling) return std::nullopt;
    return std::pow(10.0, zeros - *decimals) / 2;
}

static std::string judge_mismatch(Case& self, const Fact& claimed, const Fact& meant) {
    if (claimed.metric == meant.metric && claimed.unit == meant.unit) {
        return "both are of one metric and unit";
    }
    for (std::string wrong : {misread(self, claimed), other_thing(claimed, meant)}) {
        if (!wrong.empty()) return wrong;
    }
    if (claimed.number() == nullptr || meant.number() == nullptr) return "one is no number";
    const auto half = telling_half(claimed, self.executor);
    if (!half) return "the claimed number says too little";
    // As it is written: a unit that is wrong converts nothing.
    const double written = *claimed.number() / claimed.operands[0].scale;
    const double gap = std::min(std::fabs(written - *meant.number()),
                                std::fabs(*claimed.number() - *meant.number()));
    return gap <= *half * (1 + 1e-9) ? "" : "the number does not stand there";
}

// Two names of two tools that say the same and are defined differently: by the tools' own
// dictionaries, of files that they wrote.
static std::string check_names(Case& self) {
    for (const std::string side : {"a", "b"}) {
        const std::string tool = self.text("tool_" + side);
        const producers::Producer* producer = producers::find_producer(tool);
        const auto& sources = self.evidence().sources;
        const bool wrote = std::any_of(sources.begin(), sources.end(), [&](const Source& source) {
            return source.producer == tool;
        });
        if (producer == nullptr || !wrote) {
            return fmt::format("no file is of `{}`", utf8_prefix(tool, 40));
        }
        const std::string name = self.text("name_" + side);
        const auto reading = model::read_column(name, "", producer->terms);
        const std::string metric = self.text("metric_" + side);
        if (!reading.metric || reading.metric->id != metric) {
            return fmt::format("`{}` of `{}` is not `{}`", utf8_prefix(name, 60), tool,
                               utf8_prefix(metric, 40));
        }
        for (const auto& [slot, wanted] :
             {std::pair("tool_" + side, tool), std::pair("name_" + side, name),
              std::pair("metric_" + side, reading.metric->name)}) {
            const auto shown = self.claim.slots.find(slot);
            if (shown == self.claim.slots.end() || shown->second.text != wanted) {
                return fmt::format("it does not show `{}`", wanted);
            }
        }
    }
    return self.text("metric_a") == self.text("metric_b") ? "both are the same metric" : "";
}

std::string check_definition_mismatch(Case& self) {
    if (self.has("tool_a")) return check_names(self);
    const Fact* claimed = self.fact("claimed");
    const Fact* meant = self.fact("meant");
    if (claimed == nullptr || meant == nullptr) return self.wrong;
    if (claimed->op == "text") return check_mislabel(self);
    self.number("claimed");
    self.number("meant");
    return self.wrong.empty() ? judge_mismatch(self, *claimed, *meant) : self.wrong;
}

static std::vector<std::string> keys_of(const Fact& fact) {
    std::vector<std::string> out;
    for (const Operand& operand : fact.operands) {
        out.push_back(fmt::format("{}@{}#{}/{}", operand.source,
                                  operand.at.empty() ? "" : operand.at[0], operand.raw,
                                  operand.nth));
    }
    std::sort(out.begin(), out.end());
    return out;
}

// The numbers of one verdict: each is judged again, and the count is of exactly these.
static std::string judge_counted(Case& self, const std::string& name,
                                 std::vector<std::string>& of) {
    if (!self.has(name)) return self.has(name + "_claimed") ? "a list without its count" : "";
    const Fact* n = self.fact(name);
    const auto claimed = self.facts(name + "_claimed");
    const auto found = self.facts(name + "_found");
    if (n == nullptr || !self.wrong.empty()) return self.wrong;
    of = keys_of(*n);
    if (name == "open") return {};
    if (claimed.empty() || claimed.size() != found.size()) return "the lists are of two lengths";
    std::vector<std::string> listed;
    for (std::size_t i = 0; i < claimed.size(); ++i) {
        const std::string wrong =
            name == "mismatched" ? judge_mismatch(self, *claimed[i], *found[i])
                                 : judge_pair(self, *claimed[i], *found[i], name != "borne_out");
        if (!wrong.empty()) return fmt::format("F{}: {}", claimed[i]->id, wrong);
        const auto own = keys_of(*claimed[i]);
        listed.insert(listed.end(), own.begin(), own.end());
    }
    std::sort(listed.begin(), listed.end());
    return listed == of ? "" : fmt::format("F{} counts other numbers than are listed", n->id);
}

std::string check_document_counts(Case& self) {
    const Fact* n = self.fact("n");
    if (n == nullptr) return self.wrong;
    if (n->op != "count" || n->kind != "claimed") return "it counts no numbers of a document";
    std::set<std::uint32_t> sources;
    for (const Operand& operand : n->operands) {
        sources.insert(operand.source);
        const auto taken = self.executor.sample(operand);
        const bool stands = taken.ok() && operand.at.size() == 1 &&
                            taken.value()->cells.size() == 1 &&
                            surroundings_of(*taken.value()->file, taken.value()->cells[0].row,
                                            operand.raw, operand.nth)
                                .found;
        if (!stands) return fmt::format("F{} counts what does not stand there", n->id);
    }
    std::vector<std::string> all;
    for (const char* name : {"borne_out", "contradicted", "mismatched", "open"}) {
        std::vector<std::string> own;
        if (std::string wrong = judge_counted(self, name, own); !wrong.empty()) return wrong;
        all.insert(all.end(), own.begin(), own.end());
    }
    std::sort(all.begin(), all.end());
    if (std::adjacent_find(all.begin(), all.end()) != all.end()) return "a number counts twice";
    if (all != keys_of(*n)) return "the parts do not make up the whole";
    for (const FilledSlot& slot : self.filled.slots) {
        const bool other = slot.slot->is == Slot::Is::kSource &&
                           (sources.size() != 1 || *sources.begin() != slot.slot->id);
        if (other) return "it counts numbers of another document";
        // What a slot of that name shows is that count.
        for (const char* name : {"borne_out", "contradicted", "mismatched", "open"}) {
            if (slot.slot->is != Slot::Is::kFact || slot.name != name) continue;
            if (self.text(name) != fmt::format("F{}", slot.slot->id)) {
                return fmt::format("`{}` shows another count", name);
            }
        }
        const bool whole = slot.slot->is == Slot::Is::kFact && slot.name == "bound";
        if (whole && slot.slot->id != n->id) return "`bound` shows another count";
    }
    return {};
}

std::string check_unit_ambiguity(Case& self) {
    const auto facts = self.facts("facts");
    if (!self.wrong.empty()) return self.wrong;
    if (facts.empty()) return check_definition_mismatch(self);
    for (const Fact* fact : facts) {
        if (fact->unit != facts[0]->unit || fact->metric != facts[0]->metric) return {};
    }
    return "all are of one metric and unit";
}

}  // namespace chimera::verify
