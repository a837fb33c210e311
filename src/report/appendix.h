// SPDX-License-Identifier: Apache-2.0
// The section `## Evidence`: one table, a row with an anchor for each fact that the text links.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "facts/fact.h"
#include "model/source.h"

namespace chimera::report {

std::string appendix(const std::vector<facts::Fact>& facts, std::span<const facts::FactId> linked,
                     std::span<const model::Source> sources);

// "mean of 35 cells of `a.csv`", "difference of F2 and F1": how a fact came about, in words.
std::string how_made(const facts::Fact& fact, std::span<const model::Source> sources);

}  // namespace chimera::report
