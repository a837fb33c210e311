// SPDX-License-Identifier: Apache-2.0
#include "report/schema.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <unordered_set>

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
    std::array<std::unordered_set<std::string>, 5> passed;  // shapes
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

// The schema lists the values of these keys.
static bool is_listed(std::string_view key) {
    static constexpr std::array<std::string_view, 6> kListed = {
        "op", "class", "worst_class", "role", "proposition", "origin"};
    return std::find(kListed.begin(), kListed.end(), key) != kListed.end();
}

// Objects whose keys are names that the schema does not know.
static bool has_free_keys(std::string_view key) {
    static constexpr std::array<std::string_view, 5> kFree = {"arguments", "bind", "params",
                                                              "scope", "slots"};
    return std::find(kFree.begin(), kFree.end(), key) != kFree.end();
}

static void add_shape(const nlohmann::ordered_json& item, std::string_view key, std::string& out) {
    const bool is_list = item.is_array() || (item.is_object() && has_free_keys(key));
    if (is_list) {
        out += item.is_array() ? '[' : '(';
        std::string last;
        std::size_t kept = out.size();
        for (const auto& value : item) {
            add_shape(value, key, out);
            const std::string_view shape = std::string_view(out).substr(kept);
            if (shape == last) {
                out.resize(kept);  // a list of likes has the shape of one of them
            } else {
                last = shape;
                kept = out.size();
            }
        }
        out += ']';
    } else if (item.is_object()) {
        out += '{';
        for (const auto& [name, value] : item.get_ref<const nlohmann::ordered_json::object_t&>()) {
            out += name;
            out += ':';
            add_shape(value, name, out);
        }
        out += '}';
    } else if (item.is_string()) {
        const auto& text = item.get_ref<const std::string&>();
        constexpr std::size_t kShort = 3;
        out += text.size() < kShort ? '-' : '"';
        if (is_listed(key)) out += text;
        if (key == "path" && !text.empty() && (text[0] == '/' || text[0] == '\\')) out += '/';
    } else if (item.is_number()) {
        out += item.is_number_integer() ? 'i' : 'n';
        if (item.get<double>() < 0) out += '-';
    } else {
        out += item.is_boolean() ? 'b' : '0';
    }
}

std::string shape_of(const nlohmann::ordered_json& item) {
    std::string out;
    add_shape(item, {}, out);
    return out;
}

Status Schema::check(Part part, const nlohmann::ordered_json& item) {
    const std::string shape = part == kWhole ? std::string() : shape_of(item);
    if (parts_->passed.at(part).contains(shape)) return Done{};
    try {
        std::optional<valijson::Schema>& schema = parts_->parsed.at(part);
        if (!schema) {
            const Plain source = part_of(parts_->document, part);
            valijson::SchemaParser parser;
            parser.populateSchema(Adapter(source), schema.emplace());
        }
        const Plain target = item;
        valijson::ValidationResults results;
        if (parts_->validator.validate(*schema, Adapter(target), &results)) {
            if (part != kWhole) parts_->passed.at(part).insert(shape);
            return Done{};
        }
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
