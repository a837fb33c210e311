// SPDX-License-Identifier: Apache-2.0
#include "verify/claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "model/metric.h"
#include "verify/claim_text.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

// A template's own words: what is left when the slots are taken out.
static std::string own_words(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto open = text.find('{');
        out += text.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = text.find('}', open);
        if (close == std::string_view::npos) break;
        out += ' ';
        text.remove_prefix(close + 1);
    }
    return out;
}

// Words that templates need and that a model may be called by all the same: those that are gated,
// that name a statistic or a direction, and what a report is about.
static bool is_vocabulary(const std::string& name) {
    static constexpr std::string_view kPlain[] = {"first", "request", "row",    "rows",  "file",
                                                  "files", "model",   "run",    "suite", "column",
                                                  "mean",  "single",  "stable", "value", "values"};
    if (is_gated_stem(name) || !statistics_in(name).empty() || direction_in(name)) return true;
    return std::find(std::begin(kPlain), std::end(kPlain), name) != std::end(kPlain);
}

static bool stands_as_word(std::string_view text, std::string_view name) {
    for (auto at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
        const auto end = at + name.size();
        const bool before = at > 0 && is_alnum(text[at - 1]);
        if (!before && (end == text.size() || !is_alnum(text[end]))) return true;
    }
    return false;
}

void check_templates(const Evidence& evidence, std::vector<Problem>& problems) {
    std::set<std::string> models;
    for (const Fact& fact : evidence.facts) {
        const std::string model = scope_value(fact, "model");
        if (model.size() > 2 && !is_vocabulary(model)) models.insert(model);
    }
    for (const auto& [id, wording] : evidence.templates) {
        const std::string place = "template " + id;
        const std::string fixed = own_words(wording.text);
        if (rule_for(wording.proposition) == nullptr) {
            problems.push_back({place, fmt::format("`{}` is no proposition",
                                                   utf8_prefix(wording.proposition, 40))});
        }
        if (std::any_of(fixed.begin(), fixed.end(), is_digit)) {
            problems.push_back({place, "its text holds a digit"});
        }
        for (const std::string& stem : wording.gated) {
            if (!is_gated_stem(stem)) {
                problems.push_back(
                    {place, fmt::format("`{}` is no gated word", utf8_prefix(stem, 40))});
            }
        }
        for (const std::string& model : models) {
            if (stands_as_word(fixed, model)) {
                problems.push_back(
                    {place, fmt::format("its text names `{}`", utf8_prefix(model, 60))});
            }
        }
    }
}

static std::string wrong_links(const Claim& claim, const FilledClaim& filled) {
    std::set<std::uint32_t> linked;
    for (const FilledSlot& slot : filled.slots) {
        if (slot.slot->is == Slot::Is::kFact) linked.insert(slot.slot->id);
    }
    const std::set<std::uint32_t> listed(claim.facts.begin(), claim.facts.end());
    return linked == listed ? "" : "its facts are not those that its text links";
}

// Figures that the run measured of itself stand in two sections only.
static std::string misplaced_self(const Claim& claim, const std::string& section,
                                  const Evidence& evidence) {
    const bool allowed = section.ends_with("Workflow Summary") || section.ends_with("Metrics");
    if (allowed) return {};
    for (const Fact* fact : facts_of(claim, evidence)) {
        if (fact->kind == "self" || fact->worst == "self") {
            return fmt::format("F{} is a figure of this run itself, and out of its place",
                               fact->id);
        }
    }
    return {};
}

// "2. Data" is the section "Data" too.
static bool is_section(std::string_view heading, std::string_view section) {
    if (heading == section || unescape_markdown(heading) == unescape_markdown(section)) return true;
    const auto space = heading.find(' ');
    if (space == std::string_view::npos || !is_digit(heading[0])) return false;
    return trim(heading.substr(space)) == section;
}

static std::string wrong_section(const Claim& claim, const ReportText& text, std::size_t section) {
    int level = 7;
    for (std::size_t s = section + 1; s-- > 1;) {
        if (text.sections[s].level >= level) continue;
        level = text.sections[s].level;
        if (is_section(text.sections[s].heading, claim.section)) return {};
    }
    return fmt::format("it does not stand in \"{}\"", utf8_prefix(claim.section, 60));
}

// One clause of a joined sentence as a claim of its own: the words and the slots between two
// joints.
static std::string clause_of(const Claim& claim, const FilledClaim& filled, std::size_t k,
                             std::pair<Claim, FilledClaim>& out) {
    const std::size_t from = k == 0 ? 0 : filled.joints[k - 1];
    const std::size_t to = k < filled.joints.size() ? filled.joints[k] : filled.fixed.size();
    auto& [own, words] = out;
    own = claim;
    own.parts = {claim.parts[k]};
    own.proposition = claim.parts[k].proposition;
    own.slots.clear();
    own.facts.clear();
    words.fixed = filled.fixed.substr(from, to - from);
    for (FilledSlot slot : filled.slots) {
        if (slot.at < from || slot.at >= to) continue;
        if (slot.slot->is == Slot::Is::kFact) own.facts.push_back(slot.slot->id);
        own.slots.emplace(slot.name, *slot.slot);
        slot.at -= from;
        words.slots.push_back(std::move(slot));
    }
    return own.facts.empty() ? "a clause of it links no fact" : "";
}

// What a clause links is of its own part: an argument, or made of one.
static std::string of_another_part(const Claim& clause, const Evidence& evidence) {
    std::set<std::uint32_t> arguments;
    for (const auto& [name, argument] : clause.parts.front().arguments) {
        for (const auto& text : argument.texts) arguments.insert(id_of(text, 'F'));
    }
    for (const std::uint32_t id : clause.facts) {
        const Fact* fact = evidence.fact(id);
        if (fact == nullptr || arguments.contains(id)) continue;
        const bool made =
            !fact->operands.empty() &&
            std::all_of(fact->operands.begin(), fact->operands.end(), [&](const Operand& operand) {
                return operand.fact != 0 && arguments.contains(operand.fact);
            });
        if (!made) return fmt::format("F{} is of no argument of its clause", id);
    }
    return {};
}

// "its first request", "there": a clause that names nothing under a key speaks of what the sentence
// named first.
static std::string of_another_name(const Claim& clause, const FilledClaim& whole,
                                   const Evidence& evidence) {
    std::map<std::string, std::string> first;
    for (const FilledSlot& slot : whole.slots) {
        const Fact* of = evidence.fact(slot.slot->id);
        if (slot.slot->is != Slot::Is::kScope || of == nullptr) continue;
        first.emplace(slot.slot->text, scope_value(*of, slot.slot->text));
    }
    for (const auto& [name, slot] : clause.slots) {
        if (slot.is == Slot::Is::kScope) first.erase(slot.text);
    }
    for (const auto& [key, value] : first) {
        for (const Fact* fact : facts_of(clause, evidence)) {
            const std::string own = scope_value(*fact, key);
            if (!own.empty() && own != value) {
                return fmt::format("F{} is of `{}`, and its clause speaks of `{}`", fact->id, own,
                                   value);
            }
        }
    }
    return {};
}

// Each part of a joined sentence is judged by its own clause, as if it stood alone.
static std::string judge_joined(const Claim& claim, const FilledClaim& filled, Executor& executor,
                                const Report& report) {
    if (filled.joints.size() + 1 != claim.parts.size()) {
        return fmt::format("it has {} parts and {} clauses", claim.parts.size(),
                           filled.joints.size() + 1);
    }
    const Evidence& evidence = executor.evidence();
    for (std::size_t k = 0; k < claim.parts.size(); ++k) {
        std::pair<Claim, FilledClaim> clause;
        std::string wrong = clause_of(claim, filled, k, clause);
        const auto& [own, words] = clause;
        const Rule* rule = rule_for(own.proposition);
        if (wrong.empty() && rule == nullptr) {
            wrong = fmt::format("`{}` is no proposition", utf8_prefix(own.proposition, 40));
        }
        if (wrong.empty()) wrong = of_another_part(own, evidence);
        if (wrong.empty() && k > 0) wrong = of_another_name(own, filled, evidence);
        if (wrong.empty()) {
            Case self{executor, report, own, own.parts.front(), words, {}};
            wrong = rule->check(self);
        }
        if (wrong.empty()) wrong = misbound(own, words, executor);
        if (wrong.empty()) wrong = ungated(own, words, executor, report);
        if (!wrong.empty()) return fmt::format("{}: {}", own.proposition, wrong);
    }
    const bool own = std::any_of(claim.parts.begin(), claim.parts.end(), [&](const Part& part) {
        return part.proposition == claim.proposition;
    });
    return own ? "" : "its proposition is none of its parts";
}

static std::string judge_parts(const Claim& claim, const FilledClaim& filled, Executor& executor,
                               const Report& report) {
    bool own = false;
    for (const Part& part : claim.parts) {
        own = own || part.proposition == claim.proposition;
        const Rule* rule = rule_for(part.proposition);
        if (rule == nullptr) {
            return fmt::format("`{}` is no proposition", utf8_prefix(part.proposition, 40));
        }
        Case self{executor, report, claim, part, filled, {}};
        if (std::string wrong = rule->check(self); !wrong.empty()) {
            return fmt::format("{}: {}", part.proposition, wrong);
        }
    }
    return own ? "" : "its proposition is none of its parts";
}

static std::string judge(const Claim& claim, Executor& executor, Names& names,
                         const Report& report) {
    static constexpr std::string_view kOrigins[] = {"lattice", "ranked", "free-verified",
                                                    "template"};
    if (std::find(std::begin(kOrigins), std::end(kOrigins), claim.origin) == std::end(kOrigins)) {
        return fmt::format("`{}` is no origin", utf8_prefix(claim.origin, 40));
    }
    FilledClaim filled;
    if (std::string wrong = misfilled(claim, executor, names, filled); !wrong.empty()) return wrong;
    const Template& wording = executor.evidence().templates.at(claim.wording);
    if (wording.proposition != claim.proposition) {
        return fmt::format("its template belongs to `{}`", wording.proposition);
    }
    if (std::string wrong = wrong_links(claim, filled); !wrong.empty()) return wrong;
    for (const std::uint32_t id : claim.facts) {
        const Executed& executed = executor.execute(id);
        if (!executed.ok()) return fmt::format("F{} does not hold: {}", id, executed.reason);
    }
    if (claim.parts.size() > 1) return judge_joined(claim, filled, executor, report);
    if (std::string wrong = judge_parts(claim, filled, executor, report); !wrong.empty())
        return wrong;
    if (std::string wrong = misbound(claim, filled, executor); !wrong.empty()) return wrong;
    return ungated(claim, filled, executor, report);
}

// A sentence that ends in a colon heads the table behind it: the rows are of what it names.
static std::string heads_other_table(std::size_t index, Executor& executor, const ReportText& text,
                                     const Placing& placing) {
    const Evidence& evidence = executor.evidence();
    const Claim& title = evidence.claims[index];
    if (!title.text.ends_with(':') || !title.facts.empty()) return {};
    std::map<std::string, std::set<std::string>> named;
    for (const auto& [name, slot] : title.slots) {
        const Fact* of = evidence.fact(slot.id);
        if (slot.is == Slot::Is::kScope && of != nullptr) {
            named[slot.text].insert(scope_value(*of, slot.text));
        }
    }
    const std::string metric = named_metric(title, evidence);
    for (std::size_t c = index + 1; c < evidence.claims.size(); ++c) {
        const std::size_t line = placing.line_of[c];
        if (line == std::string::npos || text.body[line].is != LineIs::kRow) break;
        for (const std::uint32_t id : evidence.claims[c].facts) {
            const Fact* fact = evidence.fact(id);
            if (fact == nullptr) continue;
            const bool other_metric = !metric.empty() && !fact->metric.empty() &&
                                      model::find_metric(fact->metric) != nullptr &&
                                      model::find_metric(fact->metric)->name != metric;
            if (other_metric) {
                return fmt::format("the table behind it is not of the {}: F{}", metric, id);
            }
            for (const auto& [key, values] : named) {
                const std::string value = scope_value(*fact, key);
                if (!value.empty() && !values.contains(value)) {
                    return fmt::format("the table behind it is of `{}`", value);
                }
            }
        }
    }
    return {};
}

std::vector<Verdict> judge_claims(Executor& executor, Names& names, const ReportText& text,
                                  const Placing& placing) {
    const Evidence& evidence = executor.evidence();
    const Report report = survey(evidence);
    std::vector<Verdict> out;
    std::set<std::string> ids;
    for (std::size_t c = 0; c < evidence.claims.size(); ++c) {
        const Claim& claim = evidence.claims[c];
        Verdict verdict{claim.id, 0, false, judge(claim, executor, names, report)};
        const std::size_t line = placing.line_of[c];
        if (verdict.reason.empty()) {
            verdict.reason = heads_other_table(c, executor, text, placing);
        }
        if (line == std::string::npos) {
            if (verdict.reason.empty()) verdict.reason = "it does not stand in the report";
        } else {
            verdict.line = text.body[line].number;
            const std::size_t section = text.body[line].section;
            if (verdict.reason.empty()) verdict.reason = wrong_section(claim, text, section);
            if (verdict.reason.empty()) {
                verdict.reason = misplaced_self(claim, text.sections[section].heading, evidence);
            }
        }
        if (verdict.reason.empty() && !ids.insert(claim.id).second)
            verdict.reason = "its id is taken";
        verdict.ok = verdict.reason.empty();
        out.push_back(std::move(verdict));
    }
    return out;
}

}  // namespace chimera::verify
