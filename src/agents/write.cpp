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
                                const llm::Options& options) {
    facts::AgentCall call;
    call.stage = stage;
    call.system = prompt.system;
    call.prompt = prompt.user;
    call.options = llm::shown(options);
    return call;
}

// Each of these agents weighs its findings by itself, all of them at the same time.
static Status analyse(facts::Draft& draft, const WriteTask& task,
                      const std::vector<std::size_t>& voices, std::vector<std::string>& results) {
    const Stopwatch watch;
    std::vector<facts::AgentCall> calls;
    std::vector<std::vector<std::string>> questions;
    std::size_t most = 0;
    for (const std::size_t voice : voices) {
        const Persona& persona = personas()[voice];
        const llm::Prompt prompt = analysis_prompt(draft, persona);
        calls.push_back(call_of("analysis", prompt, task.options.at(voice)));
        TRY_ASSIGN(const std::size_t tokens, task.speaker.begin(voice, prompt));
        if (tokens > 0) calls.back().figures["prompt_tokens"] = static_cast<double>(tokens);
        if (voice == 0 && task.load_s > 0) calls.back().figures["load_s"] = task.load_s;
        questions.push_back(questions_of(draft, persona));
        most = std::max(most, questions.back().size());
    }
    std::vector<std::vector<double>> leanings(voices.size());
    for (std::size_t asked = 0; asked < most; ++asked) {
        std::vector<llm::VoiceQuestion> now;
        std::vector<std::size_t> who;
        for (std::size_t i = 0; i < voices.size(); ++i) {
            if (asked >= questions[i].size()) continue;
            now.push_back({voices[i], questions[i][asked]});
            who.push_back(i);
        }
        TRY_ASSIGN(const auto answers, task.speaker.leanings(now, " Yes", " No"));
        for (std::size_t k = 0; k < who.size(); ++k) {
            leanings[who[k]].push_back(answers[k].value_or(0));
            calls[who[k]].figures["total_s"] = watch.seconds();
        }
    }
    for (std::size_t i = 0; i < voices.size(); ++i) {
        const Ordered ordered = order(draft, personas()[voices[i]], leanings[i]);
        calls[i].output = ordered.answers;
        auto& exchanged = draft.authorship.exchanged;
        exchanged.insert(exchanged.end(), ordered.exchanged.begin(), ordered.exchanged.end());
        draft.authorship.agents[voices[i]].calls.push_back(std::move(calls[i]));
        results.push_back(ordered.answers);
    }
    return Done{};
}

// What a voice's report call took; what it never came to say has no figures.
static void add_figures(facts::AgentCall& call, const VoiceWork& work, double begun_s) {
    if (!work.first_s) return;
    call.figures["ttft_s"] = begun_s + *work.first_s;
    call.figures["total_s"] = begun_s + work.last_s;
    if (work.tokens == 0 || work.last_s <= *work.first_s) return;
    call.figures["tokens"] = static_cast<double>(work.tokens);
    call.figures["tokens_per_s"] = static_cast<double>(work.tokens) / (work.last_s - *work.first_s);
}

// The report call of these voices, all at the same time.
static Result<bool> report(facts::Draft& draft, const WriteTask& task,
                           const std::vector<std::string>& results,
                           const std::vector<std::size_t>& voices) {
    const Stopwatch watch;
    std::vector<facts::AgentCall> calls;
    for (const std::size_t voice : voices) {
        const llm::Prompt prompt =
            report_prompt(draft, personas()[voice], voice == 0 ? std::string() : results.front());
        calls.push_back(call_of("report", prompt, task.options.at(voice)));
        TRY_ASSIGN(const std::size_t tokens, task.speaker.begin(voice, prompt));
        if (tokens > 0) calls.back().figures["prompt_tokens"] = static_cast<double>(tokens);
    }
    const double begun_s = watch.seconds();
    const Result<Worded> worded = word(draft, {task.speaker, voices, task.stop, task.progress});
    for (std::size_t i = 0; i < voices.size(); ++i) {
        calls[i].output = text_of(draft, personas()[voices[i]].author);
        if (worded.ok()) add_figures(calls[i], worded.value().work[voices[i]], begun_s);
        draft.authorship.agents[voices[i]].calls.push_back(std::move(calls[i]));
    }
    if (!worded.ok()) return worded.error();
    return worded.value().stopped;
}

// Insight's report is told what came of Collector's analysis, so all analyses come before it.
static Status analyses_and_reports(facts::Draft& draft, const WriteTask& task) {
    using Voices = std::vector<std::size_t>;
    const std::vector<Voices> turns =
        task.turns == Turns::kAtOnce ? std::vector<Voices>{{0, 1}} : std::vector<Voices>{{0}, {1}};
    std::vector<std::string> results;
    for (const Voices& voices : turns) TRY(analyse(draft, task, voices, results));
    for (const Voices& voices : turns) {
        TRY_ASSIGN(const bool stopped, report(draft, task, results, voices));
        if (!stopped) continue;
        draft.authorship.remarks.emplace_back(kCutShort);
        break;
    }
    return Done{};
}

void write(facts::Draft& draft, const WriteTask& task) {
    for (const Persona& persona : personas()) {
        draft.authorship.agents.push_back(record_of(persona, task.speaker.info()));
    }
    draft.authorship.sha256 = task.speaker.info().sha256;
    const Status done = analyses_and_reports(draft, task);
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
