// SPDX-License-Identifier: Apache-2.0
// Spellings of units. "tok/s", "tokens per second" and "tps" are one unit; "ms" and "s" are two of
// one kind and convert into each other; "ms" and "tok/s" do not.
#pragma once

#include <optional>
#include <string_view>

namespace chimera::model {

enum class UnitKind {
    kTime,
    kTokenRate,
    kRequestRate,
    kSampleRate,
    kDataRate,
    kComputeRate,
    kTimePerToken,
    kNumber,  // pure numbers: fractions, percentages, counts
    kTokens,
    kCharacters,
    kRequests,
    kData,
    kFrequency,
    kPower,
    kEnergy,
    kTemperature
};

struct Unit {
    UnitKind kind = UnitKind::kNumber;
    // 1 of this unit is factor / divisor of the kind's base unit. Both are whole numbers, so that a
    // scale between units is rounded once: 1 ns is 1 / 1e9 s, and 1e-9 would be rounded already.
    double factor = 1;
    double divisor = 1;
    std::string_view name;  // how the unit is written: "ms", "tok/s", "%", ""
};

// By any spelling, in any case: "ms", "milliseconds", "tokens/sec", "tok_per_s", "%"; "" is the
// unit of pure numbers. nullopt where the spelling is unknown.
std::optional<Unit> find_unit(std::string_view spelling);

}  // namespace chimera::model
