// SPDX-License-Identifier: Apache-2.0
// verdict: a tool's own judgement on a run of its own, read from the row in which it gives it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "verify/place.h"
#include "verify/rules.h"

namespace chimera::verify {

// The fact is the number under this name in a row that its tool means as a verdict.
static std::string not_of_verdict(const Fact& fact, std::string_view name,
                                  const std::optional<Place>& place) {
    if (fact.op != "cell" || !place) return fmt::format("F{} is no single cell", fact.id);
    const auto& [file, cell] = *place;
    const producers::Producer* tool = file->producer();
    if (tool == nullptr || !tool->verdicts) return "its tool does not judge its runs";
    const auto mark = file->field(cell, tool->verdicts->field);
    if (!mark || !producers::sets_aside(*tool->verdicts, *mark)) {
        return fmt::format("F{} stands in no verdict", fact.id);
    }
    if (file->column_name(cell) != name) return fmt::format("F{} is no `{}`", fact.id, name);
    return {};
}

// What the row says of run, verdict and reason is what the fact and the sentence say.
static std::string other_words(Case& self, const Fact& value, const Place& place) {
    static constexpr std::array<std::string_view, 3> kTold{"run", "verdict", "what"};
    for (const std::string_view key : kTold) {
        const auto said = place.file->field(place.cell, key);
        const auto scope = value.scope.find(std::string(key));
        const bool same = said && scope != value.scope.end() && scope->second == *said;
        if (!same) return fmt::format("F{} is not of the `{}` that its row names", value.id, key);
        const bool told = std::any_of(
            self.filled.slots.begin(), self.filled.slots.end(), [&](const FilledSlot& slot) {
                return slot.slot->is == Slot::Is::kScope && slot.slot->id == value.id &&
                       slot.slot->text == key;
            });
        if (!told) return fmt::format("it does not tell the `{}`", key);
    }
    return {};
}

static std::string other_slot(Case& self, std::string_view name, const Fact& fact) {
    for (const FilledSlot& slot : self.filled.slots) {
        const bool is_number = slot.slot->is == Slot::Is::kFact;
        if (is_number && slot.name == name && slot.slot->id != fact.id) {
            return fmt::format("its `{}` is not F{}", name, fact.id);
        }
    }
    return {};
}

std::string check_verdict(Case& self) {
    const Fact* value = self.fact("value");
    const Fact* limit = self.fact("limit");
    if (value == nullptr || limit == nullptr) return self.wrong;
    const auto of_value = only_cell(*value, self.executor);
    const auto of_limit = only_cell(*limit, self.executor);
    for (std::string wrong :
         {not_of_verdict(*value, "value", of_value), not_of_verdict(*limit, "limit", of_limit),
          other_slot(self, "value", *value), other_slot(self, "limit", *limit)}) {
        if (!wrong.empty()) return wrong;
    }
    if (!stand_together(*of_value, *of_limit)) return "value and limit stand in two rows";
    for (const FilledSlot& slot : self.filled.slots) {
        const bool is_file = slot.slot->is == Slot::Is::kSource;
        if (is_file && slot.slot->id != of_value->file->source().id) return "it names another file";
    }
    return other_words(self, *value, *of_value);
}

}  // namespace chimera::verify
