// SPDX-License-Identifier: Apache-2.0
// The op table of docs/evidence.md over samples: the one place where the name of an op meets its
// formula. Ops over facts (difference, share, ...) are below too, on plain numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "stats/summary.h"

namespace chimera::stats {

struct OpParams {
    std::optional<double> p = {};
    std::optional<double> level = {};
    std::optional<std::uint64_t> seed = {};
    std::optional<std::uint32_t> permutations = {};
    std::optional<std::uint32_t> block = {};
    std::optional<std::size_t> rows = {};
    std::optional<std::size_t> columns = {};
    std::optional<double> power = {};  // ratio: times (a / b)^power
    std::optional<double> times = {};
    std::optional<std::size_t> index = {};                         // holm_p
    std::optional<std::pair<std::string_view, double>> test = {};  // count_if: {op, value}
};

using Outcome = std::variant<double, std::pair<double, double>>;

// Pooled ops (count distinct count_if sum mean median min max range quantile quantile_nearest sd cv
// sd_pop mad) take all samples as one; the others take them as the table says (welch_ci: a, then
// b). interaction_p takes one sample with all cells, or one sample of equal size a cell. nullopt:
// an unknown op, missing parameters (only block has a default, 1), the wrong number of samples, a
// value that is not finite, an undefined result.
std::optional<Outcome> evaluate(std::string_view op, std::span<const std::vector<double>> samples,
                                const OpParams& params);

// A sample of which the description is known already.
struct Described {
    const std::vector<double>* values = nullptr;
    const Description* description = nullptr;
};

// The same, to the bit, without another pass over the values where their descriptions are enough.
std::optional<Outcome> evaluate(std::string_view op, std::span<const Described> samples,
                                const OpParams& params);

// Ops over plain numbers, in the order of the operands: difference, ratio, percent_change (base,
// new), share, holm_p (all of the family, with params.index), welch_ci_stats, welch_p_stats.
std::optional<Outcome> evaluate_scalars(std::string_view op, std::span<const double> numbers,
                                        const OpParams& params);

// `a op b` for one of == != < <= > >=; nullopt for another op.
std::optional<bool> holds(double a, std::string_view op, double b);

}  // namespace chimera::stats
