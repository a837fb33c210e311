// SPDX-License-Identifier: Apache-2.0
#include "verify/body.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "verify/words.h"

namespace chimera::verify {

// A table's heading cells are those of the row's template.
static std::string wrong_columns(const Claim& claim, const Line& line, const Evidence& evidence,
                                 const ReportText& text) {
    const auto wording = evidence.templates.find(claim.wording);
    if (wording == evidence.templates.end()) return {};
    const auto& columns = wording->second.columns;
    if (line.is != LineIs::kRow) return columns.empty() ? "" : "it is a table row outside a table";
    std::vector<std::string> headings;
    for (const auto& heading : text.tables[line.table])
        headings.push_back(unescape_markdown(heading));
    std::vector<std::string> expected;
    for (const auto& column : columns) expected.emplace_back(trim(unescape_markdown(column)));
    return headings == expected ? "" : "the headings of its table are not those of its template";
}

Placing place_claims(const Evidence& evidence, const ReportText& text,
                     std::vector<Unsupported>& unsupported) {
    constexpr std::size_t kAhead = 64;
    const auto& claims = evidence.claims;
    Placing out;
    out.line_of.assign(claims.size(), std::string::npos);
    std::size_t next = 0;
    for (std::size_t l = 0; l < text.body.size(); ++l) {
        const Line& line = text.body[l];
        if (line.is != LineIs::kContent && line.is != LineIs::kRow) continue;
        std::string_view rest = line.text;
        while (!rest.empty()) {
            std::size_t found = std::string::npos;
            for (std::size_t c = next; c < std::min(claims.size(), next + kAhead); ++c) {
                const std::string_view said = trim(claims[c].text);
                const bool ends = rest.size() == said.size() ||
                                  (rest.size() > said.size() && rest[said.size()] == ' ');
                if (said.empty() || !rest.starts_with(said) || !ends) continue;
                found = c;
                break;
            }
            if (found == std::string::npos) {
                unsupported.push_back({line.number, std::string(utf8_prefix(rest, 200)),
                                       "it is no claim of the evidence at this place"});
                break;
            }
            out.line_of[found] = l;
            next = found + 1;
            if (std::string wrong = wrong_columns(claims[found], line, evidence, text);
                !wrong.empty()) {
                unsupported.push_back({line.number, std::string(utf8_prefix(rest, 200)), wrong});
            }
            rest.remove_prefix(trim(claims[found].text).size());
            if (!rest.empty()) rest.remove_prefix(1);
        }
    }
    return out;
}

static void check_line(const Line& line, Names& names, std::vector<Unsupported>& unsupported) {
    std::string wrong;
    std::string_view content = line.text;
    if (line.is == LineIs::kHeading) {
        // A heading's own number: "2." or "2.1".
        std::size_t at = 0;
        while (at < content.size() && (is_digit(content[at]) || content[at] == '.')) ++at;
        if (at > 0 && (at == content.size() || content[at] == ' ')) content.remove_prefix(at);
        if (contains_ignoring_case(content, "evidence")) wrong = "only the appendix is headed so";
    }
    for (const Piece& piece : pieces_of(content, false, wrong)) {
        if (piece.is == PieceIs::kText) {
            const std::string numeral = free_numeral(piece.text);
            if (!numeral.empty()) {
                unsupported.push_back({line.number, numeral, "the number is bound to no fact"});
            }
            continue;
        }
        if (piece.is == PieceIs::kLink) {
            if (line.is == LineIs::kHeading || line.is == LineIs::kTableHeading) {
                unsupported.push_back({line.number, piece.text, "a heading links a fact"});
            }
            continue;
        }
        const std::string unknown = names.unknown(piece.text);
        if (!unknown.empty()) unsupported.push_back({line.number, piece.text, unknown});
    }
    if (line.is == LineIs::kHeading || line.is == LineIs::kTableHeading) {
        // A table's heading is part of its rows' template, and judged there.
        const auto gated = gated_in(content);
        if (!gated.empty() && line.is == LineIs::kHeading) {
            unsupported.push_back({line.number, gated[0], "a heading uses a gated word"});
        }
    }
    if (!wrong.empty()) {
        unsupported.push_back({line.number, std::string(utf8_prefix(line.text, 120)), wrong});
    }
}

void check_words(const ReportText& text, Names& names, std::vector<Unsupported>& unsupported) {
    for (const Line& line : text.body) {
        if (line.is != LineIs::kOther) check_line(line, names, unsupported);
    }
    // Behind the appendix nothing follows.
    for (const Line& line : text.appendix) {
        if (line.is == LineIs::kHeading) {
            unsupported.push_back(
                {line.number, std::string(line.text), "it stands behind the appendix"});
        }
    }
    if (text.evidence_heading == 0) {
        unsupported.push_back({0, "## Evidence", "the report has no appendix of that name"});
    }
}

// Runs of digits with what joins them: "2026-01-01", "0.1.0", "270m".
static std::vector<std::string> numerals(std::string_view text) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && (is_digit(text[end]) ||
                                     ((text[end] == '-' || text[end] == '.' || text[end] == ':') &&
                                      end + 1 < text.size() && is_digit(text[end + 1])))) {
            ++end;
        }
        out.emplace_back(text.substr(at, end - at));
        at = end;
    }
    return out;
}

static bool stands_whole(std::string_view text, std::string_view number) {
    for (auto at = text.find(number); at != std::string_view::npos;
         at = text.find(number, at + 1)) {
        const bool before = at > 0 && is_digit(text[at - 1]);
        const auto end = at + number.size();
        if (!before && (end >= text.size() || !is_digit(text[end]))) return true;
    }
    return false;
}

void check_header(const ReportText& text, const Evidence& evidence,
                  std::vector<Unsupported>& unsupported) {
    for (const Line& line : text.header) {
        for (const std::string& numeral : numerals(line.text)) {
            if (stands_whole(evidence.raw_report, numeral)) continue;
            unsupported.push_back({line.number, numeral, "the evidence says nothing of it"});
        }
    }
}

}  // namespace chimera::verify
