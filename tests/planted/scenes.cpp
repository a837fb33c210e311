// SPDX-License-Identifier: Apache-2.0
#include "planted/scenes.h"

#include <algorithm>

namespace chimera::planted {

static std::vector<Cell> request(const Names& names, std::size_t model, double rate, double wait) {
    return {word(names.models[model]), word(names.task), num(rate, 2), num(wait, 1)};
}

RaceFolder race(const Race& what, Rng& rng) {
    RaceFolder out{.names = draw_names(what.models, rng), .table = {}};
    const Names& names = out.names;
    out.table.header = {names.model, names.suite, names.rate, names.wait};
    std::vector<std::vector<std::vector<Cell>>> by_model;
    for (std::size_t m = 0; m < what.models; ++m) {
        const double shift = m == what.shifted ? what.shift * kRateSd : 0;
        const auto rates = draw({what.rows, kRate + shift, kRateSd, what.noise}, rng);
        const auto waits = draw({what.rows, kWait, kWaitSd, what.noise}, rng);
        by_model.emplace_back();
        for (std::size_t i = 0; i < what.rows; ++i)
            by_model[m].push_back(request(names, m, rates[i], waits[i]));
    }
    const bool in_turns = below(rng, 2) == 0;
    for (std::size_t i = 0; i < what.rows * what.models; ++i) {
        const std::size_t m = in_turns ? i % what.models : i / what.rows;
        const std::size_t at = in_turns ? i / what.models : i % what.rows;
        out.table.rows.push_back(by_model[m][at]);
    }
    out.table = with_columns_shuffled(out.table, rng);
    return out;
}

std::vector<Setting> draw_settings(const std::vector<std::size_t>& levels, Rng& rng) {
    std::vector<Setting> all{
        {"n_gpu_layers", {"0", "12", "24"}}, {"n_threads", {"2", "4", "8"}},
        {"top_k", {"20", "40", "80"}},       {"min_p", {"0.02", "0.05", "0.1"}},
        {"n_ctx", {"1024", "2048", "4096"}}, {"poll", {"0", "50", "100"}}};
    shuffle(all, rng);
    all.resize(levels.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i].levels.resize(levels[i]);
    return all;
}

// The cells of the grid, the last setting changing fastest, each `repeats` times.
static std::vector<std::vector<std::size_t>> nested(const Grid& what) {
    std::vector<std::vector<std::size_t>> out{{}};
    for (const std::size_t levels : what.levels) {
        std::vector<std::vector<std::size_t>> next;
        for (const auto& cell : out) {
            for (std::size_t level = 0; level < levels; ++level) {
                next.push_back(cell);
                next.back().push_back(level);
            }
        }
        out = std::move(next);
    }
    std::vector<std::vector<std::size_t>> repeated;
    for (const auto& cell : out) repeated.insert(repeated.end(), what.repeats, cell);
    return repeated;
}

GridFolder grid(const Grid& what, Rng& rng) {
    GridFolder out{.names = draw_names(1, rng), .settings = {}, .levels = {}, .table = {}};
    const Names& names = out.names;
    out.table.header = {names.model, names.suite, names.rate, names.wait};
    for (const Setting& setting : draw_settings(what.levels, rng)) {
        out.settings.push_back(setting.column);
        out.levels.push_back(setting.levels);
        out.table.header.push_back(setting.column);
    }
    auto cells = nested(what);
    if (what.shuffled) shuffle(cells, rng);
    const auto rates = draw({cells.size(), kRate, kRateSd, what.noise}, rng);
    const auto waits = draw({cells.size(), kWait, kWaitSd, what.noise}, rng);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::size_t level = cells[i][what.shifted];
        const double share =
            static_cast<double>(level) / static_cast<double>(what.levels[what.shifted] - 1);
        auto row = request(names, 0, rates[i] + share * what.shift * kRateSd, waits[i]);
        for (std::size_t s = 0; s < cells[i].size(); ++s)
            row.push_back({out.levels[s][cells[i][s]], true});
        out.table.rows.push_back(std::move(row));
    }
    out.table = with_columns_shuffled(out.table, rng);
    return out;
}

}  // namespace chimera::planted
