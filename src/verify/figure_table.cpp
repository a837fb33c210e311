// SPDX-License-Identifier: Apache-2.0
// What the table beside a figure must say: worked out from the figure's marks and the facts that
// they name, whose values have been executed anew by then.
#include <fmt/format.h>

#include "core/decimal.h"
#include "verify/page.h"
#include "verify/shown_name.h"

namespace chimera::verify {

namespace {

struct Desk {
    const EvidenceFigure& figure;
    const Evidence& evidence;
    bool series = false;
    bool shade = false;
    bool ranks = false;
    bool interval = false;
    bool spread = false;
};

}  // namespace

static Desk desk_of(const EvidenceFigure& figure, const Evidence& evidence) {
    Desk out{figure, evidence};
    for (const FigureSeries& series : figure.series) {
        out.series = out.series || !series.name.empty();
        for (const FigureMark& mark : series.marks) {
            out.shade = out.shade || mark.shade != 0;
            out.ranks = out.ranks || mark.y.of != 0;
            out.interval = out.interval || mark.interval != 0;
            out.spread = out.spread || mark.spread != 0;
        }
    }
    // Tiles are one series, called as their numbers are.
    if (out.shade) out.series = false;
    return out;
}

static std::string title_of(const FigureAxis& axis) {
    return as_line(axis.unit.empty() ? axis.name : fmt::format("{} ({})", axis.name, axis.unit));
}

static std::vector<std::string> headings(const Desk& desk) {
    const auto& [x, y] = std::pair(&desk.figure.x, &desk.figure.y);
    std::vector<std::string> out;
    if (y->is_named()) out.push_back(title_of(*y));
    if (x->is_named()) out.push_back(title_of(*x));
    if (desk.series) out.emplace_back("series");
    if (desk.shade) {
        out.push_back(title_of(desk.figure.shade));
        return out;
    }
    if (!x->is_named()) out.push_back(title_of(*x));
    if (!y->is_named()) out.push_back(desk.ranks ? "rank" : title_of(*y));
    if (desk.interval) out.emplace_back("95 % interval");
    if (desk.spread) out.emplace_back("standard deviation");
    return out;
}

static std::string link(std::uint32_t fact, std::string_view shown) {
    return fmt::format(
        "\x04"
        "f{} {}\x05",
        fact, as_line(shown));
}

// The display of a fact; nothing where the mark has none.
static std::string fact_cell(std::uint32_t id, const Desk& desk) {
    const Fact* fact = desk.evidence.fact(id);
    return fact == nullptr ? std::string() : link(id, fact->display);
}

static std::string number_cell(const FigureSpot& spot, const Desk& desk) {
    if (spot.of != 0) return fmt::format("{} of {}", spot.rank, fact_cell(spot.of, desk));
    const Fact* fact = desk.evidence.fact(spot.fact);
    if (fact == nullptr || !spot.cell) return fact_cell(spot.fact, desk);
    const std::string number = shortest(spot.value);
    return link(spot.fact, fact->unit.empty() ? number : number + ' ' + fact->unit);
}

static std::string name_cell(const FigureSpot& spot, const FigureAxis& axis) {
    const bool is_known = spot.category && *spot.category < axis.categories.size();
    const std::string name = is_known ? as_name(axis.categories[*spot.category]) : "";
    return '\x02' + (name.empty() ? "\"\"" : name) + '\x03';
}

static std::vector<std::string> row_of(const FigureMark& mark, const FigureSeries& series,
                                       const Desk& desk) {
    const auto& [x, y] = std::pair(&desk.figure.x, &desk.figure.y);
    std::vector<std::string> out;
    if (y->is_named()) out.push_back(name_cell(mark.y, *y));
    if (x->is_named()) out.push_back(name_cell(mark.x, *x));
    if (desk.series) out.push_back(as_line(series.name));
    if (desk.shade) {
        out.push_back(fact_cell(mark.shade, desk));
        return out;
    }
    if (!x->is_named()) out.push_back(number_cell(mark.x, desk));
    if (!y->is_named()) out.push_back(number_cell(mark.y, desk));
    if (desk.interval) out.push_back(fact_cell(mark.interval, desk));
    if (desk.spread) out.push_back(fact_cell(mark.spread, desk));
    return out;
}

static std::string line_of(const std::string& figure, const std::vector<std::string>& cells) {
    std::string out = figure;
    for (const std::string& cell : cells) out += " \x06 " + cell;
    return without_runs_of_blanks(out);
}

std::vector<std::string> table_of(const EvidenceFigure& figure, const Evidence& evidence) {
    const Desk desk = desk_of(figure, evidence);
    std::vector<std::string> out = {line_of(figure.id, headings(desk))};
    for (const FigureSeries& series : figure.series) {
        for (const FigureMark& mark : series.marks) {
            out.push_back(line_of(figure.id, row_of(mark, series, desk)));
        }
    }
    return out;
}

}  // namespace chimera::verify
