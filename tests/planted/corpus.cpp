// SPDX-License-Identifier: Apache-2.0
#include "planted/corpus.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace chimera::planted {

static double standard(Noise noise, double before, Rng& rng) {
    const double z = normal(rng, 0, 1);
    switch (noise) {
        case Noise::kNormal: return z;
        case Noise::kAutoregressive: return 0.5 * before + std::sqrt(0.75) * z;
        case Noise::kLognormal: {
            constexpr double kShape = 0.6;
            const double square = std::exp(kShape * kShape);
            return (std::exp(kShape * z) - std::sqrt(square)) / std::sqrt(square * (square - 1));
        }
        case Noise::kSpikes: return z + (uniform(rng) < 0.03 ? 15 : 0);
        case Noise::kBimodal: return 0.3 * z + (uniform(rng) < 0.5 ? -1 : 1) * std::sqrt(0.91);
    }
    return z;
}

std::string_view noise_name(Noise noise) {
    switch (noise) {
        case Noise::kNormal: return "normal";
        case Noise::kAutoregressive: return "autoregressive";
        case Noise::kLognormal: return "lognormal";
        case Noise::kSpikes: return "spikes";
        case Noise::kBimodal: return "bimodal";
    }
    return "";
}

std::vector<double> draw(const Draws& draws, Rng& rng) {
    std::vector<double> out;
    double value = normal(rng, 0, 1);
    for (std::size_t i = 0; i < draws.n; ++i) {
        value = standard(draws.noise, value, rng);
        out.push_back(draws.mean + draws.sd * value);
    }
    return out;
}

Cell num(double value, int decimals) {
    return {fmt::format("{:.{}f}", value, decimals), true};
}
Cell whole(std::size_t value) {
    return {std::to_string(value), true};
}
Cell word(std::string_view text) {
    return {std::string(text), false};
}

Table with_columns_shuffled(const Table& table, Rng& rng) {
    std::vector<std::size_t> order(table.header.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    shuffle(order, rng);
    Table out;
    out.rows.resize(table.rows.size());
    for (const std::size_t column : order) {
        out.header.push_back(table.header[column]);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            out.rows[row].push_back(table.rows[row][column]);
        }
    }
    return out;
}

Table rows_with(const Table& table, std::string_view column, std::string_view value) {
    const auto at = std::find(table.header.begin(), table.header.end(), column);
    const auto index = static_cast<std::size_t>(at - table.header.begin());
    Table out{.header = table.header, .rows = {}};
    for (const auto& row : table.rows) {
        if (row[index].text == value) out.rows.push_back(row);
    }
    return out;
}

static std::string joined(const std::vector<std::string>& parts, std::string_view between) {
    return fmt::format("{}", fmt::join(parts, between));
}

static std::vector<std::string> texts_of(const std::vector<Cell>& row) {
    std::vector<std::string> out;
    for (const Cell& cell : row) out.push_back(cell.text);
    return out;
}

std::string as_csv(const Table& table) {
    std::string out = joined(table.header, ",") + "\n";
    for (const auto& row : table.rows) out += joined(texts_of(row), ",") + "\n";
    return out;
}

static std::string object_of(const Table& table, const std::vector<Cell>& row) {
    std::vector<std::string> members;
    for (std::size_t i = 0; i < row.size(); ++i) {
        members.push_back(row[i].number
                              ? fmt::format("\"{}\": {}", table.header[i], row[i].text)
                              : fmt::format("\"{}\": \"{}\"", table.header[i], row[i].text));
    }
    return "{" + joined(members, ", ") + "}";
}

std::string as_json(const Table& table, const std::string& around) {
    std::vector<std::string> rows;
    for (const auto& row : table.rows) rows.push_back("    " + object_of(table, row));
    return "{\n  " + around + "\"results\": [\n" + joined(rows, ",\n") + "\n  ]\n}\n";
}

std::string as_jsonl(const Table& table) {
    std::string out;
    for (const auto& row : table.rows) out += object_of(table, row) + "\n";
    return out;
}

std::string as_markdown(const Table& table) {
    std::string out = "| " + joined(table.header, " | ") + " |\n|";
    for (std::size_t i = 0; i < table.header.size(); ++i) out += " --- |";
    out += "\n";
    for (const auto& row : table.rows) out += "| " + joined(texts_of(row), " | ") + " |\n";
    return out;
}

void write_table(const test::TempFolder& folder, const Table& table, const Layout& layout,
                 Rng& rng) {
    const std::uint64_t format = below(rng, 3);
    const bool apart = !layout.parts.empty() && below(rng, 2) == 0;
    const auto write = [&](const std::string& stem, const Table& part) {
        if (format == 0) folder.write(stem + ".csv", as_csv(part));
        if (format == 1) folder.write(stem + ".json", as_json(part));
        if (format == 2) folder.write(stem + ".jsonl", as_jsonl(part));
    };
    if (!apart) return write(layout.stem, table);
    for (std::size_t i = 0; i < layout.parts.size(); ++i) {
        write(fmt::format("{}/part-{}", layout.stem, i + 1),
              rows_with(table, layout.column, layout.parts[i]));
    }
}

Names draw_names(std::size_t models, Rng& rng) {
    std::vector<std::string> all{"plover-3b",  "curlew-7b",   "dunlin-1.5b", "petrel-13b",
                                 "osprey-34b", "heron-8b",    "kestrel-2b",  "avocet-70b",
                                 "godwit-9b",  "turnstone-4b"};
    shuffle(all, rng);
    all.resize(models);
    return {
        .models = std::move(all),
        .model = pick<std::string>({"llm", "model_id", "model_name", "checkpoint"}, rng),
        .suite = pick<std::string>({"scenario", "workload", "benchmark_name"}, rng),
        .task = pick<std::string>({"nightly", "chat-replay", "steady-load"}, rng),
        .rate = pick<std::string>({"tps", "tok_per_sec", "decode_tok_s", "eval_rate_tok_s"}, rng),
        .wait = pick<std::string>({"ttft_ms", "time_to_first_token_ms", "first_token_ms"}, rng),
        .latency =
            pick<std::string>({"e2e_latency_s", "request_latency_s", "total_latency_s"}, rng),
        .length = pick<std::string>({"completion_tokens", "generated_tokens"}, rng)};
}

}  // namespace chimera::planted
