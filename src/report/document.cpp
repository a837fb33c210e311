// SPDX-License-Identifier: Apache-2.0
#include "report/document.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "core/text.h"
#include "facts/skeleton.h"
#include "report/appendix.h"
#include "report/closure.h"
#include "report/markdown.h"
#include "report/names.h"
#include "report/record_json.h"

namespace chimera::report {

using facts::BlockIs;

namespace {

// What composing needs at hand; nothing outlives compose().
struct Desk {
    const facts::Draft& draft;
    std::span<const model::Source> sources;
    Names names;
    std::unordered_map<std::string, const facts::Template*> templates;
    std::set<facts::FactId> linked;
    std::string section;
    Document document;
};

}  // namespace

static void write_header(const facts::Header& header, std::string& out);
static Status write_section(const facts::Section& section, Desk& desk);
static Status check_said(const Desk& desk);

Result<Document> compose(const facts::Draft& draft, std::span<const model::Source> sources) {
    Desk desk{draft, sources, Names(draft, sources), {}, {}, {}, {}};
    for (const facts::Template& wording : draft.templates) {
        desk.templates.emplace(wording.id, &wording);
    }
    std::string& out = desk.document.markdown;
    write_header(draft.header, out);
    for (const facts::Section& section : draft.sections) TRY(write_section(section, desk));
    TRY(check_said(desk));
    TRY(check_closure(out));
    desk.document.linked.assign(desk.linked.begin(), desk.linked.end());
    out += appendix(draft.facts, desk.document.linked, sources);
    return std::move(desk.document);
}

static void write_header(const facts::Header& header, std::string& out) {
    out += fmt::format("# {}\n\n", plain(header.title, Place::kText));
    for (std::size_t i = 0; i < header.fields.size(); ++i) {
        const auto& [name, value] = header.fields[i];
        // Two spaces keep each field on a line of its own when the Markdown is shown.
        const bool is_last = i + 1 == header.fields.size();
        out += fmt::format("**{}:** {}{}\n", plain(name, Place::kText), plain(value, Place::kText),
                           is_last ? "" : "  ");
    }
    if (!header.fields.empty()) out += '\n';
    out += "---\n";
}

static Error broken(std::string_view what, std::string_view which) {
    return internal_error(
        fmt::format("the draft {} `{}`; this is a fault of chimera, and no report "
                    "was written",
                    what, which));
}

// The beginning of a long text in somebody else's words, up to the end of a word where one ends.
static std::string cut(const std::string& text) {
    constexpr std::size_t kLongest = 120;
    constexpr std::size_t kShortest = 60;
    const std::string line = one_line(text);
    if (line.size() <= kLongest) return text;
    std::string_view kept = utf8_prefix(line, kLongest);
    const auto blank = kept.rfind(' ');
    if (blank != std::string_view::npos && blank >= kShortest) kept = kept.substr(0, blank);
    return std::string(kept) + "\xE2\x80\xA6";
}

static Result<Piece> fill_slot(const facts::Slot& slot, Desk& desk) {
    const auto is_fact = [&](facts::FactId id) {
        return id != facts::kNoFact && id <= desk.draft.facts.size();
    };
    if (const auto* fact = std::get_if<facts::FactSlot>(&slot)) {
        if (!is_fact(fact->fact))
            return broken("links an unknown fact", std::to_string(fact->fact));
        const std::string& display = desk.draft.facts[fact->fact - 1].display;
        return Piece{Piece::Is::kFact, fact->shown.empty() ? display : fact->shown, fact->fact};
    }
    if (const auto* scope = std::get_if<facts::ScopeSlot>(&slot)) {
        if (!is_fact(scope->of)) return broken("names an unknown fact", std::to_string(scope->of));
        const auto& values = desk.draft.facts[scope->of - 1].scope;
        const auto value = values.find(scope->key);
        if (value == values.end()) return broken("names a scope its fact lacks", scope->key);
        return Piece{Piece::Is::kName, desk.names.scope(value->second)};
    }
    if (const auto* source = std::get_if<facts::SourceSlot>(&slot)) {
        if (source->source >= desk.sources.size()) {
            return broken("names an unknown source", std::to_string(source->source));
        }
        return Piece{Piece::Is::kName, desk.names.source(source->source)};
    }
    if (const auto* name = std::get_if<facts::NameSlot>(&slot)) {
        return Piece{Piece::Is::kName, name->may_be_cut ? cut(name->name) : name->name};
    }
    return Piece{Piece::Is::kWords, std::get<facts::LiteralSlot>(slot).text};
}

static std::string markdown_of(const Piece& piece, Place place) {
    if (piece.is == Piece::Is::kFact) return fact_link(piece.fact, piece.text, place);
    if (piece.is == Piece::Is::kName) return code_span(piece.text, place);
    return mixed(piece.text, place);
}

// The words of a template between its slots; in a table's, bars part the cells.
static void add_words(std::string_view words, Place place, Claim& claim) {
    claim.text += words;
    if (place == Place::kText) {
        claim.pieces.push_back({Piece::Is::kWords, std::string(words)});
        return;
    }
    const std::vector<std::string_view> cells = split(words, '|');
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) claim.pieces.push_back({Piece::Is::kBar, {}});
        if (!trim(cells[i]).empty()) {
            claim.pieces.push_back({Piece::Is::kWords, std::string(cells[i])});
        }
    }
}

// Words that hold code spans of their own, such as the name of a metric, are pieces of their own.
static void add_piece(Piece piece, Claim& claim) {
    const auto ticks = std::count(piece.text.begin(), piece.text.end(), '`');
    if (piece.is != Piece::Is::kWords || ticks == 0 || ticks % 2 != 0) {
        claim.pieces.push_back(std::move(piece));
        return;
    }
    const auto parts = split(piece.text, '`');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto is = i % 2 == 0 ? Piece::Is::kWords : Piece::Is::kName;
        if (!parts[i].empty()) claim.pieces.push_back({is, std::string(parts[i])});
    }
}

// The template with its slots filled; the claim gets the slots and the linked facts.
static Status fill(const facts::Template& wording, const facts::Slots& slots, Claim& claim,
                   Desk& desk) {
    const Place place = wording.columns.empty() ? Place::kText : Place::kTable;
    for (const facts::TextPart& part : facts::parts_of(wording.text)) {
        if (!part.is_slot) {
            if (part.text.find('{') != std::string_view::npos) {
                return broken("has an open slot in", wording.id);
            }
            add_words(part.text, place, claim);
            continue;
        }
        const std::string name(part.text);
        const auto slot = slots.find(name);
        if (slot == slots.end()) return broken("fills no slot " + name + " of", wording.id);
        TRY_ASSIGN(Piece piece, fill_slot(slot->second, desk));
        claim.text += markdown_of(piece, place);
        add_piece(std::move(piece), claim);
        claim.slots.insert(*slot);
        if (const auto* fact = std::get_if<facts::FactSlot>(&slot->second)) {
            desk.linked.insert(fact->fact);
            if (std::find(claim.linked.begin(), claim.linked.end(), fact->fact) ==
                claim.linked.end()) {
                claim.linked.push_back(fact->fact);
            }
        }
    }
    return Done{};
}

static Result<const facts::Template*> template_of(const facts::Sentence& sentence,
                                                  const Desk& desk) {
    if (sentence.proposition >= desk.draft.propositions.size()) {
        return broken("states an unknown proposition", std::to_string(sentence.proposition));
    }
    const auto found = desk.templates.find(sentence.wording);
    if (found == desk.templates.end()) return broken("uses an unknown template", sentence.wording);
    if (found->second->proposition != desk.draft.propositions[sentence.proposition].kind) {
        return broken("states a proposition by a template of another kind,", sentence.wording);
    }
    return found->second;
}

// Appends the sentence's claim and its text.
static Status say(const facts::Sentence& sentence, std::string& out, Desk& desk) {
    TRY_ASSIGN(const facts::Template* wording, template_of(sentence, desk));
    Claim claim;
    claim.id = desk.document.claims.size() + 1;
    claim.section = desk.section;
    claim.wording = wording->id;
    claim.proposition = sentence.proposition;
    claim.origin = sentence.origin;
    TRY(fill(*wording, desk.draft.propositions[sentence.proposition].slots, claim, desk));
    out += claim.text;
    desk.document.claim_of.emplace(sentence.proposition, claim.id);
    desk.document.claims.push_back(std::move(claim));
    return Done{};
}

static Status say_all(const std::vector<facts::Sentence>& sentences, std::string& out, Desk& desk) {
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        if (i > 0) out += ' ';
        TRY(say(sentences[i], out, desk));
    }
    return Done{};
}

static Status write_table(const facts::Block& block, Desk& desk) {
    std::string& out = desk.document.markdown;
    const std::vector<std::string>* columns = nullptr;
    for (const std::vector<facts::Sentence>& row : block.items) {
        if (row.size() != 1) return broken("has a table row of several sentences in", desk.section);
        TRY_ASSIGN(const facts::Template* wording, template_of(row.front(), desk));
        if (wording->columns.empty()) return broken("has a row without columns,", wording->id);
        if (columns == nullptr) {
            columns = &wording->columns;
            std::string rule = "|";
            out += '|';
            for (const std::string& column : *columns) {
                out += fmt::format(" {} |", plain(column, Place::kTable));
                rule += "---|";
            }
            out += '\n' + rule + '\n';
        } else if (wording->columns != *columns) {
            return broken("mixes rows of different tables,", wording->id);
        }
        TRY(say(row.front(), out, desk));
        out += '\n';
    }
    return Done{};
}

// What a reader sees of a claim: without links and marks.
static std::string seen(const Claim& claim) {
    std::string out;
    for (const Piece& piece : claim.pieces) {
        out += piece.is == Piece::Is::kName ? name_text(piece.text) : one_line(piece.text);
    }
    return out;
}

// A picture with its title in words. Its title is the last claim so far that states it.
static Status write_figure(const facts::Block& block, Desk& desk) {
    if (block.figure >= desk.draft.figures.size()) {
        return broken("shows an unknown figure", std::to_string(block.figure));
    }
    const facts::Figure& figure = desk.draft.figures[block.figure];
    const auto& claims = desk.document.claims;
    const auto title = std::find_if(claims.rbegin(), claims.rend(), [&](const Claim& claim) {
        return claim.proposition == figure.title && !claim.text.starts_with('|');
    });
    if (title == claims.rend()) return broken("does not say the title of the figure", figure.id);
    const std::string text = seen(*title);
    desk.document.figures.push_back({block.figure, title->id, text});
    if (figure.picture.empty()) return Done{};
    desk.document.markdown +=
        fmt::format("\n![{}]({})\n", plain(text, Place::kText), figure.picture);
    return Done{};
}

static Status write_block(const facts::Block& block, Desk& desk) {
    std::string& out = desk.document.markdown;
    if (block.is == BlockIs::kFigure) return write_figure(block, desk);
    if (block.is == BlockIs::kFence) {
        const std::string body = block.record ? record_json(*block.record) : block.body;
        out += fmt::format("\n```{}\n{}```\n", plain(block.fence, Place::kText), fence_body(body));
        return Done{};
    }
    const bool says_something =
        std::any_of(block.items.begin(), block.items.end(),
                    [](const std::vector<facts::Sentence>& item) { return !item.empty(); });
    if (!says_something) return Done{};
    out += '\n';
    if (block.is == BlockIs::kTable) return write_table(block, desk);
    std::size_t number = 0;
    for (const std::vector<facts::Sentence>& item : block.items) {
        if (item.empty()) continue;
        if (block.is == BlockIs::kList) out += "- ";
        if (block.is == BlockIs::kNumbered) out += fmt::format("{}. ", number + 1);
        // The items of a paragraph follow each other on one line.
        if (block.is == BlockIs::kParagraph && number > 0) out.back() = ' ';
        ++number;
        TRY(say_all(item, out, desk));
        out += '\n';
    }
    return Done{};
}

static Status write_section(const facts::Section& section, Desk& desk) {
    desk.section = plain(section.heading, Place::kText);
    const auto level = static_cast<std::size_t>(std::clamp(section.level, 2, 6));
    desk.document.markdown += fmt::format("\n{} {}\n", std::string(level, '#'), desk.section);
    for (const facts::Block& block : section.blocks) TRY(write_block(block, desk));
    return Done{};
}

// Regressions, conflicts, failures and gaps are said, and advice rests on claims of this report.
static Status check_said(const Desk& desk) {
    const auto& said = desk.document.claim_of;
    for (std::size_t i = 0; i < desk.draft.propositions.size(); ++i) {
        const facts::Proposition& proposition = desk.draft.propositions[i];
        if (!said.contains(i)) {
            if (proposition.mandatory)
                return broken("drops a mandatory finding of", proposition.topic);
            continue;
        }
        for (const auto& [name, argument] : proposition.arguments) {
            const auto* because = std::get_if<facts::Because>(&argument);
            if (because == nullptr) continue;
            for (const std::size_t reason : because->propositions) {
                if (!said.contains(reason)) {
                    return broken("rests advice on something unsaid,", proposition.kind);
                }
            }
        }
    }
    return Done{};
}

}  // namespace chimera::report
