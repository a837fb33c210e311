// SPDX-License-Identifier: Apache-2.0
// A claim against its template: is its text the template with the slots filled, do its words say
// what its facts are?
#pragma once

#include <string>
#include <vector>

#include "verify/evidence.h"
#include "verify/names.h"

namespace chimera::verify {

// A slot where it stands in the template, in order of the text.
struct FilledSlot {
    std::string name;
    const Slot* slot = nullptr;
    std::size_t at = 0;  // in `fixed`
    std::string shown;   // what the text shows: inside the link or the back-ticks
};

struct FilledClaim {
    std::vector<FilledSlot> slots;
    std::string fixed;  // the template's own words, a space for each slot, literals filled in
    std::vector<std::size_t> joints;  // in `fixed`: where the template's own words join clauses
};

// "" if claim.text is the template of that name, filled.
std::string misfilled(const Claim& claim, Executor& executor, Names& names, FilledClaim& out);

// "" if every fact is shown beside the entity, the statistic and the metric that are its own.
std::string misbound(const Claim& claim, const FilledClaim& filled, Executor& executor);

// "" if the facts beside named settings ("num_gpu=80, n_ctx=1024") are of these: of one name by
// itself, and where several give the same settings other values, of one of them and in the order of
// the names. settings_text.cpp
std::string other_setting(const FilledClaim& filled, Executor& executor);

// All facts that a claim rests on: linked ones and those of its arguments.
std::vector<const Fact*> facts_of(const Claim& claim, const Evidence& evidence);

// The value of a scope key: of the fact, or of one of the facts that it is over; "" where none or
// several.
std::string scope_value(const Fact& fact, const std::string& key);

// The registered name of the metric that the claim's words name; "" where there is none.
std::string named_metric(const Claim& claim, const Evidence& evidence);

}  // namespace chimera::verify
