// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_layout.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "formats/csv/csv_cell.h"
#include "formats/unit_words.h"

namespace chimera::formats::csv {

static constexpr std::size_t kSampleRecords = 100;
static constexpr std::size_t kSampleBytes = std::size_t{1} << 20U;
static constexpr std::size_t kLongestHeading = 2048;
static constexpr std::size_t kShownOfLine = 200;

struct SampleRecord {
    std::uint32_t number = 0;
    std::size_t width = 0;
    std::vector<std::string> cells;  // trimmed, cut to the longest heading
};

static std::vector<SampleRecord> take_sample(std::string_view text, char delimiter) {
    std::vector<SampleRecord> sample;
    RecordScanner scanner(text, delimiter);
    Record record;
    std::string scratch;
    // However far down the first records stand, behind a long comment or under blank lines, they
    // count.
    constexpr std::size_t kFewest = 3;
    while (sample.size() < kSampleRecords &&
           (sample.size() < kFewest || scanner.position() < kSampleBytes) && scanner.next(record)) {
        if (record.kind != RecordKind::kData) continue;
        SampleRecord& kept = sample.emplace_back();
        kept.number = record.number;
        kept.width = record.width;
        kept.cells.reserve(record.fields.size());
        for (const Field& field : record.fields) {
            const std::string_view cell = trim(unescape(field, scratch));
            kept.cells.emplace_back(utf8_prefix(cell, kLongestHeading));
        }
    }
    return sample;
}

static bool is_numeric(std::string_view cell) {
    Number number;
    return read_number(cell, number) || possible_mark(cell) != Mark::kNone ||
           split_suffix(cell).has_value();
}

struct Mode {
    std::size_t width = 0;
    std::size_t count = 0;
};

static Mode usual_width(const std::vector<SampleRecord>& sample) {
    std::map<std::size_t, std::size_t> counts;
    for (const SampleRecord& record : sample) ++counts[record.width];
    Mode mode;
    for (const auto& [width, count] : counts) {
        if (count >= mode.count) mode = {width, count};
    }
    return mode;
}

// Consistency of the width plus the share of cells that are numbers; negative for no table at all.
static double score(const std::vector<SampleRecord>& sample) {
    const Mode mode = usual_width(sample);
    if (mode.width < 2) return -1;
    std::size_t cells = 0;
    std::size_t typed = 0;
    for (const SampleRecord& record : sample) {
        if (record.width != mode.width) continue;
        cells += record.cells.size();
        for (const std::string& cell : record.cells) {
            typed += is_absent(cell) || is_numeric(cell) ? 1U : 0U;
        }
    }
    const double consistency = static_cast<double>(mode.count) / static_cast<double>(sample.size());
    const double share =
        static_cast<double>(typed) / static_cast<double>(std::max<std::size_t>(cells, 1));
    return consistency + share + 0.001 * static_cast<double>(std::min<std::size_t>(mode.width, 10));
}

struct BelowColumn {
    std::size_t numbers = 0;
    std::size_t texts = 0;
};

// What the records after `from` hold in one column.
static BelowColumn look_below(const std::vector<SampleRecord>& sample, std::size_t from,
                              std::size_t column) {
    BelowColumn below;
    for (std::size_t i = from + 1; i < sample.size(); ++i) {
        if (sample[i].width != sample[from].width || column >= sample[i].cells.size()) continue;
        const std::string& cell = sample[i].cells[column];
        if (is_absent(cell)) continue;
        ++(is_numeric(cell) ? below.numbers : below.texts);
    }
    return below;
}

static bool is_header(const std::vector<SampleRecord>& sample, std::size_t index) {
    const SampleRecord& record = sample[index];
    std::ptrdiff_t votes = 0;
    std::size_t texts = 0;
    std::size_t numbers = 0;
    for (std::size_t c = 0; c < record.cells.size(); ++c) {
        if (is_absent(record.cells[c])) continue;
        const bool number = is_numeric(record.cells[c]);
        ++(number ? numbers : texts);
        const BelowColumn below = look_below(sample, index, c);
        if (below.numbers > 0 && below.texts == 0) votes += number ? -1 : 1;
    }
    if (votes != 0) return votes > 0;
    if (texts <= numbers) return false;
    return index + 1 >= sample.size() || sample[index + 1].cells != record.cells;
}

// "","","ms","block","%": most of what stands there are units, nothing is a number, and the columns
// with a unit hold numbers below.
static bool is_units_row(const std::vector<SampleRecord>& sample, std::size_t index) {
    const SampleRecord& record = sample[index];
    std::size_t known = 0;
    std::size_t unknown = 0;
    std::size_t above_numbers = 0;
    std::size_t above_texts = 0;
    for (std::size_t c = 0; c < record.cells.size(); ++c) {
        const std::string& cell = record.cells[c];
        if (cell.empty()) continue;
        if (is_numeric(cell)) return false;
        if (!is_unit(cell)) {
            ++unknown;
            continue;
        }
        ++known;
        const BelowColumn below = look_below(sample, index, c);
        if (below.numbers > 0) ++above_numbers;
        if (below.texts > below.numbers) ++above_texts;
    }
    return known > unknown && above_numbers > above_texts;
}

static std::vector<std::string> unique_headings(std::vector<std::string> headings) {
    std::set<std::string, std::less<>> taken(headings.begin(), headings.end());
    std::set<std::string, std::less<>> seen;
    std::map<std::string, std::size_t, std::less<>> next_number;
    for (std::size_t c = 0; c < headings.size(); ++c) {
        if (headings[c].empty()) headings[c] = fmt::format("column {}", c + 1);
        if (seen.insert(headings[c]).second) continue;
        std::size_t& number = next_number.try_emplace(headings[c], 2).first->second;
        std::string candidate;
        do {
            candidate = fmt::format("{} ({})", headings[c], number++);
        } while (taken.contains(candidate) || seen.contains(candidate));
        headings[c] = candidate;
        seen.insert(candidate);
    }
    return headings;
}

static char best_delimiter(std::string_view text, std::vector<SampleRecord>& sample) {
    char best = ',';
    double best_score = -2;
    for (const char candidate : {',', ';', '\t', '|'}) {
        std::vector<SampleRecord> records = take_sample(text, candidate);
        const double candidate_score = score(records);
        if (candidate_score <= best_score) continue;
        best = candidate;
        best_score = candidate_score;
        sample = std::move(records);
    }
    return best;
}

Layout find_layout(std::string_view text) {
    Layout layout;
    std::vector<SampleRecord> sample;
    layout.delimiter = best_delimiter(text, sample);
    layout.data_records = sample.size();
    if (sample.empty()) return layout;
    for (const std::string& cell : sample.front().cells) {
        if (layout.first_line.size() > kShownOfLine) break;
        if (&cell != &sample.front().cells.front()) layout.first_line += layout.delimiter;
        layout.first_line += cell;
    }
    const Mode mode = usual_width(sample);
    std::size_t top = 0;
    while (mode.width > 1 && top + 1 < sample.size() && sample[top].width == 1) ++top;
    if (!is_header(sample, top)) {
        layout.width = mode.width;
        layout.headings =
            unique_headings(std::vector<std::string>(std::min(mode.width, kMostColumns)));
        layout.units.resize(layout.headings.size());
        return layout;
    }
    const SampleRecord& header = sample[top];
    layout.width = header.width;
    layout.header_row = header.number;
    layout.headings = unique_headings(header.cells);
    for (const std::string& heading : layout.headings) {
        layout.units.emplace_back(bracketed_unit(heading));
    }
    const bool next_fits = top + 1 < sample.size() && sample[top + 1].width == header.width;
    if (next_fits && is_units_row(sample, top + 1)) {
        layout.units_row = sample[top + 1].number;
        for (std::size_t c = 0; c < layout.units.size(); ++c) {
            const std::string& unit = sample[top + 1].cells[c];
            if (!unit.empty()) layout.units[c] = utf8_prefix(unit, 64);
        }
    }
    return layout;
}

}  // namespace chimera::formats::csv
