// SPDX-License-Identifier: Apache-2.0
// Lies put into a good report, one at a time and by seed: what `verify` must catch. A lie is told
// in the report's text alone, or in the text and in the claim that the evidence holds of it, or as
// deep as the evidence allows (template, slots, arguments, samples). The evidence's hash of the
// report is always made to fit, so that only what is said gives the lie away.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chimera::test {

struct GoodReport {
    std::string report;    // the text of report.md
    std::string evidence;  // the text of its evidence file
};

struct Lie {
    std::string kind;  // "digit", "dropped no", "incomplete sample", ...
    std::string told;  // what was changed, for the test's message
    std::string report;
    std::string evidence;
};

// The names of all kinds.
std::vector<std::string> lie_kinds();

// A lie of this kind; nullopt where the report offers no place for one (or chance found none).
std::optional<Lie> tell_lie(const GoodReport& good, const std::string& kind, std::uint64_t seed);

}  // namespace chimera::test
