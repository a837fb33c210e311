// SPDX-License-Identifier: Apache-2.0
// A fact: a value with a unit, a scope and an expression that anybody can execute again over cells
// of the input or over other facts. docs/evidence.md defines every op exactly.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "model/source.h"

namespace chimera::facts {

using FactId = std::uint32_t;  // 1 is F1; 0 is "no fact"
inline constexpr FactId kNoFact = 0;

enum class Class : std::uint8_t { kMeasured, kSelf, kConfig, kSummary, kClaimed, kDerived };
std::string_view class_name(Class value);

// `where` of a sample: rows whose `column` stands in relation `op` (== != < <= > >=) to `value`.
struct Where {
    std::string column;
    std::string op;
    std::variant<double, std::string> value;
    bool operator==(const Where&) const = default;
};

// The numbers in these cells, in order, times scale.
struct Cells {
    model::SourceIndex source = 0;
    std::vector<std::string> at;
    std::size_t count = 0;  // of cells at these places, `where` aside; 0 where nobody counted
    double scale = 1;
    std::string raw;        // text sources: the exact characters of the number
    std::uint32_t nth = 1;  // which of several occurrences in that line
    std::vector<Where> where;
    // The places are lists, and each gives one value: its "first", "last", "sum" or "count".
    std::string fold = {};
    bool operator==(const Cells&) const = default;
};
struct OfFact {
    FactId fact = kNoFact;
    bool operator==(const OfFact&) const = default;
};
struct OfSources {
    std::vector<model::SourceIndex> sources;
    bool operator==(const OfSources&) const = default;
};
struct Mapped {  // arithmetic row by row over samples of one length; letters a, b, c, ... name args
    std::string expression;
    std::vector<Cells> args;
    bool operator==(const Mapped&) const = default;
};
using Operand = std::variant<Cells, OfFact, OfSources, Mapped>;

using Interval = std::pair<double, double>;
using Value = std::variant<double, std::string, Interval>;

// A parameter of an op: level, p, seed, index. A dot in its key nests: "test.op" and "test.value"
// are evidence's `"test": {"op": ..., "value": ...}`.
using Param = std::variant<double, std::int64_t, std::string, std::vector<double>>;

struct Fact {
    FactId id = kNoFact;
    std::string label;  // what it is, for the appendix: "mean generation throughput of `m:1`"
    Value value;
    std::string unit;  // "tok/s", "%", "" for a count
    std::string op;    // "mean", as in the op table
    std::vector<Operand> operands;
    std::map<std::string, Param> params;
    std::size_t n = 0;  // cells behind the value
    Class kind = Class::kMeasured;
    Class worst = Class::kMeasured;  // of a derived fact: the worst class among its operands
    std::string metric;
    std::string statistic;
    std::map<std::string, std::string> scope;  // model, suite, run, parameter values, ...
    std::string display;                       // what prose shows, unit included: "286.5 tok/s"
};

}  // namespace chimera::facts
