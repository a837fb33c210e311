// SPDX-License-Identifier: Apache-2.0
// Replays a corpus and seeded mutations of it through LLVMFuzzerTestOneInput, for compilers without
// libFuzzer. Fails if an input takes more than a second of processor time; a sanitizer ends the
// program by itself, and the seed and number of the input are printed then.
//
//   fuzz_csv [--seconds N | --iterations N] [--seed N] [--format NAME] [--input N] PATH...
//
// `--input N` runs the one input of that number again and writes it to ./fuzz-input.
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <vector>

#include "core/clock.h"
#include "core/text.h"
#include "fuzz/mutate.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);
// Only there in a build with a sanitizer.
extern "C" void __attribute__((weak)) __sanitizer_set_death_callback(void (*callback)());

namespace chimera::fuzz {
namespace {

struct Options {
    double seconds = 5;
    std::uint64_t iterations = UINT64_MAX;
    std::uint64_t seed = 1;
    std::optional<std::uint64_t> input;
    std::string format;
    std::vector<std::string> paths;
};

constexpr double kSecondsAnInput = 1;
constexpr unsigned kSecondsUntilHung = 60;  // of real time: a deadlock uses no processor
constexpr std::size_t kMostBytes = std::size_t{1} << 20U;

// What the handlers below print; they may use no more than this.
std::uint64_t current_seed = 0;
volatile std::uint64_t current_input = 0;

void print_input(const char* what) {
    std::fprintf(stderr, "%s at --seed %llu --input %llu\n", what,
                 static_cast<unsigned long long>(current_seed),
                 static_cast<unsigned long long>(current_input));
}

void on_death() {
    print_input("stopped");
}

// A target that aborts by itself; the sanitizers have the callback above.
void on_abort(int) {
    print_input("aborted");
    _exit(1);
}

void on_alarm(int) {
    print_input("hung");
    _exit(1);
}

double processor_seconds() {
    timespec time{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) * 1e-9;
}

bool belongs(const std::filesystem::path& path, const std::string& format) {
    const std::string extension = lower(path.extension().string());
    if (format == "json") return extension == ".json";
    if (format == "jsonl") return extension == ".jsonl" || extension == ".ndjson";
    if (format == "markdown") return extension == ".md" || extension == ".markdown";
    if (format == "csv") return extension == ".csv";
    if (format == "text") {
        return extension == ".txt" || extension == ".log" || extension == ".sql" ||
               extension == ".hlog";
    }
    return true;
}

std::vector<std::string> read_corpus(const Options& options) {
    std::vector<std::filesystem::path> files;
    for (const std::string& path : options.paths) {
        if (std::filesystem::is_regular_file(path)) files.emplace_back(path);
        if (!std::filesystem::is_directory(path)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(path)) {
            if (entry.is_regular_file() && belongs(entry.path(), options.format)) {
                files.push_back(entry.path());
            }
        }
    }
    // The order of a folder's entries differs between machines; inputs are numbered by this one.
    std::sort(files.begin(), files.end());
    std::vector<std::string> corpus;
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>());
    }
    return corpus;
}

// Input 0 is nothing, then come the files as they are, then mutations. Each has a generator of its
// own, so that one input can be made again alone.
std::string make_input(const std::vector<std::string>& corpus, const Options& options,
                       std::uint64_t number) {
    if (number == 0) return {};
    if (number <= corpus.size()) return corpus[number - 1];
    Rng rng(options.seed * 0x9E3779B97F4A7C15U + number);
    const std::string& base = corpus[static_cast<std::size_t>(below(rng, corpus.size()))];
    const std::string& other = corpus[static_cast<std::size_t>(below(rng, corpus.size()))];
    return mutate(base, other, rng, kMostBytes);
}

bool runs_in_time(const std::string& input) {
    alarm(kSecondsUntilHung);
    const double before = processor_seconds();
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    const double took = processor_seconds() - before;
    alarm(0);
    if (took <= kSecondsAnInput) return true;
    std::fprintf(stderr, "%.2f s for %zu bytes\n", took, input.size());
    print_input("too slow");
    return false;
}

std::optional<std::uint64_t> number_of(const char* text) {
    const std::string_view digits(text);
    std::uint64_t value = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (read.ec != std::errc() || read.ptr != digits.data() + digits.size()) return std::nullopt;
    return value;
}

std::optional<Options> read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (!name.starts_with("--")) {
            options.paths.emplace_back(name);
            continue;
        }
        if (++i == argc) return std::nullopt;
        if (name == "--format") {
            options.format = argv[i];
            continue;
        }
        const auto value = number_of(argv[i]);
        if (!value) return std::nullopt;
        if (name == "--seconds") {
            options.seconds = static_cast<double>(*value);
        } else if (name == "--iterations") {
            options.iterations = *value;
            options.seconds = 1e9;
        } else if (name == "--seed") {
            options.seed = *value;
        } else if (name == "--input") {
            options.input = *value;
        } else {
            return std::nullopt;
        }
    }
    return options;
}

int replay(const Options& options) {
    const std::vector<std::string> corpus = read_corpus(options);
    if (corpus.empty()) {
        std::fprintf(stderr, "no file of the format under the given paths\n");
        return 2;
    }
    current_seed = options.seed;
    if (options.input) {
        current_input = *options.input;
        const std::string input = make_input(corpus, options, *options.input);
        std::ofstream("fuzz-input", std::ios::binary) << input;
        return runs_in_time(input) ? 0 : 1;
    }
    const Stopwatch watch;
    int failures = 0;
    std::uint64_t number = 0;
    // The corpus itself is replayed whole, however little time there is.
    for (; number < options.iterations; ++number) {
        if (number > corpus.size() && watch.seconds() > options.seconds) break;
        current_input = number;
        if (!runs_in_time(make_input(corpus, options, number))) ++failures;
    }
    std::printf("%llu inputs (%zu files, the others mutations of them), seed %llu, %d too slow\n",
                static_cast<unsigned long long>(number), corpus.size(),
                static_cast<unsigned long long>(options.seed), failures);
    return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace chimera::fuzz

int main(int argc, char** argv) {
    const auto options = chimera::fuzz::read_options(argc, argv);
    if (!options || options->paths.empty()) {
        std::fprintf(stderr,
                     "usage: %s [--seconds N | --iterations N] [--seed N] [--format NAME] "
                     "[--input N] PATH...\n",
                     argv[0]);
        return 2;
    }
    if (__sanitizer_set_death_callback != nullptr) {
        __sanitizer_set_death_callback(chimera::fuzz::on_death);
    }
    signal(SIGABRT, chimera::fuzz::on_abort);
    signal(SIGALRM, chimera::fuzz::on_alarm);
    return chimera::fuzz::replay(*options);
}
