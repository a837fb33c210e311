// SPDX-License-Identifier: Apache-2.0
// The keywords of JSON Schema that the result's schema uses, each with a sentence for its
// violation.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/text.h"
#include "model/locator.h"
#include "results/schema.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

static constexpr std::size_t kMostViolations = 100;

static const Json& schema_document() {
    static const Json document = Json::parse(result_schema());
    return document;
}

// What stands there, short enough for a line.
static std::string shown_value(const Json& value) {
    constexpr std::size_t kShown = 60;
    if (value.is_null()) return "null";
    if (value.is_object()) return value.empty() ? "an empty object" : "an object";
    if (value.is_array()) return fmt::format("a list of {}", value.size());
    std::string text = value.dump(-1, ' ', false, Json::error_handler_t::replace);
    if (text.size() > kShown) text = std::string(utf8_prefix(text, kShown)) + "...";
    if (value.is_string()) return "the text " + text;
    return value.is_number() ? "the number " + text : text;
}

static std::string type_words(const std::string& type) {
    if (type == "object") return "an object";
    if (type == "array") return "a list";
    if (type == "integer") return "a whole number";
    if (type == "number") return "a number";
    if (type == "string") return "a text";
    if (type == "boolean") return "true or false";
    return type;
}

static std::vector<std::string> types_of(const Json& schema) {
    if (!schema.contains("type")) return {};
    const Json& type = schema.at("type");
    if (type.is_string()) return {type.get<std::string>()};
    return type.get<std::vector<std::string>>();
}

static bool is_of_type(const Json& value, const std::string& type) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "integer") return value.is_number_integer();
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    return value.is_null();
}

static std::string either(const std::vector<std::string>& words) {
    if (words.size() < 2) return words.empty() ? "a value" : words.front();
    return join({words.begin(), words.end() - 1}, ", ") + " or " + words.back();
}

// The schema's patterns, each by its own few lines: a regular expression of the standard library
// overflows the stack on long texts.
static bool matches(const std::string& pattern, std::string_view text) {
    if (pattern == "^/") return text.starts_with('/');
    if (pattern.starts_with("^[0-9a-f]")) {
        return text.size() == 64 && std::all_of(text.begin(), text.end(), [](char c) {
                   return is_digit(c) || (c >= 'a' && c <= 'f');
               });
    }
    if (pattern.starts_with("^p[0-9]")) {
        if (text.size() < 2 || text[0] != 'p') return false;
        const std::string_view digits = text.substr(1, text.find('.') - 1);
        const std::string_view rest = text.substr(1 + digits.size());
        const auto all_digits = [](std::string_view part) {
            return !part.empty() && std::all_of(part.begin(), part.end(), is_digit);
        };
        return all_digits(digits) && digits.size() <= 2 &&
               (rest.empty() || all_digits(rest.substr(1)));
    }
    return text.ends_with(".jsonl") && text.size() > 6 &&
           text.find_first_of("/\\") == std::string_view::npos;
}

static std::string pattern_words(const std::string& pattern) {
    if (pattern == "^/") return "a JSON pointer, which begins with /";
    if (pattern.starts_with("^[0-9a-f]")) return "64 hexadecimal digits in lower case";
    return "the name of a .jsonl file in the same folder";
}

namespace {

struct Judge {
    const Json& root;  // that $ref points into
    std::vector<Violation> found = {};

    void add(const std::string& pointer, std::string message) {
        if (found.size() < kMostViolations) found.push_back({pointer, std::move(message)});
    }
    void expected(const std::string& pointer, const std::string& what, const Json& value) {
        add(pointer, fmt::format("expected {}, here stands {}", what, shown_value(value)));
    }
    void judge(const Json& given, const Json& value, const std::string& pointer);
    void judge_object(const Json& schema, const Json& value, const std::string& pointer);
    void judge_text(const Json& schema, const Json& value, const std::string& pointer);
    void judge_branches(const Json& schema, const Json& value, const std::string& pointer);
    void unknown_key(const Json& schema, const std::string& key, const std::string& pointer);
};

}  // namespace

static const Json& resolved(const Json& root, const Json& schema) {
    if (!schema.is_object() || !schema.contains("$ref")) return schema;
    const std::string ref = schema.at("$ref").get<std::string>();
    return root.at(Json::json_pointer(ref.substr(1)));
}

void Judge::judge(const Json& given, const Json& value, const std::string& pointer) {
    if (found.size() >= kMostViolations) return;
    const Json& schema = resolved(root, given);
    if (schema.contains("anyOf")) return judge_branches(schema, value, pointer);
    if (schema.contains("const") && schema.at("const") != value) {
        return expected(pointer, schema.at("const").dump(), value);
    }
    if (schema.contains("enum")) {
        const Json& known = schema.at("enum");
        if (std::find(known.begin(), known.end(), value) != known.end()) return;
        std::vector<std::string> words;
        for (const Json& each : known) words.push_back(each.dump());
        return expected(pointer, either(words), value);
    }
    const std::vector<std::string> types = types_of(schema);
    const auto fits = [&](const std::string& type) { return is_of_type(value, type); };
    if (!types.empty() && std::none_of(types.begin(), types.end(), fits)) {
        std::vector<std::string> words;
        for (const std::string& type : types) words.push_back(type_words(type));
        return expected(pointer, either(words), value);
    }
    if (value.is_number() && schema.contains("minimum") &&
        value.get<double>() < schema.at("minimum").get<double>()) {
        expected(pointer, "at least " + schema.at("minimum").dump(), value);
    }
    if (value.is_string()) judge_text(schema, value, pointer);
    if (value.is_object()) judge_object(schema, value, pointer);
    if (!value.is_array() || !schema.contains("items")) return;
    std::size_t index = 0;
    for (const Json& each : value) {
        judge(schema.at("items"), each, fmt::format("{}/{}", pointer, index++));
    }
    if (!schema.contains("uniqueItems") || found.size() >= kMostViolations) return;
    std::vector<std::string> texts;
    for (const Json& each : value) texts.push_back(each.dump());
    std::sort(texts.begin(), texts.end());
    const auto twice = std::adjacent_find(texts.begin(), texts.end());
    if (twice != texts.end()) add(pointer, fmt::format("{} stands here twice", *twice));
}

void Judge::judge_text(const Json& schema, const Json& value, const std::string& pointer) {
    const auto& text = value.get_ref<const std::string&>();
    if (schema.contains("minLength") && text.empty()) {
        return add(pointer,
                   "expected a text that is not empty; where nothing is known, write null "
                   "and list the pointer in `missing`");
    }
    if (schema.contains("maxLength") && text.size() > schema.at("maxLength").get<std::size_t>()) {
        return add(pointer, fmt::format("expected at most {} bytes, here stand {}",
                                        schema.at("maxLength").get<std::size_t>(), text.size()));
    }
    if (!schema.contains("pattern")) return;
    const std::string pattern = schema.at("pattern").get<std::string>();
    if (!matches(pattern, text)) expected(pointer, pattern_words(pattern), value);
}

// Of several shapes, the one of the value's kind says what is wrong with it.
void Judge::judge_branches(const Json& schema, const Json& value, const std::string& pointer) {
    const Json* near = nullptr;
    std::vector<std::string> words;
    for (const Json& branch : schema.at("anyOf")) {
        Judge trial{root};
        trial.judge(branch, value, pointer);
        if (trial.found.empty()) return;
        for (const std::string& type : types_of(resolved(root, branch))) {
            words.push_back(type_words(type));
            if (is_of_type(value, type)) near = &branch;
        }
    }
    if (near != nullptr) return judge(*near, value, pointer);
    expected(pointer, either(words), value);
}

static std::string description_of(const Json& schema) {
    return schema.contains("description") ? schema.at("description").get<std::string>()
                                          : std::string();
}

void Judge::judge_object(const Json& schema, const Json& value, const std::string& pointer) {
    static const Json kNone = Json::object();
    const Json& properties = schema.contains("properties") ? schema.at("properties") : kNone;
    const Json& patterns =
        schema.contains("patternProperties") ? schema.at("patternProperties") : kNone;
    if (schema.contains("required")) {
        for (const Json& name : schema.at("required")) {
            const std::string key = name.get<std::string>();
            if (value.contains(key)) continue;
            const std::string about = description_of(properties.at(key));
            add(pointer, fmt::format("expected the key \"{}\", it is not here{}{}", key,
                                     about.empty() ? "" : ": ", about));
        }
    }
    if (schema.contains("dependencies")) {
        for (const auto& [key, needed] : schema.at("dependencies").items()) {
            for (const Json& name : needed) {
                const std::string other = name.get<std::string>();
                if (!value.contains(key) || value.contains(other)) continue;
                add(pointer, fmt::format("expected the key \"{}\" beside \"{}\": {}", other, key,
                                         description_of(properties.at(other))));
            }
        }
    }
    for (const auto& [key, each] : value.items()) {
        const std::string at = pointer + "/" + model::escape_pointer(key);
        if (properties.contains(key)) {
            judge(properties.at(key), each, at);
            continue;
        }
        const Json* by_pattern = nullptr;
        for (const auto& [pattern, other] : patterns.items()) {
            if (matches(pattern, key)) by_pattern = &other;
        }
        if (by_pattern != nullptr) {
            judge(*by_pattern, each, at);
        } else if (schema.contains("additionalProperties")) {
            const Json& further = schema.at("additionalProperties");
            if (further.is_boolean()) {
                unknown_key(schema, key, at);
            } else {
                judge(further, each, at);
            }
        }
    }
}

void Judge::unknown_key(const Json& schema, const std::string& key, const std::string& pointer) {
    constexpr std::size_t kShown = 60;
    std::vector<std::string> known;
    for (const auto& [name, property] : schema.at("properties").items()) known.push_back(name);
    if (schema.contains("patternProperties")) known.push_back("a percentile such as p95");
    add(pointer, fmt::format("the key \"{}\" has no meaning here, expected {}",
                             utf8_prefix(key, kShown), either(known)));
}

std::vector<Violation> violations_of(const Json& document, const Json& root, const Json& schema) {
    Judge judge{root};
    judge.judge(schema, document, "");
    return std::move(judge.found);
}

std::vector<Violation> schema_violations(const Json& document) {
    return violations_of(document, schema_document(), schema_document());
}

}  // namespace chimera::results
