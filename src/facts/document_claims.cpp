// SPDX-License-Identifier: Apache-2.0
#include "facts/document_claims.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>

#include "core/decimal.h"
#include "core/text.h"
#include "facts/cells.h"
#include "facts/claim_pool.h"
#include "facts/display.h"
#include "model/locator.h"
#include "model/unit.h"
#include "stats/op.h"

namespace chimera::facts {

using From = PoolValue::From;

// Fewer digits than this say too little to be found by chance-free search.
static constexpr int kTellingDigits = 3;
// A claim is no conflict unless it is this far, as a share, from all that it could mean.
static constexpr double kLeastGap = 0.005;
static constexpr double kLeastGapUnstated = 0.05;
// So many contradictions may stand in a document that bears out nothing.
static constexpr std::size_t kMostAlone = 3;
static constexpr std::size_t kLeastShifted = 2;

namespace {

struct Candidate {
    Finding finding = Finding::kOpen;
    std::optional<PoolValue> value;
    double gap = 0;
    bool about = false;
};

}  // namespace

static bool is_aggregate(From from) {
    return from == From::kMean || from == From::kMedian || from == From::kMax || from == From::kMin;
}

// What a claim with this statistic may rest on, best first; 0 is best, nothing where it may not.
static std::optional<int> rank(const Pools& pools, const PoolValue& value,
                               model::Statistic stated) {
    if (value.from == From::kPart) return std::nullopt;
    const model::Statistic own = pools.statistic_of(value);
    if (stated == model::Statistic::kRaw) {
        if (own == model::Statistic::kSd) return std::nullopt;
        return is_aggregate(value.from) ? 0 : value.from == From::kStored ? 1 : 2;
    }
    if (own == stated) return is_aggregate(value.from) ? 0 : 1;
    // The one value of a series is its mean and its ends.
    const bool alone = value.from == From::kCell && pools.series()[value.at].values.size() == 1;
    return alone && stated != model::Statistic::kSd ? std::optional(2) : std::nullopt;
}

static bool row_has(const model::Table& table, std::uint32_t row,
                    const std::map<std::string, double>& settings) {
    for (const model::Column& column : table.columns) {
        const auto setting = settings.find(lower(leaf_of(column.name)));
        if (setting == settings.end()) continue;
        const double own = column.number(row);
        if (model::present(own) && own != setting->second) return false;
    }
    return true;
}

// The cell's row has the parameters that the document's row states.
static bool has_settings(const Pools& pools, const PoolValue& value,
                         const std::map<std::string, double>& settings) {
    if (settings.empty()) return true;
    if (value.from == From::kStored) {
        const StoredCell& stored = pools.stored(value.at);
        return row_has(*stored.table, stored.row, settings);
    }
    if (value.from != From::kCell) return true;
    std::size_t index = value.index;
    for (const Part& part : pools.series()[value.at].parts) {
        if (index < part.rows.size()) return row_has(*part.table, part.rows[index], settings);
        index -= part.rows.size();
    }
    return true;
}

static auto range_of(const Pool& pool, double low, double high) {
    const auto first = std::lower_bound(pool.values.begin(), pool.values.end(), PoolValue{low});
    const auto last = std::upper_bound(first, pool.values.end(), PoolValue{high});
    return std::pair(first, last);
}

// Two digits agree with many a value: only a stated statistic, or a row's own parameters, tell
// which of them is meant.
static bool telling(const BoundClaim& claim, const PoolValue& value) {
    if (claim.digits >= kTellingDigits) return true;
    if (claim.words.statistic != model::Statistic::kRaw) return true;
    return !claim.settings.empty() && !is_aggregate(value.from);
}

static std::optional<PoolValue> bearing_out(const Pools& pools, const Pool& pool,
                                            const BoundClaim& claim) {
    constexpr std::ptrdiff_t kMostLookedAt = 20000;
    const double half = claim.half * (1 + 1e-9);
    const auto [first, last] = range_of(pool, claim.value - half, claim.value + half);
    std::optional<PoolValue> best;
    int best_rank = 0;
    for (auto at = first; at != last && at - first < kMostLookedAt; ++at) {
        auto own = rank(pools, *at, claim.words.statistic);
        // A row that states its parameters is a row of the data before it is a statistic of many.
        if (own && !claim.settings.empty() && is_aggregate(at->from)) own = *own + 3;
        if (!own || (best && *own >= best_rank)) continue;
        if (!telling(claim, *at) || !has_settings(pools, *at, claim.settings)) continue;
        best = *at;
        best_rank = *own;
    }
    return best;
}

static std::string stem_of(const std::string& path) {
    const auto slash = path.rfind('/');
    const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    return folded(name.substr(0, name.rfind('.')));
}

// How many folders from the root on two files share.
static std::ptrdiff_t shared_folders(const std::string& a, const std::string& b) {
    const auto ends = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    return std::count(a.begin(), ends.first, '/');
}

// How a document lies to the files of the data; a pool has many values of one file.
class Neighbourhood {
public:
    Neighbourhood(const Pools& pools, model::SourceIndex document)
        : pools_(pools), document_(pools.path(document)), stem_(stem_of(document_)) {}

    struct Place {
        bool about = false;  // "a_b_summary.md" is about "a_b.json"
        std::ptrdiff_t shared = 0;
    };
    const Place& of(const PoolValue& value) {
        constexpr std::size_t kTellingName = 8;
        const auto [known, fresh] = known_.try_emplace(pools_.source_of(value));
        if (fresh) {
            const std::string& path = pools_.path(known->first);
            const std::string file = stem_of(path);
            known->second = {file.size() >= kTellingName && stem_.starts_with(file),
                             shared_folders(document_, path)};
        }
        return known->second;
    }

private:
    const Pools& pools_;
    const std::string& document_;
    std::string stem_;
    std::unordered_map<model::SourceIndex, Place> known_;
};

struct Against {
    PoolValue value;
    bool about = false;  // the document bears the name of that file
    std::ptrdiff_t shared = 0;
};

// The value that the claim, taken at its word, is set against: in the file that the document is
// about, else in the one that lies nearest to it; there the nearest.
static std::optional<Against> nearest(const Pools& pools, const Pool& pool, const BoundClaim& claim,
                                      Neighbourhood& around) {
    std::optional<Against> best;
    for (const PoolValue& value : pool.values) {
        if (!rank(pools, value, claim.words.statistic)) continue;
        const Neighbourhood::Place& place = around.of(value);
        const Against one{value, place.about, place.shared};
        const auto order = [&](const Against& it) {
            return std::tuple(!it.about, -it.shared, std::fabs(it.value.value - claim.value));
        };
        const bool better = !best || order(one) < order(*best);
        if (better) best = one;
    }
    return best;
}

static bool states_statistic(const BoundClaim& claim) {
    const auto statistic = claim.words.statistic;
    return statistic == model::Statistic::kMean || statistic == model::Statistic::kMedian ||
           statistic == model::Statistic::kMax || statistic == model::Statistic::kMin;
}

static Candidate judge(const Pools& pools, const Pool& pool, const BoundClaim& claim,
                       Neighbourhood& around) {
    Candidate out;
    // "About so much" and the ends of a range are no statement that a digit could contradict.
    if (pool.values.empty() || claim.claim->rough) return out;
    if (const auto found = bearing_out(pools, pool, claim)) {
        out.finding = Finding::kBorneOut;
        out.value = found;
        return out;
    }
    const bool stated = states_statistic(claim);
    const bool says_enough = claim.exact && claim.digits >= kTellingDigits && pool.one_model &&
                             claim.words.metric.registered && claim.words.fits;
    const double spread = pool.values.back().value - pool.values.front().value;
    const bool one_reading = claim.words.statistic == model::Statistic::kRaw && pool.single &&
                             spread <= claim.half && claim.explicit_metric;
    if (!says_enough || !(stated || one_reading)) return out;
    // Anything near, however it came about, keeps it open.
    const double slack = std::max(2 * claim.half, kLeastGap * std::fabs(claim.value));
    const auto [first, last] = range_of(pool, claim.value - slack, claim.value + slack);
    if (first != last) return out;
    const auto against = nearest(pools, pool, claim, around);
    if (!against || against->value.value == 0) return out;
    out.gap = std::fabs(claim.value - against->value.value) / std::fabs(against->value.value);
    if (!stated && out.gap < kLeastGapUnstated) return out;
    out.finding = Finding::kConflict;
    out.value = against->value;
    out.about = against->about;
    return out;
}

// The number as it is written, under another metric of the same entity.
static std::optional<PoolValue> elsewhere(const Pools& pools, const Pool& other,
                                          const BoundClaim& claim) {
    if (claim.digits < kTellingDigits || claim.words.statistic == model::Statistic::kSd) {
        return std::nullopt;
    }
    // A zero at the end was written by a format: the digits before it are those that count.
    const double written = claim.claim->value;
    const double half =
        0.5 * std::pow(10.0, std::floor(std::log10(std::fabs(written))) + 1 - claim.digits) *
        (1 + 1e-9);
    const auto [first, last] = range_of(other, written - half, written + half);
    std::optional<PoolValue> best;
    int best_rank = 0;
    for (auto at = first; at != last; ++at) {
        const bool plain = is_aggregate(at->from) || at->from == From::kStored ||
                           pools.series()[at->at].values.size() == 1;
        if (!plain) continue;
        auto own = rank(pools, *at, claim.words.statistic);
        if (!own) own = rank(pools, *at, model::Statistic::kRaw);
        if (!own || (best && *own >= best_rank)) continue;
        best = *at;
        best_rank = *own;
    }
    return best;
}

// The number as a fact: what the document says it is of.
static FactId claimed_fact(Analysis& analysis, const CheckedClaim& claim) {
    const BoundClaim& bound = claim.bound;
    Cells cell{.source = bound.claim->source, .at = {fmt::format("line={}", bound.claim->line)}};
    cell.scale = bound.words.fits ? bound.words.scale : 1;
    cell.raw = bound.claim->raw;
    cell.nth = bound.claim->nth;
    Fact described;
    described.metric = bound.words.metric.id;
    described.unit = bound.words.fits ? bound.words.metric.unit : bound.claim->unit;
    described.statistic = bound.words.statistic == model::Statistic::kRaw
                              ? "value"
                              : model::statistic_name(bound.words.statistic, bound.words.p);
    described.label = fmt::format("claimed {} {}", described.statistic, bound.words.metric.name);
    described.kind = described.worst = Class::kClaimed;
    described.scope = claim.scope;
    const double value = bound.claim->value * cell.scale;
    const int shift = cell.scale > 0 ? static_cast<int>(std::lround(-std::log10(cell.scale))) : 0;
    return analysis.book.of_cell(std::move(cell), value,
                                 std::clamp(bound.claim->decimals + shift, 0, 12),
                                 std::move(described));
}

static FactId stored_fact(Analysis& analysis, const StoredCell& stored, const Scope& claimed) {
    const model::Reading& reading = stored.column->reading;
    Cells cell = cell_at(*stored.table, *stored.column, stored.row);
    cell.scale = reading.scale;
    Fact described;
    described.statistic = model::statistic_name(reading.statistic, reading.p);
    if (described.statistic.empty()) described.statistic = "value";
    described.label = "stored " + described.statistic + " " + reading.metric->name;
    described.unit = reading.metric->unit;
    described.kind = described.worst =
        stored.table->role == model::Role::kSummary ? Class::kSummary : Class::kMeasured;
    described.metric = reading.metric->id;
    // Of all that the row says of itself, what the claim speaks of.
    for (const auto& [key, value] : stored.scope) {
        const bool nearer = key == leaf_of(key) || !stored.scope.contains(leaf_of(key));
        if (nearer && claimed.contains(leaf_of(key))) described.scope[key] = value;
    }
    return analysis.book.of_cell(std::move(cell), stored.value, stored.column->decimals,
                                 std::move(described));
}

static FactId fact_of(Analysis& analysis, const Pools& pools, const PoolValue& value,
                      const Scope& claimed) {
    if (value.from == From::kStored) {
        return stored_fact(analysis, pools.stored(value.at), claimed);
    }
    const Series& series = pools.series()[value.at];
    switch (value.from) {
        case From::kMean: return analysis.book.of_series(series, "mean", {}, std::nullopt);
        case From::kMedian: return analysis.book.of_series(series, "median", {}, std::nullopt);
        case From::kMax: return analysis.book.of_series(series, "max", {}, std::nullopt);
        case From::kMin: return analysis.book.of_series(series, "min", {}, std::nullopt);
        default: return analysis.book.of_nth(series, value.index);
    }
}

// A document whose numbers the data mostly do not bear out is of other data: it contradicts
// nothing.
static bool speaks_of_these_data(const std::vector<CheckedClaim>& claims, std::size_t first,
                                 std::size_t last) {
    std::size_t borne_out = 0;
    std::size_t against = 0;
    for (std::size_t i = first; i < last; ++i) {
        borne_out += claims[i].finding == Finding::kBorneOut ? 1 : 0;
        against += claims[i].finding == Finding::kConflict && !claims[i].about ? 1 : 0;
    }
    return 2 * against <= borne_out || (last - first <= kMostAlone && against <= kMostAlone);
}

static void withdraw(std::vector<CheckedClaim>& claims) {
    const bool whole = speaks_of_these_data(claims, 0, claims.size());
    for (std::size_t first = 0; first < claims.size();) {
        std::size_t last = first;
        while (last < claims.size() &&
               claims[last].bound.claim->heading == claims[first].bound.claim->heading) {
            ++last;
        }
        const bool part = speaks_of_these_data(claims, first, last);
        for (std::size_t i = first; i < last; ++i) {
            const bool conflict = claims[i].finding == Finding::kConflict && !claims[i].about;
            if (conflict && !(whole && part)) {
                claims[i].finding = Finding::kOpen;
            }
        }
        first = last;
    }
}

// What stands together in a document: the column of a table, or one line of prose.
static std::string block_of(const BoundClaim& bound) {
    const model::ClaimedNumber& claim = *bound.claim;
    return bound.words.metric.id + '\x1f' + claim.heading + '\x1f' +
           (claim.column.empty() ? std::to_string(claim.line) : claim.column);
}

// One number found elsewhere may be chance; several different ones, and as many as not, are a
// column that holds something else.
static void find_shifted(Pools& pools, std::vector<CheckedClaim>& claims,
                         std::map<const CheckedClaim*, PoolValue>& values) {
    struct Together {
        std::size_t tried = 0;
        std::map<std::string, std::vector<CheckedClaim*>> by_metric;
    };
    std::map<std::string, Together> blocks;
    for (CheckedClaim& claim : claims) {
        const BoundClaim& bound = claim.bound;
        if (!bound.explicit_metric || bound.claim->rough || bound.digits < kTellingDigits) continue;
        Together& block = blocks[block_of(bound)];
        ++block.tried;
        if (claim.finding == Finding::kBorneOut) continue;
        const Pool& other = pools.other_than(bound);
        const auto found = elsewhere(pools, other, bound);
        if (!found || !other.one_model) continue;
        values[&claim] = *found;
        block.by_metric[pools.metric_of(*found).id].push_back(&claim);
    }
    for (auto& [name, block] : blocks) {
        for (auto& [metric, members] : block.by_metric) {
            std::set<std::string> different;
            for (const CheckedClaim* claim : members) different.insert(claim->bound.claim->raw);
            if (different.size() < kLeastShifted || members.size() * 2 < block.tried) continue;
            for (CheckedClaim* claim : members) {
                claim->finding = Finding::kMismatch;
                claim->scope = pools.other_than(claim->bound).scope;
            }
        }
    }
}

static CheckedDocument check(Analysis& analysis, Pools& pools, std::vector<BoundClaim> bound,
                             bool written_out) {
    CheckedDocument out{.source = bound.front().claim->source, .written_out = written_out};
    std::vector<PoolValue> found;
    Neighbourhood around(pools, out.source);
    for (BoundClaim& claim : bound) {
        const Pool& pool = pools.meant_by(claim);
        CheckedClaim checked{.bound = std::move(claim), .scope = pool.scope};
        const Candidate candidate = judge(pools, pool, checked.bound, around);
        checked.finding = candidate.finding;
        checked.gap = candidate.gap;
        checked.about = candidate.about;
        checked.headline = checked.bound.words.metric.headline && pool.scope.contains("model");
        found.push_back(candidate.value.value_or(PoolValue{}));
        out.claims.push_back(std::move(checked));
    }
    std::map<const CheckedClaim*, PoolValue> elsewhere_found;
    find_shifted(pools, out.claims, elsewhere_found);
    withdraw(out.claims);
    for (std::size_t i = 0; i < out.claims.size(); ++i) {
        CheckedClaim& claim = out.claims[i];
        if (claim.finding == Finding::kOpen) continue;
        if (claim.finding == Finding::kBorneOut && !written_out) continue;
        const bool mismatch = claim.finding == Finding::kMismatch;
        const PoolValue& value = mismatch ? elsewhere_found.at(&claim) : found[i];
        // What the data call a metric that the document names loosely.
        if (!mismatch) {
            const model::Metric& metric = pools.metric_of(value);
            if (metric.id != claim.bound.words.metric.id) {
                const auto scale = model::unit_scale(claim.bound.words.metric.unit, metric.unit);
                claim.bound.words.scale *= scale.value_or(1);
                claim.bound.words.metric = metric;
            }
        }
        // Named as the data name it there.
        for (auto& [key, named] : claim.scope) {
            const std::string& own = value_by_leaf(pools.scope_of(value), key);
            if (!own.empty()) named = own;
        }
        claim.found = fact_of(analysis, pools, value, claim.scope);
        claim.claimed = claimed_fact(analysis, claim);
        if (claim.found == kNoFact) claim.finding = Finding::kOpen;
    }
    std::erase_if(out.claims, [](const CheckedClaim& claim) { return claim.scope.empty(); });
    return out;
}

std::vector<CheckedDocument> check_documents(Analysis& analysis) {
    std::vector<CheckedDocument> out;
    if (analysis.records.claims.empty()) return out;
    Pools pools(analysis.records, analysis.series);
    std::map<model::SourceIndex, std::vector<BoundClaim>> by_source;
    for (BoundClaim& claim : bind_claims(analysis.records, pools.names(), analysis.jobs)) {
        by_source[claim.claim->source].push_back(std::move(claim));
    }
    std::size_t counted = 0;
    std::size_t numbers = 0;
    for (auto& [source, claims] : by_source) {
        const bool room = counted < kMostCounted && numbers + claims.size() <= kMostDecided;
        CheckedDocument document = check(analysis, pools, std::move(claims), room);
        if (document.claims.empty()) continue;
        counted += room ? 1 : 0;
        numbers += room ? document.claims.size() : 0;
        out.push_back(std::move(document));
    }
    return out;
}

}  // namespace chimera::facts
