// SPDX-License-Identifier: Apache-2.0
#include "model/column_name.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::model {

namespace {

// Longer names are hostile or no names; what is beyond this length is not looked at.
constexpr std::size_t kLongestName = 512;

struct StatisticWord {
    std::string_view words;  // joined by '_'
    Statistic statistic;
};

// The longer spellings stand first: "std_dev" before "std".
constexpr std::array kStatisticWords{
    StatisticWord{"standard_deviation", Statistic::kSd},
    StatisticWord{"std_deviation", Statistic::kSd},
    StatisticWord{"standard_error", Statistic::kOther},
    StatisticWord{"coefficient_of_variation", Statistic::kOther},
    StatisticWord{"confidence_interval", Statistic::kOther},
    StatisticWord{"std_error", Statistic::kOther},
    StatisticWord{"std_dev", Statistic::kSd},
    StatisticWord{"total_sum", Statistic::kSum},
    StatisticWord{"mean_ci", Statistic::kOther},
    StatisticWord{"ci_low", Statistic::kOther},
    StatisticWord{"ci_high", Statistic::kOther},
    StatisticWord{"ci_lower", Statistic::kOther},
    StatisticWord{"ci_upper", Statistic::kOther},
    StatisticWord{"mean", Statistic::kMean},
    StatisticWord{"avg", Statistic::kMean},
    StatisticWord{"average", Statistic::kMean},
    StatisticWord{"median", Statistic::kMedian},
    StatisticWord{"med", Statistic::kMedian},
    StatisticWord{"std", Statistic::kSd},
    StatisticWord{"stdev", Statistic::kSd},
    StatisticWord{"stddev", Statistic::kSd},
    StatisticWord{"sd", Statistic::kSd},
    StatisticWord{"min", Statistic::kMin},
    StatisticWord{"minimum", Statistic::kMin},
    StatisticWord{"max", Statistic::kMax},
    StatisticWord{"maximum", Statistic::kMax},
    StatisticWord{"sum", Statistic::kSum},
    StatisticWord{"total", Statistic::kSum},
    StatisticWord{"variance", Statistic::kOther},
    StatisticWord{"var", Statistic::kOther},
    StatisticWord{"cv", Statistic::kOther},
    StatisticWord{"se", Statistic::kOther},
    StatisticWord{"sem", Statistic::kOther},
    StatisticWord{"mad", Statistic::kOther},
    StatisticWord{"iqr", Statistic::kOther},
    StatisticWord{"range", Statistic::kOther},
    StatisticWord{"best", Statistic::kOther},
    StatisticWord{"worst", Statistic::kOther},
    StatisticWord{"fastest", Statistic::kOther},
    StatisticWord{"slowest", Statistic::kOther},
    StatisticWord{"lower", Statistic::kOther},
    StatisticWord{"upper", Statistic::kOther},
    StatisticWord{"skew", Statistic::kOther},
    StatisticWord{"skewness", Statistic::kOther},
    StatisticWord{"kurtosis", Statistic::kOther},
    StatisticWord{"ci", Statistic::kOther},
};

}  // namespace

static bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

static bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
static bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
static bool in_word(char c) {
    return is_alnum(c) || static_cast<unsigned char>(c) >= 0x80U || c == '%';
}

// Where a new word begins inside letters: "timeToFirst", "HTTPStatus".
static bool breaks_before(std::string_view text, std::size_t i) {
    if (i == 0 || !is_upper(text[i])) return false;
    if (is_lower(text[i - 1])) return true;
    return is_upper(text[i - 1]) && i + 2 < text.size() && is_lower(text[i + 1]) &&
           is_lower(text[i + 2]);
}

static Words words_of(std::string_view segment) {
    Words words;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    for (std::size_t i = 0; i < segment.size(); ++i) {
        const char c = segment[i];
        // The point of "p99.9" belongs to its word.
        const bool point = c == '.' && i > 0 && is_digit(segment[i - 1]) &&
                           i + 1 < segment.size() && is_digit(segment[i + 1]);
        if (!in_word(c) && !point) {
            end_word();
            continue;
        }
        if (breaks_before(segment, i)) end_word();
        word += ascii_lower(c);
    }
    end_word();
    return words;
}

// "tok/s", "Tokens / sec", "ms/token": a slash between these words is a division, not a pointer.
static bool is_division(std::string_view before, std::string_view after) {
    const Words left = words_of(before);
    const Words right = words_of(after);
    if (left.empty() || right.size() != 1) return false;
    return is_one_of(right[0], {"s", "sec", "second", "op", "token", "tok", "user"}) &&
           is_one_of(
               left.back(),
               {"tok", "toks", "token",   "tokens", "t",   "req",   "reqs", "request", "requests",
                "it",  "its",  "samples", "items",  "ns",  "us",    "ms",   "s",       "sec",
                "kb",  "mb",   "gb",      "gib",    "mib", "bytes", "b"});
}

static std::string unescape(std::string_view segment) {
    if (segment.find('~') == std::string_view::npos) return std::string(segment);
    return replace_all(replace_all(std::string(segment), "~1", "/"), "~0", "~");
}

// "Generation Time (ms)" and "latency [s]" end with a unit.
static std::string_view take_brackets(std::string_view& name) {
    name = trim(name);
    if (name.size() < 3 || (name.back() != ')' && name.back() != ']')) return {};
    const std::size_t open = name.rfind(name.back() == ')' ? '(' : '[');
    if (open == std::string_view::npos || open == 0) return {};
    const std::string_view inner = trim(name.substr(open + 1, name.size() - open - 2));
    // "p(95)" is a percentile.
    if (inner.empty() || is_digit(inner.front())) return {};
    name = trim(name.substr(0, open));
    return inner;
}

ColumnName split_column_name(std::string_view name) {
    ColumnName made;
    name = utf8_prefix(name, kLongestName);
    made.bracketed = take_brackets(name);
    std::vector<std::string> pieces;
    for (std::string_view piece : split(name, '/')) {
        if (!pieces.empty() && is_division(pieces.back(), piece)) {
            pieces.back() += " per ";
            pieces.back() += piece;
        } else {
            pieces.emplace_back(piece);
        }
    }
    for (const std::string& piece : pieces) {
        Words words = words_of(unescape(piece));
        if (!words.empty()) made.segments.push_back(std::move(words));
    }
    if (made.segments.empty()) made.segments.emplace_back();
    return made;
}

std::string join_words(const Words& words) {
    return join(words, "_");
}

// p95, p99.9, p05 (guidellm's 5th), p999 (99.9th) as a fraction; nullopt for "p2p" and
// "p40".."p8000", which are names: three digits count only from p9xx on.
static std::optional<double> quantile_digits(std::string_view digits) {
    if (digits.empty() || digits.size() > 8 || !is_digit(digits.front())) return std::nullopt;
    const auto value = parse_double(digits);
    if (!value || *value < 0) return std::nullopt;
    if (digits.find('.') != std::string_view::npos) {
        return *value <= 100 ? std::optional<double>(*value / 100) : std::nullopt;
    }
    if (digits == "100") return 1.0;
    const bool fraction = digits.size() >= 2 && digits.front() == '0';
    if (fraction || (digits.size() > 2 && digits.front() == '9')) {
        return parse_double("0." + std::string(digits));
    }
    return digits.size() <= 2 ? std::optional<double>(*value / 100) : std::nullopt;
}

static std::optional<double> percent_digits(std::string_view digits) {
    if (digits.empty() || digits.size() > 8 || !is_digit(digits.front())) return std::nullopt;
    const auto value = parse_double(digits);
    if (!value || *value > 100) return std::nullopt;
    return *value / 100;
}

static StatisticMark quantile_mark(double p) {
    if (p == 0.5) return {Statistic::kMedian, p};
    return {Statistic::kQuantile, p};
}

static bool is_percentile(std::string_view word) {
    return is_one_of(word, {"percentile", "percentiles", "pctl", "pctile", "quantile"});
}

// {99th, percentile}, {percentile, 99}, {p, 95}, {p99.9}: as fraction, with the number of words.
static std::optional<double> quantile_of(std::string_view first, std::string_view second) {
    if (second.empty()) {
        return first.size() > 1 && first.front() == 'p' ? quantile_digits(first.substr(1))
                                                        : std::nullopt;
    }
    if (first == "p") return percent_digits(second);
    if (is_percentile(first)) return percent_digits(second);
    if (!is_percentile(second)) return std::nullopt;
    for (std::string_view ending : {"st", "nd", "rd", "th"}) {
        if (first.size() > 2 && first.substr(first.size() - 2) == ending) first.remove_suffix(2);
    }
    return percent_digits(first);
}

static void erase_words(Words& words, std::size_t from, std::size_t count) {
    const auto at = words.begin() + static_cast<std::ptrdiff_t>(from);
    words.erase(at, at + static_cast<std::ptrdiff_t>(count));
}

static std::optional<StatisticMark> take_quantile(Words& words) {
    const std::size_t n = words.size();
    for (const std::size_t from : {std::size_t{0}, n >= 2 ? n - 2 : 0}) {
        if (n < 2) break;
        // "p99_9" lost the point of "p99.9".
        if (words[from].starts_with("p99") && words[from].size() == 3 && words[from + 1] == "9") {
            erase_words(words, from, 2);
            return quantile_mark(0.999);
        }
        if (const auto p = quantile_of(words[from], words[from + 1])) {
            erase_words(words, from, 2);
            return quantile_mark(*p);
        }
    }
    // "result_99.00_percentile_latency": with the word beside it a number is one anywhere.
    for (std::size_t at = 1; at + 2 < n; ++at) {
        if (!is_percentile(words[at]) && !is_percentile(words[at + 1])) continue;
        if (const auto p = quantile_of(words[at], words[at + 1])) {
            erase_words(words, at, 2);
            return quantile_mark(*p);
        }
    }
    for (const std::size_t at : {std::size_t{0}, n - 1}) {
        if (const auto p = quantile_of(words[at], {})) {
            erase_words(words, at, 1);
            return quantile_mark(*p);
        }
    }
    return std::nullopt;
}

static StatisticMark mark_of(Statistic statistic) {
    return {statistic, statistic == Statistic::kMedian ? 0.5 : 0.0};
}

std::optional<StatisticMark> take_statistic(Words& words) {
    if (words.empty()) return std::nullopt;
    if (const auto quantile = take_quantile(words)) return quantile;
    const std::string joined = join_words(words);
    for (const StatisticWord& known : kStatisticWords) {
        const std::size_t length = known.words.size();
        const auto count =
            static_cast<std::size_t>(1 + std::count(known.words.begin(), known.words.end(), '_'));
        if (joined.starts_with(known.words) && (joined.size() == length || joined[length] == '_')) {
            erase_words(words, 0, count);
            return mark_of(known.statistic);
        }
        if (joined.size() > length && joined.ends_with(known.words) &&
            joined[joined.size() - length - 1] == '_') {
            erase_words(words, words.size() - count, count);
            return mark_of(known.statistic);
        }
    }
    return std::nullopt;
}

std::optional<StatisticMark> lone_statistic(const Words& words) {
    if (words.size() != 1) return std::nullopt;
    const std::string& word = words[0];
    if (is_one_of(word, {"count", "n", "samples", "num_samples"})) {
        return StatisticMark{Statistic::kCount, 0};
    }
    if (is_one_of(word, {"mode", "pdf", "cdf", "histogram"}))
        return StatisticMark{Statistic::kOther, 0};
    if (is_one_of(word, {"value", "values", "val", "result", "data", "raw"}))
        return StatisticMark{};
    return std::nullopt;
}

// Units that may end a name without brackets. "min" is a minimum, "count" and "tokens" are what the
// column counts, and single letters other than "s" are initials.
static bool may_be_suffix(std::string_view last, std::size_t words) {
    if (words > 1) return true;
    if (last.size() == 1) return last == "s" || last == "%";
    return !is_one_of(last,
                      {"min",        "hr",   "hour",  "count",   "counts",   "ratio",  "fraction",
                       "tok",        "toks", "token", "tokens",  "char",     "chars",  "character",
                       "characters", "req",  "reqs",  "request", "requests", "minute", "second"});
}

std::optional<Unit> take_unit(Words& words, std::size_t most) {
    for (std::size_t length = std::min({most, kMostUnitWords, words.size()}); length > 0;
         --length) {
        const Words tail(words.end() - static_cast<std::ptrdiff_t>(length), words.end());
        if (tail.front() == "per" || !may_be_suffix(tail.back(), length)) continue;
        const auto unit = find_unit(join_words(tail));
        if (!unit) continue;
        words.resize(words.size() - length);
        return unit;
    }
    return std::nullopt;
}

}  // namespace chimera::model
