// SPDX-License-Identifier: Apache-2.0
#include "bench/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "bench/asking.h"
#include "bench/calibrate.h"
#include "bench/host.h"
#include "core/clock.h"
#include "telemetry/energy.h"

namespace chimera::bench {

using nlohmann::ordered_json;

namespace {

// What is known of a point so far.
struct PointState {
    std::vector<Round> rounds;
    std::vector<telemetry::TimeSpan> spans;  // of its rounds
    std::size_t words = 0;
    std::optional<Calibration> before;
    std::optional<Calibration> after;
};

class Bench {
public:
    Bench(const BenchJob& job, const BenchHooks& hooks)
        : job_(job), scenario_(job.scenario), wire_(job.wire), file_(job.file), hooks_(hooks) {}
    Result<BenchOutcome> run();

private:
    // A stream that its disk has no room for is no reason to go on loading a server.
    bool may_go_on() const { return !hooks_.stop.stop_requested() && file_.arrived(); }
    Status size_prompts();
    Status run_leg(std::size_t at);
    Status warm_up(const Leg& leg);
    Result<LoadResult> load(const Load& load, Asking asking, const RunLabel& label, Phase phase);
    void judge_point(std::size_t index);
    std::optional<Calibration> calibration(const Point& point) const;
    RunLabel label_of(const Point& point) const;
    std::uint64_t salt_of(const Leg& leg, Phase phase) const;

    const BenchJob& job_;
    const Scenario& scenario_;
    const llm::ChatWire& wire_;
    StreamFile& file_;
    const BenchHooks& hooks_;
    Plan plan_;
    std::vector<PointState> points_;
    std::size_t leg_ = 0;  // from 1
    BenchOutcome out_;
    std::unique_ptr<HostWatch> host_;
};

}  // namespace

RunLabel Bench::label_of(const Point& point) const {
    return {scenario_.name, wire_.info.name, &point, point.kind, file_.origin_s()};
}

// No two legs send the same random words.
std::uint64_t Bench::salt_of(const Leg& leg, Phase phase) const {
    return scenario_.seed * 1'000'003 + leg.point * 8191 + leg.round * 131 +
           static_cast<std::uint64_t>(phase);
}

Status Bench::size_prompts() {
    std::map<std::size_t, std::size_t> known;
    for (std::size_t i = 0; i < plan_.points.size(); ++i) {
        const auto tokens = plan_.points[i].prompt_tokens;
        if (!tokens) continue;
        if (!known.contains(*tokens)) {
            TRY_ASSIGN(known[*tokens], words_for(scenario_, wire_, *tokens));
        }
        points_[i].words = known[*tokens];
    }
    return Done{};
}

std::optional<Calibration> Bench::calibration(const Point& point) const {
    if (!scenario_.calibrates || hooks_.stop.stop_requested()) return std::nullopt;
    const auto made = calibrate({.concurrency = point.concurrency.value_or(1), .rate = point.rate});
    return made.ok() ? std::optional(made.value()) : std::nullopt;
}

Result<LoadResult> Bench::load(const Load& load, Asking asking, const RunLabel& label,
                               Phase phase) {
    const std::size_t round = plan_.legs[leg_ - 1].round;
    BenchProgress progress{.leg = leg_, .legs = plan_.legs.size()};
    progress.doing = phase == Phase::kWarmup ? "warm-up" : label.point->name;
    Hooks hooks;
    hooks.ask = [&](std::size_t index) { return asking(index); };
    // What is due in the last moments of a round meets a load that is ebbing.
    const double ends_s = load.duration_s.value_or(load.due_s.empty() ? 0 : load.due_s.back());
    const auto cools = [&, cools_s = scenario_.cooldown_s](const Sample& sample) {
        return cools_s > 0 && ends_s > 0 && sample.due_s > ends_s - cools_s;
    };
    hooks.on_sample = [&](const Sample& sample) {
        file_.write(request_line(label, sample, cools(sample) ? Phase::kCooldown : phase, round));
    };
    hooks.on_progress = [&](const Progress& at) {
        file_.flush();
        progress.load = at;
        if (hooks_.on_progress) hooks_.on_progress(progress);
    };
    hooks.stop = hooks_.stop;
    TRY_ASSIGN(LoadResult result, run_load(wire_, load, hooks));
    std::erase_if(result.samples, cools);
    return result;
}

Status Bench::warm_up(const Leg& leg) {
    if (scenario_.warmup == 0) return Done{};
    const Point& point = plan_.points[leg.point];
    const std::size_t users = std::min(scenario_.warmup, point.concurrency.value_or(1));
    const Load some{
        .concurrency = users, .requests = scenario_.warmup, .patience = scenario_.patience};
    Asking asking(scenario_, wire_, point, points_[leg.point].words, salt_of(leg, Phase::kWarmup));
    RunLabel label = label_of(point);
    label.kind = LoadKind::kClosed;
    TRY_ASSIGN(const LoadResult result, load(some, std::move(asking), label, Phase::kWarmup));
    const bool none = !result.stopped && !result.samples.empty() &&
                      std::all_of(result.samples.begin(), result.samples.end(),
                                  [](const Sample& sample) { return sample.failed(); });
    // A server that answers nobody is told at once, and not after an hour of failures.
    if (none && out_.completed == 0) {
        return input_error(result.samples.front().message, wire_.url.shown());
    }
    return Done{};
}

Status Bench::run_leg(std::size_t at) {
    const Leg& leg = plan_.legs[at];
    const Point& point = plan_.points[leg.point];
    PointState& state = points_[leg.point];
    leg_ = at + 1;
    if (!state.before) state.before = calibration(point);
    TRY(warm_up(leg));
    if (hooks_.stop.stop_requested()) return Done{};
    Asking asking(scenario_, wire_, point, state.words, salt_of(leg, Phase::kMeasured));
    TRY_ASSIGN(LoadResult result, load(load_of(scenario_, point, leg), std::move(asking),
                                       label_of(point), Phase::kMeasured));
    if (leg.round == scenario_.rounds) state.after = calibration(point);
    for (const Sample& sample : result.samples) {
        ++(sample.failed() ? out_.failed : out_.completed);
    }
    // What the user cut short is written down, but it is no fault of the server.
    std::erase_if(result.samples, [](const Sample& sample) { return sample.reason == "stopped"; });
    state.spans.push_back({result.began_at_s, result.began_at_s + result.client.wall_s});
    state.rounds.push_back({std::move(result.samples), std::move(result.client)});
    return Done{};
}

void Bench::judge_point(std::size_t index) {
    const Point& point = plan_.points[index];
    const PointState& state = points_[index];
    if (state.rounds.empty()) return;
    const RunLabel label = label_of(point);
    const RunMeasures measures = measure(state.rounds, label.kind, scenario_.seed);
    Evidence evidence{.rounds = state.rounds,
                      .measures = measures,
                      .kind = label.kind,
                      .client = client_figures(state.rounds)};
    evidence.before = state.before;
    evidence.after = state.after;
    const bool fixed = point.options.ignore_eos.value_or(false) && point.options.max_tokens;
    if (fixed) evidence.asked_tokens = static_cast<std::size_t>(*point.options.max_tokens);
    evidence.repeats_prompts = !scenario_.cache_bust && state.words == 0 && scenario_.trace.empty();
    evidence.goodput =
        goodput_of(state.rounds, label.kind, scenario_.objectives, measures.duration_s);
    const auto because = judge(evidence);
    ordered_json host =
        host_ ? host_->of_run(state.spans, static_cast<double>(measures.output_tokens))
              : ordered_json();
    put_cost(host, scenario_, measures);
    if (!scenario_.objectives.empty()) out_.held.push_back(holds(evidence.goodput));
    keep_run({label, measures, evidence, because, host}, file_, out_);
}

void put_cost(ordered_json& host, const Scenario& scenario, const RunMeasures& measures) {
    if (!scenario.price_per_hour) return;
    const auto cost = telemetry::cost_per_million_tokens(
        *scenario.price_per_hour, static_cast<double>(measures.output_tokens), measures.duration_s);
    if (cost) host["cost_per_million_tokens"] = *cost;
}

void keep_run(const JudgedRun& run, StreamFile& file, BenchOutcome& out) {
    ordered_json line = run_line(run.label, run.measures, run.because, run.evidence);
    ordered_json summary = run_summary(run.label, run.measures, run.because, run.evidence);
    if (!run.host.empty()) line["host"] = summary["host"] = run.host;
    file.write(line);
    for (const ordered_json& verdict : verdict_lines(run.label, run.because)) file.write(verdict);
    out.lines.push_back(told(summary));
    out.document["runs"].push_back(std::move(summary));
}

ordered_json header_line(const Scenario& scenario, const std::string& model,
                         const ordered_json& environment, const StreamFile& file) {
    ordered_json asked{{"rounds", scenario.rounds}, {"warmup", scenario.warmup}};
    if (!scenario.engine) {
        if (scenario.requests > 0) asked["requests"] = scenario.requests;
        asked["cooldown_s"] = scenario.cooldown_s;
        asked["timeout_s"] = scenario.patience.total_s;
        asked["stall_timeout_s"] = scenario.patience.idle_s;
        asked["cache_bust"] = scenario.cache_bust;
        asked["prompts"] = scenario.prompts.size();
    }
    if (scenario.price_per_hour) asked["price_per_hour"] = *scenario.price_per_hour;
    for (const Objective& objective : scenario.objectives) {
        asked["objectives"].push_back(
            {{"objective", named(objective)}, {"limit_ms", objective.limit_s * 1e3}});
    }
    if (scenario.duration_s) asked["duration_s"] = *scenario.duration_s;
    for (const Axis& axis : scenario.sweep) asked["sweep"][axis.name] = axis.values;
    return {{"kind", "header"},
            {"schema", kStreamSchema},
            {"experiment_id", scenario.name},
            {"model_name", model},
            {"started_at", file.started_at()},
            {"clock", "CLOCK_MONOTONIC; times are seconds since started_at"},
            {"scenario", asked},
            {"environment", environment},
            {"seed", scenario.seed}};
}

ordered_json summary_line(const BenchOutcome& outcome) {
    return {{"kind", "summary"},
            {"ended_at", rfc3339_now()},
            {"completed", outcome.completed},
            {"failed", outcome.failed},
            {"cut", outcome.was_stopped}};
}

ordered_json begun_document(const Scenario& scenario, const StreamFile& file) {
    return {{"schema", kStreamSchema},
            {"experiment_id", scenario.name},
            {"results", file.path()},
            {"runs", ordered_json::array()}};
}

Result<BenchOutcome> Bench::run() {
    TRY_ASSIGN(plan_, make_plan(scenario_));
    points_.resize(plan_.points.size());
    most_connections();
    if (!hooks_.is_part) {
        file_.write(header_line(scenario_, wire_.info.name, job_.environment, file_));
    }
    out_.document = begun_document(scenario_, file_);
    if (scenario_.telemetry_s > 0) {
        host_ = std::make_unique<HostWatch>(
            HostOptions{.interval_s = scenario_.telemetry_s, .metrics_url = scenario_.metrics_url},
            file_);
    }
    TRY(size_prompts());
    for (std::size_t i = 0; i < plan_.legs.size() && may_go_on(); ++i) {
        TRY(run_leg(i));
    }
    if (host_) host_->stop();
    for (std::size_t i = 0; i < points_.size(); ++i) judge_point(i);
    TRY(end_stream(out_, hooks_, file_));
    return std::move(out_);
}

Status end_stream(BenchOutcome& out, const BenchHooks& hooks, StreamFile& file) {
    out.was_stopped = hooks.stop.stop_requested();
    out.document["cut"] = out.was_stopped;
    if (!hooks.is_part) file.write(summary_line(out));
    file.flush();
    if (file.arrived()) return Done{};
    return internal_error(
        fmt::format("{} could not be written to its end; make room there", file.path()));
}

// "TTFT 51.2 ms (p99 54.0)"
static std::string figure_of(const ordered_json& metrics, const char* name, const char* shown) {
    if (!metrics.contains(name)) return {};
    const ordered_json& found = metrics[name];
    return fmt::format("  {} {:.4g} ms (p99 {:.4g})", shown, found["p50"].get<double>(),
                       found["p99"].get<double>());
}

static std::string rate_of(const ordered_json& metrics, const char* name, const char* unit) {
    if (!metrics.contains(name)) return {};
    std::string out = fmt::format("  {:.4g} {}", metrics[name]["mean"].get<double>(), unit);
    if (metrics[name].contains("ci95")) {
        out += fmt::format(" [{:.4g}, {:.4g}]", metrics[name]["ci95"][0].get<double>(),
                           metrics[name]["ci95"][1].get<double>());
    }
    return out;
}

std::string told(const ordered_json& summary) {
    const ordered_json& metrics = summary["metrics"];
    std::string out = fmt::format("{}: {} of {}", summary["run"].get<std::string>(),
                                  summary["completed"].get<std::size_t>(),
                                  summary["requests"].get<std::size_t>());
    out += figure_of(metrics, "ttft", "TTFT");
    out += figure_of(metrics, "itl", "ITL");
    out += figure_of(metrics, "e2e_latency", "latency");
    out += rate_of(metrics, "engine_throughput", "tok/s");
    out += rate_of(metrics, "request_throughput", "req/s");
    out += rate_of(metrics, "output_throughput", "tok/s");
    for (const ordered_json& verdict : summary["verdicts"]) {
        out += fmt::format("  [{}]", verdict.get<std::string>());
    }
    for (const ordered_json& reason : summary["because"]) {
        out += fmt::format("\n    {}: {} {:.4g} {}, limit {:.4g}",
                           reason["verdict"].get<std::string>(), reason["what"].get<std::string>(),
                           reason["value"].get<double>(), reason["unit"].get<std::string>(),
                           reason["limit"].get<double>());
    }
    return out;
}

Result<BenchOutcome> run_bench(const BenchJob& job, const BenchHooks& hooks) {
    return Bench(job, hooks).run();
}

}  // namespace chimera::bench
