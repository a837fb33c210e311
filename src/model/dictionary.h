// SPDX-License-Identifier: Apache-2.0
// What one tool calls its fields. "ITL" names four quantities in the tools of the field and "TPOT"
// three, so that a name means a metric only together with the tool that wrote it: the terms of a
// dictionary win over the synonyms of the registry.
#pragma once

#include <span>
#include <string_view>

#include "model/metric.h"

namespace chimera::model {

struct Term {
    // In lower case, words joined by '_', without unit and statistic: "inter_token_latency" for
    // "mean_inter_token_latency_ms". One of another meaning than kMetric is a whole last segment.
    // "a/b": b where a segment above it is called a; such a term wins over a plain one. One of
    // kOther covers what stands beneath it too.
    std::string_view name;
    std::string_view metric;     // an id of the registry; empty where `meaning` is another
    std::string_view unit = {};  // what the tool writes where it does not say: "ms"
    Meaning meaning = Meaning::kMetric;
    Statistic statistic = Statistic::kRaw;  // the name is that aggregate of the metric
};

using Dictionary = std::span<const Term>;

// As read_column without one; what the dictionary does not list is read as there.
Reading read_column(std::string_view name, std::string_view stated_unit, Dictionary dictionary);

}  // namespace chimera::model
