// SPDX-License-Identifier: Apache-2.0
#include "report/figure_table.h"

#include <fmt/format.h>

namespace chimera::report {

using Cell = std::vector<Piece>;

// Which columns a table has: those alone that say something of its figure.
namespace {

struct Columns {
    bool series = false;
    bool shade = false;
    bool ranks = false;
    bool interval = false;
    bool spread = false;
};

struct Desk {
    const facts::Figure& figure;
    const Plotted& plot;
    std::span<const facts::Fact> all;
    Columns columns;
};

}  // namespace

static Columns columns_of(const facts::Figure& figure) {
    Columns out;
    for (const facts::MarkSeries& series : figure.series) {
        out.series = out.series || !series.name.empty();
        for (const facts::Mark& mark : series.marks) {
            out.shade = out.shade || mark.shade != facts::kNoFact;
            out.ranks = out.ranks || std::holds_alternative<facts::RankOf>(mark.y);
            out.interval = out.interval || mark.interval != facts::kNoFact;
            out.spread = out.spread || mark.spread != facts::kNoFact;
        }
    }
    // Tiles are one series, called as their numbers are.
    if (out.shade) out.series = false;
    return out;
}

static std::vector<std::string> headings(const Desk& desk) {
    const auto& [figure, plot, all, columns] = desk;
    std::vector<std::string> out;
    if (plot.y.is_named() || figure.y.scale == facts::Scale::kDays) out.push_back(plot.y.title);
    if (plot.x.is_named() || figure.x.scale == facts::Scale::kDays) out.push_back(plot.x.title);
    if (columns.series) out.emplace_back("series");
    if (columns.shade) {
        out.push_back(plot.shade);
        return out;
    }
    for (const auto& [axis, from] : {std::pair{&plot.x, &figure.x}, {&plot.y, &figure.y}}) {
        if (axis->is_named() || from->scale == facts::Scale::kDays) continue;
        out.push_back(axis == &plot.y && columns.ranks ? "rank" : axis->title);
    }
    if (columns.interval) out.emplace_back("95 % interval");
    if (columns.spread) out.emplace_back("standard deviation");
    return out;
}

static Cell fact_cell(facts::FactId id, const Desk& desk) {
    if (id == facts::kNoFact) return {};
    return {{Piece::Is::kFact, desk.all[id - 1].display, id}};
}

static Cell number_cell(const facts::Spot& spot, const Desk& desk) {
    if (const auto* id = std::get_if<facts::FactId>(&spot)) return fact_cell(*id, desk);
    if (const auto* cell = std::get_if<facts::CellOf>(&spot)) {
        return {{Piece::Is::kFact, shown_as(desk.all[cell->fact - 1], spot), cell->fact}};
    }
    const auto* rank = std::get_if<facts::RankOf>(&spot);
    if (rank == nullptr) return {};
    return {{Piece::Is::kWords, fmt::format("{} of ", rank->rank)},
            {Piece::Is::kFact, desk.all[rank->of - 1].display, rank->of}};
}

static std::vector<Cell> row_of(const facts::Mark& mark, const facts::MarkSeries& series,
                                const Desk& desk) {
    std::vector<Cell> out;
    std::vector<Cell> numbers;
    for (const auto& [spot, axis] :
         {std::pair{&mark.y, &desk.figure.y}, {&mark.x, &desk.figure.x}}) {
        if (const auto* at = std::get_if<facts::CategoryAt>(spot)) {
            out.push_back({{Piece::Is::kName, axis->categories[at->index]}});
        } else {
            numbers.insert(numbers.begin(), number_cell(*spot, desk));
        }
    }
    if (desk.columns.series) out.push_back({{Piece::Is::kWords, series.name}});
    if (desk.columns.shade) {
        out.push_back(fact_cell(mark.shade, desk));
        return out;
    }
    out.insert(out.end(), numbers.begin(), numbers.end());
    if (desk.columns.interval) out.push_back(fact_cell(mark.interval, desk));
    if (desk.columns.spread) out.push_back(fact_cell(mark.spread, desk));
    return out;
}

FigureTable figure_table(const facts::Figure& figure, const Plotted& plot,
                         std::span<const facts::Fact> all) {
    const Desk desk{figure, plot, all, columns_of(figure)};
    FigureTable out;
    out.columns = headings(desk);
    for (const facts::MarkSeries& series : figure.series) {
        for (const facts::Mark& mark : series.marks) {
            out.rows.push_back(row_of(mark, series, desk));
        }
    }
    return out;
}

}  // namespace chimera::report
