// SPDX-License-Identifier: Apache-2.0
#include "report/redacted.h"

#include <unordered_map>
#include <utility>

#include "report/record_json.h"

namespace chimera::report {

Redact remembering(Redact redact) {
    return [redact = std::move(redact),
            known = std::unordered_map<std::string, std::string>()](std::string_view text) mutable {
        std::string wanted(text);
        if (const auto found = known.find(wanted); found != known.end()) return found->second;
        std::string out = redact(text);
        known.emplace(out, out);
        known.emplace(std::move(wanted), out);
        return out;
    };
}

static void over(std::string& text, const Redact& redact) {
    if (!text.empty()) text = redact(text);
}

static void redact_fact(facts::Fact& fact, const Redact& redact) {
    over(fact.label, redact);
    over(fact.display, redact);
    if (auto* text = std::get_if<std::string>(&fact.value)) over(*text, redact);
    for (auto& [key, value] : fact.scope) over(value, redact);
}

static void redact_arguments(facts::Arguments& arguments, const Redact& redact) {
    for (auto& [name, argument] : arguments) {
        if (auto* text = std::get_if<std::string>(&argument)) over(*text, redact);
        if (auto* texts = std::get_if<std::vector<std::string>>(&argument)) {
            for (std::string& each : *texts) over(each, redact);
        }
    }
}

static void redact_proposition(facts::Proposition& proposition, const Redact& redact) {
    for (auto& [name, slot] : proposition.slots) {
        if (auto* named = std::get_if<facts::NameSlot>(&slot)) over(named->name, redact);
        if (auto* literal = std::get_if<facts::LiteralSlot>(&slot)) over(literal->text, redact);
        if (auto* fact = std::get_if<facts::FactSlot>(&slot)) over(fact->shown, redact);
    }
    redact_arguments(proposition.arguments, redact);
    for (facts::Joined& part : proposition.parts) redact_arguments(part.arguments, redact);
}

void redact_draft(facts::Draft& draft, const Redact& redact) {
    over(draft.header.title, redact);
    for (auto& [name, value] : draft.header.fields) over(value, redact);
    for (facts::Fact& fact : draft.facts) redact_fact(fact, redact);
    for (facts::Proposition& proposition : draft.propositions)
        redact_proposition(proposition, redact);
    for (facts::Figure& figure : draft.figures) {
        for (facts::Axis* axis : {&figure.x, &figure.y}) {
            over(axis->name, redact);
            for (std::string& category : axis->categories) over(category, redact);
        }
        for (facts::MarkSeries& series : figure.series) over(series.name, redact);
    }
    for (facts::Section& section : draft.sections) {
        over(section.heading, redact);
        for (facts::Block& block : section.blocks) {
            if (block.record) block.body = record_json(*std::exchange(block.record, std::nullopt));
            over(block.body, redact);
        }
    }
}

void redact_sources(std::vector<model::Source>& sources, const Redact& redact) {
    for (model::Source& source : sources) {
        for (model::Failure& failure : source.failed) over(failure.why, redact);
        for (model::Reject& reject : source.rejects) over(reject.reason, redact);
        for (auto& [key, binding] : source.bind) over(binding.value, redact);
    }
}

}  // namespace chimera::report
