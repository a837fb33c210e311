// SPDX-License-Identifier: Apache-2.0
#include "cli/scenario.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <tuple>

#include "cli/interrupt.h"
#include "cli/output.h"
#include "cli/report_index.h"
#include "cli/served_writer.h"
#include "core/text.h"
#include "facts/analyse.h"
#include "ingest/ingest.h"
#include "report/agent_runs.h"

namespace chimera::cli {

static constexpr const char* kBaseline = "baseline-vs-chimera";
static constexpr const char* kHetero = "chimera-hetero";
static constexpr const char* kHomo = "chimera-homo";
static constexpr const char* kMeasured = "measured";  // the folder that holds runs.csv

static std::vector<Flag> seat_flags(const std::array<std::string_view, 6>& names,
                                    llm::Options& options) {
    return {{names[0], "N", "layers on the GPU", &options.num_gpu},
            {names[1], "N", "tokens of context", &options.num_ctx},
            {names[2], "T", "temperature", &options.temperature},
            {names[3], "P", "top-p", &options.top_p},
            {names[4], "K", "top-k", &options.top_k},
            {names[5], "R", "repeat penalty", &options.repeat_penalty}};
}

std::vector<Flag> scenario_flags(ScenarioOptions& options) {
    std::vector<Flag> flags = {
        {"--scenario", "NAME",
         "baseline-vs-chimera: Insight with the settings --chimera-*, Collector without; "
         "chimera-homo: both with them; chimera-hetero: Insight with --chimera2-*",
         &options.name},
        {"--runs", "N", "write the report N times, into run_1, run_2, ...", &options.runs},
        {"--measure-concurrency", "", "run the agents one after the other too, and compare",
         &options.measure_concurrency},
    };
    for (const Flag& flag :
         seat_flags({"--chimera-num-gpu", "--chimera-num-ctx", "--chimera-temperature",
                     "--chimera-top-p", "--chimera-top-k", "--chimera-repeat-penalty"},
                    options.chimera)) {
        flags.push_back(flag);
    }
    for (const Flag& flag :
         seat_flags({"--chimera2-num-gpu", "--chimera2-num-ctx", "--chimera2-temperature",
                     "--chimera2-top-p", "--chimera2-top-k", "--chimera2-repeat-penalty"},
                    options.chimera2)) {
        flags.push_back(flag);
    }
    return flags;
}

bool is_scenario(const ScenarioOptions& options) {
    return !options.name.empty() || options.runs.has_value() || options.measure_concurrency;
}

static bool is_set(const llm::Options& options) {
    return !llm::shown(options).empty();
}

// What `over` states, and the rest as in `options`.
static llm::Options overlaid(llm::Options options, const llm::Options& over) {
    const auto take = [](auto& to, const auto& from) {
        if (from) to = from;
    };
    take(options.num_gpu, over.num_gpu);
    take(options.num_ctx, over.num_ctx);
    take(options.temperature, over.temperature);
    take(options.top_p, over.top_p);
    take(options.top_k, over.top_k);
    take(options.repeat_penalty, over.repeat_penalty);
    return options;
}

static Status check_names(const ScenarioOptions& options) {
    const bool known = options.name.empty() || options.name == kBaseline ||
                       options.name == kHetero || options.name == kHomo;
    if (!known) {
        return usage_error(fmt::format("unknown scenario {}; there are {}, {} and {}", options.name,
                                       kBaseline, kHetero, kHomo));
    }
    if (options.runs && *options.runs == 0) {
        return usage_error("--runs is 0; give 1 or more");
    }
    if (is_set(options.chimera) && options.name.empty()) {
        return usage_error(
            "--chimera-* are the settings of a scenario; name one by --scenario, for example "
            "baseline-vs-chimera");
    }
    if (is_set(options.chimera2) && options.name != kHetero) {
        return usage_error("--chimera2-* are for --scenario chimera-hetero; leave them out");
    }
    return Done{};
}

Status seat_agents(const ScenarioOptions& options, WriterOptions& writer) {
    TRY(check_names(options));
    if (!is_scenario(options)) return Done{};
    if (options.measure_concurrency && writer.sequential) {
        return usage_error(
            "--measure-concurrency runs the agents both ways; leave out --sequential");
    }
    if (writer.llm == "off" || !writer.replay.empty()) {
        return usage_error(
            "a scenario is of two agents at work; name a model by --llm, or leave out the "
            "scenario");
    }
    const llm::Options one = overlaid(writer.options, options.chimera);
    const llm::Options two =
        is_set(options.chimera2) ? overlaid(writer.options, options.chimera2) : one;
    writer.seats = {writer.options, writer.options};
    if (options.name == kBaseline) writer.seats = {writer.options, one};
    if (options.name == kHomo) writer.seats = {one, one};
    if (options.name == kHetero) writer.seats = {one, two};
    const auto loaded = [](const llm::Options& seat) {
        return std::tie(seat.num_gpu, seat.num_ctx);
    };
    if (!is_served(writer.llm) && loaded(writer.seats[0]) != loaded(writer.seats[1])) {
        return usage_error(
            "both agents share one model in this program, and with it its GPU layers and its "
            "context; set them by --num-gpu and --num-ctx, or use a server by --llm ollama");
    }
    return Done{};
}

// The flags of the scenario as the command line of the report shows them.
static std::string shown_scenario(const ScenarioOptions& options) {
    std::string out;
    if (!options.name.empty()) out += " --scenario " + options.name;
    if (options.runs) out += fmt::format(" --runs {}", *options.runs);
    if (options.measure_concurrency) out += " --measure-concurrency";
    const auto add = [&](const char* prefix, const llm::Options& seat) {
        for (const auto& [name, value] : llm::shown(seat)) {
            out += fmt::format(" {}{} {}", prefix, replace_all(name, "_", "-"), value);
        }
    };
    add("--chimera-", options.chimera);
    add("--chimera2-", options.chimera2);
    return out;
}

namespace {

// All that the runs share.
struct Bench {
    const ReportOptions& options;
    const ScenarioOptions& scenario;
    Prepared prepared;
    LoadedModel model;
    std::vector<report::AgentRun> runs;
    std::vector<std::string> remarks;
};

struct OneWriting {
    facts::Draft draft;
    double wall_s = 0;
};

}  // namespace

static void remark_once(Bench& bench, const std::string& remark) {
    auto& all = bench.remarks;
    if (std::find(all.begin(), all.end(), remark) != all.end()) return;
    all.push_back(remark);
    print_remark("report", remark);
}

// One writing of the draft, measured. Both arms of a run have one seed.
static Result<OneWriting> write_once(Bench& bench, std::size_t run, bool at_once) {
    WriterOptions writer = bench.options.writer;
    writer.seed += run - 1;
    if (writer.options.seed) *writer.options.seed += run - 1;
    for (llm::Options& seat : writer.seats) {
        if (seat.seed) *seat.seed += run - 1;
    }
    writer.sequential = !at_once;
    OneWriting out{.draft = bench.prepared.draft};
    std::vector<std::string> remarks;
    TRY(load_model(writer, bench.model));
    const Stopwatch watch;
    TRY(write_draft(out.draft, writer, bench.model, remarks));
    out.wall_s = watch.seconds();
    for (const std::string& remark : remarks) remark_once(bench, remark);
    if (out.draft.authorship.agents.empty()) {
        return input_error("no agent could write; mend what is said above, and run it again");
    }
    // What was cut short took a time that says nothing.
    if (!StopOnInterrupt::stopped()) {
        bench.runs.push_back({run, at_once, out.wall_s, out.draft.authorship});
    }
    return out;
}

static facts::Header header_of(const Bench& bench, const std::string& title) {
    const std::string& scenario = bench.scenario.name;
    facts::Header out{.title = title, .fields = {}};
    out.fields = {{"Date", bench.prepared.draft.header.fields.front().second},
                  {"Scenario", scenario.empty() ? "one setting for both agents" : scenario}};
    static constexpr const char* kSeats[] = {"Collector", "Insight"};
    for (std::size_t seat = 0; seat < 2; ++seat) {
        std::vector<std::string> settings;
        for (const auto& [name, value] : llm::shown(seat_options(bench.options.writer, seat))) {
            settings.push_back(fmt::format("{}={}", name, value));
        }
        const facts::AgentRecord& agent = bench.runs.front().authorship.agents[seat];
        const std::string where = shown_server(bench.options.writer, seat);
        out.fields.emplace_back(
            kSeats[seat],
            fmt::format("{} ({}{}), {}", agent.model, agent.backend,
                        where.empty() ? where : " at " + where,
                        settings.empty() ? "the model's defaults" : join(settings, ", ")));
    }
    return out;
}

// What some runs took, as a report of its own over the rows in `folder`.
static Result<facts::Draft> told(const std::string& folder, const facts::Header& header,
                                 model::RecordSet& records) {
    TRY_ASSIGN(records, ingest::ingest(folder, {}));
    return facts::analyse_agent_runs(records, header);
}

namespace {

struct Side {
    std::string folder;  // that it is written into
    std::string name;    // "combined_report"
    std::string title;
    std::span<const report::AgentRun> runs;
};

}  // namespace

// Measured rows, then the report over them: FOLDER/measured/runs.csv and FOLDER/NAME.md.
static Result<facts::Draft> write_side(const Bench& bench, const Side& side) {
    const std::string rows = side.folder + '/' + kMeasured;
    const std::array<report::OutputFile, 1> measured{
        {{"runs.csv", report::agent_runs_csv(side.runs)}}};
    TRY(report::write_folder(rows, measured, report::Replace::kAdd));
    model::RecordSet records;
    TRY_ASSIGN(facts::Draft draft, told(rows, header_of(bench, side.title), records));
    draft.authorship.agents = side.runs.front().authorship.agents;
    report::Meta meta = bench.prepared.meta;
    meta.report_name = side.name;
    meta.root = kMeasured;
    TRY_ASSIGN(const std::vector<report::OutputFile> files,
               side_report(records, draft, bench.prepared.redact, meta));
    TRY(report::write_folder(side.folder, files, report::Replace::kAdd));
    return draft;
}

// One run: its report, and with `--measure-concurrency` the same one after the other, in turns the
// first and the second, so that a machine that grows slower favours neither.
static Status run_once(Bench& bench, std::size_t run) {
    const std::string folder = fmt::format("{}/run_{}", bench.options.output, run);
    const std::size_t before = bench.runs.size();
    const bool turned = bench.scenario.measure_concurrency && run % 2 == 0;
    if (turned) TRY(write_once(bench, run, false));
    const bool at_once = !bench.options.writer.sequential;
    TRY_ASSIGN(OneWriting writing, write_once(bench, run, at_once));
    TRY_ASSIGN(const Written written, report_files(bench.options, bench.prepared,
                                                   std::move(writing.draft), writing.wall_s));
    TRY(report::write_folder(folder, written.files, replace_by(bench.options)));
    if (bench.scenario.measure_concurrency && !turned && !StopOnInterrupt::stopped()) {
        TRY(write_once(bench, run, false));
    }
    if (bench.runs.size() == before) return Done{};
    TRY(write_side(bench, {folder, "combined_report", "Two Agents, One Run",
                           std::span(bench.runs).subspan(before)}));
    return Done{};
}

Result<int> run_scenario(const ReportOptions& options, const ScenarioOptions& scenario,
                         Prepared prepared) {
    prepared.meta.command += shown_scenario(scenario);
    Bench bench{options, scenario, std::move(prepared), {}, {}, {}};
    const std::size_t runs = scenario.runs.value_or(1);
    for (std::size_t run = 1; run <= runs; ++run) {
        if (!options.quiet && !options.json) print_lines(fmt::format("run {} of {}\n", run, runs));
        TRY(run_once(bench, run));
        if (StopOnInterrupt::stopped()) break;
    }
    if (bench.runs.empty()) return kDone;
    TRY_ASSIGN(const facts::Draft summary,
               write_side(bench, {options.output, "summary", "Two Agents, All Runs", bench.runs}));
    const report::OutputFile json = {
        "summary.json",
        report::agent_runs_json(scenario.name, bench.runs, summary, bench.prepared.meta.started)};
    TRY(report::write_folder(options.output, std::span(&json, 1), report::Replace::kAdd));
    if (wants(options, "md")) TRY(write_index(options.output, static_cast<unsigned>(options.jobs)));
    if (options.json) {
        print(json.bytes);
    } else if (!options.quiet) {
        print_lines(
            fmt::format("reports: {0}/run_1 ... run_{1}\nsummary: {0}/summary.md\n"
                        "check it: chimera verify {0}/summary.md {0}/{2}\n",
                        options.output, bench.runs.back().run, kMeasured));
    }
    return kDone;
}

}  // namespace chimera::cli
