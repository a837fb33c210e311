// SPDX-License-Identifier: Apache-2.0
// What Google Benchmark measures for the test of its real output.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <numeric>
#include <vector>

static void sort_reversed(benchmark::State& state) {
    std::vector<int> numbers(static_cast<std::size_t>(state.range(0)));
    for ([[maybe_unused]] auto _ : state) {
        std::iota(numbers.rbegin(), numbers.rend(), 0);
        std::sort(numbers.begin(), numbers.end());
        benchmark::DoNotOptimize(numbers.data());
    }
}
BENCHMARK(sort_reversed)->Arg(64)->Arg(512);
BENCHMARK_MAIN();
