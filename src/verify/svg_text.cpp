// SPDX-License-Identifier: Apache-2.0
#include "verify/svg_text.h"

#include <cmath>
#include <cstdint>
#include <optional>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::verify {

// One number behind blanks and commas at `at`, which moves behind it.
static std::optional<double> next_number(std::string_view text, std::size_t& at) {
    while (at < text.size() && (text[at] == ' ' || text[at] == ',')) ++at;
    std::size_t end = at;
    while (end < text.size() && (is_digit(text[end]) || text[end] == '.' || text[end] == '-'))
        ++end;
    const auto value = parse_double(text.substr(at, end - at));
    if (end > at) at = end;
    return value;
}

// The value of an attribute within a tag; quotes of either kind.
static std::string_view attribute(std::string_view tag, std::string_view name) {
    for (std::size_t at = tag.find(name); at != std::string_view::npos;
         at = tag.find(name, at + 1)) {
        const std::size_t equals = at + name.size();
        const bool begins = at > 0 && (tag[at - 1] == ' ' || tag[at - 1] == '\t');
        if (!begins || equals + 1 >= tag.size() || tag[equals] != '=') continue;
        const char quote = tag[equals + 1];
        const std::size_t end = tag.find(quote, equals + 2);
        if (end == std::string_view::npos) return {};
        return tag.substr(equals + 2, end - equals - 2);
    }
    return {};
}

static std::optional<SvgPoint> translation(std::string_view tag) {
    const std::string_view transform = attribute(tag, "transform");
    const auto from = transform.find("translate(");
    if (from == std::string_view::npos) return std::nullopt;
    std::size_t at = from + std::string_view("translate(").size();
    const auto x = next_number(transform, at);
    const auto y = next_number(transform, at);
    if (!x || !y) return std::nullopt;
    return SvgPoint{*x, *y};
}

static std::string resolved(std::string_view text) {
    static constexpr std::pair<std::string_view, char> kEntities[] = {
        {"&lt;", '<'},   {"&gt;", '>'},   {"&amp;", '&'},
        {"&quot;", '"'}, {"&#39;", '\''}, {"&apos;", '\''}};
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        bool known = false;
        for (const auto& [entity, c] : kEntities) {
            if (!text.substr(at).starts_with(entity)) continue;
            out += c;
            at += entity.size();
            known = true;
            break;
        }
        if (!known) out += text[at++];
    }
    return out;
}

// "M1,2 L3,4 L5,6 Z"; the axes are the first line of two strokes, down and to the right.
static void add_path(std::string_view path, Svg& out) {
    std::optional<SvgPoint> last;
    std::vector<SvgPoint> line;
    for (std::size_t at = 0; at < path.size();) {
        const char c = path[at++];
        if (c != 'M' && c != 'L') continue;
        const auto x = next_number(path, at);
        const auto y = next_number(path, at);
        if (!x || !y) return;
        const SvgPoint point{*x, *y};
        if (c == 'M') line.clear();
        line.push_back(point);
        if (c == 'L' && last) out.segments.emplace_back(*last, point);
        last = point;
        const bool is_frame = line.size() == 3 && line[0].x == line[1].x &&
                              line[1].y == line[2].y && line[1].y > line[0].y &&
                              line[2].x > line[1].x && out.right == 0;
        if (!is_frame) continue;
        out.left = line[0].x;
        out.top = line[0].y;
        out.bottom = line[1].y;
        out.right = line[2].x;
    }
}

// Nothing that acts, and nothing from elsewhere.
static bool is_foreign(std::string_view tag) {
    for (const std::string_view bad : {"script", "image", "foreignObject", "style", "a ", "iframe",
                                       "animate", "set ", "link", "text><"}) {
        if (tag.starts_with(bad)) return true;
    }
    if (contains_ignoring_case(tag, " on")) return true;
    const std::string_view target = attribute(tag, "xlink:href");
    const std::string_view plain = attribute(tag, "href");
    return (!target.empty() && target[0] != '#') || (!plain.empty() && plain[0] != '#');
}

Svg read_svg(std::string_view text) {
    Svg out;
    std::optional<SvgPoint> place;
    bool in_definitions = false;
    for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at)) {
        const std::size_t end = text.find('>', at);
        if (end == std::string_view::npos) break;
        const std::string_view tag = text.substr(at + 1, end - at - 1);
        at = end;
        if (tag.starts_with("defs")) in_definitions = true;
        if (tag.starts_with("/defs")) in_definitions = false;
        if (is_foreign(tag)) out.wrong = "it holds <" + std::string(utf8_prefix(tag, 40));
        if (in_definitions) continue;
        if (tag.starts_with("g ")) place = translation(tag);
        if (tag.starts_with("use")) {
            const auto point = translation(tag);
            if (point) out.points.push_back(*point);
        }
        if (tag.starts_with("path")) add_path(attribute(tag, "d"), out);
        if (tag.starts_with("text")) {
            const std::size_t close = text.find("</text>", end);
            if (close == std::string_view::npos || !place) continue;
            out.texts.push_back({*place, resolved(text.substr(end + 1, close - end - 1))});
        }
    }
    if (out.wrong.empty() && out.right == 0) out.wrong = "it has no axes";
    return out;
}

}  // namespace chimera::verify
