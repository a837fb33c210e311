// SPDX-License-Identifier: Apache-2.0
#include "bench/engine_points.h"

#include <fmt/format.h>

#include <algorithm>

#include "llm/gguf.h"

namespace chimera::bench {

static std::string base_name(const EngineTest& test) {
    if (test.generated == 0) return fmt::format("pp{}", test.prompt);
    if (test.prompt == 0) return fmt::format("tg{}", test.generated);
    return fmt::format("pp{}+tg{}", test.prompt, test.generated);
}

static std::vector<Setting> settings_of(const Point& point) {
    const EngineTest& test = point.engine;
    std::vector<Setting> out = {{"n_prompt", static_cast<double>(test.prompt)},
                                {"n_gen", static_cast<double>(test.generated)},
                                {"n_depth", static_cast<double>(test.depth)},
                                {"n_threads", static_cast<double>(test.threads)},
                                {"n_batch", static_cast<double>(test.batch)},
                                {"flash_attn", test.flash ? 1.0 : 0.0}};
    for (const auto& [name, value] : llm::shown(point.options)) {
        // The length of an answer stands in n_gen.
        const bool is_sampling = name != "num_gpu" && name != "seed" && name != "max_tokens";
        if (name == "num_gpu" || (is_sampling && test.is_request)) out.push_back({name, value});
    }
    return out;
}

// The settings in which points differ, apart from those that their base names tell.
static void name_apart(std::vector<Point>& points) {
    const auto has_other = [](const Point& point, const Setting& setting) {
        return std::any_of(point.settings.begin(), point.settings.end(), [&](const Setting& own) {
            return own.name == setting.name && own != setting;
        });
    };
    for (Point& point : points) {
        point.name = base_name(point.engine);
        for (const Setting& setting : point.settings) {
            if (setting.name == "n_prompt" || setting.name == "n_gen") continue;
            const bool differs = std::any_of(points.begin(), points.end(), [&](const Point& other) {
                return has_other(other, setting);
            });
            if (differs) point.name += "," + shown(setting);
        }
    }
}

std::vector<Point> engine_points(std::span<const Point> combinations) {
    std::vector<Point> out;
    const auto add = [&](Point point, std::size_t prompt, std::size_t generated, bool is_request) {
        point.engine.prompt = prompt;
        point.engine.generated = generated;
        point.engine.is_request = is_request;
        if (point.engine.threads == 0) point.engine.threads = llm::physical_cores();
        point.settings = settings_of(point);
        const bool is_known = std::any_of(out.begin(), out.end(), [&](const Point& other) {
            return other.settings == point.settings;
        });
        if (!is_known) out.push_back(std::move(point));
    };
    for (const Point& point : combinations) {
        const std::size_t prompt = point.prompt_tokens.value_or(point.engine.prompt);
        const auto generated = static_cast<std::size_t>(
            point.options.max_tokens.value_or(static_cast<int>(point.engine.generated)));
        if (prompt > 0) add(point, prompt, 0, false);
        if (generated > 0) add(point, 0, generated, false);
        if (prompt > 0 && generated > 0) add(point, prompt, generated, true);
    }
    name_apart(out);
    return out;
}

}  // namespace chimera::bench
