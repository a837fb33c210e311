// SPDX-License-Identifier: Apache-2.0
// confounded, of a document: it advises on a setting whose comparison is confounded in the data, so
// that the rows cannot bear the advice.
#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/salience.h"
#include "model/claim_words.h"

namespace chimera::facts {

static constexpr std::size_t kMostAdvice = 20;

static const Wording kWordings[] = {
    {"confounded.advice.1",
     "{source} gives advice on {factor}, naming {said}; the rows of {suite}{@} cannot bear it, for "
     "{level} always follows a change of {&} there."},
    {"confounded.advice.2",
     "What {source} says of {factor} at {said} is confounded: in {suite}{@}, {level} always "
     "follows "
     "a change of {&}, so a reload and the setting cannot be told apart."},
    {"confounded.advice.3",
     "The advice of {source} on {factor}, {said} among it, reads a reload as a setting: {level} "
     "always follows a change of {&} in {suite}{@}."},
    {"confounded.advice.4",
     "Where {source} advises on {factor} and names {said}, the rows of {suite}{@} are confounded, "
     "for "
     "{level} always follows a change of {&}."},
    {"confounded.advice.5",
     "On {factor}, {source} advises and names {said}, which {suite}{@} cannot bear: {level} always "
     "follows a change of {&} there."},
    {"confounded.advice.6",
     "The rows of {suite}{@} cannot tell {factor} from a reload, though {source} advises on it and "
     "names {said}: {level} always follows a change of {&}."},
};

// The name of a setting, or a beginning of it that is long enough to be meant: "temp".
static bool names(const std::string& sentence, const std::string& setting) {
    constexpr std::size_t kShortest = 4;
    const std::string plain = lower(sentence);
    const std::string whole = lower(setting);
    for (std::size_t at = plain.find(whole.substr(0, kShortest)); at != std::string::npos;
         at = plain.find(whole.substr(0, kShortest), at + 1)) {
        if (at > 0 && is_alnum(plain[at - 1])) continue;
        std::size_t end = at;
        while (end < plain.size() && (is_alnum(plain[end]) || plain[end] == '_')) ++end;
        const std::string word = plain.substr(at, end - at);
        if (whole.starts_with(word) || word == whole + "s") return true;
    }
    return false;
}

static bool is_level(const Factor& factor, double value) {
    return std::any_of(factor.levels.begin(), factor.levels.end(), [&](const Level& level) {
        const auto* number = std::get_if<double>(&level.is.value);
        return number != nullptr && *number == value;
    });
}

// Settings with the claim that says how they are confounded.
struct Unsound {
    const Factor* factor = nullptr;
    std::size_t ground = 0;  // index into Analysis::found
};

static std::vector<Unsound> unsound_settings(const Analysis& analysis) {
    std::map<std::string, std::size_t> grounds;  // the first claim by the setting's name
    for (std::size_t i = 0; i < analysis.found.size(); ++i) {
        const Proposition& found = analysis.found[i];
        if (found.wordings.empty() || !found.wordings.front().starts_with("confounded.cold")) {
            continue;
        }
        grounds.emplace(std::get<std::string>(found.arguments.at("factor")), i);
    }
    std::vector<Unsound> out;
    std::set<std::string> seen;
    for (const Sweep& sweep : analysis.sweeps) {
        for (const Factor& factor : sweep.factors) {
            const auto ground = grounds.find(factor.name());
            if (factor.follows.empty() || ground == grounds.end()) continue;
            if (seen.insert(factor.name()).second) out.push_back({&factor, ground->second});
        }
    }
    return out;
}

static FactId claimed_level(Analysis& analysis, const model::ClaimedNumber& claim) {
    Fact described;
    described.label = "a level that the document names";
    described.statistic = "value";
    described.kind = described.worst = Class::kClaimed;
    Cells cell{.source = claim.source, .at = {"line=" + std::to_string(claim.line)}};
    cell.raw = claim.raw;
    cell.nth = claim.nth;
    return analysis.book.of_cell(std::move(cell), claim.value, claim.decimals,
                                 std::move(described));
}

// ".at1.of2" behind the id of a wording.
static std::string expansion_of(const std::string& id) {
    const auto at = id.find(".at");
    return id.substr(at != std::string::npos ? at : id.find(".of"));
}

static void add(Analysis& analysis, const Unsound& unsound, const model::ClaimedNumber& claim) {
    const FactId said = claimed_level(analysis, claim);
    if (said == kNoFact) return;
    const Proposition& ground = analysis.found[unsound.ground];
    Proposition found{.kind = "confounded"};
    found.arguments = ground.arguments;
    found.arguments["advice"] = said;
    found.slots = ground.slots;
    found.slots["source"] = SourceSlot{claim.source};
    found.slots["said"] = link(said);
    for (const Wording& wording : kWordings) {
        found.wordings.push_back(std::string(wording.id) + expansion_of(ground.wordings.front()));
    }
    found.salience = salience({.size = 1, .certainty = 1, .breadth = 0.5, .surprise = 1});
    found.topic = "confounded advice/" + std::string(last_segment(unsound.factor->name()));
    analysis.found.push_back(std::move(found));
}

static void find(Analysis& analysis) {
    const std::vector<Unsound> unsound = unsound_settings(analysis);
    if (unsound.empty()) return;
    std::set<std::pair<model::SourceIndex, const Factor*>> seen;
    for (const model::ClaimedNumber& claim : analysis.records.claims) {
        if (seen.size() == kMostAdvice) return;
        const model::Source& source = analysis.records.sources[claim.source];
        if (source.duplicate_of || source.role != model::Role::kDocument) continue;
        if (claim.sentence.empty() || !model::advises(claim.sentence)) continue;
        for (const Unsound& one : unsound) {
            if (!is_level(*one.factor, claim.value)) continue;
            if (!names(claim.sentence, std::string(last_segment(one.factor->name())))) continue;
            if (seen.insert({claim.source, one.factor}).second) add(analysis, one, claim);
        }
    }
}

Finder unsound_advice_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
