// SPDX-License-Identifier: Apache-2.0
// How fast JSON Lines are read: simdjson's on-demand scan of one field as the ceiling, the hash
// that every byte has to go through, then the reader with one and with two threads. `jsonl_bench
// [MEGABYTES] [FILE]` generates its input, the same every time, or reads FILE.
#include <fmt/format.h>
#include <simdjson.h>

#include <charconv>
#include <fstream>
#include <iterator>
#include <string>

#include "core/clock.h"
#include "core/rng.h"
#include "core/sha256.h"
#include "formats/jsonl/jsonl_reader.h"

namespace chimera {
namespace {

std::string generate(std::size_t bytes) {
    Rng rng(20260101);
    std::string out;
    out.reserve(bytes + 1024);
    const auto decimal = [&](double most) {
        return most * static_cast<double>(below(rng, 1'000'000)) / 1'000'000;
    };
    for (std::size_t i = 0; out.size() < bytes; ++i) {
        fmt::format_to(
            std::back_inserter(out),
            R"({{"request_id":"{:016x}-{:08x}","model":"model-{}:latest",)"
            R"("timestamp":"2026-01-02T{:02}:{:02}:{:02}Z",)"
            R"("options":{{"temperature":{},"num_ctx":{}}},"metrics":{{"ttft_ms":{:.3f},)"
            R"("tokens_s":{:.4f},"latency_ms":{},"output_tokens":{}}},"status":"ok","error":null}})"
            "\n",
            rng(), i, below(rng, 4), i / 3600 % 24, i / 60 % 60, i % 60, below(rng, 2) ? 0.2 : 0.7,
            below(rng, 2) ? 2048 : 4096, decimal(90), decimal(300), decimal(9000),
            below(rng, 2000));
    }
    return out;
}

double megabytes_per_second(const std::string& text, const Stopwatch& watch) {
    return static_cast<double>(text.size()) / 1e6 / watch.seconds();
}

double scan_one_field(const std::string& text) {
    const bool nested = text.substr(0, text.find('\n')).find("\"metrics\"") != std::string::npos;
    const Stopwatch watch;
    simdjson::ondemand::parser parser;
    simdjson::ondemand::document_stream lines;
    double sum = 0;
    if (parser.iterate_many(text.data(), text.size(), std::size_t{1} << 20U).get(lines)) return 0;
    for (auto line : lines) {
        double value = 0;
        const auto error =
            nested ? line["metrics"]["ttft_ms"].get(value) : line["ttft_ms"].get(value);
        if (error == simdjson::SUCCESS) sum += value;
    }
    const double speed = megabytes_per_second(text, watch);
    return sum >= 0 ? speed : 0;
}

double hash_all(const std::string& text) {
    const Stopwatch watch;
    const std::string digest = sha256_hex(text);
    const double speed = megabytes_per_second(text, watch);
    return digest.empty() ? 0 : speed;
}

double read_all(const std::string& text, unsigned jobs) {
    const Stopwatch watch;
    const std::string_view bytes(text.data(), text.size());
    const auto records = formats::read_jsonl(bytes, jobs);
    return records.ok() ? megabytes_per_second(text, watch) : 0;
}

int run(int argc, char** argv) {
    std::size_t megabytes = 200;
    if (argc > 1) {
        const std::string_view wanted = argv[1];
        std::from_chars(wanted.data(), wanted.data() + wanted.size(), megabytes);
    }
    std::string text;
    if (argc > 2) {
        std::ifstream file(argv[2], std::ios::binary);
        text.assign(std::istreambuf_iterator<char>(file), {});
    } else {
        text = generate(megabytes * 1'000'000);
    }
    const std::size_t size = text.size();
    text.append(simdjson::SIMDJSON_PADDING, '\n');
    text.resize(size);
    fmt::print("JSON Lines, {:.0f} MB\n", static_cast<double>(text.size()) / 1e6);
    for (int round = 0; round < 3; ++round) {
        fmt::print("on-demand scan of one field {:7.0f} MB/s\n", scan_one_field(text));
        fmt::print("SHA-256                     {:7.0f} MB/s\n", hash_all(text));
        fmt::print("read_jsonl, 1 thread        {:7.0f} MB/s\n", read_all(text, 1));
        fmt::print("read_jsonl, 2 threads       {:7.0f} MB/s\n", read_all(text, 2));
    }
    return 0;
}

}  // namespace
}  // namespace chimera

int main(int argc, char** argv) {
    return chimera::run(argc, argv);
}
