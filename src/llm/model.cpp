// SPDX-License-Identifier: Apache-2.0
#include "llm/model.h"

namespace chimera::llm {

std::map<std::string, double> shown(const Options& options) {
    std::map<std::string, double> out;
    const auto add = [&](const char* name, const auto& value) {
        if (value) out.emplace(name, static_cast<double>(*value));
    };
    add("num_gpu", options.num_gpu);
    add("num_ctx", options.num_ctx);
    add("temperature", options.temperature);
    add("top_p", options.top_p);
    add("top_k", options.top_k);
    add("repeat_penalty", options.repeat_penalty);
    add("seed", options.seed);
    add("max_tokens", options.max_tokens);
    return out;
}

}  // namespace chimera::llm
