// SPDX-License-Identifier: Apache-2.0
// verdict: a tool's own judgement on a run of its own, read from the row in which it gives it.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "verify/rules.h"

namespace chimera::verify {

namespace {

struct Place {
    SourceFile* file = nullptr;
    Cell cell;
};

}  // namespace

// The fact is the number under this name in a row that its tool means as a verdict.
static std::string not_of_verdict(Case& self, const Fact& fact, std::string_view name, Place& out) {
    const bool single = fact.op == "cell" && fact.operands.size() == 1;
    if (!single || !fact.operands[0].is_cells()) return fmt::format("F{} is no cell", fact.id);
    const auto taken = self.executor.sample(fact.operands[0]);
    if (!taken.ok()) return taken.error().message;
    if (taken.value()->cells.size() != 1) return fmt::format("F{} is no single cell", fact.id);
    out = {taken.value()->file, taken.value()->cells[0]};
    const producers::Producer* tool = out.file->producer();
    if (tool == nullptr || !tool->verdicts) return "its tool does not judge its runs";
    const auto mark = out.file->field(out.cell, tool->verdicts->field);
    if (!mark || !producers::sets_aside(*tool->verdicts, *mark)) {
        return fmt::format("F{} stands in no verdict", fact.id);
    }
    if (out.file->column_name(out.cell) != name) {
        return fmt::format("F{} is no `{}`", fact.id, name);
    }
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
    Place of_value;
    Place of_limit;
    for (std::string wrong :
         {not_of_verdict(self, *value, "value", of_value),
          not_of_verdict(self, *limit, "limit", of_limit), other_slot(self, "value", *value),
          other_slot(self, "limit", *limit)}) {
        if (!wrong.empty()) return wrong;
    }
    if (of_value.file != of_limit.file || !of_value.file->same_row(of_value.cell, of_limit.cell)) {
        return "value and limit stand in two rows";
    }
    for (const FilledSlot& slot : self.filled.slots) {
        const bool is_file = slot.slot->is == Slot::Is::kSource;
        if (is_file && slot.slot->id != of_value.file->source().id) return "it names another file";
    }
    return other_words(self, *value, of_value);
}

}  // namespace chimera::verify
