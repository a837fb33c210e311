// SPDX-License-Identifier: Apache-2.0
// How fast the embedded path reads and writes: prompt processing of 64 tokens, generation of 32,
// and generation of two texts in one batch, the way two agents write. With the path of llama-bench
// as the second argument each round runs it too, and the ratios are those of one round, so that a
// machine that changes its mood favours neither: `embedded_bench [MODEL.gguf [LLAMA_BENCH
// [ROUNDS]]]`, by default the model of CHIMERA_TEST_GGUF and the program of LLAMA_BENCH.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "llm/gguf.h"
#include "stats/op.h"

namespace chimera {
namespace {

constexpr int kPrompt = 64;
constexpr int kGenerated = 32;

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

double rate_of_prompt(llm::Gguf& model) {
    model.forget(0, 0);
    std::vector<llm::Entry> batch;
    for (int i = 0; i < kPrompt; ++i) {
        batch.push_back(entry(i, 0));
        batch.back().wanted = i + 1 == kPrompt;
    }
    const Stopwatch watch;
    if (!model.decode(batch).ok()) std::exit(3);
    return kPrompt / watch.seconds();
}

double rate_of_texts(llm::Gguf& model, int texts) {
    for (int text = 0; text < 2; ++text) model.forget(text, 0);
    const Stopwatch watch;
    for (int i = 0; i < kGenerated; ++i) {
        std::vector<llm::Entry> batch;
        for (int text = 0; text < texts; ++text) batch.push_back(entry(i, text));
        if (!model.decode(batch).ok()) std::exit(3);
    }
    return kGenerated * texts / watch.seconds();
}

Rates measure(llm::Gguf& model) {
    return {rate_of_prompt(model), rate_of_texts(model, 1), rate_of_texts(model, 2)};
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
    measure(model);  // warm
    std::vector<double> prompt, generate, two, prompt_ratio, generate_ratio, gain;
    for (int round = 0; round < rounds; ++round) {
        const Rates ours = measure(model);
        prompt.push_back(ours.prompt);
        generate.push_back(ours.generate);
        two.push_back(ours.two);
        gain.push_back(ours.two / ours.generate);
        const auto theirs =
            program.empty() ? std::nullopt : rival(program, path, llm::physical_cores());
        if (!theirs) continue;
        prompt_ratio.push_back(ours.prompt / theirs->prompt);
        generate_ratio.push_back(ours.generate / theirs->generate);
    }
    print_mean("embedded, prompt of 64 tokens", prompt, "tok/s");
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
