// SPDX-License-Identifier: Apache-2.0
#include "facts/sweep.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "facts/cells.h"
#include "facts/row_groups.h"

namespace chimera::facts {

static constexpr std::size_t kMostLevels = 16;
static constexpr std::size_t kFewestRows = 4;
// Sweeps are run by hand or by a script over a grid; a log of requests is none.
static constexpr std::size_t kMostRows = 20'000;
// An arm that lies in more pieces than this would need an address a row.
static constexpr std::size_t kMostPieces = 4'096;

// The settings of a column over the rows of a series; no levels where it is not swept: each value
// must come again, or it only tells rows apart.
static std::vector<Level> levels_of(const Series& series, const model::Column& column) {
    std::vector<Level> out;
    std::map<std::string, std::size_t> index;
    const Part& part = series.parts.front();
    for (std::size_t i = 0; i < part.rows.size(); ++i) {
        const std::uint32_t row = part.rows[i];
        const std::string text = cell_text(column, row);
        if (text.empty()) return {};
        const auto [at, fresh] = index.emplace(text, out.size());
        if (fresh) {
            if (out.size() == kMostLevels) return {};
            const double number = column.number(row);
            Where is{column.name, "==", text};
            if (model::present(number)) is.value = number;
            out.push_back({.text = text, .is = std::move(is), .at = {}});
        }
        out[at->second].at.push_back(i);
    }
    if (out.size() < 2 || out.size() * 2 > part.rows.size()) return {};
    std::stable_sort(out.begin(), out.end(), [](const Level& a, const Level& b) {
        const auto* x = std::get_if<double>(&a.is.value);
        const auto* y = std::get_if<double>(&b.is.value);
        if (x != nullptr && y != nullptr) return *x < *y;
        return a.text < b.text;
    });
    return out;
}

static bool is_setting(const model::Column& column) {
    return column.reading.meaning == model::Meaning::kParameter;
}

// What must be equal in both arms although nobody asks for its effect.
static bool is_circumstance(const model::Column& column) {
    const auto meaning = column.reading.meaning;
    return meaning == model::Meaning::kInput || meaning == model::Meaning::kVariant ||
           meaning == model::Meaning::kHardware || meaning == model::Meaning::kModel ||
           meaning == model::Meaning::kSuite;
}

// The row that ran before. Lines of one file may be of several kinds: only those that hold the
// metric too are rows of its sweep. Absent for the first one.
static std::optional<std::uint32_t> row_before(const Part& part, std::uint32_t row) {
    if (part.table->rows_are != model::RowsAre::kJsonLines)
        return row > 0 ? std::optional(row - 1) : std::nullopt;
    while (row-- > 0) {
        if (model::present(part.column->number(row)) || part.column->texts.has(row)) return row;
    }
    return std::nullopt;
}

// Which of the settings changed from the row before; the first row of a table follows a start.
static std::vector<std::string> changed_before(const Sweep& sweep, const Part& part,
                                               std::uint32_t row, const Factor& besides) {
    std::vector<std::string> out;
    const auto before = row_before(part, row);
    for (const Factor& other : sweep.factors) {
        if (&other == &besides || !is_setting(*other.column)) continue;
        if (!before || cell_code(*other.column, row) != cell_code(*other.column, *before)) {
            out.push_back(other.name());
        }
    }
    return out;
}

// Of a level's rows, the share that follows a change of one of these settings.
static double share_after(const std::vector<std::string>& settings, const Series& series,
                          const Sweep& sweep, const Level& level) {
    const Part& part = series.parts.front();
    double n = 0;
    for (const std::size_t at : level.at) {
        const std::uint32_t row = part.rows[at];
        const auto before = row_before(part, row);
        const bool follows =
            std::any_of(sweep.factors.begin(), sweep.factors.end(), [&](const Factor& other) {
                const bool asked =
                    std::find(settings.begin(), settings.end(), other.name()) != settings.end();
                return asked && (!before || cell_code(*other.column, row) !=
                                                cell_code(*other.column, *before));
            });
        n += follows ? 1 : 0;
    }
    return n / static_cast<double>(level.at.size());
}

static void find_order(const Series& series, const Sweep& sweep, Factor& factor) {
    const Part& part = series.parts.front();
    std::map<std::string, double> least;
    std::map<std::string, double> most;
    for (Level& level : factor.levels) {
        std::map<std::string, double> by_setting;
        double first = 0;
        for (const std::size_t at : level.at) {
            const auto changed = changed_before(sweep, part, part.rows[at], factor);
            first += changed.empty() ? 0 : 1;
            for (const std::string& name : changed) ++by_setting[name];
        }
        const double n = static_cast<double>(level.at.size());
        level.first_share = first / n;
        for (const Factor& other : sweep.factors) {
            const double share = by_setting[other.name()] / n;
            const auto [low, fresh] = least.emplace(other.name(), share);
            low->second = std::min(low->second, share);
            double& high = most[other.name()];
            high = fresh ? share : std::max(high, share);
        }
    }
    const auto [low, high] = std::minmax_element(
        factor.levels.begin(), factor.levels.end(),
        [](const Level& a, const Level& b) { return a.first_share < b.first_share; });
    if (high->first_share - low->first_share > kMostUnequal) {
        for (const auto& [name, share] : most) {
            if (share - least[name] > kMostUnequal) factor.follows.push_back(name);
        }
    }
    for (Level& level : factor.levels) {
        level.follow_share = share_after(factor.follows, series, sweep, level);
    }
    // The largest set of levels that follow a change equally often; of equals the least often.
    for (const Level& anchor : factor.levels) {
        std::vector<std::size_t> near;
        for (std::size_t i = 0; i < factor.levels.size(); ++i) {
            const double apart = factor.levels[i].first_share - anchor.first_share;
            if (apart >= 0 && apart <= kMostUnequal) near.push_back(i);
        }
        const bool fewer_first =
            !factor.alike.empty() &&
            anchor.first_share < factor.levels[factor.alike.front()].first_share;
        if (near.size() > factor.alike.size() ||
            (near.size() == factor.alike.size() && fewer_first)) {
            factor.alike = near;
        }
    }
}

// Does one column's value tell the other's in every row of the series?
static bool tells(const Part& part, const model::Column& from, const model::Column& to) {
    std::map<std::uint64_t, std::uint64_t> seen;
    for (const std::uint32_t row : part.rows) {
        const auto [at, fresh] = seen.emplace(cell_code(from, row), cell_code(to, row));
        if (!fresh && at->second != cell_code(to, row)) return false;
    }
    return true;
}

static Sweep sweep_of(const std::vector<Series>& all, std::size_t index) {
    Sweep sweep{.series = index, .factors = {}};
    const Series& series = all[index];
    const Part& part = series.parts.front();
    for (const model::Column& column : part.table->columns) {
        if (!is_setting(column) && !is_circumstance(column)) continue;
        if (series.scope.contains(column.name)) continue;
        Factor factor{.column = &column, .levels = levels_of(series, column)};
        if (!factor.levels.empty()) sweep.factors.push_back(std::move(factor));
    }
    for (Factor& factor : sweep.factors) {
        for (const Factor& other : sweep.factors) {
            if (&other == &factor || factor.moves_with != nullptr) continue;
            if (tells(part, *other.column, *factor.column) ||
                tells(part, *factor.column, *other.column)) {
                factor.moves_with = other.column;
            }
        }
        find_order(series, sweep, factor);
    }
    return sweep;
}

std::vector<Sweep> find_sweeps(const std::vector<Series>& all) {
    std::vector<Sweep> out;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Series& series = all[i];
        if (!series.metric.headline || series.parts.size() != 1) continue;
        // In the list of one row no setting changes.
        if (series.parts.front().table->is_nested()) continue;
        if (series.values.size() < kFewestRows || series.values.size() > kMostRows) continue;
        Sweep sweep = sweep_of(all, i);
        const bool swept =
            std::any_of(sweep.factors.begin(), sweep.factors.end(),
                        [](const Factor& factor) { return is_setting(*factor.column); });
        if (swept) out.push_back(std::move(sweep));
    }
    return out;
}

std::vector<const Level*> cold_levels(const Factor& factor) {
    std::vector<const Level*> out;
    if (factor.follows.empty()) return out;
    for (const Level& level : factor.levels) {
        if (level.follow_share > 1 - kMostUnequal) out.push_back(&level);
    }
    return out.size() < factor.levels.size() ? out : std::vector<const Level*>();
}

Series part_of(const Series& whole, const std::vector<std::size_t>& positions, const Scope& scope,
               const std::vector<Where>& where) {
    Series out{.metric = whole.metric,
               .scope = whole.scope,
               .parts = {},
               .values = {},
               .decimals = whole.decimals,
               .kind = whole.kind};
    out.scope.insert(scope.begin(), scope.end());
    const Part& from = whole.parts.front();
    Part part{from.table, from.column, {}, from.where};
    for (const std::size_t at : positions) {
        part.rows.push_back(from.rows[at]);
        out.values.push_back(whole.values[at]);
    }
    out.description = stats::describe(out.values);
    Cells cells = cells_at(*from.table, *from.column, part.rows).front();
    cells.scale = from.column->reading.scale;
    cells.where.insert(cells.where.begin(), where.begin(), where.end());
    out.operands.emplace_back(std::move(cells));
    out.parts.push_back(std::move(part));
    return out;
}

// The rest of the grid at each position: equal texts are equal settings.
static std::vector<std::string> rest_of_grid(const Series& series, const Sweep& sweep,
                                             const Factor& factor) {
    const Part& part = series.parts.front();
    std::vector<std::string> out(part.rows.size());
    for (const Factor& other : sweep.factors) {
        if (&other == &factor) continue;
        for (std::size_t i = 0; i < part.rows.size(); ++i) {
            out[i] += cell_text(*other.column, part.rows[i]) + '\x1f';
        }
    }
    return out;
}

using Positions = std::vector<std::size_t>;

static Positions kept(const Positions& from, const std::vector<bool>& dropped) {
    Positions out;
    for (const std::size_t at : from) {
        if (!dropped[at]) out.push_back(at);
    }
    return out;
}

static bool balanced(const Positions& low, const Positions& high,
                     const std::vector<std::string>& rest) {
    std::map<std::string, std::ptrdiff_t> count;
    for (const std::size_t at : low) ++count[rest[at]];
    for (const std::size_t at : high) --count[rest[at]];
    return low.size() >= 2 &&
           std::all_of(count.begin(), count.end(), [](const auto& one) { return one.second == 0; });
}

// A failed row leaves a hole in the grid: the level of another setting whose rows are left out so
// that both arms match, the one that costs the fewest rows.
struct Grid {
    const Sweep& sweep;
    const Factor& factor;
    std::vector<std::string> rest;  // the other settings at each position
};
static const Level* level_to_leave(const Grid& grid, const std::pair<Positions, Positions>& arms,
                                   const std::vector<bool>& dropped) {
    const Level* best = nullptr;
    std::size_t most = 0;
    for (const Factor& other : grid.sweep.factors) {
        if (&other == &grid.factor) continue;
        for (const Level& level : other.levels) {
            std::vector<bool> without = dropped;
            for (const std::size_t at : level.at) without[at] = true;
            const Positions low = kept(arms.first, without);
            if (low.size() <= most || !balanced(low, kept(arms.second, without), grid.rest))
                continue;
            best = &level;
            most = low.size();
        }
    }
    return best;
}

std::optional<Arms> arms_of(const Series& series, const Sweep& sweep, const Factor& factor) {
    if (factor.alike.size() < 2 || factor.moves_with != nullptr) return std::nullopt;
    std::vector<bool> dropped(series.values.size(), false);
    std::vector<Where> only;
    const auto leave = [&](const Level& level) {
        for (const std::size_t at : level.at) dropped[at] = true;
        only.push_back({level.is.column, "!=", level.is.value});
    };
    if (series.metric.latency) {
        for (const Factor& other : sweep.factors) {
            if (&other == &factor) continue;
            for (const Level* level : cold_levels(other)) leave(*level);
        }
    }
    const Level& low_level = factor.levels[factor.alike.front()];
    const Level& high_level = factor.levels[factor.alike.back()];
    const Grid grid{sweep, factor, rest_of_grid(series, sweep, factor)};
    const auto& rest = grid.rest;
    Positions low = kept(low_level.at, dropped);
    Positions high = kept(high_level.at, dropped);
    if (!balanced(low, high, rest)) {
        const Level* hole = level_to_leave(grid, {low, high}, dropped);
        if (hole == nullptr) return std::nullopt;
        leave(*hole);
        low = kept(low, dropped);
        high = kept(high, dropped);
    }
    Arms out{.factor = &factor,
             .low = part_of(series, low, {{factor.name(), low_level.text}}, only),
             .high = part_of(series, high, {{factor.name(), high_level.text}}, only)};
    for (const Series* arm : {&out.low, &out.high}) {
        if (std::get<Cells>(arm->operands.front()).at.size() > kMostPieces) return std::nullopt;
    }
    out.paired = std::equal(low.begin(), low.end(), high.begin(), high.end(),
                            [&](std::size_t a, std::size_t b) { return rest[a] == rest[b]; });
    return out;
}

}  // namespace chimera::facts
