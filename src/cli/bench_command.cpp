// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

#include "bench/bench.h"
#include "bench/calibrate.h"
#include "bench/engine_bench.h"
#include "bench/find_rate.h"
#include "bench/host.h"
#include "bench/server_about.h"
#include "cli/bench_options.h"
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/program.h"
#include "cli/writers.h"
#include "core/clock.h"
#include "core/text.h"

namespace chimera::cli {

using nlohmann::ordered_json;

static Result<llm::ChatWire> open_server(const BenchOptions& options) {
    if (options.base_url.empty() && options.llm == "openai") {
        return usage_error(
            "which server is to be measured? give --base-url URL, as in "
            "http://localhost:8000");
    }
    llm::ServerSpec spec{.base_url = options.base_url, .model = options.model};
    if (spec.base_url.empty()) spec.base_url = "http://localhost:11434";
    spec.key_file = options.key_file;
    spec.http.ca_file = options.ca_file;
    return llm::open_wire(options.llm == "ollama" ? llm::Api::kOllama : llm::Api::kOpenAi, spec);
}

// What may stand in a file's name.
static std::string file_name_of(const std::string& name) {
    std::string out;
    for (const char c : name) out += is_alnum(c) || c == '-' || c == '.' || c == '_' ? c : '-';
    return std::string(utf8_prefix(out, 80));
}

static std::string result_path(const BenchOptions& options, const std::string& name) {
    std::string stamp = rfc3339(wall_time());
    std::erase_if(stamp, [](char c) { return c == ':' || c == '-'; });
    return fmt::format("{}/{}-{}-{}.jsonl", options.output,
                       file_name_of(std::string(last_segment(name))), stamp, ::getpid());
}

static ordered_json plan_json(const bench::Scenario& scenario, const bench::Plan& plan) {
    ordered_json out{
        {"points", ordered_json::array()}, {"rounds", scenario.rounds}, {"runs", plan.legs.size()}};
    if (plan.expected_s) out["expected_s"] = *plan.expected_s;
    for (const bench::Point& point : plan.points) {
        out["points"].push_back(
            {{"run", point.name}, {"parameters", bench::parameters_of(point.settings)}});
    }
    for (const bench::Leg& leg : plan.legs) {
        out["order"].push_back({{"run", plan.points[leg.point].name}, {"round", leg.round}});
    }
    return out;
}

static int show_plan(const BenchOptions& options, const bench::Scenario& scenario,
                     const bench::Plan& plan) {
    if (options.json) {
        print(plan_json(scenario, plan).dump(2) + "\n");
        return kDone;
    }
    std::string out = fmt::format("{} points, {} rounds: {} runs", plan.points.size(),
                                  scenario.rounds, plan.legs.size());
    out += plan.expected_s
               ? fmt::format(", about {:.0f} s of load, and what the last answers take\n",
                             *plan.expected_s)
               : ", each as long as its answers take\n";
    for (const bench::Leg& leg : plan.legs) {
        const bench::Point& point = plan.points[leg.point];
        std::vector<std::string> settings;
        for (const bench::Setting& setting : point.settings) settings.push_back(shown(setting));
        out += fmt::format("  round {}: {}\n", leg.round, join(settings, ", "));
    }
    print_lines(out);
    return kDone;
}

static void show_progress(const bench::BenchProgress& at) {
    if (!at.load) {
        fmt::print(stderr, "\r\x1b[K{}/{} {}", at.leg, at.legs, at.doing);
        std::fflush(stderr);
        return;
    }
    const bench::Progress& load = *at.load;
    const std::string planned = load.planned > 0 ? fmt::format("/{}", load.planned) : "";
    const auto rate = bench::tokens_per_s(load);
    fmt::print(stderr,
               "\r\x1b[K{}/{} {}  {:.0f} s  in flight {}  done {}{}  failed {}  {}lag {:.1f} ms",
               at.leg, at.legs, at.doing, load.elapsed_s, load.in_flight, load.done, planned,
               load.failed, rate ? fmt::format("{:.0f} tokens/s  ", *rate) : "", load.lag_s * 1e3);
    std::fflush(stderr);
}

static ordered_json environment_of_bench() {
    ordered_json out = bench::host_environment();
    out["chimera_version"] = version();
    return out;
}

// What this API has no name for would be a setting of the result and of nothing else.
static Status check_sent(const llm::ChatWire& wire, const bench::Scenario& scenario) {
    const auto& unsent = wire.info.unsent;
    const auto refuse = [&](const std::string& name) {
        return usage_error(
            fmt::format("{} cannot be set through this API ({}); set it where the "
                        "server is started",
                        name, wire.info.backend));
    };
    for (const auto* axes : {&scenario.sweep, &scenario.fixed}) {
        for (const bench::Axis& axis : *axes) {
            if (std::find(unsent.begin(), unsent.end(), axis.name) != unsent.end()) {
                return refuse(axis.name);
            }
        }
    }
    for (const std::string& name : unsent) {
        if (name == "num_gpu" && scenario.options.num_gpu) return refuse(name);
        if (name == "ignore_eos" && scenario.options.ignore_eos) return refuse(name);
    }
    return Done{};
}

static Result<bench::BenchOutcome> measure_server(const BenchOptions& options,
                                                  const bench::Scenario& scenario,
                                                  const bench::BenchHooks& hooks) {
    TRY_ASSIGN(const llm::ChatWire wire, open_server(options));
    TRY(check_sent(wire, scenario));
    ordered_json environment = environment_of_bench();
    environment["server"] = bench::server_about(wire);
    if (!options.model_file.empty()) {
        TRY_ASSIGN(environment["model_file"], bench::file_environment(options.model_file));
    }
    TRY_ASSIGN(bench::StreamFile file,
               bench::StreamFile::create(result_path(options, wire.info.name)));
    const auto measure = options.find_max_rate ? bench::find_max_rate : bench::run_bench;
    return measure({scenario, wire, environment, file}, hooks);
}

static Result<bench::BenchOutcome> measure_engine(const BenchOptions& options,
                                                  const bench::Scenario& scenario,
                                                  const bench::BenchHooks& hooks) {
    llm::GgufSpec spec;
    spec.path = options.model.empty() ? default_model() : options.model;
    if (spec.path.empty())
        return usage_error("which model is to be measured? give --model FILE.gguf");
    spec.num_gpu = options.num_gpu;
    constexpr int kLeast = 256;  // the tests have contexts of their own
    spec.num_ctx = kLeast;
    spec.threads = 1;
    spec.texts = 1;
    TRY_ASSIGN(llm::Gguf model, llm::Gguf::open(spec));
    TRY_ASSIGN(bench::StreamFile file,
               bench::StreamFile::create(result_path(options, model.info().name)));
    ordered_json environment = environment_of_bench();
    environment["model"] = bench::model_environment(model);
    return bench::run_engine_bench({scenario, model, environment, file}, hooks);
}

static Result<int> run_bench_command(const Arguments& arguments) {
    BenchOptions options;
    TRY(parse_flags(bench_command(), bench_flags(options), arguments));
    const bool is_engine = options.llm == "embedded";
    TRY(check_flags(options));
    TRY_ASSIGN(bench::Scenario scenario, scenario_of(options));
    if (options.find_max_rate && !scenario.rate) scenario.rate = 1;
    TRY_ASSIGN(const bench::Plan plan, bench::make_plan(scenario));
    if (options.dry_run) return show_plan(options, scenario, plan);
    if (!is_engine) TRY(bench::check_connections(plan));
    if (scenario.name.empty()) scenario.name = "bench";
    const bool is_seen = !options.quiet && ::isatty(STDERR_FILENO) == 1;
    const StopOnInterrupt interrupt;
    bench::BenchHooks hooks;
    hooks.stop = interrupt.token();
    if (is_seen) hooks.on_progress = show_progress;
    TRY_ASSIGN(const bench::BenchOutcome outcome, is_engine
                                                      ? measure_engine(options, scenario, hooks)
                                                      : measure_server(options, scenario, hooks));
    if (is_seen) fmt::print(stderr, "\r\x1b[K");
    if (options.json) {
        print(outcome.document.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n");
    } else {
        print_lines(join(outcome.lines, "\n") + "\n");
        if (!options.quiet) {
            print_lines(fmt::format("{}\nchimera report {} writes the verified report of it\n",
                                    outcome.document["results"].get<std::string>(),
                                    options.output));
        }
    }
    if (outcome.was_stopped && !options.quiet) {
        print_remark("bench", "stopped; what was measured is kept and marked as cut");
    }
    return outcome.completed > 0 ? kDone : kInput;
}

static std::vector<Flag> bench_table() {
    static BenchOptions unused;
    return bench_flags(unused);
}

Command bench_command() {
    return {
        "bench",
        "measure a model or a server, and prove the measurement",
        "chimera bench --base-url http://localhost:8000 --concurrency 8 --requests 100",
        bench_table,
        run_bench_command,
        "chimera bench --llm embedded --model model.gguf --prompt-tokens 128,512 --gen-tokens 64\n"
        "  chimera bench --llm ollama --model llama3.2 --sweep num_ctx=1024,2048 --rounds 3\n"
        "  chimera bench --base-url http://localhost:8000 --rate 5 --duration 60s\n"
        "  chimera mock-server --port 8000   (in another terminal: a server to try it with)"};
}

}  // namespace chimera::cli
