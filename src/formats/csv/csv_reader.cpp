// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/text.h"
#include "formats/csv/csv_column.h"
#include "formats/csv/csv_layout.h"
#include "formats/csv/csv_scanner.h"
#include "formats/text_encoding.h"

namespace chimera::formats {

using csv::Layout;
using csv::Record;
using csv::RecordKind;

namespace {

// The rejects of one file: the first thousand as they are, of the others the number and the range.
class RejectLog {
public:
    void add(const Record& record, std::string reason) {
        ++count_;
        last_ = record.number;
        if (kept_.size() < kMost) {
            kept_.push_back({place(record.number, record.number, record.width), std::move(reason)});
        } else if (first_uncounted_ == 0) {
            first_uncounted_ = record.number;
        }
    }
    std::size_t count() const { return count_; }
    std::vector<model::Reject> take(std::size_t width) {
        if (first_uncounted_ != 0) {
            kept_.push_back({place(first_uncounted_, last_, width),
                             fmt::format("{} more records rejected here", count_ - kMost)});
        }
        return std::move(kept_);
    }
    static std::string place(std::uint32_t first, std::uint32_t last, std::size_t width) {
        return fmt::format("cell={},1-{},{}", first, last, std::max<std::size_t>(width, 1));
    }

private:
    static constexpr std::size_t kMost = 1000;
    std::vector<model::Reject> kept_;
    std::size_t count_ = 0;
    std::uint32_t first_uncounted_ = 0;
    std::uint32_t last_ = 0;
};

struct Reading {
    std::vector<csv::ColumnBuilder> columns;
    std::vector<std::uint32_t> row_ids;
    RejectLog rejects;
    std::size_t values() const {
        std::size_t sum = 0;
        for (const csv::ColumnBuilder& column : columns) sum += column.values();
        return sum;
    }
};

}  // namespace

static std::string fields(std::size_t count) {
    return fmt::format("{} field{}", count, count == 1 ? "" : "s");
}

// Why a record is no row; "" where it is one.
static std::string fault_of(const Record& record, const Layout& layout) {
    if (record.kind == RecordKind::kUnterminated) {
        return "a quote opened in this record is never closed; the rest of the file is not read";
    }
    if (record.width != layout.width) {
        return fmt::format("{} where the {} has {}", fields(record.width),
                           layout.header_row == 0 ? "table" : "header", layout.width);
    }
    return record.long_field ? "a field is longer than 1 MiB" : "";
}

// After the first rows it is known about how many there will be; a row has at least a byte a
// column.
static void expect_rows(std::size_t seen, std::size_t bytes_seen, std::size_t bytes,
                        Reading& reading) {
    const double each = static_cast<double>(bytes_seen) / static_cast<double>(seen);
    const auto guess = static_cast<std::size_t>(1.02 * static_cast<double>(bytes) / each) + seen;
    const std::size_t rows =
        std::min(guess, bytes / std::max<std::size_t>(reading.columns.size(), 1));
    reading.row_ids.reserve(rows);
    for (csv::ColumnBuilder& column : reading.columns) column.expect(rows);
}

static Reading read_records(std::string_view text, const Layout& layout) {
    Reading reading;
    for (std::size_t c = 0; c < layout.headings.size(); ++c) {
        model::Column column;
        column.name = layout.headings[c];
        column.unit = layout.units[c];
        column.position = static_cast<std::uint32_t>(c + 1);
        reading.columns.emplace_back(std::move(column));
    }
    csv::RecordScanner scanner(text, layout.delimiter);
    Record record;
    std::string scratch;
    while (scanner.next(record)) {
        if (record.kind == RecordKind::kBlank || record.kind == RecordKind::kComment) continue;
        if (record.number == layout.header_row || record.number == layout.units_row) continue;
        if (std::string fault = fault_of(record, layout); !fault.empty()) {
            if (record.kind == RecordKind::kUnterminated) ++record.width;
            reading.rejects.add(record, std::move(fault));
            continue;
        }
        const std::size_t row = reading.row_ids.size();
        reading.row_ids.push_back(record.number);
        constexpr std::size_t kEnough = 1000;
        if (row == kEnough) expect_rows(row, scanner.position(), text.size(), reading);
        for (std::size_t c = 0; c < record.fields.size(); ++c) {
            reading.columns[c].add(row, csv::trim_cell(csv::unescape(record.fields[c], scratch)));
        }
    }
    return reading;
}

// Reads the columns that may hold separators or units a second time.
static void restyle(std::string_view text, const Layout& layout, Reading& reading) {
    std::vector<std::size_t> wanted;
    std::vector<csv::Restyled> second;
    for (std::size_t c = 0; c < reading.columns.size(); ++c) {
        if (!reading.columns[c].wants_restyle()) continue;
        wanted.push_back(c);
        second.emplace_back(reading.columns[c]);
    }
    if (wanted.empty()) return;
    csv::RecordScanner scanner(text, layout.delimiter);
    Record record;
    std::string scratch;
    std::size_t row = 0;
    while (row < reading.row_ids.size() && scanner.next(record)) {
        if (record.number != reading.row_ids[row]) continue;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            second[i].add(row, csv::trim_cell(csv::unescape(record.fields[wanted[i]], scratch)));
        }
        ++row;
    }
    for (std::size_t i = 0; i < wanted.size(); ++i) second[i].finish(reading.columns[wanted[i]]);
}

static std::string excerpt(std::string_view line) {
    constexpr std::size_t kMost = 100;
    std::string out(utf8_prefix(line, kMost));
    std::replace_if(out.begin(), out.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
    if (out.size() < line.size()) out += "...";
    return out;
}

static std::string encoding_name(std::string_view encoding) {
    if (encoding.starts_with("utf-16")) return "UTF-16";
    return encoding == "utf-8" ? "UTF-8" : "Latin-1";
}

// "prompt" may head a list; a sentence is no heading.
static bool looks_like_heading(std::string_view line) {
    return line.size() <= 40 && words(line).size() <= 3;
}

static bool has_numbers(Reading& reading) {
    return std::any_of(reading.columns.begin(), reading.columns.end(),
                       [](csv::ColumnBuilder& column) { return !column.column().numbers.empty(); });
}

// Whether what was read deserves the name of a table.
static Status check_table(const DecodedText& decoded, const Layout& layout, Reading& reading) {
    const std::size_t rows = reading.row_ids.size();
    const std::string name = encoding_name(decoded.encoding);
    const std::size_t rejected = reading.rejects.count();
    if (layout.data_records == 0 && rejected == 0) {
        return input_error("no table: nothing but comments and blank lines");
    }
    if (layout.width > csv::kMostColumns) {
        return input_error(
            fmt::format("{} columns; at most {} are read", layout.width, csv::kMostColumns));
    }
    if (layout.width == 1 && rows + rejected == 0) {
        return input_error(
            fmt::format("{} text of one line, no table: \"{}\"", name, excerpt(layout.first_line)));
    }
    if (has_numbers(reading)) return Done{};
    if (layout.width == 1 && (layout.header_row == 0 || !looks_like_heading(layout.first_line))) {
        return input_error(fmt::format("{} text without delimiter and number, no table: \"{}\"",
                                       name, excerpt(layout.first_line)));
    }
    if (rejected > rows) {
        const model::Reject first = reading.rejects.take(layout.width).front();
        return input_error(fmt::format("no table: {} of {} records do not fit: {}", rejected,
                                       rejected + rows, first.reason),
                           first.at);
    }
    return Done{};
}

Result<model::FileRecords> read_csv(std::string_view bytes, unsigned /*jobs*/) {
    TRY_ASSIGN(const DecodedText decoded, decode_text(bytes));
    const std::string_view text = decoded.text();
    const Layout layout = csv::find_layout(text);
    Reading reading;
    if (layout.width <= csv::kMostColumns) reading = read_records(text, layout);
    restyle(text, layout, reading);
    TRY(check_table(decoded, layout, reading));

    model::FileRecords out;
    out.format = "csv";
    out.dialect = model::Dialect{std::string(1, layout.delimiter), decoded.encoding,
                                 layout.header_row, layout.units_row};
    out.values = reading.values();
    out.rejects = reading.rejects.take(layout.width);
    if (reading.row_ids.empty()) {
        if (out.rejects.empty()) {
            out.rejects.push_back(
                {RejectLog::place(layout.header_row, layout.header_row, layout.width),
                 "a header and no rows"});
        }
        return out;
    }
    model::Table table;
    table.rows_are = model::RowsAre::kCsvRecords;
    table.rows = reading.row_ids.size();
    table.row_ids = std::move(reading.row_ids);
    table.columns.reserve(reading.columns.size());
    for (csv::ColumnBuilder& column : reading.columns) {
        if (std::string why = column.unread(); !why.empty()) {
            const auto at = fmt::format("cell={},{}", std::max(layout.header_row, 1U),
                                        column.column().position);
            out.rejects.push_back({at, std::move(why)});
        }
        table.columns.push_back(std::move(column.column()));
    }
    out.tables.push_back(std::move(table));
    return out;
}

}  // namespace chimera::formats
