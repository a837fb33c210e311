// SPDX-License-Identifier: Apache-2.0
#include "verify/figures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>

#include "core/clock.h"
#include "core/sha256.h"
#include "core/text.h"
#include "model/metric.h"
#include "sources/walk.h"

namespace chimera::verify {

// Whole sentences that may stand under a figure: none of them claims anything of the data.
static constexpr std::array<std::string_view, 15> kNotes{
    "Large points are means, with their 95 % intervals as bars; a difference is judged by an "
    "interval of its own.",
    "Large points are medians.",
    "Faint points are single values.",
    "Open points are single values without a repeat.",
    "Of a long series evenly spaced quantiles are drawn; the facts rest on every value.",
    "More were measured than are drawn here; the tables have them.",
    "The axis is logarithmic.",
    "The axis does not begin at zero.",
    "Open points are first requests, filled ones the median of each series.",
    "Filled points are beaten by no other on both axes.",
    "Bars reach one standard deviation to either side, as the file states it.",
    "An empty place was not measured.",
    "Each place shows the mean of its rows.",
    "Settings stand in their order, evenly spaced.",
    "Each line shows which share of the values is no larger than the value below it."};

namespace {

// One figure under judgement.
struct Figured {
    const EvidenceFigure& figure;
    Executor& executor;
    std::string wrong;
    std::set<std::uint32_t> shown;                        // facts
    std::map<std::uint32_t, std::vector<double>> values;  // of the samples of facts, once taken

    void fail(std::string why) {
        if (wrong.empty()) wrong = std::move(why);
    }
    const Fact* fact(std::uint32_t id) {
        const Fact* found = executor.evidence().fact(id);
        if (found == nullptr) {
            fail(fmt::format("it names F{}, which is no fact", id));
            return nullptr;
        }
        if (!executor.execute(id).ok()) fail(fmt::format("F{} does not re-execute", id));
        shown.insert(id);
        return found;
    }
    double number(std::uint32_t id) {
        const Fact* found = fact(id);
        if (found != nullptr && found->number() == nullptr) {
            fail(fmt::format("F{} is no number", id));
            return 0;
        }
        return found == nullptr ? 0 : *found->number();
    }
};

}  // namespace

// The numbers of a fact's sample, pooled in the order of its operands.
static const std::vector<double>& values_of(const Fact& fact, Figured& self) {
    const auto [at, is_new] = self.values.try_emplace(fact.id);
    std::vector<double>& out = at->second;
    if (!is_new) return out;
    for (const Operand& operand : fact.operands) {
        const auto numbers = self.executor.numbers(operand);
        if (!numbers.ok()) {
            self.fail(numbers.error().message);
            out.clear();
            return out;
        }
        out.insert(out.end(), numbers.value().begin(), numbers.value().end());
    }
    return out;
}

static bool are_close(double a, double b) {
    constexpr double kRelative = 1e-9;
    return std::fabs(a - b) <= kRelative * std::max({std::fabs(a), std::fabs(b), 1e-300});
}

static double cell_of(const FigureSpot& spot, Figured& self) {
    const Fact* fact = self.fact(spot.fact);
    if (fact == nullptr) return 0;
    const std::vector<double>& values = values_of(*fact, self);
    if (*spot.cell >= values.size() || !are_close(values[*spot.cell], spot.value)) {
        self.fail(fmt::format("cell {} of F{} is not {}", *spot.cell, spot.fact, spot.value));
        return 0;
    }
    return values[*spot.cell];
}

// "" if the category is called as the fact's own scope says: "gemma3:1b", "num_gpu=40",
// "gemma3:1b · baseline".
static bool names_scope(std::string_view category, const Fact& fact) {
    const auto is_value = [&](std::string_view part) {
        const auto equals = part.find('=');
        return std::any_of(fact.scope.begin(), fact.scope.end(), [&](const auto& one) {
            if (one.second == part) return true;
            if (equals == std::string_view::npos) return false;
            const std::string_view key = one.first;
            return one.second == part.substr(equals + 1) && key.ends_with(part.substr(0, equals));
        });
    };
    if (is_value(category)) return true;
    // Of several parts each is: values, settings, at last the metric's name.
    constexpr std::string_view kDot = " \xC2\xB7 ";
    const auto* metric = model::find_metric(fact.metric);
    auto dot = category.find(kDot);
    if (dot == std::string_view::npos) return false;
    while (dot != std::string_view::npos) {
        if (!is_value(category.substr(0, dot))) return false;
        category.remove_prefix(dot + kDot.size());
        dot = category.find(kDot);
    }
    return is_value(category) || (metric != nullptr && category == metric->name);
}

static double category_of(const FigureSpot& spot, const FigureAxis& axis, Figured& self) {
    if (*spot.category >= axis.categories.size()) {
        self.fail("a mark stands at no category of its axis");
        return 0;
    }
    if (axis.scale != "days") return static_cast<double>(*spot.category) + 1;
    constexpr double kSecondsOfDay = 86'400;
    const auto time = parse_time(axis.categories[*spot.category]);
    if (!time) self.fail("a category is no date");
    return time ? static_cast<double>(*time) / kSecondsOfDay : 0;
}

static double place_of(const FigureSpot& spot, const FigureAxis& axis, Figured& self) {
    if (spot.category) return category_of(spot, axis, self);
    if (axis.is_named()) self.fail("a number stands on an axis of categories");
    if (spot.of != 0) {
        const double n = self.number(spot.of);
        const Fact* fact = self.executor.evidence().fact(spot.of);
        if (fact != nullptr && fact->op != "count") self.fail("a rank is of no count");
        if (spot.rank == 0 || static_cast<double>(spot.rank) > n) {
            self.fail("a rank lies outside of its sample");
        }
        return n > 0 ? 100 * static_cast<double>(spot.rank) / n : 0;
    }
    return spot.cell ? cell_of(spot, self) : self.number(spot.fact);
}

// The fact says what the axis says: its metric, its unit, its statistic.
static void check_axis(const FigureAxis& axis, const Fact& fact, bool is_cell, Figured& self) {
    if (fact.unit != axis.unit) {
        self.fail(fmt::format("F{} is in {}, its axis in {}", fact.id, fact.unit, axis.unit));
    }
    const auto* metric = model::find_metric(fact.metric);
    if (metric != nullptr && axis.name.find(metric->name) == std::string::npos &&
        axis.name != "number of values") {
        self.fail(fmt::format("F{} is no {}", fact.id, axis.name));
    }
    if (is_cell) return;
    const bool single = fact.op == "cell";
    if (axis.name.starts_with("mean ") && fact.statistic != "mean" && !single) {
        self.fail(fmt::format("F{} is no mean", fact.id));
    }
    if (axis.name.starts_with("median ") && fact.statistic != "median" && !single) {
        self.fail(fmt::format("F{} is no median", fact.id));
    }
    if (axis.name == "number of values" && fact.op != "count") {
        self.fail(fmt::format("F{} counts nothing", fact.id));
    }
}

// An interval or a spread of the very sample that the mark shows.
static void check_bar(const FigureMark& mark, const Fact& fact, SeenMark& seen, Figured& self) {
    const double middle = fact.number() == nullptr ? 0 : *fact.number();
    if (mark.interval != 0) {
        const Fact* interval = self.fact(mark.interval);
        if (interval == nullptr) return;
        if (interval->interval() == nullptr || interval->op != "mean_ci" || fact.op != "mean" ||
            interval->operands != fact.operands) {
            return self.fail(fmt::format("F{} is no interval of F{}", interval->id, fact.id));
        }
        // What notes and tables of figures call it.
        constexpr double kLevel = 0.95;
        const auto level = interval->params.numbers.find("level");
        if (level == interval->params.numbers.end() || level->second != kLevel) {
            return self.fail(fmt::format("F{} is no 95 % interval", interval->id));
        }
        seen.has_bar = true;
        seen.low = interval->interval()->first;
        seen.high = interval->interval()->second;
        return;
    }
    if (mark.spread == 0) return;
    const Fact* spread = self.fact(mark.spread);
    if (spread == nullptr || spread->number() == nullptr) return self.fail("a bar has no length");
    if (spread->statistic != "sd" || spread->scope != fact.scope || spread->metric != fact.metric) {
        return self.fail(fmt::format("F{} is no deviation of F{}", spread->id, fact.id));
    }
    seen.has_bar = true;
    seen.low = middle - *spread->number();
    seen.high = middle + *spread->number();
}

static const Fact* shown_fact(const FigureMark& mark, const EvidenceFigure& figure, Figured& self,
                              bool& is_cell) {
    is_cell = false;
    if (mark.shade != 0) return self.fact(mark.shade);
    const FigureSpot& spot = figure.x.is_named() ? mark.y : mark.x;
    is_cell = spot.cell.has_value();
    return spot.fact == 0 ? nullptr : self.fact(spot.fact);
}

// Is what stands at a category of that name? A series, where it has no category, is named so.
static void check_names(const FigureMark& mark, const FigureSeries& series, const Fact& fact,
                        Figured& self) {
    const EvidenceFigure& figure = self.figure;
    bool named = false;
    for (const auto& [spot, axis] : {std::pair{&mark.x, &figure.x}, {&mark.y, &figure.y}}) {
        if (!spot->category || *spot->category >= axis->categories.size()) continue;
        const std::string& category = axis->categories[*spot->category];
        named = true;
        // A file may name its settings where no scope does; its arms are named all the same.
        if (figure.kind == "alternatives") continue;
        if (!names_scope(category, fact)) {
            self.fail(fmt::format("F{} is not of {}", fact.id, utf8_prefix(category, 60)));
        }
    }
    const bool is_line = series.shape == "line" || series.shape == "step";
    if ((is_line || !named || figure.kind == "alternatives") && !names_scope(series.name, fact)) {
        self.fail(fmt::format("F{} is not of {}", fact.id, utf8_prefix(series.name, 60)));
    }
    if (figure.kind != "cold-start") return;
    const bool is_right = series.name == "median"
                              ? fact.statistic == "median"
                              : series.name == "first request" && fact.op == "cell";
    if (!is_right) self.fail(fmt::format("F{} is no {}", fact.id, utf8_prefix(series.name, 40)));
}

static std::string number_of(const std::string& display) {
    return display.substr(0, display.find(' '));
}

static SeenMark check_mark(const FigureMark& mark, const FigureSeries& series, Figured& self) {
    const EvidenceFigure& figure = self.figure;
    SeenMark seen;
    seen.x = place_of(mark.x, figure.x, self);
    seen.y = place_of(mark.y, figure.y, self);
    bool is_cell = false;
    const Fact* fact = shown_fact(mark, figure, self, is_cell);
    if (fact == nullptr) {
        self.fail("a mark shows no fact");
        return seen;
    }
    if (mark.shade != 0) {
        check_axis(figure.shade, *fact, false, self);
        seen.shown = number_of(fact->display);
    } else {
        check_axis(figure.x.is_named() ? figure.y : figure.x, *fact, is_cell, self);
        check_bar(mark, *fact, seen, self);
    }
    check_names(mark, series, *fact, self);
    const bool plain = !figure.x.is_named() && !figure.y.is_named();
    if (plain && mark.y.fact != 0) {
        const Fact* other = self.fact(mark.y.fact);
        if (other != nullptr) {
            check_axis(figure.y, *other, false, self);
            check_names(mark, series, *other, self);
        }
    }
    return seen;
}

// A distribution joins ranks with the cells that have them.
static void check_ranks(const FigureSeries& series, Figured& self) {
    std::vector<double> sorted;
    std::uint32_t of = 0;
    for (const FigureMark& mark : series.marks) {
        if (mark.y.of == 0 || !mark.x.cell) return;
        const Fact* fact = self.executor.evidence().fact(mark.x.fact);
        const Fact* count = self.executor.evidence().fact(mark.y.of);
        if (fact == nullptr || count == nullptr) return;
        if (fact->operands != count->operands) return self.fail("ranks are of another sample");
        if (of != mark.x.fact) {
            sorted = values_of(*fact, self);
            std::sort(sorted.begin(), sorted.end());
            of = mark.x.fact;
        }
        if (mark.y.rank == 0 || mark.y.rank > sorted.size() ||
            !are_close(sorted[mark.y.rank - 1], mark.x.value)) {
            return self.fail(fmt::format("rank {} of F{} has another value", mark.y.rank, of));
        }
    }
}

// What a reader sees of a claim.
static std::string seen_text(const Claim& claim) {
    std::string wrong;
    std::string out;
    for (const Piece& piece : pieces_of(claim.text, false, wrong)) out += piece.text;
    return out;
}

// A Pareto set is drawn whole: every choice that its sentence weighs, and no other.
static void check_front(const Claim& claim, Figured& self) {
    const auto among = claim.parts.front().arguments.find("among");
    std::set<std::uint32_t> weighed;
    if (claim.proposition == "pareto" && among != claim.parts.front().arguments.end()) {
        for (const std::string& text : among->second.texts) weighed.insert(id_of(text, 'F'));
    }
    if (weighed != self.shown) self.fail("its title weighs other choices than it shows");
}

// The title is a claim of what is drawn: it links a fact that the figure shows, or one over the
// same sample; of a sweep it names the setting, of a coverage it counts.
static void check_title(Figured& self) {
    const Evidence& evidence = self.executor.evidence();
    const auto found = evidence.claim_index.find(self.figure.claim);
    if (found == evidence.claim_index.end()) return self.fail("its title is no claim");
    const Claim& claim = evidence.claims[found->second];
    if (claim.text.starts_with('|') || seen_text(claim) != self.figure.title) {
        return self.fail(fmt::format("its title is not {}", self.figure.claim));
    }
    if (self.figure.kind == "coverage") {
        if (claim.proposition != "coverage") self.fail("its title does not speak of coverage");
        return;
    }
    if (self.figure.kind == "front") return check_front(claim, self);
    if (self.figure.kind == "sweep" || self.figure.kind == "grid") {
        const bool named = claim.text.find('`' + self.figure.x.name) != std::string::npos ||
                           claim.text.find('`' + self.figure.y.name) != std::string::npos;
        bool metric = false;
        for (const std::uint32_t id : self.shown) {
            const auto* known = model::find_metric(evidence.fact(id)->metric);
            const bool says = known != nullptr &&
                              std::any_of(claim.facts.begin(), claim.facts.end(), [&](auto fact) {
                                  const Fact* linked = evidence.fact(fact);
                                  return linked != nullptr && linked->metric == known->id;
                              });
            metric =
                metric || says || claim.text.find(known ? known->name : "\n") != std::string::npos;
        }
        if (!named || !metric) self.fail("its title speaks of another setting or metric");
        return;
    }
    const bool shows = std::any_of(claim.facts.begin(), claim.facts.end(), [&](std::uint32_t id) {
        if (self.shown.contains(id)) return true;
        const Fact* linked = evidence.fact(id);
        return linked != nullptr &&
               std::any_of(self.shown.begin(), self.shown.end(), [&](std::uint32_t other) {
                   const Fact* drawn = evidence.fact(other);
                   return drawn->op == linked->op && drawn->operands == linked->operands;
               });
    });
    if (!shows) self.fail("its title speaks of nothing that it shows");
}

static void check_picture(const std::vector<SeenSeries>& series, Figured& self) {
    const EvidenceFigure& figure = self.figure;
    if (figure.svg_path != "figures/" + figure.id + ".svg") {
        return self.fail("its picture lies elsewhere");
    }
    const auto bytes =
        sources::FileBytes::open(self.executor.evidence().folder.empty()
                                     ? figure.svg_path
                                     : self.executor.evidence().folder + '/' + figure.svg_path);
    if (!bytes.ok()) return self.fail("its picture cannot be read");
    if (sha256_hex(bytes.value().view()) != figure.svg_sha256) {
        return self.fail("its picture is not the one that was drawn");
    }
    self.fail(wrong_picture(figure, series, read_svg(bytes.value().view())));
}

static void check_words(Figured& self) {
    const std::string& id = self.figure.id;
    const bool plain = id.starts_with("fig-") && std::all_of(id.begin(), id.end(), [](char c) {
                           return is_alnum(c) || c == '-';
                       });
    if (!plain) self.fail("its id is none");
    for (const std::string& note : self.figure.notes) {
        if (std::find(kNotes.begin(), kNotes.end(), note) == kNotes.end()) {
            self.fail(
                fmt::format("a note is none that a figure may have: {}", utf8_prefix(note, 80)));
        }
    }
    static constexpr std::array kNames{"model",   "suite", "model and suite", "model and metric",
                                       "setting", "day"};
    static constexpr std::array kShapes{"point", "faint", "line", "step", "tile"};
    for (const FigureSeries& series : self.figure.series) {
        if (std::find(kShapes.begin(), kShapes.end(), series.shape) == kShapes.end()) {
            self.fail("a series has no shape");
        }
    }
    for (const FigureAxis* axis : {&self.figure.x, &self.figure.y}) {
        const bool number = std::any_of(axis->name.begin(), axis->name.end(), is_digit) &&
                            std::find(kNames.begin(), kNames.end(), axis->name) == kNames.end() &&
                            !axis->is_named();
        if (number) self.fail("an axis has a number in its name");
    }
}

static std::string judge(const EvidenceFigure& figure, Executor& executor,
                         std::vector<SeenSeries>& seen) {
    Figured self{figure, executor, {}, {}, {}};
    check_words(self);
    for (const FigureSeries& series : figure.series) {
        SeenSeries out{series.shape, {}};
        for (const FigureMark& mark : series.marks) {
            out.marks.push_back(check_mark(mark, series, self));
            if (!self.wrong.empty()) return self.wrong;
        }
        check_ranks(series, self);
        seen.push_back(std::move(out));
    }
    if (self.shown.empty()) self.fail("it shows nothing");
    check_title(self);
    if (!figure.svg_path.empty()) check_picture(seen, self);
    return self.wrong;
}

std::vector<std::vector<SeenSeries>> check_figures(const ReportText& text, Executor& executor,
                                                   Outcome& out) {
    const std::vector<EvidenceFigure>& figures = executor.evidence().figures;
    std::vector<std::vector<SeenSeries>> seen;
    std::set<std::string> ids;
    std::vector<const EvidenceFigure*> drawn;
    for (const EvidenceFigure& figure : figures) {
        const std::string wrong = judge(figure, executor, seen.emplace_back());
        const std::string place = "figure " + std::string(utf8_prefix(figure.id, 80));
        if (!wrong.empty()) out.problems.push_back({place, wrong});
        if (!ids.insert(figure.id).second) out.problems.push_back({place, "stands there twice"});
        if (!figure.svg_path.empty()) drawn.push_back(&figure);
    }
    // Pictures stand in the order of the figures, each under the words of its title.
    std::size_t next = 0;
    for (const Image& image : text.images) {
        if (next < drawn.size() && image.path == drawn[next]->svg_path) {
            if (image.alt != drawn[next]->title) {
                out.unsupported.push_back({image.line, image.alt, "it is not the figure's title"});
            }
            ++next;
            continue;
        }
        out.unsupported.push_back({image.line, image.path,
                                   "the picture is no figure's, or not "
                                   "in its place"});
    }
    for (; next < drawn.size(); ++next) {
        out.problems.push_back({"figure " + drawn[next]->id, "the report does not show it"});
    }
    return seen;
}

}  // namespace chimera::verify
