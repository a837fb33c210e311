// SPDX-License-Identifier: Apache-2.0
// Made-up folders of benchmark results in which the truth is known, because it was put there. What
// a column and a model are called, the order of the columns and the format of the files are drawn
// anew for each seed, from names that the sample corpora do not hold.
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "core/rng.h"
#include "support/temp_folder.h"

namespace chimera::planted {

// How the values of a measurement scatter: independent and normal; each leaning on the one before
// (AR(1), coefficient 0.5); skewed; normal with three spikes of 15 deviations in a hundred; of two
// humps.
enum class Noise { kNormal, kAutoregressive, kLognormal, kSpikes, kBimodal };
inline constexpr std::array kNoises{Noise::kNormal, Noise::kAutoregressive, Noise::kLognormal,
                                    Noise::kSpikes, Noise::kBimodal};
std::string_view noise_name(Noise noise);

// `n` values in order, about `mean`, of deviation `sd` (spikes come on top of it).
struct Draws {
    std::size_t n = 30;
    double mean = 0;
    double sd = 1;
    Noise noise = Noise::kNormal;
};
std::vector<double> draw(const Draws& draws, Rng& rng);

// A cell as a file writes it: a number bare, a text in JSON quoted.
struct Cell {
    std::string text;
    bool number = false;
};
Cell num(double value, int decimals);
Cell whole(std::size_t value);
Cell word(std::string_view text);

struct Table {
    std::vector<std::string> header;
    std::vector<std::vector<Cell>> rows;
};

// The same table in another order of its columns.
Table with_columns_shuffled(const Table& table, Rng& rng);
// The rows whose cell in `column` reads `value`.
Table rows_with(const Table& table, std::string_view column, std::string_view value);

std::string as_csv(const Table& table);
// {"results": [{...}, ...]}, with `around` (members of the outer object, a comma behind each)
// first.
std::string as_json(const Table& table, const std::string& around = "");
std::string as_jsonl(const Table& table);
std::string as_markdown(const Table& table);

// Writes a table as users' tools do: one file of all, or one a model, as CSV, JSON or JSON Lines.
// `parts` tells the models apart, by the values of `column`.
struct Layout {
    std::string stem = "runs";
    std::string column;
    std::vector<std::string> parts;
};
void write_table(const test::TempFolder& folder, const Table& table, const Layout& layout,
                 Rng& rng);

// What a folder calls things.
struct Names {
    std::vector<std::string> models;
    std::string model;    // the column of the model
    std::string suite;    // the column of the suite
    std::string task;     // the suite itself
    std::string rate;     // generation throughput, tok/s
    std::string wait;     // time to first token, ms
    std::string latency;  // end-to-end latency, s
    std::string length;   // output tokens
};
Names draw_names(std::size_t models, Rng& rng);

template <typename T>
const T& pick(const std::vector<T>& from, Rng& rng) {
    return from[below(rng, from.size())];
}

}  // namespace chimera::planted
