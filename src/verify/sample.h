// SPDX-License-Identifier: Apache-2.0
// Samples taken anew from the raw files, and the question whether a sample is all that it should
// be.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "verify/input.h"

namespace chimera::verify {

struct Sample {
    SourceFile* file = nullptr;
    std::vector<Cell> cells;     // those for which `where` holds, in the order of the locators
    std::vector<double> values;  // filled by `read_numbers`
    std::string fold;    // as the operand's: the cells are lists
    bool loose = false;  // some cell is a number only with its unit or its separators taken off
};

using Scope = std::map<std::string, std::string>;

// The cells of an operand over cells. Error: no such source or place, or a cell stands there twice.
Result<Sample> take_cells(const Operand& operand, const Input& input);
// Their numbers, times the operand's scale. Error: a cell is no number.
Status read_numbers(const Operand& operand, Sample& sample);

enum class Rows { kSound, kFailed, kAll };

// Does the cell's row satisfy them all?
bool meets(SourceFile& file, const Cell& cell, const std::vector<Condition>& where);

// Warm-up, an aggregate of the rows beside it, or a zero for none, by the tool that wrote the file.
bool is_set_aside(SourceFile& file, const Cell& cell);

// "" if the sample is all rows of that kind which satisfy scope and where; else what is amiss.
struct Wanted {
    const Scope& scope;
    const std::vector<Condition>& where;
    Rows rows = Rows::kSound;
    bool numbers = true;  // only cells that are numbers count; else every cell that is not blank
};
std::string incomplete(const Sample& sample, const Wanted& wanted, const Input& input);

// The day on which a row was measured, as its source binds `day`: the date, in UTC, of the time
// that stands there. nullopt where nothing tells it.
std::optional<std::string> day_of(SourceFile& file, const Cell& cell);

// "" if every cell satisfies the scope; else the first key that does not hold.
std::string out_of_scope(const Sample& sample, const Scope& scope, const Input& input);

// The keys that the source binds, as far as all cells of the sample have one and the same value.
Scope bound_scope(const Sample& sample, const Input& input);

// Does the operand's `raw` stand in its line, for the nth time and bounded by other characters than
// digits?
bool raw_stands(const Operand& operand, const Sample& sample);

// The number that the operand's `raw` is, found in its line; nullopt where it does not stand there.
std::optional<double> number_in_text(const Operand& operand, const Sample& sample);

}  // namespace chimera::verify
