// SPDX-License-Identifier: Apache-2.0
#include "facts/decomposition.h"

#include <algorithm>
#include <cmath>

#include "facts/cells.h"
#include "facts/rows.h"

namespace chimera::facts {

// The three columns of one table, where it has them all.
struct Columns {
    const model::Column* ttft = nullptr;
    const model::Column* load = nullptr;
    const model::Column* prompt = nullptr;
    bool all() const { return ttft != nullptr && load != nullptr && prompt != nullptr; }
};

static Columns columns_of(const model::Table& table) {
    Columns out;
    for (const model::Column& column : table.columns) {
        const model::Reading& reading = column.reading;
        if (!reading.metric || reading.statistic != model::Statistic::kRaw) continue;
        if (reading.metric->id == "ttft_s") out.ttft = &column;
        if (reading.metric->id == "load_s") out.load = &column;
        if (reading.metric->id == "prompt_eval_s") out.prompt = &column;
    }
    return out;
}

static model::Rows complete_rows(const model::Table& table, const Columns& columns) {
    model::Rows rows;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        if (!table.is_failed(row) && model::present(columns.ttft->number(row)) &&
            model::present(columns.load->number(row)) &&
            model::present(columns.prompt->number(row))) {
            rows.push_back(row);
        }
    }
    return rows;
}

static double remainder(const Columns& columns, std::uint32_t row) {
    return columns.ttft->number(row) * columns.ttft->reading.scale -
           columns.load->number(row) * columns.load->reading.scale -
           columns.prompt->number(row) * columns.prompt->reading.scale;
}

// Three rounded numbers: each may be off by half a unit of its last place.
static double rounding(const Columns& columns) {
    double sum = 1e-12;
    for (const model::Column* column : {columns.ttft, columns.load, columns.prompt}) {
        sum += 0.5 * std::pow(10.0, -column->decimals) * column->reading.scale;
    }
    return sum;
}

std::vector<const model::Table*> tables_with_summed_ttft(const model::RecordSet& records) {
    std::vector<const model::Table*> out;
    for (const model::Table* table : counted_tables(records)) {
        const Columns columns = columns_of(*table);
        if (!columns.all() || table->is_text()) continue;
        const auto rows = complete_rows(*table, columns);
        const double most = rounding(columns);
        const bool holds = std::all_of(rows.begin(), rows.end(), [&](std::uint32_t row) {
            return std::fabs(remainder(columns, row)) <= most;
        });
        if (holds && rows.size() >= 2) out.push_back(table);
    }
    return out;
}

static Cells cells_of(const model::Table& table, const model::Column& column,
                      const model::Rows& rows) {
    Cells cells = cells_at(table, column, rows).front();
    cells.scale = column.reading.scale;
    return cells;
}

Remainder remainder_of(Analysis& analysis, const std::vector<const model::Table*>& tables) {
    std::vector<Mapped> samples;
    std::vector<double> values;
    std::vector<Cells> counted;
    for (const model::Table* table : tables) {
        const Columns columns = columns_of(*table);
        const auto rows = complete_rows(*table, columns);
        Mapped sample{.expression = "a - b - c"};
        for (const model::Column* column : {columns.ttft, columns.load, columns.prompt}) {
            sample.args.push_back(cells_of(*table, *column, rows));
        }
        counted.push_back(sample.args.front());
        samples.push_back(std::move(sample));
        for (const std::uint32_t row : rows) values.push_back(remainder(columns, row));
    }
    Fact described{.label = "time to first token less load and prompt evaluation",
                   .unit = "s",
                   .metric = "ttft_s"};
    Remainder out;
    const Columns named = columns_of(*tables.front());
    out.ttft = named.ttft->name;
    out.load = named.load->name;
    out.prompt = named.prompt->name;
    out.low = analysis.book.of_mapped("min", samples, values, described);
    out.high = analysis.book.of_mapped("max", samples, values, described);
    out.n = analysis.book.of_count(
        counted, values.size(),
        {.label = "rows with all three times", .metric = "ttft_s", .statistic = "count"});
    return out;
}

}  // namespace chimera::facts
