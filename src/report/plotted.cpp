// SPDX-License-Identifier: Apache-2.0
#include "report/plotted.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "report/markdown.h"

namespace chimera::report {

using facts::Scale;

static constexpr double kSecondsOfDay = 86'400;

std::string_view colour_of(std::uint32_t index) {
    static constexpr std::array<std::string_view, 6> kColours{"#0072B2", "#D55E00", "#009E73",
                                                              "#CC79A7", "#E69F00", "#56B4E9"};
    return kColours[index % kColours.size()];
}

std::string tile_colour(double share) {
    static constexpr std::array<double, 3> kPale{235, 243, 250};
    static constexpr std::array<double, 3> kFull{86, 160, 210};
    std::string out = "#";
    for (std::size_t i = 0; i < kPale.size(); ++i) {
        out += fmt::format("{:02x}", static_cast<int>(kPale[i] + share * (kFull[i] - kPale[i])));
    }
    return out;
}

// Bytes of a label.
static constexpr std::size_t kLongest = 52;

// A long name keeps so many bytes of its beginning, and its end.
static std::string shortened(const std::string& name, std::size_t kept) {
    std::string line = one_line(name);
    if (line.empty()) line = "\"\"";
    if (line.size() <= kLongest) return line;
    const std::string_view head = utf8_prefix(line, kept);
    std::size_t from = line.size() - (kLongest - kept);
    while (from < line.size() && (static_cast<unsigned char>(line[from]) & 0xC0) == 0x80) ++from;
    return std::string(head) + "\xE2\x80\xA6" + line.substr(from);
}

// Cut where it tells the names apart: in the middle, else near the beginning, else near the end.
static std::size_t kept_of(const std::vector<std::string>& names) {
    const std::set<std::string> all(names.begin(), names.end());
    for (const std::size_t kept : {kLongest / 2, kLongest / 8, kLongest - kLongest / 8}) {
        std::set<std::string> labels;
        for (const std::string& name : all) labels.insert(shortened(name, kept));
        if (labels.size() == all.size()) return kept;
    }
    return kLongest / 2;
}

// Where names are too long, how many bytes they all begin with, up to a sign between two words.
static std::size_t shared_of(const std::vector<std::string>& names) {
    if (names.size() < 2) return 0;
    std::size_t shared = names.front().size();
    std::size_t longest = 0;
    for (const std::string& name : names) {
        const auto end =
            std::mismatch(names.front().begin(), names.front().end(), name.begin(), name.end());
        shared = std::min(shared, static_cast<std::size_t>(end.second - name.begin()));
        longest = std::max(longest, name.size());
    }
    while (shared > 0 && (is_alnum(names.front()[shared - 1]) ||
                          static_cast<unsigned char>(names.front()[shared - 1]) > 0x7F)) {
        --shared;
    }
    return longest > kLongest ? shared : 0;
}

static std::vector<std::string> labels_of(const std::vector<std::string>& names) {
    std::vector<std::string> rests;
    const std::size_t shared = shared_of(names);
    for (const std::string& name : names) rests.push_back(name.substr(shared));
    std::vector<std::string> out;
    std::set<std::string> used;
    const std::size_t kept = kept_of(rests);
    for (const std::string& rest : rests) {
        std::string label = (shared > 0 ? "\xE2\x80\xA6" : "") + shortened(rest, kept);
        while (!used.insert(label).second) label += "\xE2\x80\xB2";  // a prime tells them apart
        out.push_back(std::move(label));
    }
    return out;
}

namespace {

// What looking up needs at hand.
struct Lookup {
    const facts::Figure& figure;
    std::span<const facts::Fact> all;
    bool failed = false;

    const facts::Fact* fact(facts::FactId id) {
        if (id != facts::kNoFact && id <= all.size()) return &all[id - 1];
        failed = true;
        return nullptr;
    }
    double number(facts::FactId id) {
        const facts::Fact* found = fact(id);
        const auto* value = found == nullptr ? nullptr : std::get_if<double>(&found->value);
        if (value == nullptr) failed = true;
        return value == nullptr ? 0 : *value;
    }
    double place(const facts::Spot& spot, const facts::Axis& axis) {
        if (const auto* id = std::get_if<facts::FactId>(&spot)) return number(*id);
        if (const auto* cell = std::get_if<facts::CellOf>(&spot)) return cell->value;
        if (const auto* rank = std::get_if<facts::RankOf>(&spot)) {
            return 100 * static_cast<double>(rank->rank) / number(rank->of);
        }
        const std::uint32_t index = std::get<facts::CategoryAt>(spot).index;
        if (index >= axis.categories.size()) {
            failed = true;
            return 0;
        }
        if (axis.scale != Scale::kDays) return index + 1.0;
        const auto time = parse_time(axis.categories[index]);
        if (!time) failed = true;
        return time ? static_cast<double>(*time) / kSecondsOfDay : 0;
    }
    facts::FactId named(const facts::Spot& spot) {
        if (const auto* id = std::get_if<facts::FactId>(&spot)) return *id;
        if (const auto* cell = std::get_if<facts::CellOf>(&spot)) return cell->fact;
        return facts::kNoFact;
    }
};

}  // namespace

static std::string tick_text(double value) {
    return fmt::format("{:.6g}", value == 0 ? 0.0 : value);
}

// Ticks at 1, 2 or 5 times a power of ten.
static void linear_ticks(PlottedAxis& axis) {
    constexpr double kAbout = 6;
    const double rough = (axis.high - axis.low) / kAbout;
    const double power = std::pow(10.0, std::floor(std::log10(rough)));
    double step = 10 * power;
    for (const double times : {5.0, 2.0, 1.0}) {
        if (times * power >= rough) step = times * power;
    }
    for (double k = std::ceil(axis.low / step); k * step <= axis.high + step * 1e-9; ++k) {
        axis.ticks.emplace_back(k * step, tick_text(k * step));
    }
}

static void log_ticks(PlottedAxis& axis) {
    const double decades = std::log10(axis.high / axis.low);
    // Of many powers of ten every second, third, ... is labelled.
    constexpr double kMostPowers = 9;
    const double step = std::max(1.0, std::ceil(decades / kMostPowers));
    const double first = step * std::floor(std::log10(axis.low) / step);
    for (double power = first; power <= std::log10(axis.high); power += step) {
        for (const double times : {1.0, 2.0, 5.0}) {
            if (times > 1 && decades > 2.5) continue;
            const double at = times * std::pow(10.0, power);
            if (at >= axis.low && at <= axis.high) axis.ticks.emplace_back(at, tick_text(at));
        }
    }
}

static void day_ticks(const facts::Axis& from, const std::vector<double>& drawn,
                      PlottedAxis& axis) {
    constexpr std::size_t kMostLabels = 8;
    const std::size_t n = from.categories.size();
    axis.low = drawn.front() - 0.5;
    axis.high = drawn.back() + 0.5;
    double last = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < n; ++i) {
        const auto time = parse_time(from.categories[i]);
        const double at = time ? static_cast<double>(*time) / kSecondsOfDay : 0;
        if (at - last < (axis.high - axis.low) / kMostLabels) continue;
        axis.ticks.emplace_back(at, from.categories[i].substr(0, 10));
        last = at;
    }
}

// `drawn`: every number along it, ascending.
static PlottedAxis laid_out(const facts::Axis& from, const std::vector<double>& drawn) {
    PlottedAxis out;
    out.title = from.unit.empty() ? from.name : fmt::format("{} ({})", from.name, from.unit);
    out.scale = from.scale;
    if (from.scale == Scale::kCategories) {
        out.labels = labels_of(from.categories);
        out.low = 0.5;
        out.high = static_cast<double>(out.labels.size()) + 0.5;
        for (std::size_t i = 0; i < out.labels.size(); ++i) {
            out.ticks.emplace_back(static_cast<double>(i) + 1, out.labels[i]);
        }
        return out;
    }
    if (drawn.empty()) return out;
    if (from.scale == Scale::kDays) {
        day_ticks(from, drawn, out);
        return out;
    }
    const double low = drawn.front();
    const double high = drawn.back();
    if (from.scale == Scale::kLog && low > 0) {
        constexpr double kRoom = 1.35;
        out.low = low / kRoom;
        out.high = high * kRoom;
        log_ticks(out);
        return out;
    }
    out.scale = Scale::kLinear;
    constexpr double kRoom = 0.06;
    const double span = high > low ? high - low : std::max(std::fabs(high), 1.0);
    out.low = from.from_zero ? std::min(0.0, low) : low - kRoom * span;
    out.high = high + kRoom * span;
    linear_ticks(out);
    return out;
}

std::string shown_as(const facts::Fact& fact, const facts::Spot& spot) {
    if (const auto* cell = std::get_if<facts::CellOf>(&spot)) {
        const std::string number = shortest(cell->value);
        return fact.unit.empty() ? number : number + " " + fact.unit;
    }
    return fact.display;
}

static std::optional<facts::Interval> bar_of(const facts::Mark& mark, double middle, Lookup& look) {
    if (mark.interval != facts::kNoFact) {
        const facts::Fact* fact = look.fact(mark.interval);
        const auto* interval =
            fact == nullptr ? nullptr : std::get_if<facts::Interval>(&fact->value);
        if (interval == nullptr) look.failed = true;
        if (interval != nullptr) return *interval;
    }
    if (mark.spread == facts::kNoFact) return std::nullopt;
    const double spread = look.number(mark.spread);
    return facts::Interval{middle - spread, middle + spread};
}

static PlottedMark mark_of(const facts::Mark& mark, Lookup& look, bool along_x) {
    const facts::Figure& figure = look.figure;
    PlottedMark out;
    out.x = look.place(mark.x, figure.x);
    out.y = look.place(mark.y, figure.y);
    if (const auto* at = std::get_if<facts::CategoryAt>(&mark.x)) out.category_x = at->index;
    if (const auto* at = std::get_if<facts::CategoryAt>(&mark.y)) out.category_y = at->index;
    const facts::Spot& spot = along_x ? mark.x : mark.y;
    out.fact = mark.shade != facts::kNoFact ? mark.shade : look.named(spot);
    out.also =
        mark.shade != facts::kNoFact ? facts::kNoFact : look.named(along_x ? mark.y : mark.x);
    if (mark.shade != facts::kNoFact) out.shade = look.number(mark.shade);
    const facts::Fact* fact = look.fact(out.fact);
    if (fact != nullptr) {
        out.shown = shown_as(*fact, mark.shade != facts::kNoFact ? facts::Spot{mark.shade} : spot);
    }
    out.bar = bar_of(mark, along_x ? out.x : out.y, look);
    return out;
}

static bool is_named(const facts::Axis& axis) {
    return axis.scale == Scale::kCategories || axis.scale == Scale::kDays;
}

Result<Plotted> plotted(const facts::Figure& figure, std::span<const facts::Fact> all) {
    Lookup look{figure, all};
    Plotted out;
    out.bars_along_x = !is_named(figure.x);
    out.names_beside = figure.kind == "front";
    out.shade_from_zero = figure.kind == "coverage";
    out.shade = figure.shade.unit.empty()
                    ? figure.shade.name
                    : fmt::format("{} ({})", figure.shade.name, figure.shade.unit);
    const bool outlines = figure.kind == "ranking" || figure.kind == "quantization" ||
                          figure.kind == "cold-start" || figure.kind == "front";
    std::vector<double> xs;
    std::vector<double> ys;
    for (const facts::MarkSeries& series : figure.series) {
        PlottedSeries drawn{one_line(series.name), series.shape, series.colour, false, {}};
        drawn.is_open = outlines && series.colour == 1;
        for (const facts::Mark& mark : series.marks) {
            drawn.marks.push_back(mark_of(mark, look, out.bars_along_x));
            const PlottedMark& made = drawn.marks.back();
            xs.push_back(made.x);
            ys.push_back(made.y);
            if (!made.bar) continue;
            std::vector<double>& along = out.bars_along_x ? xs : ys;
            along.insert(along.end(), {made.bar->first, made.bar->second});
        }
        out.series.push_back(std::move(drawn));
    }
    if (look.failed) {
        return internal_error(fmt::format(
            "the figure {} shows what is no number; this is a fault of chimera", figure.id));
    }
    std::sort(xs.begin(), xs.end());
    std::sort(ys.begin(), ys.end());
    out.x = laid_out(figure.x, xs);
    out.y = laid_out(figure.y, ys);
    return out;
}

}  // namespace chimera::report
