// SPDX-License-Identifier: Apache-2.0
// The lines of each text format: how a file of it begins, what opens a run or a table, what the
// cells of a line are called. One source file a tool.
#pragma once

#include <optional>

#include "model/text/text_result.h"

namespace chimera::model {

// llama-bench: its Markdown table and its SQL.
bool is_llama_bench_table(std::string_view head);
bool opens_llama_bench_table(std::string_view line);
TextLine read_llama_bench_table(std::string_view line, std::string_view opener);
bool is_llama_bench_sql(std::string_view head);
TextLine read_llama_bench_sql(std::string_view line, std::string_view opener);

// llama-batched-bench: its table.
bool is_batched_bench_table(std::string_view head);
bool opens_batched_bench_table(std::string_view line);
TextLine read_batched_bench_table(std::string_view line, std::string_view opener);

// MLPerf LoadGen: mlperf_log_detail.txt and mlperf_log_summary.txt.
bool is_mlperf_detail(std::string_view head);
bool opens_mlperf_detail(std::string_view line);
TextLine read_mlperf_detail(std::string_view line, std::string_view opener);
bool is_mlperf_summary(std::string_view head);
bool opens_mlperf_summary(std::string_view line);
TextLine read_mlperf_summary(std::string_view line, std::string_view opener);

// ollama bench, as benchstat reads it, and its CSV.
bool is_ollama_bench(std::string_view head);
TextLine read_ollama_bench(std::string_view line, std::string_view opener);
bool is_ollama_bench_csv(std::string_view head);
TextLine read_ollama_bench_csv(std::string_view line, std::string_view opener);

// wrk and wrk2, and the percentile output of HdrHistogram alone.
bool is_wrk(std::string_view head);
bool opens_wrk(std::string_view line);
TextLine read_wrk(std::string_view line, std::string_view opener);
bool is_hdr_percentiles(std::string_view head);
bool opens_hdr_percentiles(std::string_view line);
TextLine read_hdr_percentiles(std::string_view line, std::string_view opener);

// AIPerf and GenAI-Perf: CSV with a metric a row.
bool is_metric_rows(std::string_view head);
bool opens_metric_rows(std::string_view line);
TextLine read_metric_rows(std::string_view line, std::string_view opener);

// HdrHistogram's interval log.
bool is_hlog(std::string_view head);
bool opens_hlog(std::string_view line);
TextLine read_hlog(std::string_view line, std::string_view opener);

// What several of them need.

// The trimmed part [begin, end) of the line as a cell.
TextCell cell_between(std::string_view line, std::size_t begin, std::size_t end, std::string name);
// Where the number that begins at `at` ends: sign, digits, point, exponent; `at` where none does.
std::size_t number_end(std::string_view line, std::size_t at);
// The fields of "| a | b |" as places in the line; empty where it is no such line.
std::vector<std::pair<std::size_t, std::size_t>> pipe_fields(std::string_view line);
// The first line of `head` for which `holds`, whatever stands above it.
bool any_line(std::string_view head, bool (*holds)(std::string_view line));

}  // namespace chimera::model
