// SPDX-License-Identifier: Apache-2.0
#include "agents/served.h"

#include <array>
#include <thread>

#include "agents/served_agent.h"

namespace chimera::agents {

static std::vector<ServedAgent> seated(const ServedTask& task, Lane& lane) {
    std::vector<ServedAgent> out;
    for (std::size_t i = 0; i < personas().size() && i < task.seats.size(); ++i) {
        const Seat& seat = task.seats[i];
        if (seat.model == nullptr) continue;
        out.push_back({.persona = personas()[i],
                       .asking = {.model = *seat.model,
                                  .lane = lane,
                                  .options = seat.options,
                                  .stop = task.stop,
                                  .label = personas()[i].label},
                       .rng = Rng(task.seed + i),
                       .seat = i});
    }
    return out;
}

// Every agent's part, at once or one after the other; all are done when it returns.
static void each(std::vector<ServedAgent>& agents, Turns turns,
                 const std::function<void(ServedAgent&)>& part) {
    if (turns == Turns::kOneByOne) {
        for (ServedAgent& agent : agents) part(agent);
        return;
    }
    std::vector<std::jthread> threads;
    for (ServedAgent& agent : agents) threads.emplace_back([&] { part(agent); });
}

static void keep_record(facts::Draft& draft, const ServedTask& task,
                        std::vector<ServedAgent>& agents) {
    for (std::size_t i = 0; i < personas().size(); ++i) {
        const llm::Model* model = i < task.seats.size() ? task.seats[i].model : nullptr;
        const llm::ModelInfo nobody{.backend = "off", .name = "planner"};
        draft.authorship.agents.push_back(
            record_of(personas()[i], model == nullptr ? nobody : model->info()));
    }
    for (ServedAgent& agent : agents) {
        facts::Authorship& authorship = draft.authorship;
        authorship.agents[agent.seat].calls = std::move(agent.asking.calls);
        authorship.exchanged.insert(authorship.exchanged.end(), agent.exchanged.begin(),
                                    agent.exchanged.end());
        authorship.remarks.insert(authorship.remarks.end(), agent.asking.remarks.begin(),
                                  agent.asking.remarks.end());
    }
}

void write_served(facts::Draft& draft, const ServedTask& task) {
    Lane lane;
    std::vector<ServedAgent> agents = seated(task, lane);
    std::size_t all = 0;
    for (const ServedAgent& agent : agents) all += prose_of(draft, agent.persona.author).size();
    each(agents, task.turns, [&](ServedAgent& agent) { analyse(draft, agent); });
    std::string collected;
    for (const ServedAgent& agent : agents) {
        if (agent.seat == 0) collected = agent.result;
    }
    std::vector<std::atomic<std::size_t>> done(personas().size());
    each(agents, task.turns, [&](ServedAgent& agent) {
        const auto settled = [&](std::size_t sentences) {
            done[agent.seat] = sentences;
            if (task.progress) task.progress(done[0] + done[1], all);
        };
        choose_words(draft, agent, agent.seat == 0 ? std::string() : collected, settled);
        draft_freely(draft, agent);
    });
    for (const ServedAgent& agent : agents) {
        for (const Accepted& one : agent.accepted)
            say(draft, one.spot, one.wording, "free-verified");
    }
    keep_record(draft, task, agents);
    if (task.stop != nullptr && task.stop->load()) {
        draft.authorship.remarks.emplace_back(kCutShort);
    }
    remember_words(draft);
}

}  // namespace chimera::agents
