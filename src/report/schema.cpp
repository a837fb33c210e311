// SPDX-License-Identifier: Apache-2.0
#include "report/schema.h"

#include <fmt/format.h>

#include <array>
#include <nlohmann/json.hpp>
#include <optional>

// The validator's headers do not compile cleanly under this project's warnings.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wall"
#pragma GCC diagnostic ignored "-Wextra"
#pragma GCC diagnostic ignored "-Wpedantic"
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

namespace chimera::report {

using Plain = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

static constexpr std::string_view kSchema =
#include "evidence_schema.inc"
    ;

std::string_view evidence_schema() {
    return kSchema;
}

struct Schema::Parts {
    Plain document = Plain::parse(kSchema);
    // Parsed on first use: most runs need only some of them.
    std::array<std::optional<valijson::Schema>, 5> parsed;
    valijson::Validator validator;
};

Schema::Schema() : parts_(std::make_unique<Parts>()) {}
Schema::~Schema() = default;

// The schema of one item, with the definitions that it refers to.
static Plain part_of(const Plain& document, Schema::Part part) {
    if (part == Schema::kWhole) return document;
    const Plain& properties = document.at("properties");
    Plain item;
    switch (part) {
        case Schema::kSource: item = properties.at("sources").at("items"); break;
        case Schema::kFact: item = properties.at("facts").at("items"); break;
        case Schema::kClaim: item = properties.at("claims").at("items"); break;
        default: item = properties.at("templates").at("additionalProperties"); break;
    }
    item["definitions"] = document.at("definitions");
    return item;
}

Status Schema::check(Part part, const nlohmann::ordered_json& item) {
    try {
        std::optional<valijson::Schema>& schema = parts_->parsed.at(part);
        if (!schema) {
            const Plain source = part_of(parts_->document, part);
            valijson::SchemaParser parser;
            parser.populateSchema(Adapter(source), schema.emplace());
        }
        const Plain target = item;
        valijson::ValidationResults results;
        if (parts_->validator.validate(*schema, Adapter(target), &results)) return Done{};
        valijson::ValidationResults::Error first;
        std::string where;
        std::string what = "it is invalid";
        if (results.popError(first)) {
            for (const std::string& step : first.context) where += step;
            what = first.description;
        }
        return internal_error(fmt::format(
            "the evidence would not satisfy its schema: {} at {} of {}; this is a fault "
            "of chimera, and no report was written",
            what, where, target.value("id", "an item")));
    } catch (const std::exception& failure) {
        return internal_error(
            fmt::format("the evidence cannot be checked against its schema: {}", failure.what()));
    }
}

}  // namespace chimera::report
