// SPDX-License-Identifier: Apache-2.0
// A whole bench against a server: the plan is carried out leg by leg, every request is written down
// as it ends, and each point of the sweep is judged when all its rounds are in.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "bench/plan.h"
#include "bench/scenario.h"
#include "bench/stream_file.h"
#include "core/result.h"
#include "llm/chat_wire.h"

namespace chimera::bench {

struct BenchProgress {
    std::size_t leg = 0;  // from 1
    std::size_t legs = 0;
    std::string doing;             // "warm-up", "num_ctx=1024"
    std::optional<Progress> load;  // absent where nothing is sent
};

struct BenchHooks {
    std::function<void(const BenchProgress&)> on_progress;
    std::stop_token stop;
    bool is_part = false;  // of a search, which writes the stream's first and last line itself
};

struct BenchOutcome {
    nlohmann::ordered_json document;  // of --json
    std::vector<std::string> lines;   // of each run, for a person
    std::vector<Held> held;           // of each run: its objectives; empty where it has none
    std::size_t completed = 0;
    std::size_t failed = 0;
    bool was_stopped = false;
};

// What is measured, where, and where it is written down; `environment` goes into the header as it
// is.
struct BenchJob {
    const Scenario& scenario;
    const llm::ChatWire& wire;
    const nlohmann::ordered_json& environment;
    StreamFile& file;
};

// Errors: those of the plan and of the load; a disk that is full.
Result<BenchOutcome> run_bench(const BenchJob& job, const BenchHooks& hooks);

// One point's line for a person: its settings, its median times, its throughput, its verdict.
std::string told(const nlohmann::ordered_json& summary);

// The first and the last line of a stream, and the document of --json before its runs.
nlohmann::ordered_json header_line(const Scenario& scenario, const std::string& model,
                                   const nlohmann::ordered_json& environment,
                                   const StreamFile& file);
nlohmann::ordered_json summary_line(const BenchOutcome& outcome);
nlohmann::ordered_json begun_document(const Scenario& scenario, const StreamFile& file);

// A run that is measured, and why its numbers do not count. `host`: of_run (host.h), and what it
// cost.
struct JudgedRun {
    const RunLabel& label;
    const RunMeasures& measures;
    const Evidence& evidence;
    std::span<const Because> because;
    const nlohmann::ordered_json& host;
};

// What a million tokens of answers cost at the scenario's price; absent without a price or tokens.
void put_cost(nlohmann::ordered_json& host, const Scenario& scenario, const RunMeasures& measures);

// Writes the run's lines and adds it to the outcome.
void keep_run(const JudgedRun& run, StreamFile& file, BenchOutcome& out);

// The end of a stream, unless it goes on behind this part of it. Errors: a disk that is full.
Status end_stream(BenchOutcome& out, const BenchHooks& hooks, StreamFile& file);

}  // namespace chimera::bench
