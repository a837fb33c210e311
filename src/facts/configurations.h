// SPDX-License-Identifier: Apache-2.0
// A sweep that ran each of its configurations several times: the rows of each configuration are a
// sample, and configurations may be ranked. A configuration is one combination of all settings that
// vary over the sweep; seeds tell repeats apart and are no setting.
#pragma once

#include <string>
#include <vector>

#include "facts/series.h"

namespace chimera::facts {

struct Analysis;

struct Configurations {
    std::size_t series = 0;               // index into Analysis::series
    std::vector<std::string> parameters;  // in the order of the table
    std::vector<Series> arms;             // one a configuration, each with two rows or more
};

// The sweeps in which every configuration repeats, three configurations or more, whose arms mix
// everything else that the table says of its rows alike; none of a sweep whose rows lean on their
// neighbours, for repeats in one go are then no repeats.
std::vector<Configurations> find_configurations(const Analysis& analysis);

// How many intervals decide who is best of them. A false winner beats the true best, so that k arms
// need k - 1 comparisons and not every pair (Hsu 1984, multiple comparisons with the best).
std::size_t count_configurations(const std::vector<Configurations>& all);

}  // namespace chimera::facts
