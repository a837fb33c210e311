// SPDX-License-Identifier: Apache-2.0
// wrk, and wrk2 with --latency:
//   Running 30s test @ http://127.0.0.1:8080/
//     2 threads and 100 connections
//     Thread Stats   Avg      Stdev     Max   +/- Stdev
//       Latency     1.04ms  443.70us  11.70ms   66.67%
//     Latency Distribution (HdrHistogram - Recorded Latency)
//    50.000%    1.03ms
//          1.035     0.500000         5000         2.00
//   #[Mean    =        1.047, StdDeviation   =        0.443]
//   #[Max     =       11.703, Total count    =        10000]
//   Requests/sec:   2000.28
// The lines of numbers and those that begin with "#[" are HdrHistogram's own; wrk2 prints them in
// milliseconds. Where they stand alone, nothing tells their unit.
#include <algorithm>
#include <array>

#include "core/decimal.h"
#include "core/text.h"
#include "model/text/line_formats.h"

namespace chimera::model {

bool opens_wrk(std::string_view line) {
    return line.starts_with("Running ") && line.find(" test @ ") != std::string_view::npos;
}

bool is_wrk(std::string_view head) {
    return any_line(head, opens_wrk);
}

bool opens_hdr_percentiles(std::string_view line) {
    const auto all = words(line);
    return line.find("1/(1-Percentile)") != std::string_view::npos && all.size() >= 3 &&
           all[0] == "Value" && all[1] == "Percentile";
}

bool is_hdr_percentiles(std::string_view head) {
    return any_line(head, opens_hdr_percentiles);
}

// The parts of a line between blanks.
static std::vector<TextCell> tokens_of(std::string_view line) {
    std::vector<TextCell> out;
    for (std::size_t at = 0; at < line.size();) {
        const std::size_t from = line.find_first_not_of(" \t", at);
        if (from == std::string_view::npos) break;
        at = std::min(line.find_first_of(" \t", from), line.size());
        out.push_back(cell_between(line, from, at, ""));
    }
    return out;
}

// "443.70us" and "66.67%" as the number alone, with its unit; false for anything else.
static bool take_quantity(std::string_view line, TextCell& cell) {
    static constexpr std::array<std::string_view, 6> kUnits = {"us", "ms", "s", "m", "h", "%"};
    const std::size_t end = number_end(line, cell.begin);
    if (end == cell.begin) return false;
    const std::string_view unit = line.substr(end, cell.begin + cell.size - end);
    const bool known = std::find(kUnits.begin(), kUnits.end(), unit) != kUnits.end();
    if (!known && !unit.empty()) return false;
    cell.unit = unit == "m" ? "min" : unit;
    cell.size = static_cast<std::uint32_t>(end - cell.begin);
    return true;
}

static std::string_view text_of(std::string_view line, const TextCell& cell) {
    return line.substr(cell.begin, cell.size);
}

// "99.900" is p99.9 and "100.000" p100.
static std::string percentile_name(std::string_view number) {
    std::string digits(number);
    if (digits.find('.') != std::string::npos) {
        while (digits.ends_with('0')) digits.pop_back();
        if (digits.ends_with('.')) digits.pop_back();
    }
    return "p" + digits;
}

// "#[Mean    =        1.047, StdDeviation   =        0.443]"
static TextLine read_footer(std::string_view line, const std::string& of, const std::string& unit) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kNames = {
        {{"Mean", "mean"}, {"StdDeviation", "stdev"}, {"Max", "max"}, {"Total count", "count"}}};
    TextLine out;
    if (!line.ends_with(']')) {
        out.fault = "the line is not finished";
        return out;
    }
    for (const auto& [shown, name] : kNames) {
        const std::size_t key = line.find(shown);
        const std::size_t equals = line.find('=', key == std::string_view::npos ? 0 : key);
        if (key == std::string_view::npos || equals == std::string_view::npos) continue;
        const std::size_t from = line.find_first_not_of(' ', equals + 1);
        const std::size_t end = from == std::string_view::npos ? from : number_end(line, from);
        if (from == std::string_view::npos || end == from) continue;
        TextCell cell = cell_between(line, from, end, of + "/" + std::string(name));
        if (name != "count") cell.unit = unit;
        out.cells.push_back(std::move(cell));
    }
    return out;
}

// Of the four numbers of a line the first, if it is the median or another percentile that people
// ask for: the steps between them repeat one value many times.
static TextLine read_spectrum(std::string_view line, const std::vector<TextCell>& tokens) {
    static constexpr std::array<std::string_view, 7> kAsked = {
        "0.500000", "0.750000", "0.900000", "0.950000", "0.990000", "0.999000", "1.000000"};
    static constexpr std::array<std::string_view, 7> kNames = {"p50", "p75",   "p90", "p95",
                                                               "p99", "p99.9", "p100"};
    TextLine out;
    const bool last = tokens.size() == 4 && text_of(line, tokens[3]) == "inf";
    const bool numbers = tokens.size() >= 3 && tokens.size() <= 4 &&
                         std::all_of(tokens.begin(), tokens.begin() + 3, [&](const TextCell& cell) {
                             return is_decimal(text_of(line, cell));
                         });
    if (!numbers || (tokens.size() == 4 && !last && !is_decimal(text_of(line, tokens[3])))) {
        out.fault = "no four numbers of a percentile";
        return out;
    }
    const std::string percentile = [&] {
        std::string text(text_of(line, tokens[1]));
        constexpr std::size_t kDigits = 8;
        while (text.size() > kDigits && text.ends_with('0')) text.pop_back();
        return text;
    }();
    for (std::size_t i = 0; i < kAsked.size(); ++i) {
        if (percentile != kAsked[i]) continue;
        TextCell cell = tokens[0];
        cell.name = "Value/" + std::string(kNames[i]);
        out.cells.push_back(std::move(cell));
    }
    return out;
}

TextLine read_hdr_percentiles(std::string_view line, std::string_view opener) {
    TextLine out;
    if (opener.empty() || line == opener || trim(line).empty()) return out;
    if (line.starts_with("#[")) return read_footer(line, "Value", "");
    if (!is_digit(trim(line).front())) return out;
    return read_spectrum(line, tokens_of(line));
}

// "    Latency     1.04ms  443.70us  11.70ms   66.67%"
static TextLine read_thread_stats(std::string_view line, const std::vector<TextCell>& tokens) {
    static constexpr std::array<std::string_view, 3> kNames = {"/avg", "/stdev", "/max"};
    TextLine out;
    if (tokens.size() != 5) {
        out.fault = "not four values";
        return out;
    }
    for (std::size_t i = 0; i < kNames.size(); ++i) {
        TextCell cell = tokens[i + 1];
        if (!take_quantity(line, cell)) {
            out.fault = "\"" + std::string(utf8_prefix(text_of(line, cell), 40)) + "\" is no time";
            out.cells.clear();
            return out;
        }
        cell.name = "Latency" + std::string(kNames[i]);
        out.cells.push_back(std::move(cell));
    }
    return out;
}

TextLine read_wrk(std::string_view line, std::string_view opener) {
    TextLine out;
    if (opener.empty() || trim(line).empty()) return out;
    if (line.starts_with("#[")) {
        return line.starts_with("#[Mean") || line.starts_with("#[Max")
                   ? read_footer(line, "Recorded latency", "ms")
                   : out;
    }
    const auto tokens = tokens_of(line);
    const std::string_view first = text_of(line, tokens[0]);
    if (first == "Latency" && tokens.size() > 1 && is_digit(text_of(line, tokens[1])[0])) {
        return read_thread_stats(line, tokens);
    }
    if (tokens.size() == 2 && (first == "Requests/sec:" || first == "Transfer/sec:")) {
        TextCell cell = tokens[1];
        cell.name = std::string(first.substr(0, first.size() - 1));
        if (first == "Requests/sec:") {
            cell.unit = "req/s";
            if (!is_decimal(text_of(line, cell))) {
                out.fault =
                    "\"" + std::string(utf8_prefix(text_of(line, cell), 40)) + "\" is no rate";
                return out;
            }
        }
        out.cells.push_back(std::move(cell));
        return out;
    }
    // " 99.900%   17.33ms"
    if (tokens.size() == 2 && first.ends_with('%') && is_digit(first[0])) {
        TextCell cell = tokens[1];
        const std::string_view number = first.substr(0, first.size() - 1);
        if (!is_decimal(number) || !take_quantity(line, cell)) {
            out.fault = "no percentile and its time";
            return out;
        }
        cell.name = "Latency/" + percentile_name(number);
        out.cells.push_back(std::move(cell));
        return out;
    }
    // "  2 threads and 100 connections"
    if (tokens.size() == 5 && text_of(line, tokens[1]) == "threads" &&
        text_of(line, tokens[4]) == "connections") {
        out.cells = {tokens[0], tokens[3]};
        out.cells[0].name = "threads";
        out.cells[1].name = "connections";
    }
    return out;
}

bool opens_hlog(std::string_view line) {
    return line.starts_with("\"StartTimestamp\",\"Interval_Length\"");
}

static bool is_hlog_mark(std::string_view line) {
    return line.starts_with("#[Histogram log format version") || opens_hlog(line);
}

bool is_hlog(std::string_view head) {
    return any_line(head, is_hlog_mark);
}

// "Tag=A,0.127,1.007,2.769,HISTFAAAAEV42pNp..."; the unit of the maximum stands in the legend, if
// anywhere: "Interval_Max(ms)".
TextLine read_hlog(std::string_view line, std::string_view opener) {
    static constexpr std::array<std::string_view, 4> kNames = {
        "StartTimestamp", "Interval_Length", "Interval_Max", "Interval_Compressed_Histogram"};
    TextLine out;
    if (trim(line).empty() || line.starts_with('#') || line.starts_with('"')) return out;
    std::size_t at = 0;
    if (line.starts_with("Tag=")) {
        const std::size_t comma = std::min(line.find(','), line.size());
        out.cells.push_back(cell_between(line, 4, comma, "Tag"));
        at = std::min(comma + 1, line.size());
    }
    std::size_t field = 0;
    for (; field < kNames.size() && at <= line.size(); ++field) {
        const std::size_t end = std::min(line.find(',', at), line.size());
        TextCell cell = cell_between(line, at, end, std::string(kNames[field]));
        if (field < 2) cell.unit = "s";
        if (field == 2 && opener.find("Interval_Max(ms)") != std::string_view::npos)
            cell.unit = "ms";
        if (field < 3 && !is_decimal(text_of(line, cell))) break;
        out.cells.push_back(std::move(cell));
        at = end + 1;
    }
    if (field < kNames.size() || at <= line.size()) {
        out.cells.clear();
        out.fault = "not three numbers and a histogram";
    }
    return out;
}

}  // namespace chimera::model
