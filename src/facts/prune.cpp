// SPDX-License-Identifier: Apache-2.0
#include "facts/prune.h"

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>
#include <unordered_map>

namespace chimera::facts {

using Visit = std::function<void(FactId&)>;

static void visit_slots(Slots& slots, const Visit& visit) {
    for (auto& [name, slot] : slots) {
        if (auto* fact = std::get_if<FactSlot>(&slot)) visit(fact->fact);
        if (auto* scope = std::get_if<ScopeSlot>(&slot)) visit(scope->of);
    }
}

static void visit_arguments(Arguments& arguments, const Visit& visit) {
    for (auto& [name, argument] : arguments) {
        if (auto* fact = std::get_if<FactId>(&argument)) visit(*fact);
        if (auto* facts = std::get_if<std::vector<FactId>>(&argument)) {
            for (FactId& fact : *facts) visit(fact);
        }
    }
}

static void visit_all_arguments(Proposition& proposition, const Visit& visit) {
    visit_arguments(proposition.arguments, visit);
    for (Joined& part : proposition.parts) visit_arguments(part.arguments, visit);
}

static void visit_operands(Fact& fact, const Visit& visit) {
    for (Operand& operand : fact.operands) {
        if (auto* of = std::get_if<OfFact>(&operand)) visit(of->fact);
    }
}

// The propositions that the draft says, in the order of the report.
static std::vector<std::size_t> said(const Draft& draft) {
    std::vector<std::size_t> order;
    std::vector<bool> seen(draft.propositions.size(), false);
    for (const Section& section : draft.sections) {
        for (const Block& block : section.blocks) {
            for (const auto& item : block.items) {
                for (const Sentence& sentence : item) {
                    if (!seen[sentence.proposition]) order.push_back(sentence.proposition);
                    seen[sentence.proposition] = true;
                }
            }
        }
    }
    return order;
}

using Texts = std::unordered_map<std::string_view, std::string_view>;  // of templates, by id

// Slots that none of the proposition's wordings names would only drag facts along.
static void drop_unused_slots(const Texts& texts, Proposition& proposition) {
    std::erase_if(proposition.slots, [&](const auto& slot) {
        const std::string mark = "{" + slot.first + "}";
        return std::none_of(
            proposition.wordings.begin(), proposition.wordings.end(), [&](const std::string& id) {
                const auto known = texts.find(id);
                return known != texts.end() && known->second.find(mark) != std::string_view::npos;
            });
    });
}

static void number_facts(Draft& draft) {
    std::vector<FactId> renamed(draft.facts.size() + 1, kNoFact);
    std::vector<Fact> kept;
    const Visit number = [&](FactId& id) {
        if (id == kNoFact || renamed[id] != kNoFact) return;
        kept.push_back(std::move(draft.facts[id - 1]));
        renamed[id] = static_cast<FactId>(kept.size());
    };
    for (Proposition& proposition : draft.propositions) visit_slots(proposition.slots, number);
    for (Proposition& proposition : draft.propositions) visit_all_arguments(proposition, number);
    for (Figure& figure : draft.figures) visit_facts(figure, number);
    // Facts over facts: `kept` grows while it is walked.
    for (std::size_t i = 0; i < kept.size(); ++i) {
        for (Operand& operand : std::vector<Operand>(kept[i].operands)) {
            if (auto* of = std::get_if<OfFact>(&operand)) number(of->fact);
        }
    }
    const Visit rename = [&](FactId& id) { id = id == kNoFact ? kNoFact : renamed[id]; };
    for (Proposition& proposition : draft.propositions) {
        visit_slots(proposition.slots, rename);
        visit_all_arguments(proposition, rename);
    }
    for (Figure& figure : draft.figures) visit_facts(figure, rename);
    for (std::size_t i = 0; i < kept.size(); ++i) {
        kept[i].id = static_cast<FactId>(i + 1);
        visit_operands(kept[i], rename);
    }
    draft.facts = std::move(kept);
}

// Figures that no block shows go; so do those whose title is not said.
static void keep_shown_figures(Draft& draft, const std::vector<bool>& is_said) {
    std::vector<Figure> kept;
    for (Section& section : draft.sections) {
        std::erase_if(section.blocks, [&](const Block& block) {
            return block.is == BlockIs::kFigure && !is_said[draft.figures[block.figure].title];
        });
        for (Block& block : section.blocks) {
            if (block.is != BlockIs::kFigure) continue;
            kept.push_back(draft.figures[block.figure]);
            block.figure = kept.size() - 1;
        }
    }
    draft.figures = std::move(kept);
}

void prune(Draft& draft) {
    const std::vector<std::size_t> order = said(draft);
    std::vector<std::size_t> renamed(draft.propositions.size(), 0);
    std::vector<Proposition> kept;
    std::vector<bool> is_said(draft.propositions.size(), false);
    for (const std::size_t old : order) {
        is_said[old] = true;
        renamed[old] = kept.size();
        kept.push_back(std::move(draft.propositions[old]));
    }
    keep_shown_figures(draft, is_said);
    for (Figure& figure : draft.figures) figure.title = renamed[figure.title];
    for (Section& section : draft.sections) {
        for (Block& block : section.blocks) {
            for (auto& item : block.items) {
                for (Sentence& sentence : item)
                    sentence.proposition = renamed[sentence.proposition];
            }
        }
    }
    Texts texts;
    for (const Template& known : draft.templates) texts.emplace(known.id, known.text);
    std::set<std::string> used;
    for (Proposition& proposition : kept) {
        for (auto& [name, argument] : proposition.arguments) {
            if (auto* because = std::get_if<Because>(&argument)) {
                for (std::size_t& ground : because->propositions) ground = renamed[ground];
            }
        }
        drop_unused_slots(texts, proposition);
        used.insert(proposition.wordings.begin(), proposition.wordings.end());
    }
    // A sentence may stand in words that were made for it.
    for (const Section& section : draft.sections) {
        for (const Block& block : section.blocks) {
            for (const auto& item : block.items) {
                for (const Sentence& sentence : item) used.insert(sentence.wording);
            }
        }
    }
    draft.propositions = std::move(kept);
    std::erase_if(draft.templates, [&](const Template& known) { return !used.contains(known.id); });
    number_facts(draft);
}

}  // namespace chimera::facts
