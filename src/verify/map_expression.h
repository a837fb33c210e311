// SPDX-License-Identifier: Apache-2.0
// Arithmetic row by row over samples of one length: "(a - b) / (c - 1)"; letters name the samples.
#pragma once

#include <string_view>
#include <vector>

#include "core/result.h"

namespace chimera::verify {

// Error: a syntax error, samples of different lengths, a letter without a sample, a result that is
// not finite. Operators + - * / and brackets, numbers, unary minus.
Result<std::vector<double>> map_rows(std::string_view expression,
                                     const std::vector<std::vector<double>>& samples);

}  // namespace chimera::verify
