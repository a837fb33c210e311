// SPDX-License-Identifier: Apache-2.0
// failed_runs of requests: a tool's file lists the errors of its requests, or counts them by
// reason. The tool is recognised anew, and which of its lists are such the registry of tools says.
#include <fmt/format.h>

#include <algorithm>

#include "core/text.h"
#include "verify/failure_words.h"
#include "verify/rules.h"
#include "verify/wildcard.h"

namespace chimera::verify {

using Are = producers::Failures::Are;

// Of a traceback the last line may stand for the whole.
static bool tells(const std::string& why, std::string_view shown) {
    if (equals_with_redactions(why, shown) || equals_with_redactions(shown, why)) return true;
    const std::string_view text = trim(why);
    const auto end = text.rfind('\n');
    return text.starts_with("Traceback (most recent call last)") && end != std::string_view::npos &&
           trim(text.substr(end + 1)) == trim(shown);
}

static const producers::Failures* list_called(SourceFile& file, std::string_view name) {
    const producers::Producer* tool = file.producer();
    if (tool == nullptr) return nullptr;
    const auto found = std::find_if(tool->failures.begin(), tool->failures.end(),
                                    [&](const auto& one) { return one.under == name; });
    return found == tool->failures.end() ? nullptr : &*found;
}

// The condition that tells the failed requests, or those with a reason; nullptr for none.
static const std::string* asked(const Operand& operand, std::string_view field,
                                std::string_view op) {
    if (operand.where.size() != 1) return nullptr;
    const Condition& one = operand.where.front();
    if (one.op != op || (!field.empty() && one.column != field)) return nullptr;
    return std::get_if<std::string>(&one.value);
}

// Every cell stands in the list, and is an error of its request.
static std::string wrong_place(Executor& executor, const Operand& operand,
                               const producers::Failures& list) {
    const auto taken = executor.sample(operand);
    if (!taken.ok()) return taken.error().message;
    SourceFile& file = *taken.value()->file;
    for (const Cell& cell : taken.value()->cells) {
        const bool inside = file.stands_under(cell, list.under);
        const std::string name = file.column_name(cell);
        const bool error = list.are == Are::kTextOfEach || is_failure_field(name);
        if (!inside || !error) return "it counts what is no failed request";
    }
    return {};
}

// The count that the file states stands beside its reason, or under it.
static std::string wrong_count(Executor& executor, const Operand& operand,
                               const producers::Failures& list, const std::string& why) {
    const auto taken = executor.sample(operand);
    if (!taken.ok()) return taken.error().message;
    SourceFile& file = *taken.value()->file;
    const Cell& cell = taken.value()->cells.front();
    if (cell.in != Cell::In::kJson || !file.stands_under(cell, list.under))
        return "it counts what is no failed request";
    const std::string key = file.json().key(cell.row);
    if (const std::string* beside = asked(operand, "", "==")) {
        return key == "count" && *beside == why ? "" : "it counts another reason";
    }
    const JsonId parent = file.json().node(cell.row).parent;
    const bool directly = parent != kNoJson && file.json().key(parent) == list.under;
    return directly && key == why ? "" : "it counts another reason";
}

// All of the list, and not a part of it.
static std::string not_whole(Case& self, std::string_view list) {
    const Fact* of = self.fact("of");
    if (of == nullptr) return self.wrong;
    if (of->op != "count") return fmt::format("F{} is not all requests", of->id);
    for (const Operand& operand : of->operands) {
        if (!operand.is_cells() || !operand.where.empty())
            return fmt::format("F{} is not all requests", of->id);
        const auto taken = self.executor.sample(operand);
        if (!taken.ok()) return taken.error().message;
        SourceFile& file = *taken.value()->file;
        const auto* known = list_called(file, list);
        std::string wrong;
        const auto all = file.column_of(taken.value()->cells, wrong);
        if (known == nullptr || known->are != Are::kTextOfEach || !wrong.empty() ||
            all.size() != taken.value()->cells.size())
            return fmt::format("F{} is not all requests", of->id);
        if (std::string place = wrong_place(self.executor, operand, *known); !place.empty())
            return place;
    }
    return {};
}

std::string check_failed_requests(Case& self) {
    const Fact* n = self.fact("n");
    if (n == nullptr) return self.wrong;
    const std::string list = self.text("requests");
    const std::string why = self.text("where");
    std::string shown;
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kName) shown = slot.slot->text;
    }
    if (why.empty() != shown.empty() || (!why.empty() && !tells(why, shown)))
        return "it names another reason than it counts";
    if (why.empty() != self.has("of")) return "it says neither of how many nor why";
    if (n->operands.size() != 1 || !n->operands.front().is_cells()) return "it counts nothing";
    const Operand& operand = n->operands.front();
    std::string unread;
    SourceFile* file = self.executor.input().file(operand.source, unread);
    if (file == nullptr) return unread;
    const producers::Failures* known = list_called(*file, list);
    if (known == nullptr) return fmt::format("`{}` lists no failed requests", list);
    if (known->are == Are::kCounted) {
        if (n->op != "cell" || why.empty()) return "it is no count of the file";
        return wrong_count(self.executor, operand, *known, why);
    }
    if (n->op != "count") return "it is no count of requests";
    const std::string_view field = known->are == Are::kTextOfEach ? known->under : "";
    const std::string* condition = asked(operand, field, why.empty() ? "!=" : "==");
    if (condition == nullptr || *condition != why) return "it counts other requests";
    if (std::string wrong = wrong_place(self.executor, operand, *known); !wrong.empty())
        return wrong;
    return why.empty() ? not_whole(self, list) : std::string();
}

}  // namespace chimera::verify
