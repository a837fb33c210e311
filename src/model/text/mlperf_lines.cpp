// SPDX-License-Identifier: Apache-2.0
// MLPerf LoadGen writes a run twice. mlperf_log_detail.txt, one JSON object a line:
//   :::MLLOG {"key": "result_mean_latency_ns", "value": 9716742157, "time_ms": 852064.781119, ...}
// and mlperf_log_summary.txt, "words : value", the unit in brackets behind the words:
//   99.00 percentile first token latency (ns)   : 435976100
// Each is one row, whose cells stand in lines of their own. Percentiles are LoadGen's:
// sorted[int(n p)]. Latencies, the first token's too, count from the scheduled time of a query.
#include "core/decimal.h"
#include "core/text.h"
#include "model/text/line_formats.h"

namespace chimera::model {

static constexpr std::string_view kLog = ":::MLLOG ";

static bool is_log(std::string_view line) {
    return line.starts_with(kLog) && line.find("\"key\"") != std::string_view::npos;
}

bool is_mlperf_detail(std::string_view head) {
    return any_line(head, is_log);
}

// Where the value of a member begins, behind the colon and blanks; npos where there is none.
static std::size_t member_at(std::string_view line, std::string_view key, std::size_t from) {
    const std::string quoted = "\"" + std::string(key) + "\"";
    std::size_t at = line.find(quoted, from);
    if (at == std::string_view::npos) return at;
    at += quoted.size();
    while (at < line.size() && (line[at] == ' ' || line[at] == ':')) ++at;
    return at;
}

// The key of a line and where its value begins. LoadGen writes "key" first and "value" next.
static std::string_view key_of(std::string_view line, std::size_t& value) {
    const std::size_t open = member_at(line, "key", kLog.size());
    if (open == std::string_view::npos || open >= line.size() || line[open] != '"') return {};
    const std::size_t close = line.find('"', open + 1);
    if (close == std::string_view::npos) return {};
    value = member_at(line, "value", close);
    return value == std::string_view::npos ? std::string_view()
                                           : line.substr(open + 1, close - open - 1);
}

bool opens_mlperf_detail(std::string_view line) {
    std::size_t value = 0;
    return line.starts_with(kLog) && key_of(line, value) == "loadgen_version";
}

// "result_first_token_mean_latency_ns" states its unit; of times per token some keys leave it out.
static std::string unit_of(std::string_view key) {
    return key.starts_with("result_time_") ? "ns" : "";
}

// What was asked for is told from what came out; the scenario is called as the summary calls it.
static std::string name_of_key(std::string_view key) {
    if (key == "effective_scenario") return "Scenario";
    const bool setting = key.starts_with("effective_") || key.starts_with("requested_");
    return (setting ? "settings/" : "") + std::string(key);
}

// The same of the words of a summary, whose settings are written as names. What is taken over the
// whole run is called as the detailed log calls it; only of a server run are the rates those of
// completions.
static std::string name_of_words(std::string_view words) {
    if (words == "Samples per second") return "result_samples_per_second";
    if (words == "Tokens per second") return "result_tokens_per_second";
    const bool setting =
        words.find('_') != std::string_view::npos && words.find(' ') == std::string_view::npos;
    return (setting ? "settings/" : "") + std::string(words);
}

TextLine read_mlperf_detail(std::string_view line, std::string_view /*opener*/) {
    TextLine out;
    if (!line.starts_with(kLog)) return out;
    std::size_t value = 0;
    const std::string_view key = key_of(line, value);
    if (key.empty() || line.back() != '}') {
        out.fault = "the line is no whole object";
        return out;
    }
    std::size_t end = number_end(line, value);
    std::size_t begin = value;
    if (value < line.size() && line[value] == '"') {
        begin = value + 1;
        end = line.find('"', begin);
        // A text with escapes is a message, and no cell.
        const std::size_t escape = line.find('\\', begin);
        if (end == std::string_view::npos || escape < end) return out;
    } else {
        for (const std::string_view word : {"true", "false"}) {
            if (line.substr(value).starts_with(word)) end = value + word.size();
        }
    }
    // Of a server run LoadGen writes 3.09379e-08 here, and what it means as
    // result_completed_tokens_per_second.
    if (end <= begin || key.starts_with("result_token_throughput")) return out;
    TextCell cell = cell_between(line, begin, end, name_of_key(key));
    cell.unit = unit_of(key);
    out.cells.push_back(std::move(cell));
    return out;
}

bool opens_mlperf_summary(std::string_view line) {
    return trim(line) == "MLPerf Results Summary";
}

bool is_mlperf_summary(std::string_view head) {
    return any_line(head, opens_mlperf_summary);
}

TextLine read_mlperf_summary(std::string_view line, std::string_view opener) {
    TextLine out;
    const std::size_t colon = line.find(':');
    if (opener.empty() || colon == std::string_view::npos || line.starts_with("WARNING") ||
        line.starts_with("ERROR")) {
        return out;
    }
    std::string_view name = trim(line.substr(0, colon));
    std::string unit;
    const std::size_t bracket = name.rfind(" (");
    if (name.ends_with(')') && bracket != std::string_view::npos) {
        unit = std::string(name.substr(bracket + 2, name.size() - bracket - 3));
        name = trim(name.substr(0, bracket));
    }
    TextCell cell = cell_between(line, colon + 1, line.size(), name_of_words(name));
    cell.unit = std::move(unit);
    const std::string_view text = line.substr(cell.begin, cell.size);
    // A sentence behind a colon is no value.
    if (name.empty() || text.empty() || words(text).size() > 3) return out;
    if (!cell.unit.empty() && !is_decimal(text)) {
        out.fault = "\"" + std::string(utf8_prefix(text, 40)) + "\" is no number of " + cell.unit;
        return out;
    }
    out.cells.push_back(std::move(cell));
    return out;
}

}  // namespace chimera::model
