// SPDX-License-Identifier: Apache-2.0
#include "formats/markdown/line_spans.h"

#include <algorithm>
#include <map>

#include "core/text.h"

namespace chimera::formats::markdown {

// A tag, target or URL longer than this is none; the bound keeps lines of brackets linear.
static constexpr std::size_t kLongestSpan = 4096;

static std::size_t run_length(std::string_view line, std::size_t at, char c) {
    std::size_t end = at;
    while (end < line.size() && line[end] == c) ++end;
    return end - at;
}

// Code spans (CommonMark 6.1): a run of backticks up to the next run of the same length. Runs are
// paired from the right, so that no run is looked for twice.
static std::vector<Span> code_spans(std::string_view line) {
    struct Run {
        std::size_t at = 0;
        std::size_t length = 0;
        std::size_t partner = 0;  // index of the next run of this length; 0: none
    };
    std::vector<Run> runs;
    for (std::size_t at = line.find('`'); at != std::string_view::npos;) {
        const std::size_t length = run_length(line, at, '`');
        runs.push_back({at, length, 0});
        at = line.find('`', at + length);
    }
    std::map<std::size_t, std::size_t> next_of_length;
    for (std::size_t i = runs.size(); i-- > 0;) {
        auto& next = next_of_length[runs[i].length];
        runs[i].partner = next;
        next = i;
    }
    std::vector<Span> spans;
    for (std::size_t i = 0; i < runs.size(); ++i) {
        if (runs[i].partner == 0) continue;
        const Run& close = runs[runs[i].partner];
        const std::size_t inside = runs[i].at + runs[i].length;
        spans.push_back({runs[i].at, close.at + close.length, true,
                         trim(line.substr(inside, close.at - inside))});
        i = runs[i].partner;
    }
    return spans;
}

static bool ends_url(char c) {
    return c == ' ' || c == '\t' || c == '<' || c == '>' || c == '"' || c == '|' || c == ')' ||
           c == '`' || c == ']';
}

static bool may_open(char c) {
    return c == '<' || c == '(' || c == ':' || c == '`';
}

// The end of the span that begins at `at`, where `line[at]` is '<', '(' or ':'; npos where none
// does.
static std::size_t other_span_end(std::string_view line, std::size_t at) {
    const std::string_view window = line.substr(at, kLongestSpan);
    std::size_t length = std::string_view::npos;
    if (line[at] == '<') {
        const bool tag =
            window.size() > 2 && (is_alpha(window[1]) || window[1] == '/' || window[1] == '!');
        if (tag) length = window.find('>');
    } else if (line[at] == '(') {
        if (at > 0 && line[at - 1] == ']') length = window.find(')');
    } else if (window.starts_with("://")) {
        const auto end = std::find_if(window.begin(), window.end(), ends_url);
        return at + static_cast<std::size_t>(end - window.begin());
    }
    return length == std::string_view::npos ? length : at + length + 1;
}

std::vector<Span> find_spans(std::string_view line) {
    std::vector<Span> spans;
    const std::vector<Span> codes = code_spans(line);
    std::size_t next_code = 0;
    // A bracket that nothing closes within the window would be searched for again at each of its
    // kind.
    std::size_t no_close_before[2] = {0, 0};
    for (std::size_t at = 0; at < line.size();) {
        if (next_code < codes.size() && at >= codes[next_code].begin) {
            spans.push_back(codes[next_code]);
            at = std::max(at, codes[next_code++].end);
            continue;
        }
        std::size_t stop = at;
        while (stop < line.size() && !may_open(line[stop])) ++stop;
        if (stop == line.size()) break;
        if (line[stop] == '`') {
            const bool opens = next_code < codes.size() && codes[next_code].begin <= stop;
            at = opens ? codes[next_code].begin : stop + 1;
            continue;
        }
        at = stop + 1;
        const bool bracket = line[stop] != ':';
        std::size_t& barren = no_close_before[line[stop] == '<' ? 0 : 1];
        if (bracket && stop < barren) continue;
        const std::size_t end = other_span_end(line, stop);
        if (end == std::string_view::npos) {
            const char close = line[stop] == '<' ? '>' : ')';
            if (bracket && line.substr(stop, kLongestSpan).find(close) == std::string_view::npos) {
                barren = stop + kLongestSpan / 2;
            }
            continue;
        }
        spans.push_back({stop, end, false, {}});
        at = end;
        while (next_code < codes.size() && codes[next_code].begin < at) ++next_code;
    }
    return spans;
}

static std::size_t digits_end(std::string_view line, std::size_t at) {
    while (at < line.size() && is_digit(line[at])) ++at;
    return at;
}

static bool is_year(std::string_view digits) {
    return digits.size() == 4 && (digits.starts_with("19") || digits.starts_with("20"));
}

std::size_t date_end(std::string_view line, std::size_t at) {
    std::vector<std::string_view> parts;
    std::size_t end = at;
    while (parts.size() < 4) {
        const std::size_t stop = digits_end(line, end);
        if (stop == end) break;
        parts.push_back(line.substr(end, stop - end));
        end = stop;
        const bool more = end + 1 < line.size() && (line[end] == '-' || line[end] == '/') &&
                          is_digit(line[end + 1]);
        if (!more) break;
        ++end;
    }
    const auto month = [](std::string_view part) { return part.size() == 2 && part <= "12"; };
    const bool stamp = parts.size() == 2 && parts[0].size() == 8 && parts[1].size() == 6;
    const bool year_month = parts.size() == 2 && is_year(parts[0]) && month(parts[1]);
    const bool packed = parts.size() == 1 && parts[0].size() == 8 &&
                        is_year(parts[0].substr(0, 4)) && month(parts[0].substr(4, 2)) &&
                        parts[0].substr(6, 2) <= "31";
    return parts.size() > 2 || stamp || year_month || packed ? end : at;
}

}  // namespace chimera::formats::markdown
