// SPDX-License-Identifier: Apache-2.0
// The evidence file as verify reads it: what docs/evidence.md describes, taken at its word and
// trusted in nothing. Ids are kept as numbers: F12 is 12, 0 is none.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "core/result.h"
#include "verify/figure_evidence.h"

namespace chimera::verify {

// Where one scope key of a source comes from; several fields may be filled, the first that is
// counts, in this order: column, pointer, source, value.
struct Bind {
    std::string column;
    std::string pointer;
    std::uint32_t source = 0;
    std::string at;
    std::string value;
    bool path = false;
    bool config = false;  // the configuration says so, in place of what the next two name
    std::string replaced_column;
    std::string replaced_pointer;
};

struct PlaceAndText {
    std::string at;
    std::string text;  // role, why or reason
};

struct Source {
    std::uint32_t id = 0;
    std::string path;
    bool beside = false;  // the file lies beside the evidence, not under the root
    std::string sha256;
    std::uint64_t bytes = 0;
    std::string modified;
    std::string format;
    std::string producer;  // the tool that wrote it; empty where the evidence names none
    std::string role;
    std::vector<PlaceAndText> roles;
    std::string delimiter;
    std::string encoding;
    std::uint32_t header_row = 0;
    std::uint32_t units_row = 0;
    bool has_dialect = false;
    std::map<std::string, Bind> bind;
    std::vector<PlaceAndText> failed;
    std::vector<PlaceAndText> rejects;
    std::string duplicate_of;
    std::string twin_of;
};

struct Condition {
    std::string column;
    std::string op;
    std::variant<double, std::string> value;
    bool operator==(const Condition&) const = default;
};

// One operand. `args` is filled for a map, `fact` for a fact, `sources` for files; else it is
// cells.
struct Operand {
    std::uint32_t source = 0;
    std::vector<std::string> at;
    double scale = 1;
    std::string raw;
    std::uint32_t nth = 1;
    std::vector<Condition> where;
    std::string fold;  // one value of each list: "first", "last", "sum", "count"; else empty
    std::uint32_t fact = 0;
    std::vector<std::uint32_t> sources;
    bool is_sources = false;
    std::string map;
    std::vector<Operand> args;
    bool is_cells() const { return source != 0; }
    bool is_map() const { return !map.empty(); }
    bool operator==(const Operand&) const = default;
};

using Interval = std::pair<double, double>;
using Value = std::variant<double, std::string, Interval>;

struct Params {
    std::map<std::string, double> numbers;
    std::string test_op;  // count_if
    double test_value = 0;
    bool has_test = false;
};

struct Fact {
    std::uint32_t id = 0;
    std::string label;
    Value value;
    std::string unit;
    std::string op;
    std::vector<Operand> operands;
    Params params;
    std::uint64_t n = 0;
    std::string kind;   // class
    std::string worst;  // worst_class
    std::string metric;
    std::string statistic;
    std::map<std::string, std::string> scope;
    std::string display;
    const double* number() const { return std::get_if<double>(&value); }
    const Interval* interval() const { return std::get_if<Interval>(&value); }
};

struct Slot {
    enum class Is { kFact, kScope, kSource, kName, kLiteral };
    Is is = Is::kLiteral;
    std::uint32_t id = 0;  // of the fact or the source
    std::string text;      // scope key, name, literal
};

struct Template {
    std::string proposition;
    std::string text;
    std::vector<std::string> gated;
    std::vector<std::string> columns;
};

// A value of `arguments`: texts as they stand ("F12", "higher", "C3"), one or a list.
struct Argument {
    std::vector<std::string> texts;
    std::optional<double> number;
    bool is_list = false;
};
using Arguments = std::map<std::string, Argument>;

struct Part {
    std::string proposition;
    Arguments arguments;
};

struct Claim {
    std::string id;
    std::string section;
    std::string text;
    std::string wording;  // template
    std::map<std::string, Slot> slots;
    std::vector<Part> parts;  // its own proposition first where it names no parts
    std::string proposition;
    std::vector<std::uint32_t> facts;
    std::string origin;
};

struct Evidence {
    std::string folder;  // in which the evidence lies; set by whoever opened it
    std::string path;    // report.*
    std::string sha256;
    std::string page_sha256;  // of report.html; empty where there is none
    std::string root;
    std::string command;
    std::string version;
    std::string started;
    std::string raw_report;  // the whole `report` object as written
    std::vector<Source> sources;
    std::vector<Fact> facts;
    std::map<std::string, Template> templates;
    std::vector<Claim> claims;
    std::vector<EvidenceFigure> figures;
    // What is wrong with single entries, each with its place; the rest is still checked.
    std::vector<PlaceAndText> problems;

    const Fact* fact(std::uint32_t id) const;
    const Source* source(std::uint32_t id) const;
    const Source* source_at(std::string_view path_or_id) const;
    std::map<std::uint32_t, std::size_t> fact_index;
    std::map<std::uint32_t, std::size_t> source_index;
    std::map<std::string, std::size_t, std::less<>> path_index;
    std::map<std::string, std::size_t, std::less<>> claim_index;
};

// Error: not an evidence file of version 1 at all. `text` need not outlive the result.
Result<Evidence> read_evidence(std::string_view text);

// "F12" -> 12 for letter 'F'; 0 where it is none.
std::uint32_t id_of(std::string_view text, char letter);

}  // namespace chimera::verify
