// SPDX-License-Identifier: Apache-2.0
#include "llm/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace chimera::llm {

std::size_t draw(std::span<const double> scores, const Draw& by, Rng& rng) {
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto better = [&](std::size_t a, std::size_t b) {
        return scores[a] != scores[b] ? scores[a] > scores[b] : a < b;
    };
    auto wanted = static_cast<std::size_t>(std::max(0, by.top_k));
    if (wanted == 0 || wanted > order.size()) wanted = order.size();
    if (by.temperature <= 0) wanted = 1;
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::partial_sort(order.begin(), end, order.end(), better);
    order.resize(wanted);
    const double best = scores[order.front()];
    std::vector<double> weights;
    double sum = 0;
    for (const std::size_t candidate : order) {
        weights.push_back(std::exp(scores[candidate] - best));
        sum += weights.back();
    }
    // The shortest beginning of the list that holds top_p of the probability.
    double held = 0;
    std::size_t kept = 0;
    while (kept < weights.size() && (kept == 0 || held < by.top_p * sum)) held += weights[kept++];
    double total = 0;
    for (std::size_t i = 0; i < kept; ++i) {
        const double score = scores[order[i]] - best;
        weights[i] = by.temperature <= 0 ? 1 : std::exp(score / by.temperature);
        total += weights[i];
    }
    double left = uniform(rng) * total;
    std::size_t chosen = 0;
    while (chosen + 1 < kept && (left -= weights[chosen]) >= 0) ++chosen;
    return order[chosen];
}

double penalised(double score, double penalty) {
    return score > 0 ? score / penalty : score * penalty;
}

Sampling::Sampling(const Options& options) : options_(options), rng_(options.seed.value_or(1)) {}

std::int32_t Sampling::next(std::span<const float> logits) {
    std::vector<double> scores(logits.begin(), logits.end());
    for (const std::int32_t token : recent_) {
        double& score = scores[static_cast<std::size_t>(token)];
        score = penalised(score, options_.repeat_penalty.value_or(1.0));
    }
    const Draw by{.temperature = options_.temperature.value_or(0.8),
                  .top_p = options_.top_p.value_or(0.95),
                  .top_k = options_.top_k.value_or(40)};
    const auto token = static_cast<std::int32_t>(draw(scores, by, rng_));
    recent_.push_back(token);
    if (recent_.size() > kRemembered) recent_.pop_front();
    return token;
}

}  // namespace chimera::llm
