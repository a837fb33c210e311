// SPDX-License-Identifier: Apache-2.0
#include "agents/credits.h"

#include "agents/persona.h"
#include "agents/wording.h"
#include "facts/analysis.h"
#include "facts/book.h"

namespace chimera::agents {

static facts::FactSlot self(facts::Draft& draft, facts::Fact fact) {
    draft.facts.push_back(std::move(fact));
    draft.facts.back().id = static_cast<facts::FactId>(draft.facts.size());
    return {draft.facts.back().id};
}

static facts::FactSlot count(facts::Draft& draft, std::size_t n, const std::string& label) {
    return self(draft, facts::self_fact(static_cast<double>(n), "", 0, label));
}

static facts::Sentence statement(facts::Draft& draft, const std::string& wording,
                                 facts::Slots slots) {
    facts::Proposition said{.kind = "statement"};
    said.slots = std::move(slots);
    said.wordings = {wording};
    said.topic = "self/credits";
    draft.propositions.push_back(std::move(said));
    return {.proposition = draft.propositions.size() - 1, .wording = wording};
}

static void add_templates(facts::Draft& draft) {
    for (facts::Template& known : facts::all_templates()) {
        const bool ours = known.id == "statement.origin.1" || known.id == "statement.exchanged.1" ||
                          known.id == "statement.agent.row";
        if (ours) draft.templates.push_back(std::move(known));
    }
}

static facts::Block shares(facts::Draft& draft) {
    std::size_t all = 0;
    std::size_t chosen = 0;
    for (const facts::Author author :
         {facts::Author::kCollector, facts::Author::kInsight, facts::Author::kPlanner}) {
        for (const Spot& spot : prose_of(draft, author)) {
            ++all;
            if (sentence_at(draft, spot).origin != "template") ++chosen;
        }
    }
    facts::Block block;
    const facts::FactSlot of = count(draft, all, "sentences of prose");
    const facts::FactSlot n = count(draft, chosen, "sentences of prose worded by the model");
    std::vector<facts::Sentence> said{
        statement(draft, "statement.origin.1", {{"n", n}, {"of", of}})};
    if (!draft.authorship.exchanged.empty()) {
        const facts::FactSlot swaps =
            count(draft, draft.authorship.exchanged.size(), "findings exchanged by the model");
        said.push_back(statement(draft, "statement.exchanged.1", {{"n", swaps}}));
    }
    block.items.push_back(std::move(said));
    return block;
}

static facts::Block figures(facts::Draft& draft) {
    facts::Block table{.is = facts::BlockIs::kTable};
    const auto agents = draft.authorship.agents;
    for (const facts::AgentRecord& agent : agents) {
        for (const facts::AgentCall& call : agent.calls) {
            const auto cell = [&](const char* key, const char* unit, int decimals) -> facts::Slot {
                const auto figure = call.figures.find(key);
                if (figure == call.figures.end()) return facts::literal("–");
                const std::string label =
                    std::string(key) + " of " + agent.label + ", " + call.stage;
                return self(draft, facts::self_fact(figure->second, unit, decimals, label));
            };
            facts::Slots slots = {
                {"agent", facts::literal(agent.label)}, {"call", facts::literal(call.stage)},
                {"ttft", cell("ttft_s", "s", 3)},       {"total", cell("total_s", "s", 3)},
                {"load", cell("load_s", "s", 3)},       {"prompt", cell("prompt_tokens", "", 0)},
                {"tokens", cell("tokens", "", 0)},      {"rate", cell("tokens_per_s", "tok/s", 1)}};
            table.items.push_back({statement(draft, "statement.agent.row", std::move(slots))});
        }
    }
    return table;
}

static facts::Section& metrics_of(facts::Draft& draft) {
    for (facts::Section& section : draft.sections) {
        if (section.heading == "Metrics") return section;
    }
    draft.sections.push_back({.heading = "Metrics"});
    return draft.sections.back();
}

void add_credits(facts::Draft& draft, bool reproducible) {
    if (draft.authorship.agents.empty()) return;
    for (auto& [name, value] : draft.header.fields) {
        if (name == "Agent") value = "Collector and Insight";
        if (name == "Model") value = facts::model_names(draft.authorship, true);
    }
    add_templates(draft);
    std::vector<facts::Block> blocks{shares(draft)};
    if (!reproducible) blocks.push_back(figures(draft));
    facts::Section& metrics = metrics_of(draft);
    for (facts::Block& block : blocks) metrics.blocks.push_back(std::move(block));
    draft.sections.push_back({.heading = "Persona Prompts"});
    for (const facts::AgentRecord& agent : draft.authorship.agents) {
        facts::Section section{.heading = agent.label, .level = 3};
        section.blocks.push_back({.is = facts::BlockIs::kFence,
                                  .fence = "chimera-prompt",
                                  .body = agent.persona + '\n'});
        draft.sections.push_back(std::move(section));
    }
}

}  // namespace chimera::agents
