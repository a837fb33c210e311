// SPDX-License-Identifier: Apache-2.0
// The one place that knows the library for command lines: tables of flags become its options.
#pragma once

#include "cli/command.h"

namespace chimera::cli {

// Fills the targets of `flags`. Usage error with what to do where the line cannot be read.
Status parse_flags(const Command& command, const std::vector<Flag>& flags,
                   const Arguments& arguments);

// The nearest of `known` to a word that was mistyped; empty where none is near.
std::string nearest(std::string_view word, const std::vector<std::string>& known);

// "--output" of "-o,--output"; the operand's name of an operand.
std::string long_name(const Flag& flag);
bool is_operand(const Flag& flag);

}  // namespace chimera::cli
