// SPDX-License-Identifier: Apache-2.0
// All makers of figures, and which of what they made a report shows.
#include "facts/figures/figures.h"

#include <algorithm>
#include <map>
#include <set>

#include "facts/figures/parts.h"

namespace chimera::facts {

static constexpr std::size_t kMostFigures = 10;

// How many of a kind: the best of each comes before a second of any.
static std::size_t most_of(const std::string& kind) {
    static const std::map<std::string, std::size_t> kMost{
        {"ranking", 4}, {"quantization", 2}, {"sweep", 2}, {"alternatives", 2}};
    const auto found = kMost.find(kind);
    return found == kMost.end() ? 1 : found->second;
}

static void choose(std::vector<PlacedFigure>& all) {
    std::stable_sort(all.begin(), all.end(), [](const PlacedFigure& a, const PlacedFigure& b) {
        return a.salience > b.salience;
    });
    std::vector<PlacedFigure> kept;
    std::map<std::string, std::size_t> taken;
    std::set<std::size_t> titles;
    std::set<std::string> places;  // with the kind: one suite is not shown twice the same way
    for (const bool first : {true, false}) {
        for (PlacedFigure& candidate : all) {
            std::size_t& n = taken[candidate.figure.kind];
            const bool is_next = first ? n == 0 : n > 0 && n < most_of(candidate.figure.kind);
            if (candidate.figure.id.empty() || !is_next || kept.size() == kMostFigures) continue;
            // One sentence is no title of a second figure.
            const std::string place = candidate.figure.kind + "/" + candidate.place;
            const bool by_place = candidate.figure.kind != "alternatives";
            if (titles.contains(candidate.figure.title)) continue;
            if (by_place && !places.insert(place).second) continue;
            titles.insert(candidate.figure.title);
            ++n;
            kept.push_back(std::move(candidate));
            candidate.figure.id.clear();
        }
    }
    std::map<std::string, std::size_t> ids;
    for (PlacedFigure& candidate : kept) {
        const std::size_t n = ++ids[candidate.figure.id];
        if (n > 1) candidate.figure.id += "-" + std::to_string(n);
    }
    all = std::move(kept);
}

static void find(Analysis& analysis) {
    for (const auto make : {make_coverage, make_rankings, make_sweeps, make_grids, make_cold_starts,
                            make_distributions, make_fronts, make_alternatives, make_timelines}) {
        make(analysis);
    }
    choose(analysis.figures);
}

Finder figures_finder() {
    return {{title_wordings()}, find};
}

}  // namespace chimera::facts
