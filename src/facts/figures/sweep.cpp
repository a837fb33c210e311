// SPDX-License-Identifier: Apache-2.0
// What one setting of a sweep does: each of its levels with its estimate and interval, a line a
// model. The title is the verdict on the setting, be it an effect, none that could be told, or an
// alias that hides it.
#include <algorithm>
#include <map>
#include <set>

#include "core/decimal.h"
#include "core/text.h"
#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

using Line = std::pair<const Sweep*, const Factor*>;

// All sweeps of one setting, metric and suite.
struct Together {
    std::vector<Line> lines;
};

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

// What a line is called: its model where the lines differ in it, and each other setting that they
// differ in.
static std::string name_of(const Series& series, const std::set<std::string>& differing) {
    std::vector<std::string> parts;
    if (differing.empty() || differing.contains("model"))
        parts.push_back(series.model().empty() ? series.suite() : series.model());
    for (const std::string& key : differing) {
        if (key != "model")
            parts.push_back(std::string(last_segment(key)) + '=' +
                            scope_or_empty(series.scope, key));
    }
    return join(parts, " \xC2\xB7 ");
}

// The levels of one setting of one series, as points at categories.
static bool add_line(Analysis& analysis, const Line& of, const std::string& name, Figure& out) {
    const auto& [sweep, factor] = of;
    const Series& whole = analysis.series[sweep->series];
    const bool cold = has_cold_start(whole) || !cold_levels(*factor).empty();
    const Centre centre = whole.metric.latency && cold ? Centre::kMedian : Centre::kMean;
    const auto colour = static_cast<std::uint32_t>(out.series.size() / 2);
    MarkSeries faint{name + " (single values)", Shape::kFaint, {}, colour};
    MarkSeries line{name, Shape::kLine, {}, colour};
    for (const Level& level : factor->levels) {
        const auto at = std::find(out.x.categories.begin(), out.x.categories.end(), level.text);
        if (at == out.x.categories.end() || level.at.size() < 2) continue;
        const auto category = static_cast<std::uint32_t>(at - out.x.categories.begin());
        const Series part = part_of(whole, level.at, {{factor->name(), level.text}}, {level.is});
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

// The scope keys in which the lines differ.
static std::set<std::string> differing_of(const Analysis& analysis,
                                          const std::vector<Line>& lines) {
    const auto scope = [&](const Line& line) -> const Scope& {
        return analysis.series[line.first->series].scope;
    };
    std::set<std::string> out;
    for (const Line& line : lines) {
        for (const auto& [key, value] : scope(line)) {
            if (scope_or_empty(scope(lines.front()), key) != value) out.insert(key);
        }
    }
    return out;
}

// Names with numbers stand in the order of these.
static bool comes_before(const std::string& a, const std::string& b) {
    const auto [x, y] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    const auto from = [](const std::string& text, auto at) {
        while (at != text.begin() && (is_digit(at[-1]) || at[-1] == '.')) --at;
        auto end = at;
        while (end != text.end() && (is_digit(*end) || *end == '.')) ++end;
        return parse_double(std::string(at, end));
    };
    const auto left = from(a, x);
    const auto right = from(b, y);
    return left && right && *left != *right ? *left < *right : a < b;
}

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
    const bool more = lines.size() > kMostLines;
    if (more) lines.resize(kMostLines);
    const std::set<std::string> differing = differing_of(analysis, lines);
    const auto name = [&](const Line& line) {
        return name_of(analysis.series[line.first->series], differing);
    };
    std::stable_sort(lines.begin() + (differing.contains("model") ? 1 : 0), lines.end(),
                     [&](const Line& a, const Line& b) { return comes_before(name(a), name(b)); });
    for (const Line& line : lines) {
        const bool drawn = add_line(analysis, line, name(line), out);
        if (!drawn && out.series.empty()) return;
    }
    if (more) out.notes.emplace_back(notes::kMore);
    choose_scale(analysis, Along::kY, spread_of(first.metric), out);
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
