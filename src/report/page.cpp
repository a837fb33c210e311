// SPDX-License-Identifier: Apache-2.0
#include "report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <kainjow/mustache.hpp>

#include "core/packed.h"
#include "core/sha256.h"
#include "core/text.h"
#include "report/appendix.h"
#include "report/markdown.h"
#include "report/page_asset.h"
#include "report/record_json.h"

namespace chimera::report {

using Data = kainjow::mustache::data;
using Template = kainjow::mustache::mustache;

namespace {

// The templates, each taken apart once. A template's own `{{>pieces}}` is put in beforehand: the
// library would take it apart again for every statement.
struct Desk {
    const PageInput& input;
    Template statement, row, table, section, figure, figure_row, fact;
    std::size_t next = 0;         // the claim that comes next
    std::size_t next_figure = 0;  // and the figure
};

}  // namespace

static Template template_of(std::string_view name) {
    const std::string text =
        replace_all(std::string(page_template(name)), "{{>pieces}}", page_template("pieces"));
    Template out(text);
    CHIMERA_CHECK(!text.empty() && out.is_valid(), std::string(name) + ": " + out.error_message());
    return out;
}

static Data list() {
    return Data(Data::type::list);
}

static Data piece_data(const Piece& piece) {
    Data out;
    if (piece.is == Piece::Is::kFact) {
        out.set("fact", std::to_string(piece.fact));
        out.set("shown", one_line(piece.text));
    } else if (piece.is == Piece::Is::kName) {
        out.set("name", name_text(piece.text));
    } else {
        out.set("words", one_line(piece.text));
    }
    return out;
}

// Words in which back-ticks mark names, as labels of facts have them. An odd back-tick is a word.
static void add_marked(std::string_view text, Data& out) {
    const std::vector<std::string_view> parts = split(text, '`');
    if (parts.size() % 2 == 0) {
        out.push_back(
            piece_data({Piece::Is::kWords, replace_all(std::string(text), "`", "\xCB\x8B")}));
        return;
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (parts[i].empty()) continue;
        const auto is = i % 2 == 0 ? Piece::Is::kWords : Piece::Is::kName;
        out.push_back(piece_data({is, std::string(parts[i])}));
    }
}

static Data pieces_data(std::span<const Piece> pieces) {
    Data out = list();
    for (const Piece& piece : pieces) out.push_back(piece_data(piece));
    return out;
}

static const Claim& take_claim(Desk& desk) {
    CHIMERA_CHECK(desk.next < desk.input.document.claims.size(),
                  "the page says more than the text");
    return desk.input.document.claims[desk.next++];
}

static Data claim_data(const Claim& claim) {
    Data out;
    out.set("id", std::to_string(claim.id));
    return out;
}

static std::string statement(Desk& desk) {
    const Claim& claim = take_claim(desk);
    Data data = claim_data(claim);
    data.set("pieces", pieces_data(claim.pieces));
    return desk.statement.render(data);
}

static std::string statements(const std::vector<facts::Sentence>& sentences, Desk& desk) {
    std::string out;
    for (std::size_t i = 0; i < sentences.size(); ++i) {
        if (i > 0) out += ' ';
        out += statement(desk);
    }
    return out;
}

// The pieces of a row between its bars. What stands before the first and behind the last is
// nothing.
static std::vector<std::span<const Piece>> cells_of(const Claim& claim) {
    std::vector<std::span<const Piece>> out;
    const std::span<const Piece> pieces(claim.pieces);
    std::size_t from = 0;
    bool is_open = false;
    for (std::size_t i = 0; i < pieces.size(); ++i) {
        if (pieces[i].is != Piece::Is::kBar) continue;
        if (is_open) out.push_back(pieces.subspan(from, i - from));
        is_open = true;
        from = i + 1;
    }
    return out;
}

static Data cell_data(std::span<const Piece> pieces, bool is_head, bool is_number) {
    Data out;
    out.set("is_head", Data(is_head));
    out.set("is_number", Data(!is_head && is_number));
    out.set("is_text", Data(!is_head && !is_number));
    out.set("pieces", pieces_data(pieces));
    return out;
}

static std::string row(Desk& desk) {
    const Claim& claim = take_claim(desk);
    Data data = claim_data(claim);
    Data cells = list();
    bool is_first = true;
    for (const std::span<const Piece> pieces : cells_of(claim)) {
        const bool is_number = pieces.size() == 1 && pieces[0].is == Piece::Is::kFact;
        cells.push_back(cell_data(pieces, is_first, is_number));
        is_first = false;
    }
    data.set("cells", cells);
    return desk.row.render(data);
}

static Data headings_data(const std::vector<std::string>& columns) {
    Data out = list();
    for (const std::string& column : columns) out.push_back({"heading", one_line(column)});
    return out;
}

static std::string table(const facts::Block& block, const std::string& label, Desk& desk) {
    const Claim& first = desk.input.document.claims[desk.next];
    const auto& templates = desk.input.draft.templates;
    const auto wording =
        std::find_if(templates.begin(), templates.end(),
                     [&](const facts::Template& each) { return each.id == first.wording; });
    CHIMERA_CHECK(wording != templates.end(), first.wording);
    Data data;
    data.set("label", label);
    data.set("columns", headings_data(wording->columns));
    std::string rows;
    for (std::size_t i = 0; i < block.items.size(); ++i) rows += row(desk) + '\n';
    data.set("rows", rows);
    return desk.table.render(data);
}

static std::string escaped(std::string_view text) {
    return kainjow::mustache::html_escape(std::string(text));
}

static std::string figure_rows(const FigureTable& table, Desk& desk) {
    std::string out;
    for (const std::vector<std::vector<Piece>>& row : table.rows) {
        Data cells = list();
        for (std::size_t i = 0; i < row.size(); ++i) {
            const bool is_number = !row[i].empty() && row[i].back().is == Piece::Is::kFact;
            cells.push_back(cell_data(row[i], i == 0, is_number));
        }
        Data data;
        data.set("cells", cells);
        out += desk.figure_row.render(data) + '\n';
    }
    return out;
}

static std::string figure_html(Desk& desk) {
    CHIMERA_CHECK(desk.next_figure < desk.input.figures.size(), "the page has more figures");
    const DrawnFigure& figure = desk.input.figures[desk.next_figure++];
    Data data;
    data.set("id", figure.id);
    data.set("claim", std::to_string(figure.claim));
    data.set("title", one_line(figure.title));
    if (!figure.note.empty()) data.set("note", one_line(figure.note));
    data.set("columns", headings_data(figure.table.columns));
    data.set("rows", figure_rows(figure.table, desk));
    return desk.figure.render(data) + '\n';
}

static std::string block_html(const facts::Block& block, const std::string& label, Desk& desk) {
    if (block.is == facts::BlockIs::kFigure) return figure_html(desk);
    if (block.is == facts::BlockIs::kFence) {
        const std::string body = block.record ? record_json(*block.record) : block.body;
        return fmt::format("<pre tabindex=\"0\" aria-labelledby=\"{}\">{}</pre>\n", label,
                           escaped(fence_body(body)));
    }
    std::vector<std::string> items;
    if (block.is == facts::BlockIs::kTable) {
        const bool is_empty = std::all_of(block.items.begin(), block.items.end(),
                                          [](const auto& item) { return item.empty(); });
        return is_empty ? "" : table(block, label, desk) + '\n';
    }
    for (const std::vector<facts::Sentence>& item : block.items) {
        if (!item.empty()) items.push_back(statements(item, desk));
    }
    if (items.empty()) return {};
    if (block.is == facts::BlockIs::kParagraph) return "<p>" + join(items, " ") + "</p>\n";
    const std::string_view kind = block.is == facts::BlockIs::kNumbered ? "ol" : "ul";
    return fmt::format("<{0}>\n<li>{1}\n</{0}>\n", kind, join(items, "\n<li>"));
}

static std::string section_html(std::size_t index, Desk& desk) {
    const facts::Section& section = desk.input.draft.sections[index];
    const std::string number = std::to_string(index + 1);
    std::string body;
    for (const facts::Block& block : section.blocks) {
        // A table is called what is said right before it; else as its section.
        const std::size_t before = desk.next;
        const bool follows = before > 0 && body.ends_with("</p>\n");
        body += block_html(block, follows ? fmt::format("C{}", before) : "h" + number, desk);
    }
    Data data;
    data.set("number", number);
    data.set("level", std::to_string(std::clamp(section.level, 2, 6)));
    data.set("heading", one_line(section.heading));
    data.set("body", body);
    return desk.section.render(data) + '\n';
}

static Data label_data(const facts::Fact& fact) {
    Data out = list();
    for (const Piece& piece : label_pieces(fact)) {
        if (piece.is == Piece::Is::kName) {
            out.push_back(piece_data(piece));
        } else {
            add_marked(piece.text, out);
        }
    }
    return out;
}

std::span<const facts::FactId> tabled_facts(const PageInput& input) {
    const std::span<const facts::FactId> linked(input.document.linked);
    return linked.first(std::min(linked.size(), kTabledFacts));
}

static std::string evidence_html(Desk& desk) {
    std::string out;
    for (const facts::FactId id : tabled_facts(desk.input)) {
        const facts::Fact& fact = desk.input.draft.facts[id - 1];
        Data data;
        Data how = list();
        add_marked(how_made(fact, desk.input.sources), how);
        data.set("id", std::to_string(id));
        data.set("pieces", label_data(fact));
        data.set("value", one_line(value_and_unit(fact)));
        data.set("how", how);
        data.set("kind", std::string(facts::class_name(fact.kind)));
        out += desk.fact.render(data) + '\n';
    }
    return out;
}

static Data contents_data(const facts::Draft& draft) {
    Data out = list();
    for (std::size_t i = 0; i <= draft.sections.size(); ++i) {
        const bool is_evidence = i == draft.sections.size();
        Data line;
        line.set("id", is_evidence ? "evidence" : fmt::format("s{}", i + 1));
        line.set("level",
                 std::to_string(is_evidence ? 2 : std::clamp(draft.sections[i].level, 2, 6)));
        line.set("heading", is_evidence ? "Evidence" : one_line(draft.sections[i].heading));
        out.push_back(line);
    }
    return out;
}

static void set_checked(const PageInput& input, Data& page) {
    page.set("claims", std::to_string(input.document.claims.size()));
    page.set("facts", std::to_string(input.draft.facts.size()));
    page.set("files", std::to_string(input.sources.size()));
    page.set("version", one_line(input.meta.version));
    page.set("command", name_text(input.meta.command));
    if (!input.meta.reproducible) page.set("written", one_line(input.meta.started));
}

std::string page_html(const PageInput& input) {
    Desk desk{input,
              template_of("statement"),
              template_of("row"),
              template_of("table"),
              template_of("section"),
              template_of("figure"),
              template_of("figure_row"),
              template_of("fact")};
    std::string body;
    for (std::size_t i = 0; i < input.draft.sections.size(); ++i) body += section_html(i, desk);
    CHIMERA_CHECK(desk.next == input.document.claims.size(), "the page says less than the text");

    Data page;
    set_checked(input, page);
    page.set("title", one_line(input.draft.header.title));
    Data fields = list();
    for (const auto& [name, value] : input.draft.header.fields) {
        Data field;
        field.set("name", one_line(name));
        field.set("value", one_line(value));
        fields.push_back(field);
    }
    page.set("fields", fields);
    page.set("contents", contents_data(input.draft));
    page.set("body", body);
    page.set("evidence", evidence_html(desk));
    const std::size_t linked = input.document.linked.size();
    const std::size_t tabled = tabled_facts(input).size();
    if (tabled < linked) {
        page.set("tabled", std::to_string(tabled));
        page.set("linked", std::to_string(linked));
    }
    page.set("data", packed(page_data(input)));
    page.set("style", std::string(page_style()));
    page.set("style_source", fmt::format("'sha256-{}'", sha256_base64(page_style())));
    const std::string script(page_script());
    page.set("script", script.empty() ? Data(false) : Data(script));
    page.set("script_source",
             script.empty() ? "'none'" : fmt::format("'sha256-{}'", sha256_base64(script)));
    return template_of("page").render(page);
}

}  // namespace chimera::report
