// SPDX-License-Identifier: Apache-2.0
// The tools that write result files: how a file is recognised as one's, and what its names mean. A
// reader of formats/ knows how a file is written; a producer knows what it says.
#pragma once

#include <functional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "model/dictionary.h"

namespace chimera::producers {

// What a tool's own standard deviations divide by.
enum class Spread : std::uint8_t { kUnstated, kSample, kPopulation };

// Rows that are no measurements: warm-up, or aggregates of the rows beside them.
struct Aside {
    std::string_view field;  // its pointer from the row, or its heading
    std::string_view value;  // "aggregate"; a '*' in front: any text that ends so
};

// Is a row with this text in the rule's field set aside?
inline bool sets_aside(const Aside& rule, std::string_view text) {
    return rule.value.starts_with('*') ? text.ends_with(rule.value.substr(1)) : text == rule.value;
}

// Where a file tells of the failed requests of its run, by the key of the list or the object.
struct Failures {
    enum class Are : std::uint8_t {
        kTextOfEach,  // ["", "timed out", ""]: of every request its error, "" for none
        kRows,        // an object each, of the failed ones alone
        kCounted,     // how many for each reason: {"timed out": 2}, or objects with a "count"
    };
    std::string_view under;
    Are are = Are::kTextOfEach;
};

struct Producer {
    std::string_view id;      // "vllm-bench": as evidence and docs/formats.md call it
    std::string_view title;   // "vLLM bench serve"
    std::string_view tested;  // which versions a sample of was read
    // Each a list of keys, separated by '|', that a file of this tool has: names of fields at any
    // depth, or headings. One that begins with '!' is a key that it does not have.
    std::span<const std::string_view> shapes;
    std::string_view version = {};  // the key whose value is the tool's version
    model::Dictionary terms = {};
    std::span<const Failures> failures = {};
    // A key of the document under which each member is a row, however unlike their fields are.
    std::string_view rows_under = {};
    std::span<const Aside> aside = {};
    // Of the rows set aside, those in which the tool says what is wrong with a run of its own.
    std::optional<Aside> verdicts = {};
    // Metrics of single requests of which the tool writes zero where there is none: of failed
    // requests, of answers without a token.
    std::span<const std::string_view> zero_is_none = {};
    Spread spread = Spread::kUnstated;
    std::string_view percentiles = {};  // its method, in words
    bool nearest_rank = false;          // and whether it is the value of rank ceil(p n)
    // What the metrics are taken under that the names do not say; a line of docs/formats.md each.
    std::string_view notes = {};
    // Why a file of this shape is not read, and what to do; empty where it is.
    std::string_view refused = {};
};

using Keys = std::set<std::string, std::less<>>;

// Every producer, in the order in which they are asked.
std::span<const Producer* const> producers();

// The first whose shape fits; nullptr where none does.
const Producer* recognise(const Keys& keys);

// A value of this metric that stands for no value.
bool is_none(const Producer* producer, std::string_view metric, double value);

// By its id; nullptr where none is called so.
const Producer* find_producer(std::string_view id);

// What the tool calls its fields; empty without a tool.
inline model::Dictionary terms_of(const Producer* producer) {
    return producer == nullptr ? model::Dictionary{} : producer->terms;
}

}  // namespace chimera::producers
