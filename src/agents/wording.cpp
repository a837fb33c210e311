// SPDX-License-Identifier: Apache-2.0
#include "agents/wording.h"

#include <optional>
#include <utility>

#include "agents/persona.h"
#include "agents/view.h"
#include "core/clock.h"

namespace chimera::agents {

namespace {

// A fork and the wordings that its paths stand for.
struct Choice {
    Spot spot;
    llm::Fork fork;
    std::vector<std::string> wordings;
};

}  // namespace

static std::string lead_of(const facts::Draft& draft, Said& said, const Spot& spot) {
    if (!said.heading.empty()) return std::exchange(said.heading, {});
    const facts::Block& block = draft.sections[spot.section].blocks[spot.block];
    return block.is != facts::BlockIs::kParagraph && spot.sentence == 0 ? "\n- " : " ";
}

// The next sentence that leaves a choice; those before it are said in the one way that is left.
static std::optional<Choice> next_choice(facts::Draft& draft, const Templates& templates,
                                         Said& said, std::size_t voice) {
    for (; said.next < said.spots.size();) {
        const Spot spot = said.spots[said.next];
        enter(draft, said, spot);
        const facts::Sentence& sentence = sentence_at(draft, spot);
        const facts::Proposition& proposition = draft.propositions[sentence.proposition];
        const auto wordings = eligible(draft, templates, said, spot);
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
    const Stopwatch watch;
    const Templates templates = templates_of(draft);
    std::vector<Said> voices(personas().size());
    std::size_t sentences = 0;
    for (const std::size_t voice : task.voices) {
        voices[voice].spots = prose_of(draft, personas()[voice].author);
        sentences += voices[voice].spots.size();
    }
    Worded out;
    out.work.resize(voices.size());
    for (;;) {
        std::vector<Choice> choices;
        std::vector<llm::Fork> forks;
        for (const std::size_t voice : task.voices) {
            auto choice = next_choice(draft, templates, voices[voice], voice);
            if (!choice) continue;
            forks.push_back(choice->fork);
            choices.push_back(std::move(*choice));
        }
        if (choices.empty()) return out;
        if (task.stop != nullptr && task.stop->load()) {
            out.stopped = true;
            return out;
        }
        TRY_ASSIGN(const std::vector<llm::Taken> taken, task.speaker.speak(forks));
        for (std::size_t i = 0; i < choices.size(); ++i) {
            const std::size_t voice = choices[i].fork.voice;
            sentence_at(draft, choices[i].spot).origin = task.speaker.origin();
            note(draft, voices[voice], *templates.at(choices[i].wordings[taken[i].path]));
            VoiceWork& work = out.work[voice];
            work.tokens += taken[i].tokens;
            work.last_s = watch.seconds();
            if (!work.first_s) work.first_s = work.last_s;
        }
        if (!task.progress) continue;
        SoFar now{.all = sentences, .section = draft.sections[choices.back().spot.section].heading};
        std::size_t tokens = 0;
        for (const Said& said : voices) now.done += said.next;
        for (const VoiceWork& work : out.work) tokens += work.tokens;
        now.tokens_per_s = static_cast<double>(tokens) / watch.seconds();
        task.progress(now);
    }
}

}  // namespace chimera::agents
