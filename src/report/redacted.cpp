// SPDX-License-Identifier: Apache-2.0
#include "report/redacted.h"

#include <unordered_map>
#include <utility>

#include "report/record_json.h"

namespace chimera::report {

namespace {

// The same few names stand in thousands of facts.
class Pen {
public:
    explicit Pen(const Redact& redact) : redact_(redact) {}

    void over(std::string& text) {
        if (text.empty()) return;
        auto known = known_.find(text);
        if (known == known_.end()) known = known_.emplace(text, redact_(text)).first;
        text = known->second;
    }

private:
    const Redact& redact_;
    std::unordered_map<std::string, std::string> known_;
};

}  // namespace

static void redact_fact(facts::Fact& fact, Pen& pen) {
    pen.over(fact.label);
    pen.over(fact.display);
    if (auto* text = std::get_if<std::string>(&fact.value)) pen.over(*text);
    for (auto& [key, value] : fact.scope) pen.over(value);
}

static void redact_arguments(facts::Arguments& arguments, Pen& pen) {
    for (auto& [name, argument] : arguments) {
        if (auto* text = std::get_if<std::string>(&argument)) pen.over(*text);
        if (auto* texts = std::get_if<std::vector<std::string>>(&argument)) {
            for (std::string& each : *texts) pen.over(each);
        }
    }
}

static void redact_proposition(facts::Proposition& proposition, Pen& pen) {
    for (auto& [name, slot] : proposition.slots) {
        if (auto* named = std::get_if<facts::NameSlot>(&slot)) pen.over(named->name);
        if (auto* literal = std::get_if<facts::LiteralSlot>(&slot)) pen.over(literal->text);
        if (auto* fact = std::get_if<facts::FactSlot>(&slot)) pen.over(fact->shown);
    }
    redact_arguments(proposition.arguments, pen);
    for (facts::Joined& part : proposition.parts) redact_arguments(part.arguments, pen);
}

void redact_draft(facts::Draft& draft, const Redact& redact) {
    Pen pen(redact);
    pen.over(draft.header.title);
    for (auto& [name, value] : draft.header.fields) pen.over(value);
    for (facts::Fact& fact : draft.facts) redact_fact(fact, pen);
    for (facts::Proposition& proposition : draft.propositions) redact_proposition(proposition, pen);
    for (facts::Section& section : draft.sections) {
        pen.over(section.heading);
        for (facts::Block& block : section.blocks) {
            if (block.record) block.body = record_json(*std::exchange(block.record, std::nullopt));
            pen.over(block.body);
        }
    }
}

void redact_sources(std::vector<model::Source>& sources, const Redact& redact) {
    Pen pen(redact);
    for (model::Source& source : sources) {
        for (model::Failure& failure : source.failed) pen.over(failure.why);
        for (model::Reject& reject : source.rejects) pen.over(reject.reason);
        for (auto& [key, binding] : source.bind) pen.over(binding.value);
    }
}

}  // namespace chimera::report
