// SPDX-License-Identifier: Apache-2.0
// read_column: from a column's name to what it means. In this order: what the segments above say,
// names that are no metric, the metric registry with statistics and units taken off, patterns, and
// last a metric made from the name itself.
#include <algorithm>
#include <array>

#include "core/text.h"
#include "model/column_name.h"
#include "model/dictionary.h"
#include "model/meaning.h"
#include "model/metric.h"
#include "model/metric_registry.h"
#include "model/unit.h"

namespace chimera::model {

namespace {

constexpr std::size_t kLongestUnit = 24;
constexpr std::size_t kLongestMetricName = 60;

// What is known of a column while its name is taken apart.
struct Partial {
    Words words;  // what is left of the name
    StatisticMark mark;
    std::optional<Unit> unit;
    bool unknown_unit = false;  // the file states a unit that no table knows
    bool unit_taken = false;    // off the end of the name: a name ends in one unit
    Dictionary dictionary;      // of the tool that wrote it
    const ColumnName* whole = nullptr;
};

// Stems that a report may use only with evidence. A metric named by an input file must not smuggle
// them into prose, so that such a name is written as code.
constexpr std::array<std::string_view, 32> kGatedStems{
    "significan", "reliabl", "best",       "fastest",   "slowest", "highest",   "lowest", "worst",
    "because",    "due",     "cause",      "consisten", "stable",  "unstabl",   "improv", "regress",
    "trend",      "growing", "rising",     "declin",    "always",  "never",     "only",   "all",
    "none",       "every",   "outperform", "dominat",   "most",    "equivalen", "half",   "twice"};

}  // namespace

static bool fits(const Unit& unit, const Unit& canonical) {
    if (unit.kind == canonical.kind) return true;
    // "count" beside a number of tokens or requests says no more than that it is a number.
    const bool counted = canonical.kind == UnitKind::kTokens ||
                         canonical.kind == UnitKind::kCharacters ||
                         canonical.kind == UnitKind::kRequests;
    return counted && unit.kind == UnitKind::kNumber && unit.name.empty();
}

static std::string slug(std::string_view unit) {
    if (unit == "%") return "percent";
    return join_words(split_column_name(replace_all(std::string(unit), "/", " ")).segments.front());
}

static Metric renamed(const Metric& metric, std::string_view unit) {
    Metric made = metric;
    Words words = split_column_name(metric.id).segments.front();
    take_unit(words);
    made.id = join_words(words);
    if (!unit.empty()) made.id += "_" + slug(unit);
    made.unit = unit;
    made.registered = false;
    return made;
}

static Reading metric_reading(const Synonym& synonym, const Partial& partial) {
    Reading reading;
    reading.meaning = Meaning::kMetric;
    reading.statistic =
        partial.mark.statistic == Statistic::kRaw ? synonym.statistic : partial.mark.statistic;
    reading.p = partial.mark.p;
    const Metric& metric = *synonym.metric;
    const std::optional<Unit> unit = partial.unit ? partial.unit : synonym.unit;
    if (reading.statistic == Statistic::kCount) {
        reading.metric = metric;
    } else if (!unit) {
        // A time without a unit: seconds or milliseconds would be a guess.
        reading.metric = renamed(metric, "");
    } else if (unit->kind == UnitKind::kData && unit->name != metric.unit) {
        // Whether "MB" means 1e6 or 2^20 bytes is the writer's secret; the number stays as it is.
        reading.metric = renamed(metric, unit->name);
    } else {
        reading.metric = metric;
        reading.scale = unit_scale(unit->name, metric.unit).value_or(1.0);
    }
    return reading;
}

// Does the term stand for `words`, and for no more of them: "a/b" only under a segment called a?
static bool stands_for(const Term& term, std::string_view words, const ColumnName& whole) {
    const auto slash = term.name.find('/');
    if (slash == std::string_view::npos) return term.name == words;
    return term.name.substr(slash + 1) == words &&
           std::any_of(whole.segments.begin(), whole.segments.end(), [&](const Words& above) {
               return join_words(above) == term.name.substr(0, slash);
           });
}

// The tool's term for exactly these words, the one that names a segment above before a plain one.
static const Term* find_term(Dictionary dictionary, std::string_view words,
                             const ColumnName& whole) {
    const Term* plain = nullptr;
    for (const Term& term : dictionary) {
        if (!stands_for(term, words, whole)) continue;
        if (term.name.find('/') != std::string_view::npos) return &term;
        if (plain == nullptr) plain = &term;
    }
    return plain;
}

static const Term* find_plain_term(Dictionary dictionary, std::string_view words) {
    const auto found = std::find_if(dictionary.begin(), dictionary.end(),
                                    [&](const Term& term) { return term.name == words; });
    return found == dictionary.end() ? nullptr : &*found;
}

static std::optional<Reading> look_up_term(const Partial& partial) {
    const Term* term = find_term(partial.dictionary, join_words(partial.words), *partial.whole);
    const Metric* metric = term == nullptr ? nullptr : find_metric(term->metric);
    if (metric == nullptr || partial.unknown_unit) return std::nullopt;
    Synonym synonym;
    synonym.metric = metric;
    synonym.statistic = term->statistic;
    synonym.unit = find_unit(term->unit.empty() ? metric->unit : term->unit);
    const Unit canonical = find_unit(metric->unit).value_or(Unit{});
    Partial stated = partial;
    // "s/token" of a metric that is a time for each token.
    if (stated.unit && stated.unit->kind == UnitKind::kTimePerToken &&
        canonical.kind == UnitKind::kTime) {
        const std::string_view name = stated.unit->name;
        stated.unit = find_unit(name.substr(0, name.find('/')));
    }
    if (stated.unit && !fits(*stated.unit, canonical)) return std::nullopt;
    return metric_reading(synonym, stated);
}

// The tool's reading of exactly these words, else the registry's.
static std::optional<Reading> look_up(const Partial& partial) {
    if (partial.words.empty() || partial.unknown_unit) return std::nullopt;
    if (auto reading = look_up_term(partial)) return reading;
    const auto synonyms = find_synonyms(join_words(partial.words));
    const Synonym* without_unit = nullptr;
    for (const Synonym& synonym : synonyms) {
        const Unit canonical = find_unit(synonym.metric->unit).value_or(Unit{});
        const std::optional<Unit> unit = partial.unit ? partial.unit : synonym.unit;
        if (unit && fits(*unit, canonical)) return metric_reading(synonym, partial);
        const bool needless = !synonym.needs_unit || partial.mark.statistic == Statistic::kCount;
        if (!unit && needless && without_unit == nullptr) without_unit = &synonym;
    }
    if (without_unit == nullptr) return std::nullopt;
    return metric_reading(*without_unit, partial);
}

// Tries the words as they are, without their unit, without their statistic, without both; the
// registry knows "tokens_s" and "total_time", which must not be taken apart. Leaves the barest form
// behind.
static std::optional<Reading> look_up_stripped(Partial& partial) {
    if (auto found = look_up(partial)) return found;
    Partial barest = partial;
    // "time_to_first_token_s" ends in seconds, though "token_s" reads like a rate.
    for (std::size_t most = kMostUnitWords; most > 0;) {
        Partial without_unit = partial;
        const auto unit = take_unit(without_unit.words, most);
        if (!unit || partial.unit_taken) break;
        without_unit.unit_taken = true;
        most = partial.words.size() - without_unit.words.size() - 1;
        // A unit that the file states beside the column outranks the one in its name.
        if (!partial.unit && !partial.unknown_unit) without_unit.unit = unit;
        const bool first = barest.words.size() == partial.words.size();
        if (auto found = look_up_stripped(without_unit)) return found;
        if (first) barest = without_unit;
    }
    if (partial.mark.statistic == Statistic::kRaw) {
        Partial without_statistic = partial;
        if (const auto mark = take_statistic(without_statistic.words)) {
            without_statistic.mark = *mark;
            if (auto found = look_up_stripped(without_statistic)) return found;
            if (barest.words.size() >= without_statistic.words.size()) barest = without_statistic;
        }
    }
    partial = barest;
    return std::nullopt;
}

// Segments and words that say nothing by themselves: the metric stands further up.
static void drop_filler(Words& words) {
    static constexpr std::array<std::string_view, 14> kFiller{
        "overall",      "stats",   "statistics", "percentiles", "percentile",
        "quantiles",    "summary", "metrics",    "successful",  "results",
        "distribution", "values",  "aggregate",  "successes"};
    std::erase_if(words, [](const std::string& word) {
        return std::find(kFiller.begin(), kFiller.end(), word) != kFiller.end();
    });
}

// guidellm's metrics/tokens_per_second/successful/... counts the tokens of prompts too, over the
// window of a whole benchmark; elsewhere the same words are the speed of one request.
static Reading settle_by_group(Reading reading, const ColumnName& name) {
    const bool by_status =
        std::any_of(name.segments.begin(), name.segments.end(),
                    [](const Words& w) { return w.size() == 1 && w.front() == "successful"; });
    const bool speed = reading.metric && reading.metric->id == "tokens_s";
    if (by_status && speed) reading.metric = *find_metric("total_token_throughput");
    return reading;
}

// Goes from the last segment up until words are left that name something: "ttft_ms/successful/p95".
static std::optional<Reading> read_metric(const ColumnName& name, Partial& partial) {
    for (auto segment = name.segments.rbegin(); segment != name.segments.rend(); ++segment) {
        partial.words = *segment;
        if (auto found = look_up_term(partial)) return found;
        if (const auto lone = lone_statistic(partial.words)) {
            if (partial.mark.statistic == Statistic::kRaw) partial.mark = *lone;
            partial.words.clear();
            continue;
        }
        if (auto found = look_up_stripped(partial)) return found;
        Partial without_filler = partial;
        drop_filler(without_filler.words);
        if (without_filler.words.size() != partial.words.size()) {
            if (auto found = look_up_stripped(without_filler)) return found;
            partial = without_filler;
        }
        if (!partial.words.empty()) return std::nullopt;
    }
    return std::nullopt;
}

// "p95_ms", "mean_ms", "t/s": all that is known is the unit, and the unit says what kind of thing
// it is.
static std::optional<Reading> read_bare_unit(const Partial& partial) {
    if (!partial.words.empty() || !partial.unit) return std::nullopt;
    Partial named = partial;
    switch (partial.unit->kind) {
        case UnitKind::kTime: named.words = {"time"}; break;
        case UnitKind::kTokenRate:
        case UnitKind::kRequestRate:
        case UnitKind::kSampleRate: named.words = {"throughput"}; break;
        default: return std::nullopt;
    }
    return look_up(named);
}

static Polarity polarity_of(const Partial& partial) {
    if (partial.unit) {
        switch (partial.unit->kind) {
            case UnitKind::kTime:
            case UnitKind::kTimePerToken: return Polarity::kLowerIsBetter;
            case UnitKind::kTokenRate:
            case UnitKind::kRequestRate:
            case UnitKind::kSampleRate:
            case UnitKind::kDataRate:
            case UnitKind::kComputeRate: return Polarity::kHigherIsBetter;
            default: break;
        }
    }
    const std::string& last = partial.words.back();
    if (last == "accuracy" || last == "throughput" || last == "speedup") {
        return Polarity::kHigherIsBetter;
    }
    if (last == "latency" || last == "loss") return Polarity::kLowerIsBetter;
    return Polarity::kNeither;
}

// In words where they are plain ones, else as the file writes it, as code.
static std::string metric_name(const Words& words, std::string_view heading) {
    std::string name;
    bool plain = true;
    for (const std::string& word : words) {
        if (!name.empty()) name += ' ';
        name += word;
        plain = plain && std::all_of(word.begin(), word.end(), is_alpha);
        plain =
            plain && std::none_of(kGatedStems.begin(), kGatedStems.end(),
                                  [&](std::string_view stem) { return word.starts_with(stem); });
    }
    if (plain && name.size() <= kLongestMetricName) return name;
    const bool as_written = heading.size() <= kLongestMetricName &&
                            heading.find_first_of("`\n\r") == std::string_view::npos;
    const std::string made = as_written ? std::string(heading) : join_words(words);
    return "`" + std::string(utf8_prefix(made, kLongestMetricName)) + "`";
}

// A metric that no row of the registry names, from a column that carries a unit or a statistic.
static Reading unregistered(const Partial& partial, std::string_view stated_unit,
                            std::string_view heading) {
    Reading reading;
    reading.statistic = partial.mark.statistic;
    reading.p = partial.mark.p;
    const bool aggregate = partial.mark.statistic == Statistic::kMean ||
                           partial.mark.statistic == Statistic::kMedian ||
                           partial.mark.statistic == Statistic::kSd ||
                           partial.mark.statistic == Statistic::kQuantile;
    const bool has_unit = partial.unit.has_value() || partial.unknown_unit;
    const bool nothing_measured = partial.words.empty() || !(has_unit || aggregate);
    if (nothing_measured || partial.mark.statistic == Statistic::kCount) return reading;
    Metric metric;
    metric.unit = partial.unit ? std::string(partial.unit->name)
                               : std::string(utf8_prefix(trim(stated_unit), kLongestUnit));
    metric.id = join_words(partial.words);
    if (!metric.unit.empty()) metric.id += "_" + slug(metric.unit);
    metric.name = metric_name(partial.words, heading);
    metric.polarity = polarity_of(partial);
    metric.latency = partial.unit && partial.unit->kind == UnitKind::kTime;
    metric.definition = "As the column of that name in the input states it";
    metric.registered = false;
    reading.meaning = Meaning::kMetric;
    reading.metric = std::move(metric);
    return reading;
}

static Reading plain_reading(Meaning meaning, const Partial& partial) {
    Reading reading;
    reading.meaning = meaning;
    reading.statistic = partial.mark.statistic;
    reading.p = partial.mark.p;
    return reading;
}

// "request_start_ns", "credit_issued_ns": a moment, although it carries the unit of a duration.
static bool is_moment(const Words& words) {
    if (words.empty()) return false;
    const std::string& last = words.back();
    return last == "start" || last == "end" || last == "ack" || last == "issued" || last == "begin";
}

// Meanings that a name keeps when a statistic or a unit is taken off: "mean_prompt_tokens",
// "memory_used_mb". A model or a time stamp has neither.
static std::optional<Meaning> stripped_meaning(const Words& words) {
    if (is_moment(words)) return Meaning::kTime;
    const auto meaning = exact_meaning(join_words(words));
    if (meaning == Meaning::kInput || meaning == Meaning::kTelemetry ||
        meaning == Meaning::kHardware || meaning == Meaning::kParameter) {
        return meaning;
    }
    return std::nullopt;
}

// "ttft_samples_s" is a list of ttft_s, and no rate of samples a second: the name without the word,
// where that word stands within once and the rest is the name of a known metric.
static std::optional<std::string> without_samples(std::string_view name) {
    constexpr std::size_t kLongest = 200;
    if (name.size() > kLongest) return std::nullopt;
    const std::string small = lower(name);
    for (const std::string_view word : {"_samples_", "_measurements_"}) {
        const auto at = small.find(word);
        if (at == std::string::npos || at == 0) continue;
        std::string rest(name.substr(0, at));
        rest += name.substr(at + word.size() - 1);
        if (lower(rest).find(word) != std::string::npos) continue;
        const Reading reading = read_column(rest, "");
        if (reading.metric && reading.metric->registered) return rest;
    }
    return std::nullopt;
}

Reading read_column(std::string_view name, std::string_view stated_unit) {
    return read_column(name, stated_unit, {});
}

Reading read_column(std::string_view name, std::string_view stated_unit, Dictionary dictionary) {
    if (const auto rest = without_samples(name)) return read_column(*rest, stated_unit, dictionary);
    const ColumnName parts = split_column_name(name);
    const std::string leaf = join_words(parts.segments.back());
    const Term* term = find_term(dictionary, leaf, parts);
    if (term != nullptr && term->meaning != Meaning::kMetric) {
        return plain_reading(term->meaning, {});
    }
    for (const Words& above : parts.segments) {
        const Term* group = find_plain_term(dictionary, join_words(above));
        if (term == nullptr && group != nullptr && group->meaning == Meaning::kOther) {
            return plain_reading(Meaning::kOther, {});
        }
    }
    // A tool that names a field together with what is above it has the last word.
    const bool named = term != nullptr && term->name.find('/') != std::string_view::npos;
    const auto context = named ? std::nullopt : context_meaning(parts);
    if (context) return plain_reading(*context, {});
    // Nsight Compute writes the launch configuration of a kernel under this prefix.
    if (name.starts_with("launch__")) return plain_reading(Meaning::kParameter, {});

    Partial partial;
    partial.dictionary = dictionary;
    partial.whole = &parts;
    const std::string_view unit = trim(stated_unit).empty() ? parts.bracketed : trim(stated_unit);
    if (!unit.empty()) {
        partial.unit = find_unit(unit);
        partial.unknown_unit = !partial.unit.has_value();
    }
    const bool timed = partial.unit && partial.unit->kind == UnitKind::kTime;
    const auto meaning_of_leaf = term == nullptr ? exact_meaning(leaf) : std::nullopt;
    if (const auto meaning = meaning_of_leaf) {
        if (!(timed && meaning == Meaning::kTime)) return plain_reading(*meaning, {});
    }
    if (auto reading = read_metric(parts, partial)) {
        if (reading->statistic == Statistic::kOther) {
            partial.mark.statistic = Statistic::kOther;
            return plain_reading(Meaning::kOther, partial);
        }
        return settle_by_group(*std::move(reading), parts);
    }
    if (const auto meaning = stripped_meaning(partial.words))
        return plain_reading(*meaning, partial);
    if (const auto meaning = pattern_meaning(leaf)) return plain_reading(*meaning, partial);
    if (partial.mark.statistic == Statistic::kOther) return plain_reading(Meaning::kOther, partial);
    if (auto reading = read_bare_unit(partial)) return *reading;
    return unregistered(partial, unit, trim(name));
}

}  // namespace chimera::model
