// SPDX-License-Identifier: Apache-2.0
// One run as chimera-result/1 speaks of it (docs/result.schema.json): what was measured, on what,
// with which settings, and where it stands. What a source does not state is absent here too.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace chimera::results {

using Scalar = std::variant<double, bool, std::string>;
using Scalars = std::map<std::string, Scalar>;

// An input characteristic that differs from row to row: the ends of a number, how many texts.
struct Range {
    std::optional<double> minimum;
    std::optional<double> maximum;
    std::size_t distinct = 0;
    bool operator==(const Range&) const = default;
};
using Characteristic = std::variant<Scalar, Range>;

// "mean", "median", "sd", "min", "max", "p95", "sum", "value", in this order.
using Statistics = std::vector<std::pair<std::string, double>>;

struct RunMetric {
    std::string id;
    std::string unit;
    std::string definition;        // the sentence; empty where nobody gives one
    bool is_measured = false;      // the statistics are of the samples; else as the source states
    std::optional<std::size_t> n;  // values behind the statistics
    Statistics statistics;
    std::string spread;           // "sample" or "population" where an sd is known to be one
    Statistics stated;            // what the source says beside its own samples
    std::vector<std::string> at;  // locators into the source; empty where they would be too many
    std::vector<double> samples;  // in `unit`, in the order of the source, failed rows left out

    const double* find(const std::string& statistic) const;
};

struct Producer {
    std::optional<std::string> name;
    std::optional<std::string> version;
};

struct Provenance {
    std::string source;  // path below the root
    std::string sha256;
    std::vector<std::string> at;  // the rows; empty where they lie in too many places
    std::string format;
    Producer producer;
    // How experiment_id, model_name and suite are known: "column", "json field", "sibling file",
    // "file name", "config".
    std::map<std::string, std::string> stated_by;
    std::optional<std::string> first_time;  // as the source writes it
    std::optional<std::string> last_time;
};

struct StatusCounts {
    std::optional<std::size_t> ok;
    std::optional<std::size_t> failed;
    std::map<std::string, std::size_t> reasons;
};

struct Run {
    std::string experiment_id;
    std::optional<std::string> model_name;
    std::optional<std::string> suite;
    Scalars variant;
    std::map<std::string, Scalar> hardware;  // cpu, gpu, ram, and what else is said of the machine
    std::map<std::string, Characteristic> input;
    Scalars parameters;
    Scalars environment;
    std::vector<RunMetric> metrics;  // ascending by id
    Provenance provenance;
    StatusCounts status;

    const RunMetric* find(const std::string& id) const;
};

inline constexpr const char* kResultSchema = "chimera-result/1";

}  // namespace chimera::results
