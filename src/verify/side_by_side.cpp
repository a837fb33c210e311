// SPDX-License-Identifier: Apache-2.0
// Arrays of a JSON object that are the columns of a table.
#include <algorithm>

#include "model/metric.h"
#include "verify/source_file.h"

namespace chimera::verify {

static bool all_scalars(const JsonTree& tree, JsonId array) {
    for (JsonId c = tree.first_child(array); c != kNoJson; c = tree.next_sibling(c)) {
        if (!tree.is_scalar(c)) return false;
    }
    return true;
}

static bool all_alike(const JsonTree& tree, JsonId array) {
    const std::string_view first = tree.raw(tree.first_child(array));
    for (JsonId c = tree.first_child(array); c != kNoJson; c = tree.next_sibling(c)) {
        if (tree.raw(c) != first) return false;
    }
    return true;
}

static bool has_a_number(const JsonTree& tree, JsonId array) {
    for (JsonId c = tree.first_child(array); c != kNoJson; c = tree.next_sibling(c)) {
        if (tree.node(c).kind == JsonKind::kNumber) return true;
    }
    return false;
}

static constexpr std::size_t kMostColumns = 256;

// The columns: a first one of names or settings that differ, and all that are as long, of which one
// has numbers of a metric.
static std::vector<JsonId> columns_of(const JsonTree& tree, JsonId object) {
    std::vector<JsonId> arrays;
    for (JsonId c = tree.first_child(object); c != kNoJson; c = tree.next_sibling(c)) {
        if (tree.node(c).kind == JsonKind::kArray && tree.child_count(c) > 1) arrays.push_back(c);
    }
    if (arrays.size() < 2 || arrays.size() > kMostColumns) return {};
    const auto tells = [&](JsonId array) {
        return model::tells_rows_apart(model::read_column(tree.key(array), "").meaning) &&
               all_scalars(tree, array) && !all_alike(tree, array);
    };
    const auto key = std::find_if(arrays.begin(), arrays.end(), tells);
    if (key == arrays.end()) return {};
    const std::uint32_t length = tree.child_count(*key);
    std::erase_if(arrays, [&](JsonId array) {
        return tree.child_count(array) != length || !all_scalars(tree, array);
    });
    const bool measures = std::any_of(arrays.begin(), arrays.end(), [&](JsonId array) {
        return model::read_column(tree.key(array), "").meaning == model::Meaning::kMetric &&
               has_a_number(tree, array);
    });
    return measures ? arrays : std::vector<JsonId>();
}

std::vector<JsonId> SourceFile::row_beside(JsonId element) {
    const JsonTree& tree = json();
    const JsonId array = tree.node(element).parent;
    if (array == kNoJson || tree.node(array).kind != JsonKind::kArray) return {};
    const JsonId object = tree.node(array).parent;
    if (object == kNoJson || tree.node(object).kind != JsonKind::kObject) return {};
    const auto [at, is_new] = side_by_side_.try_emplace(object);
    if (is_new) at->second = columns_of(tree, object);
    const std::vector<JsonId>& columns = at->second;
    if (std::find(columns.begin(), columns.end(), array) == columns.end()) return {};
    std::vector<JsonId> out;
    for (const JsonId column : columns) {
        out.push_back(tree.child(column, tree.node(element).index));
    }
    return out;
}

}  // namespace chimera::verify
