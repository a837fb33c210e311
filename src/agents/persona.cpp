// SPDX-License-Identifier: Apache-2.0
#include "agents/persona.h"

#include <algorithm>
#include <set>

#include "agents/view.h"

namespace chimera::agents {

const std::vector<Persona>& personas() {
    static const std::vector<Persona> kPersonas = {
        {"collector", "Collector", facts::Author::kCollector,
         "You are Collector. You tell an engineering team what a folder of benchmark results "
         "holds: "
         "how many files of which kind, how far they cover the models, what failed, what is "
         "missing "
         "and how recent it is. Write plain, exact sentences, fewer than 250 words, and never a "
         "number that you were not given."},
        {"insight", "Insight", facts::Author::kInsight,
         "You are Insight. You tell an engineering team what benchmark results mean: a summary, "
         "the "
         "differences that are real and those that are not, what contradicts the documents, and "
         "three or more recommendations that weigh throughput, time to first token and quality, "
         "with their risks. Write 300 to 400 words of plain, exact sentences, and never a number "
         "that you were not given."},
    };
    return kPersonas;
}

std::string briefing(const facts::Draft& draft, facts::Author author, std::size_t most) {
    const Templates templates = templates_of(draft);
    std::vector<std::size_t> said;
    std::set<std::size_t> seen;
    for (const facts::Section& section : draft.sections) {
        if (section.author != author) continue;
        for (const facts::Block& block : section.blocks) {
            for (const auto& item : block.items) {
                for (const facts::Sentence& sentence : item) {
                    const auto known = templates.find(sentence.wording);
                    const bool prose = known != templates.end() && is_prose(*known->second);
                    if (prose && seen.insert(sentence.proposition).second) {
                        said.push_back(sentence.proposition);
                    }
                }
            }
        }
    }
    std::stable_sort(said.begin(), said.end(), [&](std::size_t a, std::size_t b) {
        return draft.propositions[a].salience > draft.propositions[b].salience;
    });
    if (said.size() > most) said.resize(most);
    std::string out;
    for (const std::size_t i : said) out += telegram(draft, draft.propositions[i]) + '\n';
    return out;
}

static constexpr std::size_t kBriefed = 4;

llm::Prompt analysis_prompt(const facts::Draft& draft, const Persona& persona) {
    return {persona.prompt, "Facts:\n" + briefing(draft, persona.author, kBriefed) +
                                "Which of the findings matter most to the team?"};
}

llm::Prompt report_prompt(const facts::Draft& draft, const Persona& persona,
                          const std::string& collected) {
    // As the analysis begins, so that the model need not read it twice.
    std::string user = "Facts:\n" + briefing(draft, persona.author, kBriefed);
    if (!collected.empty()) user += "Collector found:\n" + collected;
    return {persona.prompt, user + "Write the report."};
}

}  // namespace chimera::agents
