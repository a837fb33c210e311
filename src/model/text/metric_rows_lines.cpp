// SPDX-License-Identifier: Apache-2.0
// AIPerf and GenAI-Perf write CSV whose rows are metrics and whose columns are statistics, the
// metrics without a distribution in a section of their own:
//   Metric,avg,min,max,p99,p95
//   Request Latency (ms),"1,146.31",249.48,"3,485.23","3,457.97","3,349.56"
//
//   Metric,Value
//   Request Throughput (per sec),1.70
// A file may hold several such pairs, one a time slice. What AIPerf appends of each GPU has more
// columns than the heading and is no part of the run's metrics.
#include "core/decimal.h"
#include "core/text.h"
#include "model/text/line_formats.h"

namespace chimera::model {

// The trimmed content of each field of one record; quotes belong to none.
static std::vector<TextCell> fields_of(std::string_view line) {
    constexpr std::size_t kMost = 64;
    std::vector<TextCell> out;
    for (std::size_t at = 0; at <= line.size() && out.size() < kMost;) {
        const bool quoted = at < line.size() && line[at] == '"';
        const std::size_t begin = at + (quoted ? 1 : 0);
        std::size_t end = line.find(quoted ? '"' : ',', begin);
        if (end == std::string_view::npos) end = line.size();
        out.push_back(cell_between(line, begin, end, ""));
        at = line.find(',', end);
        if (at == std::string_view::npos) break;
        ++at;
    }
    return out;
}

static std::string_view text_of(std::string_view line, const TextCell& cell) {
    return line.substr(cell.begin, cell.size);
}

bool opens_metric_rows(std::string_view line) {
    return line.starts_with("Metric,avg,min,max");
}

bool is_metric_rows(std::string_view head) {
    return any_line(head, opens_metric_rows);
}

// "Request Latency (ms)": the name, and the unit where it is one. "(per sec)" and "(count)" say
// less than the name does.
static void name_metric(std::string_view words, TextCell& cell) {
    cell.name = std::string(trim(words));
    const std::size_t bracket = words.rfind(" (");
    if (!words.ends_with(')') || bracket == std::string_view::npos) return;
    cell.name = std::string(trim(words.substr(0, bracket)));
    const std::string_view unit = words.substr(bracket + 2, words.size() - bracket - 3);
    if (unit != "per sec" && unit != "count") cell.unit = std::string(unit);
}

TextLine read_metric_rows(std::string_view line, std::string_view opener) {
    TextLine out;
    const std::vector<TextCell> fields = fields_of(line);
    if (opener.empty() || line == opener || fields.size() < 2) return out;
    const std::vector<TextCell> headings = fields_of(opener);
    const bool alone = fields.size() == 2;
    const std::string_view metric = text_of(line, fields[0]);
    if ((!alone && fields.size() != headings.size()) || metric.empty()) return out;
    if (alone && text_of(line, fields[1]) == "Value") return out;
    for (std::size_t i = 1; i < fields.size(); ++i) {
        TextCell cell = fields[i];
        const std::string_view text = text_of(line, cell);
        if (text.empty()) continue;
        if (!is_decimal(without_groups(text))) {
            out.fault = "\"" + std::string(utf8_prefix(text, 40)) + "\" is no number";
            out.cells.clear();
            return out;
        }
        name_metric(metric, cell);
        if (!alone) cell.name += "/" + std::string(text_of(opener, headings[i]));
        out.cells.push_back(std::move(cell));
    }
    return out;
}

}  // namespace chimera::model
