// SPDX-License-Identifier: Apache-2.0
// Alternatives that a file stores as aggregates: rows that differ in one key (the back end, the
// compiler, the provider) and in nothing else that the file says of them, against the one that is
// their reference.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "facts/fact.h"
#include "model/table.h"

namespace chimera::facts {

struct Analysis;

// A row whose label names an accelerator while its own provider or device is the CPU, or the other
// way round. `label` and `provider` are the two texts as facts.
struct Mislabel {
    FactId label = kNoFact;
    FactId provider = kNoFact;
    std::string field;  // the label's field, and the provider's
    std::string provider_field;
    model::SourceIndex source = 0;
};
using Mislabels = std::map<std::pair<const model::Table*, std::uint32_t>, Mislabel>;

// Which alternative a row of a table is: `key` of its scope, in a column or under its own key.
struct Keyed {
    const model::Table* table = nullptr;
    const model::Column* column = nullptr;  // nullptr: the key under which the row stands
    std::string key;
    std::vector<const model::Column*> settings;  // what all rows state beside it
    std::vector<const model::Column*> named;     // those of them that tell contests apart
    std::string fixed = {};  // all rows of a file that is named after its alternative
    std::string name(std::uint32_t row) const;
};
using Alternatives = std::vector<std::pair<const model::Table*, Keyed>>;

struct StoredArm {
    const model::Table* table = nullptr;
    std::uint32_t row = 0;
    std::string name;
    FactId mean = kNoFact;
    FactId sd = kNoFact;
    FactId n = kNoFact;
    FactId cost = kNoFact;        // what compiling took, in the file's unit; kNoFact where unsaid
    FactId cost_alike = kNoFact;  // the same in the unit of the mean, where that is a time
    const Mislabel* mislabelled = nullptr;
    bool has_moments() const { return mean != kNoFact && sd != kNoFact && n != kNoFact; }
};

struct StoredContest {
    model::SourceIndex source = 0;
    model::Metric metric;
    std::string key;                    // scope key in which the arms differ: "backend"
    std::vector<StoredArm> arms;        // in the order of the file
    std::vector<std::string> settings;  // what tells it from others of its table: "input=64"
    std::size_t reference = 0;
    bool by_name = false;   // the reference is called so; else it is the slowest
    bool siblings = false;  // the arms lie in a file each
    std::string task;       // of siblings: the scope key that names what they did; "" where none
};

// Tables that tell alternatives apart, with the key that does.
Alternatives find_alternatives(const Analysis& analysis);

// Rows whose label and provider contradict each other, in tables that count.
Mislabels find_mislabels(Analysis& analysis);

// What part a place of a source plays: that of the nearest of `roles` around it; `role` where the
// source says nothing of its parts.
model::Role role_at(const model::Source& source, std::string_view pointer, model::Role role);
Class class_of_role(model::Role role);

// The contests of all files, in their order; failed rows are in none.
std::vector<StoredContest> find_contests(Analysis& analysis);

// How many comparisons of these contests may take a side: each arm with mean, deviation and count
// against a reference that has them; every pair where the reference is chosen by its value.
std::size_t count_contested(const std::vector<StoredContest>& contests);

}  // namespace chimera::facts
