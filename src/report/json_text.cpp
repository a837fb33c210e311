// SPDX-License-Identifier: Apache-2.0
#include "report/json_text.h"

#include <nlohmann/json.hpp>
#include <string_view>

namespace chimera::report {

using Json = nlohmann::ordered_json;

// Nothing in it is escaped, and all of it is ASCII. A loop that runs to the end is faster than one
// that may leave.
static bool is_plain(std::string_view text) {
    bool plain = true;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        plain &= byte >= 0x20U && byte < 0x80U && c != '"' && c != '\\';
    }
    return plain;
}

static void append_text(std::string_view text, std::string& out) {
    if (is_plain(text)) {
        out += '"';
        out += text;
        out += '"';
    } else {
        out += Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
    }
}

static void append(const Json& item, std::string& out) {
    if (item.is_string()) {
        append_text(item.get_ref<const std::string&>(), out);
    } else if (item.is_object()) {
        char before = '{';
        for (const auto& [name, value] : item.get_ref<const Json::object_t&>()) {
            out += before;
            append_text(name, out);
            out += ':';
            append(value, out);
            before = ',';
        }
        out += item.empty() ? "{}" : "}";
    } else if (item.is_array()) {
        char before = '[';
        for (const Json& each : item) {
            out += before;
            append(each, out);
            before = ',';
        }
        out += item.empty() ? "[]" : "]";
    } else {
        out += item.dump();
    }
}

std::string json_text(const Json& item) {
    std::string out;
    append(item, out);
    return out;
}

}  // namespace chimera::report
