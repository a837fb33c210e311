// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_bench.h"

#include <algorithm>

#include "bench/engine.h"
#include "bench/host.h"
#include "core/clock.h"
#include "telemetry/energy.h"

namespace chimera::bench {

using nlohmann::ordered_json;

namespace {

// What is known of a point so far.
struct EnginePoint {
    std::vector<Round> rounds;  // of requests
    std::vector<double> rates;  // of tests
    std::vector<telemetry::TimeSpan> spans;
    std::size_t failed = 0;
    double ran_s = 0;  // by the threads of the point, each
    double decoded_s = 0;
    bool is_warm = false;
};

class EngineBench {
public:
    EngineBench(const EngineJob& job, const BenchHooks& hooks)
        : job_(job), hooks_(hooks), rng_(job.scenario.seed), engine_(job.model) {}
    Result<BenchOutcome> run();

private:
    void run_leg(const Leg& leg);
    void warm_up(const Point& point);
    void keep(const Leg& leg, const EngineTimes& times);
    void keep_failure(const Leg& leg, const Error& error);
    void judge_point(std::size_t index);
    RunMeasures measures_of(const Point& point, const EnginePoint& state) const;
    RunLabel label_of(const Point& point) const {
        return {job_.scenario.name, job_.model.info().name, &point, LoadKind::kClosed,
                job_.file.origin_s()};
    }

    const EngineJob& job_;
    const BenchHooks& hooks_;
    Rng rng_;
    Plan plan_;
    std::vector<EnginePoint> points_;
    Engine engine_;
    std::unique_ptr<HostWatch> host_;
    BenchOutcome out_;
};

constexpr const char* kEngineFailed = "engine";

}  // namespace

// The first tokens of a context are slow: its memory is touched, and its graph is built.
void EngineBench::warm_up(const Point& point) {
    constexpr std::size_t kFew = 4;
    EngineTest test = point.engine;
    test.generated = std::min(test.generated, kFew);
    for (std::size_t i = 0; i < job_.scenario.warmup; ++i) {
        // What fails here fails again where it is written down.
        if (!engine_.run(test, point.options, rng_, hooks_.stop).ok()) return;
    }
}

void EngineBench::keep(const Leg& leg, const EngineTimes& times) {
    const Point& point = plan_.points[leg.point];
    EnginePoint& state = points_[leg.point];
    const RunLabel label = label_of(point);
    if (point.engine.is_request) {
        Sample sample = sample_of(point.engine, times);
        job_.file.write(request_line(label, sample, Phase::kMeasured, leg.round));
        state.rounds.push_back({{std::move(sample)}, {}});
    } else {
        const TestTime time{.begin_s = times.begin_s,
                            .end_s = times.end_s,
                            .tokens_per_s = rate_of(point.engine, times)};
        job_.file.write(test_line(label, time, Phase::kMeasured, leg.round));
        state.rates.push_back(time.tokens_per_s);
    }
    const double seconds = times.end_s - times.begin_s;
    state.spans.push_back({times.begin_s, times.end_s});
    if (times.ran) {
        state.ran_s += *times.ran * seconds;
        state.decoded_s += seconds;
    }
    ++out_.completed;
}

void EngineBench::keep_failure(const Leg& leg, const Error& error) {
    const Point& point = plan_.points[leg.point];
    Sample sample;
    sample.began_s = monotonic_seconds();
    sample.reason = kEngineFailed;
    sample.message = error.message;
    job_.file.write(request_line(label_of(point), sample, Phase::kMeasured, leg.round));
    ++points_[leg.point].failed;
    ++out_.failed;
}

void EngineBench::run_leg(const Leg& leg) {
    const Point& point = plan_.points[leg.point];
    EnginePoint& state = points_[leg.point];
    if (!state.is_warm) warm_up(point);
    state.is_warm = true;
    const auto times = engine_.run(point.engine, point.options, rng_, hooks_.stop);
    if (!times.ok()) {
        keep_failure(leg, times.error());
    } else if (!times.value().was_stopped) {
        keep(leg, times.value());
    }
    job_.file.flush();
}

// Of a test: the rate of each repetition. Of requests: all that requests to a server have.
RunMeasures EngineBench::measures_of(const Point& point, const EnginePoint& state) const {
    RunMeasures out;
    if (point.engine.is_request) out = measure(state.rounds, LoadKind::kClosed, job_.scenario.seed);
    if (!state.rates.empty()) {
        constexpr double kLevel = 0.95;
        out.completed = out.requests = state.rates.size();
        out.output_tokens = state.rates.size() * point.engine.generated;
        for (const telemetry::TimeSpan& span : state.spans) {
            out.duration_s += span.end_s - span.begin_s;
        }
        out.measures.push_back({.id = "engine_tokens_s",
                                .unit = "tok/s",
                                .values = state.rates,
                                .mean_ci = stats::mean_ci(state.rates, kLevel)});
    }
    if (state.failed > 0) out.reasons[kEngineFailed] = state.failed;
    out.requests += state.failed;
    return out;
}

void EngineBench::judge_point(std::size_t index) {
    const Point& point = plan_.points[index];
    const EnginePoint& state = points_[index];
    const RunMeasures measures = measures_of(point, state);
    if (measures.requests == 0) return;
    // Repetitions stand in one order of time, whatever their rounds.
    Round all;
    for (const Round& round : state.rounds) {
        all.samples.insert(all.samples.end(), round.samples.begin(), round.samples.end());
    }
    Evidence evidence{.rounds = std::span(&all, 1), .measures = measures};
    // Processors idle while a GPU works.
    const bool on_cpu = point.options.num_gpu.value_or(0) == 0;
    if (on_cpu && state.decoded_s > 0) evidence.ran = state.ran_s / state.decoded_s;
    auto because = judge(evidence);
    if (auto drift = drift_of(state.rates, "rate")) because.push_back(std::move(*drift));
    const RunLabel label = label_of(point);
    const auto tokens =
        static_cast<double>(measures.completed * (point.engine.prompt + point.engine.generated));
    ordered_json host = host_ ? host_->of_run(state.spans, tokens) : ordered_json();
    put_cost(host, job_.scenario, measures);
    keep_run({label, measures, evidence, because, host}, job_.file, out_);
}

Result<BenchOutcome> EngineBench::run() {
    TRY_ASSIGN(plan_, make_plan(job_.scenario));
    points_.resize(plan_.points.size());
    job_.file.write(
        header_line(job_.scenario, job_.model.info().name, job_.environment, job_.file));
    out_.document = begun_document(job_.scenario, job_.file);
    out_.document["load_s"] = job_.model.work().load_s;
    if (job_.scenario.telemetry_s > 0) {
        host_ = std::make_unique<HostWatch>(
            HostOptions{.interval_s = job_.scenario.telemetry_s, .metrics_url = {}}, job_.file);
    }
    for (std::size_t i = 0; i < plan_.legs.size() && !hooks_.stop.stop_requested(); ++i) {
        const Leg& leg = plan_.legs[i];
        if (hooks_.on_progress) {
            hooks_.on_progress({i + 1, plan_.legs.size(), plan_.points[leg.point].name, {}});
        }
        run_leg(leg);
    }
    if (host_) host_->stop();
    for (std::size_t i = 0; i < points_.size(); ++i) judge_point(i);
    TRY(end_stream(out_, hooks_, job_.file));
    return std::move(out_);
}

Result<BenchOutcome> run_engine_bench(const EngineJob& job, const BenchHooks& hooks) {
    return EngineBench(job, hooks).run();
}

ordered_json model_environment(const llm::Gguf& model) {
    const llm::GgufAbout about = model.about();
    ordered_json metadata = ordered_json::object();
    for (const auto& [key, value] : about.metadata) metadata[key] = value;
    ordered_json out{{"name", model.info().name},
                     {"description", about.description},
                     {"parameters", about.parameters},
                     {"weight_bytes", about.weight_bytes}};
    if (!model.info().sha256.empty()) out["sha256"] = model.info().sha256;
    out["metadata"] = std::move(metadata);
    out["engine"] = about.engine;
    out["load_s"] = model.work().load_s;
    return out;
}

}  // namespace chimera::bench
