// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_scan.h"

#include <algorithm>

#include "formats/json/json_token.h"

namespace chimera::formats {

static constexpr std::size_t kLevels = 1024;

static bool is_blank(char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

// What may stand between two documents: blanks, a comma, the record separator of RFC 7464.
static bool is_between(char c) {
    return is_blank(c) || c == ',' || c == '\x1e';
}

// A document that is one number, word or string.
static DocumentScan scan_scalar(std::string_view text, std::size_t begin) {
    DocumentScan scan{DocumentScan::State::kComplete, begin, begin, {}};
    if (text[begin] == '"') {
        scan.end = std::min(end_of_string(text, begin + 1) + 1, text.size());
        return scan;
    }
    while (scan.end < text.size() && !is_blank(text[scan.end]) &&
           std::string_view("{[\",").find(text[scan.end]) == std::string_view::npos) {
        ++scan.end;
    }
    return scan;
}

// Levels beyond kLevels are counted, not kept: a file of brackets must not take memory of its own
// size.
DocumentScan scan_document(std::string_view text, std::size_t from, std::size_t stop) {
    text = text.substr(0, stop);
    while (from < text.size() && is_between(text[from])) ++from;
    DocumentScan scan{DocumentScan::State::kNone, from, from, {}};
    if (from >= text.size()) return scan;
    if (text[from] != '{' && text[from] != '[') return scan_scalar(text, from);
    scan.state = DocumentScan::State::kBroken;
    std::vector<OpenBracket>& open = scan.open;
    std::size_t depth = 0;
    for (std::size_t i = from; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '"') {
            i = end_of_string(text, i + 1);
        } else if (c == '{' || c == '[') {
            if (depth == open.size() && depth > 0 && c == '{') open.back().of_objects = true;
            if (++depth <= kLevels) open.push_back({c == '[', false, i, i + 1});
        } else if (c == '}' || c == ']') {
            if (depth == open.size() && open.back().array != (c == ']')) {
                scan.end = i;
                return scan;
            }
            if (depth == open.size()) open.pop_back();
            if (--depth == 0) {
                scan.state = DocumentScan::State::kComplete;
                scan.end = i + 1;
                return scan;
            }
            if (depth == open.size()) open.back().complete = i + 1;
        } else if (c == ',' && depth == open.size()) {
            open.back().complete = i;
        }
    }
    scan.end = text.size();
    return scan;
}

// Which of the open brackets is cut, as sound_part() says.
static std::size_t bracket_to_cut(const std::vector<OpenBracket>& open) {
    for (std::size_t i = open.size(); i-- > 0;) {
        if (open[i].array && open[i].of_objects) return i;
    }
    for (std::size_t i = 0; i < open.size(); ++i) {
        if (open[i].array) return i;
    }
    return open.size() - 1;
}

std::string sound_part(std::string_view text, const DocumentScan& broken) {
    if (broken.open.empty()) return {};
    const std::size_t cut = bracket_to_cut(broken.open);
    std::string sound(text.substr(broken.begin, broken.open[cut].complete - broken.begin));
    for (std::size_t i = cut + 1; i-- > 0;) sound.push_back(broken.open[i].array ? ']' : '}');
    return sound;
}

std::pair<std::size_t, std::size_t> element_around(std::string_view text, std::size_t begin,
                                                   std::size_t at) {
    const DocumentScan before = scan_document(text, begin, at);
    if (before.state != DocumentScan::State::kBroken) return {0, 0};
    for (std::size_t i = before.open.size(); i-- > 1;) {
        const OpenBracket& array = before.open[i - 1];
        if (!array.array || before.open[i].array) continue;
        const DocumentScan element = scan_document(text, before.open[i].open, text.size());
        if (element.state != DocumentScan::State::kComplete) return {0, 0};
        return {element.begin, element.end};
    }
    return {0, 0};
}

void blank_control_characters(std::string& text) {
    for (std::size_t i = text.find('"'); i < text.size(); i = text.find('"', i + 1)) {
        const std::size_t end = end_of_string(text, i + 1);
        for (std::size_t k = i; k < end; ++k) {
            if (static_cast<unsigned char>(text[k]) < 0x20U) text[k] = ' ';
        }
        i = end;
    }
}

std::size_t line_of(std::string_view text, std::size_t at) {
    const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(at, text.size()));
    return 1 + static_cast<std::size_t>(std::count(text.begin(), end, '\n'));
}

}  // namespace chimera::formats
