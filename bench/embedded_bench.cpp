// SPDX-License-Identifier: Apache-2.0
// How fast the embedded path reads and writes: the tests of `chimera bench --llm embedded`, a
// prompt of 256 tokens and 64 generated ones, and generation of two texts in one batch, the way two
// agents write. With the path of llama-bench as the second argument each round runs it too, in turn
// before and after, and the ratios are those of one round, so that a machine that changes its mood
// favours neither: `embedded_bench [MODEL.gguf [LLAMA_BENCH [ROUNDS]]]`, by default the model of
// CHIMERA_TEST_GGUF and the program of LLAMA_BENCH (bench/llama_bench.sh builds it).
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
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
constexpr int kRepetitions = 2;  // a round

struct Rates {
    double prompt = 0;    // tok/s
    double generate = 0;  // of one text
    double two = 0;       // of two texts together
};

llm::Entry entry(int position, int text) {
    // Any token will do: what is read does not change how long it takes.
    constexpr llm::TokenId kAny = 100;
    return {.token = static_cast<llm::TokenId>(kAny + position % 7),
            .position = position,
            .text = text,
            .wanted = true};
}

double rate_of(bench::Engine& engine, std::size_t prompt, std::size_t generated) {
    static Rng rng(1);
    const bench::EngineTest test{
        .prompt = prompt, .generated = generated, .threads = llm::physical_cores()};
    double sum = 0;
    for (int i = 0; i < kRepetitions; ++i) {
        const auto times = engine.run(test, {}, rng, {});
        if (!times.ok()) std::exit(3);
        sum += bench::rate_of(test, times.value());
    }
    return sum / kRepetitions;
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

Rates measure(llm::Gguf& model, bench::Engine& engine) {
    return {rate_of(engine, kPrompt, 0), rate_of(engine, 0, kGenerated), rate_of_two(model)};
}

// What llama-bench prints as CSV: the column `avg_ts` of its two rows.
std::optional<Rates> rival(const std::string& program, const std::string& model, int threads) {
    const std::string command =
        fmt::format("'{}' -m '{}' -t {} -p {} -n {} -r {} -fa 0 -o csv 2>/dev/null", program, model,
                    threads, kPrompt, kGenerated, kRepetitions);
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
    return Rates{number(lines[1]), number(lines[2]), 0};
}

void print_mean(const char* what, const std::vector<double>& values, const char* unit) {
    double sum = 0;
    for (const double value : values) sum += value;
    fmt::print("{:<46} {:8.3f} {}", what, sum / static_cast<double>(values.size()), unit);
    const std::vector<std::vector<double>> sample{values};
    const auto interval = stats::evaluate("mean_ci", sample, {.level = 0.95});
    if (interval) {
        const auto& [low, high] = std::get<std::pair<double, double>>(*interval);
        fmt::print("  [{:.3f}, {:.3f}] over {} rounds", low, high, values.size());
    }
    fmt::print("\n");
}

int run(const std::string& path, const std::string& program, int rounds) {
    llm::GgufSpec spec;
    spec.path = path;
    spec.hashed = false;
    auto opened = llm::Gguf::open(spec);
    if (!opened.ok()) {
        fmt::print("embedded_bench: {}\n", opened.error().message);
        return 3;
    }
    llm::Gguf& model = opened.value();
    bench::Engine engine(model, kPrompt + kGenerated);
    measure(model, engine);  // warm
    std::vector<double> prompt, generate, two, prompt_ratio, generate_ratio, gain;
    for (int round = 0; round < rounds; ++round) {
        const auto ask_rival = [&] {
            return program.empty() ? std::nullopt : rival(program, path, llm::physical_cores());
        };
        const bool is_first = round % 2 == 0;
        auto theirs = is_first ? ask_rival() : std::nullopt;
        const Rates ours = measure(model, engine);
        if (!is_first) theirs = ask_rival();
        prompt.push_back(ours.prompt);
        generate.push_back(ours.generate);
        two.push_back(ours.two);
        gain.push_back(ours.two / ours.generate);
        if (!theirs) continue;
        prompt_ratio.push_back(ours.prompt / theirs->prompt);
        generate_ratio.push_back(ours.generate / theirs->generate);
    }
    print_mean("embedded, prompt of 256 tokens", prompt, "tok/s");
    print_mean("embedded, generation", generate, "tok/s");
    print_mean("embedded, generation of two texts in a batch", two, "tok/s");
    print_mean("two texts in a batch against one, ratio", gain, "");
    if (prompt_ratio.empty()) return 0;
    print_mean("prompt against llama-bench, ratio", prompt_ratio, "");
    print_mean("generation against llama-bench, ratio", generate_ratio, "");
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
    constexpr int kRounds = 7;
    const auto rounds = chimera::parse_double(count > 3 ? arguments[3] : "");
    return chimera::run(model, given(2, "LLAMA_BENCH"),
                        std::max(2, static_cast<int>(rounds.value_or(kRounds))));
}
