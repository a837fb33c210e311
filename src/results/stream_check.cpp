// SPDX-License-Identifier: Apache-2.0
#include "results/stream_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "core/text.h"
#include "results/schema.h"

namespace chimera::results {

using Json = nlohmann::ordered_json;

static constexpr std::string_view kSchema =
#include "stream_schema.inc"
    ;
static constexpr std::size_t kMostProblems = 1'000;

std::string_view stream_schema() {
    return kSchema;
}

bool is_stream(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    const Json first = Json::parse(line, nullptr, false);
    if (!first.is_object() || !first.contains("schema")) return false;
    const Json& schema = first["schema"];
    return schema.is_string() && schema.get<std::string>().starts_with("chimera-stream/");
}

namespace {

struct StreamCheck {
    Json schema = Json::parse(kSchema);
    Checked out;
    std::size_t number = 0;  // of the line
    bool is_over = false;    // its summary has come

    void add(std::string pointer, std::size_t column, std::string message,
             Severity severity = Severity::kError) {
        if (out.problems.size() >= kMostProblems) {
            out.has_more = true;
            return;
        }
        out.problems.push_back(
            {severity, std::move(pointer), {number, column}, std::move(message)});
    }
    std::optional<Json> parsed(std::string_view line, bool is_whole);
    void judge(std::string_view line, const Json& value);
    void order(const Json& value);
};

}  // namespace

// Absent where the line is no JSON, which is told.
std::optional<Json> StreamCheck::parsed(std::string_view line, bool is_whole) {
    const auto scanned = scan_value(line, 0);
    if (scanned && scanned->too_deep) {
        add("", scanned->too_deep->at + 1, scanned->too_deep->why + "; no line of a stream is");
        return std::nullopt;
    }
    Json value = Json::parse(line, nullptr, false);
    if (value.is_discarded() && !is_whole) {
        add("", 1, "the last line is not whole: the run was killed; what stands before it counts",
            Severity::kWarning);
        return std::nullopt;
    }
    if (value.is_discarded()) {
        add("", valid_utf8_prefix(line) + 1, "the line is no JSON; write one object a line");
        return std::nullopt;
    }
    for (const Fault& twice : scanned ? scanned->double_keys : std::vector<Fault>()) {
        add("", twice.at + 1, twice.why);
    }
    return value;
}

void StreamCheck::order(const Json& value) {
    const bool is_header = value.value("kind", Json()) == "header";
    if (number == 1 && !is_header) add("/kind", 1, "expected the header as the first line");
    if (number > 1 && is_header) add("/kind", 1, "a second header; a stream has one");
    if (is_over) add("/kind", 1, "a line behind the summary, which is the last");
    is_over = is_over || value.value("kind", Json()) == "summary";
}

void StreamCheck::judge(std::string_view line, const Json& value) {
    if (!value.is_object()) return add("", 1, "expected an object");
    order(value);
    const Json& kinds = schema.at("definitions");
    const Json kind = value.value("kind", Json());
    if (!kind.is_string() || !kinds.contains(kind.get<std::string>())) {
        std::vector<std::string> known;
        for (const auto& [name, unused] : kinds.items()) known.push_back(name);
        return add("/kind", find_place(line, 0, "/kind") + 1,
                   fmt::format("expected one of {}", join(known, ", ")));
    }
    const Json& part = kinds.at(kind.get<std::string>());
    for (const Violation& violation : violations_of(value, schema, part)) {
        add(violation.pointer, find_place(line, 0, violation.pointer) + 1, violation.message);
    }
}

Checked check_stream(std::string_view text) {
    StreamCheck check;
    check.out.runs = 1;
    while (!text.empty()) {
        ++check.number;
        const std::size_t end = text.find('\n');
        const bool is_whole = end != std::string_view::npos;
        const std::string_view line = text.substr(0, end);
        text.remove_prefix(is_whole ? end + 1 : text.size());
        if (const auto value = check.parsed(line, is_whole)) check.judge(line, *value);
    }
    if (check.number > 0 && !check.is_over) {
        check.add("", 1, "there is no summary: the run was killed before its end",
                  Severity::kWarning);
    }
    return std::move(check.out);
}

}  // namespace chimera::results
