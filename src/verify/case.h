// SPDX-License-Identifier: Apache-2.0
// One proposition to be judged: its arguments, the claim that states it, and what the whole report
// says.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "model/name_index.h"
#include "verify/claim_text.h"
#include "verify/execute.h"

namespace chimera::verify {

// What a comparison rests on: rows, the settings of a sweep, its whole configurations, the days of
// one series, aggregates that a file stores. Their levels may differ, for each was shared out among
// its own kind.
enum class Ground { kRows, kSettings, kConfigurations, kOccasions, kStored };

struct Level {
    double value = 0;
    Ground ground = Ground::kRows;
};

// All comparisons of one section, metric and kind; each counts once, however often it is said.
struct Family {
    std::map<std::uint32_t, Level> levels;  // of every interval in it
};
using FamilyKey = std::tuple<std::string, std::string, std::string>;

struct Report {
    const Evidence* evidence = nullptr;
    std::map<FamilyKey, Family> families;
    std::map<std::string, const Claim*, std::less<>> claims;  // by id
    model::NameIndex names;  // of models and variants: what a document may speak of
};

// Reads the families of comparisons from the claims.
Report survey(const Evidence& evidence);

struct Case {
    Executor& executor;
    const Report& report;
    const Claim& claim;
    const Part& part;
    const FilledClaim& filled;
    std::string wrong;  // the first thing that was found wrong with an argument

    const Evidence& evidence() const { return executor.evidence(); }
    bool has(std::string_view name) const { return part.arguments.contains(std::string(name)); }
    // The argument as a fact that re-executes; nullptr, and `wrong` set, where it is none.
    const Fact* fact(std::string_view name);
    std::vector<const Fact*> facts(std::string_view name);
    double number(std::string_view name);           // NaN, and `wrong` set, where it is none
    std::string text(std::string_view name) const;  // "" where absent
    std::vector<std::string> texts(std::string_view name) const;

private:
    const Fact* sound(const std::string& id);
};

// "" if the interval is over exactly the samples of a and b. `sign` is -1 where it is of b minus a.
struct Between {
    double sign = 1;
    double neutral = 0;  // 1 for a ratio
};
std::string not_between(const Fact& interval, const Fact& a, const Fact& b,
                        const Evidence& evidence, Between& out);
bool excludes_neutral(const Fact& interval, const Between& between);

// "" if the intervals of its family err together in at most one of twenty reports, and those on its
// own ground have one level.
std::string wrong_level(const Family& family, std::uint32_t interval);
std::string wrong_level(const Case& self, const Fact& interval, const Fact& a);

// "" unless an arm may carry no directional interval: successive values depend on each other and
// the interval is not one of the means of long blocks, or it is the mean of a latency that holds a
// cold start.
std::string dependent_arm(const Fact& arm, const Fact& interval, Executor& executor);

// "" if p is a Holm-adjusted test of the samples of a and b, under 0.05.
std::string insignificant(const Fact& p, const Fact& a, const Fact& b, const Evidence& evidence);

// The kind of a comparison, for its family.
std::string family_kind(std::string_view proposition);

}  // namespace chimera::verify
