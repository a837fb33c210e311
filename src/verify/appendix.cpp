// SPDX-License-Identifier: Apache-2.0
// The appendix: one row for each linked fact, `| <a id="f12"></a>F12 | label | value and unit | how
// | class |`.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/body.h"
#include "verify/shown.h"
#include "verify/shown_name.h"
#include "verify/words.h"

namespace chimera::verify {

static std::set<std::uint32_t> linked_facts(const ReportText& text) {
    std::set<std::uint32_t> out;
    std::string wrong;
    for (const Line& line : text.body) {
        for (const Piece& piece : pieces_of(line.text, false, wrong)) {
            if (piece.is == PieceIs::kLink) out.insert(piece.fact);
        }
    }
    return out;
}

// The files that a fact is over, through other facts too.
static void gather_sources(const Fact& fact, const Evidence& evidence, std::set<std::uint32_t>& out,
                           int depth) {
    constexpr int kDeepest = 16;
    if (depth > kDeepest) return;
    for (const Operand& operand : fact.operands) {
        if (operand.is_cells()) out.insert(operand.source);
        for (const Operand& arg : operand.args) out.insert(arg.source);
        out.insert(operand.sources.begin(), operand.sources.end());
        const Fact* other = evidence.fact(operand.fact);
        if (other != nullptr) gather_sources(*other, evidence, out, depth + 1);
    }
}

// "mean of 2 cells of `a.csv`": the op, n where it is given, files that the fact is over.
static std::string wrong_how(const std::string& how, const Fact& fact, const Evidence& evidence) {
    std::set<std::uint32_t> sources;
    gather_sources(fact, evidence, sources, 0);
    std::string wrong;
    const auto pieces = pieces_of(how, false, wrong);
    if (!wrong.empty()) return wrong;
    if (!how.starts_with(fact.op)) return fmt::format("it is made by `{}`", fact.op);
    std::string free;
    for (const Piece& piece : pieces) {
        if (piece.is == PieceIs::kText) free += piece.text;
        if (piece.is != PieceIs::kCode) continue;
        const bool known = std::any_of(sources.begin(), sources.end(), [&](std::uint32_t id) {
            const Source* source = evidence.source(id);
            return source != nullptr &&
                   as_name(source->path).ends_with(without_pipe_escapes(piece.text));
        });
        if (!known) return fmt::format("it is not over `{}`", utf8_prefix(piece.text, 80));
    }
    const auto all = words(free);
    for (std::size_t i = 0; i < all.size(); ++i) {
        const std::string_view word = all[i];
        const std::string next = i + 1 < all.size() ? lower(all[i + 1]) : "";
        const auto number = parse_double(word);
        if (next == "cell" || next == "cells") {
            if (!number || *number != static_cast<double>(fact.n)) {
                return fmt::format("it is over {} cells", fact.n);
            }
        }
        const std::uint32_t other = id_of(word, 'F');
        const bool operand = std::any_of(fact.operands.begin(), fact.operands.end(),
                                         [&](const Operand& one) { return one.fact == other; });
        if (other != 0 && !operand) return fmt::format("it is not over F{}", other);
        if (next == "more" && number) {
            const std::string what = i + 2 < all.size() ? lower(all[i + 2]) : "";
            const std::size_t of = what.starts_with("fact") ? fact.operands.size() : sources.size();
            if (*number > static_cast<double>(of)) return "it is not over that many";
        }
    }
    return {};
}

static void check_row(const Line& line, const std::vector<std::string>& cells, const Fact& fact,
                      Executor& executor, std::vector<Unsupported>& out) {
    const auto wrong = [&](const std::string& text, std::string reason) {
        out.push_back({line.number, std::string(utf8_prefix(text, 160)), std::move(reason)});
    };
    const std::string value = unescape_markdown(cells[2]);
    if (std::string reason = not_shown(value, fact); !reason.empty()) wrong(value, reason);
    const bool has_unit = fact.unit.empty() || value.ends_with(fact.unit);
    if (!has_unit && fact.number() != nullptr) wrong(value, "the value lacks its unit");
    if (std::string reason = wrong_how(cells[3], fact, executor.evidence()); !reason.empty()) {
        wrong(cells[3], reason);
    }
    if (cells[4] != fact.kind) wrong(cells[4], fmt::format("F{} is {}", fact.id, fact.kind));
}

// The scope values of a fact and of all that it is over.
static void gather_scope(const Fact& fact, const Evidence& evidence, std::set<std::string>& out,
                         int depth) {
    constexpr int kDeepest = 16;
    if (depth > kDeepest) return;
    for (const auto& [key, value] : fact.scope) out.insert(as_name(value));
    for (const Operand& operand : fact.operands) {
        const Fact* other = evidence.fact(operand.fact);
        if (other != nullptr) gather_scope(*other, evidence, out, depth + 1);
    }
}

// A label in other words than the fact's own: its statistic and its entities must still be the
// fact's.
static std::string other_thing(const std::string& label, const Fact& fact,
                               const Evidence& evidence) {
    for (const std::string& name : statistics_in(label)) {
        const bool own = fact.op.starts_with(name) || fact.statistic.starts_with(name) ||
                         (fact.op == "quantile" && name[0] == 'p');
        if (!own && fact.kind != "derived") return fmt::format("F{} is no {}", fact.id, name);
    }
    std::set<std::string> own;
    gather_scope(fact, evidence, own, 0);
    std::string wrong;
    for (const Piece& piece : pieces_of(label, false, wrong)) {
        const std::string named = without_pipe_escapes(piece.text);
        if (piece.is != PieceIs::kCode || own.contains(named)) continue;
        for (const Fact& other : evidence.facts) {
            const bool foreign =
                std::any_of(other.scope.begin(), other.scope.end(),
                            [&](const auto& s) { return as_name(s.second) == named; });
            if (foreign) return fmt::format("F{} is not of `{}`", fact.id, piece.text);
        }
    }
    return {};
}

static bool is_own_label(const std::string& label, const Fact& fact) {
    // Escapes and the marks of code spans depend on what stands around them.
    const auto bare = [](std::string_view text) {
        std::string out;
        for (const char c : as_name(text)) {
            if (c != '\\') out += c;
        }
        return out;
    };
    return bare(label) == bare(fact.label);
}

// The label: the fact's own, or one whose names and numbers are the fact's.
static void check_label(const Line& line, const std::string& label, const Fact& fact, Names& names,
                        const Evidence& evidence, std::vector<Unsupported>& out) {
    if (is_own_label(label, fact)) return;
    std::string wrong = other_thing(label, fact, evidence);
    for (const Piece& piece : pieces_of(label, false, wrong)) {
        std::string reason;
        if (piece.is == PieceIs::kCode) reason = names.unknown(piece.text);
        if (piece.is == PieceIs::kText) {
            for (const auto word : words(piece.text)) {
                const std::uint32_t other = id_of(word, 'F');
                const bool operand = std::any_of(
                    fact.operands.begin(), fact.operands.end(),
                    [&](const Operand& one) { return other != 0 && one.fact == other; });
                if (!operand && !free_numeral(word).empty())
                    reason = "the number is bound to no fact";
            }
        }
        if (!reason.empty()) out.push_back({line.number, piece.text, reason});
    }
    if (!wrong.empty()) out.push_back({line.number, std::string(utf8_prefix(label, 120)), wrong});
}

void check_appendix(const ReportText& text, Executor& executor, Names& names,
                    std::vector<Unsupported>& unsupported) {
    constexpr std::size_t kColumns = 5;
    const auto linked = linked_facts(text);
    std::set<std::uint32_t> seen;
    std::size_t own_labels = 0;
    std::vector<std::pair<const Line*, std::string>> other_labels;
    for (const Line& line : text.appendix) {
        if (line.is == LineIs::kTableHeading || line.is == LineIs::kHeading) continue;
        const auto cells = row_cells(line.text);
        const auto wrong = [&](std::string reason) {
            unsupported.push_back(
                {line.number, std::string(utf8_prefix(line.text, 160)), std::move(reason)});
        };
        if (line.is != LineIs::kRow || cells.size() != kColumns) {
            wrong("it is no row of the appendix");
            continue;
        }
        const auto close = cells[0].find("</a>");
        const std::string name = close == std::string::npos ? cells[0] : cells[0].substr(close + 4);
        const std::uint32_t id = id_of(name, 'F');
        const Fact* fact = executor.evidence().fact(id);
        if (fact == nullptr || cells[0] != fmt::format("<a id=\"f{}\"></a>F{}", id, id)) {
            wrong("it is no fact's row");
            continue;
        }
        if (!seen.insert(id).second) wrong("the fact has a row already");
        if (!linked.contains(id)) wrong("the text does not link it");
        check_row(line, cells, *fact, executor, unsupported);
        check_label(line, cells[1], *fact, names, executor.evidence(), unsupported);
        if (is_own_label(cells[1], *fact))
            ++own_labels;
        else
            other_labels.emplace_back(&line, cells[1]);
    }
    // Where rows carry the labels of the evidence, one that does not was changed.
    if (own_labels > other_labels.size()) {
        for (const auto& [line, label] : other_labels) {
            unsupported.push_back({line->number, label, "it is not the fact's label"});
        }
    }
    for (const std::uint32_t id : linked) {
        if (!seen.contains(id)) {
            unsupported.push_back(
                {text.evidence_heading, fmt::format("F{}", id), "the appendix has no row for it"});
        }
    }
}

}  // namespace chimera::verify
