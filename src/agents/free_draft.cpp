// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "agents/controlled.h"
#include "agents/order.h"
#include "agents/served_agent.h"
#include "agents/view.h"
#include "core/text.h"
#include "facts/opener.h"
#include "facts/skeleton.h"

namespace chimera::agents {

namespace {

constexpr std::size_t kMostOfSummary = 3;
constexpr std::size_t kMostDrafted = 6;
constexpr std::size_t kMostOthers = 2;
constexpr int kTokensASentence = 60;

// The agent's sentences as they are worded now.
struct Page {
    const facts::Draft& draft;
    Templates templates;
    std::vector<Spot> spots;
    std::vector<std::string> wordings;
    std::vector<std::string> skeletons;
    std::set<std::string> openers = {};          // ids that are used up
    std::set<std::size_t> opened_sections = {};  // those that hold one
};

}  // namespace

static const facts::Proposition& said_at(const Page& page, std::size_t at) {
    return proposition_at(page.draft, page.spots[at]);
}

static Page page_of(const facts::Draft& draft, const ServedAgent& agent) {
    Page page{.draft = draft,
              .templates = templates_of(draft),
              .spots = prose_of(draft, agent.persona.author),
              .wordings = {},
              .skeletons = {}};
    for (std::size_t i = 0; i < page.spots.size(); ++i) {
        const facts::Template& wording =
            *page.templates.at(sentence_at(draft, page.spots[i]).wording);
        page.wordings.push_back(wording.id);
        page.skeletons.push_back(facts::skeleton_of(wording, said_at(page, i).slots));
    }
    // The agents write at the same time: each has openers of its own.
    for (std::size_t i = 0; i < facts::openers().size(); ++i) {
        if (i % 2 != agent.seat % 2) page.openers.insert(std::string(facts::openers()[i].id));
    }
    // A model may be called as an opener says.
    std::set<std::string> names;
    for (const facts::Fact& fact : draft.facts) {
        for (const auto& [key, value] : fact.scope) names.insert(lower(value));
    }
    for (const facts::Opener& opener : facts::openers()) {
        for (const std::string_view word : words(opener.text)) {
            if (names.contains(lower(word))) page.openers.insert(std::string(opener.id));
        }
    }
    return page;
}

// The first sentences of the agent's first section, then those that open the items of its lists.
static std::vector<std::size_t> to_draft(const Page& page) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < page.spots.size() && out.size() < kMostDrafted; ++i) {
        const Spot& spot = page.spots[i];
        const auto is = page.draft.sections[spot.section].blocks[spot.block].is;
        const bool summary =
            spot.section == page.spots.front().section && out.size() < kMostOfSummary;
        const bool listed = is != facts::BlockIs::kParagraph && spot.sentence == 0;
        if (summary || listed) out.push_back(i);
    }
    return out;
}

// Whether the wording may stand there: as the rules of style have it for every choice.
static bool fits(const Page& page, std::size_t at, const std::string& wording,
                 const std::string& skeleton) {
    for (std::size_t i = 0; i < page.spots.size(); ++i) {
        if (i == at || page.spots[i].section != page.spots[at].section) continue;
        const bool neighbour = i + 1 == at || i == at + 1;
        if (page.wordings[i] == wording || (neighbour && page.skeletons[i] == skeleton)) {
            return false;
        }
    }
    return true;
}

// Whether an opener may stand before the wording of this sentence.
static bool can_open(const facts::Template& wording, const facts::Proposition& said) {
    return facts::opened(wording, facts::openers().front()) &&
           !begins_with_literal(wording, said.slots);
}

// Other wordings of a sentence, one a line: first those that an opener may stand before.
static std::string others(const Page& page, std::size_t at) {
    const facts::Proposition& said = said_at(page, at);
    std::vector<const facts::Template*> found;
    for (const std::string& id : said.wordings) {
        const auto known = page.templates.find(id);
        const bool other = known != page.templates.end() && id != page.wordings[at] &&
                           facts::is_prose(*known->second) &&
                           fits(page, at, id, facts::skeleton_of(*known->second, said.slots));
        if (other) found.push_back(known->second);
    }
    std::stable_partition(found.begin(), found.end(),
                          [&](const auto* wording) { return can_open(*wording, said); });
    std::string out;
    for (std::size_t i = 0; i < std::min(found.size(), kMostOthers); ++i) {
        out += " or: " + found[i]->text + '\n';
    }
    return out;
}

static llm::Prompt prompt_of(const Page& page, const ServedAgent& agent,
                             const std::vector<std::size_t>& spots) {
    std::string user =
        "Below are sentences of your report, and others that say the same. Names in braces stand "
        "for facts. Where a sentence can read better after the one before it, write it again: with "
        "the same braces, no number or name of your own, and no more than it says. You may begin "
        "some of them with";
    std::string separator = " ";
    for (const facts::Opener& opener : facts::openers()) {
        if (page.openers.contains(std::string(opener.id))) continue;
        user += separator + '"' + std::string(trim(opener.text)) + '"';
        separator = " or ";
    }
    user += ".\n";
    for (std::size_t i = 0; i < spots.size(); ++i) {
        const facts::Template& wording = *page.templates.at(page.wordings[spots[i]]);
        user += fmt::format("s{}: {}\n", i + 1, wording.text) + others(page, spots[i]);
        user += ' ' + telegram(page.draft, said_at(page, spots[i]), &wording) + '\n';
    }
    user += "Answer with a line for each sentence that you write again: s1: ...";
    return {agent.persona.prompt, std::move(user)};
}

// "- **s3:** Here, {a} leads." gives 2 and " Here, {a} leads."; nothing else is an answer.
static std::optional<std::pair<std::size_t, std::string_view>> read_line(std::string_view line,
                                                                         std::size_t asked) {
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto head = words(line.substr(0, colon));
    if (head.size() != 1) return std::nullopt;
    for (std::size_t i = 0; i < asked; ++i) {
        if (!equals_ignoring_case(head[0], fmt::format("s{}", i + 1))) continue;
        line.remove_prefix(colon + 1);
        while (line.starts_with('*')) line.remove_prefix(1);
        return std::pair{i, trim(line)};
    }
    return std::nullopt;
}

// Takes a free sentence in place of sentence `at`; false where it is none that the report may hold,
// or says what stands there.
static bool accept(Page& page, std::size_t at, std::string_view sentence, ServedAgent& agent) {
    const facts::Proposition& said = said_at(page, at);
    std::vector<const facts::Template*> wordings;
    for (const std::string& id : said.wordings) {
        const auto known = page.templates.find(id);
        if (known != page.templates.end() && facts::is_prose(*known->second)) {
            wordings.push_back(known->second);
        }
    }
    const auto parsed = parse(sentence, wordings);
    if (!parsed) return false;
    facts::Template taken = *parsed->wording;
    const std::size_t section = page.spots[at].section;
    if (parsed->opener != nullptr) {
        const bool free = !page.openers.contains(std::string(parsed->opener->id)) &&
                          !page.opened_sections.contains(section);
        auto made = facts::opened(taken, *parsed->opener);
        if (!free || !made || begins_with_literal(taken, said.slots)) return false;
        taken = std::move(*made);
    }
    const std::string skeleton = facts::skeleton_of(taken, said.slots);
    if (taken.id == page.wordings[at] || !fits(page, at, parsed->wording->id, skeleton)) {
        return false;
    }
    if (parsed->opener != nullptr) {
        page.openers.insert(std::string(parsed->opener->id));
        page.opened_sections.insert(section);
    }
    page.wordings[at] = parsed->wording->id;
    page.skeletons[at] = skeleton;
    agent.accepted.push_back({page.spots[at], taken.id});
    return true;
}

void draft_freely(const facts::Draft& draft, ServedAgent& agent) {
    Page page = page_of(draft, agent);
    const std::vector<std::size_t> spots = to_draft(page);
    if (spots.empty()) return;
    const int tokens = kTokensASentence * static_cast<int>(spots.size());
    const auto reply = ask_text(agent.asking, {"draft", prompt_of(page, agent, spots), tokens});
    if (!reply) return;
    std::size_t drafted = 0;
    std::size_t accepted = 0;
    std::set<std::size_t> seen;
    for (const std::string_view line : split(*reply, '\n')) {
        const auto answer = read_line(line, spots.size());
        if (!answer || !seen.insert(answer->first).second) continue;
        ++drafted;
        if (accept(page, spots[answer->first], answer->second, agent)) ++accepted;
    }
    auto& figures = agent.asking.calls.back().figures;
    figures["sentences_asked"] = static_cast<double>(spots.size());
    figures["sentences_drafted"] = static_cast<double>(drafted);
    figures["sentences_accepted"] = static_cast<double>(accepted);
}

}  // namespace chimera::agents
