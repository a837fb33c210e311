// SPDX-License-Identifier: Apache-2.0
#include "report/agent_runs.h"

#include <fmt/format.h>

#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string_view>

#include "core/text.h"
#include "facts/agent_runs.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

static constexpr std::string_view kOptions[] = {"num_gpu", "num_ctx", "temperature",
                                                "top_p",   "top_k",   "repeat_penalty"};
// Figures of a call under the names that results have for them, in the order of the columns.
static constexpr std::pair<std::string_view, std::string_view> kSums[] = {
    {"total_s", "e2e_latency_s"},       {"load_s", "load_s"},
    {"prompt_eval_s", "prompt_eval_s"}, {"eval_s", "eval_s"},
    {"prompt_tokens", "prompt_tokens"}, {"tokens", "output_tokens"}};

using Figures = std::map<std::string, double, std::less<>>;

static std::optional<double> figure(const facts::AgentCall& call, std::string_view name) {
    const auto at = call.figures.find(std::string(name));
    return at == call.figures.end() ? std::nullopt : std::optional(at->second);
}

// The requests of an agent that make up one of its two calls; a draft is part of the report.
static std::vector<const facts::AgentCall*> requests_of(const facts::AgentRecord& agent,
                                                        bool analysis) {
    std::vector<const facts::AgentCall*> out;
    for (const facts::AgentCall& call : agent.calls) {
        if ((call.stage == "analysis") == analysis && !call.output.empty()) out.push_back(&call);
    }
    return out;
}

static Figures figures_of(const std::vector<const facts::AgentCall*>& requests) {
    Figures out;
    double tokens = 0;
    double seconds = 0;
    for (const facts::AgentCall* call : requests) {
        for (const auto& [name, column] : kSums) {
            if (const auto value = figure(*call, name)) out[std::string(column)] += *value;
        }
        const auto first = figure(*call, "ttft_s");
        if (first && call == requests.front()) out["ttft_s"] = *first;
        const auto count = figure(*call, "tokens");
        const auto rate = figure(*call, "tokens_per_s");
        if (!count || !rate || *rate <= 0) continue;
        tokens += *count;
        seconds += *count / *rate;
    }
    if (seconds > 0) out["tokens_s"] = tokens / seconds;
    return out;
}

static std::string csv_text(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    return '"' + replace_all(text, "\"", "\"\"") + '"';
}

static std::string csv_number(const Figures& numbers, std::string_view name) {
    const auto at = numbers.find(name);
    return at == numbers.end() ? std::string() : fmt::format("{:.6g}", at->second);
}

namespace {

struct Row {
    std::string task;
    std::string model;
    std::string backend;
    Figures options;
    Figures figures;
};

}  // namespace

static std::vector<Row> rows_of(const AgentRun& run) {
    std::vector<Row> out;
    const auto& agents = run.authorship.agents;
    for (const facts::AgentRecord& agent : agents) {
        for (const bool analysis : {true, false}) {
            const auto requests = requests_of(agent, analysis);
            if (requests.empty()) continue;
            const auto& sent = requests.front()->options;
            out.push_back({agent.id + (analysis ? " analysis" : " report"), agent.model,
                           agent.backend, Figures(sent.begin(), sent.end()), figures_of(requests)});
        }
    }
    const bool one = agents.size() > 1 && agents[0].model == agents[1].model;
    out.push_back({facts::kWholeTask,
                   one ? agents[0].model : std::string(),
                   one ? agents[0].backend : std::string(),
                   {},
                   {{"e2e_latency_s", run.wall_s}}});
    return out;
}

std::string agent_runs_csv(std::span<const AgentRun> runs) {
    std::string out = fmt::format("repeat,{},task,model,backend", facts::kArm);
    for (const std::string_view option : kOptions) out += fmt::format(",{}", option);
    out += ",ttft_s";
    for (const auto& [name, column] : kSums) out += fmt::format(",{}", column);
    out += ",tokens_s\n";
    for (const AgentRun& run : runs) {
        for (const Row& row : rows_of(run)) {
            out += fmt::format("{},{},{},{},{}", run.run,
                               run.at_once ? facts::kAtOnceArm : facts::kInTurnArm, row.task,
                               csv_text(row.model), csv_text(row.backend));
            for (const std::string_view option : kOptions) {
                out += ',' + csv_number(row.options, option);
            }
            out += ',' + csv_number(row.figures, "ttft_s");
            for (const auto& [name, column] : kSums) out += ',' + csv_number(row.figures, column);
            out += ',' + csv_number(row.figures, "tokens_s") + '\n';
        }
    }
    return out;
}

static Json value_json(const facts::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return *number;
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    const auto& interval = std::get<facts::Interval>(value);
    return Json::array({interval.first, interval.second});
}

static Json agent_json(const facts::AgentRecord& agent) {
    const auto& calls = agent.calls;
    return {{"label", agent.label},
            {"backend", agent.backend},
            {"model", agent.model},
            {"options", calls.empty() ? Json::object() : Json(calls.front().options)}};
}

std::string agent_runs_json(const std::string& scenario, std::span<const AgentRun> runs,
                            const facts::Draft& summary, const std::string& generated) {
    Json all = Json::array();
    for (const AgentRun& run : runs) {
        Json one = {{"run_number", run.run},
                    {"arm", run.at_once ? facts::kAtOnceArm : facts::kInTurnArm},
                    {"wall_s", run.wall_s}};
        for (const Row& row : rows_of(run)) {
            if (row.task != facts::kWholeTask) one[row.task] = row.figures;
        }
        all.push_back(std::move(one));
    }
    Json aggregate = Json::array();
    for (const facts::Fact& fact : summary.facts) {
        aggregate.push_back({{"label", fact.label},
                             {"op", fact.op},
                             {"value", value_json(fact.value)},
                             {"unit", fact.unit},
                             {"n", fact.n}});
    }
    Json out = {{"scenario", scenario}, {"runs", all}, {"aggregate", aggregate}};
    if (!runs.empty() && runs.front().authorship.agents.size() > 1) {
        out["agent_a"] = agent_json(runs.front().authorship.agents[0]);
        out["agent_b"] = agent_json(runs.front().authorship.agents[1]);
    }
    out["generated_at"] = generated;
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace chimera::report
