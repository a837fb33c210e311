// SPDX-License-Identifier: Apache-2.0
// The numbers of documents against the data: borne out, contradicted, or found under another name.
//
// A number is borne out where a value of its entity and metric agrees with it within half a unit of
// its last place: of the statistic that the document states, or, where it states none, any. It is
// contradicted where it states a statistic, or where the data hold just one reading, and nothing
// of the entity and metric agrees with it: no cell, no statistic, no mean of a part. It is
// mismatched where it stands in the data, to three digits or more, under another metric or unit
// and not under its own, and others of the document do the same. All else is left open: a wrong
// accusation is worse than none.
#pragma once

#include <vector>

#include "facts/analysis.h"
#include "facts/claim_binding.h"

namespace chimera::facts {

enum class Finding : std::uint8_t { kOpen, kBorneOut, kConflict, kMismatch };

// One number with what was found. What is borne out in a document that is not written out has no
// facts.
struct CheckedClaim {
    BoundClaim bound;
    Scope scope;  // of its names those that the data know
    Finding finding = Finding::kOpen;
    FactId claimed = kNoFact;
    FactId found = kNoFact;  // recomputed, or what the number stands for elsewhere
    // How far it is from what the data give, as a share of that.
    double gap = 0;
    bool headline = false;
    bool about = false;  // the document bears the name of the file that it is set against
};

struct CheckedDocument {
    model::SourceIndex source = 0;
    bool written_out = true;  // every decided number has its facts
    std::vector<CheckedClaim> claims;
};

// In the order of the sources; documents without a bound number are left out.
std::vector<CheckedDocument> check_documents(Analysis& analysis);

// So many documents, and so many of their numbers together, are written out as evidence and
// counted.
inline constexpr std::size_t kMostCounted = 40;
inline constexpr std::size_t kMostDecided = 3000;

}  // namespace chimera::facts
