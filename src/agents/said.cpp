// SPDX-License-Identifier: Apache-2.0
#include "agents/said.h"

#include <algorithm>

#include "agents/persona.h"
#include "facts/opener.h"
#include "facts/skeleton.h"

namespace chimera::agents {

std::vector<Spot> prose_of(const facts::Draft& draft, facts::Author author) {
    const Templates templates = templates_of(draft);
    std::vector<Spot> out;
    for (std::size_t s = 0; s < draft.sections.size(); ++s) {
        if (draft.sections[s].author != author) continue;
        const auto& blocks = draft.sections[s].blocks;
        for (std::size_t b = 0; b < blocks.size(); ++b) {
            if (blocks[b].is == facts::BlockIs::kTable || blocks[b].is == facts::BlockIs::kFence) {
                continue;
            }
            for (std::size_t i = 0; i < blocks[b].items.size(); ++i) {
                for (std::size_t k = 0; k < blocks[b].items[i].size(); ++k) {
                    const auto known = templates.find(blocks[b].items[i][k].wording);
                    if (known == templates.end() || !facts::is_prose(*known->second)) continue;
                    out.push_back({s, b, i, k});
                }
            }
        }
    }
    return out;
}

facts::Sentence& sentence_at(facts::Draft& draft, const Spot& spot) {
    return draft.sections[spot.section].blocks[spot.block].items[spot.item][spot.sentence];
}

const facts::Sentence& sentence_at(const facts::Draft& draft, const Spot& spot) {
    return draft.sections[spot.section].blocks[spot.block].items[spot.item][spot.sentence];
}

const facts::Proposition& proposition_at(const facts::Draft& draft, const Spot& spot) {
    return draft.propositions[sentence_at(draft, spot).proposition];
}

double prior_of(const Said& said, const facts::Template& wording, bool planned) {
    constexpr double kPlanned = 0.5;
    constexpr std::size_t kMostUses = 3;
    constexpr double kPair = 0.5;
    const auto uses = said.uses.find(wording.id);
    double prior = planned ? kPlanned : 0;
    if (uses != said.uses.end()) {
        prior -= static_cast<double>(std::min(uses->second, kMostUses));
    }
    double repeated = 0;
    for (const std::string& pair : facts::pairs_of(wording)) {
        const auto times = said.pairs.find(pair);
        if (times != said.pairs.end())
            repeated += std::min<double>(2, static_cast<double>(times->second));
    }
    return prior - kPair * repeated;
}

void enter(const facts::Draft& draft, Said& said, const Spot& spot) {
    if (said.section == spot.section) return;
    said.section = spot.section;
    said.in_section.clear();
    said.last.clear();
    said.heading = "\n\n## " + draft.sections[spot.section].heading + "\n\n";
}

std::vector<const facts::Template*> eligible(const facts::Draft& draft, const Templates& templates,
                                             const Said& said, const Spot& spot) {
    const std::size_t index = sentence_at(draft, spot).proposition;
    const facts::Proposition& proposition = draft.propositions[index];
    std::vector<const facts::Template*> all;
    for (const std::string& id : proposition.wordings) {
        const auto known = templates.find(id);
        if (known != templates.end() && facts::is_prose(*known->second))
            all.push_back(known->second);
    }
    const auto keep = [&](const auto& is_good) {
        std::vector<const facts::Template*> good;
        std::copy_if(all.begin(), all.end(), std::back_inserter(good), is_good);
        if (!good.empty()) all = std::move(good);
    };
    keep([&](const facts::Template* one) {
        return facts::skeleton_of(*one, proposition.slots) != said.last;
    });
    keep([&](const facts::Template* one) { return !said.told.contains({index, one->id}); });
    keep([&](const facts::Template* one) { return !said.in_section.contains(one->id); });
    return all;
}

void note(facts::Draft& draft, Said& said, const facts::Template& wording) {
    facts::Sentence& sentence = sentence_at(draft, said.spots[said.next]);
    sentence.wording = wording.id;
    ++said.uses[wording.id];
    for (const std::string& pair : facts::pairs_of(wording)) ++said.pairs[pair];
    said.in_section.insert(wording.id);
    said.told.emplace(sentence.proposition, wording.id);
    said.last = facts::skeleton_of(wording, draft.propositions[sentence.proposition].slots);
    ++said.next;
}

static bool holds(const std::vector<std::string>& ids, const std::string& id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool begins_with_literal(const facts::Template& wording, const facts::Slots& slots) {
    if (!wording.text.starts_with('{')) return false;
    const auto slot = slots.find(wording.text.substr(1, wording.text.find('}') - 1));
    return slot == slots.end() || std::holds_alternative<facts::LiteralSlot>(slot->second);
}

bool say(facts::Draft& draft, const Spot& spot, const std::string& wording,
         const std::string& origin) {
    static constexpr std::string_view kOrigins[] = {"lattice", "ranked", "free-verified",
                                                    "template"};
    if (std::find(std::begin(kOrigins), std::end(kOrigins), origin) == std::end(kOrigins)) {
        return false;
    }
    facts::Sentence& sentence = sentence_at(draft, spot);
    const facts::Proposition& said = draft.propositions[sentence.proposition];
    if (!holds(said.wordings, wording)) {
        const auto parsed = facts::opened_id(wording);
        if (!parsed || !holds(said.wordings, parsed->wording)) return false;
        const Templates templates = templates_of(draft);
        const auto base = templates.find(parsed->wording);
        if (base == templates.end() || begins_with_literal(*base->second, said.slots)) return false;
        auto made = facts::opened(*base->second, *parsed->opener);
        if (!made) return false;
        if (!templates.contains(wording)) draft.templates.push_back(std::move(*made));
    }
    sentence.wording = wording;
    sentence.origin = origin;
    return true;
}

void remember_words(facts::Draft& draft) {
    for (const Persona& persona : personas()) {
        for (const Spot& spot : prose_of(draft, persona.author)) {
            draft.authorship.wordings.push_back(sentence_at(draft, spot).wording);
            draft.authorship.origins.push_back(sentence_at(draft, spot).origin);
        }
    }
}

}  // namespace chimera::agents
