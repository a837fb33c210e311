// SPDX-License-Identifier: Apache-2.0
#include "cli/bench_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "bench/prompts.h"
#include "core/text.h"
#include "sources/walk.h"

namespace chimera::cli {

std::vector<Flag> bench_flags(BenchOptions& o) {
    return {
        {"--llm", "KIND",
         "embedded: a GGUF file in this process; a server's API: openai or ollama (openai)",
         &o.llm},
        {"--base-url", "URL", "where the server is: http://localhost:8000", &o.base_url},
        {"--model", "NAME", "the model there, without it the only one; embedded: a GGUF file",
         &o.model},
        {"--model-file", "FILE", "the server's model where it lies here: its hash is kept",
         &o.model_file},
        {"--api-key-file", "FILE", "its API key (else the variable OPENAI_API_KEY)", &o.key_file},
        {"--ca-file", "FILE", "certificates to trust instead of the system's", &o.ca_file},
        {"-o,--output", "DIR", "folder of the result file (results)", &o.output},
        {"--name", "NAME", "what the experiment is called (bench)", &o.name},
        {"--concurrency", "N", "closed load: so many users, each one request at a time (1)",
         &o.concurrency},
        {"--rate", "R", "open load: requests a second, due whatever the answers do", &o.rate},
        {"--arrival", "KIND", "gaps of an open load: poisson, constant or gamma:CV (poisson)",
         &o.arrival},
        {"--max-concurrency", "N", "open load: at most so many at once, the others wait",
         &o.max_concurrency},
        {"--stage", "RATE:TIME", "open load in stages, 10:30s, or a ramp, 10-50:60s; repeatable",
         &o.stages},
        {"--trace", "FILE", "open load of a recorded trace: Mooncake's or BurstGPT's columns",
         &o.trace},
        {"--requests", "N", "of each point and round (20 without --duration)", &o.requests},
        {"--duration", "TIME", "of each point and round: 30s, 5m", &o.duration},
        {"--warmup", "N", "requests before each round that do not count (1)", &o.warmup},
        {"--cooldown", "TIME", "end of each round that does not count (0s)", &o.cooldown},
        {"--rounds", "N", "repetitions of the whole, points in random order (1; embedded: 5)",
         &o.rounds},
        {"--sweep", "NAME=V,V", "one run for each value; repeatable: all combinations", &o.sweep},
        {"--design", "KIND", "of several sweeps: full, or latin for fewer runs (full)", &o.design},
        {"--prompts", "FILE", "a prompt a line, or JSON Lines with \"prompt\" (five built in)",
         &o.prompts},
        {"--prompt-tokens", "N,N", "synthetic prompts of exactly so many tokens (embedded: 512)",
         &o.prompt_tokens},
        {"--max-tokens,--gen-tokens", "N,N", "tokens of an answer at most (embedded: 128, exactly)",
         &o.max_tokens},
        {"--depth", "N,N", "embedded: tokens that the context holds before (0)", &o.depth},
        {"--threads", "N,N", "embedded: threads (one a physical core)", &o.threads},
        {"--batch", "N,N", "embedded: tokens of a prompt at once (2048)", &o.batch},
        {"--flash-attn", "", "embedded: with flash attention", &o.flash_attn},
        {"--ignore-eos", "", "answers of exactly --max-tokens, where the server can",
         &o.ignore_eos},
        {"--repeat-prompts", "", "send the same bytes again: without it each prompt begins anew",
         &o.repeat_prompts},
        {"--num-gpu", "N", "layers on the GPU (Ollama, embedded)", &o.num_gpu},
        {"--num-ctx", "N", "tokens of context (Ollama)", &o.num_ctx},
        {"--temperature", "T", "of sampling", &o.temperature},
        {"--slo", "LIST", "objectives: ttft_p99=500ms,tpot_p99=50ms", &o.slo},
        {"--find-max-rate", "", "the highest rate that holds --slo, by bisection",
         &o.find_max_rate},
        {"--timeout", "TIME", "of a whole request (900s)", &o.timeout},
        {"--stall-timeout", "TIME", "between two pieces of an answer (120s)", &o.stall_timeout},
        {"--seed", "N", "of arrivals, order and prompts (1)", &o.seed},
        {"--no-calibration", "", "leave out the client's check against a known server",
         &o.no_calibration},
        {"--telemetry", "TIME", "between two readings of the machine; 0s: none (1s)", &o.telemetry},
        {"--server-metrics", "URL",
         "read the server's metrics beside them: http://host:8000/metrics", &o.server_metrics},
        {"--price", "P", "of the machine an hour: tells what a million tokens cost", &o.price},
        {"--dry-run", "", "print the plan and how long it takes, and stop", &o.dry_run},
        {"--json", "", "one JSON document on standard output", &o.json},
        {"-q,--quiet", "", "no progress and no remarks", &o.quiet},
    };
}

static Result<std::string> whole_file(const std::string& path) {
    TRY_ASSIGN(const sources::FileBytes bytes, sources::FileBytes::open(path));
    return std::string(bytes.view());
}

// Whether an answer is late is looked at ten times a second.
static Status read_patience(std::string_view flag, const std::string& text, double& into) {
    constexpr double kLeast = 0.1;
    if (text.empty()) return Done{};
    TRY_ASSIGN(into, bench::parse_seconds(text));
    if (into >= kLeast) return Done{};
    return usage_error(
        fmt::format("{} {} is too short to be held; give 100ms or more", flag, text));
}

static Status check_times(const bench::Scenario& scenario) {
    if (scenario.duration_s == 0.0) {
        return usage_error("--duration must be above zero; write it as 30s or 5m");
    }
    double whole_s = scenario.duration_s.value_or(0);
    for (const bench::Stage& stage : scenario.stages) whole_s += stage.seconds;
    if (whole_s == 0 || scenario.cooldown_s < whole_s) return Done{};
    return usage_error(
        fmt::format("--cooldown leaves nothing of a round of {:.4g} s; give less", whole_s));
}

static Status read_load(const BenchOptions& options, bench::Scenario& out) {
    out.concurrency = options.concurrency ? options.concurrency : options.max_concurrency;
    out.rate = options.rate;
    if (!options.arrival.empty()) {
        TRY_ASSIGN(out.arrivals, bench::parse_arrivals(options.arrival));
    }
    for (const std::string& stage : options.stages) {
        TRY_ASSIGN(const bench::Stage parsed, bench::parse_stage(stage));
        out.stages.push_back(parsed);
    }
    if (!options.trace.empty()) {
        TRY_ASSIGN(const std::string text, whole_file(options.trace));
        TRY_ASSIGN(out.trace, bench::parse_trace(text));
        out.trace_name = last_segment(options.trace);
    }
    if (!options.duration.empty()) {
        TRY_ASSIGN(out.duration_s, bench::parse_seconds(options.duration));
    }
    constexpr std::size_t kUsual = 20;
    const bool has_end = out.duration_s || !out.stages.empty() || !out.trace.empty();
    out.requests = options.requests.value_or(has_end ? 0 : kUsual);
    if (!options.cooldown.empty()) {
        TRY_ASSIGN(out.cooldown_s, bench::parse_seconds(options.cooldown));
    }
    TRY(read_patience("--timeout", options.timeout, out.patience.total_s));
    TRY(read_patience("--stall-timeout", options.stall_timeout, out.patience.idle_s));
    return check_times(out);
}

static Status read_prompts(const BenchOptions& options, bench::Scenario& out) {
    out.prompts = bench::built_in_prompts();
    if (!options.prompts.empty()) {
        TRY_ASSIGN(const std::string text, whole_file(options.prompts));
        TRY_ASSIGN(out.prompts, bench::parse_prompts(text));
        out.prompt_source = last_segment(options.prompts);
    }
    return Done{};
}

// A list that a flag of its own gives is swept as one that --sweep gives.
static Status read_lists(const BenchOptions& options, bench::Scenario& out) {
    const struct {
        const std::string& text;
        const char* name;
    } lists[] = {{options.prompt_tokens, "prompt_tokens"},
                 {options.max_tokens, "max_tokens"},
                 {options.depth, "depth"},
                 {options.threads, "threads"},
                 {options.batch, "batch"}};
    for (const auto& list : lists) {
        if (list.text.empty()) continue;
        TRY_ASSIGN(bench::Axis axis, bench::parse_axis(fmt::format("{}={}", list.name, list.text)));
        (axis.values.size() > 1 ? out.sweep : out.fixed).push_back(std::move(axis));
    }
    return Done{};
}

Result<bench::Scenario> scenario_of(const BenchOptions& options) {
    bench::Scenario out;
    out.name = options.name;
    constexpr std::uint64_t kRepetitions = 5;  // llama-bench's
    const bool is_engine = options.llm == "embedded";
    if (is_engine) {
        out.engine = bench::EngineTest{.flash = options.flash_attn};
    } else {
        TRY(read_load(options, out));
        TRY(read_prompts(options, out));
    }
    TRY(read_lists(options, out));
    for (const std::string& sweep : options.sweep) {
        TRY_ASSIGN(bench::Axis axis, bench::parse_axis(sweep));
        out.sweep.push_back(std::move(axis));
    }
    out.design = options.design == "latin" ? bench::Design::kLatin : bench::Design::kFull;
    if (!options.slo.empty()) {
        TRY_ASSIGN(out.objectives, bench::parse_objectives(options.slo));
    }
    const auto sets_length = [](const bench::Axis& axis) { return axis.name == "max_tokens"; };
    const bool has_length = std::any_of(out.sweep.begin(), out.sweep.end(), sets_length) ||
                            std::any_of(out.fixed.begin(), out.fixed.end(), sets_length);
    if (options.ignore_eos && !has_length) {
        return usage_error("--ignore-eos wants --max-tokens N: the answer would not end");
    }
    if (options.ignore_eos) out.options.ignore_eos = true;
    out.options.num_gpu = options.num_gpu;
    if (options.num_ctx) {
        out.fixed.push_back({"num_ctx", {static_cast<double>(*options.num_ctx)}});
    }
    if (options.temperature) out.fixed.push_back({"temperature", {*options.temperature}});
    out.warmup = options.warmup;
    out.rounds = options.rounds.value_or(is_engine ? kRepetitions : 1);
    out.cache_bust = !options.repeat_prompts;
    out.seed = options.seed;
    out.calibrates = !options.no_calibration;
    TRY_ASSIGN(out.telemetry_s, bench::parse_seconds(options.telemetry));
    constexpr double kOften = 0.01;
    if (out.telemetry_s > 0 && out.telemetry_s < kOften) {
        return usage_error("--telemetry reads at most a hundred times a second; give 10ms or more");
    }
    out.metrics_url = options.server_metrics;
    if (!out.metrics_url.empty() && out.telemetry_s == 0) {
        return usage_error("--server-metrics are read with --telemetry; give it a time above zero");
    }
    out.price_per_hour = options.price;
    return out;
}

}  // namespace chimera::cli
