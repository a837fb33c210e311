// SPDX-License-Identifier: Apache-2.0
#include "verify/shown.h"

#include <fmt/format.h>

#include <array>
#include <cmath>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "verify/shown_name.h"

namespace chimera::verify {

namespace {

struct Word {
    std::string_view text;
    double value;
};

// A number at the beginning of a text, as plain decimal, and what follows it.
struct Leading {
    std::string number;
    std::string_view rest;
};

}  // namespace

static constexpr std::array<Word, 34> kWords = {{
    {"zero", 0},       {"no", 0},        {"one", 1},       {"single", 1},     {"two", 2},
    {"both", 2},       {"three", 3},     {"four", 4},      {"five", 5},       {"six", 6},
    {"seven", 7},      {"eight", 8},     {"nine", 9},      {"ten", 10},       {"eleven", 11},
    {"twelve", 12},    {"thirteen", 13}, {"fourteen", 14}, {"fifteen", 15},   {"sixteen", 16},
    {"seventeen", 17}, {"eighteen", 18}, {"nineteen", 19}, {"twenty", 20},    {"thirty", 30},
    {"forty", 40},     {"fifty", 50},    {"hundred", 100}, {"twice", 2},      {"double", 2},
    {"thrice", 3},     {"triple", 3},    {"half", 0.5},    {"quarter", 0.25},
}};

std::optional<double> word_value(std::string_view word) {
    std::string small = lower(trim(word));
    for (const std::string_view end : {"-fold", "fold"}) {
        if (small.size() > end.size() && small.ends_with(end)) {
            small.resize(small.size() - end.size());
            if (const auto plain = parse_double(small)) return plain;
            break;
        }
    }
    for (const Word& known : kWords) {
        if (known.text == small) return known.value;
    }
    return std::nullopt;
}

static std::optional<Leading> leading_number(std::string_view text) {
    Leading out;
    constexpr std::string_view kMinus = "\xE2\x88\x92";
    if (text.starts_with(kMinus)) {
        out.number = "-";
        text.remove_prefix(kMinus.size());
    } else if (text.starts_with('-') || text.starts_with('+')) {
        out.number = text[0] == '-' ? "-" : "";
        text.remove_prefix(1);
    }
    std::size_t at = 0;
    bool point = false;
    for (; at < text.size(); ++at) {
        const bool next_digit = at + 1 < text.size() && is_digit(text[at + 1]);
        if (is_digit(text[at])) {
            out.number.push_back(text[at]);
        } else if (text[at] == '.' && !point && next_digit) {
            point = true;
            out.number.push_back('.');
        } else if (text[at] == ',' && !point && at > 0 && next_digit) {
            // Thousands: three digits follow, and no fourth.
            const auto group = text.substr(at + 1, 4);
            const bool three = group.size() >= 3 && is_digit(group[1]) && is_digit(group[2]) &&
                               (group.size() == 3 || !is_digit(group[3]));
            if (!three) break;
        } else {
            break;
        }
    }
    if (at == 0 || !is_digit(text[0])) return std::nullopt;
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        std::size_t end = at + 1;
        if (end < text.size() && (text[end] == '-' || text[end] == '+')) ++end;
        const std::size_t digits = end;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end > digits) {
            out.number += text.substr(at, end - at);
            at = end;
        }
    }
    out.rest = text.substr(at);
    return out;
}

// Digits past the point can exceed any double's; a shown exponent is compared digit for digit.
static bool rounds_to(const std::string& shown, double value) {
    if (!std::isfinite(value)) return false;
    if (shown.find_first_of("eE") == std::string::npos) return is_rounding_of(shown, value);
    const auto parsed = parse_decimal(shown);
    const auto number = parse_double(shown);
    if (!parsed || !number) return false;
    const double unit = std::pow(10.0, -parsed->decimals());
    return std::fabs(*number - value) <= 0.5 * unit * (1 + 1e-9);
}

static bool is_unit(std::string_view rest, std::string_view unit) {
    rest = trim(rest);
    return rest.empty() || rest == unit;
}

static std::string not_shown_number(std::string_view shown, double value, const Fact& fact) {
    if (const auto word = word_value(shown)) {
        if (*word == value || (fact.unit == "%" && *word * 100 == value)) return {};
        return fmt::format("\"{}\" is not the value of F{}", shown, fact.id);
    }
    const auto number = leading_number(trim(shown));
    if (!number) return fmt::format("\"{}\" shows no number", utf8_prefix(shown, 60));
    if (!is_unit(number->rest, fact.unit)) {
        return fmt::format("\"{}\" has another unit than F{}, which is in \"{}\"",
                           utf8_prefix(shown, 60), fact.id, utf8_prefix(fact.unit, 30));
    }
    if (!rounds_to(number->number, value)) {
        return fmt::format("\"{}\" is no rounding of F{}, which is {}", utf8_prefix(shown, 60),
                           fact.id, shortest(value));
    }
    return {};
}

static std::string not_shown_interval(std::string_view shown, const Interval& value,
                                      const Fact& fact) {
    std::string_view text = trim(shown);
    const bool bracketed =
        text.starts_with('[') || text.starts_with("\\[") || text.starts_with('(');
    if (bracketed) text.remove_prefix(text[0] == '\\' ? 2 : 1);
    const auto low = leading_number(text);
    if (!low) return fmt::format("\"{}\" shows no interval", utf8_prefix(shown, 60));
    std::string_view rest = trim(low->rest);
    bool parted = false;
    for (const std::string_view mark : {"to", "..", ",", "\xE2\x80\x93", "and"}) {
        if (rest.starts_with(mark) && !parted) {
            rest = trim(rest.substr(mark.size()));
            parted = true;
        }
    }
    const auto high = leading_number(rest);
    if (!parted || !high) return fmt::format("\"{}\" shows no interval", utf8_prefix(shown, 60));
    std::string_view unit = trim(high->rest);
    if (bracketed && (unit.starts_with(']') || unit.starts_with(')'))) unit.remove_prefix(1);
    if (!is_unit(unit, fact.unit)) {
        return fmt::format("\"{}\" has another unit than F{}", utf8_prefix(shown, 60), fact.id);
    }
    if (!rounds_to(low->number, value.first) || !rounds_to(high->number, value.second)) {
        return fmt::format("\"{}\" is no rounding of the interval F{}", utf8_prefix(shown, 60),
                           fact.id);
    }
    return {};
}

static std::string not_shown_text(std::string_view shown, const std::string& value,
                                  const Fact& fact) {
    std::string_view text = trim(shown);
    if (text.size() >= 2 && text.front() == '`' && text.back() == '`') {
        text = text.substr(1, text.size() - 2);
    }
    if (text == trim(as_line(value))) return {};
    const auto time = parse_time(value);
    if (time) {
        std::string plain(text);
        if (plain.ends_with(" UTC")) plain.replace(plain.size() - 4, 4, "Z");
        if (text == date_of(*time)) return {};
        const auto other = plain.size() > 10 ? parse_time(plain) : std::nullopt;
        if (other && *other == *time) return {};
    }
    return fmt::format("\"{}\" is not F{}, which is \"{}\"", utf8_prefix(shown, 60), fact.id,
                       utf8_prefix(value, 60));
}

std::string not_shown(std::string_view shown, const Fact& fact) {
    if (const auto* number = fact.number()) return not_shown_number(shown, *number, fact);
    if (const auto* interval = fact.interval()) return not_shown_interval(shown, *interval, fact);
    return not_shown_text(shown, std::get<std::string>(fact.value), fact);
}

}  // namespace chimera::verify
