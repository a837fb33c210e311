// SPDX-License-Identifier: Apache-2.0
// What a number of a document is said to be of: the names that stand nearest to it, the metric and
// the statistic that the words beside it mean. A number whose words leave that open is not bound.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/series.h"
#include "model/claim_words.h"
#include "model/name_index.h"
#include "model/record_set.h"

namespace chimera::facts {

struct BoundClaim {
    const model::ClaimedNumber* claim = nullptr;
    Scope scope;              // names of the data: model, backend, ...; never empty
    model::ClaimWords words;  // the metric and its statistic
    // The parameters that the same row of a table states, by their heading.
    std::map<std::string, double> settings;
    double value = 0;   // in the unit of words.metric
    double half = 0;    // half a unit in the last place that is written, in that unit
    int digits = 0;     // significant ones, zeros at the end left out
    bool exact = true;  // false: "about so much", a bound, a comparison with something else
    bool explicit_metric = true;  // false: only the unit says what it is of
};

// The numbers of the documents that count (copies left out) that name an entity and a metric, in
// the order of the records. `names` are those of the data.
// `jobs` threads, all cores where it is 0; the outcome does not depend on them.
std::vector<BoundClaim> bind_claims(const model::RecordSet& records, const model::NameIndex& names,
                                    unsigned jobs = 0);

}  // namespace chimera::facts
