// SPDX-License-Identifier: Apache-2.0
// The figures in a page: their words are the evidence's, and their specifications draw the marks of
// the evidence, each number as it was executed anew, on axes that say what they are. A key that no
// specification of ours has (a transform, a condition, an address) is refused.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "verify/figures.h"
#include "verify/shown_name.h"

namespace chimera::verify {

// Sorted.
static constexpr std::string_view kKeys[] = {"$schema",
                                             "align",
                                             "axis",
                                             "color",
                                             "columns",
                                             "data",
                                             "direction",
                                             "domain",
                                             "dx",
                                             "encoding",
                                             "field",
                                             "filled",
                                             "fontSize",
                                             "gradientLength",
                                             "height",
                                             "interpolate",
                                             "labelAngle",
                                             "labelLimit",
                                             "labelOverlap",
                                             "labelSeparation",
                                             "layer",
                                             "legend",
                                             "mark",
                                             "nice",
                                             "opacity",
                                             "order",
                                             "orient",
                                             "point",
                                             "range",
                                             "scale",
                                             "size",
                                             "sort",
                                             "strokeWidth",
                                             "symbolOpacity",
                                             "text",
                                             "timeUnit",
                                             "title",
                                             "tooltip",
                                             "type",
                                             "value",
                                             "values",
                                             "width",
                                             "x",
                                             "x2",
                                             "y",
                                             "y2",
                                             "yOffset",
                                             "zero"};

namespace {

struct Spec {
    const JsonTree& tree;
    const EvidenceFigure& figure;
    const std::vector<SeenSeries>& series;
    const Evidence& evidence;

    JsonId at(JsonId id, std::initializer_list<std::string_view> path) const {
        for (const std::string_view key : path) {
            if (id == kNoJson || tree.node(id).kind != JsonKind::kObject) return kNoJson;
            id = tree.member(id, key);
        }
        return id;
    }
    std::string text(JsonId id, std::initializer_list<std::string_view> path) const {
        const JsonId found = at(id, path);
        return found == kNoJson || !tree.is_scalar(found) ? std::string() : tree.text(found);
    }
    std::optional<double> number(JsonId id, std::initializer_list<std::string_view> path) const {
        const JsonId found = at(id, path);
        return found == kNoJson ? std::nullopt : tree.number(found);
    }
};

}  // namespace

// What is fainter or smaller than this is as good as not drawn.
static constexpr std::array<std::pair<std::string_view, double>, 4> kLeast{
    {{"opacity", 0.4}, {"size", 20}, {"strokeWidth", 1}, {"fontSize", 9}}};

// The colours of series, the ends of the ramp of tiles, and words upon tiles: docs/figures.md.
static constexpr std::array<std::string_view, 6> kPalette{"#0072B2", "#D55E00", "#009E73",
                                                          "#CC79A7", "#E69F00", "#56B4E9"};
static constexpr std::array<std::string_view, 2> kRamp{"#ebf3fa", "#56a0d2"};
static constexpr std::string_view kOnTiles = "#111111";

// Every key outside of data is one that a specification of ours may have, and hides no mark.
static std::string foreign_key(const Spec& spec, JsonId id, std::string_view within) {
    const JsonTree& tree = spec.tree;
    const bool is_object = tree.node(id).kind == JsonKind::kObject;
    if (!is_object && tree.node(id).kind != JsonKind::kArray) return {};
    for (JsonId c = tree.first_child(id); c != kNoJson; c = tree.next_sibling(c)) {
        const std::string key = is_object ? tree.key(c) : std::string(within);
        if (is_object && std::find(std::begin(kKeys), std::end(kKeys), key) == std::end(kKeys))
            return key;
        const auto least = std::find_if(kLeast.begin(), kLeast.end(),
                                        [&](const auto& each) { return each.first == key; });
        if (is_object && least != kLeast.end() && tree.number(c).value_or(0) < least->second) {
            return key;
        }
        const bool is_data = is_object && within == "data" && key == "values";
        if (is_data) continue;
        if (std::string found = foreign_key(spec, c, key); !found.empty()) return found;
    }
    return {};
}

static std::string title_of(const FigureAxis& axis) {
    return axis.unit.empty() ? axis.name : fmt::format("{} ({})", axis.name, axis.unit);
}

static bool is_close(std::optional<double> a, double b) {
    return a && std::fabs(*a - b) <= 1e-9 * std::max(std::fabs(*a), std::fabs(b));
}

// One axis of one layer: the field that it draws, its title, its range.
static std::string wrong_channel(const Spec& spec, JsonId channel, const FigureAxis& axis,
                                 std::string_view field) {
    if (spec.text(channel, {"field"}) != field) return "an axis draws another field";
    const std::string title = spec.text(channel, {"title"});
    const bool is_absent = title == "null" && axis.is_named();
    if (title != title_of(axis) && !is_absent) return "an axis has another title";
    const std::string type = spec.text(channel, {"type"});
    if (axis.scale == "categories") {
        const JsonId sort = spec.at(channel, {"sort"});
        if (type != "nominal" || sort == kNoJson ||
            spec.tree.child_count(sort) != axis.categories.size()) {
            return "an axis has other categories";
        }
        return {};
    }
    if (axis.scale == "days") return type == "temporal" ? "" : "an axis has no days";
    const JsonId domain = spec.at(channel, {"scale", "domain"});
    const bool is_log = spec.text(channel, {"scale", "type"}) == "log";
    const bool is_plain = spec.text(channel, {"scale", "type"}).empty();
    const bool ranges = domain != kNoJson && spec.tree.child_count(domain) == 2 &&
                        is_close(spec.tree.number(spec.tree.child(domain, 0)), axis.low) &&
                        is_close(spec.tree.number(spec.tree.child(domain, 1)), axis.high);
    const bool is_right = axis.scale == "log" ? is_log : is_plain;
    if (type != "quantitative" || !ranges || !is_right) return "an axis has another range";
    return {};
}

// Does the datum stand where the mark does?
static bool is_at(const Spec& spec, JsonId datum, const FigureMark& mark, const SeenMark& seen) {
    const auto along = [&](const char* key, const FigureAxis& axis, const FigureSpot& spot,
                           double place) {
        if (!spot.category) return is_close(spec.number(datum, {key}), place);
        const std::string& name = axis.categories[*spot.category];
        const std::string shown = spec.text(datum, {key});
        constexpr std::size_t kDate = 10;
        if (axis.scale == "days") return name.starts_with(shown) && shown.size() == kDate;
        return is_label_of(shown, as_name(name)) || is_label_of(shown, as_line(name));
    };
    return along("x", spec.figure.x, mark.x, seen.x) && along("y", spec.figure.y, mark.y, seen.y);
}

static std::string fact_name(std::uint32_t id) {
    return "F" + std::to_string(id);
}

namespace {

struct Drawn {
    const FigureSeries& series;
    const FigureMark& mark;
    const SeenMark& seen;
};

}  // namespace

static std::string wrong_datum(const Spec& spec, JsonId datum, const Drawn& drawn) {
    const auto& [series, mark, seen] = drawn;
    const FigureSpot& spot = spec.figure.x.is_named() ? mark.y : mark.x;
    const std::uint32_t id = mark.shade != 0 ? mark.shade : spot.fact;
    const Fact* fact = spec.evidence.fact(id);
    if (fact == nullptr || spec.text(datum, {"fact"}) != fact_name(id)) return "names another fact";
    if (!is_at(spec, datum, mark, seen)) return "moves a mark";
    const bool has_bar = spec.at(datum, {"low"}) != kNoJson || spec.at(datum, {"high"}) != kNoJson;
    if (has_bar != seen.has_bar) return "has an interval more or less";
    if (has_bar && (!is_close(spec.number(datum, {"low"}), seen.low) ||
                    !is_close(spec.number(datum, {"high"}), seen.high))) {
        return "has another interval";
    }
    if (mark.shade != 0 && !is_close(spec.number(datum, {"shade"}), *fact->number())) {
        return "shades another number";
    }
    const std::string shown = spec.text(datum, {"shown"});
    if (spot.cell && mark.shade == 0) {
        const std::string unit = fact->unit.empty() ? "" : " " + fact->unit;
        const bool ends = shown.ends_with(unit);
        const auto value = parse_double(shown.substr(0, shown.size() - (ends ? unit.size() : 0)));
        if (!ends || !is_close(value, spot.value)) return "tells another value";
    } else if (shown != fact->display) {
        return "tells another value";
    }
    const std::string name = spec.text(datum, {"series"});
    if (name != as_line(series.name) && !(name.empty() && series.name.empty())) {
        return "names another series";
    }
    return {};
}

// The data of a layer are the marks of a series, all of them or those with a bar, in order.
static std::string wrong_data(const Spec& spec, JsonId layer, std::size_t index, bool bars) {
    const FigureSeries& series = spec.figure.series[index];
    const std::vector<SeenMark>& seen = spec.series[index].marks;
    const JsonId values = spec.at(layer, {"data", "values"});
    if (values == kNoJson) return "has a layer without data";
    JsonId datum = spec.tree.first_child(values);
    for (std::size_t i = 0; i < seen.size(); ++i) {
        if (bars && !seen[i].has_bar) continue;
        if (datum == kNoJson) return "leaves out a mark";
        if (std::string wrong = wrong_datum(spec, datum, {series, series.marks[i], seen[i]});
            !wrong.empty()) {
            return wrong;
        }
        datum = spec.tree.next_sibling(datum);
    }
    return datum == kNoJson ? "" : "has marks that stand for nothing";
}

static std::string wrong_tooltip(const Spec& spec, JsonId layer) {
    const JsonId list = spec.at(layer, {"encoding", "tooltip"});
    if (list == kNoJson) return {};
    const auto& figure = spec.figure;
    for (JsonId c = spec.tree.first_child(list); c != kNoJson; c = spec.tree.next_sibling(c)) {
        const std::string field = spec.text(c, {"field"});
        const std::string title = spec.text(c, {"title"});
        const bool is_known =
            (field == "shown" && title == "value") || (field == "series" && title == "series") ||
            (field == "fact" && title == "fact") || (field == "x" && title == title_of(figure.x)) ||
            (field == "y" && title == title_of(figure.y));
        if (!is_known) return "explains a mark otherwise";
    }
    return {};
}

static std::vector<std::string> texts_of(const Spec& spec, JsonId list) {
    std::vector<std::string> out;
    if (list == kNoJson || spec.tree.node(list).kind != JsonKind::kArray) return out;
    for (JsonId c = spec.tree.first_child(list); c != kNoJson; c = spec.tree.next_sibling(c)) {
        out.push_back(spec.tree.is_scalar(c) ? spec.tree.text(c) : std::string());
    }
    return out;
}

// Each series has a colour of the palette, and those that stand out have one of their own as long
// as there are enough; but in a front, where each point has its name beside it.
static std::string wrong_palette(const Spec& spec, JsonId scale) {
    const std::vector<std::string> names = texts_of(spec, spec.at(scale, {"domain"}));
    const std::vector<std::string> colours = texts_of(spec, spec.at(scale, {"range"}));
    std::vector<std::string> wanted;
    std::vector<std::string> used;
    bool are_many = false;
    for (const FigureSeries& series : spec.figure.series) {
        if (series.name.empty()) continue;
        wanted.push_back(as_line(series.name));
        if (wanted.size() > colours.size()) break;
        const std::string& colour = colours[wanted.size() - 1];
        if (std::find(kPalette.begin(), kPalette.end(), colour) == kPalette.end()) {
            return "has a colour of its own";
        }
        if (series.shape == "faint" || spec.figure.kind == "front") continue;
        are_many = used.size() >= kPalette.size();
        if (!are_many && std::find(used.begin(), used.end(), colour) != used.end()) {
            return "gives two series one colour";
        }
        used.push_back(colour);
    }
    return names == wanted && colours.size() == names.size() ? "" : "colours other series";
}

static std::string wrong_colours(const Spec& spec, JsonId layer) {
    const JsonId colour = spec.at(layer, {"encoding", "color"});
    for (const char* axis : {"x", "y", "x2", "y2", "yOffset"}) {
        if (spec.at(layer, {"encoding", axis, "scale", "range"}) != kNoJson) return "bends an axis";
    }
    if (colour == kNoJson) return {};
    if (spec.at(colour, {"value"}) != kNoJson) {
        return spec.text(colour, {"value"}) == kOnTiles ? "" : "has a colour of its own";
    }
    const JsonId scale = spec.at(colour, {"scale"});
    if (spec.text(colour, {"field"}) == "series") return wrong_palette(spec, scale);
    const std::vector<std::string> ramp = texts_of(spec, spec.at(scale, {"range"}));
    const bool is_ramp = std::equal(ramp.begin(), ramp.end(), kRamp.begin(), kRamp.end());
    return is_ramp && spec.at(scale, {"domain"}) == kNoJson ? "" : "has a ramp of its own";
}

static std::string wrong_layer(const Spec& spec, JsonId layer, std::size_t index, bool bars) {
    const FigureSeries& series = spec.figure.series[index];
    const bool along_x = !spec.figure.x.is_named();
    const JsonId x = spec.at(layer, {"encoding", "x"});
    const JsonId y = spec.at(layer, {"encoding", "y"});
    if (x == kNoJson || y == kNoJson) return "has a layer without axes";
    std::string wrong = wrong_channel(spec, x, spec.figure.x, bars && along_x ? "low" : "x");
    if (wrong.empty()) {
        wrong = wrong_channel(spec, y, spec.figure.y, bars && !along_x ? "low" : "y");
    }
    if (!wrong.empty()) return wrong;
    const std::string_view far = along_x ? "x2" : "y2";
    if (bars && spec.text(layer, {"encoding", far, "field"}) != "high") return "cuts an interval";
    const std::string mark = spec.text(layer, {"mark", "type"});
    const std::string text = spec.text(layer, {"encoding", "text", "field"});
    const std::string wanted = bars                                               ? "rule"
                               : series.shape == "tile"                           ? "rect"
                               : series.shape == "line" || series.shape == "step" ? "line"
                                                                                  : "point";
    const bool names = mark == "text" && text == (series.shape == "tile" ? "shown" : "series");
    if (mark != wanted && !names) return "draws another kind of mark";
    const std::string colour = spec.text(layer, {"encoding", "color", "field"});
    const std::string by = series.shape == "tile" && !names ? "shade" : "series";
    if (colour != by && !(names && colour.empty())) return "colours by something else";
    wrong = wrong_tooltip(spec, layer);
    if (wrong.empty()) wrong = wrong_colours(spec, layer);
    return wrong.empty() ? wrong_data(spec, layer, index, bars) : wrong;
}

// Layers in order: of each series its bars, its marks, and its words where it has any.
static std::string wrong_layers(const Spec& spec, JsonId root) {
    const JsonId layers = spec.at(root, {"layer"});
    if (layers == kNoJson) return "has no layers";
    JsonId layer = spec.tree.first_child(layers);
    const auto take = [&](std::size_t index, bool bars) -> std::string {
        if (layer == kNoJson) return "leaves out a layer";
        std::string wrong = wrong_layer(spec, layer, index, bars);
        layer = spec.tree.next_sibling(layer);
        return wrong;
    };
    for (std::size_t i = 0; i < spec.series.size(); ++i) {
        const auto& marks = spec.series[i].marks;
        const bool bars = std::any_of(marks.begin(), marks.end(),
                                      [](const SeenMark& mark) { return mark.has_bar; });
        const bool words = spec.series[i].shape == "tile" || spec.figure.kind == "front";
        if (bars) {
            if (std::string wrong = take(i, true); !wrong.empty()) return wrong;
        }
        for (int times = 0; times < (words ? 2 : 1); ++times) {
            if (std::string wrong = take(i, false); !wrong.empty()) return wrong;
        }
    }
    return layer == kNoJson ? "" : "has a layer of its own";
}

std::string wrong_specification(const EvidenceFigure& figure, const std::vector<SeenSeries>& series,
                                const Specification& specification, const Evidence& evidence) {
    const Spec spec{specification.tree, figure, series, evidence};
    if (spec.tree.node(specification.root).kind != JsonKind::kObject) return "is no specification";
    if (const std::string key = foreign_key(spec, specification.root, ""); !key.empty()) {
        return fmt::format("has a `{}`", utf8_prefix(key, 40));
    }
    return wrong_layers(spec, specification.root);
}

}  // namespace chimera::verify
