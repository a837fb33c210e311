// SPDX-License-Identifier: Apache-2.0
// The two folders that most questions are asked of: models measured side by side, and one model
// swept over a grid of settings.
#pragma once

#include <string>
#include <vector>

#include "planted/corpus.h"

namespace chimera::planted {

// `rows` requests of each model, taken in turns or one model after the other. One model may be
// above the others in throughput by `shift` deviations.
struct Race {
    std::size_t models = 4;
    std::size_t rows = 30;
    Noise noise = Noise::kNormal;
    double shift = 0;
    std::size_t shifted = 0;  // index of the model that is above
};
struct RaceFolder {
    Names names;
    Table table;
};
RaceFolder race(const Race& what, Rng& rng);

// A grid of two settings, each cell run `repeats` times in a row. One of the settings may move the
// throughput by `shift` deviations from its lowest to its highest level.
struct Grid {
    std::vector<std::size_t> levels{2, 2};
    std::size_t repeats = 15;
    Noise noise = Noise::kNormal;
    double shift = 0;
    std::size_t shifted = 0;  // index of the setting that does
    bool shuffled = false;    // the requests in a random order
};
struct GridFolder {
    Names names;
    std::vector<std::string> settings;  // their columns, the outer first
    std::vector<std::vector<std::string>> levels;
    Table table;
};
GridFolder grid(const Grid& what, Rng& rng);

// Settings that do not set how much work a request is, with some of their levels, ascending.
struct Setting {
    std::string column;
    std::vector<std::string> levels;
};
std::vector<Setting> draw_settings(const std::vector<std::size_t>& levels, Rng& rng);

inline constexpr double kRate = 80;
inline constexpr double kRateSd = 3;
inline constexpr double kWait = 210;  // ms
inline constexpr double kWaitSd = 12;

}  // namespace chimera::planted
