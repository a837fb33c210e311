// SPDX-License-Identifier: Apache-2.0
#include "model/claim_words.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "core/text.h"
#include "model/column_name.h"
#include "model/metric_registry.h"
#include "model/unit.h"

namespace chimera::model {

static constexpr std::size_t kMostPhraseWords = 5;
static constexpr std::size_t kLongestLabel = 200;

namespace {

enum class End : std::uint8_t { kNone, kBetter, kWorse };

struct StatisticName {
    std::string_view word;
    Statistic statistic;
    End end = End::kNone;  // which end of the scale, by the metric's polarity
};

constexpr std::array kNames{
    StatisticName{"mean", Statistic::kMean},
    StatisticName{"avg", Statistic::kMean},
    StatisticName{"average", Statistic::kMean},
    StatisticName{"averaged", Statistic::kMean},
    StatisticName{"median", Statistic::kMedian},
    StatisticName{"max", Statistic::kMax},
    StatisticName{"maximum", Statistic::kMax},
    StatisticName{"peak", Statistic::kMax},
    StatisticName{"highest", Statistic::kMax},
    StatisticName{"min", Statistic::kMin},
    StatisticName{"minimum", Statistic::kMin},
    StatisticName{"lowest", Statistic::kMin},
    StatisticName{"best", Statistic::kOther, End::kBetter},
    StatisticName{"top", Statistic::kOther, End::kBetter},
    StatisticName{"fastest", Statistic::kOther, End::kBetter},
    StatisticName{"worst", Statistic::kOther, End::kWorse},
    StatisticName{"slowest", Statistic::kOther, End::kWorse},
    StatisticName{"stddev", Statistic::kSd},
    StatisticName{"std", Statistic::kSd},
    StatisticName{"sd", Statistic::kSd},
    StatisticName{"stdev", Statistic::kSd},
    StatisticName{"deviation", Statistic::kSd},
};

}  // namespace

static const StatisticName* find_name(std::string_view word) {
    const std::string folded = lower(word);
    const auto found = std::find_if(kNames.begin(), kNames.end(),
                                    [&](const StatisticName& name) { return name.word == folded; });
    return found == kNames.end() ? nullptr : &*found;
}

// "p95", "P99": the quantile; 0 where the word is none.
static double quantile_of(std::string_view word) {
    if (word.size() < 2 || word.size() > 3 || ascii_lower(word[0]) != 'p') return 0;
    double value = 0;
    for (const char c : word.substr(1)) {
        if (!is_digit(c)) return 0;
        value = value * 10 + (c - '0');
    }
    return value / 100;
}

static Statistic resolved(const StatisticName& name, Polarity polarity) {
    if (name.end == End::kNone) return name.statistic;
    if (polarity == Polarity::kNeither) return Statistic::kOther;
    const bool up = polarity == Polarity::kHigherIsBetter;
    return up == (name.end == End::kBetter) ? Statistic::kMax : Statistic::kMin;
}

// The label without marks of emphasis and remarks in brackets; a unit in brackets goes to `unit`.
static std::string plain(std::string_view label, std::string& unit) {
    std::string out;
    int depth = 0;
    std::string inside;
    for (const char c : label.substr(0, kLongestLabel)) {
        if (c == '(' || c == '[') {
            ++depth;
            inside.clear();
            continue;
        }
        if ((c == ')' || c == ']') && depth > 0) {
            --depth;
            if (unit.empty() && find_unit(trim(inside))) unit = std::string(trim(inside));
            continue;
        }
        if (depth > 0) {
            inside += c;
        } else if (c != '*' && c != '`') {
            out += c;
        }
    }
    return std::string(trim(out));
}

static bool is_filler(const std::string& word) {
    static constexpr std::array<std::string_view, 26> kFiller{
        "the",           "of",          "a",        "an",       "at",       "in",       "is",
        "was",           "with",        "its",      "our",      "config",   "warm",     "cold",
        "configuration", "performance", "measured", "reported", "achieved", "achieves", "reached",
        "reaches",       "by",          "per",      "run",      "single"};
    return std::find(kFiller.begin(), kFiller.end(), word) != kFiller.end();
}

// Words of a phrase: blanks part them, marks at their ends fall away.
static std::vector<std::string> words_of(std::string_view phrase) {
    std::vector<std::string> out;
    std::string word;
    const auto close = [&] {
        const auto first = word.find_first_not_of("*`_\"'.,:;!?=-");
        const auto last = word.find_last_not_of("*`_\"'.,:;!?=-");
        if (first != std::string::npos) out.push_back(lower(word.substr(first, last - first + 1)));
        word.clear();
    };
    for (const char c : phrase) {
        if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            close();
        } else {
            word += c;
        }
    }
    close();
    return out;
}

struct Split {
    std::vector<std::string> words;  // without those that say which statistic
    std::vector<const StatisticName*> names;
    double p = 0;
};

static Split split_words(const std::vector<std::string>& all) {
    Split out;
    for (const std::string& word : all) {
        if (const StatisticName* name = find_name(word)) {
            out.names.push_back(name);
        } else if (const double p = quantile_of(word); p > 0) {
            out.p = p;
        } else {
            out.words.push_back(word);
        }
    }
    return out;
}

static std::optional<ClaimWords> finish(const Reading& reading, const Split& split) {
    ClaimWords out{.metric = *reading.metric,
                   .statistic = reading.statistic,
                   .p = reading.p,
                   .scale = reading.scale};
    for (const StatisticName* name : split.names) {
        const Statistic stated = resolved(*name, out.metric.polarity);
        if (out.statistic != Statistic::kRaw && out.statistic != stated) return std::nullopt;
        out.statistic = stated;
    }
    if (split.p > 0) {
        if (out.statistic != Statistic::kRaw) return std::nullopt;
        out.statistic = Statistic::kQuantile;
        out.p = split.p;
    }
    return out;
}

static std::optional<Reading> metric_named(const std::string& name, std::string_view unit) {
    if (name.empty()) return std::nullopt;
    Reading reading = read_column(name, unit);
    if (reading.meaning != Meaning::kMetric || !reading.metric) return std::nullopt;
    return reading;
}

static bool is_known(const std::string& name) {
    return !find_synonyms(join_words(split_column_name(name).segments.back())).empty();
}

std::optional<ClaimWords> read_claim_label(std::string_view label, std::string_view unit) {
    std::string stated(trim(unit));
    const std::string text = plain(label, stated);
    if (text.empty()) return std::nullopt;
    Split split = split_words(words_of(text));
    std::erase_if(split.words, is_filler);
    auto bare = metric_named(join(split.words, "_"), stated);
    // "Peak throughput" is the largest throughput here, whatever a tool calls by that name.
    const bool states = !split.names.empty() || split.p > 0;
    if (states && bare && bare->metric->registered) return finish(*bare, split);
    // A name of a column as a file would write it says all by itself.
    auto reading = metric_named(text, stated);
    if (reading && reading->metric->registered) return finish(*reading, {});
    if (bare && bare->metric->registered) return finish(*bare, split);
    if (reading) return finish(*reading, {});
    if (bare) return finish(*bare, split);
    // "tok/s" beside "mean latency" is no latency in another unit: the name counts, and the number
    // is no number of it.
    if (stated.empty()) return std::nullopt;
    auto unitless = read_claim_label(text, "");
    if (unitless) unitless->fits = false;
    return unitless;
}

std::optional<ClaimWords> read_claim_phrase(std::string_view phrase, std::string_view unit,
                                            bool from_end) {
    Split split = split_words(words_of(phrase));
    std::erase_if(split.words, is_filler);
    const auto& words = split.words;
    const std::size_t n = words.size();
    const std::size_t most = std::min(n, kMostPhraseWords);
    // Nearest to the number first, and there the longest name that the registry knows.
    for (std::size_t skip = 0; skip < most; ++skip) {
        for (std::size_t length = most - skip; length > 0; --length) {
            const std::size_t first = from_end ? n - skip - length : skip;
            const std::vector<std::string> run(
                words.begin() + static_cast<std::ptrdiff_t>(first),
                words.begin() + static_cast<std::ptrdiff_t>(first + length));
            // Most runs of words are no name: asking the registry first is cheaper than reading
            // them.
            const std::string name = join(run, "_");
            if (!is_known(name)) continue;
            const auto reading = metric_named(name, unit);
            if (reading && reading->metric->registered) return finish(*reading, split);
        }
    }
    return std::nullopt;
}

std::optional<ClaimWords> read_claim_unit(std::string_view unit) {
    const auto found = find_unit(unit);
    if (!found || found->kind != UnitKind::kTokenRate) return std::nullopt;
    const Metric* metric = find_metric("tokens_s");
    const auto scale = unit_scale(found->name, metric->unit);
    return ClaimWords{.metric = *metric, .scale = scale.value_or(1)};
}

std::optional<Statistic> stated_statistic(std::string_view words) {
    std::set<Statistic> found;
    for (const std::string& word : words_of(words)) {
        if (const StatisticName* name = find_name(word)) {
            found.insert(resolved(*name, Polarity::kHigherIsBetter));
        }
    }
    if (found.size() != 1) return std::nullopt;
    return *found.begin();
}

// Rates at which tokens come out, as everyday words call them; those of prompts are others.
static bool is_generation_rate(const Metric& metric) {
    const auto unit = find_unit(metric.unit);
    if (!unit || unit->kind != UnitKind::kTokenRate) return false;
    for (const char* other : {"prompt", "input", "prefill", "pp_", "total"}) {
        if (metric.id.find(other) != std::string::npos) return false;
    }
    return true;
}

static bool is_operation_time(const Metric& metric) {
    return metric.id == "latency_ms" || metric.id == "execution_time_ms" || metric.id == "latency";
}

bool may_mean(const Metric& claimed, const Metric& measured) {
    if (claimed.id == measured.id) return true;
    if (is_generation_rate(claimed) && is_generation_rate(measured)) return true;
    return is_operation_time(claimed) && is_operation_time(measured) &&
           unit_scale(claimed.unit, measured.unit).has_value();
}

bool advises(std::string_view text) {
    static constexpr std::string_view kStems[] = {
        "recommend", "avoid", "optimal", "default", "should", "best",   "never",
        "prefer",    "ideal", "choose",  "penalty", "causes", "impact", "use"};
    const auto all = words(text);
    return std::any_of(all.begin(), all.end(), [](std::string_view word) {
        const std::string plain = lower(word);
        return std::any_of(std::begin(kStems), std::end(kStems),
                           [&](std::string_view stem) { return plain.starts_with(stem); });
    });
}

}  // namespace chimera::model
