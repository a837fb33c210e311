// SPDX-License-Identifier: Apache-2.0
// Throughput against the wait for the first token: who is beaten on both by nobody, as the sentence
// says that names them.
#include <algorithm>

#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

void make_fronts(Analysis& analysis) {
    const std::size_t n = analysis.found.size();
    for (std::size_t i = 0; i < n; ++i) {
        const Proposition& found = analysis.found[i];
        if (found.kind != "pareto" || !found.parts.empty()) continue;
        const auto& among = std::get<std::vector<FactId>>(found.arguments.at("among"));
        const auto& members = std::get<std::vector<FactId>>(found.arguments.at("members"));
        if (among.size() < 6 || among.size() > 4 * kMostPlaces) continue;
        const Fact& rate = analysis.book.at(among[0]);
        const Fact& wait = analysis.book.at(among[1]);
        const auto* rates = model::find_metric(rate.metric);
        const auto* waits = model::find_metric(wait.metric);
        if (rates == nullptr || waits == nullptr) continue;
        Figure out;
        out.kind = "front";
        const std::string suite = scope_or_empty(rate.scope, "suite");
        out.id = figure_id({out.kind, rate.metric, suite});
        out.title = i;
        out.x = {axis_name(*rates, Centre::kMean), rates->unit};
        out.y = {axis_name(*waits, Centre::kMedian), waits->unit};
        out.x.from_zero = out.y.from_zero = true;
        out.notes = {std::string(notes::kFront)};
        // A series a choice: its name stands beside its point.
        for (std::size_t k = 0; k + 1 < among.size(); k += 2) {
            const bool front = std::find(members.begin(), members.end(), among[k]) != members.end();
            out.series.push_back({scope_or_empty(analysis.book.at(among[k]).scope, "model"),
                                  Shape::kPoint,
                                  {{among[k], among[k + 1]}},
                                  front ? 0U : 1U});
        }
        const auto stretch = [&](Axis& axis, Along along, Spread spread) {
            if (!wants_log(numbers_along(analysis, out, along), spread)) return false;
            axis.scale = Scale::kLog;
            axis.from_zero = false;
            return true;
        };
        const bool rates_do = stretch(out.x, Along::kX, Spread::kSeldom);
        const bool waits_do = stretch(out.y, Along::kY, Spread::kOften);
        if (rates_do || waits_do) out.notes.emplace_back(notes::kLog);
        offer(analysis, std::move(out), wait.metric + "/" + suite, 0.2);
    }
}

}  // namespace chimera::facts
