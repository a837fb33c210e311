// SPDX-License-Identifier: Apache-2.0
// The one schema that every tool's row is brought to. What a file does not say stays absent.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "model/record_set.h"

namespace chimera::model {

// A whole number is one that its column writes without a point: 25 and 25.0 stay what they are.
using Scalar = std::variant<double, std::int64_t, std::string>;

struct MetricValue {
    Scalar value;  // in `unit`; a number
    std::string unit;
    std::string definition;  // of the registry; empty for an unregistered metric
    std::string at;          // the cell: a locator into the record's source
    // Of a result in lines of text the exact characters, and their place among equal ones.
    std::string raw;
    std::uint32_t nth = 1;
};

struct UnifiedRecord {
    std::string experiment_id;  // suite and run, or the file's path: what the row belongs to
    std::optional<std::string> model;
    std::optional<std::string>
        model_from;  // "column", "json field", "sibling file", "file name", "config"
    std::map<std::string, Scalar> variant;  // quantization, size, back end
    std::optional<std::string> suite;
    std::map<std::string, Scalar> hardware;
    std::map<std::string, Scalar> input;
    std::map<std::string, Scalar> parameters;
    std::map<std::string, MetricValue> metrics;  // by metric id; aggregates as "ttft_s.mean"
    std::string status;                          // "ok" or "failed"
    std::optional<std::string> error;
    std::optional<std::string> time;
    std::string source;  // path
    std::string sha256;
    std::string at;  // the row: a locator
};

// The row as a unified record. Private fields (hosts, users, keys) are left out.
UnifiedRecord unify(const RecordSet& records, const Table& table, std::uint32_t row);

}  // namespace chimera::model
