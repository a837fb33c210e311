// SPDX-License-Identifier: Apache-2.0
#include "facts/alias.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>

#include "core/clock.h"
#include "core/text.h"
#include "facts/row_groups.h"
#include "stats/interval.h"
#include "stats/rank_test.h"

namespace chimera::facts {

static constexpr std::size_t kMostLookedAt = 20'000;
static constexpr std::size_t kMostValues = 64;

using Shares = std::map<std::string, double>;

static bool is_circumstance(model::Meaning meaning) {
    return meaning == model::Meaning::kParameter || meaning == model::Meaning::kInput ||
           meaning == model::Meaning::kHardware;
}

// The values of a column in one arm and how many rows have each; empty where they only number the
// rows, or where some row has none.
static Shares shares_of(const Part& part, const model::Column& column) {
    std::unordered_map<std::uint64_t, std::pair<double, std::uint32_t>> counts;  // and a row
    const std::size_t step = 1 + part.rows.size() / kMostLookedAt;
    std::size_t looked_at = 0;
    for (std::size_t i = 0; i < part.rows.size(); i += step, ++looked_at) {
        const std::uint64_t code = cell_code(column, part.rows[i]);
        if (code == 0) return {};
        auto& [n, row] = counts[code];
        ++n;
        row = part.rows[i];
        if (counts.size() > kMostValues) return {};
    }
    if (counts.size() > 1 && counts.size() * 2 > looked_at) return {};
    Shares out;
    for (const auto& [code, seen] : counts) out[cell_text(column, seen.second)] += seen.first;
    return out;
}

static double total(const Shares& shares) {
    double sum = 0;
    for (const auto& [value, n] : shares) sum += n;
    return sum;
}

// Half the sum of the differences of the shares: 0 for the same mix, 1 for no value in common.
static double distance(const Shares& a, const Shares& b) {
    Shares difference;
    for (const auto& [value, n] : a) difference[value] += n / total(a);
    for (const auto& [value, n] : b) difference[value] -= n / total(b);
    double sum = 0;
    for (const auto& [value, share] : difference) sum += std::fabs(share);
    return sum / 2;
}

// Could chance have made the mixes so different? Pearson's test of homogeneity at one in a
// thousand.
static bool chance_explains(const Shares& a, const Shares& b) {
    constexpr double kRare = 0.001;
    Shares together = a;
    together.insert(b.begin(), b.end());
    std::vector<double> counts_a;
    std::vector<double> counts_b;
    for (const auto& [value, n] : together) {
        const auto in_a = a.find(value);
        const auto in_b = b.find(value);
        counts_a.push_back(in_a == a.end() ? 0 : in_a->second);
        counts_b.push_back(in_b == b.end() ? 0 : in_b->second);
    }
    const auto p = stats::homogeneity_p(counts_a, counts_b);
    return !p || *p > kRare;
}

// A column that no list knows may still class the requests: by words that come again and again.
static bool may_be_a_class(const model::Column& column) {
    return column.reading.meaning == model::Meaning::kOther && column.numbers.empty();
}

static bool tells_circumstances(const model::Column& column) {
    return is_circumstance(column.reading.meaning) || may_be_a_class(column);
}

static const model::Column* same_column(const model::Table& table, const std::string& name) {
    const model::Column* found = table.find(name);
    return found != nullptr && tells_circumstances(*found) ? found : nullptr;
}

// Of an unknown column both arms must know a value: what shares none may be another name of the
// arms themselves.
static bool have_one_in_common(const Shares& a, const Shares& b) {
    return std::any_of(a.begin(), a.end(), [&](const auto& one) { return b.contains(one.first); });
}

// What tells the arms apart, in whatever object it stands.
static bool tells_arms(const std::string& name, const Series& a, const Series& b) {
    const auto is_same_key = [&](const auto& key_and_value) {
        return last_segment(key_and_value.first) == last_segment(name);
    };
    return std::any_of(a.scope.begin(), a.scope.end(), is_same_key) ||
           std::any_of(b.scope.begin(), b.scope.end(), is_same_key);
}

// One value around all rows of each table, and not the same.
static std::optional<std::string> differing_context(const Series& a, const Series& b) {
    for (const model::Context& one : a.parts.front().table->context) {
        const std::string name = one.pointer.empty() ? "" : one.pointer.substr(1);
        if (!is_circumstance(model::read_column(name, "").meaning)) continue;
        if (tells_arms(name, a, b)) continue;
        for (const model::Context& other : b.parts.front().table->context) {
            if (other.pointer == one.pointer && other.text != one.text) return name;
        }
    }
    return std::nullopt;
}

std::optional<std::string> differing_column(const Series& a, const Series& b) {
    if (a.parts.size() != 1 || b.parts.size() != 1) return std::nullopt;
    const Part& first = a.parts.front();
    const Part& second = b.parts.front();
    for (const model::Column& column : first.table->columns) {
        if (!tells_circumstances(column)) continue;
        if (a.scope.contains(column.name) || b.scope.contains(column.name)) continue;
        const model::Column* other = same_column(*second.table, column.name);
        if (other == nullptr) continue;
        const Shares mix_a = shares_of(first, column);
        const Shares mix_b = shares_of(second, *other);
        if (mix_a.empty() || mix_b.empty()) continue;
        if (may_be_a_class(column) && !have_one_in_common(mix_a, mix_b)) continue;
        // A setting that is one thing here and another there was set so, however few the rows.
        const bool was_set =
            mix_a.size() == 1 && mix_b.size() == 1 && is_circumstance(column.reading.meaning);
        if (distance(mix_a, mix_b) > kMostApart && (was_set || !chance_explains(mix_a, mix_b))) {
            return column.name;
        }
    }
    if (first.table == second.table) return std::nullopt;
    return differing_context(a, b);
}

bool grows_with_output(const model::Metric& metric) {
    return metric.id == "e2e_latency_s" || metric.id == "latency_ms" ||
           metric.id == "generation_time_s" || metric.id == "eval_s";
}

bool lengths_differ(const Series& a, const Series& b) {
    if (!a.description.mean || !b.description.mean) return false;
    const double longer = std::max(*a.description.mean, *b.description.mean);
    if (std::fabs(*a.description.mean - *b.description.mean) <= kMostLonger * longer) return false;
    const auto interval = stats::welch_ci(std::span(a.values), std::span(b.values), 0.95);
    return interval && !interval->contains(0);
}

std::optional<TimeSpan> times_of(const Series& series) {
    if (series.parts.size() != 1 || series.values.size() > kMostLookedAt) return std::nullopt;
    const Part& part = series.parts.front();
    if (part.table->is_nested()) return std::nullopt;
    for (const model::Column& column : part.table->columns) {
        if (column.reading.meaning != model::Meaning::kTime || column.texts.empty()) continue;
        TimeSpan span{.column = &column};
        bool any = false;
        for (const std::uint32_t row : part.rows) {
            const auto time = parse_time(column.texts.text(row));
            if (!time) return std::nullopt;
            span.first = any ? std::min(span.first, *time) : *time;
            span.last = any ? std::max(span.last, *time) : *time;
            any = true;
        }
        if (any) return span;
    }
    return std::nullopt;
}

std::int64_t day_of(std::int64_t time) {
    constexpr std::int64_t kDay = 86'400;
    return (time - (time % kDay + kDay) % kDay) / kDay;
}

}  // namespace chimera::facts
