// SPDX-License-Identifier: Apache-2.0
// Is a file what it claims to be: one or more documents of chimera-result/1? Checked are the JSON
// itself, the schema, and what a schema cannot say: units, counts, the order of percentiles,
// statistics against the samples beside them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "results/places.h"

namespace chimera::results {

enum class Severity { kError, kWarning };

struct Problem {
    Severity severity = Severity::kError;
    std::string pointer;  // "doc=2/metrics/ttft_s/unit"; empty where the file as a whole is meant
    Place place;
    std::string message;
};

struct Checked {
    std::size_t runs = 0;           // that were found, sound or not
    std::vector<Problem> problems;  // in the order of the file; at most 1,000
    bool has_more = false;          // problems that are not listed
    std::vector<std::string> sample_files;

    bool is_valid() const;
};

// One run, a list of runs, {"schema": "chimera-result/1", "runs": [...]}, or several of these one
// after the other (JSON Lines).
Checked check_results(std::string_view text);

}  // namespace chimera::results
