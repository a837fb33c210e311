// SPDX-License-Identifier: Apache-2.0
#include "report/evidence_item.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

namespace chimera::report {

using Json = nlohmann::ordered_json;

// The id stands somewhere among the values of the item.
static bool mentions(const Json& item, const std::string& id) {
    if (item.is_string()) return item.get_ref<const std::string&>() == id;
    if (!item.is_structured()) return false;
    return std::any_of(item.begin(), item.end(),
                       [&](const Json& inner) { return mentions(inner, id); });
}

Result<std::string> evidence_item(std::string_view evidence, const std::string& id) {
    const Json document = Json::parse(evidence, nullptr, false);
    const bool is_evidence = document.is_object() && document.contains("facts") &&
                             document.contains("claims") && document.contains("sources");
    if (!is_evidence) return input_error("this is no evidence file; name another one");
    const Json* found = nullptr;
    for (const char* list : {"facts", "claims", "sources"}) {
        for (const Json& item : document.at(list)) {
            const bool is_it = item.is_object() && item.contains("id") && item["id"] == id;
            if (is_it) found = &item;
        }
    }
    if (found == nullptr)
        return input_error(fmt::format("the report has no {}; look at its ids", id));
    Json out = {{"item", *found}, {"claims", Json::array()}};
    for (const Json& claim : document.at("claims")) {
        const bool is_other = claim.is_object() && claim.contains("id") && claim["id"] != id;
        if (!is_other) continue;
        for (const char* field : {"facts", "slots", "arguments"}) {
            if (claim.contains(field) && mentions(claim[field], id)) {
                out["claims"].push_back(claim["id"]);
                break;
            }
        }
    }
    return out.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace chimera::report
