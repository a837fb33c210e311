// SPDX-License-Identifier: Apache-2.0
#include "report/figure.h"

#include <nlohmann/json.hpp>

#include "core/sha256.h"
#include "core/text.h"
#include "facts/figures/absent.h"
#include "report/fact_json.h"
#include "report/gnuplot.h"
#include "report/json_text.h"
#include "report/plotted.h"
#include "report/vega_lite.h"

namespace chimera::report {

using Json = nlohmann::ordered_json;

std::vector<Picture> draw_pictures(facts::Draft& draft, std::string& why) {
    if (draft.figures.empty()) return {};
    Result<std::vector<std::string>> svgs = draw_svgs(draft.figures, draft.facts);
    if (!svgs.ok()) {
        why = svgs.error().message;
        facts::say_no_pictures(draft);
        return {};
    }
    std::vector<Picture> out;
    for (std::size_t i = 0; i < draft.figures.size(); ++i) {
        facts::Figure& figure = draft.figures[i];
        figure.picture = "figures/" + figure.id + ".svg";
        figure.picture_sha256 = sha256_hex(svgs.value()[i]);
        out.push_back({figure.picture, std::move(svgs.value()[i])});
    }
    return out;
}

static const char* scale_name(facts::Scale scale) {
    switch (scale) {
        case facts::Scale::kLinear: return "linear";
        case facts::Scale::kLog: return "log";
        case facts::Scale::kCategories: return "categories";
        case facts::Scale::kDays: return "days";
    }
    return "linear";
}

static const char* shape_name(facts::Shape shape) {
    switch (shape) {
        case facts::Shape::kPoint: return "point";
        case facts::Shape::kFaint: return "faint";
        case facts::Shape::kLine: return "line";
        case facts::Shape::kStep: return "step";
        case facts::Shape::kTile: return "tile";
    }
    return "point";
}

static Json axis_json(const facts::Axis& axis, const PlottedAxis& plot) {
    Json out = {{"name", axis.name}, {"unit", axis.unit}, {"scale", scale_name(plot.scale)}};
    if (!axis.categories.empty()) out["categories"] = axis.categories;
    out["range"] = {plot.low, plot.high};
    return out;
}

static Json spot_json(const facts::Spot& spot) {
    if (const auto* id = std::get_if<facts::FactId>(&spot)) return {{"fact", fact_name(*id)}};
    if (const auto* cell = std::get_if<facts::CellOf>(&spot)) {
        return {{"fact", fact_name(cell->fact)}, {"cell", cell->index}, {"value", cell->value}};
    }
    if (const auto* rank = std::get_if<facts::RankOf>(&spot)) {
        return {{"rank", rank->rank}, {"of", fact_name(rank->of)}};
    }
    return {{"category", std::get<facts::CategoryAt>(spot).index}};
}

static Json mark_json(const facts::Mark& mark) {
    Json out = {{"x", spot_json(mark.x)}, {"y", spot_json(mark.y)}};
    if (mark.interval != facts::kNoFact) out["interval"] = fact_name(mark.interval);
    if (mark.spread != facts::kNoFact) out["spread"] = fact_name(mark.spread);
    if (mark.shade != facts::kNoFact) out["shade"] = fact_name(mark.shade);
    return out;
}

static Json figure_json(const facts::Figure& figure, const FigurePlace& place,
                        const Plotted& plot) {
    Json out = {{"id", figure.id}, {"kind", figure.kind}};
    out["claim"] = "C" + std::to_string(place.claim);
    out["title"] = place.title;
    out["notes"] = figure.notes;
    out["x"] = axis_json(figure.x, plot.x);
    out["y"] = axis_json(figure.y, plot.y);
    if (!figure.shade.name.empty()) {
        out["shade"] = {{"name", figure.shade.name}, {"unit", figure.shade.unit}};
    }
    out["series"] = Json::array();
    for (const facts::MarkSeries& series : figure.series) {
        Json marks = Json::array();
        for (const facts::Mark& mark : series.marks) marks.push_back(mark_json(mark));
        out["series"].push_back({{"name", series.name},
                                 {"shape", shape_name(series.shape)},
                                 {"marks", std::move(marks)}});
    }
    if (!figure.picture.empty()) {
        out["svg"] = {{"path", figure.picture}, {"sha256", figure.picture_sha256}};
    }
    return out;
}

Result<std::vector<DrawnFigure>> drawn_figures(const facts::Draft& draft,
                                               const Document& document) {
    std::vector<DrawnFigure> out;
    for (const FigurePlace& place : document.figures) {
        const facts::Figure& figure = draft.figures[place.figure];
        TRY_ASSIGN(const Plotted plot, plotted(figure, draft.facts));
        DrawnFigure drawn;
        drawn.id = figure.id;
        drawn.claim = place.claim;
        drawn.title = place.title;
        drawn.note = join(figure.notes, " ");
        drawn.table = figure_table(figure, plot, draft.facts);
        drawn.vega_lite = vega_lite(figure, plot);
        drawn.evidence = json_text(figure_json(figure, place, plot));
        out.push_back(std::move(drawn));
    }
    return out;
}

}  // namespace chimera::report
