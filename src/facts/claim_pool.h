// SPDX-License-Identifier: Apache-2.0
// All values of the data that a document could mean by one metric of one entity: cells, means,
// medians and ends of series, aggregates that files store. Sorted, so that a number is looked up
// without going through them all.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/claim_binding.h"
#include "facts/series.h"

namespace chimera::facts {

// The last part of a key ("benchmark/backend"), and a value as names compare: "torch.compile" and
// "torch_compile" are one.
std::string leaf_of(const std::string& key);
std::string folded(const std::string& value);
// The value of a key of that last part, "" where there is none.
const std::string& value_by_leaf(const Scope& scope, const std::string& leaf);

// A number that a file stores as an aggregate, or in a file of aggregates.
struct StoredCell {
    const model::Table* table = nullptr;
    const model::Column* column = nullptr;
    std::uint32_t row = 0;
    Scope scope;
    double value = 0;  // in the metric's unit
};

struct PoolValue {
    enum class From : std::uint8_t { kMean, kMedian, kMax, kMin, kStored, kCell, kPart };
    double value = 0;
    From from = From::kCell;
    std::uint32_t at = 0;     // index of the series, or of the stored cell
    std::uint32_t index = 0;  // kCell: which value of the series
    bool operator<(const PoolValue& other) const { return value < other.value; }
};

struct Pool {
    std::vector<PoolValue> values;      // ascending
    Scope scope;                        // of the claim's names those that the data know here
    bool one_model = true;              // all values are of one model, or of none
    bool single = true;                 // no series of several values, few values in all
    std::vector<std::uint32_t> series;  // those that take part
};

class Pools {
public:
    Pools(const model::RecordSet& records, const std::vector<Series>& series);

    const model::NameIndex& names() const { return names_; }
    const std::vector<Series>& series() const { return series_; }
    const StoredCell& stored(std::uint32_t i) const { return stored_[i]; }
    const std::string& path(model::SourceIndex source) const {
        return records_.sources[source].path;
    }
    model::SourceIndex source_of(const PoolValue& value) const;
    const model::Metric& metric_of(const PoolValue& value) const;
    const Scope& scope_of(const PoolValue& value) const;
    // The statistic of a value: kRaw for a measurement.
    model::Statistic statistic_of(const PoolValue& value) const;

    // What the claim may mean; empty where the data know no such entity or metric.
    const Pool& meant_by(const BoundClaim& claim);
    // What the data have of the entity under other metrics.
    const Pool& other_than(const BoundClaim& claim);

private:
    enum class Which : std::uint8_t { kMeant, kOther };
    const Pool& find(const BoundClaim& claim, Which which);
    Pool make(const BoundClaim& claim, Which which) const;
    void add_series(std::uint32_t i, bool parts, Pool& out) const;
    void find_stored(const model::RecordSet& records);
    bool fits(const model::Metric& metric, const BoundClaim& claim, Which which) const;

    const model::RecordSet& records_;
    const std::vector<Series>& series_;
    std::vector<StoredCell> stored_;
    model::NameIndex names_;
    // By key and value, folded: series, and stored cells behind them (counted on from the series).
    std::unordered_map<std::string, std::vector<std::uint32_t>> by_name_;
    std::unordered_map<std::string, Pool> known_;
};

}  // namespace chimera::facts
