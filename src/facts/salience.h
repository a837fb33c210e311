// SPDX-License-Identifier: Apache-2.0
// How much a proposition deserves to be said: docs/salience.md tells what each part means.
#pragma once

#include <cstddef>

namespace chimera::facts {

// Each from 0 to 1.
struct Weight {
    double size = 0;       // of the difference, as a share of what it is a difference of
    double certainty = 0;  // that it is there: 1 where an interval excludes zero
    double breadth = 0;    // how many rows it rests on
    double surprise = 0;   // a document contradicted, a naive reading reversed
};

// 0.35 size + 0.25 certainty + 0.15 breadth + 0.25 surprise.
double salience(const Weight& weight);

// A change of 50 % or more counts as large as can be.
double size_of_percent(double percent);
// Rows on a logarithmic scale; a thousand are as many as can be.
double breadth_of(std::size_t rows);

}  // namespace chimera::facts
