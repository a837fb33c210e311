// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "cli/explain.h"
#include "cli/output.h"
#include "core/decimal.h"
#include "core/text.h"
#include "report/evidence_item.h"
#include "sources/walk.h"
#include "verify/evidence.h"
#include "verify/source_file.h"

namespace chimera::cli {

// Cells of one operand whose raw text is shown; the locator names the others.
static constexpr std::size_t kCellsShown = 12;
static constexpr std::size_t kClaimsShown = 20;

namespace {

struct Desk {
    const verify::Evidence& evidence;
    std::string root;
    std::map<std::uint32_t, std::unique_ptr<verify::SourceFile>> files;
};

// Cells of one source as an operand names them, with the first raw texts ("" where unreadable).
struct ShownCells {
    std::string path;
    std::string at;
    std::size_t count = 0;
    std::vector<std::string> raw;
    std::string why_not;
};

}  // namespace

bool is_item_id(const std::string& text) {
    constexpr std::size_t kLongest = 10;
    const bool has_letter =
        !text.empty() && std::string_view("FCS").find(text[0]) != std::string::npos;
    return has_letter && text.size() > 1 && text.size() < kLongest && text[1] != '0' &&
           std::all_of(text.begin() + 1, text.end(), is_digit);
}

static verify::SourceFile* open_source(std::uint32_t id, Desk& desk, std::string& why_not) {
    auto known = desk.files.find(id);
    if (known != desk.files.end()) return known->second.get();
    const verify::Source* source = desk.evidence.source(id);
    if (source == nullptr) {
        why_not = "the evidence lists no such source";
        return nullptr;
    }
    auto bytes = sources::FileBytes::open(desk.root + '/' + source->path);
    if (!bytes.ok()) {
        why_not = "the raw file is not at hand; name its root with --root";
        return nullptr;
    }
    auto file = std::make_unique<verify::SourceFile>(*source, std::move(bytes).value());
    return desk.files.emplace(id, std::move(file)).first->second.get();
}

static void add_cells(const verify::Operand& operand, Desk& desk, std::vector<ShownCells>& out) {
    for (const verify::Operand& inner : operand.args) add_cells(inner, desk, out);
    if (!operand.is_cells()) return;
    ShownCells shown;
    const verify::Source* source = desk.evidence.source(operand.source);
    shown.path = source == nullptr ? fmt::format("S{}", operand.source) : source->path;
    shown.at = join(operand.at, " ");
    verify::SourceFile* file = open_source(operand.source, desk, shown.why_not);
    for (const std::string& at : operand.at) {
        if (file == nullptr) break;
        const auto cells = file->cells(at);
        if (!cells.ok()) {
            shown.why_not = cells.error().message;
            break;
        }
        shown.count += cells.value().size();
        for (const verify::Cell& cell : cells.value()) {
            if (shown.raw.size() == kCellsShown) break;
            const std::string text = operand.raw.empty() ? file->text(cell) : operand.raw;
            shown.raw.emplace_back(utf8_prefix(trim(text), 60));
        }
    }
    out.push_back(std::move(shown));
}

static std::string value_text(const verify::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) return shortest(*number);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    const auto& [low, high] = std::get<verify::Interval>(value);
    return fmt::format("{} to {}", shortest(low), shortest(high));
}

static std::string row(std::string_view name, std::string_view text) {
    return text.empty() ? std::string() : fmt::format("  {:<10} {}\n", name, text);
}

static std::string pairs_text(const std::map<std::string, std::string>& pairs) {
    std::vector<std::string> shown;
    for (const auto& [key, value] : pairs) shown.push_back(key + '=' + value);
    return join(shown, ", ");
}

// "mean over 35 cells", "percent_change over F3, F7", with parameters.
static std::string expression_text(const verify::Fact& fact) {
    std::vector<std::string> operands;
    for (const verify::Operand& operand : fact.operands) {
        if (operand.fact != 0) operands.push_back(fmt::format("F{}", operand.fact));
        if (operand.is_sources) operands.push_back(fmt::format("{} files", operand.sources.size()));
        if (operand.is_map()) operands.push_back("row by row " + operand.map);
    }
    std::vector<std::string> params;
    for (const auto& [key, value] : fact.params.numbers) {
        params.push_back(fmt::format("{} {}", key, shortest(value)));
    }
    if (fact.params.has_test) {
        params.push_back(
            fmt::format("test {} {}", fact.params.test_op, shortest(fact.params.test_value)));
    }
    std::string out = fact.op;
    if (!params.empty()) out += fmt::format(" ({})", join(params, ", "));
    if (!operands.empty()) out += " of " + join(operands, ", ");
    return out + fmt::format("; {} {} behind it, {}", fact.n, fact.n == 1 ? "cell" : "cells",
                             fact.worst.empty() ? fact.kind : fact.kind + " from " + fact.worst);
}

static std::string users_text(const verify::Evidence& evidence, std::uint32_t fact) {
    std::string out;
    std::size_t count = 0;
    for (const verify::Claim& claim : evidence.claims) {
        if (std::find(claim.facts.begin(), claim.facts.end(), fact) == claim.facts.end()) continue;
        if (++count > kClaimsShown) continue;
        out += fmt::format("    {} ({}): {}\n", claim.id, claim.section, claim.text);
    }
    if (count > kClaimsShown) out += fmt::format("    and {} more\n", count - kClaimsShown);
    return count == 0 ? "  used by no sentence directly\n" : "  used by\n" + out;
}

static std::string fact_text(const verify::Fact& fact, Desk& desk) {
    std::string out = fmt::format("F{}  {}\n", fact.id, fact.label);
    const std::string unit = fact.unit.empty() ? "" : ' ' + fact.unit;
    out +=
        row("value", fmt::format("{}{} (shown as {})", value_text(fact.value), unit, fact.display));
    out += row("how", expression_text(fact));
    out += row("metric", fact.metric);
    out += row("scope", pairs_text(fact.scope));
    std::vector<ShownCells> cells;
    for (const verify::Operand& operand : fact.operands) {
        add_cells(operand, desk, cells);
        if (const verify::Fact* of = desk.evidence.fact(operand.fact); of != nullptr) {
            out += fmt::format("    F{} = {} ({})\n", of->id, of->display, of->label);
        }
    }
    for (const ShownCells& shown : cells) {
        out += fmt::format("    {} {}\n", shown.path, shown.at);
        if (!shown.why_not.empty()) out += fmt::format("      {}\n", shown.why_not);
        if (shown.raw.empty()) continue;
        const bool has_more = shown.count > shown.raw.size();
        out += fmt::format("      {}{}\n", join(shown.raw, ", "),
                           has_more ? fmt::format(", ... ({} in all)", shown.count) : "");
    }
    return out + users_text(desk.evidence, fact.id);
}

static std::string claim_text(const verify::Claim& claim, const Desk& desk) {
    std::string out = fmt::format("{}  {}\n", claim.id, claim.text);
    out += row("section", claim.section);
    out += row("says", claim.proposition + " by template " + claim.wording);
    const auto found = desk.evidence.templates.find(claim.wording);
    if (found != desk.evidence.templates.end()) out += row("template", found->second.text);
    for (const verify::Part& part : claim.parts) {
        for (const auto& [name, argument] : part.arguments) {
            out += row(name, join(argument.texts, ", "));
        }
    }
    for (const std::uint32_t id : claim.facts) {
        const verify::Fact* fact = desk.evidence.fact(id);
        if (fact == nullptr) continue;
        out += fmt::format("    F{} = {} ({})\n", id, fact->display, fact->label);
    }
    return out;
}

static std::string source_text(const verify::Source& source, const Desk& desk) {
    std::string out = fmt::format("S{}  {}\n", source.id, source.path);
    out += row("role", source.role);
    out += row("format", source.format);
    out += row("bytes", std::to_string(source.bytes));
    out += row("sha256", source.sha256);
    out += row("duplicate", source.duplicate_of);
    out += row("twin", source.twin_of);
    out += row("failed", source.failed.empty() ? "" : std::to_string(source.failed.size()));
    out += row("rejects", source.rejects.empty() ? "" : std::to_string(source.rejects.size()));
    std::size_t facts = 0;
    for (const verify::Fact& fact : desk.evidence.facts) {
        facts += static_cast<std::size_t>(std::count_if(
            fact.operands.begin(), fact.operands.end(),
            [&](const verify::Operand& operand) { return operand.source == source.id; }));
    }
    return out + row("operands", fmt::format("{} of the report's facts are over its cells", facts));
}

static Result<std::string> answer(const std::string& id, Desk& desk) {
    if (const verify::Fact* fact = desk.evidence.fact(verify::id_of(id, 'F')); fact != nullptr) {
        return fact_text(*fact, desk);
    }
    for (const verify::Claim& claim : desk.evidence.claims) {
        if (claim.id == id) return claim_text(claim, desk);
    }
    if (const verify::Source* source = desk.evidence.source(verify::id_of(id, 'S'));
        source != nullptr) {
        return source_text(*source, desk);
    }
    return input_error(fmt::format(
        "the report has no {}; it has facts up to F{}, claims up to C{} and "
        "sources up to S{}",
        id, desk.evidence.facts.size(), desk.evidence.claims.size(), desk.evidence.sources.size()));
}

Result<std::string> explain_item(const ItemQuestion& question, As as) {
    const std::string path = question.folder + "/evidence.json";
    const auto bytes = sources::FileBytes::open(path);
    if (!bytes.ok()) {
        return input_error(
            fmt::format("{} cannot be read; name the report's folder with --report", path));
    }
    if (as == As::kJson) return report::evidence_item(bytes.value().view(), question.id);
    TRY_ASSIGN(const verify::Evidence evidence, verify::read_evidence(bytes.value().view()));
    Desk desk{evidence, question.root.empty() ? evidence.root : question.root, {}};
    return answer(question.id, desk);
}

}  // namespace chimera::cli
