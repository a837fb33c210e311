// SPDX-License-Identifier: Apache-2.0
#include "facts/analysis.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/decimal.h"
#include "core/text.h"
#include "facts/gated_words.h"

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

static constexpr std::string_view kListMark = "{&}";

static std::string list_text(std::size_t count) {
    std::string text;
    for (std::size_t i = 1; i <= count; ++i) {
        text += i == 1 ? "" : i == count ? " or " : ", ";
        text += fmt::format("{{l{}}}", i);
    }
    return text;
}

static std::string list_id(std::string_view id, std::size_t count) {
    return count == 0 ? std::string(id) : fmt::format("{}.of{}", id, count);
}

// How often a mark is expanded: not at all where the text does not hold it.
struct Range {
    std::size_t from = 0;
    std::size_t to = 0;
};

std::string_view kind_of(std::string_view id) {
    return id.substr(0, id.find('.'));
}

// A front names all that nobody beats; other lists stay short.
static std::size_t most_listed(std::string_view id) {
    constexpr std::size_t kMostOnFront = 8;
    return kind_of(id) == "pareto" ? kMostOnFront : kMostListed;
}

// A wording once for every number of settings and of listed names that its marks stand for.
static void expand(const Wording& wording, std::vector<Template>& out) {
    const bool marked = wording.text.find(kSettingsMark) != std::string_view::npos;
    const bool listed = wording.text.find(kListMark) != std::string_view::npos;
    const Range names = listed ? Range{1, most_listed(wording.id)} : Range{};
    // What the marks stand for adds no gated word.
    const std::vector<std::string> gated = gated_words_in(wording.text);
    for (std::size_t list = names.from; list <= names.to; ++list) {
        for (std::size_t count = 0; count <= (marked ? kMostSettings : 0); ++count) {
            Template made;
            made.id = list_id(settings_id(wording.id, count), list);
            made.proposition = std::string(kind_of(wording.id));
            made.text = replace_all(std::string(wording.text), kSettingsMark, settings_text(count));
            made.text = replace_all(std::move(made.text), kListMark, list_text(list));
            made.gated = gated;
            made.columns = wording.columns;
            out.push_back(std::move(made));
        }
    }
}

std::vector<Template> all_templates() {
    std::vector<Template> out;
    for (const Finder& finder : finders()) {
        for (const std::span<const Wording> wordings : finder.wordings) {
            for (const Wording& wording : wordings) expand(wording, out);
        }
    }
    return out;
}

std::vector<std::string_view> wordings_of(std::span<const Wording> all, std::string_view family) {
    std::vector<std::string_view> out;
    for (const Wording& wording : all) {
        const std::string_view id = wording.id;
        if (!id.starts_with(family) || id.size() < family.size() + 2) continue;
        const std::string_view rest = id.substr(family.size() + 1);
        if (id[family.size()] == '.' && std::all_of(rest.begin(), rest.end(), is_digit)) {
            out.push_back(id);
        }
    }
    return out;
}

std::vector<std::string> ids_of(std::span<const Wording> all, std::string_view family) {
    const auto ids = wordings_of(all, family);
    return {ids.begin(), ids.end()};
}

bool name_list(const std::vector<std::string>& names, Proposition& out) {
    if (names.empty() || out.wordings.empty()) return false;
    if (names.size() > most_listed(out.wordings.front())) return false;
    for (std::size_t i = 0; i < names.size(); ++i) {
        out.slots[fmt::format("l{}", i + 1)] = NameSlot{names[i]};
    }
    for (std::string& id : out.wordings) id = list_id(id, names.size());
    return true;
}

static bool name_but(std::span<const std::string_view> left_out, const Series& series,
                     std::span<const std::string_view> ids, Proposition& out) {
    std::size_t count = 0;
    for (const auto& [key, value] : series.scope) {
        if (std::find(left_out.begin(), left_out.end(), key) != left_out.end()) continue;
        if (++count > kMostSettings) return false;
        const std::string name(last_segment(key));
        out.slots[fmt::format("s{}", count)] = NameSlot{name + "=" + value};
    }
    for (const std::string_view id : ids) out.wordings.push_back(settings_id(id, count));
    return true;
}

bool name_settings(const Series& series, std::string_view dimension,
                   std::span<const std::string_view> ids, Proposition& out) {
    const std::array<std::string_view, 3> left_out{dimension, "model", "suite"};
    return name_but(left_out, series, ids, out);
}

bool name_shared(const Series& series, std::string_view dimension,
                 std::span<const std::string_view> ids, Proposition& out) {
    const std::array<std::string_view, 2> left_out{dimension, "suite"};
    return name_but(left_out, series, ids, out);
}

FactSlot link(FactId fact) {
    return {.fact = fact};
}
FactSlot bare_link(const Book& book, FactId fact) {
    const Fact& shown = book.at(fact);
    std::string number = shown.display;
    if (!shown.unit.empty() && number.ends_with(" " + shown.unit)) {
        number.resize(number.size() - shown.unit.size() - 1);
    }
    return {.fact = fact, .shown = std::move(number)};
}
ScopeSlot scope_of(std::string key, FactId fact) {
    return {std::move(key), fact};
}
static bool is_switch(const std::string& value) {
    static constexpr std::string_view kWords[] = {"true", "false", "on",   "off", "yes",
                                                  "no",   "none",  "auto", "null"};
    return std::find(std::begin(kWords), std::end(kWords), lower(value)) != std::end(kWords);
}

std::set<std::string> bare_keys_of(const std::vector<Series>& series) {
    std::map<std::string, std::set<std::string>> values;
    for (const Series& one : series) {
        for (const auto& [key, value] : one.scope) values[key].insert(value);
    }
    std::set<std::string> out;
    for (const auto& [key, all] : values) {
        const bool any_number = std::any_of(all.begin(), all.end(), [](const std::string& value) {
            return parse_double(value).has_value();
        });
        if (any_number || std::all_of(all.begin(), all.end(), is_switch)) out.insert(key);
    }
    return out;
}

Slot arm_slot(const Analysis& analysis, const std::string& key, FactId fact) {
    if (!analysis.bare_keys.contains(key)) return scope_of(key, fact);
    const std::string& value = scope_or_empty(analysis.book.at(fact).scope, key);
    return NameSlot{std::string(last_segment(key)) + '=' + value};
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
    const auto dependence = series.description.acf1;
    return !dependence || std::fabs(*dependence) <= 0.3;
}

bool measures_quality(const model::Metric& metric) {
    static constexpr std::string_view kIds[] = {"accuracy", "exact_match", "f_score", "score",
                                                "perplexity"};
    return std::find(std::begin(kIds), std::end(kIds), metric.id) != std::end(kIds);
}

Slot model_slot(const Book& book, FactId fact) {
    return book.at(fact).scope.contains("model") ? Slot(scope_of("model", fact))
                                                 : Slot(literal("–"));
}

FactId mean_of(Analysis& analysis, const Series& series) {
    const double sd = series.description.sd.value_or(0);
    const double error = sd / std::sqrt(static_cast<double>(series.values.size()));
    return analysis.book.of_series(series, "mean", {}, error);
}

std::optional<std::size_t> beside(const Analysis& analysis, const Series& series,
                                  std::string_view metric) {
    const auto found = analysis.series_of.find(series.parts.front().table);
    if (found == analysis.series_of.end() || series.parts.size() != 1) return std::nullopt;
    for (const std::size_t i : found->second) {
        const Series& other = analysis.series[i];
        if (other.metric.id == metric && other.scope == series.scope) return i;
    }
    return std::nullopt;
}

std::optional<std::size_t> beside_in_source(const Analysis& analysis, const Series& series,
                                            std::string_view metric) {
    const model::SourceIndex source = series.parts.front().table->source;
    for (std::size_t i = 0; i < analysis.series.size(); ++i) {
        const Series& other = analysis.series[i];
        if (other.metric.id == metric && other.scope == series.scope && other.parts.size() == 1 &&
            other.parts.front().table->source == source)
            return i;
    }
    return std::nullopt;
}

const Alias& alias_between(Analysis& analysis, std::size_t a, std::size_t b) {
    const auto [at, fresh] = analysis.aliases.try_emplace({std::min(a, b), std::max(a, b)});
    if (!fresh) return at->second;
    Alias& alias = at->second;
    const Series& first = analysis.series[std::min(a, b)];
    const Series& second = analysis.series[std::max(a, b)];
    alias.column = differing_column(first, second).value_or("");
    if (!alias.column.empty() || !grows_with_output(first.metric)) return alias;
    const auto length_a = beside(analysis, first, "output_tokens");
    const auto length_b = beside(analysis, second, "output_tokens");
    if (length_a && length_b &&
        lengths_differ(analysis.series[*length_a], analysis.series[*length_b])) {
        alias.length_a = length_a;
        alias.length_b = length_b;
    }
    return alias;
}

// Blocks of about the root of the arm's length: long enough to be nearly independent of their
// neighbours, and with thirty values there are six of them. verify/case.cpp holds the same bounds.
static constexpr std::size_t kFewestBlocks = 3;

bool settle_dependence(const Series& a, const Series& b, PairOp& op) {
    if (may_be_compared(a) && may_be_compared(b)) return true;
    if (op.op != "welch_ci" && op.op != "paired_ci") return false;
    const std::size_t longer = std::max(a.values.size(), b.values.size());
    const std::size_t shorter = std::min(a.values.size(), b.values.size());
    const auto block = static_cast<std::size_t>(std::sqrt(static_cast<double>(longer)));
    if (block < 2 || shorter / block < kFewestBlocks) return false;
    op.block = static_cast<std::uint32_t>(block);
    return true;
}

bool has_cold_start(const Series& series) {
    if (!series.metric.latency || series.values.size() < 2) return false;
    // What does not exceed the median of all does not exceed that of the others, which need then
    // not be sorted.
    if (!series.description.median || series.values.front() <= *series.description.median)
        return false;
    // Against the others: of few values the first moves a median that it is part of. Where fewer
    // than half of them are that small their median is not, and a count is cheaper than it.
    const double first = series.values.front();
    const auto small = std::count_if(series.values.begin() + 1, series.values.end(),
                                     [&](double value) { return 3 * value < first; });
    if (2 * static_cast<std::size_t>(small) < series.values.size() - 1) return false;
    const auto others = stats::median(std::span(series.values).subspan(1));
    return others && *others > 0 && series.values.front() > 3 * *others;
}

}  // namespace chimera::facts
