// SPDX-License-Identifier: Apache-2.0
// The rows around a sample as a design: what each was run with, and what changed from the row
// before it.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "verify/sample.h"

namespace chimera::verify {

// Names of the fields of a row that set the conditions of a run, not its outcome: CSV headings, and
// of JSON the pointers from the element that is the row.
std::vector<std::string> condition_columns(const Sample& sample);

// How often each value of a field stands in the rows of a sample.
std::map<std::string, std::size_t> spread_of(const Sample& sample, const std::string& column);

// The settings among `columns` that were swept: each value comes again, so that the column does not
// merely number the rows.
std::vector<std::string> swept_columns(const std::vector<const Sample*>& samples,
                                       const std::vector<std::string>& columns);

// Of the rows of a sample, the share that follows a change of one of `columns`, all rows of the
// table counted; the first row of a table follows a start.
double first_share(const Sample& sample, const std::vector<std::string>& columns);

// Half the sum of the differences of the shares that each value of a field has in two samples: 0
// for the same mix, 1 for no value in common.
double mixture_distance(const Sample& a, const Sample& b, const std::string& column);

// Does each value of one field go with one value of the other in these rows, both having several?
bool tells(const Sample& sample, const std::string& from, const std::string& to);

}  // namespace chimera::verify
