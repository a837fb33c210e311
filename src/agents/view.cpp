// SPDX-License-Identifier: Apache-2.0
#include "agents/view.h"

#include <algorithm>

#include "core/text.h"
#include "facts/skeleton.h"

namespace chimera::agents {

Templates templates_of(const facts::Draft& draft) {
    Templates out;
    for (const facts::Template& known : draft.templates) out.emplace(known.id, &known);
    return out;
}

std::string prompt_line(std::string_view text) {
    constexpr std::size_t kLongest = 120;
    std::string out;
    for (const char c : utf8_prefix(text, kLongest)) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte == 0x7F ? ' ' : c;
    }
    // What breaks a line in Unicode: NEL, LINE SEPARATOR, PARAGRAPH SEPARATOR.
    for (const char* const breaks : {"\xC2\x85", "\xE2\x80\xA8", "\xE2\x80\xA9"}) {
        out = replace_all(std::move(out), breaks, " ");
    }
    return valid_utf8(out);
}

// Names are long in tokens and say little: a model that words a sentence needs their beginning.
static std::string short_name(std::string_view name) {
    constexpr std::size_t kLongest = 12;
    return prompt_line(utf8_prefix(name, kLongest));
}

// Every digit is a token: a model that words a sentence needs the first ones.
static std::string short_number(std::string_view display) {
    constexpr std::size_t kDigits = 3;
    std::string out;
    std::size_t digits = 0;
    bool fraction = false;
    for (const char c : display) {
        if (!is_digit(c)) {
            if (c == '.') fraction = true;
            if (c == '.' && digits >= kDigits) continue;
            if (c == ' ') digits = 0, fraction = false;
            out += c;
        } else if (digits < kDigits || !fraction) {
            out += c;
            digits += digits > 0 || c != '0' ? 1 : 0;
        }
    }
    return out;
}

static std::string shown(const facts::Draft& draft, const facts::Slot& slot) {
    const auto fact_of = [&](facts::FactId id) -> const facts::Fact* {
        return id == facts::kNoFact || id > draft.facts.size() ? nullptr : &draft.facts[id - 1];
    };
    if (const auto* link = std::get_if<facts::FactSlot>(&slot)) {
        const facts::Fact* fact = fact_of(link->fact);
        return fact == nullptr ? std::string() : prompt_line(short_number(fact->display));
    }
    if (const auto* scope = std::get_if<facts::ScopeSlot>(&slot)) {
        const facts::Fact* fact = fact_of(scope->of);
        if (fact == nullptr) return {};
        const auto value = fact->scope.find(scope->key);
        return value == fact->scope.end() ? std::string() : short_name(value->second);
    }
    if (std::holds_alternative<facts::SourceSlot>(slot)) return "the file";
    if (const auto* name = std::get_if<facts::NameSlot>(&slot)) return short_name(name->name);
    return prompt_line(std::get<facts::LiteralSlot>(slot).text);
}

std::string view(const facts::Draft& draft, const facts::Proposition& said,
                 const facts::Template& wording) {
    std::string out;
    for (const facts::TextPart& part : facts::parts_of(wording.text)) {
        if (!part.is_slot) out += part.text;
        const auto slot = said.slots.find(std::string(part.text));
        if (part.is_slot && slot != said.slots.end()) out += shown(draft, slot->second);
    }
    return out;
}

std::string telegram(const facts::Draft& draft, const facts::Proposition& said,
                     const facts::Template* wording) {
    std::string out = said.kind;
    for (const auto& [name, slot] : said.slots) {
        if (wording != nullptr && wording->text.find('{' + name + '}') == std::string::npos)
            continue;
        const std::string value = shown(draft, slot);
        if (!value.empty()) out += ' ' + name + '=' + value;
    }
    return out;
}

}  // namespace chimera::agents
