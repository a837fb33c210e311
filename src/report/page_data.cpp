// SPDX-License-Identifier: Apache-2.0
// The evidence in the page. Its names are short because a large report holds tens of thousands of
// them; each operand and each scope stands once, however many facts share it.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "core/text.h"
#include "report/fact_json.h"
#include "report/json_text.h"
#include "report/markdown.h"
#include "report/page.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

// Cells of one operand that are shown, and how many are where the page would grow beyond reason.
static constexpr std::size_t kShownCells = 200;
static constexpr std::size_t kFewCells = 8;
static constexpr std::size_t kRawBytes = 1'000'000;  // of all cells, before they become few
static constexpr std::size_t kLongestCell = 200;     // bytes of one

// Files that an operand over files names; the rest are counted.
static constexpr std::size_t kNamedFiles = 20;

namespace {

struct Desk {
    const PageInput& input;
    std::vector<std::string> samples;  // JSON
    std::unordered_map<std::string, std::size_t> sample_at;
    std::vector<std::string> scopes;
    std::map<std::string, std::size_t> scope_at;
    std::map<model::SourceIndex, std::string> paths;
    std::size_t raw_bytes = 0;
};

}  // namespace

// The page names the paths of those files alone that a fact is of.
static void name_source(model::SourceIndex index, Desk& desk) {
    if (index < desk.input.sources.size())
        desk.paths.emplace(index, desk.input.sources[index].path);
}

static void add_shown(const facts::Cells& cells, Json& sample, Desk& desk) {
    if (!desk.input.read) return;
    const std::size_t most = desk.raw_bytes < kRawBytes ? kShownCells : kFewCells;
    const ShownCells shown = desk.input.read(cells, most);
    if (shown.raw.empty()) return;
    sample["n"] = shown.count;
    if (!shown.which.empty()) sample["which"] = shown.which;
    for (const std::string& raw : shown.raw) {
        sample["cells"].push_back(std::string(utf8_prefix(one_line(raw), kLongestCell)));
        desk.raw_bytes += raw.size();
    }
}

// The index of the operand in the list of samples.
static std::size_t sample(const facts::Cells& cells, Desk& desk) {
    name_source(cells.source, desk);
    Json out = cells_json(cells);
    const auto [at, is_new] = desk.sample_at.emplace(json_text(out), desk.samples.size());
    if (is_new) {
        add_shown(cells, out, desk);
        desk.samples.push_back(json_text(out));
    }
    return at->second;
}

static Json operand(const facts::Operand& operand, Desk& desk) {
    if (const auto* cells = std::get_if<facts::Cells>(&operand)) return sample(*cells, desk);
    if (const auto* of = std::get_if<facts::OfFact>(&operand)) return fact_name(of->fact);
    if (const auto* listing = std::get_if<facts::OfSources>(&operand)) {
        Json names = Json::array();
        const std::size_t named = std::min(kNamedFiles, listing->sources.size());
        for (std::size_t i = 0; i < named; ++i) {
            name_source(listing->sources[i], desk);
            names.push_back(source_name(listing->sources[i]));
        }
        return {{"sources", std::move(names)}, {"n", listing->sources.size()}};
    }
    const auto& mapped = std::get<facts::Mapped>(operand);
    Json args = Json::array();
    for (const facts::Cells& cells : mapped.args) args.push_back(sample(cells, desk));
    return {{"map", mapped.expression}, {"args", std::move(args)}};
}

static std::size_t scope(const facts::Fact& fact, Desk& desk) {
    const std::string text = json_text(Json(fact.scope));
    const auto [at, is_new] = desk.scope_at.emplace(text, desk.scopes.size());
    if (is_new) desk.scopes.push_back(text);
    return at->second;
}

// What the table of facts says of a fact already is not said again: label, display and class stand
// here only for those that it has not.
static std::string fact_text(const facts::Fact& fact, bool is_tabled, Desk& desk) {
    Json out = Json::object();
    out["v"] = value_json(fact.value);
    if (!fact.unit.empty()) out["u"] = fact.unit;
    out["o"] = fact.op;
    out["a"] = Json::array();
    for (const facts::Operand& each : fact.operands) out["a"].push_back(operand(each, desk));
    if (!fact.params.empty()) out["p"] = params_json(fact.params);
    out["n"] = fact.n;
    if (!fact.scope.empty()) out["s"] = scope(fact, desk);
    if (fact.kind == facts::Class::kDerived) out["w"] = std::string(facts::class_name(fact.worst));
    if (!is_tabled) {
        out["l"] = fact.label;
        out["d"] = fact.display;
        out["c"] = std::string(facts::class_name(fact.kind));
    }
    return fmt::format("\"{}\":{}", fact.id, json_text(out));
}

// Templates by the statements that use them: [template, origin] for C1, C2, ...
static void add_claims(const PageInput& input, std::vector<std::string>& out) {
    std::unordered_map<std::string_view, const facts::Template*> known;
    for (const facts::Template& wording : input.draft.templates) known[wording.id] = &wording;
    std::map<std::string, std::size_t> origins;
    std::unordered_map<std::string, std::size_t> wordings;
    Json templates = Json::array();
    Json origin_names = Json::array();
    std::vector<std::string> claims;
    for (const Claim& claim : input.document.claims) {
        const auto [wording, is_new] = wordings.emplace(claim.wording, wordings.size());
        if (is_new) {
            const facts::Template& each = *known.at(claim.wording);
            templates.push_back(Json::array({each.id, each.proposition, each.text}));
        }
        const auto [origin, is_first] = origins.emplace(claim.origin, origins.size());
        if (is_first) origin_names.push_back(claim.origin);
        claims.push_back(fmt::format("[{},{}]", wording->second, origin->second));
    }
    out.push_back("\"templates\":" + json_text(templates));
    out.push_back("\"origins\":" + json_text(origin_names));
    out.push_back("\"claims\":[" + join(claims, ",") + ']');
}

std::string page_data(const PageInput& input) {
    Desk desk{input, {}, {}, {}, {}, {}};
    const auto tabled = tabled_facts(input);
    std::vector<std::string> facts;
    for (const facts::Fact& fact : input.draft.facts) {
        facts.push_back(
            fact_text(fact, std::binary_search(tabled.begin(), tabled.end(), fact.id), desk));
    }
    Json sources = Json::object();
    for (const auto& [index, path] : desk.paths) sources[source_name(index)] = path;
    std::vector<std::string> figures;
    for (const DrawnFigure& figure : input.figures) {
        figures.push_back(json_text(Json(figure.id)) + ':' + figure.vega_lite);
    }
    std::vector<std::string> parts = {"\"form\":\"chimera-page/1\"",
                                      "\"sources\":" + json_text(sources),
                                      "\"samples\":[" + join(desk.samples, ",") + ']',
                                      "\"scopes\":[" + join(desk.scopes, ",") + ']',
                                      "\"facts\":{" + join(facts, ",") + '}',
                                      "\"figures\":{" + join(figures, ",") + '}'};
    add_claims(input, parts);
    return '{' + join(parts, ",") + '}';
}

}  // namespace chimera::report
