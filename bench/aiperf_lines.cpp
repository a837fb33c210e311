// SPDX-License-Identifier: Apache-2.0
// Writes per-request records as AIPerf does, as many as are wanted, for report_bench.sh:
// `aiperf_lines SEED-FILE RECORDS FILE`. Each is a record of the seed file with ids of its own, all
// of its times stretched by one factor, so that what adds up still does, and an answer of another
// length. The same on every machine.
#include <fmt/format.h>

#include <charconv>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "core/rng.h"
#include "core/text.h"

namespace chimera {
namespace {

using Json = nlohmann::ordered_json;

// AIPerf multiplies whole nanoseconds, which is where its 82.05232699999999 come from.
double stretched_ms(double value, double factor) {
    return std::round(value * factor * 1e6) * 1e-6;
}

std::string new_id(Rng& rng) {
    const std::uint64_t high = rng();
    const std::uint64_t low = rng();
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32U, (high >> 16U) & 0xFFFFU,
                       high & 0xFFFFU, low >> 48U, low & 0xFFFF'FFFF'FFFFU);
}

void alter_metadata(Json& metadata, std::size_t index, double factor, Rng& rng) {
    const std::int64_t later = static_cast<std::int64_t>(index) * 1'000'000;
    const auto begin = metadata["credit_issued_ns"].get<std::int64_t>();
    for (auto& [name, value] : metadata.items()) {
        if (name.ends_with("_ns")) {
            const auto since = static_cast<double>(value.get<std::int64_t>() - begin) * factor;
            value = begin + later + std::llround(since);
        }
    }
    metadata["session_num"] = index;
    metadata["x_request_id"] = new_id(rng);
    metadata["conversation_id"] = new_id(rng);
    metadata["x_correlation_id"] = new_id(rng);
    metadata["root_correlation_id"] = metadata["x_correlation_id"];
}

void alter_metrics(Json& metrics, double factor, Rng& rng) {
    auto& gaps = metrics["inter_chunk_latency"]["value"];
    const std::size_t fewest = gaps.size() / 3;
    const std::size_t kept = fewest + below(rng, gaps.size() - fewest);
    gaps.erase(gaps.begin() + static_cast<std::ptrdiff_t>(kept), gaps.end());
    const std::size_t dropped = 99 - kept;
    for (auto& [name, metric] : metrics.items()) {
        Json& value = metric["value"];
        if (metric["unit"] == "ms") {
            if (value.is_array()) {
                for (Json& gap : value) gap = stretched_ms(gap.get<double>(), factor);
            } else {
                value = stretched_ms(value.get<double>(), factor);
            }
        } else if (metric["unit"] == "tokens/sec/user") {
            value = value.get<double>() / factor;
        } else if (name == "usage_total_tokens" || name == "usage_completion_tokens" ||
                   name == "output_token_count" || name == "output_sequence_length" ||
                   name == "http_req_chunks_received") {
            value = value.get<std::size_t>() - dropped;
        }
    }
}

int run(int argc, char** argv) {
    if (argc != 4) {
        fmt::print(stderr, "usage: aiperf_lines SEED-FILE RECORDS FILE\n");
        return 2;
    }
    std::ifstream seed(argv[1], std::ios::binary);
    const std::string text(std::istreambuf_iterator<char>(seed), {});
    std::vector<Json> models;
    for (const std::string_view line : split(text, '\n')) {
        if (!line.empty()) models.push_back(Json::parse(line));
    }
    std::size_t records = 0;
    const std::string_view wanted = argv[2];
    std::from_chars(wanted.data(), wanted.data() + wanted.size(), records);
    std::ofstream out(argv[3], std::ios::binary);
    Rng rng(20260101);
    for (std::size_t i = 0; i < records && !models.empty(); ++i) {
        Json record = models[i % models.size()];
        const double factor = 0.8 + 0.4 * static_cast<double>(below(rng, 100'000)) / 100'000;
        alter_metadata(record["metadata"], i, factor, rng);
        alter_metrics(record["metrics"], factor, rng);
        out << record.dump() << '\n';
    }
    out.close();
    return out.good() && !models.empty() ? 0 : 1;
}

}  // namespace
}  // namespace chimera

int main(int argc, char** argv) {
    return chimera::run(argc, argv);
}
