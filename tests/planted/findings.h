// SPDX-License-Identifier: Apache-2.0
// What the program finds in a folder, and questions to put to it.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "facts/analyse.h"
#include "support/temp_folder.h"

namespace chimera::planted {

using facts::Draft;
using facts::Fact;
using facts::Proposition;

// Reads a folder and analyses it, as `report` does. A draft without anything where it cannot.
Draft draft_of(const std::string& root);

// The facts behind an argument, in its order; a text argument, or its list joined by a blank.
std::vector<const Fact*> facts_in(const Draft& draft, const Proposition& found,
                                  const std::string& argument);
std::string text_in(const Proposition& found, const std::string& argument);
std::string scope_in(const Fact& fact, const std::string& key);

std::vector<const Proposition*> of_kind(const Draft& draft, std::string_view kind);
// Propositions of a kind whose facts are of a metric.
std::vector<const Proposition*> of_kind(const Draft& draft, std::string_view kind,
                                        std::string_view metric);
std::string metric_of(const Draft& draft, const Proposition& found);

// Does it say that one thing is above another, that something grows, or that two things act
// together?
bool takes_a_side(const Proposition& found);
std::vector<const Proposition*> directional(const Draft& draft);

// Kind, metric, direction and the scopes of its facts: what a proposition says but for its numbers.
std::string meaning_of(const Draft& draft, const Proposition& found);
std::vector<std::string> meanings_of(const Draft& draft);  // sorted

// How many of so many replicates an outcome holds for; each has a folder and a generator of its
// own. `say` may leave a line on the first replicate that went wrong.
struct Replicates {
    std::size_t count = 0;
    std::uint64_t seed = 1;
};
std::size_t count_replicates(const Replicates& replicates,
                             const std::function<bool(const test::TempFolder&, Rng&)>& holds);

// The share with its error: at most so many of `n` may hold if the true share is `share`.
std::size_t most_of(std::size_t n, double share);

// Replicates to run: fewer where a sanitizer makes each a lot slower.
std::size_t replicates(std::size_t wanted);

}  // namespace chimera::planted
