// SPDX-License-Identifier: Apache-2.0
// What a metric that measures an event is exactly: what is divided by what, which event starts and
// stops the clock, what counts as a token, and over what the values of several requests are taken.
// Two tools measure the same thing only where all of it is the same; where it differs, the registry
// has another metric. Percentiles of chimera's own are of type 7 (Hyndman and Fan, 1996), its
// spread is that of a sample (n - 1); what a tool uses for its figures, its producer says.
#pragma once

#include <span>
#include <string_view>

namespace chimera::model {

struct Definition {
    std::string_view metric;   // its id
    std::string_view formula;  // "(latency - ttft) / (output tokens - 1)"
    std::string_view start;    // the event that starts the clock; "" where none is
    std::string_view stop;
    std::string_view tokens;   // what counts as one; "" where none is counted
    std::string_view pooling;  // "one value a request", "pooled over requests", "one value a run"
};

// In the order of the registry; metrics whose name says all, such as counts, have none.
std::span<const Definition> definitions();

// nullptr where the metric has none.
const Definition* find_definition(std::string_view metric);

}  // namespace chimera::model
