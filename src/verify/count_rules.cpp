// SPDX-License-Identifier: Apache-2.0
// Counts: failed_runs, coverage, rejected_input, count, missing, duplicate_files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "verify/failure_words.h"
#include "verify/rules.h"
#include "verify/wildcard.h"

namespace chimera::verify {

static bool counts(const Fact& fact) {
    static constexpr std::string_view kOps[] = {"count", "count_if", "distinct",
                                                "files", "sum",      "difference",
                                                "cell",  "earliest", "latest"};
    return std::find(std::begin(kOps), std::end(kOps), fact.op) != std::end(kOps);
}

static std::set<std::uint32_t> files_of(const Fact& fact) {
    std::set<std::uint32_t> out;
    for (const Operand& operand : fact.operands) {
        out.insert(operand.sources.begin(), operand.sources.end());
        if (operand.is_cells()) out.insert(operand.source);
    }
    return out;
}

// n, and that it is no more than `of`, of which it is a part.
static const Fact* part_of(Case& self) {
    const Fact* n = self.fact("n");
    if (n == nullptr) return nullptr;
    if (!counts(*n)) self.wrong = fmt::format("F{} counts nothing", n->id);
    if (!self.has("of")) return self.wrong.empty() ? n : nullptr;
    const Fact* of = self.fact("of");
    const double part = self.number("n");
    const double whole = self.number("of");
    if (of == nullptr || !self.wrong.empty()) return nullptr;
    if (part > whole) self.wrong = fmt::format("F{} is more than F{}", n->id, of->id);
    if (n->op == "files" && of->op == "files") {
        const auto inner = files_of(*n);
        const auto outer = files_of(*of);
        if (!std::includes(outer.begin(), outer.end(), inner.begin(), inner.end())) {
            self.wrong = fmt::format("F{} is no part of F{}", n->id, of->id);
        }
    }
    return self.wrong.empty() ? n : nullptr;
}

// A file that the sentence names is the one that it counts.
static std::string other_file(Case& self, const Fact& n) {
    std::set<std::uint32_t> named;
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kSource) named.insert(slot.slot->id);
    }
    const auto counted = files_of(n);
    if (named.empty() || counted.empty()) return {};
    const bool shares = std::any_of(counted.begin(), counted.end(),
                                    [&](std::uint32_t id) { return named.contains(id); });
    return shares ? "" : fmt::format("F{} counts other files than the one it names", n.id);
}

static bool has_rows(Case& self, const Fact& fact, Rows rows) {
    const auto& found = self.executor.execute(fact.id).rows;
    return !found.empty() && std::all_of(found.begin(), found.end(), [&](const auto& holding) {
        return std::find(holding.begin(), holding.end(), rows) != holding.end();
    });
}

// Every row that is counted failed, and for the reason that the sentence names.
static std::string not_failed(Case& self, const Fact& n) {
    std::string reason = self.text("where");
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kName) reason = slot.slot->text;
    }
    for (const Operand& operand : n.operands) {
        if (!operand.is_cells()) continue;
        const auto taken = self.executor.sample(operand);
        if (!taken.ok()) return taken.error().message;
        SourceFile& file = *taken.value()->file;
        for (const Cell& cell : taken.value()->cells) {
            const PlaceAndText* failure = file.failure(cell);
            if (failure == nullptr) return fmt::format("F{} counts a row that did not fail", n.id);
            if (!reason.empty() && !equals_with_redactions(failure->text, reason) &&
                !equals_with_redactions(reason, failure->text)) {
                return fmt::format("F{} counts a row that failed for another reason", n.id);
            }
        }
    }
    return {};
}

// Rows that call themselves successful: each says so in the column that `flag` names.
static std::string wrong_flag(Case& self, const Fact& n) {
    static constexpr std::string_view kYes[] = {"true", "ok",        "success", "successful",
                                                "yes",  "succeeded", "passed",  "1"};
    const std::string flag = self.text("flag");
    const auto spoken = words(self.filled.fixed);
    const bool says = std::find(spoken.begin(), spoken.end(), "successful") != spoken.end();
    if (says != !flag.empty()) return "its words and its flag do not say the same";
    if (!says) return {};
    if (!is_failure_field(flag)) return fmt::format("`{}` tells no success", utf8_prefix(flag, 60));
    for (const Operand& operand : n.operands) {
        const bool holds = std::any_of(
            operand.where.begin(), operand.where.end(), [&](const Condition& condition) {
                const auto* text = std::get_if<std::string>(&condition.value);
                return condition.column == flag && condition.op == "==" && text != nullptr &&
                       std::find(std::begin(kYes), std::end(kYes), lower(trim(*text))) !=
                           std::end(kYes);
            });
        if (!holds) return fmt::format("F{} counts rows whatever `{}` says", n.id, flag);
    }
    return {};
}

std::string check_failed_runs(Case& self) {
    const Fact* n = part_of(self);
    if (n == nullptr) return self.wrong;
    if (self.has("requests")) {
        std::string wrong = check_failed_requests(self);
        return wrong.empty() ? other_file(self, *n) : wrong;
    }
    if (n->op == "files") return "it counts files";
    if (std::string wrong = not_failed(self, *n); !wrong.empty()) return wrong;
    if (self.has("of")) {
        const Fact* of = self.fact("of");
        const bool of_all = of->op != "count" || has_rows(self, *of, Rows::kAll) ||
                            has_rows(self, *of, Rows::kSound) || has_rows(self, *of, Rows::kFailed);
        if (!of_all) return fmt::format("F{} is not all rows", of->id);
        if (files_of(*n).size() > files_of(*of).size()) return "it is no part of the whole";
    }
    if (std::string wrong = wrong_flag(self, *n); !wrong.empty()) return wrong;
    return other_file(self, *n);
}

// What tells files apart for whoever counts them.
static std::string signature(const Source& source) {
    const auto dot = source.path.rfind('.');
    return fmt::format("{} {} {} {} {} {} {} {} {}", source.role, source.format,
                       source.bind.contains("model"), source.bind.contains("suite"),
                       source.twin_of.empty(), source.duplicate_of.empty(), source.rejects.empty(),
                       source.beside,
                       dot == std::string::npos ? "" : lower(source.path.substr(dot)));
}

// Files are counted by kind: none is left out that differs in nothing from one that is counted.
static std::string left_out(const Fact& fact, const Evidence& evidence) {
    const auto counted = files_of(fact);
    if (fact.op != "files" || counted.size() < 2 || !fact.scope.empty()) return {};
    std::set<std::string> kinds;
    for (const Source& source : evidence.sources) {
        if (counted.contains(source.id)) kinds.insert(signature(source));
    }
    for (const Source& source : evidence.sources) {
        if (!counted.contains(source.id) && kinds.contains(signature(source))) {
            return fmt::format("F{} leaves out {}", fact.id, source.path);
        }
    }
    return {};
}

// All files of one tool, each recognised anew.
static std::string check_tool(Case& self, const Fact& n) {
    const std::string tool = self.text("tool");
    const auto counted = files_of(n);
    for (const Source& source : self.evidence().sources) {
        if (counted.contains(source.id) != (source.producer == tool)) {
            return fmt::format("F{} counts {} wrongly", n.id, source.path);
        }
        if (source.producer != tool || source.role == "duplicate") continue;
        std::string why;
        SourceFile* file = self.executor.input().file(source.id, why);
        if (file == nullptr || file->producer() == nullptr || file->producer()->id != tool) {
            return fmt::format("{} is not of `{}`", source.path, utf8_prefix(tool, 40));
        }
    }
    const auto shown = self.claim.slots.find("tool");
    const bool same = shown != self.claim.slots.end() && shown->second.text == tool;
    return same ? "" : "it shows another tool";
}

std::string check_count(Case& self) {
    const Fact* n = part_of(self);
    if (n == nullptr) return self.wrong;
    if (self.has("tool")) return check_tool(self, *n);
    for (const Fact* fact : facts_of(self.claim, self.evidence())) {
        if (std::string wrong = left_out(*fact, self.evidence()); !wrong.empty()) return wrong;
    }
    return other_file(self, *n);
}

std::string check_coverage(Case& self) {
    const Fact* n = self.fact("n");
    // Numbers that documents state are counted by what came of them.
    if (n != nullptr && n->kind == "claimed") return check_document_counts(self);
    return check_count(self);
}
// A file without a known metric bears no fact; a document without rows lies beside no raw file.
static std::string check_unread(Case& self) {
    const Slot* named = nullptr;
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kSource) named = slot.slot;
    }
    const Source* source = named == nullptr ? nullptr : self.evidence().source(named->id);
    if (source == nullptr) return "it names no file";
    if (self.text("metric") == "rows") {
        const auto& all = self.evidence().sources;
        const bool alone = std::none_of(all.begin(), all.end(),
                                        [](const Source& one) { return one.role == "raw"; });
        return alone && source->role == "document" ? "" : "there are raw rows";
    }
    for (const Fact& fact : self.evidence().facts) {
        for (const Operand& operand : fact.operands) {
            if (operand.is_cells() && operand.source == source->id)
                return fmt::format("F{} is measured there", fact.id);
        }
    }
    return source->role == "config" ? "" : "its file is no configuration";
}

std::string check_missing(Case& self) {
    const std::string metric = self.text("metric");
    if (!self.has("n") && (metric == "rows" || metric == "name")) return check_unread(self);
    const Fact* n = part_of(self);
    return n == nullptr ? self.wrong : std::string();
}

static std::set<std::uint32_t> sources_that(const Evidence& evidence, bool (*is)(const Source&)) {
    std::set<std::uint32_t> out;
    for (const Source& source : evidence.sources) {
        if (is(source)) out.insert(source.id);
    }
    return out;
}

// All files of a kind, or the one that the sentence names.
static std::string files_that(Case& self, bool (*is)(const Source&), std::string_view what) {
    const Fact* n = part_of(self);
    if (n == nullptr) return self.wrong;
    const auto counted = files_of(*n);
    const auto all = sources_that(self.evidence(), is);
    for (const std::uint32_t id : counted) {
        if (!all.contains(id)) return fmt::format("S{} is not {}", id, what);
    }
    const bool names_one =
        std::any_of(self.filled.slots.begin(), self.filled.slots.end(),
                    [](const FilledSlot& slot) { return slot.slot->is == Slot::Is::kSource; });
    if (n->op == "files" && !names_one && counted != all) {
        return fmt::format("{} files are {}, and F{} counts {}", all.size(), what, n->id,
                           counted.size());
    }
    return other_file(self, *n);
}

std::string check_rejected_input(Case& self) {
    const bool partly =
        std::any_of(self.filled.slots.begin(), self.filled.slots.end(),
                    [](const FilledSlot& slot) { return slot.slot->is == Slot::Is::kSource; });
    std::string wrong =
        partly ? files_that(
                     self, [](const Source& s) { return !s.rejects.empty(); },
                     "rejected, in whole or in part")
               : files_that(self, [](const Source& s) { return s.role == "rejected"; }, "rejected");
    if (!wrong.empty() || !partly) return wrong;
    // The reason is that of the file that is named.
    const Source* named = nullptr;
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kSource) named = self.evidence().source(slot.slot->id);
    }
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is != Slot::Is::kName || named == nullptr) continue;
        const bool own =
            std::any_of(named->rejects.begin(), named->rejects.end(), [&](const auto& entry) {
                return equals_with_redactions(entry.text, slot.slot->text) ||
                       equals_with_redactions(slot.slot->text, entry.text);
            });
        if (!own) return fmt::format("{} was not rejected for that", named->path);
    }
    return {};
}

std::string check_duplicate_files(Case& self) {
    std::string wrong =
        files_that(self, [](const Source& s) { return !s.duplicate_of.empty(); }, "duplicates");
    if (!wrong.empty()) return wrong;
    std::vector<const Source*> named;
    for (const FilledSlot& slot : self.filled.slots) {
        if (slot.slot->is == Slot::Is::kSource)
            named.push_back(self.evidence().source(slot.slot->id));
    }
    if (named.size() != 2 || named[0] == nullptr || named[1] == nullptr) return {};
    return named[0]->sha256 == named[1]->sha256 && named[0] != named[1] ? ""
                                                                        : "the two files differ";
}

}  // namespace chimera::verify
