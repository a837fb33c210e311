// SPDX-License-Identifier: Apache-2.0
// Is an object a record with nested parts, or a table whose rows are named: {"eager": {...}, "jit":
// {...}}? Taken for a table, a record would put different quantities into one column, so every
// doubt makes it a record.
#pragma once

#include <cstdint>
#include <vector>

#include "formats/json/json_tree.h"

namespace chimera::formats {

// True if the object has two or more members, all of them objects, and
// - at least two thirds of the others are like the first: they share half the leaf paths of the
// smaller
//   of the two and a quarter of both together (null counts as a leaf), a number among them;
// - a shared number is a quantity by its own name: {"ttft": {"mean": 1, "p50": 2}, "tpot": {...}}
// are
//   the statistics of two quantities, not two rows of a quantity "mean";
// - the members' names are no statistics ("p50", "successful") and no quantities ("ttft_ms").
bool members_are_alike(const JsonTree& tree, std::uint32_t object);

// {"a": [{...}, ...], "b": [{...}, ...]}: two or more arrays of objects in it whose first objects
// are alike, under names that are no quantities. Other members do not matter.
bool arrays_are_alike(const JsonTree& tree, std::uint32_t object);

// {"model": ["a", "b"], "tokens_per_second": [50, 70]}: arrays of an object that are the columns of
// a table, in their order. Empty unless one of them has names or settings that differ
// ("model", "batch_size"), and one of the same length the numbers of a metric; alone, a list of
// numbers is a sample.
std::vector<std::uint32_t> arrays_side_by_side(const JsonTree& tree, std::uint32_t object);

}  // namespace chimera::formats
