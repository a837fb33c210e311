// SPDX-License-Identifier: Apache-2.0
#include "results/places.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_set>

#include "core/text.h"

namespace chimera::results {

Place place_of(std::string_view text, std::size_t at) {
    at = std::min(at, text.size());
    const std::string_view before = text.substr(0, at);
    const std::size_t line_end = before.rfind('\n');
    Place place;
    place.line += static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n'));
    place.column += line_end == std::string_view::npos ? at : at - line_end - 1;
    return place;
}

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static std::size_t skip_blanks(std::string_view text, std::size_t at) {
    while (at < text.size() && is_blank(text[at])) ++at;
    return at;
}

// Behind the string whose opening quote is at `at`.
static std::size_t skip_string(std::string_view text, std::size_t at) {
    for (++at; at < text.size(); ++at) {
        if (text[at] == '\\') {
            ++at;
        } else if (text[at] == '"') {
            return at + 1;
        }
    }
    return text.size();
}

static std::size_t skip_token(std::string_view text, std::size_t at) {
    constexpr std::string_view kEnds = ",:[]{}\"";
    const std::size_t begin = at;
    while (at < text.size() && !is_blank(text[at]) &&
           kEnds.find(text[at]) == std::string_view::npos) {
        ++at;
    }
    return std::max(at, begin + 1);
}

namespace {

struct Level {
    bool is_object = false;
    bool expects_key = false;
    std::unordered_set<std::string_view> keys;
};

}  // namespace

// A string inside an object, where a key belongs.
static void note_key(std::string_view key, std::size_t at, Level& level, Scanned& out) {
    constexpr std::size_t kMostDoubles = 100;
    constexpr std::size_t kShown = 80;
    level.expects_key = false;
    if (level.keys.insert(key).second || out.double_keys.size() >= kMostDoubles) return;
    out.double_keys.push_back(
        {at, fmt::format("the key {} stands twice in one object; keep one of them",
                         valid_utf8(utf8_prefix(key, kShown)))});
}

std::optional<Scanned> scan_value(std::string_view text, std::size_t from) {
    Scanned out;
    out.begin = skip_blanks(text, from);
    if (out.begin == text.size()) return std::nullopt;
    std::vector<Level> open;
    std::size_t at = out.begin;
    do {
        const char c = text[at];
        if (c == '{' || c == '[') {
            open.push_back({c == '{', c == '{', {}});
            if (open.size() > kDeepest) {
                out.too_deep = Fault{at, fmt::format("nested deeper than {} levels", kDeepest)};
                out.end = at;
                return out;
            }
            ++at;
        } else if (c == '}' || c == ']') {
            if (!open.empty()) open.pop_back();
            ++at;
        } else if (c == '"') {
            const std::size_t end = skip_string(text, at);
            if (!open.empty() && open.back().is_object && open.back().expects_key) {
                note_key(text.substr(at, end - at), at, open.back(), out);
            }
            at = end;
        } else {
            if (c == ',' && !open.empty()) open.back().expects_key = open.back().is_object;
            at = c == ',' || c == ':' ? at + 1 : skip_token(text, at);
        }
        if (!open.empty()) at = skip_blanks(text, at);
    } while (!open.empty() && at < text.size());
    out.end = std::min(at, text.size());
    return out;
}

// Behind the value at `at`.
static std::size_t skip_value(std::string_view text, std::size_t at) {
    std::size_t depth = 0;
    do {
        at = skip_blanks(text, at);
        if (at >= text.size()) return text.size();
        const char c = text[at];
        if (c == '{' || c == '[') ++depth;
        if ((c == '}' || c == ']') && depth > 0) --depth;
        const bool is_mark = std::string_view("{}[],:").find(c) != std::string_view::npos;
        at = is_mark ? at + 1 : c == '"' ? skip_string(text, at) : skip_token(text, at);
    } while (depth > 0);
    return at;
}

static std::string unescaped(std::string_view segment) {
    return replace_all(replace_all(std::string(segment), "~1", "/"), "~0", "~");
}

// Calls each(index, key, place) for the children until it gives true. `key` is as written.
template <typename Each>
static void each_child(std::string_view text, std::size_t at, const Each& each) {
    if (at >= text.size() || (text[at] != '{' && text[at] != '[')) return;
    const bool is_object = text[at] == '{';
    at = skip_blanks(text, at + 1);
    for (std::size_t index = 0; at < text.size() && text[at] != '}' && text[at] != ']'; ++index) {
        std::string_view key;
        if (is_object) {
            const std::size_t end = skip_value(text, at);
            if (end >= at + 2) key = text.substr(at + 1, end - at - 2);
            at = skip_blanks(text, end);
            if (at < text.size() && text[at] == ':') at = skip_blanks(text, at + 1);
        }
        if (each(index, key, at)) return;
        at = skip_blanks(text, skip_value(text, at));
        if (at < text.size() && text[at] == ',') at = skip_blanks(text, at + 1);
    }
}

std::size_t find_place(std::string_view text, std::size_t begin, std::string_view pointer) {
    std::size_t at = skip_blanks(text, begin);
    while (pointer.starts_with('/')) {
        pointer.remove_prefix(1);
        const std::string_view segment = pointer.substr(0, pointer.find('/'));
        const std::string wanted = unescaped(segment);
        std::optional<std::size_t> found;
        const bool is_array = at < text.size() && text[at] == '[';
        each_child(text, at, [&](std::size_t index, std::string_view key, std::size_t place) {
            if (is_array ? fmt::format("{}", index) == wanted : key == wanted) found = place;
            return found.has_value();
        });
        if (!found) return at;
        at = *found;
        pointer.remove_prefix(segment.size());
    }
    return at;
}

std::vector<std::size_t> element_places(std::string_view text, std::size_t begin) {
    std::vector<std::size_t> out;
    each_child(text, begin, [&](std::size_t, std::string_view, std::size_t place) {
        out.push_back(place);
        return false;
    });
    return out;
}

}  // namespace chimera::results
