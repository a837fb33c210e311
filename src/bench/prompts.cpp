// SPDX-License-Identifier: Apache-2.0
#include "bench/prompts.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "core/text.h"

namespace chimera::bench {

using nlohmann::json;

const std::vector<std::string>& built_in_prompts() {
    static const std::vector<std::string> all = {
        "banter prompt: Player failed a mission but needs encouragement.",
        "Prompt for rare loot find celebration banter.",
        "Motivate a teammate before a final boss fight.",
        "Give a battle quote for a co-op shooter win.",
        "Craft a witty remark after a close racing finish."};
    return all;
}

Result<std::vector<std::string>> parse_prompts(std::string_view text) {
    std::vector<std::string> out;
    std::size_t number = 0;
    for (const std::string_view line : split(text, '\n')) {
        ++number;
        const std::string_view whole = trim(line);
        if (whole.empty()) continue;
        if (!whole.starts_with('{')) {
            out.emplace_back(whole);
            continue;
        }
        const json parsed = json::parse(whole, nullptr, false);
        const auto found = parsed.is_object() ? parsed.find("prompt") : parsed.end();
        if (!parsed.is_object() || found == parsed.end() || !found->is_string()) {
            return input_error("a line of JSON has no \"prompt\"; give each line one",
                               fmt::format("line {}", number));
        }
        out.push_back(found->get<std::string>());
    }
    if (out.empty()) return input_error("the file holds no prompt; write one a line");
    return out;
}

static constexpr std::string_view kWords[] = {
    "time",     "year",    "people",   "way",    "day",        "man",    "thing",   "woman",
    "life",     "child",   "world",    "school", "state",      "family", "student", "group",
    "country",  "problem", "hand",     "part",   "place",      "case",   "week",    "company",
    "system",   "program", "question", "work",   "government", "number", "night",   "point",
    "home",     "water",   "room",     "mother", "area",       "money",  "story",   "fact",
    "month",    "lot",     "right",    "study",  "book",       "eye",    "job",     "word",
    "business", "issue",   "side",     "kind",   "head",       "house",  "service", "friend",
    "father",   "power",   "hour",     "game"};

std::string words_prompt(std::size_t words, Rng& rng) {
    std::string out;
    for (std::size_t i = 0; i < words; ++i) {
        if (i > 0) out += ' ';
        out += kWords[below(rng, std::size(kWords))];
    }
    return out;
}

std::string cache_buster(Rng& rng) {
    // Six words of sixty: 4.7e10 beginnings.
    constexpr std::size_t kMany = 6;
    return words_prompt(kMany, rng) + ". ";
}

}  // namespace chimera::bench
