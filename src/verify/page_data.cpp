// SPDX-License-Identifier: Apache-2.0
// The evidence in a page against the evidence file, and its cells against the raw files.
#include <fmt/format.h>

#include <algorithm>

#include "core/packed.h"
#include "core/text.h"
#include "model/redact.h"
#include "verify/page.h"

namespace chimera::verify {

// No page holds more evidence than this.
static constexpr std::size_t kMostBytes = std::size_t{1} << 28U;

namespace {

struct Desk {
    const JsonTree& page;
    const JsonTree& evidence;
    const Input& input;
    std::vector<Problem>& problems;
    JsonId samples = kNoJson;
    JsonId scopes = kNoJson;
};

}  // namespace

static void wrong(std::string what, Desk& desk) {
    constexpr std::size_t kMost = 50;
    if (desk.problems.size() < kMost) {
        desk.problems.push_back({"report.html, its evidence", std::move(what)});
    }
}

namespace {

struct At {
    const JsonTree& tree;
    JsonId id;
};

}  // namespace

// Both are the same value: numbers by value, texts by what they mean, lists and objects by parts.
// `but`: keys of the first that are none of the second's business.
static bool is_same(const At& a, const At& b, std::initializer_list<std::string_view> but = {}) {
    if (a.id == kNoJson || b.id == kNoJson) return a.id == b.id;
    const JsonKind kind = a.tree.node(a.id).kind;
    if (kind != b.tree.node(b.id).kind) return false;
    if (a.tree.is_scalar(a.id)) {
        const auto number = a.tree.number(a.id);
        return number ? number == b.tree.number(b.id) : a.tree.text(a.id) == b.tree.text(b.id);
    }
    const bool is_object = kind == JsonKind::kObject;
    std::size_t compared = 0;
    for (JsonId at = a.tree.first_child(a.id); at != kNoJson; at = a.tree.next_sibling(at)) {
        const std::string key = is_object ? a.tree.key(at) : "";
        if (is_object && std::find(but.begin(), but.end(), key) != but.end()) continue;
        const JsonId partner = is_object ? b.tree.member(b.id, key) : b.tree.child(b.id, compared);
        ++compared;
        if (partner == kNoJson || !is_same({a.tree, at}, {b.tree, partner})) return false;
    }
    return compared == b.tree.child_count(b.id);
}

static JsonId sample_at(JsonId index, Desk& desk) {
    const auto number = desk.page.number(index);
    if (!number || *number < 0) return kNoJson;
    return desk.page.child(desk.samples, static_cast<std::uint64_t>(*number));
}

static bool is_sample(JsonId index, JsonId cells, Desk& desk) {
    return is_same({desk.page, sample_at(index, desk)}, {desk.evidence, cells},
                   {"n", "cells", "which"});
}

static bool is_operand(JsonId shown, JsonId operand, Desk& desk) {
    const JsonTree& page = desk.page;
    const JsonTree& evidence = desk.evidence;
    if (page.number(shown)) return is_sample(shown, operand, desk);
    if (page.node(shown).kind == JsonKind::kString) {
        const JsonId fact = evidence.member(operand, "fact");
        return fact != kNoJson && evidence.text(fact) == page.text(shown);
    }
    if (const JsonId named = page.member(shown, "sources"); named != kNoJson) {
        const JsonId all = evidence.member(operand, "sources");
        const JsonId n = page.member(shown, "n");
        if (all == kNoJson || n == kNoJson || page.number(n) != evidence.child_count(all))
            return false;
        for (std::uint32_t i = 0; i < page.child_count(named); ++i) {
            if (!is_same({page, page.child(named, i)}, {evidence, evidence.child(all, i)}))
                return false;
        }
        return true;
    }
    const JsonId args = page.member(shown, "args");
    const JsonId samples = evidence.member(operand, "args");
    if (args == kNoJson || samples == kNoJson) return false;
    if (page.child_count(args) != evidence.child_count(samples)) return false;
    for (std::uint32_t i = 0; i < page.child_count(args); ++i) {
        if (!is_sample(page.child(args, i), evidence.child(samples, i), desk)) return false;
    }
    return is_same({page, page.member(shown, "map")}, {evidence, evidence.member(operand, "map")});
}

// "" if the page says of the fact what the evidence says.
static std::string misstated(JsonId shown, JsonId fact, Desk& desk) {
    static constexpr std::pair<std::string_view, std::string_view> kFields[] = {
        {"v", "value"},       {"o", "op"},    {"n", "n"},       {"u", "unit"}, {"p", "params"},
        {"w", "worst_class"}, {"l", "label"}, {"d", "display"}, {"c", "class"}};
    std::size_t known = 0;
    for (const auto& [name, field] : kFields) {
        const JsonId at = desk.page.member(shown, name);
        if (at == kNoJson) continue;
        ++known;
        if (!is_same({desk.page, at}, {desk.evidence, desk.evidence.member(fact, field)})) {
            return std::string(field);
        }
    }
    for (const char* needed : {"v", "o", "n", "a"}) {
        if (desk.page.member(shown, needed) == kNoJson) return needed;
    }
    if (const JsonId at = desk.page.member(shown, "s"); at != kNoJson) {
        const auto index = desk.page.number(at);
        const JsonId scope =
            index ? desk.page.child(desk.scopes, static_cast<std::uint64_t>(*index)) : kNoJson;
        ++known;
        if (!is_same({desk.page, scope}, {desk.evidence, desk.evidence.member(fact, "scope")})) {
            return "scope";
        }
    }
    const JsonId shown_operands = desk.page.member(shown, "a");
    const JsonId operands = desk.evidence.member(fact, "operands");
    if (desk.page.child_count(shown_operands) != desk.evidence.child_count(operands)) {
        return "operands";
    }
    JsonId operand = desk.evidence.first_child(operands);
    for (JsonId at = desk.page.first_child(shown_operands); at != kNoJson;
         at = desk.page.next_sibling(at), operand = desk.evidence.next_sibling(operand)) {
        if (!is_operand(at, operand, desk)) return "operands";
    }
    return known + 1 == desk.page.child_count(shown) ? "" : "fields that no fact has";
}

static void check_facts(JsonId page_root, JsonId evidence_root, Desk& desk) {
    const JsonId shown = desk.page.member(page_root, "facts");
    const JsonId facts = desk.evidence.member(evidence_root, "facts");
    if (shown == kNoJson || desk.page.child_count(shown) != desk.evidence.child_count(facts)) {
        return wrong("has not the facts of the evidence file", desk);
    }
    for (JsonId fact = desk.evidence.first_child(facts); fact != kNoJson;
         fact = desk.evidence.next_sibling(fact)) {
        const std::string id = desk.evidence.text(desk.evidence.member(fact, "id"));
        const JsonId at = desk.page.member(shown, std::string_view(id).substr(1));
        const std::string what = at == kNoJson ? "all of it" : misstated(at, fact, desk);
        if (!what.empty()) wrong(fmt::format("{} is not the evidence file's ({})", id, what), desk);
    }
}

// What is left of a text where blanks, controls and letters beyond ASCII may differ.
static std::string core_of(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte > 0x20U && byte < 0x7FU) out += c;
    }
    return out;
}

// The page shows a long text's beginning.
static bool is_shown(std::string_view shown, const std::string& raw) {
    constexpr std::size_t kLongest = 200;
    for (const std::string& text : {raw, model::redact(raw)}) {
        const std::string all = core_of(text);
        const std::string part = core_of(shown);
        if (text.size() <= kLongest ? part == all : all.starts_with(part) && !part.empty())
            return true;
    }
    return false;
}

static std::vector<Condition> where_of(const JsonTree& page, JsonId sample) {
    std::vector<Condition> out;
    const JsonId where = page.member(sample, "where");
    if (where == kNoJson) return out;
    for (JsonId at = page.first_child(where); at != kNoJson; at = page.next_sibling(at)) {
        const JsonId column = page.member(at, "column");
        const JsonId op = page.member(at, "op");
        const JsonId value = page.member(at, "value");
        if (column == kNoJson || op == kNoJson || value == kNoJson) continue;
        Condition one{page.text(column), page.text(op), page.text(value)};
        if (const auto number = page.number(value)) one.value = *number;
        out.push_back(std::move(one));
    }
    return out;
}

// The cells that are shown are the first ones of the sample; `which` says which ones of all those
// at its places they are, where they are not the first of these.
static void check_cells(JsonId sample, Desk& desk) {
    const JsonTree& page = desk.page;
    const JsonId shown = page.member(sample, "cells");
    const JsonId source = page.member(sample, "source");
    const JsonId at = page.member(sample, "at");
    if (shown == kNoJson || source == kNoJson || at == kNoJson) return;
    const std::string name = page.text(source);
    std::string why;
    SourceFile* file = desk.input.file(id_of(name, 'S'), why);
    if (file == nullptr) return wrong(fmt::format("shows cells of {}: {}", name, why), desk);
    const JsonId exact = page.member(sample, "raw");
    const std::vector<Condition> where = where_of(page, sample);
    const JsonId which = page.member(sample, "which");
    std::size_t count = 0;
    std::uint32_t said = 0;
    JsonId next = page.first_child(shown);
    for (JsonId locator = page.first_child(at); locator != kNoJson;
         locator = page.next_sibling(locator)) {
        const auto cells = file->cells(page.text(locator));
        if (!cells.ok()) return wrong(cells.error().message, desk);
        std::size_t place = count;
        count += cells.value().size();
        for (const Cell& cell : cells.value()) {
            if (next == kNoJson) break;
            const std::size_t here = place++;
            if (!meets(*file, cell, where)) continue;
            const JsonId told = which == kNoJson ? kNoJson : page.child(which, said);
            const auto index = told == kNoJson ? std::optional<double>(said) : page.number(told);
            if (index != static_cast<double>(here)) {
                return wrong(
                    fmt::format("misplaces the cells at {} of {}", page.text(locator), name), desk);
            }
            ++said;
            const std::string raw = exact == kNoJson ? file->text(cell) : page.text(exact);
            if (!is_shown(page.text(next), raw)) {
                return wrong(fmt::format("shows {} at {} of {}, where {} stands", page.text(next),
                                         page.text(locator), name, utf8_prefix(raw, 80)),
                             desk);
            }
            next = page.next_sibling(next);
        }
    }
    const JsonId n = page.member(sample, "n");
    if (next != kNoJson || n == kNoJson || page.number(n) != count) {
        wrong(fmt::format("miscounts the cells at {} of {}", page.text(page.first_child(at)), name),
              desk);
    }
}

static void check_sources(JsonId page_root, Desk& desk) {
    const JsonId sources = desk.page.member(page_root, "sources");
    if (sources == kNoJson) return wrong("names no files", desk);
    for (JsonId at = desk.page.first_child(sources); at != kNoJson;
         at = desk.page.next_sibling(at)) {
        const Source* source = desk.input.evidence->source(id_of(desk.page.key(at), 'S'));
        if (source == nullptr || source->path != desk.page.text(at)) {
            wrong(fmt::format("names another file {}", desk.page.key(at)), desk);
        }
    }
}

// How each statement was written.
static void check_claims(JsonId page_root, Desk& desk) {
    const JsonTree& page = desk.page;
    const Evidence& evidence = *desk.input.evidence;
    const JsonId claims = page.member(page_root, "claims");
    const JsonId templates = page.member(page_root, "templates");
    const JsonId origins = page.member(page_root, "origins");
    const auto text = [&](JsonId list, std::optional<double> index, std::uint64_t part) {
        if (list == kNoJson || !index || *index < 0) return std::string();
        JsonId at = page.child(list, static_cast<std::uint64_t>(*index));
        if (at != kNoJson && !page.is_scalar(at)) at = page.child(at, part);
        return at == kNoJson ? std::string() : page.text(at);
    };
    if (claims == kNoJson || page.child_count(claims) != evidence.claims.size()) {
        return wrong("has not the statements of the evidence file", desk);
    }
    JsonId at = page.first_child(claims);
    for (const Claim& claim : evidence.claims) {
        const auto wording = page.number(page.child(at, 0));
        const auto origin =
            page.child_count(at) == 2 ? page.number(page.child(at, 1)) : std::nullopt;
        const auto known = evidence.templates.find(claim.wording);
        const bool is_its = known != evidence.templates.end() &&
                            text(templates, wording, 0) == claim.wording &&
                            text(templates, wording, 1) == claim.proposition &&
                            text(templates, wording, 2) == known->second.text &&
                            text(origins, origin, 0) == claim.origin;
        if (!is_its) wrong(fmt::format("says otherwise how {} was written", claim.id), desk);
        at = page.next_sibling(at);
    }
}

// Every figure is drawn as the evidence has it, and no other is. One whose marks do not hold is
// told of elsewhere.
static void check_specifications(JsonId page_root, const SeenFigures& seen, Desk& desk) {
    const std::vector<EvidenceFigure>& figures = desk.input.evidence->figures;
    const JsonId all = desk.page.member(page_root, "figures");
    if (all == kNoJson || desk.page.node(all).kind != JsonKind::kObject ||
        desk.page.child_count(all) != figures.size()) {
        return wrong("has not the figures of the evidence file", desk);
    }
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const JsonId at = desk.page.member(all, figures[i].id);
        if (at == kNoJson) {
            wrong(fmt::format("lacks {}", figures[i].id), desk);
        } else if (seen[i].size() == figures[i].series.size()) {
            const std::string what =
                wrong_specification(figures[i], seen[i], {desk.page, at}, *desk.input.evidence);
            if (!what.empty()) wrong(fmt::format("{} {}", figures[i].id, what), desk);
        }
    }
}

void check_page_data(const std::string& packed, const PageQuestion& question, const Input& input,
                     std::vector<Problem>& problems) {
    const auto text = unpacked(packed, kMostBytes);
    if (!text.ok()) {
        problems.push_back({"report.html, its evidence", text.error().message});
        return;
    }
    const JsonTree page = JsonTree::parse(text.value(), false);
    const JsonTree evidence = JsonTree::parse(question.evidence_text, false);
    Desk desk{page, evidence, input, problems};
    const bool is_object = page.sound() && page.documents().size() == 1 &&
                           page.node(page.documents()[0]).kind == JsonKind::kObject;
    if (!is_object || evidence.documents().empty()) return wrong("is not one JSON object", desk);
    const JsonId root = page.documents()[0];
    desk.samples = page.member(root, "samples");
    desk.scopes = page.member(root, "scopes");
    if (desk.samples == kNoJson || desk.scopes == kNoJson) return wrong("has no samples", desk);
    check_facts(root, evidence.documents()[0], desk);
    for (JsonId sample = page.first_child(desk.samples); sample != kNoJson;
         sample = page.next_sibling(sample)) {
        check_cells(sample, desk);
    }
    check_sources(root, desk);
    check_claims(root, desk);
    check_specifications(root, question.figures, desk);
}

}  // namespace chimera::verify
