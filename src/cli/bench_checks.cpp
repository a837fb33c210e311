// SPDX-License-Identifier: Apache-2.0
// Which flags of `chimera bench` go together.
#include <fmt/format.h>

#include <algorithm>
#include <span>

#include "cli/bench_options.h"
#include "llm/url.h"

namespace chimera::cli {

namespace {

struct Given {
    bool is_given;
    const char* flag;
};

}  // namespace

static const char* first_given(std::span<const Given> flags) {
    const auto found =
        std::find_if(flags.begin(), flags.end(), [](const Given& flag) { return flag.is_given; });
    return found == flags.end() ? nullptr : found->flag;
}

// What only a load on a server has.
static Status check_embedded(const BenchOptions& options) {
    const Given flags[] = {{!options.base_url.empty(), "--base-url"},
                           {!options.model_file.empty(), "--model-file"},
                           {!options.key_file.empty(), "--api-key-file"},
                           {!options.ca_file.empty(), "--ca-file"},
                           {options.concurrency.has_value(), "--concurrency"},
                           {options.max_concurrency.has_value(), "--max-concurrency"},
                           {options.rate.has_value(), "--rate"},
                           {!options.arrival.empty(), "--arrival"},
                           {!options.stages.empty(), "--stage"},
                           {!options.trace.empty(), "--trace"},
                           {options.requests.has_value(), "--requests"},
                           {!options.duration.empty(), "--duration"},
                           {!options.cooldown.empty(), "--cooldown"},
                           {!options.prompts.empty(), "--prompts"},
                           {options.ignore_eos, "--ignore-eos"},
                           {options.repeat_prompts, "--repeat-prompts"},
                           {!options.slo.empty(), "--slo"},
                           {options.find_max_rate, "--find-max-rate"},
                           {!options.timeout.empty(), "--timeout"},
                           {!options.stall_timeout.empty(), "--stall-timeout"},
                           {options.num_ctx.has_value(), "--num-ctx"},
                           {options.no_calibration, "--no-calibration"},
                           {!options.server_metrics.empty(), "--server-metrics"}};
    const char* flag = first_given(flags);
    if (flag == nullptr) return Done{};
    return usage_error(fmt::format(
        "{} is of a load on a server; --llm embedded has --prompt-tokens, --gen-tokens, "
        "--depth, --threads, --batch and --rounds",
        flag));
}

// What only a model in this process has.
static Status check_server(const BenchOptions& options) {
    const Given flags[] = {{!options.depth.empty(), "--depth"},
                           {!options.threads.empty(), "--threads"},
                           {!options.batch.empty(), "--batch"},
                           {options.flash_attn, "--flash-attn"}};
    const char* flag = first_given(flags);
    if (flag == nullptr) return Done{};
    return usage_error(
        fmt::format("{} is of --llm embedded alone; a server has its own settings", flag));
}

static bool sweeps_rate(const BenchOptions& options) {
    return std::any_of(options.sweep.begin(), options.sweep.end(),
                       [](const std::string& sweep) { return sweep.starts_with("rate="); });
}

// A closed load has users, an open one has due times.
static Status check_load(const BenchOptions& options) {
    const Given opens[] = {{options.find_max_rate, "--find-max-rate"},
                           {options.rate.has_value(), "--rate"},
                           {sweeps_rate(options), "--sweep rate"},
                           {!options.stages.empty(), "--stage"},
                           {!options.trace.empty(), "--trace"}};
    const char* open = first_given(opens);
    if (open != nullptr && options.concurrency) {
        return usage_error(fmt::format(
            "--concurrency is of a closed load, and {} of an open one; the most at once there "
            "are --max-concurrency",
            open));
    }
    if (open == nullptr && options.max_concurrency) {
        return usage_error(
            "--max-concurrency is of an open load (--rate, --stage, --trace); a closed one has "
            "--concurrency");
    }
    const bool is_drawn = open != nullptr && options.trace.empty();
    if (!is_drawn && !options.arrival.empty()) {
        return usage_error("--arrival is of an open load; give --rate or --stage beside it");
    }
    if (options.find_max_rate && (!options.stages.empty() || !options.trace.empty())) {
        return usage_error("--find-max-rate tries rates of its own; leave out --stage and --trace");
    }
    if (options.find_max_rate && options.slo.empty()) {
        return usage_error("--find-max-rate wants objectives; give --slo ttft_p99=500ms");
    }
    if (!options.prompt_tokens.empty() && !options.prompts.empty()) {
        return usage_error("--prompts and --prompt-tokens exclude each other; give one");
    }
    return Done{};
}

static Status check_counts(const BenchOptions& options) {
    const struct {
        std::optional<double> value;
        const char* flag;
    } counts[] = {{options.concurrency, "--concurrency"},
                  {options.max_concurrency, "--max-concurrency"},
                  {options.rate, "--rate"},
                  {options.requests, "--requests"},
                  {options.rounds, "--rounds"},
                  {options.price, "--price"}};
    for (const auto& count : counts) {
        if (count.value && *count.value <= 0) {
            return usage_error(fmt::format("{} must be above zero", count.flag));
        }
    }
    constexpr std::uint64_t kMostWarmup = 1'000'000;
    if (options.warmup > kMostWarmup) {
        return usage_error(fmt::format("--warmup must be from 0 to {}", kMostWarmup));
    }
    if (options.num_gpu && *options.num_gpu < -1) {
        return usage_error("--num-gpu must be -1 (all layers) or more");
    }
    return Done{};
}

static Status check_names(const BenchOptions& options) {
    if (options.design != "full" && options.design != "latin") {
        return usage_error("--design is full or latin");
    }
    if (options.output.empty()) return usage_error("-o names no folder; give one");
    constexpr std::size_t kLongestName = 200;
    const bool is_line = std::none_of(options.name.begin(), options.name.end(),
                                      [](unsigned char c) { return c < ' '; });
    if (!is_line || options.name.size() > kLongestName) {
        return usage_error(
            fmt::format("--name must be one line of at most {} bytes", kLongestName));
    }
    if (options.server_metrics.empty()) return Done{};
    if (const auto url = llm::parse_url(options.server_metrics); !url.ok()) {
        return usage_error("--server-metrics: " + url.error().message);
    }
    return Done{};
}

Status check_flags(const BenchOptions& options) {
    if (options.llm == "embedded") {
        TRY(check_embedded(options));
    } else if (options.llm == "openai" || options.llm == "ollama") {
        TRY(check_server(options));
        TRY(check_load(options));
    } else {
        return usage_error(
            fmt::format("--llm {} is unknown; there are embedded, openai and ollama", options.llm));
    }
    TRY(check_counts(options));
    return check_names(options);
}

}  // namespace chimera::cli
