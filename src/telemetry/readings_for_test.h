// SPDX-License-Identifier: Apache-2.0
// Looks readings up by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "telemetry/reading.h"

namespace chimera::telemetry {

inline std::optional<double> value_named(const std::vector<Reading>& readings,
                                         std::string_view name) {
    for (const Reading& reading : readings) {
        if (reading.name == name) return reading.value;
    }
    return std::nullopt;
}

inline std::vector<std::string> names_of(const std::vector<Reading>& readings) {
    std::vector<std::string> names;
    for (const Reading& reading : readings) names.push_back(reading.name);
    return names;
}

}  // namespace chimera::telemetry
