// SPDX-License-Identifier: Apache-2.0
#include "agents/persona.h"

#include <algorithm>
#include <set>

#include "agents/said.h"
#include "agents/view.h"
#include "core/text.h"

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

// The most salient propositions of an author's prose, a line each.
static std::string briefing(const facts::Draft& draft, facts::Author author) {
    constexpr std::size_t kMost = 4;
    std::vector<std::size_t> said;
    std::set<std::size_t> seen;
    for (const Spot& spot : prose_of(draft, author)) {
        const std::size_t proposition = sentence_at(draft, spot).proposition;
        if (seen.insert(proposition).second) said.push_back(proposition);
    }
    std::stable_sort(said.begin(), said.end(), [&](std::size_t a, std::size_t b) {
        return draft.propositions[a].salience > draft.propositions[b].salience;
    });
    if (said.size() > kMost) said.resize(kMost);
    std::string out;
    for (const std::size_t i : said) out += telegram(draft, draft.propositions[i]) + '\n';
    return out;
}

std::string background(const facts::Draft& draft, const Persona& persona,
                       const std::string& collected) {
    std::string out = "Facts:\n" + briefing(draft, persona.author);
    if (!collected.empty()) out += "Collector found:\n" + collected;
    return out;
}

llm::Prompt analysis_prompt(const facts::Draft& draft, const Persona& persona) {
    return {persona.prompt,
            background(draft, persona) + "Which of the findings matter most to the team?"};
}

// As the analysis begins, so that the model need not read it twice.
llm::Prompt report_prompt(const facts::Draft& draft, const Persona& persona,
                          const std::string& collected) {
    return {persona.prompt, background(draft, persona, collected) + "Write the report."};
}

static std::string plain_name(const std::string& name) {
    constexpr std::size_t kLongest = 80;
    constexpr std::string_view kPlain = " ._:/@+-";
    std::string out = name.substr(0, kLongest);
    for (char& c : out) {
        if (!is_alnum(c) && kPlain.find(c) == std::string_view::npos) c = '-';
    }
    return out;
}

facts::AgentRecord record_of(const Persona& persona, const llm::ModelInfo& model) {
    return {.id = persona.id,
            .label = persona.label,
            .persona = persona.prompt,
            .backend = model.backend,
            .model = plain_name(model.name),
            .calls = {}};
}

}  // namespace chimera::agents
