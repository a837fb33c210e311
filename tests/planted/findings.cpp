// SPDX-License-Identifier: Apache-2.0
#include "planted/findings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "core/parallel.h"
#include "core/text.h"
#include "ingest/ingest.h"

namespace chimera::planted {

Draft draft_of(const std::string& root) {
    const auto records = ingest::ingest(root, {.jobs = 1});
    EXPECT_TRUE(records.ok()) << root;
    if (!records.ok()) return {};
    return facts::analyse(records.value(), {.jobs = 1, .reproducible = true});
}

std::vector<const Fact*> facts_in(const Draft& draft, const Proposition& found,
                                  const std::string& argument) {
    std::vector<const Fact*> out;
    const auto at = found.arguments.find(argument);
    if (at == found.arguments.end()) return out;
    const auto add = [&](facts::FactId id) {
        if (id != facts::kNoFact && id <= draft.facts.size()) out.push_back(&draft.facts[id - 1]);
    };
    if (const auto* one = std::get_if<facts::FactId>(&at->second)) add(*one);
    if (const auto* all = std::get_if<std::vector<facts::FactId>>(&at->second)) {
        for (const facts::FactId id : *all) add(id);
    }
    return out;
}

std::string text_in(const Proposition& found, const std::string& argument) {
    const auto at = found.arguments.find(argument);
    if (at == found.arguments.end()) return "";
    if (const auto* one = std::get_if<std::string>(&at->second)) return *one;
    std::string out;
    if (const auto* all = std::get_if<std::vector<std::string>>(&at->second)) {
        for (const std::string& text : *all) out += (out.empty() ? "" : " ") + text;
    }
    return out;
}

std::string scope_in(const Fact& fact, const std::string& key) {
    for (const auto& [name, value] : fact.scope) {
        if (name == key || last_segment(name) == key) return value;
    }
    return "";
}

std::string metric_of(const Draft& draft, const Proposition& found) {
    for (const auto& [name, argument] : found.arguments) {
        for (const Fact* fact : facts_in(draft, found, name)) {
            if (!fact->metric.empty()) return fact->metric;
        }
    }
    return "";
}

std::vector<const Proposition*> of_kind(const Draft& draft, std::string_view kind) {
    std::vector<const Proposition*> out;
    for (const Proposition& found : draft.propositions) {
        if (found.kind == kind) out.push_back(&found);
    }
    return out;
}

std::vector<const Proposition*> of_kind(const Draft& draft, std::string_view kind,
                                        std::string_view metric) {
    auto out = of_kind(draft, kind);
    std::erase_if(out, [&](const Proposition* p) { return metric_of(draft, *p) != metric; });
    return out;
}

bool takes_a_side(const Proposition& found) {
    if (found.kind == "best" || found.kind == "worst") return !found.arguments.contains("tied");
    return found.kind == "compare" || found.kind == "effect" || found.kind == "trend" ||
           found.kind == "interaction";
}

std::vector<const Proposition*> directional(const Draft& draft) {
    std::vector<const Proposition*> out;
    for (const Proposition& found : draft.propositions) {
        if (takes_a_side(found)) out.push_back(&found);
    }
    return out;
}

static std::string scopes_of(const std::vector<const Fact*>& all) {
    std::vector<std::string> texts;
    for (const Fact* fact : all) {
        std::string text = fact->metric + " " + fact->statistic;
        for (const auto& [key, value] : fact->scope) text.append(" " + key + "=" + value);
        texts.push_back(std::move(text));
    }
    std::sort(texts.begin(), texts.end());
    std::string out;
    for (const std::string& text : texts) out += "[" + text + "]";
    return out;
}

std::string meaning_of(const Draft& draft, const Proposition& found) {
    std::string out = found.kind;
    for (const auto& [name, argument] : found.arguments) {
        out += " " + name + ":" + text_in(found, name) + scopes_of(facts_in(draft, found, name));
    }
    return out;
}

std::vector<std::string> meanings_of(const Draft& draft) {
    std::vector<std::string> out;
    for (const Proposition& found : draft.propositions) out.push_back(meaning_of(draft, found));
    std::sort(out.begin(), out.end());
    return out;
}

std::size_t count_replicates(const Replicates& replicates,
                             const std::function<bool(const test::TempFolder&, Rng&)>& holds) {
    std::atomic<std::size_t> count{0};
    for_each_index(replicates.count, 0, [&](std::size_t i) {
        const test::TempFolder folder;
        Rng rng(replicates.seed * 1'000'003 + i);
        if (holds(folder, rng)) ++count;
    });
    return count;
}

std::size_t most_of(std::size_t n, double share) {
    const auto size = static_cast<double>(n);
    return static_cast<std::size_t>(size * share + 2 * std::sqrt(size * share * (1 - share)));
}

std::size_t replicates(std::size_t wanted) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return std::min<std::size_t>(wanted, 4);
#else
    return wanted;
#endif
}

}  // namespace chimera::planted
