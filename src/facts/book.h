// SPDX-License-Identifier: Apache-2.0
// The book of facts of one analysis: every fact is computed here once, from its op and operands,
// and the same expression always gives the same fact.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "facts/alias.h"
#include "facts/fact.h"
#include "facts/series.h"
#include "stats/op.h"

namespace chimera::facts {

// The facts that tables show of one series; those that are undefined for its n stay kNoFact.
struct Summary {
    FactId n = kNoFact;
    FactId mean = kNoFact;
    FactId sd = kNoFact;
    FactId mean_ci = kNoFact;
    FactId median = kNoFact;
    FactId p95 = kNoFact;
    FactId cell = kNoFact;  // n = 1: the value itself
};

// An interval over two samples: welch_ci, paired_ci, hl_ci, percent_ci. With a block it is one of
// the means of consecutive blocks.
struct PairOp {
    std::string op;
    double level = 0.95;
    std::uint32_t block = 0;
};

class Book {
public:
    const Fact& at(FactId id) const { return facts_[id - 1]; }
    double number(FactId id) const { return std::get<double>(at(id).value); }
    const Interval& interval(FactId id) const { return std::get<Interval>(at(id).value); }
    const std::vector<Fact>& all() const { return facts_; }
    std::vector<Fact> take() { return std::move(facts_); }

    // Adds a fact, or finds the one with the same op, operands, parameters and scope.
    FactId add(Fact fact);

    // `op` over the whole series; kNoFact where it is undefined. `decimals` chosen from
    // `uncertainty`.
    FactId of_series(const Series& series, const std::string& op, const stats::OpParams& params,
                     std::optional<double> uncertainty);
    Summary summarise(const Series& series);

    // An interval over two series, kNoFact where undefined.
    FactId of_pair(const Series& a, const Series& b, const PairOp& op);

    // The interval of a difference of means from aggregates: mean, sd and n of a, then of b.
    FactId of_moments(const std::array<FactId, 6>& moments, double level, const std::string& label,
                      int decimals);

    // Arithmetic over two facts: difference, ratio, percent_change (base, new), share (part,
    // whole).
    FactId of_facts(const std::string& op, FactId first, FactId second, const std::string& label);

    // An op over several samples of one metric, one a cell of a design: interaction_p.
    FactId of_cells(const std::vector<Series>& cells, const std::string& op,
                    const stats::OpParams& params);

    // How many rows an arm would tell `gap` apart at a deviation of `sd`: 16 (sd / gap)^2, for a
    // power of 80 % at 5 % (Lehr 1992).
    FactId of_rows_to_settle(FactId sd, FactId gap);

    // The speedup in_turn / at_once of two agents over their number, in percent.
    FactId of_efficiency(FactId in_turn, FactId at_once);

    // One p of a family after Holm's adjustment.
    FactId of_family(const std::vector<FactId>& family, std::size_t index);

    // The value at a position of a series: its cell.
    FactId of_nth(const Series& series, std::size_t index);

    // One number in one cell; `described` says of what (metric, statistic, scope, class, unit).
    FactId of_cell(Cells cell, double value, int decimals, Fact described);

    // How many cells of `cells` there are.
    FactId of_count(const std::vector<Cells>& cells, std::size_t n, Fact described);

    // `op` (min, max) over arithmetic row by row: "a - b - c" over the parts, in the unit of
    // `described`.
    FactId of_mapped(const std::string& op, std::vector<Mapped> samples,
                     const std::vector<double>& mapped, Fact described);

    // How many files.
    FactId of_files(const std::vector<model::SourceIndex>& sources, const std::string& label);

    // The latest modification of these files, as RFC 3339.
    FactId of_latest(const std::vector<model::SourceIndex>& sources, std::int64_t time);

    // When the first row of a series was taken, as RFC 3339.
    FactId of_earliest(const Series& series, const TimeSpan& times);

    // A figure that this run measured of itself.
    FactId of_self(double value, const std::string& unit, int decimals, const std::string& label);

private:
    FactId of_pooled(const Series& a, const Series& b, double level);

    std::vector<Fact> facts_;
    std::unordered_map<std::string, FactId> by_key_;
};

// A figure that this run measured of itself, as a fact that has no number yet.
Fact self_fact(double value, const std::string& unit, int decimals, const std::string& label);

// How a statistic reads before the name of a metric: "mean", "standard deviation of".
std::string statistic_phrase(const std::string& statistic);

// "mean generation throughput of `m:1` in `baseline`": the label of a fact over a series.
std::string label_of(const Series& series, const std::string& statistic);

// The half width of an interval that belongs to the estimate, for its precision.
double half_width(const Interval& interval);

}  // namespace chimera::facts
