// SPDX-License-Identifier: Apache-2.0
// What is measured of an engine at each combination of settings: its prompt rate, its generation
// rate and whole requests, named as llama-bench names its tests.
#pragma once

#include <span>
#include <vector>

#include "bench/plan.h"

namespace chimera::bench {

// "pp512", "tg128" and the request "pp512+tg128" of each combination, each test once however many
// combinations share it. Settings go by llama-bench's names: n_prompt, n_gen, n_depth, n_threads,
// n_batch, flash_attn; options of sampling belong to requests alone.
std::vector<Point> engine_points(std::span<const Point> combinations);

}  // namespace chimera::bench
