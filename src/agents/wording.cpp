// SPDX-License-Identifier: Apache-2.0
#include "agents/wording.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "agents/persona.h"
#include "agents/view.h"
#include "facts/skeleton.h"

namespace chimera::agents {

namespace {

// What a voice has said, as far as it bears on what it says next.
struct Said {
    std::vector<Spot> spots;
    std::size_t next = 0;
    std::size_t section = SIZE_MAX;
    std::map<std::string, std::size_t> uses;   // of wordings
    std::map<std::string, std::size_t> pairs;  // of words
    std::set<std::string> in_section;          // wordings
    std::string last;                          // skeleton
    std::string heading;                       // that no path has led with yet
};

// A fork and the wordings that its paths stand for.
struct Choice {
    Spot spot;
    llm::Fork fork;
    std::vector<std::string> wordings;
};

}  // namespace

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
                    if (known == templates.end() || !is_prose(*known->second)) continue;
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

// The planner's own choice is worth something; a wording that was used before, or that repeats
// pairs of words, is worth less.
static double prior_of(const Said& said, const facts::Template& wording, bool planned) {
    constexpr double kPlanned = 0.5;
    constexpr std::size_t kMostUses = 3;
    constexpr double kPair = 0.25;
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

static void enter(const facts::Draft& draft, Said& said, const Spot& spot) {
    if (said.section == spot.section) return;
    said.section = spot.section;
    said.in_section.clear();
    said.last.clear();
    said.heading = "\n\n## " + draft.sections[spot.section].heading + "\n\n";
}

static std::string lead_of(const facts::Draft& draft, Said& said, const Spot& spot) {
    if (!said.heading.empty()) return std::exchange(said.heading, {});
    const facts::Block& block = draft.sections[spot.section].blocks[spot.block];
    return block.is != facts::BlockIs::kParagraph && spot.sentence == 0 ? "\n- " : " ";
}

// The wordings that may be said here: those that do not open as the sentence before, and among them
// those that the section does not hold yet.
static std::vector<const facts::Template*> eligible(const Templates& templates, const Said& said,
                                                    const facts::Proposition& proposition) {
    std::vector<const facts::Template*> all;
    for (const std::string& id : proposition.wordings) {
        const auto known = templates.find(id);
        if (known != templates.end() && is_prose(*known->second)) all.push_back(known->second);
    }
    const auto keep = [&](const auto& is_good) {
        std::vector<const facts::Template*> good;
        std::copy_if(all.begin(), all.end(), std::back_inserter(good), is_good);
        if (!good.empty()) all = std::move(good);
    };
    keep([&](const facts::Template* one) {
        return facts::skeleton_of(*one, proposition.slots) != said.last;
    });
    keep([&](const facts::Template* one) { return !said.in_section.contains(one->id); });
    return all;
}

static void note(facts::Draft& draft, Said& said, const facts::Template& wording) {
    facts::Sentence& sentence = sentence_at(draft, said.spots[said.next]);
    sentence.wording = wording.id;
    ++said.uses[wording.id];
    for (const std::string& pair : facts::pairs_of(wording)) ++said.pairs[pair];
    said.in_section.insert(wording.id);
    said.last = facts::skeleton_of(wording, draft.propositions[sentence.proposition].slots);
    ++said.next;
}

// The next sentence that leaves a choice; those before it are said in the one way that is left.
static std::optional<Choice> next_choice(facts::Draft& draft, const Templates& templates,
                                         Said& said, std::size_t voice) {
    for (; said.next < said.spots.size();) {
        const Spot spot = said.spots[said.next];
        enter(draft, said, spot);
        const facts::Sentence& sentence = sentence_at(draft, spot);
        const facts::Proposition& proposition = draft.propositions[sentence.proposition];
        const auto wordings = eligible(templates, said, proposition);
        if (wordings.size() < 2) {
            note(draft, said, wordings.empty() ? *templates.at(sentence.wording) : *wordings[0]);
            continue;
        }
        Choice out{.spot = spot, .fork = {.voice = voice}, .wordings = {}};
        out.fork.lead = lead_of(draft, said, spot);
        for (const facts::Template* one : wordings) {
            out.fork.paths.push_back({view(draft, proposition, *one),
                                      prior_of(said, *one, one->id == sentence.wording)});
            out.wordings.push_back(one->id);
        }
        return out;
    }
    return std::nullopt;
}

Result<Worded> word(facts::Draft& draft, const WordingTask& task) {
    const Templates templates = templates_of(draft);
    std::vector<Said> voices;
    for (const Persona& persona : personas()) {
        voices.push_back({.spots = prose_of(draft, persona.author)});
    }
    Worded out;
    out.tokens.assign(voices.size(), 0);
    for (const Said& said : voices) out.sentences += said.spots.size();
    for (;;) {
        std::vector<Choice> choices;
        for (std::size_t voice = 0; voice < voices.size(); ++voice) {
            auto choice = next_choice(draft, templates, voices[voice], voice);
            if (choice) choices.push_back(std::move(*choice));
        }
        if (choices.empty()) return out;
        if (task.stop != nullptr && task.stop->load()) {
            out.stopped = true;
            return out;
        }
        std::vector<llm::Fork> forks;
        for (const Choice& choice : choices) forks.push_back(choice.fork);
        TRY_ASSIGN(const std::vector<llm::Taken> taken, task.speaker.speak(forks));
        std::size_t done = 0;
        for (std::size_t i = 0; i < choices.size(); ++i) {
            Said& said = voices[choices[i].fork.voice];
            sentence_at(draft, choices[i].spot).origin = "lattice";
            note(draft, said, *templates.at(choices[i].wordings[taken[i].path]));
            ++out.by_model;
            out.tokens[choices[i].fork.voice] += taken[i].tokens;
        }
        for (const Said& said : voices) done += said.next;
        if (task.progress) {
            task.progress(done, out.sentences, draft.sections[choices.back().spot.section].heading);
        }
    }
}

}  // namespace chimera::agents
