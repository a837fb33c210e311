// SPDX-License-Identifier: Apache-2.0
#include "report/fact_json.h"

#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace chimera::report {

using Json = nlohmann::ordered_json;

std::string fact_name(facts::FactId id) {
    return fmt::format("F{}", id);
}

std::string source_name(model::SourceIndex index) {
    return fmt::format("S{}", index + 1);
}

Json object_json() {
    constexpr std::size_t kMostKeys = 16;
    Json out = Json::object();
    out.get_ref<Json::object_t&>().reserve(kMostKeys);
    return out;
}

Json number_json(double value) {
    constexpr double kExact = 9007199254740992.0;  // 2^53
    if (std::abs(value) < kExact && value == std::trunc(value)) {
        return static_cast<std::int64_t>(value);
    }
    return value;
}

Json cells_json(const facts::Cells& cells) {
    Json out = object_json();
    out["source"] = source_name(cells.source);
    out["at"] = cells.at;
    if (cells.scale != 1) out["scale"] = number_json(cells.scale);
    if (!cells.raw.empty()) out["raw"] = cells.raw;
    if (cells.nth > 1) out["nth"] = cells.nth;
    if (!cells.fold.empty()) out["fold"] = cells.fold;
    for (const facts::Where& where : cells.where) {
        Json condition = {{"column", where.column}, {"op", where.op}};
        if (const auto* value = std::get_if<double>(&where.value)) {
            condition["value"] = number_json(*value);
        } else {
            condition["value"] = std::get<std::string>(where.value);
        }
        out["where"].push_back(std::move(condition));
    }
    return out;
}

Json params_json(const std::map<std::string, facts::Param>& params) {
    Json out = Json::object();
    for (const auto& [key, value] : params) {
        const std::size_t dot = key.find('.');
        Json& place =
            dot == std::string::npos ? out[key] : out[key.substr(0, dot)][key.substr(dot + 1)];
        if (const auto* real = std::get_if<double>(&value)) place = number_json(*real);
        if (const auto* whole = std::get_if<std::int64_t>(&value)) place = *whole;
        if (const auto* text = std::get_if<std::string>(&value)) place = *text;
        if (const auto* list = std::get_if<std::vector<double>>(&value)) {
            place = Json::array();
            for (const double each : *list) place.push_back(number_json(each));
        }
    }
    return out;
}

Json value_json(const facts::Value& value) {
    if (const auto* real = std::get_if<double>(&value)) return number_json(*real);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    const auto& [low, high] = std::get<facts::Interval>(value);
    return Json::array({number_json(low), number_json(high)});
}

}  // namespace chimera::report
