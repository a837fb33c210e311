// SPDX-License-Identifier: Apache-2.0
// Re-executes facts from the raw files by their op, and checks what they say of themselves: value,
// n, class, completeness of the sample, unit, metric, statistic, display.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "verify/sample.h"

namespace chimera::verify {

// A fact as it came out. `rows` and `samples` serve the propositions.
struct Executed {
    std::string reason;  // "" where all holds
    std::uint64_t n = 0;
    std::string kind;  // class of its cells: measured, summary, claimed, config, self; of
                       // a derived fact the worst of its operands
    // Which rows a count was found to be of: for each operand, every kind that holds.
    std::vector<std::vector<Rows>> rows;
    bool ok() const { return reason.empty(); }
};

class Executor {
public:
    Executor(const Evidence& evidence, const Input& input);

    const Evidence& evidence() const { return evidence_; }
    const Input& input() const { return input_; }
    const Executed& execute(std::uint32_t fact);

    // The numbers of one operand (cells, a map, or a fact), in order.
    Result<std::vector<double>> numbers(const Operand& operand);
    // The cells of an operand, with their numbers where all are numbers; it lives as long as this.
    Result<const Sample*> sample(const Operand& operand);
    // "" unless the cells of a sample from here are of different units; remembered.
    const std::string& unlike_units(const Sample& sample);

private:
    enum class State : std::uint8_t { kNew, kRunning, kDone };
    struct Slot {
        State state = State::kNew;
        Executed executed;
    };

    std::string run(const Fact& fact, Executed& out);
    Result<Value> value_of(const Fact& fact, Executed& out);
    Result<Value> value_of_files(const Fact& fact, Executed& out);
    Result<Value> value_of_counts(const Fact& fact, Executed& out);
    Result<Value> value_of_samples(const Fact& fact, Executed& out);
    Result<Value> value_of_facts(const Fact& fact, Executed& out);
    Result<Value> value_of_cell(const Fact& fact, Executed& out);
    Result<Value> value_of_times(const Fact& fact, Executed& out);
    std::string check_sample(const Fact& fact, const Operand& operand);
    // The cells of a text result stand in an operand each: together they are the sample.
    bool is_text_sample(const Operand& operand);
    std::string complete_text(const Fact& fact, const Operand& operand, Rows rows, bool numbers);
    std::string check_count(const Fact& fact, const Operand& operand, Executed& out);
    std::string check_arm(const Fact& fact, const Operand& operand);
    std::string check_sources(const Fact& fact);
    std::string check_kind(const Fact& fact, const Executed& executed);
    void add_kind(const Sample& sample, Executed& out);
    // "" if the cells are a complete sample of that scope; remembered.
    std::string complete(const Operand& operand, const Scope& scope, Rows rows, bool numbers);

    const Evidence& evidence_;
    const Input& input_;
    std::unordered_map<std::uint32_t, Slot> slots_;
    std::unordered_map<std::string, std::string> complete_;
    std::unordered_map<std::string, Sample> samples_;
    std::unordered_map<const Sample*, std::string> unlike_units_;
    // Of every sample that a fact of one sample is over: the facts, by the sample's key.
    std::unordered_map<std::string, std::vector<std::uint32_t>> alone_;
};

// The operands over cells in an operand: itself, or the arguments of a map.
std::vector<const Operand*> cells_in(const Operand& operand);

// The operand as a text, equal for equal operands.
std::string key_of(const Operand& operand);

// Ops that pool their samples into one, ops that take each for itself, counts, ops over facts.
bool is_pooled_op(std::string_view op);
bool is_several_op(std::string_view op);
bool is_count_op(std::string_view op);
bool is_fact_op(std::string_view op);

// One of the classes is worse than another: measured < self < config < summary < claimed.
std::string worse_class(const std::string& a, const std::string& b);

}  // namespace chimera::verify
