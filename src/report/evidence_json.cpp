// SPDX-License-Identifier: Apache-2.0
#include "report/evidence_json.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "core/clock.h"
#include "core/parallel.h"
#include "core/sha256.h"
#include "core/text.h"
#include "report/fact_json.h"
#include "report/json_text.h"
#include "report/schema.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

static std::string claim_name(std::size_t id) {
    return fmt::format("C{}", id);
}

static Json dialect_json(const model::Dialect& dialect) {
    Json out = object_json();
    if (!dialect.delimiter.empty()) out["delimiter"] = dialect.delimiter;
    if (!dialect.encoding.empty()) out["encoding"] = dialect.encoding;
    if (!dialect.delimiter.empty()) out["header_row"] = dialect.header_row;
    if (dialect.units_row > 0) out["units_row"] = dialect.units_row;
    return out;
}

static Json binding_json(const model::Binding& binding) {
    Json out = object_json();
    if (!binding.column.empty()) out["column"] = binding.column;
    if (!binding.pointer.empty()) out["pointer"] = binding.pointer;
    if (binding.path) out["path"] = true;
    if (binding.source) out["source"] = source_name(*binding.source);
    if (!binding.at.empty()) out["at"] = binding.at;
    if (binding.config) out["config"] = true;
    if (!binding.replaces_column.empty()) out["replaces"]["column"] = binding.replaces_column;
    if (!binding.replaces_pointer.empty()) out["replaces"]["pointer"] = binding.replaces_pointer;
    if (!binding.value.empty()) out["value"] = binding.value;
    return out;
}

static Json source_json(std::span<const model::Source> sources, std::size_t index) {
    const model::Source& source = sources[index];
    Json out = object_json();
    out["id"] = source_name(static_cast<model::SourceIndex>(index));
    out["path"] = source.path;
    if (source.beside) out["beside"] = true;
    out["sha256"] = source.sha256;
    out["bytes"] = source.bytes;
    out["modified"] = rfc3339(source.modified);
    out["format"] = source.format;
    if (source.produced_by) {
        out["producer"]["name"] = source.produced_by->tool;
        if (!source.produced_by->version.empty()) {
            out["producer"]["version"] = source.produced_by->version;
        }
    }
    out["role"] = std::string(model::role_name(source.role));
    for (const model::RoleAt& role : source.roles) {
        out["roles"].push_back(
            {{"at", role.at}, {"role", std::string(model::role_name(role.role))}});
    }
    if (source.dialect) out["dialect"] = dialect_json(*source.dialect);
    for (const auto& [key, binding] : source.bind) out["bind"][key] = binding_json(binding);
    for (const model::Failure& failure : source.failed) {
        out["failed"].push_back({{"at", failure.at}, {"why", failure.why}});
    }
    if (source.duplicate_of) out["duplicate_of"] = sources[*source.duplicate_of].path;
    if (source.twin_of) out["twin_of"] = sources[*source.twin_of].path;
    for (const model::Reject& reject : source.rejects) {
        out["rejects"].push_back({{"at", reject.at}, {"reason", reject.reason}});
    }
    return out;
}

static Json operand_json(const facts::Operand& operand) {
    if (const auto* cells = std::get_if<facts::Cells>(&operand)) return cells_json(*cells);
    if (const auto* of = std::get_if<facts::OfFact>(&operand))
        return {{"fact", fact_name(of->fact)}};
    if (const auto* listing = std::get_if<facts::OfSources>(&operand)) {
        Json names = Json::array();
        for (const model::SourceIndex index : listing->sources) names.push_back(source_name(index));
        return {{"sources", std::move(names)}};
    }
    const auto& mapped = std::get<facts::Mapped>(operand);
    Json args = Json::array();
    for (const facts::Cells& cells : mapped.args) args.push_back(cells_json(cells));
    return {{"map", mapped.expression}, {"args", std::move(args)}};
}

static Json fact_json(const facts::Fact& fact) {
    Json out = object_json();
    out["id"] = fact_name(fact.id);
    out["label"] = fact.label;
    out["value"] = value_json(fact.value);
    out["unit"] = fact.unit;
    out["op"] = fact.op;
    out["operands"] = Json::array();
    for (const facts::Operand& operand : fact.operands) {
        out["operands"].push_back(operand_json(operand));
    }
    if (!fact.params.empty()) out["params"] = params_json(fact.params);
    out["n"] = fact.n;
    out["class"] = std::string(facts::class_name(fact.kind));
    if (fact.kind == facts::Class::kDerived) {
        out["worst_class"] = std::string(facts::class_name(fact.worst));
    }
    if (!fact.metric.empty()) out["metric"] = fact.metric;
    if (!fact.statistic.empty()) out["statistic"] = fact.statistic;
    out["scope"] = fact.scope;
    out["display"] = fact.display;
    return out;
}

static Json slots_json(const facts::Slots& slots) {
    Json out = Json::object();
    for (const auto& [name, slot] : slots) {
        if (const auto* fact = std::get_if<facts::FactSlot>(&slot)) {
            out[name] = {{"fact", fact_name(fact->fact)}};
        } else if (const auto* scope = std::get_if<facts::ScopeSlot>(&slot)) {
            out[name] = {{"scope", scope->key}, {"of", fact_name(scope->of)}};
        } else if (const auto* source = std::get_if<facts::SourceSlot>(&slot)) {
            out[name] = {{"source", source_name(source->source)}};
        } else if (const auto* named = std::get_if<facts::NameSlot>(&slot)) {
            out[name] = {{"name", named->name}};
        } else {
            out[name] = {{"literal", std::get<facts::LiteralSlot>(slot).text}};
        }
    }
    return out;
}

static Json arguments_json(const facts::Arguments& arguments, const Document& document) {
    Json out = Json::object();
    for (const auto& [name, argument] : arguments) {
        Json& place = out[name];
        place = Json::array();
        if (const auto* id = std::get_if<facts::FactId>(&argument)) {
            place = fact_name(*id);
        } else if (const auto* ids = std::get_if<std::vector<facts::FactId>>(&argument)) {
            for (const facts::FactId each : *ids) place.push_back(fact_name(each));
        } else if (const auto* because = std::get_if<facts::Because>(&argument)) {
            for (const std::size_t each : because->propositions) {
                place.push_back(claim_name(document.claim_of.at(each)));
            }
        } else if (const auto* text = std::get_if<std::string>(&argument)) {
            place = *text;
        } else {
            for (const auto& each : std::get<std::vector<std::string>>(argument)) {
                place.push_back(each);
            }
        }
    }
    return out;
}

static Json claim_json(const Claim& claim, const EvidenceInput& input) {
    const facts::Proposition& proposition = input.draft.propositions[claim.proposition];
    Json out = object_json();
    out["id"] = claim_name(claim.id);
    out["section"] = claim.section;
    out["text"] = claim.text;
    out["proposition"] = proposition.kind;
    out["arguments"] = arguments_json(proposition.arguments, input.document);
    for (const facts::Joined& part : proposition.parts) {
        out["parts"].push_back({{"proposition", part.kind},
                                {"arguments", arguments_json(part.arguments, input.document)}});
    }
    out["facts"] = Json::array();
    for (const facts::FactId id : claim.linked) out["facts"].push_back(fact_name(id));
    out["mandatory"] = proposition.mandatory;
    out["origin"] = claim.origin;
    out["template"] = claim.wording;
    out["slots"] = slots_json(claim.slots);
    return out;
}

static Json template_json(const facts::Template& wording) {
    Json out = Json::object();
    out["proposition"] = wording.proposition;
    out["text"] = wording.text;
    if (!wording.columns.empty()) out["columns"] = wording.columns;
    out["gated"] = wording.gated;
    return out;
}

static Json report_json(const EvidenceInput& input) {
    const Meta& meta = input.meta;
    Json out = Json::object();
    out["path"] = std::string(input.report_path);
    out["sha256"] = sha256_hex(input.document.markdown);
    if (!input.page.empty()) {
        const std::string_view name = input.report_path.substr(0, input.report_path.rfind('.'));
        out["page"] = {{"path", fmt::format("{}.html", name)}, {"sha256", sha256_hex(input.page)}};
    }
    out["root"] = meta.root;
    out["command"] = meta.command;
    out["chimera_version"] = meta.version;
    out["seed"] = meta.seed;
    const auto& agents = input.draft.authorship.agents;
    if (!agents.empty()) {
        const facts::AgentRecord& first = agents.front();
        out["model"] = {{"name", facts::model_names(input.draft.authorship, false)},
                        {"backend", first.backend}};
        if (!first.calls.empty()) out["model"]["options"] = first.calls.front().options;
        if (!input.draft.authorship.sha256.empty()) {
            out["model"]["sha256"] = input.draft.authorship.sha256;
        }
    }
    out["started"] = meta.started;
    out["timings"] = Json::object();
    if (!meta.reproducible) out["timings"] = meta.timings;
    return out;
}

namespace {

// One list of the file, an item a line; each is checked against its part of the schema before it is
// added. A list has a schema of its own, so that the lists can be written side by side.
class Lines {
public:
    Lines(Schema::Part part, std::string_view name, char bracket)
        : part_(part), text_(fmt::format(",\n \"{}\": {}", name, bracket)) {}

    Status add(const Json& item, const std::string& key = {}) {
        TRY(schema_.check(part_, item));
        text_ += is_first_ ? "\n" : ",\n";
        text_ += "  ";
        if (!key.empty()) text_ += json_text(key) + ": ";
        text_ += json_text(item);
        is_first_ = false;
        return Done{};
    }
    std::string close(char bracket) {
        if (!is_first_) text_ += "\n ";
        text_ += bracket;
        return std::move(text_);
    }

private:
    Schema::Part part_;
    std::string text_;
    Schema schema_;
    bool is_first_ = true;
};

}  // namespace

static Result<std::string> sources_text(const EvidenceInput& input) {
    Lines lines(Schema::kSource, "sources", '[');
    for (std::size_t i = 0; i < input.sources.size(); ++i) {
        TRY(lines.add(source_json(input.sources, i)));
    }
    return lines.close(']');
}

static Result<std::string> facts_text(const EvidenceInput& input) {
    Lines lines(Schema::kFact, "facts", '[');
    for (const facts::Fact& fact : input.draft.facts) TRY(lines.add(fact_json(fact)));
    return lines.close(']');
}

static Result<std::string> claims_text(const EvidenceInput& input) {
    Lines lines(Schema::kClaim, "claims", '[');
    for (const Claim& claim : input.document.claims) TRY(lines.add(claim_json(claim, input)));
    return lines.close(']');
}

static Result<std::string> templates_text(const EvidenceInput& input) {
    Lines lines(Schema::kTemplate, "templates", '{');
    std::set<std::string> used;
    for (const Claim& claim : input.document.claims) used.insert(claim.wording);
    for (const facts::Template& wording : input.draft.templates) {
        if (used.erase(wording.id) == 0) continue;
        TRY(lines.add(template_json(wording), wording.id));
    }
    return lines.close('}');
}

Result<std::string> evidence_json(const EvidenceInput& input) {
    constexpr std::array kLists{sources_text, facts_text, claims_text, templates_text};
    std::array<std::optional<Result<std::string>>, kLists.size()> texts;
    for_each_index(kLists.size(), 0, [&](std::size_t i) { texts[i].emplace(kLists[i](input)); });
    std::string out = "{\n \"schema\": \"chimera-evidence/1\"";
    out += ",\n \"report\": " + json_text(report_json(input));
    for (auto& text : texts) {
        TRY_ASSIGN(const std::string list, std::move(*text));
        out += list;
    }
    std::vector<std::string> figures;
    for (const DrawnFigure& figure : input.figures) figures.push_back(figure.evidence);
    if (!figures.empty()) out += ",\n \"figures\": [\n  " + join(figures, ",\n  ") + "\n ]";
    return out + "\n}\n";
}

}  // namespace chimera::report
