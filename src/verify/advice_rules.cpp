// SPDX-License-Identifier: Apache-2.0
// recommendation and risk rest on findings of the same report; a statement says no more than its
// facts.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "model/metric.h"
#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

// The models, parameters and files that a claim names.
static std::set<std::string> named_by(const Claim& claim, const Evidence& evidence) {
    std::set<std::string> out;
    for (const auto& [name, slot] : claim.slots) {
        const Fact* fact = evidence.fact(slot.id);
        if (slot.is == Slot::Is::kScope && fact != nullptr)
            out.insert(scope_value(*fact, slot.text));
        if (slot.is == Slot::Is::kName) out.insert(slot.text);
        if (slot.is == Slot::Is::kSource) out.insert(fmt::format("S{}", slot.id));
    }
    return out;
}

// The side that a finding speaks for: the winner, or the better arm; nullptr where it takes no
// side.
static const Fact* favoured(const Part& part, const Evidence& evidence) {
    const auto fact = [&](const char* name) -> const Fact* {
        const auto found = part.arguments.find(name);
        if (found == part.arguments.end() || found->second.texts.empty()) return nullptr;
        return evidence.fact(id_of(found->second.texts[0], 'F'));
    };
    if (part.proposition == "best") return fact("winner");
    if (part.proposition != "compare") return nullptr;
    const Fact* a = fact("a");
    const Fact* b = fact("b");
    if (a == nullptr || b == nullptr || a->number() == nullptr || b->number() == nullptr)
        return nullptr;
    const auto* metric = model::find_metric(a->metric);
    if (metric == nullptr || metric->polarity == model::Polarity::kNeither) return nullptr;
    const bool up = metric->polarity == model::Polarity::kHigherIsBetter;
    return (*a->number() > *b->number()) == up ? a : b;
}

// A recommendation names what its reasons speak for, not what they speak against.
static std::string against_reasons(Case& self, const Claim& reason) {
    for (const Part& part : reason.parts) {
        const Fact* side = favoured(part, self.evidence());
        if (side == nullptr) continue;
        std::map<std::string, std::set<std::string>> named;
        for (const auto& [name, slot] : self.claim.slots) {
            const Fact* of = self.evidence().fact(slot.id);
            if (slot.is == Slot::Is::kScope && of != nullptr) {
                named[slot.text].insert(scope_value(*of, slot.text));
            }
        }
        for (const auto& [key, values] : named) {
            const std::string wanted = scope_value(*side, key);
            if (!wanted.empty() && !values.contains(wanted)) {
                return fmt::format("its reason {} speaks for `{}`", reason.id, wanted);
            }
        }
    }
    return {};
}

std::string check_advice(Case& self) {
    const auto because = self.texts("because");
    if (because.empty()) return "it gives no reason";
    std::set<std::string> known;
    for (const std::string& id : because) {
        const auto found = self.report.claims.find(id);
        if (found == self.report.claims.end())
            return fmt::format("{} is no claim", utf8_prefix(id, 40));
        const Rule* rule = rule_for(found->second->proposition);
        if (rule == nullptr || !rule->finding) return fmt::format("{} is no finding", id);
        if (self.part.proposition == "recommendation") {
            std::string wrong = against_reasons(self, *found->second);
            if (!wrong.empty()) return wrong;
        }
        const auto names = named_by(*found->second, self.evidence());
        known.insert(names.begin(), names.end());
        // A fact names what its scope is of, even where the reason's sentence leaves it out.
        for (const Fact* fact : facts_of(*found->second, self.evidence())) {
            for (const auto& [key, value] : fact->scope) known.insert(value);
            for (const Operand& operand : fact->operands) {
                if (operand.is_cells()) known.insert(fmt::format("S{}", operand.source));
                for (const std::uint32_t source : operand.sources) {
                    known.insert(fmt::format("S{}", source));
                }
            }
        }
    }
    for (const std::string& name : named_by(self.claim, self.evidence())) {
        if (!name.empty() && !known.contains(name)) {
            return fmt::format("its reasons do not speak of `{}`", utf8_prefix(name, 60));
        }
    }
    return {};
}

// A sentence about an entry of the configuration: its facts are of that one entry, and the file
// that it names is the configuration or one that uses the entry.
static std::string other_entry(Case& self) {
    const Evidence& evidence = self.evidence();
    const Fact* entry = nullptr;
    std::set<std::uint32_t> users;
    const auto facts = facts_of(self.claim, evidence);
    for (const Fact* fact : facts) {
        if (fact->op == "text" && fact->kind == "config") entry = fact;
    }
    if (entry == nullptr) return {};
    for (const Fact* fact : facts) {
        if (fact->scope != entry->scope) return fmt::format("F{} is of another entry", fact->id);
        for (const Operand& operand : fact->operands) {
            users.insert(operand.sources.begin(), operand.sources.end());
            if (operand.is_cells()) users.insert(operand.source);
        }
    }
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kSource && !users.contains(slot.slot->id)) {
            return fmt::format("S{} does not use the entry", slot.slot->id);
        }
    }
    return {};
}

std::string check_statement(Case& self) {
    for (const Fact* fact : facts_of(self.claim, self.evidence())) {
        const Executed& executed = self.executor.execute(fact->id);
        if (!executed.ok()) return fmt::format("F{} does not hold: {}", fact->id, executed.reason);
    }
    if (std::string wrong = other_entry(self); !wrong.empty()) return wrong;
    const auto gated = gated_in(self.filled.fixed);
    return gated.empty() ? "" : fmt::format("a statement uses the gated word `{}`", gated[0]);
}

}  // namespace chimera::verify
