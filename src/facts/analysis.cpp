// SPDX-License-Identifier: Apache-2.0
#include "facts/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/text.h"
#include "facts/gated_words.h"
#include "stats/summary.h"

namespace chimera::facts {

static constexpr std::string_view kSettingsMark = "{@}";

static std::string settings_text(std::size_t count) {
    std::string text;
    for (std::size_t i = 1; i <= count; ++i) {
        text += i == 1 ? " at " : i == count ? " and " : ", ";
        text += fmt::format("{{s{}}}", i);
    }
    return text;
}

static std::string settings_id(std::string_view id, std::size_t count) {
    return count == 0 ? std::string(id) : fmt::format("{}.at{}", id, count);
}

std::vector<Template> all_templates() {
    std::vector<Template> out;
    for (const Finder& finder : finders()) {
        for (const Wording& wording : finder.wordings) {
            const bool marked = wording.text.find(kSettingsMark) != std::string_view::npos;
            for (std::size_t count = 0; count <= (marked ? kMostSettings : 0); ++count) {
                Template made;
                made.id = settings_id(wording.id, count);
                made.proposition = std::string(finder.kind);
                made.text =
                    replace_all(std::string(wording.text), kSettingsMark, settings_text(count));
                made.gated = gated_words_in(made.text);
                made.columns = wording.columns;
                out.push_back(std::move(made));
            }
        }
    }
    return out;
}

bool name_settings(const Series& series, std::string_view dimension,
                   std::span<const std::string_view> ids, Proposition& out) {
    std::size_t count = 0;
    for (const auto& [key, value] : series.scope) {
        if (key == dimension || key == "model" || key == "suite") continue;
        if (++count > kMostSettings) return false;
        const auto slash = key.rfind('/');
        const std::string name = slash == std::string::npos ? key : key.substr(slash + 1);
        out.slots[fmt::format("s{}", count)] = NameSlot{name + "=" + value};
    }
    for (const std::string_view id : ids) out.wordings.push_back(settings_id(id, count));
    return true;
}

FactSlot link(FactId fact) {
    return {.fact = fact};
}
ScopeSlot scope_of(std::string key, FactId fact) {
    return {std::move(key), fact};
}
LiteralSlot literal(std::string_view text) {
    return {std::string(text)};
}

Slot suite_slot(const Series& series, FactId fact) {
    if (!series.suite().empty()) return scope_of("suite", fact);
    return SourceSlot{series.parts.front().table->source};
}

bool may_be_compared(const Series& series) {
    if (series.values.size() < 10) return true;
    const auto dependence = stats::acf1(series.values);
    return !dependence || std::fabs(*dependence) <= 0.3;
}

bool has_cold_start(const Series& series) {
    if (!series.metric.latency || series.values.size() < 3) return false;
    const auto median = stats::median(series.values);
    return median && *median > 0 && series.values.front() > 3 * *median;
}

}  // namespace chimera::facts
