// SPDX-License-Identifier: Apache-2.0
#include "report/authorship_json.h"

#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "report/json_text.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

static bool is_duration(const std::string& name) {
    return name.ends_with("_s");
}

static Json call_json(const facts::AgentCall& call, bool reproducible) {
    Json figures = Json::object();
    for (const auto& [name, value] : call.figures) {
        if (reproducible && is_duration(name)) continue;
        figures[name] = std::round(value * 1e6) / 1e6;
    }
    return {{"stage", call.stage},     {"system", call.system}, {"prompt", call.prompt},
            {"options", call.options}, {"output", call.output}, {"figures", figures}};
}

std::string authorship_json(const facts::Authorship& authorship, bool reproducible) {
    Json agents = Json::array();
    for (const facts::AgentRecord& agent : authorship.agents) {
        Json calls = Json::array();
        for (const facts::AgentCall& call : agent.calls) {
            calls.push_back(call_json(call, reproducible));
        }
        agents.push_back({{"id", agent.id},
                          {"label", agent.label},
                          {"persona", agent.persona},
                          {"backend", agent.backend},
                          {"model", agent.model},
                          {"calls", calls}});
    }
    const Json out = {{"agents", agents},
                      {"sha256", authorship.sha256},
                      {"exchanged", authorship.exchanged},
                      {"wordings", authorship.wordings},
                      {"origins", authorship.origins},
                      {"remarks", authorship.remarks}};
    return json_text(out);
}

static std::string text_at(const Json& item, const char* key) {
    const auto at = item.find(key);
    return at != item.end() && at->is_string() ? at->get<std::string>() : std::string();
}

static facts::AgentCall call_of(const Json& item) {
    facts::AgentCall call;
    call.stage = text_at(item, "stage");
    call.system = text_at(item, "system");
    call.prompt = text_at(item, "prompt");
    call.output = text_at(item, "output");
    const auto numbers = [&](const char* key, std::map<std::string, double>& to) {
        const auto at = item.find(key);
        if (at == item.end() || !at->is_object()) return;
        for (const auto& [name, value] : at->items()) {
            if (value.is_number()) to[name] = value.get<double>();
        }
    };
    numbers("options", call.options);
    numbers("figures", call.figures);
    return call;
}

static facts::Authorship authorship_of(const Json& writing) {
    facts::Authorship out;
    out.sha256 = text_at(writing, "sha256");
    for (const Json& item : writing.value("agents", Json::array())) {
        facts::AgentRecord agent{text_at(item, "id"),      text_at(item, "label"),
                                 text_at(item, "persona"), text_at(item, "backend"),
                                 text_at(item, "model"),   {}};
        for (const Json& call : item.value("calls", Json::array())) {
            agent.calls.push_back(call_of(call));
        }
        out.agents.push_back(std::move(agent));
    }
    for (const Json& wording : writing.value("wordings", Json::array())) {
        if (wording.is_string()) out.wordings.push_back(wording.get<std::string>());
    }
    for (const Json& origin : writing.value("origins", Json::array())) {
        if (origin.is_string()) out.origins.push_back(origin.get<std::string>());
    }
    for (const Json& pair : writing.value("exchanged", Json::array())) {
        const bool sound = pair.is_array() && pair.size() == 2 && pair[0].is_number_unsigned() &&
                           pair[1].is_number_unsigned();
        if (sound)
            out.exchanged.emplace_back(pair[0].get<std::size_t>(), pair[1].get<std::size_t>());
    }
    for (const Json& remark : writing.value("remarks", Json::array())) {
        if (remark.is_string()) out.remarks.push_back(remark.get<std::string>());
    }
    return out;
}

Result<facts::Authorship> read_authorship(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::stringstream text;
    if (!file || !(text << file.rdbuf())) {
        return input_error("cannot be read; give the metrics.json of a report", path);
    }
    const Json all = Json::parse(text.str(), nullptr, false);
    const auto writing = all.is_object() ? all.find("writing") : all.end();
    if (!all.is_object() || writing == all.end() || !writing->is_object() ||
        !writing->contains("wordings")) {
        return input_error(
            "holds no record of how a report was worded; give the metrics.json of a "
            "report that agents wrote",
            path);
    }
    for (const char* key : {"agents", "exchanged", "wordings", "origins", "remarks"}) {
        if (!writing->value(key, Json::array()).is_array()) {
            return input_error("its record of the writing is broken; give another metrics.json",
                               path);
        }
    }
    return authorship_of(*writing);
}

}  // namespace chimera::report
