// SPDX-License-Identifier: Apache-2.0
// ollama's bench prints what benchstat reads, a line a step of each repetition:
//   # Model: m | Params: 1.2B | Quant: Q4_0 | Family: llama | Size: 700000000 | NumCtx: 4096
//   BenchmarkModel/name=m/step=prefill 1 52631578.00 ns/token 19.00 token/sec
//   BenchmarkModel/name=m/step=ttft 1 120000000 ns/op
// or CSV, with the comment behind its header:
//   NAME,STEP,COUNT,NS_PER_COUNT,TOKEN_PER_SEC
//   m,prefill,19,52631578.00,19.00
#include <array>

#include "core/decimal.h"
#include "core/text.h"
#include "model/text/line_formats.h"

namespace chimera::model {

static constexpr std::string_view kBench = "BenchmarkModel/name=";
static constexpr std::string_view kStep = "/step=";

static bool is_bench_line(std::string_view line) {
    return line.starts_with(kBench) && line.find(kStep) != std::string_view::npos;
}

bool is_ollama_bench(std::string_view head) {
    return any_line(head, is_bench_line);
}

namespace {

// What a step and a unit together measure: the line alone calls both of two values "generate".
struct Measured {
    std::string_view step;
    std::string_view unit;
    std::string_view name;
};

}  // namespace

static constexpr std::array<Measured, 7> kMeasured = {{
    {"prefill", "token/sec", "prefill throughput"},
    {"generate", "token/sec", "generation throughput"},
    {"prefill", "ns/token", "prefill ns per token"},
    {"generate", "ns/token", "generate ns per token"},
    {"ttft", "ns/op", "ttft"},
    {"load", "ns/op", "load time"},
    {"total", "ns/op", "total latency"},
}};

static TextCell measured(std::string_view step, std::string_view unit, TextCell cell) {
    cell.name = std::string(step) + " " + std::string(unit);
    // "ns/op" of one operation is nanoseconds.
    cell.unit = unit == "ns/op" ? "ns" : unit == "ns/token" ? "" : "tok/s";
    for (const Measured& known : kMeasured) {
        if (known.step == step && known.unit == unit) cell.name = known.name;
    }
    return cell;
}

TextLine read_ollama_bench(std::string_view line, std::string_view /*opener*/) {
    TextLine out;
    if (!line.starts_with(kBench)) return out;
    const std::size_t step_at = line.find(kStep);
    const std::size_t blank = line.find_first_of(" \t", kBench.size());
    if (step_at == std::string_view::npos || blank == std::string_view::npos || blank < step_at) {
        out.fault = "no step or no value";
        return out;
    }
    out.cells.push_back(cell_between(line, kBench.size(), step_at, "model"));
    const std::size_t step = step_at + kStep.size();
    out.cells.push_back(cell_between(line, step, blank, "step"));
    const std::string_view of_step = line.substr(step, blank - step);
    std::vector<TextCell> tokens;
    for (std::size_t at = blank; at < line.size();) {
        const std::size_t from = line.find_first_not_of(" \t", at);
        if (from == std::string_view::npos) break;
        at = std::min(line.find_first_of(" \t", from), line.size());
        tokens.push_back(cell_between(line, from, at, ""));
    }
    const auto text = [&](const TextCell& cell) { return line.substr(cell.begin, cell.size); };
    // One count, then values with their units.
    const bool paired = tokens.size() >= 3 && tokens.size() % 2 == 1 && is_decimal(text(tokens[0]));
    for (std::size_t i = 1; paired && i + 1 < tokens.size(); i += 2) {
        if (!is_decimal(text(tokens[i]))) {
            out.fault = "\"" + std::string(utf8_prefix(text(tokens[i]), 40)) + "\" is no number";
            break;
        }
        out.cells.push_back(measured(of_step, text(tokens[i + 1]), tokens[i]));
    }
    if (!paired) out.fault = "values without their units";
    if (!out.fault.empty()) out.cells.clear();
    return out;
}

static bool is_csv_header(std::string_view line) {
    return line.starts_with("NAME,STEP,COUNT,NS_PER_COUNT,TOKEN_PER_SEC");
}

bool is_ollama_bench_csv(std::string_view head) {
    return any_line(head, is_csv_header);
}

// What a column measures differs from step to step, so that its cells are called by both.
TextLine read_ollama_bench_csv(std::string_view line, std::string_view /*opener*/) {
    TextLine out;
    if (trim(line).empty() || line.starts_with('#') || is_csv_header(line)) return out;
    std::vector<TextCell> fields;
    for (std::size_t at = 0; at <= line.size() && fields.size() < 8;) {
        const std::size_t end = std::min(line.find(',', at), line.size());
        fields.push_back(cell_between(line, at, end, ""));
        at = end + 1;
    }
    const auto text = [&](std::size_t i) { return line.substr(fields[i].begin, fields[i].size); };
    constexpr std::size_t kFields = 5;
    if (fields.size() != kFields || !is_decimal(text(3)) || !is_decimal(text(4))) {
        out.fault = "no name, step and three numbers";
        return out;
    }
    const std::string step(text(1));
    const bool of_tokens = step == "prefill" || step == "generate";
    fields[0].name = "model";
    fields[1].name = "step";
    out.cells = {fields[0], fields[1]};
    out.cells.push_back(measured(step, of_tokens ? "ns/token" : "ns/op", fields[3]));
    // Of a step that makes no tokens the rate is written as zero.
    if (of_tokens) out.cells.push_back(measured(step, "token/sec", fields[4]));
    return out;
}

}  // namespace chimera::model
