// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/figures.h"
#include "verify/shown_name.h"

namespace chimera::verify {

static constexpr double kPixel = 0.75;   // what rounding to hundredths and a line's middle allow
static constexpr double kAside = 0.46;   // of a category: where what shares one may stand
static constexpr double kLetters = 9.0;  // how far a text's base lies from what it labels

namespace {

// Pixels of one axis.
struct Ruler {
    const FigureAxis& axis;
    double from = 0;  // the pixel of axis.low
    double to = 0;

    double at(double value) const {
        const double share = axis.scale == "log"
                                 ? std::log(value / axis.low) / std::log(axis.high / axis.low)
                                 : (value - axis.low) / (axis.high - axis.low);
        return from + share * (to - from);
    }
    // How far a mark may stand from its place.
    double slack() const {
        return axis.is_named() ? kAside * std::fabs(at(axis.low + 1) - at(axis.low)) + kPixel
                               : kPixel;
    }
};

struct Picture {
    const EvidenceFigure& figure;
    const Svg& svg;
    Ruler x;
    Ruler y;

    bool is_inside(const SvgPoint& point) const {
        return point.x > svg.left - 6 && point.x < svg.right + 6 && point.y > svg.top - 6 &&
               point.y < svg.bottom + 6;
    }
};

}  // namespace

static bool has_sound_range(const FigureAxis& axis) {
    if (axis.low >= axis.high || (axis.scale == "log" && axis.low <= 0)) return false;
    const double n = static_cast<double>(axis.categories.size());
    return axis.scale != "categories" || (axis.low == 0.5 && axis.high == n + 0.5);
}

// A label as it was shortened: pieces of its name in order, an ellipsis for each that is left out.
bool is_label_of(std::string_view label, std::string_view name) {
    constexpr std::string_view kPrime = "\xE2\x80\xB2";
    while (label.ends_with(kPrime)) label.remove_suffix(kPrime.size());
    constexpr std::string_view kCut = "\xE2\x80\xA6";
    if (label == name || (name.empty() && label == "\"\"")) return true;
    constexpr std::size_t kKept = 16;
    std::size_t kept = 0;
    bool is_first = true;
    for (auto cut = label.find(kCut); cut != std::string_view::npos; cut = label.find(kCut)) {
        const std::string_view piece = label.substr(0, cut);
        const auto at = name.find(piece);
        if (at == std::string_view::npos || (is_first && at != 0)) return false;
        is_first = false;
        kept += piece.size();
        name.remove_prefix(at + piece.size());
        label.remove_prefix(cut + kCut.size());
    }
    return !is_first && kept + label.size() >= kKept && name.ends_with(label);
}

// The texts along an axis, each where its value is.
static std::string wrong_ticks(const Picture& picture, const Ruler& line, bool is_x) {
    const Svg& svg = picture.svg;
    std::size_t seen = 0;
    for (const SvgText& text : svg.texts) {
        const bool below = is_x && text.at.y > svg.bottom && text.at.y < svg.bottom + 24 &&
                           text.at.x > svg.left - 3 && text.at.x < svg.right + 3;
        const bool beside = !is_x && text.at.x < svg.left && text.at.y > svg.top - 3 &&
                            text.at.y < svg.bottom + kLetters && text.at.x > svg.left - 14;
        if (!below && !beside) continue;
        const double at = is_x ? text.at.x : text.at.y;
        if (line.axis.scale == "categories") {
            const double one = line.at(2) - line.at(1);
            const auto index = std::lround((at - (is_x ? 0 : kLetters / 2) - line.at(1)) / one);
            const auto& names = line.axis.categories;
            if (index < 0 || static_cast<std::size_t>(index) >= names.size()) continue;
            const std::string& name = names[static_cast<std::size_t>(index)];
            if (!is_label_of(text.text, as_name(name))) {
                return fmt::format("its picture calls {} {}", utf8_prefix(name, 60),
                                   utf8_prefix(text.text, 60));
            }
            ++seen;
            continue;
        }
        const auto value = parse_double(text.text);
        if (!value) continue;
        const double off = std::fabs(at - line.at(*value));
        if (off > (is_x ? kPixel : kLetters)) {
            return fmt::format("its picture has {} at the wrong place of an axis", text.text);
        }
        ++seen;
    }
    const bool wants = line.axis.scale != "days" && seen < 1;
    return wants ? "its picture has an axis without labels" : "";
}

// Pixels of what stands at each category, ascending: what is expected there, and what is drawn. At
// one place the nearest are not always each other's; in order they are.
using Columns = std::map<long, std::vector<double>>;

static std::string wrong_columns(Columns& expected, Columns& drawn) {
    for (auto& [place, wanted] : expected) {
        std::vector<double>& seen = drawn[place];
        if (seen.size() != wanted.size()) return "its picture has more marks, or fewer";
        std::sort(wanted.begin(), wanted.end());
        std::sort(seen.begin(), seen.end());
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            if (std::fabs(wanted[i] - seen[i]) > kPixel) return "its picture moves a mark";
        }
    }
    return drawn.size() == expected.size() ? "" : "its picture has a mark where none belongs";
}

// Marks on two axes of numbers, each in its own place.
static std::string wrong_scatter(const Picture& picture, const std::vector<SvgPoint>& expected,
                                 const std::vector<SvgPoint>& drawn) {
    const auto are_same = [](const SvgPoint& a, const SvgPoint& b) {
        return std::fabs(a.x - b.x) < kPixel && std::fabs(a.y - b.y) < kPixel;
    };
    for (const SvgPoint& wanted : expected) {
        const bool seen = std::any_of(drawn.begin(), drawn.end(),
                                      [&](const SvgPoint& one) { return are_same(one, wanted); });
        if (!seen) return "its picture moves a mark of " + picture.figure.kind;
    }
    return drawn.size() == expected.size() ? "" : "its picture has more marks, or fewer";
}

// The marks of points and lines, each once, and nothing else inside the axes.
static std::string wrong_points(const Picture& picture, const std::vector<SeenSeries>& series) {
    std::vector<SvgPoint> expected;
    std::vector<SvgPoint> drawn;
    for (const SeenSeries& one : series) {
        if (one.shape == "step" || one.shape == "tile") continue;
        for (const SeenMark& mark : one.marks) {
            expected.push_back({picture.x.at(mark.x), picture.y.at(mark.y)});
        }
    }
    for (const SvgPoint& point : picture.svg.points) {
        if (picture.is_inside(point)) drawn.push_back(point);
    }
    const bool along_x = !picture.figure.x.is_named();
    const Ruler& across = along_x ? picture.y : picture.x;
    if (!across.axis.is_named()) return wrong_scatter(picture, expected, drawn);
    const double unit = across.at(2) - across.at(1);
    Columns wanted;
    Columns seen;
    for (auto [from, to] : {std::pair{&expected, &wanted}, {&drawn, &seen}}) {
        for (const SvgPoint& point : *from) {
            const double place = ((along_x ? point.y : point.x) - across.at(0)) / unit;
            (*to)[std::lround(place)].push_back(along_x ? point.x : point.y);
        }
    }
    return wrong_columns(wanted, seen);
}

// The bar of a mark is a piece of a line from one end of its interval to the other; on a
// logarithmic axis it may begin where the axis does.
static bool has_bar(const Picture& picture, const SeenMark& mark) {
    const bool along_x = !picture.figure.x.is_named();
    const Ruler& along = along_x ? picture.x : picture.y;
    const Ruler& across = along_x ? picture.y : picture.x;
    const double low =
        along.at(along.axis.scale == "log" ? std::max(mark.low, along.axis.low) : mark.low);
    const double high = along.at(mark.high);
    // A line shorter than its ends are exact is no line to any plotter, and cannot be seen.
    if (std::fabs(high - low) < kPixel) return true;
    const double beside = across.at(along_x ? mark.y : mark.x);
    return std::any_of(
        picture.svg.segments.begin(), picture.svg.segments.end(), [&](const auto& segment) {
            const double a = along_x ? segment.first.x : segment.first.y;
            const double b = along_x ? segment.second.x : segment.second.y;
            const double c = along_x ? segment.first.y : segment.first.x;
            const double d = along_x ? segment.second.y : segment.second.x;
            return std::fabs(a - low) < kPixel && std::fabs(b - high) < kPixel &&
                   std::fabs(c - d) < kPixel && std::fabs(c - beside) < across.slack();
        });
}

static std::string wrong_steps(const Picture& picture, const SeenSeries& series) {
    for (const SeenMark& mark : series.marks) {
        const double x = picture.x.at(mark.x);
        const double y = picture.y.at(mark.y);
        const auto& segments = picture.svg.segments;
        const bool drawn = std::any_of(segments.begin(), segments.end(), [&](const auto& segment) {
            return (std::fabs(segment.first.x - x) < kPixel &&
                    std::fabs(segment.first.y - y) < kPixel) ||
                   (std::fabs(segment.second.x - x) < kPixel &&
                    std::fabs(segment.second.y - y) < kPixel);
        });
        if (!drawn) return "its picture's line leaves out a value";
    }
    return {};
}

static std::string wrong_tiles(const Picture& picture, const SeenSeries& series) {
    std::size_t inside = 0;
    for (const SvgText& text : picture.svg.texts) inside += picture.is_inside(text.at) ? 1 : 0;
    if (inside != series.marks.size()) return "its picture shows other places than were measured";
    for (const SeenMark& mark : series.marks) {
        const double x = picture.x.at(mark.x);
        const double y = picture.y.at(mark.y);
        const bool drawn = std::any_of(
            picture.svg.texts.begin(), picture.svg.texts.end(), [&](const SvgText& text) {
                return std::fabs(text.at.x - x) < 2 && std::fabs(text.at.y - y) < kLetters &&
                       text.text == mark.shown;
            });
        if (!drawn) return fmt::format("its picture does not show {} in its place", mark.shown);
    }
    return {};
}

std::string wrong_picture(const EvidenceFigure& figure, const std::vector<SeenSeries>& series,
                          const Svg& svg) {
    if (!svg.wrong.empty()) return "its picture is none: " + svg.wrong;
    if (!has_sound_range(figure.x) || !has_sound_range(figure.y)) return "an axis has no range";
    const bool down = figure.y.scale == "categories";
    const Picture picture{figure,
                          svg,
                          {figure.x, svg.left, svg.right},
                          {figure.y, down ? svg.top : svg.bottom, down ? svg.bottom : svg.top}};
    for (const bool is_x : {true, false}) {
        std::string wrong = wrong_ticks(picture, is_x ? picture.x : picture.y, is_x);
        const bool turned = is_x && figure.x.is_named();
        if (!wrong.empty() && !turned) return wrong;
    }
    for (const SeenSeries& one : series) {
        std::string wrong;
        if (one.shape == "step") wrong = wrong_steps(picture, one);
        if (one.shape == "tile") wrong = wrong_tiles(picture, one);
        if (!wrong.empty()) return wrong;
        for (const SeenMark& mark : one.marks) {
            if (mark.has_bar && !has_bar(picture, mark)) return "its picture has another interval";
        }
    }
    return wrong_points(picture, series);
}

}  // namespace chimera::verify
