// SPDX-License-Identifier: Apache-2.0
#include "report/appendix.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "report/markdown.h"

namespace chimera::report {

// More files or facts than these are counted, not named.
static constexpr std::size_t kNamedFiles = 3;
static constexpr std::size_t kNamedFacts = 4;

static std::string listed(const std::vector<std::string>& names, std::size_t most,
                          std::string_view more) {
    const std::size_t shown = std::min(names.size(), most);
    std::string out;
    for (std::size_t i = 0; i < shown; ++i) {
        if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
        out += names[i];
    }
    if (names.size() > shown) out += fmt::format(" and {} more {}", names.size() - shown, more);
    return out;
}

static std::string parameters_of(const facts::Fact& fact) {
    std::vector<std::string> shown;
    for (const auto& [name, value] : fact.params) {
        std::string text;
        if (const auto* number = std::get_if<double>(&value)) text = shortest(*number);
        if (const auto* whole = std::get_if<std::int64_t>(&value)) text = std::to_string(*whole);
        if (const auto* words = std::get_if<std::string>(&value)) text = *words;
        if (!text.empty()) shown.push_back(fmt::format("{} {}", name, text));
    }
    return shown.empty() ? "" : fmt::format(" ({})", join(shown, ", "));
}

namespace {

struct Origins {
    std::vector<std::string> facts;
    std::set<model::SourceIndex> files;
    bool has_cells = false;
};

}  // namespace

static Origins origins_of(const facts::Fact& fact) {
    Origins out;
    for (const facts::Operand& operand : fact.operands) {
        if (const auto* cells = std::get_if<facts::Cells>(&operand)) {
            out.has_cells = true;
            out.files.insert(cells->source);
        } else if (const auto* of = std::get_if<facts::OfFact>(&operand)) {
            out.facts.push_back(fmt::format("F{}", of->fact));
        } else if (const auto* listing = std::get_if<facts::OfSources>(&operand)) {
            out.files.insert(listing->sources.begin(), listing->sources.end());
        } else {
            out.has_cells = true;
            for (const facts::Cells& each : std::get<facts::Mapped>(operand).args) {
                out.files.insert(each.source);
            }
        }
    }
    return out;
}

std::string how_made(const facts::Fact& fact, std::span<const model::Source> sources) {
    const Origins origins = origins_of(fact);
    std::string out = fact.op + parameters_of(fact);
    if (!origins.facts.empty()) return out + " of " + listed(origins.facts, kNamedFacts, "facts");
    if (origins.files.empty()) return out;
    if (origins.has_cells) out += fmt::format(" of {} {}", fact.n, fact.n == 1 ? "cell" : "cells");
    // More than are named are only counted, so there is no need for the names of thousands.
    std::vector<std::string> names(origins.files.size());
    auto index = origins.files.begin();
    for (std::size_t i = 0; i < std::min(names.size(), kNamedFiles); ++i, ++index) {
        if (*index < sources.size()) names[i] = code_span(sources[*index].path, Place::kText);
    }
    return out + " of " + listed(names, kNamedFiles, "files");
}

// Where the label names a value of the fact's scope in back-ticks, that value may itself hold
// back-ticks: it becomes one closed name.
std::vector<Piece> label_pieces(const facts::Fact& fact) {
    std::vector<Piece> out;
    std::string_view rest = fact.label;
    const auto add_words = [&](std::string_view words) {
        if (!words.empty()) out.push_back({Piece::Is::kWords, std::string(words)});
    };
    const auto value_at_start = [&]() -> const std::string* {
        for (const auto& [key, value] : fact.scope) {
            const bool is_here = rest.size() > value.size() + 1 &&
                                 rest.substr(1).starts_with(value) && rest[value.size() + 1] == '`';
            if (is_here) return &value;
        }
        return nullptr;
    };
    while (true) {
        const std::size_t tick = rest.find('`');
        add_words(rest.substr(0, tick));
        if (tick == std::string_view::npos) return out;
        rest.remove_prefix(tick);
        const std::string* value = value_at_start();
        if (value == nullptr) {
            // Not a name of the scope: what follows is taken as it stands, and closed if it must
            // be.
            add_words(rest);
            return out;
        }
        out.push_back({Piece::Is::kName, *value});
        rest.remove_prefix(value->size() + 2);
    }
}

static std::string label_cell(const facts::Fact& fact) {
    std::string out;
    for (const Piece& piece : label_pieces(fact)) {
        out += piece.is == Piece::Is::kName ? code_span(piece.text, Place::kTable)
                                            : mixed(piece.text, Place::kTable);
    }
    return out;
}

std::string value_and_unit(const facts::Fact& fact) {
    if (fact.unit.empty() || fact.display.ends_with(fact.unit)) return fact.display;
    return fact.display + ' ' + fact.unit;
}

std::string appendix(const std::vector<facts::Fact>& facts, std::span<const facts::FactId> linked,
                     std::span<const model::Source> sources) {
    std::string out =
        "\n## Evidence\n\n| Fact | What | Value | How | Class |\n|---|---|---|---|---|\n";
    for (const facts::FactId id : linked) {
        const facts::Fact& fact = facts[id - 1];
        out += fmt::format("| <a id=\"f{}\"></a>F{} | {} | {} | {} | {} |\n", id, id,
                           label_cell(fact), plain(value_and_unit(fact), Place::kTable),
                           mixed(how_made(fact, sources), Place::kTable),
                           facts::class_name(fact.kind));
    }
    return out;
}

}  // namespace chimera::report
