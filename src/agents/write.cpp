// SPDX-License-Identifier: Apache-2.0
#include "agents/write.h"

#include <algorithm>

#include "agents/order.h"
#include "agents/persona.h"
#include "agents/view.h"
#include "agents/wording.h"
#include "core/clock.h"

namespace chimera::agents {

static std::string text_of(facts::Draft& draft, facts::Author author) {
    const Templates templates = templates_of(draft);
    std::string out;
    for (const Spot& spot : prose_of(draft, author)) {
        const facts::Sentence& sentence = sentence_at(draft, spot);
        if (!out.empty()) out += '\n';
        out += view(draft, proposition_at(draft, spot), *templates.at(sentence.wording));
    }
    return out;
}

static facts::AgentCall call_of(const std::string& stage, const llm::Prompt& prompt,
                                const WriteTask& task) {
    facts::AgentCall call;
    call.stage = stage;
    call.system = prompt.system;
    call.prompt = prompt.user;
    call.options = llm::shown(task.options);
    return call;
}

// Each agent weighs its findings by itself: Insight is told what came of Collector's.
static Status analyse(facts::Draft& draft, const WriteTask& task,
                      std::vector<std::string>& results) {
    for (std::size_t voice = 0; voice < personas().size(); ++voice) {
        const Persona& persona = personas()[voice];
        const Stopwatch watch;
        const llm::Prompt prompt = analysis_prompt(draft, persona);
        facts::AgentCall call = call_of("analysis", prompt, task);
        TRY_ASSIGN(const std::size_t prompt_tokens, task.speaker.begin(voice, prompt));
        TRY_ASSIGN(const Ordered ordered, order(draft, persona, voice, task.speaker));
        call.output = ordered.answers;
        call.figures = {{"total_s", watch.seconds()}};
        if (prompt_tokens > 0) call.figures["prompt_tokens"] = static_cast<double>(prompt_tokens);
        if (voice == 0 && task.load_s > 0) call.figures["load_s"] = task.load_s;
        auto& exchanged = draft.authorship.exchanged;
        exchanged.insert(exchanged.end(), ordered.exchanged.begin(), ordered.exchanged.end());
        draft.authorship.agents[voice].calls.push_back(std::move(call));
        results.push_back(ordered.answers);
    }
    return Done{};
}

static Status report(facts::Draft& draft, const WriteTask& task,
                     const std::vector<std::string>& results) {
    const Stopwatch watch;
    std::vector<facts::AgentCall> calls;
    for (std::size_t voice = 0; voice < personas().size(); ++voice) {
        const llm::Prompt prompt =
            report_prompt(draft, personas()[voice], voice == 0 ? std::string() : results.front());
        calls.push_back(call_of("report", prompt, task));
        TRY_ASSIGN(const std::size_t tokens, task.speaker.begin(voice, prompt));
        if (tokens > 0) calls.back().figures["prompt_tokens"] = static_cast<double>(tokens);
    }
    std::optional<double> first_s;
    WordingTask wording{task.speaker, task.stop, {}};
    wording.progress = [&](std::size_t done, std::size_t all, const std::string& section) {
        if (!first_s) first_s = watch.seconds();
        if (task.progress) task.progress(done, all, section);
    };
    const Result<Worded> worded = word(draft, wording);
    const double total_s = watch.seconds();
    for (std::size_t voice = 0; voice < calls.size(); ++voice) {
        facts::AgentCall& call = calls[voice];
        call.output = text_of(draft, personas()[voice].author);
        call.figures["total_s"] = total_s;
        if (first_s) call.figures["ttft_s"] = *first_s;
        if (worded.ok() && worded.value().tokens[voice] > 0 && first_s && total_s > *first_s) {
            const auto tokens = static_cast<double>(worded.value().tokens[voice]);
            call.figures["tokens"] = tokens;
            call.figures["tokens_per_s"] = tokens / (total_s - *first_s);
        }
        draft.authorship.agents[voice].calls.push_back(std::move(call));
    }
    if (!worded.ok()) return worded.error();
    if (worded.value().stopped) draft.authorship.remarks.emplace_back(kCutShort);
    return Done{};
}

void write(facts::Draft& draft, const WriteTask& task) {
    for (const Persona& persona : personas()) {
        draft.authorship.agents.push_back(record_of(persona, task.speaker.info()));
    }
    draft.authorship.sha256 = task.speaker.info().sha256;
    std::vector<std::string> results;
    Status done = analyse(draft, task, results);
    if (done.ok()) done = report(draft, task, results);
    if (!done.ok()) {
        draft.authorship.remarks.push_back("The model stopped: " + done.error().message +
                                           ". What was left is in the planner's words.");
    }
    remember_words(draft);
}

Status replay(facts::Draft& draft, const facts::Authorship& authorship) {
    const auto foreign = [] {
        return input_error(
            "the choices belong to another report; replay with the input and the seed that they "
            "were made with");
    };
    for (const auto& [section, item] : authorship.exchanged) {
        if (section >= draft.sections.size()) return foreign();
        facts::Block* list = first_list(draft.sections[section]);
        if (list == nullptr || item + 1 >= list->items.size()) return foreign();
        std::swap(list->items[item], list->items[item + 1]);
    }
    std::size_t next = 0;
    for (const Persona& persona : personas()) {
        for (const Spot& spot : prose_of(draft, persona.author)) {
            if (next == authorship.wordings.size()) return foreign();
            // A record without origins is of a model that chose wherever there was a choice.
            const std::size_t choices = proposition_at(draft, spot).wordings.size();
            const std::string origin = next < authorship.origins.size() ? authorship.origins[next]
                                       : choices > 1                    ? "lattice"
                                                                        : "template";
            if (!say(draft, spot, authorship.wordings[next], origin)) return foreign();
            ++next;
        }
    }
    if (next != authorship.wordings.size()) return foreign();
    draft.authorship = authorship;
    return Done{};
}

}  // namespace chimera::agents
