// SPDX-License-Identifier: Apache-2.0
// How fast the embedded path reads and writes: the tests of `chimera bench --llm embedded`, a
// prompt of 256 tokens and 64 generated ones, and generation of two texts in one batch, the way two
// agents write. With the path of llama-bench as the second argument each of many short rounds runs
// it too, in turn before and after, each test once after one that does not count, as llama-bench
// does by itself; the ratios are those of one round, so that a machine that changes its mood
// favours neither: `embedded_bench [MODEL.gguf [LLAMA_BENCH [ROUNDS [THREADS]]]]`, by default the
// model of CHIMERA_TEST_GGUF and the program of LLAMA_BENCH (bench/llama_cpp.sh builds it).
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <numeric>
#include <optional>
#include <string>
#include <vector>

#include "bench/engine.h"
#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "llm/gguf.h"
#include "stats/op.h"

namespace chimera {
namespace {

constexpr int kPrompt = 256;
constexpr int kGenerated = 64;

struct Rates {
    double prompt = 0;  // tok/s
    double generate = 0;
};

llm::Entry entry(int position, int text) {
    // Any token will do: what is read does not change how long it takes.
    constexpr llm::TokenId kAny = 100;
    return {.token = static_cast<llm::TokenId>(kAny + position % 7),
            .position = position,
            .text = text,
            .wanted = true};
}

struct Length {
    std::size_t prompt = 0;
    std::size_t generated = 0;
};

double rate_of(bench::Engine& engine, const Length& length, int threads) {
    static Rng rng(1);
    const bench::EngineTest test{
        .prompt = length.prompt, .generated = length.generated, .threads = threads};
    double rate = 0;
    for (int i = 0; i < 2; ++i) {  // the first one warms up
        const auto times = engine.run(test, {}, rng, {});
        if (!times.ok()) std::exit(3);
        rate = bench::rate_of(test, times.value());
    }
    return rate;
}

double rate_of_two(llm::Gguf& model) {
    constexpr int kTexts = 2;
    for (int text = 0; text < kTexts; ++text) model.forget(text, 0);
    const Stopwatch watch;
    for (int i = 0; i < kGenerated; ++i) {
        std::vector<llm::Entry> batch;
        for (int text = 0; text < kTexts; ++text) batch.push_back(entry(i, text));
        if (!model.decode(batch).ok()) std::exit(3);
    }
    const double seconds = watch.seconds();
    model.rest();
    return kGenerated * kTexts / seconds;
}

Rates measure(bench::Engine& engine, int threads) {
    return {rate_of(engine, {.prompt = kPrompt}, threads),
            rate_of(engine, {.generated = kGenerated}, threads)};
}

// What llama-bench prints as CSV: the column `avg_ts` of its two rows.
std::optional<Rates> rival(const std::string& program, const std::string& model, int threads) {
    const std::string command =
        fmt::format("'{}' -m '{}' -t {} -p {} -n {} -r 1 -fa 0 -o csv 2>/dev/null", program, model,
                    threads, kPrompt, kGenerated);
    std::FILE* pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) return std::nullopt;
    std::string text;
    char part[4096];
    while (const std::size_t n = std::fread(part, 1, sizeof part, pipe)) text.append(part, n);
    if (::pclose(pipe) != 0) return std::nullopt;
    const auto lines = split(trim(text), '\n');
    if (lines.size() < 3) return std::nullopt;
    const auto number = [&](std::string_view line) {
        const auto names = split(lines[0], ',');
        const auto cells = split(line, ',');
        for (std::size_t i = 0; i < names.size() && i < cells.size(); ++i) {
            if (names[i] != "avg_ts") continue;
            const std::string cell = replace_all(std::string(cells[i]), "\"", "");
            return parse_double(cell).value_or(0);
        }
        return 0.0;
    };
    return Rates{number(lines[1]), number(lines[2])};
}

std::string interval_of(const std::vector<double>& values, double (*shown)(double)) {
    const std::vector<std::vector<double>> sample{values};
    const auto interval = stats::evaluate("mean_ci", sample, {.level = 0.95});
    if (!interval) return {};
    const auto& [low, high] = std::get<std::pair<double, double>>(*interval);
    return fmt::format("  [{:.3f}, {:.3f}] over {} rounds", shown(low), shown(high), values.size());
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

void print_mean(const char* what, const std::vector<double>& values) {
    fmt::print("{:<46} {:8.3f} tok/s{}\n", what, mean_of(values),
               interval_of(values, [](double value) { return value; }));
}

// Ratios have a geometric mean: that of the inverse is its inverse.
void print_ratio(const std::string& what, const std::vector<double>& logarithms) {
    const auto exponential = [](double value) { return std::exp(value); };
    fmt::print("{:<46} {:8.3f}{}\n", what, std::exp(mean_of(logarithms)),
               interval_of(logarithms, exponential));
}

struct Rival {
    std::string program;
    std::string model;
    int rounds = 0;
};

void compare_with(const Rival& other, int threads, bench::Engine& engine) {
    std::vector<double> prompt, generate;
    for (int round = 0; round < other.rounds; ++round) {
        const auto ask_rival = [&] { return rival(other.program, other.model, threads); };
        const bool is_first = round % 2 == 0;
        auto theirs = is_first ? ask_rival() : std::nullopt;
        const Rates ours = measure(engine, threads);
        if (!is_first) theirs = ask_rival();
        if (!theirs) continue;
        prompt.push_back(std::log(ours.prompt / theirs->prompt));
        generate.push_back(std::log(ours.generate / theirs->generate));
    }
    if (prompt.empty()) {
        fmt::print("embedded_bench: {} told no rates; nothing is compared\n", other.program);
        return;
    }
    print_ratio(fmt::format("prompt against llama-bench, {} threads, ratio", threads), prompt);
    print_ratio(fmt::format("generation against llama-bench, {} threads, ratio", threads),
                generate);
}

int run(const Rival& other, const std::vector<int>& threads) {
    llm::GgufSpec spec;
    spec.path = other.model;
    spec.hashed = false;
    auto opened = llm::Gguf::open(spec);
    if (!opened.ok()) {
        fmt::print("embedded_bench: {}\n", opened.error().message);
        return 3;
    }
    llm::Gguf& model = opened.value();
    bench::Engine engine(model);
    std::vector<double> prompt, generate, two, gain;
    constexpr int kOurRounds = 7;
    for (int round = 0; round < kOurRounds; ++round) {
        const Rates ours = measure(engine, llm::physical_cores());
        prompt.push_back(ours.prompt);
        generate.push_back(ours.generate);
        two.push_back(rate_of_two(model));
        gain.push_back(std::log(two.back() / ours.generate));
    }
    print_mean("embedded, prompt of 256 tokens", prompt);
    print_mean("embedded, generation", generate);
    print_mean("embedded, generation of two texts in a batch", two);
    print_ratio("two texts in a batch against one, ratio", gain);
    if (other.program.empty()) {
        fmt::print("embedded_bench: no llama-bench named, nothing is compared\n");
        return 0;
    }
    for (const int count : threads) compare_with(other, count, engine);
    return 0;
}

}  // namespace
}  // namespace chimera

int main(int count, char** arguments) {
    const auto given = [&](int at, const char* variable) {
        const char* named = count > at ? arguments[at] : std::getenv(variable);
        return std::string(named == nullptr ? "" : named);
    };
    const std::string model = given(1, "CHIMERA_TEST_GGUF");
    if (model.empty()) {
        fmt::print("embedded_bench: no model named, nothing measured\n");
        return 0;
    }
    constexpr int kRounds = 40;
    const auto number = [&](int at) {
        const auto value = chimera::parse_double(count > at ? arguments[at] : "");
        return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
    };
    // One thread waits for no other: what else runs on the machine hardly moves its ratio.
    std::vector<int> threads{1};
    if (const int cores = chimera::llm::physical_cores(); cores > 1) threads.push_back(cores);
    if (const auto only = number(4)) threads = {std::max(1, *only)};
    return chimera::run({.program = given(2, "LLAMA_BENCH"),
                         .model = model,
                         .rounds = std::max(2, number(3).value_or(kRounds))},
                        threads);
}
