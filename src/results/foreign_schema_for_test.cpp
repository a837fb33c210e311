// SPDX-License-Identifier: Apache-2.0
#include "results/foreign_schema_for_test.h"

#include <nlohmann/json.hpp>

#include "results/runs_for_test.h"

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

using Adapter = valijson::adapters::NlohmannJsonAdapter;

struct ForeignSchema::Parts {
    nlohmann::json source;
    valijson::Schema schema;
};

ForeignSchema::ForeignSchema(const std::string& path) : parts_(std::make_unique<Parts>()) {
    parts_->source = nlohmann::json::parse(file_text(path));
    valijson::SchemaParser parser;
    parser.populateSchema(Adapter(parts_->source), parts_->schema);
}

ForeignSchema::~ForeignSchema() = default;

std::string ForeignSchema::complaint(const std::string& document) const {
    const nlohmann::json target = nlohmann::json::parse(document);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(parts_->schema, Adapter(target), &results)) return {};
    std::string out;
    for (valijson::ValidationResults::Error error; results.popError(error);) {
        for (const std::string& step : error.context) out += step;
        out += ": " + error.description + '\n';
    }
    return out.empty() ? "invalid" : out;
}

}  // namespace chimera::results
