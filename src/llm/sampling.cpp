// SPDX-License-Identifier: Apache-2.0
#include "llm/sampling.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

namespace chimera::llm {

Sampling::Sampling(const Options& options) : options_(options), rng_(options.seed.value_or(1)) {}

std::int32_t Sampling::next(std::span<const float> logits) {
    constexpr std::size_t kRemembered = 64;
    std::vector<double> scores(logits.begin(), logits.end());
    const double penalty = options_.repeat_penalty.value_or(1.0);
    for (const std::int32_t token : std::vector(recent_.begin(), recent_.end())) {
        double& score = scores[static_cast<std::size_t>(token)];
        score = score > 0 ? score / penalty : score * penalty;
    }
    const double temperature = options_.temperature.value_or(0.8);
    auto wanted = static_cast<std::size_t>(std::max(0, options_.top_k.value_or(40)));
    if (wanted == 0 || wanted > scores.size()) wanted = scores.size();
    if (temperature <= 0) wanted = 1;
    std::vector<std::int32_t> order(scores.size());
    std::iota(order.begin(), order.end(), 0);
    const auto better = [&](std::int32_t a, std::int32_t b) {
        const double left = scores[static_cast<std::size_t>(a)];
        const double right = scores[static_cast<std::size_t>(b)];
        return left != right ? left > right : a < b;
    };
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(wanted);
    std::partial_sort(order.begin(), end, order.end(), better);
    order.resize(wanted);
    std::vector<double> weights;
    const double best = scores[static_cast<std::size_t>(order.front())];
    double sum = 0;
    for (const std::int32_t token : order) {
        weights.push_back(std::exp(scores[static_cast<std::size_t>(token)] - best));
        sum += weights.back();
    }
    // The shortest beginning of the list that holds top_p of the probability.
    double held = 0;
    std::size_t kept = 0;
    const double most = options_.top_p.value_or(0.95) * sum;
    while (kept < weights.size() && (kept == 0 || held < most)) held += weights[kept++];
    double total = 0;
    for (std::size_t i = 0; i < kept; ++i) {
        const double score = scores[static_cast<std::size_t>(order[i])] - best;
        weights[i] = temperature <= 0 ? 1 : std::exp(score / temperature);
        total += weights[i];
    }
    double left = uniform(rng_) * total;
    std::size_t chosen = 0;
    while (chosen + 1 < kept && (left -= weights[chosen]) >= 0) ++chosen;
    const std::int32_t token = order[chosen];
    recent_.push_back(token);
    if (recent_.size() > kRemembered) recent_.pop_front();
    return token;
}

}  // namespace chimera::llm
