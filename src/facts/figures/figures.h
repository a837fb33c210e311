// SPDX-License-Identifier: Apache-2.0
// Which figures the data hold: Analysis::figures, at most some ten, each titled by a proposition
// that was found true. Runs behind all other finders, whose sentences are its titles.
#pragma once

#include "facts/analysis.h"

namespace chimera::facts {

Finder figures_finder();

}  // namespace chimera::facts
