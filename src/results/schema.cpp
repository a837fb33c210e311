// SPDX-License-Identifier: Apache-2.0
#include "results/schema.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

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

namespace chimera::results {

using Plain = nlohmann::json;
using Adapter = valijson::adapters::NlohmannJsonAdapter;

static constexpr std::string_view kSchema =
#include "result_schema.inc"
    ;

std::string_view result_schema() {
    return kSchema;
}

namespace {

struct Parsed {
    Plain source = Plain::parse(kSchema);
    valijson::Schema schema;
    Parsed() {
        valijson::SchemaParser parser;
        parser.populateSchema(Adapter(source), schema);
    }
};

}  // namespace

std::string standard_verdict(const nlohmann::ordered_json& document) {
    try {
        static const Parsed parsed;
        valijson::Validator validator;
        valijson::ValidationResults results;
        const Plain target = document;
        if (validator.validate(parsed.schema, Adapter(target), &results)) return {};
        valijson::ValidationResults::Error first;
        std::string where;
        std::string what = "it does not satisfy the schema";
        if (results.popError(first)) {
            for (const std::string& step : first.context) where += step;
            what = first.description;
        }
        return fmt::format("{} at {}", what, where);
    } catch (const std::exception& failure) {
        return fmt::format("the document cannot be checked: {}", failure.what());
    }
}

}  // namespace chimera::results
