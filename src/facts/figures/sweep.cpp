// SPDX-License-Identifier: Apache-2.0
// What one setting of a sweep does: each of its levels with its estimate and interval, a line a
// model. The title is the verdict on the setting, be it an effect, none that could be told, or an
// alias that hides it.
#include <algorithm>
#include <map>

#include "core/text.h"
#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

// The most salient sentence about this setting at this place.
static std::optional<std::size_t> verdict_on(const Analysis& analysis, const std::string& parameter,
                                             const std::string& place) {
    std::optional<std::size_t> best;
    for (std::size_t i = 0; i < analysis.found.size(); ++i) {
        const Proposition& found = analysis.found[i];
        if (found.topic != "effect/" + place && found.topic != "confounded/" + place) continue;
        const bool hidden = found.kind == "confounded";
        const auto named = found.arguments.find(hidden ? "factor" : "parameter");
        if (named == found.arguments.end()) continue;
        const auto* name = std::get_if<std::string>(&named->second);
        if (name == nullptr || *name != parameter) continue;
        if (!best || found.salience > analysis.found[*best].salience) best = i;
    }
    return best;
}

// The levels of one setting of one series, as points at categories.
static bool add_line(Analysis& analysis, const Sweep& sweep, const Factor& factor, Figure& out) {
    const Series& whole = analysis.series[sweep.series];
    const bool cold = has_cold_start(whole) || !cold_levels(factor).empty();
    const Centre centre = whole.metric.latency && cold ? Centre::kMedian : Centre::kMean;
    const auto colour = static_cast<std::uint32_t>(out.series.size() / 2);
    const std::string name = whole.model().empty() ? whole.suite() : whole.model();
    MarkSeries faint{name + " (single values)", Shape::kFaint, {}, colour};
    MarkSeries line{name, Shape::kLine, {}, colour};
    for (const Level& level : factor.levels) {
        const auto at = std::find(out.x.categories.begin(), out.x.categories.end(), level.text);
        if (at == out.x.categories.end() || level.at.size() < 2) continue;
        const auto category = static_cast<std::uint32_t>(at - out.x.categories.begin());
        const Series part = part_of(whole, level.at, {{factor.name(), level.text}}, {level.is});
        const Estimate estimate = estimate_of(analysis, part, centre);
        if (estimate.value == kNoFact) continue;
        line.marks.push_back({CategoryAt{category}, estimate.value, estimate.interval});
        add_values(part, {estimate.value, category, Along::kY}, faint.marks);
    }
    if (line.marks.size() < 2) return false;
    if (out.series.empty()) {
        out.y.name = axis_name(whole.metric, centre);
        out.notes.emplace_back(centre == Centre::kMean ? notes::kMeans : notes::kMedians);
        out.notes.emplace_back(notes::kSamples);
        out.notes.emplace_back(notes::kOrdered);
    }
    if (out.y.name != axis_name(whole.metric, centre)) return false;
    out.series.push_back(std::move(faint));
    out.series.push_back(std::move(line));
    return true;
}

// All sweeps of one setting, metric and suite.
struct Together {
    std::vector<std::pair<const Sweep*, const Factor*>> lines;
};

static void make(Analysis& analysis, const std::string& parameter, const Together& together) {
    constexpr std::size_t kMostLevels = 16;
    const Series& first = analysis.series[together.lines.front().first->series];
    const auto title = verdict_on(analysis, parameter, place_of(first));
    if (!title) return;
    Figure out;
    out.kind = "sweep";
    out.id = figure_id({out.kind, last_segment(parameter), first.metric.id, first.suite()});
    out.title = *title;
    out.x = {std::string(last_segment(parameter)), "", Scale::kCategories};
    out.y = {"", first.metric.unit};
    for (const Level& level : together.lines.front().second->levels)
        out.x.categories.push_back(level.text);
    if (out.x.categories.size() < 2 || out.x.categories.size() > kMostLevels) return;
    bool more = false;
    // The model that the verdict is on comes first, so that it is among those drawn.
    const auto& slots = analysis.found[*title].slots;
    const auto subject = slots.find("subject");
    const auto is_subject = [&](const auto& line) {
        const auto* of =
            subject == slots.end() ? nullptr : std::get_if<ScopeSlot>(&subject->second);
        return of != nullptr && scope_or_empty(analysis.book.at(of->of).scope, "model") ==
                                    analysis.series[line.first->series].model();
    };
    auto lines = together.lines;
    std::stable_partition(lines.begin(), lines.end(), is_subject);
    if (!is_subject(lines.front())) return;
    for (const auto& [sweep, factor] : lines) {
        if (out.series.size() >= 2 * kMostLines) {
            more = true;
            break;
        }
        const bool drawn = add_line(analysis, *sweep, *factor, out);
        if (!drawn && out.series.empty()) return;
    }
    if (more) out.notes.emplace_back(notes::kMore);
    choose_scale(analysis, Along::kY, first.metric.latency, out);
    const bool told = analysis.found[*title].kind != "no_reliable_difference";
    offer(analysis, std::move(out), place_of(first), told ? 0.2 : 0);
}

void make_sweeps(Analysis& analysis) {
    constexpr std::size_t kMostSweeps = 24;
    std::map<std::pair<std::string, std::string>, Together> all;
    for (const Sweep& sweep : analysis.sweeps) {
        const Series& series = analysis.series[sweep.series];
        for (const Factor& factor : sweep.factors) {
            if (factor.column->reading.meaning != model::Meaning::kParameter) continue;
            if (!series.metric.headline) continue;
            all[{place_of(series), factor.name()}].lines.emplace_back(&sweep, &factor);
        }
    }
    std::size_t made = 0;
    for (const auto& [where, together] : all) {
        if (++made > kMostSweeps) return;
        make(analysis, where.second, together);
    }
}

}  // namespace chimera::facts
