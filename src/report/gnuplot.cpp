// SPDX-License-Identifier: Apache-2.0
#include "report/gnuplot.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <map>

#include "core/decimal.h"
#include "core/text.h"
#include "report/child.h"
#include "report/markdown.h"

namespace chimera::report {

using facts::Scale;
using facts::Shape;

static constexpr double kWidth = 760;
static constexpr double kGlyph = 6.6;  // pixels that a character of a label takes, about
static constexpr double kLine = 17;

namespace {

// Where everything stands, in pixels from the top left.
struct Layout {
    double height = 0;
    double left = 0;
    double right = 0;
    double top = 0;
    double bottom = 0;
    bool turned = false;             // labels along x are
    std::vector<std::string> notes;  // wrapped
    double notes_top = 0;
};

}  // namespace

std::string gnuplot_string(std::string_view text, Percent percent) {
    std::string out = "'";
    for (const char c : one_line(text)) {
        if (c == '\'') out += '\'';
        if (c == '%' && percent == Percent::kFormat) out += '%';
        // Back-ticks are commands outside of single quotes; none need be here.
        if (c == '`') {
            out += "\xCB\x8B";
            continue;
        }
        out += c;
    }
    return out + '\'';
}

static double width_of(std::string_view text) {
    const auto is_start = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
    return kGlyph * static_cast<double>(std::count_if(text.begin(), text.end(), is_start));
}

static double widest(const std::vector<std::string>& labels) {
    double most = 0;
    for (const std::string& label : labels) most = std::max(most, width_of(label));
    return most;
}

static std::vector<std::string> wrapped(const std::vector<std::string>& sentences) {
    constexpr double kNarrower = 0.88;  // captions are set smaller
    std::vector<std::string> out;
    for (const std::string& sentence : sentences) {
        for (const std::string_view word : split(sentence, ' ')) {
            const bool fits =
                !out.empty() && kNarrower * (width_of(out.back()) + width_of(word)) < kWidth - 40;
            if (fits) {
                out.back() += ' ' + std::string(word);
            } else {
                out.emplace_back(word);
            }
        }
    }
    return out;
}

// The series that a legend names: not those whose name stands elsewhere.
static std::vector<const PlottedSeries*> legend_of(const Plotted& plot) {
    std::vector<const PlottedSeries*> out;
    if (plot.names_beside) return out;
    for (const PlottedSeries& series : plot.series) {
        const bool behind = series.shape == Shape::kFaint || series.shape == Shape::kTile;
        if (!series.name.empty() && !behind) out.push_back(&series);
    }
    if (out.size() < 2) out.clear();
    return out;
}

static std::vector<double> legend_widths(const std::vector<const PlottedSeries*>& legend) {
    std::vector<double> out;
    for (const PlottedSeries* series : legend) out.push_back(width_of(series->name) + 44);
    return out;
}

static std::size_t legend_lines(const std::vector<double>& widths) {
    std::size_t lines = widths.empty() ? 0 : 1;
    double used = 0;
    for (const double width : widths) {
        if (used > 0 && used + width > kWidth - 40) {
            ++lines;
            used = 0;
        }
        used += width;
    }
    return lines;
}

static Layout laid_out(const Plotted& plot, const std::vector<std::string>& notes) {
    Layout out;
    out.notes = wrapped(notes);
    out.left = plot.y.is_named() ? std::clamp(widest(plot.y.labels) + 34, 80.0, 350.0) : 84;
    out.right = kWidth - 24;
    out.top = 14 + kLine * static_cast<double>(legend_lines(legend_widths(legend_of(plot))));
    constexpr double kRow = 25;
    constexpr double kPlain = 300;
    const double rows = static_cast<double>(plot.y.labels.size());
    const double lanes = plot.y.is_named() && plot.series.size() > 2 && !plot.x.is_named()
                             ? std::max(1.0, static_cast<double>(legend_of(plot).size()) * 0.5)
                             : 1;
    const double inner = plot.y.is_named() ? std::max(2.0, rows) * kRow * lanes : kPlain;
    out.bottom = out.top + inner;
    double labels = kLine + 4;
    if (plot.x.is_named()) {
        const double each = (out.right - out.left) / static_cast<double>(plot.x.labels.size());
        out.turned = widest(plot.x.labels) + 8 > each;
        if (out.turned) labels = 10 + std::min(170.0, widest(plot.x.labels) * 0.62);
    }
    out.notes_top = out.bottom + labels + kLine + 12;
    out.height = std::ceil(out.notes_top + 15 * static_cast<double>(out.notes.size()) + 4);
    return out;
}

// A place of the picture as gnuplot counts: from the bottom, in shares.
static std::string screen(const Layout& layout, double x, double y) {
    return fmt::format("screen {:.6f}, screen {:.6f}", x / kWidth, 1 - y / layout.height);
}

static void set_axis(const PlottedAxis& axis, char name, bool is_turned, std::string& out) {
    const bool down = name == 'y' && axis.is_named();
    const double low = down ? axis.high : axis.low;
    const double high = down ? axis.low : axis.high;
    if (axis.scale == Scale::kLog) out += fmt::format("set logscale {} 10\n", name);
    out += fmt::format("set {}range [{}:{}] noextend\n", name, shortest(low), shortest(high));
    out += fmt::format("set {}tics nomirror scale 0.4{} textcolor rgb '#222222' (", name,
                       is_turned ? " rotate by 35 right" : "");
    for (std::size_t i = 0; i < axis.ticks.size(); ++i) {
        out += fmt::format("{}{} {}", i == 0 ? "" : ", ",
                           gnuplot_string(axis.ticks[i].second, Percent::kFormat),
                           shortest(axis.ticks[i].first));
    }
    out += ")\n";
}

// A second axis title, or a first, as a label: where gnuplot puts its own depends on its version.
static void set_titles(const Plotted& plot, const Layout& layout, std::string& out) {
    const double middle = (layout.left + layout.right) / 2;
    out += fmt::format("set label {} at {} center\n", gnuplot_string(plot.x.title, Percent::kPlain),
                       screen(layout, middle, layout.notes_top - 14));
    if (!plot.y.is_named()) {
        out += fmt::format("set label {} at {} center rotate by 90\n",
                           gnuplot_string(plot.y.title, Percent::kPlain),
                           screen(layout, 18, (layout.top + layout.bottom) / 2));
    }
    for (std::size_t i = 0; i < layout.notes.size(); ++i) {
        out += fmt::format("set label {} at {} left font ',11' textcolor rgb '#555555'\n",
                           gnuplot_string(layout.notes[i], Percent::kPlain),
                           screen(layout, 20, layout.notes_top + 10 + 15 * static_cast<double>(i)));
    }
}

static int point_of(const PlottedSeries& series) {
    static constexpr std::array<int, 6> kFilled{7, 5, 9, 11, 13, 15};
    if (series.is_open) return 6;
    return series.shape == Shape::kLine || series.shape == Shape::kPoint
               ? kFilled[series.colour % kFilled.size()]
               : 7;
}

// Lines without points differ in their dashes too.
static std::uint32_t dash_of(const PlottedSeries& series) {
    return 1 + series.colour % 5;
}

static void set_legend(const Plotted& plot, const Layout& layout, std::string& out) {
    const auto legend = legend_of(plot);
    const auto widths = legend_widths(legend);
    double x = 28;
    double y = 16;
    for (std::size_t i = 0; i < legend.size(); ++i) {
        if (x > 28 && x + widths[i] > kWidth - 12) {
            x = 28;
            y += kLine;
        }
        const PlottedSeries& series = *legend[i];
        const std::string name = gnuplot_string(series.name, Percent::kPlain);
        if (series.shape == Shape::kStep) {
            out += fmt::format("set arrow from {} to {} nohead lw 2 dt {} lc rgb '{}'\n",
                               screen(layout, x - 8, y), screen(layout, x + 14, y), dash_of(series),
                               colour_of(series.colour));
            out += fmt::format("set label {} at {} left\n", name, screen(layout, x + 18, y));
        } else {
            out += fmt::format("set label '' at {} point pt {} ps 0.8 lw 1.6 lc rgb '{}'\n",
                               screen(layout, x, y), point_of(series), colour_of(series.colour));
            out += fmt::format("set label {} at {} left\n", name, screen(layout, x + 10, y));
        }
        x += widths[i];
    }
}

// How far a mark stands beside its category, so that what shares one does not cover the other.
static double beside(const Plotted& plot, std::size_t index) {
    const PlottedSeries& series = plot.series[index];
    if (series.shape == Shape::kTile) return 0;
    std::size_t lanes = 0;
    std::size_t lane = 0;
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        if (plot.series[i].shape == Shape::kFaint) continue;
        if (plot.series[i].colour == series.colour) lane = lanes;
        ++lanes;
    }
    const bool along_x = plot.bars_along_x;
    const bool outlines = std::any_of(plot.series.begin(), plot.series.end(),
                                      [](const PlottedSeries& one) { return one.is_open; });
    if (along_x && (outlines || lanes < 2)) return series.shape == Shape::kFaint ? 0.26 : 0;
    if (lanes < 2) return series.shape == Shape::kFaint ? 0.08 : 0;
    const double room = along_x ? 0.66 : 0.3;
    const double at = (static_cast<double>(lane) + 0.5) / static_cast<double>(lanes) - 0.5;
    return room * at + (series.shape == Shape::kFaint ? 0.03 : 0);
}

static std::string without_unit(const std::string& shown) {
    return shown.substr(0, shown.find(' '));
}

static void set_tiles(const PlottedSeries& series, bool from_zero, std::string& out) {
    double low = 0;
    double high = 0;
    for (const PlottedMark& mark : series.marks) {
        const double value = mark.shade.value_or(0);
        if (&mark == &series.marks.front()) low = high = value;
        low = std::min(low, value);
        high = std::max(high, value);
    }
    if (from_zero) low = std::min(low, 0.0);
    for (const PlottedMark& mark : series.marks) {
        const double value = mark.shade.value_or(0);
        const double share = high > low ? (value - low) / (high - low) : 0.5;
        out += fmt::format(
            "set object rectangle from first {},{} to first {},{} fc rgb '{}' fs solid noborder "
            "back\n",
            mark.x - 0.47, mark.y - 0.44, mark.x + 0.47, mark.y + 0.44, tile_colour(share));
        out +=
            fmt::format("set label {} at first {},{} center front font ',11'\n",
                        gnuplot_string(without_unit(mark.shown), Percent::kPlain), mark.x, mark.y);
    }
}

// Names beside their points, moved apart where they would meet.
static void set_names(const Plotted& plot, const Layout& layout, std::string& out) {
    const auto share = [](const PlottedAxis& axis, double at) {
        if (axis.scale == Scale::kLog)
            return std::log(at / axis.low) / std::log(axis.high / axis.low);
        return (at - axis.low) / (axis.high - axis.low);
    };
    struct Name {
        double x, y;
        bool before;
        const PlottedSeries* series;
    };
    std::vector<Name> names;
    for (const PlottedSeries& series : plot.series) {
        for (const PlottedMark& mark : series.marks) {
            const double along = share(plot.x, mark.x);
            const double x = layout.left + along * (layout.right - layout.left);
            const double y = layout.bottom - share(plot.y, mark.y) * (layout.bottom - layout.top);
            const bool before = x + 12 + width_of(series.name) > layout.right;
            names.push_back({x + (before ? -10 : 10), y, before, &series});
        }
    }
    std::stable_sort(names.begin(), names.end(),
                     [](const Name& a, const Name& b) { return a.y < b.y; });
    constexpr double kApart = 14;
    for (std::size_t i = 0; i < names.size(); ++i) {
        for (std::size_t k = 0; k < i; ++k) {
            const double meet = width_of(names[i].series->name) + width_of(names[k].series->name);
            const bool near = std::fabs(names[i].x - names[k].x) < meet;
            if (near && std::fabs(names[i].y - names[k].y) < kApart)
                names[i].y = names[k].y + kApart;
        }
        out += fmt::format(
            "set label {} at {} {}\n", gnuplot_string(names[i].series->name, Percent::kPlain),
            screen(layout, names[i].x, names[i].y), names[i].before ? "right" : "left");
    }
}

namespace {

// One thing to plot: its data block, and how.
struct Drawn {
    std::string data;
    std::string how;
};

}  // namespace

static void draw_series(const Plotted& plot, std::size_t index, std::vector<Drawn>& out) {
    const PlottedSeries& series = plot.series[index];
    const bool named_x = !plot.bars_along_x;
    const bool categories = (named_x ? plot.x : plot.y).is_named();
    const double aside = categories ? beside(plot, index) : 0;
    const std::string colour(colour_of(series.colour));
    Drawn bars;
    Drawn points;
    const PlottedAxis& along = plot.bars_along_x ? plot.x : plot.y;
    for (const PlottedMark& mark : series.marks) {
        const double x = mark.x + (named_x ? aside : 0);
        const double y = mark.y + (named_x ? 0 : aside);
        points.data += fmt::format("{} {}\n", shortest(x), shortest(y));
        if (!mark.bar) continue;
        const double low =
            along.scale == Scale::kLog ? std::max(mark.bar->first, along.low) : mark.bar->first;
        const double high = mark.bar->second;
        if (plot.bars_along_x) {
            bars.data +=
                fmt::format("{} {} {} 0\n", shortest(low), shortest(y), shortest(high - low));
        } else {
            bars.data +=
                fmt::format("{} {} 0 {}\n", shortest(x), shortest(low), shortest(high - low));
        }
    }
    bars.how = fmt::format("using 1:2:3:4 with vectors nohead lw 2 lc rgb '{}'", colour);
    switch (series.shape) {
        case Shape::kFaint:
            points.how =
                fmt::format("using 1:2 with points pt 6 ps 0.45 lc rgb '#38{}'", colour.substr(1));
            break;
        case Shape::kStep:
            points.how =
                fmt::format("using 1:2 with steps lw 2 dt {} lc rgb '{}'", dash_of(series), colour);
            break;
        case Shape::kLine:
            out.push_back({points.data, fmt::format("using 1:2 with lines lw 1.4 lc rgb '#60{}'",
                                                    colour.substr(1))});
            [[fallthrough]];
        default:
            points.how = fmt::format("using 1:2 with points pt {} ps 0.8 lw 1.8 lc rgb '{}'",
                                     point_of(series), colour);
    }
    if (!bars.data.empty()) out.push_back(std::move(bars));
    out.push_back(std::move(points));
}

std::string gnuplot_script(const Plotted& plot, const std::vector<std::string>& notes) {
    const Layout layout = laid_out(plot, notes);
    std::string out = "reset session\nset encoding utf8\n";
    out += fmt::format(
        "set terminal svg size {},{} fixed noenhanced font 'Helvetica,Arial,sans-serif,12' "
        "background '#ffffff'\n",
        kWidth, layout.height);
    out += "set border 3 lc rgb '#888888'\nset grid xtics ytics lc rgb '#e6e6e6' lw 1\nunset key\n";
    const auto margin = [&](char side, double at) {
        out += fmt::format("set {}margin at screen {:.6f}\n", side, at);
    };
    margin('l', layout.left / kWidth);
    margin('r', layout.right / kWidth);
    margin('t', 1 - layout.top / layout.height);
    margin('b', 1 - layout.bottom / layout.height);
    set_axis(plot.x, 'x', layout.turned, out);
    set_axis(plot.y, 'y', false, out);
    set_titles(plot, layout, out);
    set_legend(plot, layout, out);
    if (plot.names_beside) set_names(plot, layout, out);
    std::vector<Drawn> drawn;
    for (std::size_t i = 0; i < plot.series.size(); ++i) {
        if (plot.series[i].shape == Shape::kTile) {
            set_tiles(plot.series[i], plot.shade_from_zero, out);
            drawn.push_back({"0 0\n", "using 1:2 with dots lc rgb '#ffffff'"});
        } else {
            draw_series(plot, i, drawn);
        }
    }
    std::string plots;
    for (std::size_t i = 0; i < drawn.size(); ++i) {
        out += fmt::format("$d{} << EOD\n{}EOD\n", i, drawn[i].data);
        plots += fmt::format("{}$d{} {} notitle", i == 0 ? "plot " : ", ", i, drawn[i].how);
    }
    return out + plots + '\n';
}

std::string gnuplot_program() {
    const char* named = std::getenv("CHIMERA_GNUPLOT");
    return named != nullptr && *named != '\0' ? named : "gnuplot";
}

static void remove_between(std::string& text, std::string_view from, std::string_view to) {
    for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at)) {
        const auto end = text.find(to, at);
        if (end == std::string::npos) return;
        text.erase(at, end + to.size() - at);
    }
}

Result<std::vector<std::string>> draw_svgs(std::span<const facts::Figure> figures,
                                           std::span<const facts::Fact> all) {
    std::vector<std::string> out;
    if (figures.empty()) return out;
    std::string script;
    for (const facts::Figure& figure : figures) {
        TRY_ASSIGN(const Plotted plot, plotted(figure, all));
        script += gnuplot_script(plot, figure.notes);
    }
    // -d: no start-up files of whoever runs this.
    TRY_ASSIGN(const std::string svgs, run_child({gnuplot_program(), {"-d"}}, script));
    constexpr std::string_view kBegins = "<?xml";
    for (auto at = svgs.find(kBegins); at != std::string::npos;) {
        const auto next = svgs.find(kBegins, at + 1);
        out.push_back(svgs.substr(at, next == std::string::npos ? next : next - at));
        at = next;
    }
    if (out.size() != figures.size()) return input_error("gnuplot drew not every figure");
    for (std::string& svg : out) {
        remove_between(svg, "<desc>", "</desc>");
        remove_between(svg, "<title>", "</title>");
    }
    return out;
}

}  // namespace chimera::report
