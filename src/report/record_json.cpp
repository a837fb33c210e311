// SPDX-License-Identifier: Apache-2.0
#include "report/record_json.h"

#include <nlohmann/json.hpp>

namespace chimera::report {

using Json = nlohmann::ordered_json;

static Json scalar_json(const model::Scalar& value) {
    return std::visit([](const auto& held) { return Json(held); }, value);
}

static Json scalars_json(const std::map<std::string, model::Scalar>& scalars) {
    Json out = Json::object();
    for (const auto& [name, value] : scalars) {
        out[name] = scalar_json(value);
    }
    return out;
}

std::string record_json(const model::UnifiedRecord& record) {
    Json out = Json::object();
    const auto add = [&](const char* name, const std::optional<std::string>& text) {
        if (text) out[name] = *text;
    };
    const auto add_all = [&](const char* name, const std::map<std::string, model::Scalar>& group) {
        if (!group.empty()) out[name] = scalars_json(group);
    };
    out["experiment_id"] = record.experiment_id;
    add("model", record.model);
    add("model_from", record.model_from);
    add_all("variant", record.variant);
    add("suite", record.suite);
    add_all("hardware", record.hardware);
    add_all("input", record.input);
    add_all("parameters", record.parameters);
    for (const auto& [name, metric] : record.metrics) {
        Json& entry = out["metrics"][name];
        entry = {{"value", scalar_json(metric.value)}, {"unit", metric.unit}};
        if (!metric.definition.empty()) entry["definition"] = metric.definition;
        if (!metric.at.empty()) entry["at"] = metric.at;
        if (!metric.raw.empty()) entry["raw"] = metric.raw;
        if (metric.nth > 1) entry["nth"] = metric.nth;
    }
    out["status"] = record.status;
    add("error", record.error);
    add("time", record.time);
    out["source"] = record.source;
    out["sha256"] = record.sha256;
    out["at"] = record.at;
    return out.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace chimera::report
