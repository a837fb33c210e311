// SPDX-License-Identifier: Apache-2.0
#include "agents/order.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "agents/view.h"

namespace chimera::agents {

static constexpr std::size_t kMostAsked = 6;

int level_of(double salience) {
    constexpr double kLevels = 10;
    return static_cast<int>(std::floor(salience * kLevels));
}

namespace {

struct List {
    std::size_t section = 0;
    facts::Block* block = nullptr;
};

}  // namespace

static List first_list(facts::Draft& draft, facts::Author author) {
    for (std::size_t s = 0; s < draft.sections.size(); ++s) {
        if (draft.sections[s].author != author) continue;
        for (facts::Block& block : draft.sections[s].blocks) {
            const bool list =
                block.is == facts::BlockIs::kList || block.is == facts::BlockIs::kNumbered;
            if (list && block.items.size() > 1) return {s, &block};
        }
    }
    return {};
}

Result<Ordered> order(facts::Draft& draft, const Persona& persona, std::size_t voice,
                      llm::Speaker& speaker) {
    Ordered out;
    const List list = first_list(draft, persona.author);
    if (list.block == nullptr) return out;
    const Templates templates = templates_of(draft);
    auto& items = list.block->items;
    const auto said_in = [&](std::size_t i) -> const facts::Proposition& {
        return draft.propositions[items[i].front().proposition];
    };
    std::vector<double> leanings;
    for (std::size_t i = 0; i < std::min(items.size(), kMostAsked); ++i) {
        const std::string text = view(draft, said_in(i), *templates.at(items[i].front().wording));
        TRY_ASSIGN(const auto leaning,
                   speaker.leaning(
                       voice, "\nFinding: " + text + "\nDoes it matter? Answer:", " Yes", " No"));
        leanings.push_back(leaning.value_or(0));
        out.answers += fmt::format("{} {:+.2f}\n", said_in(i).kind, leanings.back());
        ++out.asked;
    }
    // Each finding moves by one place at most.
    for (std::size_t i = 0; i + 1 < leanings.size(); ++i) {
        const bool level = level_of(said_in(i).salience) == level_of(said_in(i + 1).salience);
        if (!level || leanings[i + 1] <= leanings[i]) continue;
        std::swap(items[i], items[i + 1]);
        out.exchanged.emplace_back(list.section, i);
        ++i;
    }
    return out;
}

}  // namespace chimera::agents
