// SPDX-License-Identifier: Apache-2.0
// What a scope key (model, suite, run, variant, a parameter) is for one row: Source::bind resolved.
//
// A binding by `column` means a column of the row; for JSON a field of the row's element or of the
// nearest object around it; "*" is the key under which the row, or all its table, stands in an
// object. A binding by `pointer` means that field of the same document; the others carry their
// value.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "model/record_set.h"

namespace chimera::model {

// Where the values of one key come from in one table, so that a loop over rows looks it up once.
struct ScopeReader {
    const Column* column = nullptr;                     // differs from row to row, or
    const std::vector<std::string>* members = nullptr;  // the row's own key, or
    std::string_view constant;                          // the same for all rows; "" where absent
    std::string_view value(std::size_t row) const;
};

ScopeReader scope_reader(const RecordSet& records, const Table& table, std::string_view key);

// "" where absent. The view lives as long as the RecordSet stays where it is. The columns that a
// binding names hold texts for their numbers too (ingest writes the shortest form), so numbers have
// a value.
std::string_view scope_value(const RecordSet& records, const Table& table, std::string_view key,
                             std::size_t row);

// The binding column of a row's own key in its object.
inline constexpr std::string_view kMemberKey = "*";

}  // namespace chimera::model
