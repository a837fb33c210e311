// SPDX-License-Identifier: Apache-2.0
#include "model/unit_field.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"
#include "model/column_name.h"

namespace chimera::model {

template <std::size_t N>
static bool is_one_of(std::string_view word, const std::array<std::string_view, N>& list) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool is_unit_field(std::string_view name) {
    static constexpr std::array<std::string_view, 3> kFields = {"unit", "units", "time_unit"};
    return is_one_of(lower(last_segment(name)), kFields);
}

// "real_time", "p99_latency", "mean": no rate, no setting.
static bool is_time(std::string_view leaf) {
    static constexpr std::array<std::string_view, 4> kTimes = {"time", "latency", "duration",
                                                               "elapsed"};
    Words words = split_column_name(leaf).segments.back();
    const bool named = std::any_of(words.begin(), words.end(),
                                   [](const std::string& word) { return is_one_of(word, kTimes); });
    if (named || lone_statistic(words)) return true;
    return take_statistic(words) && words.empty();
}

bool states_unit_of(std::string_view unit_field, std::string_view name) {
    static constexpr std::array<std::string_view, 12> kUnitless = {
        "count", "n",    "num", "runs",     "samples", "iterations",
        "index", "rank", "cv",  "variance", "var",     "timestamp"};
    const std::string leaf = lower(last_segment(name));
    if (leaf.ends_with("_count") || is_one_of(leaf, kUnitless)) return false;
    return lower(last_segment(unit_field)) != "time_unit" || is_time(leaf);
}

}  // namespace chimera::model
