// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_alike.h"

#include <algorithm>
#include <array>
#include <functional>

#include "core/text.h"
#include "formats/json/json_token.h"
#include "model/metric.h"

namespace chimera::formats {

namespace {

struct Leaf {
    std::size_t path = 0;  // a hash of its keys
    int level = 0;
    bool number = false;
    bool quantity = false;  // a key of its path names something, instead of a statistic of it
    auto operator<=>(const Leaf& other) const { return path <=> other.path; }
    bool operator==(const Leaf& other) const { return path == other.path; }
};

}  // namespace

// Looking further down or at more leaves would not change the verdict, only its cost.
static constexpr std::size_t kMostLeaves = 512;
static constexpr int kLevels = 6;

// Words for a statistic, or for a part of the requests: they say nothing of what was measured.
static bool is_statistic_word(std::string_view name) {
    static constexpr std::array<std::string_view, 42> kWords = {
        "mean",       "avg",     "average",    "median",      "mode",      "min",     "max",
        "minimum",    "maximum", "std",        "stdev",       "stddev",    "std_dev", "sd",
        "variance",   "var",     "cv",         "sem",         "iqr",       "q1",      "q3",
        "sum",        "total",   "total_sum",  "count",       "n",         "num",     "value",
        "values",     "unit",    "percentile", "percentiles", "quantiles", "lower",   "upper",
        "successful", "errored", "incomplete", "failed",      "all",       "overall", "ci"};
    const std::string word = lower(name);
    if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
    if (word.size() < 2 || word.front() != 'p') return false;
    return std::all_of(word.begin() + 1, word.end(),
                       [](char c) { return is_digit(c) || c == '.' || c == '_'; });
}

static void leaves_of(const JsonTree& tree, std::uint32_t object, const Leaf& above,
                      std::vector<Leaf>& out) {
    for (std::uint32_t id = tree.nodes[object].first; id != 0; id = tree.nodes[id].next) {
        if (out.size() >= kMostLeaves) return;
        const JsonNode& node = tree.nodes[id];
        const std::string_view key = tree.key(node);
        Leaf leaf;
        leaf.level = above.level + 1;
        leaf.path = (above.path ^ std::hash<std::string_view>{}(key)) * 0x9E3779B97F4A7C15ULL;
        leaf.quantity = above.quantity || !is_statistic_word(key);
        if (node.kind == JsonKind::kObject) {
            if (leaf.level < kLevels) leaves_of(tree, id, leaf, out);
            continue;
        }
        const bool list = node.kind == JsonKind::kArray && node.first != 0;
        // Of rows, the first stands for all.
        if (list && tree.nodes[node.first].kind == JsonKind::kObject) {
            if (leaf.level < kLevels) leaves_of(tree, node.first, leaf, out);
            continue;
        }
        leaf.number = node.kind == JsonKind::kNumber ||
                      (list && tree.nodes[node.first].kind == JsonKind::kNumber);
        out.push_back(leaf);
    }
}

static std::vector<Leaf> sorted_leaves(const JsonTree& tree, std::uint32_t object) {
    std::vector<Leaf> leaves;
    leaves_of(tree, object, {}, leaves);
    std::sort(leaves.begin(), leaves.end());
    leaves.erase(std::unique(leaves.begin(), leaves.end()), leaves.end());
    return leaves;
}

static bool are_alike(const std::vector<Leaf>& a, const std::vector<Leaf>& b) {
    std::size_t shared = 0;
    bool quantity = false;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        if (a[i] < b[j]) {
            ++i;
        } else if (b[j] < a[i]) {
            ++j;
        } else {
            ++shared;
            quantity = quantity || (a[i].number && b[j].number && a[i].quantity);
            ++i;
            ++j;
        }
    }
    return quantity && 2 * shared >= std::min(a.size(), b.size()) &&
           4 * shared >= a.size() + b.size() - shared;
}

static bool names_no_row(std::string_view key) {
    return is_statistic_word(key) || model::read_column(key, "").meaning == model::Meaning::kMetric;
}

bool members_are_alike(const JsonTree& tree, std::uint32_t object) {
    const JsonNode& node = tree.nodes[object];
    if (node.kind != JsonKind::kObject || node.count < 2) return false;
    std::size_t names = 0;
    for (std::uint32_t id = node.first; id != 0; id = tree.nodes[id].next) {
        if (tree.nodes[id].kind != JsonKind::kObject) return false;
    }
    constexpr std::size_t kNamesLookedAt = 16;
    const std::vector<Leaf> first = sorted_leaves(tree, node.first);
    std::size_t alike = 0;
    std::size_t looked_at = 0;
    for (std::uint32_t id = node.first; id != 0; id = tree.nodes[id].next) {
        if (looked_at < kNamesLookedAt) {
            ++looked_at;
            if (names_no_row(tree.key(tree.nodes[id]))) ++names;
        }
        if (id != node.first && are_alike(first, sorted_leaves(tree, id))) ++alike;
    }
    return 2 * names < looked_at && 3 * alike >= 2 * (node.count - 1);
}

bool arrays_are_alike(const JsonTree& tree, std::uint32_t object) {
    std::vector<std::vector<Leaf>> rows;  // of each array, the leaves of its first row
    std::size_t names = 0;
    constexpr std::size_t kMostArrays = 64;
    const JsonNode& node = tree.nodes[object];
    if (node.kind != JsonKind::kObject || node.count < 2) return false;
    for (std::uint32_t id = node.first; id != 0 && rows.size() < kMostArrays;
         id = tree.nodes[id].next) {
        const JsonNode& member = tree.nodes[id];
        const bool array = member.kind == JsonKind::kArray && member.first != 0;
        if (!array || tree.nodes[member.first].kind != JsonKind::kObject) continue;
        rows.push_back(sorted_leaves(tree, member.first));
        if (names_no_row(tree.key(member))) ++names;
    }
    if (rows.size() < 2 || 2 * names >= rows.size()) return false;
    const auto alike = std::count_if(rows.begin() + 1, rows.end(), [&](const auto& leaves) {
        return are_alike(rows.front(), leaves);
    });
    return 3 * static_cast<std::size_t>(alike) >= 2 * (rows.size() - 1);
}

static bool holds_scalars(const JsonTree& tree, const JsonNode& array) {
    for (std::uint32_t id = array.first; id != 0; id = tree.nodes[id].next) {
        const JsonKind kind = tree.nodes[id].kind;
        if (kind == JsonKind::kObject || kind == JsonKind::kArray) return false;
    }
    return true;
}

static bool differs_in_itself(const JsonTree& tree, const JsonNode& array) {
    const std::string_view first = tree.token(tree.nodes[array.first]);
    for (std::uint32_t id = array.first; id != 0; id = tree.nodes[id].next) {
        if (tree.token(tree.nodes[id]) != first) return true;
    }
    return false;
}

static bool has_a_number(const JsonTree& tree, const JsonNode& array) {
    for (std::uint32_t id = array.first; id != 0; id = tree.nodes[id].next) {
        if (tree.nodes[id].kind == JsonKind::kNumber) return true;
    }
    return false;
}

static constexpr std::size_t kMostColumns = 256;  // of lists that somebody collects

std::vector<std::uint32_t> arrays_side_by_side(const JsonTree& tree, std::uint32_t object) {
    const JsonNode& node = tree.nodes[object];
    std::vector<std::uint32_t> arrays;
    for (std::uint32_t id = node.first; id != 0; id = tree.nodes[id].next) {
        const JsonNode& member = tree.nodes[id];
        if (member.kind == JsonKind::kArray && member.count > 1) arrays.push_back(id);
    }
    if (arrays.size() < 2 || arrays.size() > kMostColumns) return {};
    std::uint32_t length = 0;
    for (const std::uint32_t id : arrays) {
        const JsonNode& array = tree.nodes[id];
        const bool tells =
            model::tells_rows_apart(model::read_column(unescape_json(tree.key(array)), "").meaning);
        if (tells && holds_scalars(tree, array) && differs_in_itself(tree, array)) {
            length = array.count;
            break;
        }
    }
    std::erase_if(arrays, [&](std::uint32_t id) {
        return tree.nodes[id].count != length || !holds_scalars(tree, tree.nodes[id]);
    });
    const bool measures = std::any_of(arrays.begin(), arrays.end(), [&](std::uint32_t id) {
        const JsonNode& array = tree.nodes[id];
        const auto reading = model::read_column(unescape_json(tree.key(array)), "");
        return reading.meaning == model::Meaning::kMetric && has_a_number(tree, array);
    });
    return measures ? arrays : std::vector<std::uint32_t>();
}

}  // namespace chimera::formats
