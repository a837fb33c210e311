// SPDX-License-Identifier: Apache-2.0
// conflict, borne_out, definition_mismatch, coverage: what documents state, against the data.
#include <algorithm>
#include <map>
#include <set>

#include "facts/document_claims.h"
#include "facts/propositions/finders.h"

namespace chimera::facts {

// So much is said in words; the counts hold all of it.
static constexpr std::size_t kMostConflicts = 40;
static constexpr std::size_t kMostConflictsEach = 5;
static constexpr std::size_t kMostMismatches = 8;
static constexpr std::size_t kMostBorneOut = 3;

static const Wording kConflict[] = {
    {"conflict.document.1",
     "{source} credits {subject}{@} with a {statistic} {metric} of {claimed}, but the rows in "
     "{raw} give {recomputed}."},
    {"conflict.document.2",
     "The {statistic} {metric} of {subject}{@} is {recomputed} by the rows in {raw}, not the "
     "{claimed} that {source} reports."},
    {"conflict.document.3",
     "According to {source}, {subject}{@} has a {statistic} {metric} of {claimed}; {raw} says "
     "{recomputed}."},
    {"conflict.document.4",
     "Where {source} reports {claimed} as the {statistic} {metric} of {subject}{@}, the rows in "
     "{raw} give {recomputed}."},
    {"conflict.document.5",
     "{raw} contradicts {source}: the {statistic} {metric} of {subject}{@} is {recomputed}, "
     "against the {claimed} that the document states."},
    {"conflict.document.6",
     "Not {claimed}, as {source} says, but {recomputed} is the {statistic} {metric} of "
     "{subject}{@} by the rows in {raw}."},
    {"conflict.document.plain.1",
     "{source} gives {claimed} as the {metric} of {subject}{@}, but {raw} holds {recomputed}."},
    {"conflict.document.plain.2",
     "The {metric} of {subject}{@} is {recomputed} in {raw}, not the {claimed} that {source} "
     "reports."},
    {"conflict.document.plain.3",
     "For {subject}{@}, {source} puts the {metric} at {claimed}, while {raw} holds {recomputed}."},
    {"conflict.document.plain.4",
     "Not {claimed}, as {source} says, but {recomputed} is the {metric} of {subject}{@} in {raw}."},
};

static const Wording kBorneOut[] = {
    {"borne_out.document.1",
     "{source} states {claimed} as the {statistic} {metric} of {subject}{@}, and the data bear it "
     "out with {recomputed}."},
    {"borne_out.document.2",
     "The {claimed} that {source} gives as the {statistic} {metric} of {subject}{@} is right: the "
     "data give {recomputed}."},
    {"borne_out.document.3",
     "For {subject}{@}, the {claimed} that {source} calls its {statistic} {metric} is what the "
     "data give: {recomputed}."},
    {"borne_out.document.4",
     "That {subject}{@} has a {statistic} {metric} of {claimed}, as {source} says, is borne out by "
     "{recomputed} in the data."},
    {"borne_out.document.5",
     "{source} is right about the {statistic} {metric} of {subject}{@}: it states {claimed}, and "
     "the data give {recomputed}."},
};

static const Wording kMismatch[] = {
    {"definition_mismatch.document.1",
     "What {source} calls the {metric} of {subject}{@}, {claimed}, is in the data its {other}: "
     "{meant}."},
    {"definition_mismatch.document.2",
     "{source} lists {claimed} as the {metric} of {subject}{@}; the data know that number as its "
     "{other}, {meant}."},
    {"definition_mismatch.document.3",
     "The {claimed} that {source} takes for the {metric} of {subject}{@} stands in the data as its "
     "{other}, {meant}."},
    {"definition_mismatch.document.4",
     "For {subject}{@}, {source} puts the {metric} at {claimed}, a number that belongs to the "
     "{other}: {meant}."},
    {"definition_mismatch.document.5",
     "A column seems to have slipped in {source}: its {metric} of {subject}{@}, {claimed}, is the "
     "{other} of the data, {meant}."},
    {"definition_mismatch.document.6",
     "Where {source} says {metric} of {subject}{@} and {claimed}, the data say {other} and "
     "{meant}."},
    {"definition_mismatch.document.7",
     "Under {metric}, {source} gives {subject}{@} the {claimed} that the data hold as its {other}, "
     "{meant}."},
    {"definition_mismatch.document.8",
     "The data have {meant} as the {other} of {subject}{@}, and {source} shows it as its {metric}, "
     "{claimed}."},
};

static const Wording kCoverage[] = {
    {"coverage.document.row",
     "| {source} | {bound} | {borne_out} | {contradicted} | {mismatched} | {open} |",
     {"document", "numbers checked", "borne out", "contradicted", "under another name",
      "left open"}},
    {"coverage.document.1",
     "Of the {bound} numbers in {source} that name an entity and a metric of the data, the data "
     "bear out {borne_out} and contradict {contradicted}."},
    {"coverage.document.2",
     "{source} states {bound} numbers of things that the data know: {borne_out} are borne out, "
     "{contradicted} contradicted."},
    {"coverage.document.3",
     "The data bear out {borne_out} of the {bound} numbers that could be checked in {source} and "
     "contradict {contradicted}."},
    {"coverage.document.4",
     "Checked against the data, {borne_out} of {bound} numbers in {source} hold and "
     "{contradicted} do not."},
    {"coverage.document.5",
     "In {source}, {bound} numbers could be tied to the data; {borne_out} agree with them and "
     "{contradicted} do not."},
};

static std::string statistic_word(const model::ClaimWords& words) {
    switch (words.statistic) {
        case model::Statistic::kMax: return "maximum";
        case model::Statistic::kMin: return "minimum";
        case model::Statistic::kMean: return "mean";
        case model::Statistic::kMedian: return "median";
        default: return {};
    }
}

// The one file that a fact's cells are of; nothing where they are of several.
static std::optional<model::SourceIndex> file_of(const Fact& fact) {
    std::optional<model::SourceIndex> out;
    for (const Operand& operand : fact.operands) {
        const auto* cells = std::get_if<Cells>(&operand);
        if (cells == nullptr || (out && *out != cells->source)) return std::nullopt;
        out = cells->source;
    }
    return out;
}

// Fills what all wordings share; false where the entity cannot be named in a sentence.
static bool name(const Analysis& analysis, const CheckedClaim& claim,
                 std::span<const std::string_view> ids, Proposition& out) {
    const Fact& claimed = analysis.book.at(claim.claimed);
    if (claimed.scope.empty()) return false;
    const bool model = claimed.scope.contains("model");
    const std::string key = model ? "model" : claimed.scope.begin()->first;
    out.slots["source"] = SourceSlot{claim.bound.claim->source};
    out.slots["claimed"] = link(claim.claimed);
    out.slots["subject"] = facts::scope_of(key, claim.claimed);
    out.slots["metric"] = literal(claim.bound.words.metric.name);
    Series settings;
    settings.scope = claimed.scope;
    return name_settings(settings, key, ids, out);
}

static void add_conflict(Analysis& analysis, const CheckedClaim& claim) {
    const auto raw = file_of(analysis.book.at(claim.found));
    const std::string statistic = statistic_word(claim.bound.words);
    if (!raw) return;
    Proposition found{.kind = "conflict"};
    const auto ids =
        wordings_of(kConflict, statistic.empty() ? "conflict.document.plain" : "conflict.document");
    if (!name(analysis, claim, ids, found)) return;
    found.arguments = {{"claimed", claim.claimed}, {"recomputed", claim.found}};
    found.slots["recomputed"] = link(claim.found);
    found.slots["raw"] = SourceSlot{*raw};
    if (!statistic.empty()) found.slots["statistic"] = literal(statistic);
    const double size = std::min(1.0, claim.gap);
    found.salience = claim.headline ? 0.85 + 0.1 * size : 0.6 + 0.2 * size;
    found.mandatory = true;
    found.topic = "conflict/document";
    analysis.found.push_back(std::move(found));
}

static void add_mismatch(Analysis& analysis, const CheckedClaim& claim) {
    Proposition found{.kind = "definition_mismatch"};
    const auto ids = wordings_of(kMismatch, "definition_mismatch.document");
    if (!name(analysis, claim, ids, found)) return;
    const model::Metric* other = model::find_metric(analysis.book.at(claim.found).metric);
    if (other == nullptr) return;
    found.arguments = {{"claimed", claim.claimed}, {"meant", claim.found}};
    found.slots["meant"] = link(claim.found);
    found.slots["other"] = literal(other->name);
    found.salience = claim.headline ? 0.7 : 0.5;
    found.topic = "conflict/definition";
    analysis.found.push_back(std::move(found));
}

static void add_borne_out(Analysis& analysis, const CheckedClaim& claim) {
    const std::string statistic = statistic_word(claim.bound.words);
    Proposition found{.kind = "borne_out"};
    const auto ids = wordings_of(kBorneOut, "borne_out.document");
    if (statistic.empty() || !name(analysis, claim, ids, found)) return;
    found.arguments = {{"claimed", claim.claimed}, {"recomputed", claim.found}};
    found.slots["recomputed"] = link(claim.found);
    found.slots["statistic"] = literal(statistic);
    found.salience = 0.2;
    found.topic = "borne out/document";
    analysis.found.push_back(std::move(found));
}

// A copy that differs in a time stamp says the same again: once is enough.
static std::string same_claim(const Analysis& analysis, const CheckedClaim& claim) {
    const Fact& fact = analysis.book.at(claim.claimed);
    std::string key = fact.metric + '\x1f' + fact.statistic + '\x1f' + claim.bound.claim->raw;
    for (const auto& [name, value] : fact.scope) key += '\x1f' + name + '=' + value;
    return key;
}

static void say_findings(Analysis& analysis, const std::vector<CheckedDocument>& documents) {
    std::map<Finding, std::set<std::string>> said;
    const auto say = [&](const CheckedDocument& document, Finding finding, std::size_t each,
                         std::size_t most, void (*add)(Analysis&, const CheckedClaim&)) {
        std::vector<const CheckedClaim*> chosen;
        for (const CheckedClaim& claim : document.claims) {
            if (claim.finding == finding && claim.claimed != kNoFact) chosen.push_back(&claim);
        }
        std::stable_sort(chosen.begin(), chosen.end(), [](const auto* a, const auto* b) {
            return std::pair(a->headline, a->gap) > std::pair(b->headline, b->gap);
        });
        std::size_t here = 0;
        for (const CheckedClaim* claim : chosen) {
            if (here == each || said[finding].size() >= most) return;
            if (!said[finding].insert(same_claim(analysis, *claim)).second) continue;
            add(analysis, *claim);
            ++here;
        }
    };
    for (const CheckedDocument& document : documents) {
        say(document, Finding::kConflict, kMostConflictsEach, kMostConflicts, add_conflict);
        say(document, Finding::kMismatch, kMostMismatches, kMostMismatches, add_mismatch);
        say(document, Finding::kBorneOut, 1, kMostBorneOut, add_borne_out);
    }
}

// How many numbers of one document came out so, and which facts say it.
static FactId count_of(Analysis& analysis, const CheckedDocument& document,
                       std::optional<Finding> finding, const std::string& label) {
    std::vector<Cells> cells;
    for (const CheckedClaim& claim : document.claims) {
        if (finding && claim.finding != *finding) continue;
        Cells cell{.source = document.source};
        cell.at = {"line=" + std::to_string(claim.bound.claim->line)};
        cell.raw = claim.bound.claim->raw;
        cell.nth = claim.bound.claim->nth;
        cells.push_back(std::move(cell));
    }
    if (cells.empty()) return kNoFact;
    const std::size_t n = cells.size();
    Fact described{.label = label};
    described.kind = described.worst = Class::kClaimed;
    described.statistic = "count";
    return analysis.book.of_count(cells, n, std::move(described));
}

static Proposition counts_of(Analysis& analysis, const CheckedDocument& document) {
    Proposition out{.kind = "coverage"};
    struct Kind {
        Finding finding;
        const char* name;
        const char* label;
    };
    static constexpr Kind kKinds[] = {
        {Finding::kBorneOut, "borne_out", "claimed numbers borne out"},
        {Finding::kConflict, "contradicted", "claimed numbers contradicted"},
        {Finding::kMismatch, "mismatched", "claimed numbers found under another name"},
        {Finding::kOpen, "open", "claimed numbers left open"},
    };
    const FactId bound = count_of(analysis, document, std::nullopt, "claimed numbers checked");
    out.arguments["n"] = bound;
    out.slots = {{"source", SourceSlot{document.source}}, {"bound", link(bound)}};
    for (const Kind& kind : kKinds) {
        const FactId n = count_of(analysis, document, kind.finding, kind.label);
        if (n == kNoFact) {
            out.slots[kind.name] = literal("–");
            continue;
        }
        out.slots[kind.name] = link(n);
        out.arguments[kind.name] = n;
        if (kind.finding == Finding::kOpen) continue;
        std::vector<FactId> claimed;
        std::vector<FactId> found;
        for (const CheckedClaim& claim : document.claims) {
            if (claim.finding != kind.finding) continue;
            claimed.push_back(claim.claimed);
            found.push_back(claim.found);
        }
        out.arguments[std::string(kind.name) + "_claimed"] = std::move(claimed);
        out.arguments[std::string(kind.name) + "_found"] = std::move(found);
    }
    return out;
}

static void count_documents(Analysis& analysis, const std::vector<CheckedDocument>& documents) {
    for (const CheckedDocument& document : documents) {
        if (!document.written_out) continue;
        Proposition row = counts_of(analysis, document);
        row.wordings = {"coverage.document.row"};
        row.topic = "documents/row";
        const bool tells =
            row.arguments.contains("contradicted") && row.arguments.contains("borne_out");
        if (tells) {
            Proposition sentence = row;
            sentence.wordings = ids_of(kCoverage, "coverage.document");
            sentence.salience = 0.4;
            sentence.topic = "documents/counts";
            analysis.found.push_back(std::move(sentence));
        }
        analysis.found.push_back(std::move(row));
    }
}

static void find_documents(Analysis& analysis) {
    const std::vector<CheckedDocument> documents = check_documents(analysis);
    say_findings(analysis, documents);
    count_documents(analysis, documents);
}

Finder document_finder() {
    return {{kConflict, kBorneOut, kMismatch, kCoverage}, find_documents};
}

}  // namespace chimera::facts
