// SPDX-License-Identifier: Apache-2.0
// The flags of `chimera bench` and the scenario that they ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/scenario.h"
#include "cli/command.h"
#include "llm/chat_wire.h"

namespace chimera::cli {

struct BenchOptions {
    std::string llm = "openai";
    std::string model;
    std::string model_file;
    std::string base_url;
    std::string key_file;
    std::string ca_file;
    std::string output = "results";
    std::string name;
    std::optional<std::uint64_t> concurrency;
    std::optional<std::uint64_t> max_concurrency;
    std::optional<double> rate;
    std::string arrival;
    std::vector<std::string> stages;
    std::string trace;
    std::vector<std::string> sweep;
    std::string design = "full";
    std::optional<std::uint64_t> requests;
    std::string duration;
    std::uint64_t warmup = 1;
    std::string cooldown;
    std::optional<std::uint64_t> rounds;
    std::string prompts;
    std::string prompt_tokens;
    std::string max_tokens;
    std::string depth;
    std::string threads;
    std::string batch;
    bool flash_attn = false;
    bool ignore_eos = false;
    bool repeat_prompts = false;
    std::optional<int> num_gpu;
    std::optional<int> num_ctx;
    std::optional<double> temperature;
    std::string slo;
    bool find_max_rate = false;
    std::string timeout;
    std::string stall_timeout;
    std::uint64_t seed = 1;
    bool no_calibration = false;
    std::string telemetry = "1s";
    std::string server_metrics;
    std::optional<double> price;
    bool dry_run = false;
    bool json = false;
    bool quiet = false;
};

std::vector<Flag> bench_flags(BenchOptions& options);

// Errors: usage_error where a flag is of another kind of bench, or two contradict each other.
Status check_flags(const BenchOptions& options);

// Reads the files that it names. Errors: usage_error where flags contradict each other or cannot be
// read, input_error for a file. What `check_flags` refuses is not asked again.
Result<bench::Scenario> scenario_of(const BenchOptions& options);

}  // namespace chimera::cli
