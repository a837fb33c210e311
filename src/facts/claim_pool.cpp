// SPDX-License-Identifier: Apache-2.0
#include "facts/claim_pool.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "model/scope.h"
#include "stats/summary.h"

namespace chimera::facts {

// A series with more values is known by its statistics alone: any number would be near to one of so
// many.
static constexpr std::size_t kMostCells = 2000;
static constexpr std::size_t kMostPoolValues = 200000;
static constexpr std::size_t kMostStoredRows = 2000;
static constexpr std::size_t kMostSettings = 32;
static constexpr std::size_t kFew = 8;

static bool is_place(const std::string& key) {
    return key == "suite" || key == "run";
}

std::string leaf_of(const std::string& key) {
    return std::string(last_segment(key));
}

std::string folded(const std::string& value) {
    std::string out;
    for (const std::string_view word : words(value)) out += lower(word) + ' ';
    return out;
}

const std::string& value_by_leaf(const Scope& scope, const std::string& leaf) {
    static const std::string kNone;
    const auto own = scope.find(leaf);
    if (own != scope.end()) return own->second;
    for (const auto& [key, value] : scope) {
        if (leaf_of(key) == leaf) return value;
    }
    return kNone;
}

Pools::Pools(const model::RecordSet& records, const std::vector<Series>& series)
    : records_(records), series_(series) {
    find_stored(records);
    for (const model::Source& source : records.sources) {
        for (const auto& [key, binding] : source.bind) {
            if (!is_place(key) && !binding.value.empty()) names_.add(leaf_of(key), binding.value);
        }
    }
    const auto add = [&](const Scope& scope, std::size_t i) {
        for (const auto& [key, value] : scope) {
            if (is_place(key)) continue;
            const std::string leaf = leaf_of(key);
            const std::string fold = leaf + '\x1f' + folded(value);
            auto& members = by_name_[fold];
            if (members.empty()) names_.add(leaf, value);
            const auto member = static_cast<std::uint32_t>(i);
            if (members.empty() || members.back() != member) members.push_back(member);
        }
    };
    for (std::size_t i = 0; i < series_.size(); ++i) add(series_[i].scope, i);
    for (std::size_t i = 0; i < stored_.size(); ++i) add(stored_[i].scope, series_.size() + i);
}

// The names of one row: what its source binds, and the variants among its columns.
static Scope scope_of_row(const model::RecordSet& records, const model::Table& table,
                          std::uint32_t row) {
    Scope out;
    for (const auto& [key, binding] : records.sources[table.source].bind) {
        const auto value = model::scope_value(records, table, key, row);
        if (!value.empty() && !is_place(key)) out[key] = std::string(value);
    }
    for (const model::Column& column : table.columns) {
        if (column.reading.meaning != model::Meaning::kVariant || !column.texts.has(row)) continue;
        if (column.name.find('/') != std::string::npos) continue;
        const auto text = column.texts.text(row);
        if (!text.empty()) out[column.name] = std::string(text);
    }
    return out;
}

void Pools::find_stored(const model::RecordSet& records) {
    for (const model::Table& table : records.tables) {
        const model::Source& source = records.sources[table.source];
        const bool counts = table.role == model::Role::kRaw || table.role == model::Role::kSummary;
        if (!counts || source.duplicate_of || table.counts_twice) continue;
        if (table.rows > kMostStoredRows) continue;
        std::map<std::uint32_t, Scope> scopes;
        for (const model::Column& column : table.columns) {
            const model::Reading& reading = column.reading;
            const bool raw = reading.statistic == model::Statistic::kRaw;
            if (!reading.metric || column.numbers.empty()) continue;
            if (raw && table.role == model::Role::kRaw) continue;
            if (reading.statistic == model::Statistic::kCount) continue;
            for (std::uint32_t row = 0; row < table.rows; ++row) {
                const double value = column.number(row);
                if (!model::present(value) || table.is_failed(row)) continue;
                const auto [at, fresh] = scopes.try_emplace(row);
                if (fresh) at->second = scope_of_row(records, table, row);
                if (at->second.empty()) continue;
                stored_.push_back({&table, &column, row, at->second, value * reading.scale});
            }
        }
    }
}

const model::Metric& Pools::metric_of(const PoolValue& value) const {
    if (value.from == PoolValue::From::kStored) return *stored_[value.at].column->reading.metric;
    return series_[value.at].metric;
}

model::SourceIndex Pools::source_of(const PoolValue& value) const {
    return value.from == PoolValue::From::kStored ? stored_[value.at].table->source
                                                  : series_[value.at].parts.front().table->source;
}

const Scope& Pools::scope_of(const PoolValue& value) const {
    return value.from == PoolValue::From::kStored ? stored_[value.at].scope
                                                  : series_[value.at].scope;
}

model::Statistic Pools::statistic_of(const PoolValue& value) const {
    switch (value.from) {
        case PoolValue::From::kMean: return model::Statistic::kMean;
        case PoolValue::From::kMedian: return model::Statistic::kMedian;
        case PoolValue::From::kMax: return model::Statistic::kMax;
        case PoolValue::From::kMin: return model::Statistic::kMin;
        case PoolValue::From::kStored: return stored_[value.at].column->reading.statistic;
        case PoolValue::From::kCell: return model::Statistic::kRaw;
        case PoolValue::From::kPart: return model::Statistic::kOther;
    }
    return model::Statistic::kOther;
}

bool Pools::fits(const model::Metric& metric, const BoundClaim& claim, Which which) const {
    const bool meant = claim.words.fits && model::may_mean(claim.words.metric, metric);
    if (which == Which::kMeant) return meant;
    // Under another name: only metrics that somebody defined.
    return !meant && metric.registered;
}

// Means of parts of a series that a writer may have in mind: without the first request, or the rows
// of one setting. No statement rests on them; they only keep a number from being called wrong.
static void add_parts(const Series& series, std::uint32_t at, std::vector<PoolValue>& out) {
    const auto add = [&](const std::vector<double>& values) {
        if (values.empty()) return;
        const auto [low, high] = std::minmax_element(values.begin(), values.end());
        double sum = 0;
        for (const double value : values) sum += value;
        const double mean = sum / static_cast<double>(values.size());
        for (const double value : {mean, *stats::median(values), *low, *high}) {
            out.push_back({value, PoolValue::From::kPart, at, 0});
        }
    };
    if (series.values.size() < 2 || series.values.size() > kMostCells) return;
    add({series.values.begin() + 1, series.values.end()});
    std::size_t offset = 0;
    for (const Part& part : series.parts) {
        for (const model::Column& column : part.table->columns) {
            const auto meaning = column.reading.meaning;
            const bool setting =
                meaning == model::Meaning::kParameter || meaning == model::Meaning::kInput;
            if (!setting || column.numbers.empty()) continue;
            std::map<double, std::vector<double>> by_value;
            for (std::size_t i = 0; i < part.rows.size(); ++i) {
                const double key = column.number(part.rows[i]);
                if (!model::present(key)) continue;
                by_value[key].push_back(series.values[offset + i]);
                if (by_value.size() > kMostSettings) break;
            }
            if (by_value.size() > kMostSettings || by_value.size() < 2) continue;
            for (const auto& [key, values] : by_value) add(values);
        }
        offset += part.rows.size();
    }
}

void Pools::add_series(std::uint32_t i, bool parts, Pool& out) const {
    const Series& one = series_[i];
    out.series.push_back(i);
    const std::size_t n = one.values.size();
    if (n >= 2) {
        out.single = false;
        const auto [low, high] = std::minmax_element(one.values.begin(), one.values.end());
        double sum = 0;
        for (const double value : one.values) sum += value;
        const double mean = sum / static_cast<double>(n);
        out.values.push_back({mean, PoolValue::From::kMean, i, 0});
        out.values.push_back({*stats::median(one.values), PoolValue::From::kMedian, i, 0});
        out.values.push_back({*high, PoolValue::From::kMax, i, 0});
        out.values.push_back({*low, PoolValue::From::kMin, i, 0});
    }
    if (n <= kMostCells && out.values.size() < kMostPoolValues) {
        for (std::size_t k = 0; k < n; ++k) {
            out.values.push_back(
                {one.values[k], PoolValue::From::kCell, i, static_cast<std::uint32_t>(k)});
        }
    }
    if (parts && out.values.size() < kMostPoolValues) add_parts(one, i, out.values);
}

// What holds for all of the entity's series together.
static void add_whole(const std::vector<Series>& series, Pool& out) {
    std::vector<double> all;
    double means = 0;
    for (const std::uint32_t i : out.series) {
        double sum = 0;
        for (const double value : series[i].values) sum += value;
        means += sum / static_cast<double>(series[i].values.size());
        const std::size_t room = kMostPoolValues - std::min(kMostPoolValues, all.size());
        const auto count = std::min(room, series[i].values.size());
        all.insert(all.end(), series[i].values.begin(),
                   series[i].values.begin() + static_cast<std::ptrdiff_t>(count));
    }
    if (all.size() < 2) return;
    double sum = 0;
    for (const double value : all) sum += value;
    const double n = static_cast<double>(out.series.size());
    for (const double value :
         {sum / static_cast<double>(all.size()), *stats::median(all), means / n}) {
        out.values.push_back({value, PoolValue::From::kPart, out.series.front(), 0});
    }
}

Pool Pools::make(const BoundClaim& claim, Which which) const {
    Pool out;
    // Through the name that the fewest series have.
    const std::vector<std::uint32_t>* members = nullptr;
    const auto model = claim.scope.find("model");
    for (const auto& [key, value] : claim.scope) {
        if (model != claim.scope.end() && key != "model") continue;
        const auto found = by_name_.find(key + '\x1f' + folded(value));
        if (found == by_name_.end()) continue;
        if (members == nullptr || found->second.size() < members->size()) members = &found->second;
    }
    if (members == nullptr) return out;
    const auto scope_at = [&](std::uint32_t i) -> const Scope& {
        return i < series_.size() ? series_[i].scope : stored_[i - series_.size()].scope;
    };
    std::vector<std::uint32_t> kept;
    for (const std::uint32_t i : *members) {
        const model::Metric& metric = i < series_.size()
                                          ? series_[i].metric
                                          : *stored_[i - series_.size()].column->reading.metric;
        if (fits(metric, claim, which)) kept.push_back(i);
    }
    for (const auto& [key, value] : claim.scope) {
        const bool known = std::any_of(kept.begin(), kept.end(), [&](std::uint32_t i) {
            return !value_by_leaf(scope_at(i), key).empty();
        });
        // A word that tells nothing apart here is no name here.
        if (!known) continue;
        out.scope[key] = value;
        const std::string wanted = folded(value);
        std::erase_if(kept, [&](std::uint32_t i) {
            const std::string& own = value_by_leaf(scope_at(i), key);
            return own != value && folded(own) != wanted;
        });
    }
    std::set<std::string> models;
    for (const std::uint32_t i : kept) {
        models.insert(scope_or_empty(scope_at(i), "model"));
        if (i < series_.size()) {
            add_series(i, which == Which::kMeant, out);
        } else {
            const auto at = static_cast<std::uint32_t>(i - series_.size());
            out.values.push_back({stored_[at].value, PoolValue::From::kStored, at, 0});
        }
    }
    out.one_model = models.size() <= 1;
    out.single = out.single && out.values.size() <= kFew;
    if (which == Which::kMeant && !out.series.empty()) add_whole(series_, out);
    std::stable_sort(out.values.begin(), out.values.end());
    return out;
}

const Pool& Pools::find(const BoundClaim& claim, Which which) {
    std::string key = which == Which::kMeant ? "=" : "!";
    key += claim.words.metric.id + (claim.words.fits ? "" : "?");
    for (const auto& [name, value] : claim.scope) key += '\x1f' + name + '\x1e' + value;
    const auto found = known_.find(key);
    if (found != known_.end()) return found->second;
    return known_.emplace(std::move(key), make(claim, which)).first->second;
}

const Pool& Pools::meant_by(const BoundClaim& claim) {
    return find(claim, Which::kMeant);
}
const Pool& Pools::other_than(const BoundClaim& claim) {
    return find(claim, Which::kOther);
}

}  // namespace chimera::facts
