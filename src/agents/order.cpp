// SPDX-License-Identifier: Apache-2.0
#include "agents/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agents/view.h"

namespace chimera::agents {

int level_of(double salience) {
    constexpr double kLevels = 10;
    return static_cast<int>(std::floor(salience * kLevels));
}

facts::Block* first_list(facts::Section& section) {
    for (facts::Block& block : section.blocks) {
        const bool list =
            block.is == facts::BlockIs::kList || block.is == facts::BlockIs::kNumbered;
        if (list && block.items.size() > 1) return &block;
    }
    return nullptr;
}

Findings first_findings(facts::Draft& draft, facts::Author author) {
    for (std::size_t s = 0; s < draft.sections.size(); ++s) {
        if (draft.sections[s].author != author) continue;
        facts::Block* list = first_list(draft.sections[s]);
        if (list != nullptr) return {s, list};
    }
    return {};
}

const facts::Proposition& finding(const facts::Draft& draft, const Findings& list,
                                  std::size_t item) {
    return draft.propositions[list.block->items[item].front().proposition];
}

std::vector<std::pair<std::size_t, std::size_t>> exchange(facts::Draft& draft, const Findings& list,
                                                          const std::vector<bool>& wished) {
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t i = 0; i < wished.size() && i + 1 < list.block->items.size(); ++i) {
        const bool level = level_of(finding(draft, list, i).salience) ==
                           level_of(finding(draft, list, i + 1).salience);
        if (!level || !wished[i]) continue;
        std::swap(list.block->items[i], list.block->items[i + 1]);
        out.emplace_back(list.section, i);
        ++i;
    }
    return out;
}

std::vector<std::string> questions_of(facts::Draft& draft, const Persona& persona) {
    std::vector<std::string> out;
    const Findings list = first_findings(draft, persona.author);
    if (list.block == nullptr) return out;
    const Templates templates = templates_of(draft);
    const auto& items = list.block->items;
    for (std::size_t i = 0; i < std::min(items.size(), kMostAsked); ++i) {
        const facts::Proposition& said = finding(draft, list, i);
        const std::string text = view(draft, said, *templates.at(items[i].front().wording));
        out.push_back("\nFinding: " + text + "\nDoes it matter? Answer:");
    }
    return out;
}

Ordered order(facts::Draft& draft, const Persona& persona, const std::vector<double>& leanings) {
    Ordered out;
    const Findings list = first_findings(draft, persona.author);
    for (std::size_t i = 0; i < leanings.size(); ++i) {
        out.answers += fmt::format("{} {:+.2f}\n", finding(draft, list, i).kind, leanings[i]);
    }
    std::vector<bool> wished;
    for (std::size_t i = 0; i + 1 < leanings.size(); ++i) {
        wished.push_back(leanings[i + 1] > leanings[i]);
    }
    if (list.block != nullptr) out.exchanged = exchange(draft, list, wished);
    return out;
}

}  // namespace chimera::agents
