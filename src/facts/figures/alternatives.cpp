// SPDX-License-Identifier: Apache-2.0
// Alternatives that files store as aggregates, compile back ends by input for one: each alternative
// at each setting, as the file states its mean and deviation.
#include <algorithm>
#include <map>

#include "core/text.h"
#include "facts/figure_notes.h"
#include "facts/figures/parts.h"

namespace chimera::facts {

// The contests of one file and metric: places are their settings, colours their alternatives.
static void make(Analysis& analysis, const std::vector<const StoredContest*>& contests) {
    const StoredContest& first = *contests.front();
    std::vector<FactId> means;
    std::map<std::string, std::uint32_t> colours;
    Figure out;
    out.kind = "alternatives";
    std::map<std::string, MarkSeries> series;
    bool spread = false;
    for (const StoredContest* contest : contests) {
        const auto place = static_cast<std::uint32_t>(out.y.categories.size());
        std::string name = join(contest->settings, ", ");
        std::vector<const StoredArm*> arms;
        for (const StoredArm& arm : contest->arms) {
            if (arm.mean != kNoFact) arms.push_back(&arm);
        }
        if (arms.size() < 2) continue;
        const Scope& scope = analysis.book.at(arms.front()->mean).scope;
        for (const std::string& key : {contest->task, std::string("model"), std::string("suite")}) {
            if (name.empty()) name = scope_or_empty(scope, key);
        }
        if (name.empty()) name = "as stored";
        out.y.categories.push_back(name);
        for (const StoredArm* arm : arms) {
            const auto colour = static_cast<std::uint32_t>(colours.size());
            const auto at = colours.emplace(arm->name, colour).first->second;
            MarkSeries& line = series[arm->name];
            line.name = arm->name;
            line.colour = at;
            Mark mark{arm->mean, CategoryAt{place}};
            mark.spread = arm->sd;
            spread = spread || arm->sd != kNoFact;
            line.marks.push_back(mark);
            means.push_back(arm->mean);
        }
    }
    if (out.y.categories.empty() || means.size() < 3 || series.size() > kMostLines + 2) return;
    const auto title =
        find_title(analysis, {{"compare", "no_reliable_difference"}, {"a", "b"}, std::move(means)});
    if (!title) return;
    out.title = *title;
    const std::string& path = analysis.records.sources[first.source].path;
    const auto slash = path.rfind('/');
    const std::string file = slash == std::string::npos ? path : path.substr(slash + 1);
    out.id = figure_id({out.kind, first.metric.id, file.substr(0, file.find('.'))});
    out.x = {axis_name(first.metric, Centre::kMean), first.metric.unit};
    out.y.name = "setting";
    out.y.scale = Scale::kCategories;
    for (auto& [name, line] : series) out.series.push_back(std::move(line));
    std::sort(out.series.begin(), out.series.end(),
              [](const MarkSeries& a, const MarkSeries& b) { return a.colour < b.colour; });
    choose_scale(analysis, Along::kX, Spread::kOften, out);
    if (out.x.scale == Scale::kLog) {
        // A deviation below zero has no place there.
        for (MarkSeries& line : out.series) {
            for (Mark& mark : line.marks) mark.spread = kNoFact;
        }
        spread = false;
    }
    if (spread) out.notes.emplace_back(notes::kSpread);
    std::string place = "contest";
    offer(analysis, std::move(out), std::move(place), 0.15);
}

void make_alternatives(Analysis& analysis) {
    std::map<std::pair<model::SourceIndex, std::string>, std::vector<const StoredContest*>> files;
    for (const StoredContest& contest : analysis.contests) {
        const auto source = contest.siblings ? model::SourceIndex{0} : contest.source;
        auto& all =
            files[{source, contest.metric.id + (contest.siblings ? "+" : "") + contest.key}];
        if (all.size() < kMostPlaces) all.push_back(&contest);
    }
    for (const auto& [where, contests] : files) make(analysis, contests);
}

}  // namespace chimera::facts
