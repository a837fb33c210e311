// SPDX-License-Identifier: Apache-2.0
#include "report/vega_lite.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "report/fact_json.h"
#include "report/json_text.h"

namespace chimera::report {

using facts::Scale;
using facts::Shape;
using Json = nlohmann::ordered_json;

// A date stays a date; a category is its label.
static Json place(const PlottedAxis& axis, const facts::Axis& from, double at, std::size_t index) {
    if (axis.is_named()) return axis.labels[index];
    if (axis.scale == Scale::kDays) return from.categories[index].substr(0, 10);
    return at;
}

static Json datum_of(const facts::Figure& figure, const Plotted& plot, const PlottedSeries& series,
                     const PlottedMark& mark) {
    Json out = {{"fact", fact_name(mark.fact)}};
    if (mark.also != facts::kNoFact) out["also"] = fact_name(mark.also);
    out["x"] = place(plot.x, figure.x, mark.x, mark.category_x);
    out["y"] = place(plot.y, figure.y, mark.y, mark.category_y);
    if (mark.bar) {
        out["low"] = mark.bar->first;
        out["high"] = mark.bar->second;
    }
    if (mark.shade) out["shade"] = *mark.shade;
    if (!series.name.empty()) out["series"] = series.name;
    out["shown"] = mark.shown;
    return out;
}

// Labels that would meet are turned.
static int angle_of(const PlottedAxis& axis) {
    constexpr std::size_t kFits = 70;
    constexpr int kTurned = -35;
    std::size_t longest = 0;
    for (const std::string& label : axis.labels) longest = std::max(longest, label.size());
    return (longest + 2) * axis.labels.size() > kFits ? kTurned : 0;
}

static Json axis_json(const PlottedAxis& axis, const char* field) {
    Json out = {{"field", field}, {"title", axis.title}};
    if (axis.is_named() && field == std::string_view("y")) {
        // Names speak for themselves, and a turned title takes their room.
        out["title"] = nullptr;
    }
    if (axis.is_named()) {
        out["type"] = "nominal";
        out["sort"] = axis.labels;
        out["axis"] = {{"labelLimit", 400}};
        if (field == std::string_view("x")) out["axis"]["labelAngle"] = angle_of(axis);
        return out;
    }
    // A label that would touch the one before it is left out.
    constexpr int kApart = 6;
    out["axis"] = {{"labelOverlap", "greedy"}, {"labelSeparation", kApart}};
    if (axis.scale == Scale::kDays) {
        out["type"] = "temporal";
        out["timeUnit"] = "utcyearmonthdate";
        return out;
    }
    // The same ticks in every renderer.
    for (const auto& [at, text] : axis.ticks) out["axis"]["values"].push_back(at);
    out["type"] = "quantitative";
    Json scale = {{"domain", {axis.low, axis.high}}, {"nice", false}};
    if (axis.scale == Scale::kLog) {
        scale["type"] = "log";
    } else {
        scale["zero"] = axis.low == 0;
    }
    out["scale"] = std::move(scale);
    return out;
}

static Json tooltip(const Plotted& plot) {
    Json out = Json::array();
    const auto add = [&](const char* field, const std::string& title) {
        out.push_back({{"field", field}, {"type", "nominal"}, {"title", title}});
    };
    add("shown", "value");
    for (const PlottedSeries& series : plot.series) {
        if (series.name.empty()) continue;
        add("series", "series");
        break;
    }
    if (plot.x.is_named()) add("x", plot.x.title);
    if (plot.y.is_named()) add("y", plot.y.title);
    add("fact", "fact");
    return out;
}

static Json colours_of(const Plotted& plot) {
    Json domain = Json::array();
    Json range = Json::array();
    Json named = Json::array();  // in the legend: single values go by their mean's
    for (const PlottedSeries& series : plot.series) {
        if (series.name.empty()) continue;
        domain.push_back(series.name);
        range.push_back(std::string(colour_of(series.colour)));
        if (series.shape != Shape::kFaint) named.push_back(series.name);
    }
    const bool legend = !plot.names_beside && named.size() > 1;
    Json out = {{"field", "series"}, {"type", "nominal"}, {"title", nullptr}};
    out["scale"] = {{"domain", std::move(domain)}, {"range", std::move(range)}};
    out["legend"] = nullptr;
    if (legend) {
        out["legend"] = {{"orient", "top"},
                         {"columns", 2},
                         {"labelLimit", 300},
                         {"symbolOpacity", 1},
                         {"values", std::move(named)}};
    }
    return out;
}

static Json mark_json(const PlottedSeries& series) {
    switch (series.shape) {
        case Shape::kPoint:
            return {{"type", "point"}, {"filled", !series.is_open}, {"size", 80}, {"opacity", 1}};
        case Shape::kFaint:
            return {{"type", "point"}, {"filled", false}, {"size", 22}, {"opacity", 0.4}};
        case Shape::kLine:
            return {{"type", "line"}, {"point", {{"filled", true}, {"size", 70}, {"opacity", 1}}}};
        case Shape::kStep: return {{"type", "line"}, {"interpolate", "step-after"}};
        case Shape::kTile: return {{"type", "rect"}};
    }
    return "point";
}

// Where series share a place, each has a lane of its own.
static bool has_lanes(const facts::Figure& figure) {
    return figure.kind == "alternatives";
}

static Json encoding_of(const facts::Figure& figure, const Plotted& plot, bool is_bar) {
    Json out = {{"x", axis_json(plot.x, "x")}, {"y", axis_json(plot.y, "y")}};
    out["tooltip"] = tooltip(plot);
    out["color"] = colours_of(plot);
    if (has_lanes(figure)) out["yOffset"] = {{"field", "series"}, {"type", "nominal"}};
    if (!is_bar) return out;
    Json& along = plot.bars_along_x ? out["x"] : out["y"];
    along["field"] = "low";
    out[plot.bars_along_x ? "x2" : "y2"] = {{"field", "high"}};
    return out;
}

static Json tiles(const facts::Figure& figure, const Plotted& plot, const Json& data) {
    Json encoding = {{"x", axis_json(plot.x, "x")}, {"y", axis_json(plot.y, "y")}};
    encoding["tooltip"] = tooltip(plot);
    Json tile = encoding;
    constexpr int kLength = 160;
    tile["color"] = {
        {"field", "shade"},
        {"type", "quantitative"},
        {"title", plot.shade},
        {"legend", {{"orient", "top"}, {"direction", "horizontal"}, {"gradientLength", kLength}}},
        {"scale",
         {{"range", {tile_colour(0), tile_colour(1)}}, {"zero", figure.kind == "coverage"}}}};
    Json text = encoding;
    text["text"] = {{"field", "shown"}, {"type", "nominal"}};
    // Readable on every shade, whatever the page's own colours are.
    text["color"] = {{"value", "#111111"}};
    Json out = Json::array();
    out.push_back({{"data", data}, {"mark", {{"type", "rect"}}}, {"encoding", std::move(tile)}});
    out.push_back({{"data", data},
                   {"mark", {{"type", "text"}, {"fontSize", 11}}},
                   {"encoding", std::move(text)}});
    return out;
}

// In pixels: a number rather than a step, for beside a step no width can be fitted.
static int height_of(const facts::Figure& figure, const Plotted& plot) {
    constexpr int kHeight = 320;
    constexpr int kRow = 26;
    constexpr int kLane = 16;
    if (!plot.y.is_named()) return kHeight;
    const int lanes = has_lanes(figure) ? static_cast<int>(plot.series.size()) : 1;
    return std::max(kRow, kLane * lanes) * static_cast<int>(plot.y.labels.size());
}

std::string vega_lite(const facts::Figure& figure, const Plotted& plot) {
    Json out = {{"$schema", "https://vega.github.io/schema/vega-lite/v6.json"}};
    out["width"] = "container";
    out["height"] = height_of(figure, plot);
    out["layer"] = Json::array();
    for (const PlottedSeries& series : plot.series) {
        Json values = Json::array();
        Json bars = Json::array();
        for (const PlottedMark& mark : series.marks) {
            Json datum = datum_of(figure, plot, series, mark);
            if (mark.bar) bars.push_back(datum);
            values.push_back(std::move(datum));
        }
        const Json data = {{"values", std::move(values)}};
        if (series.shape == Shape::kTile) {
            for (Json& layer : tiles(figure, plot, data)) out["layer"].push_back(std::move(layer));
            continue;
        }
        if (!bars.empty()) {
            out["layer"].push_back({{"data", {{"values", std::move(bars)}}},
                                    {"mark", {{"type", "rule"}, {"strokeWidth", 2}}},
                                    {"encoding", encoding_of(figure, plot, true)}});
        }
        Json encoding = encoding_of(figure, plot, false);
        if (series.shape == Shape::kLine) encoding["order"] = {{"field", "x"}};
        if (series.shape == Shape::kLine && plot.x.is_named()) encoding.erase("order");
        out["layer"].push_back(
            {{"data", data}, {"mark", mark_json(series)}, {"encoding", std::move(encoding)}});
        if (!plot.names_beside) continue;
        Json named = encoding_of(figure, plot, false);
        named["text"] = {{"field", "series"}, {"type", "nominal"}};
        out["layer"].push_back({{"data", data},
                                {"mark", {{"type", "text"}, {"align", "left"}, {"dx", 8}}},
                                {"encoding", std::move(named)}});
    }
    return json_text(out);
}

}  // namespace chimera::report
