// SPDX-License-Identifier: Apache-2.0
// Several goods at once: pareto, dominated.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "model/metric.h"
#include "verify/rules.h"

namespace chimera::verify {

namespace {

// One thing with its values, better ones larger, by metric.
struct Candidate {
    std::map<std::string, std::string> scope;
    std::map<std::string, double> goods;
};

}  // namespace

static std::vector<Candidate> candidates(const std::vector<const Fact*>& facts,
                                         std::string& wrong) {
    std::vector<Candidate> out;
    for (const Fact* fact : facts) {
        const auto* metric = model::find_metric(fact->metric);
        if (metric == nullptr || metric->polarity == model::Polarity::kNeither ||
            fact->number() == nullptr) {
            wrong = fmt::format("F{} has no better side", fact->id);
            return out;
        }
        auto found = std::find_if(out.begin(), out.end(), [&](const Candidate& candidate) {
            return candidate.scope == fact->scope;
        });
        if (found == out.end()) found = out.insert(out.end(), Candidate{fact->scope, {}});
        const bool up = metric->polarity == model::Polarity::kHigherIsBetter;
        found->goods[fact->metric] = up ? *fact->number() : -*fact->number();
    }
    return out;
}

static bool dominates(const Candidate& a, const Candidate& b) {
    bool better = false;
    for (const auto& [metric, value] : b.goods) {
        const auto own = a.goods.find(metric);
        if (own == a.goods.end() || own->second < value) return false;
        better = better || own->second > value;
    }
    return better;
}

std::string check_pareto(Case& self) {
    const auto members = self.facts("members");
    const auto among = self.facts("among");
    if (!self.wrong.empty() || members.empty())
        return self.wrong.empty() ? "no members" : self.wrong;
    const auto all = candidates(among, self.wrong);
    const auto front = candidates(members, self.wrong);
    if (!self.wrong.empty()) return self.wrong;
    for (const Candidate& candidate : all) {
        const bool beaten = std::any_of(all.begin(), all.end(), [&](const Candidate& other) {
            return dominates(other, candidate);
        });
        const bool member = std::any_of(front.begin(), front.end(), [&](const Candidate& other) {
            return other.scope == candidate.scope;
        });
        if (beaten == member) return "its members are not the undominated ones";
    }
    // What was weighed has a value on each axis: a value left out would make it beat nothing.
    for (const Candidate& candidate : all) {
        if (candidate.goods.size() != all.front().goods.size())
            return "a value of one that was weighed is left out";
    }
    return {};
}

std::string check_dominated(Case& self) {
    const auto loser = candidates(self.facts("loser"), self.wrong);
    const auto by = candidates(self.facts("by"), self.wrong);
    if (!self.wrong.empty()) return self.wrong;
    if (loser.size() != 1 || by.size() != 1) return "it is not of two things";
    return dominates(by[0], loser[0]) ? "" : "it is not dominated";
}

}  // namespace chimera::verify
