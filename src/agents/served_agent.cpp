// SPDX-License-Identifier: Apache-2.0
#include "agents/served_agent.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <optional>

#include "agents/order.h"
#include "agents/view.h"

namespace chimera::agents {

namespace {

constexpr std::size_t kBatch = 8;
constexpr std::size_t kMostOffered = 5;
// A choice is a line of JSON a question.
constexpr int kTokensAnAnswer = 16;
constexpr int kTokensAround = 32;

// A sentence of a batch and the wordings among which the model chooses, as it is shown them.
struct Offer {
    std::size_t at = 0;  // in Said::spots
    std::vector<const facts::Template*> wordings;
};

// The wording of an agent's sentences on its way through them.
struct Choosing {
    facts::Draft& draft;
    Templates templates;
    Said said;
    std::string background;
};

}  // namespace

static int tokens_for(std::size_t questions) {
    return kTokensAround + kTokensAnAnswer * static_cast<int>(questions);
}

static std::string letter(std::size_t i) {
    return std::string(1, static_cast<char>('a' + i));
}

void analyse(facts::Draft& draft, ServedAgent& agent) {
    const Findings list = first_findings(draft, agent.persona.author);
    if (list.block == nullptr) return;
    const Templates templates = templates_of(draft);
    const std::size_t n = std::min(list.block->items.size(), kMostAsked);
    // Names and places are dealt anew, so that neither carries the planner's order.
    std::vector<std::size_t> dealt(n);
    for (std::size_t i = 0; i < n; ++i) dealt[i] = i;
    shuffle(dealt, agent.rng);
    std::vector<std::string> names(n);
    std::string user = background(draft, agent.persona) + "Findings:\n";
    for (std::size_t k = 0; k < n; ++k) {
        const facts::Sentence& first = list.block->items[dealt[k]].front();
        names[dealt[k]] = fmt::format("f{}", k + 1);
        user += names[dealt[k]] + ": " +
                view(draft, draft.propositions[first.proposition], *templates.at(first.wording)) +
                '\n';
    }
    user += "How much does each finding matter to the team, high or low?\n";
    std::vector<llm::Question> questions;
    for (std::size_t k = 0; k < n; ++k) questions.push_back({names[dealt[k]], {"high", "low"}});
    std::vector<std::pair<std::size_t, std::size_t>> pairs;  // item, and its question
    for (std::size_t i = 0; i + 1 < n; ++i) {
        if (level_of(finding(draft, list, i).salience) !=
            level_of(finding(draft, list, i + 1).salience)) {
            continue;
        }
        std::vector<std::string> two{names[i], names[i + 1]};
        shuffle(two, agent.rng);
        pairs.emplace_back(i, questions.size());
        questions.push_back({fmt::format("p{}", pairs.size()), two});
        user +=
            fmt::format("{}: which comes first, {} or {}?\n", questions.back().id, two[0], two[1]);
    }
    const auto chosen = ask_choice(
        agent.asking, {"analysis", {agent.persona.prompt, user}, tokens_for(questions.size())},
        questions);
    if (!chosen) return;
    std::vector<std::string> kinds(n);
    for (std::size_t i = 0; i < n; ++i) kinds[i] = finding(draft, list, i).kind;
    for (std::size_t k = 0; k < n; ++k) {
        agent.result += fmt::format("{} weight={}\n", kinds[dealt[k]],
                                    questions[k].answers[chosen->answers[k]]);
    }
    std::vector<bool> wished(n, false);
    for (const auto& [item, question] : pairs) {
        wished[item] = questions[question].answers[chosen->answers[question]] == names[item + 1];
    }
    agent.exchanged = exchange(draft, list, wished);
}

// Sentences of one section that have the same wordings to choose from share them out, so that no
// two of them can take the same one.
static void share(const Said& said, std::vector<Offer>& offers) {
    const auto kin = [&](const Offer& a, const Offer& b) {
        return said.spots[a.at].section == said.spots[b.at].section &&
               a.wordings.front() == b.wordings.front();
    };
    const std::vector<Offer> before = offers;
    for (std::size_t i = 0; i < before.size(); ++i) {
        std::size_t all = 0;
        std::size_t rank = 0;
        for (std::size_t k = 0; k < before.size(); ++k) {
            if (!kin(before[i], before[k])) continue;
            ++all;
            if (k < i) ++rank;
        }
        if (before[i].wordings.size() < 2 * all) continue;
        offers[i].wordings.clear();
        for (std::size_t w = rank; w < before[i].wordings.size(); w += all) {
            offers[i].wordings.push_back(before[i].wordings[w]);
        }
    }
}

static std::vector<Offer> next_offers(facts::Draft& draft, const Templates& templates,
                                      const Said& said, Rng& rng) {
    Said ahead = said;
    std::vector<Offer> out;
    for (; ahead.next < ahead.spots.size() && out.size() < kBatch; ++ahead.next) {
        const Spot& spot = ahead.spots[ahead.next];
        enter(draft, ahead, spot);
        auto wordings = eligible(draft, templates, ahead, spot);
        // How the sentence before it will begin is not known yet.
        ahead.last.clear();
        if (wordings.size() > 1) out.push_back({ahead.next, std::move(wordings)});
    }
    share(said, out);
    for (Offer& offer : out) {
        shuffle(offer.wordings, rng);
        offer.wordings.resize(std::min(offer.wordings.size(), kMostOffered));
    }
    return out;
}

static llm::Prompt words_prompt(Choosing& work, const ServedAgent& agent,
                                const std::vector<Offer>& offers) {
    facts::Draft& draft = work.draft;
    const Said& said = work.said;
    std::string user = work.background;
    if (said.next > 0) {
        const Spot& before = said.spots[said.next - 1];
        user += "The sentence before: " +
                view(draft, proposition_at(draft, before),
                     *work.templates.at(sentence_at(draft, before).wording)) +
                '\n';
    }
    user +=
        "Choose for each sentence the wording that reads best after the sentence before it. Let "
        "neighbours begin and run differently.\n";
    std::size_t section = SIZE_MAX;
    for (std::size_t i = 0; i < offers.size(); ++i) {
        const Spot& spot = said.spots[offers[i].at];
        if (spot.section != section) {
            section = spot.section;
            user += "Section: " + prompt_line(draft.sections[section].heading) + '\n';
        }
        user += fmt::format("s{}\n", i + 1);
        for (std::size_t w = 0; w < offers[i].wordings.size(); ++w) {
            user += ' ' + letter(w) + ": " +
                    view(draft, proposition_at(draft, spot), *offers[i].wordings[w]) + '\n';
        }
    }
    return {agent.persona.prompt, std::move(user)};
}

// Says the sentences up to `end`. A choice that the sentence before it has made impossible gives
// way to what the planner likes best among the rest, and is the planner's.
static void settle(Choosing& work, const std::function<const facts::Template*(std::size_t)>& wish,
                   std::size_t end) {
    facts::Draft& draft = work.draft;
    Said& said = work.said;
    while (said.next < end) {
        const Spot spot = said.spots[said.next];
        enter(draft, said, spot);
        facts::Sentence& sentence = sentence_at(draft, spot);
        const auto wordings = eligible(draft, work.templates, said, spot);
        const facts::Template* wanted = wish(said.next);
        if (std::find(wordings.begin(), wordings.end(), wanted) != wordings.end()) {
            sentence.origin = "lattice";
        } else {
            const auto worth = [&](const facts::Template* one) {
                return prior_of(said, *one, one->id == sentence.wording);
            };
            const auto best =
                std::max_element(wordings.begin(), wordings.end(),
                                 [&](const auto* a, const auto* b) { return worth(a) < worth(b); });
            wanted = best == wordings.end() ? work.templates.at(sentence.wording) : *best;
        }
        note(draft, said, *wanted);
    }
}

void choose_words(facts::Draft& draft, ServedAgent& agent, const std::string& collected,
                  const std::function<void(std::size_t)>& done) {
    Choosing work{.draft = draft,
                  .templates = templates_of(draft),
                  .said = {.spots = prose_of(draft, agent.persona.author)},
                  .background = background(draft, agent.persona, collected)};
    Said& said = work.said;
    while (said.next < said.spots.size()) {
        const auto offers = next_offers(draft, work.templates, said, agent.rng);
        const std::size_t end = offers.size() < kBatch ? said.spots.size() : offers.back().at + 1;
        std::vector<llm::Question> questions;
        for (std::size_t i = 0; i < offers.size(); ++i) {
            llm::Question question{fmt::format("s{}", i + 1), {}};
            for (std::size_t w = 0; w < offers[i].wordings.size(); ++w) {
                question.answers.push_back(letter(w));
            }
            questions.push_back(std::move(question));
        }
        std::optional<llm::Chosen> chosen;
        if (!offers.empty()) {
            const llm::Prompt prompt = words_prompt(work, agent, offers);
            chosen = ask_choice(agent.asking, {"report", prompt, tokens_for(questions.size())},
                                questions);
        }
        if (!chosen && agent.chosen == 0) {
            // The planner's sentences stand as they were planned.
            for (; said.next < end;) {
                enter(draft, said, said.spots[said.next]);
                note(draft, said,
                     *work.templates.at(sentence_at(draft, said.spots[said.next]).wording));
            }
        } else {
            settle(
                work,
                [&](std::size_t at) -> const facts::Template* {
                    for (std::size_t i = 0; chosen && i < offers.size(); ++i) {
                        if (offers[i].at == at) return offers[i].wordings[chosen->answers[i]];
                    }
                    return nullptr;
                },
                end);
        }
        if (chosen) {
            ++agent.chosen;
            agent.asking.calls.back().figures["sentences_asked"] =
                static_cast<double>(offers.size());
        }
        done(said.next);
    }
}

}  // namespace chimera::agents
