// SPDX-License-Identifier: Apache-2.0
#include "formats/markdown/number_scan.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/decimal.h"
#include "core/text.h"
#include "formats/markdown/line_spans.h"
#include "formats/unit_words.h"

namespace chimera::formats::markdown {

static constexpr std::string_view kMinus = "\xE2\x88\x92";  // U+2212

using Counts = std::unordered_map<std::string_view, std::uint32_t>;

// One maximal run of digits with the '.' and ',' between them, and what may belong to it.
struct Run {
    std::size_t begin = 0;
    std::size_t end = 0;
    std::size_t point = 0;  // begin, or one less where a '.' leads: ".5"
    std::size_t sign = 0;   // where a sign before `point` begins; `point` where there is none
    std::size_t exponent_end = 0;  // end, or behind "e-29"
};

// A line end stands behind the last byte, so that a look ahead never leaves the line.
static char at(std::string_view line, std::size_t place) {
    return place < line.size() ? line[place] : '\n';
}

static bool is_mark(char c) {
    return c == '.' || c == ',';
}

static bool bounded_before(std::string_view line, std::size_t place) {
    if (place == 0) return true;
    const char before = line[place - 1];
    if (is_digit(before)) return false;
    return !(is_mark(before) && place > 1 && is_digit(line[place - 2]));
}

static std::size_t run_end(std::string_view line, std::size_t place) {
    while (place < line.size()) {
        if (is_digit(line[place])) {
            ++place;
        } else if (is_mark(line[place]) && is_digit(at(line, place + 1))) {
            place += 2;
        } else {
            break;
        }
    }
    return place;
}

static Run run_at(std::string_view line, std::size_t begin) {
    Run run;
    run.begin = begin;
    run.end = run_end(line, begin);
    run.point = begin;
    if (begin > 0 && line[begin - 1] == '.' && bounded_before(line, begin - 1))
        run.point = begin - 1;
    run.sign = run.point;
    if (run.point > 0 && (line[run.point - 1] == '+' || line[run.point - 1] == '-')) {
        run.sign = run.point - 1;
    } else if (line.substr(0, run.point).ends_with(kMinus)) {
        run.sign = run.point - kMinus.size();
    }
    if (!bounded_before(line, run.sign)) run.sign = run.point;
    run.exponent_end = run.end;
    if (ascii_lower(at(line, run.end)) == 'e') {
        std::size_t digits = run.end + 1;
        if (at(line, digits) == '+' || at(line, digits) == '-') ++digits;
        std::size_t end = digits;
        while (is_digit(at(line, end))) ++end;
        const bool goes_on = is_mark(at(line, end)) && is_digit(at(line, end + 1));
        if (end > digits && !goes_on) run.exponent_end = end;
    }
    return run;
}

// Every text of which this run is an occurrence, so that `nth` needs no second look at the line.
static void count_variants(std::string_view line, const Run& run, Counts& counts) {
    std::array<std::size_t, 3> begins = {run.begin, 0, 0};
    std::size_t variants = 1;
    if (run.point != run.begin) begins[variants++] = run.point;
    if (run.sign != run.point) begins[variants++] = run.sign;
    for (std::size_t i = 0; i < variants; ++i) {
        ++counts[line.substr(begins[i], run.end - begins[i])];
        if (run.exponent_end == run.end) continue;
        ++counts[line.substr(begins[i], run.exponent_end - begins[i])];
    }
}

// "3503" of "3,503"; nullopt for "1.2.3", "1,5" and the like, which are no single number.
static std::optional<std::string> plain_digits(std::string_view text) {
    const auto point = text.find('.');
    const std::string_view whole = text.substr(0, point);
    if (point != std::string_view::npos &&
        text.find_first_of(".,", point + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    if (whole.find(',') == std::string_view::npos) return std::string(text);
    const auto groups = split(whole, ',');
    if (groups.front().size() > 3 || groups.front() == "0") return std::nullopt;
    for (std::size_t i = 1; i < groups.size(); ++i) {
        if (groups[i].size() != 3) return std::nullopt;
    }
    return replace_all(std::string(text), ",", "");
}

static bool read_value(std::string_view line, const Run& run, std::size_t begin, LineNumber& out) {
    constexpr std::size_t kLongest = 40;
    const std::string_view body = line.substr(run.point, run.end - run.point);
    if (body.size() > kLongest) return false;
    auto plain = plain_digits(body);
    if (!plain) return false;
    // "007" and "0001" are names.
    if (plain->size() > 1 && (*plain)[0] == '0' && is_digit((*plain)[1])) return false;
    *plain += line.substr(run.end, out.end - run.end);
    if (begin != run.point && line[begin] != '+') plain->insert(0, "-");
    const auto value = parse_double(*plain);
    const auto decimal = parse_decimal(*plain);
    if (!value || !decimal) return false;
    out.value = *value;
    out.decimals = std::max(0, decimal->decimals());
    return true;
}

// May a sign stand after this character and still be the number's own?
static bool opens(char c) {
    constexpr std::string_view kOpeners = " \t([{|*\"'`~=<>:/,;";
    return kOpeners.find(c) != std::string_view::npos ||
           (static_cast<unsigned char>(c) & 0x80U) != 0;
}

enum class Side { kFree, kNeedsUnit, kName };

// What stands before the number says whether it can be one.
static Side left_side(std::string_view line, std::size_t begin) {
    if (begin == 0) return Side::kFree;
    const char c = line[begin - 1];
    const char before = begin > 1 ? line[begin - 2] : ' ';
    if (is_alnum(c) || c == '_' || c == '\\' || c == '^' || c == '#' || c == '&' || c == '%' ||
        c == '.') {
        return Side::kName;
    }
    if (c == '-') {
        if (is_alpha(before) || before == '_') return Side::kNeedsUnit;
        // "DDR5-4800" is a name, "102-104" a range.
        std::size_t place = begin - 1;
        while (place > 0 && begin - place < 20 && is_digit(line[place - 1])) --place;
        const bool name =
            place + 1 < begin && place > 0 && (is_alpha(line[place - 1]) || line[place - 1] == '_');
        return name ? Side::kName : Side::kFree;
    }
    if (c == '+') return is_alpha(before) || before == '+' ? Side::kName : Side::kFree;
    if (c == ':') return is_alnum(before) ? Side::kName : Side::kFree;
    if (c == '/')
        return is_alpha(before) || before == '/' || before == '.' ? Side::kName : Side::kFree;
    if (c == '@') return is_alnum(before) ? Side::kName : Side::kFree;
    // Section signs and Greek letters: "§5.1", "σ1".
    const auto lead = static_cast<unsigned char>(before);
    if (lead == 0xCEU || lead == 0xCFU) return Side::kName;
    return line.substr(0, begin).ends_with("\xC2\xA7") ? Side::kName : Side::kFree;
}

// Looks for a unit behind the number and says whether what follows allows a number.
static Side right_side(std::string_view line, LineNumber& number) {
    const auto take_unit = [&](std::size_t place) {
        const std::size_t length = unit_prefix(line.substr(place, 80));
        if (length == 0 || is_alnum(at(line, place + length))) return false;
        number.unit = line.substr(place, length);
        number.beside = place + length;
        return true;
    };
    std::size_t place = number.end;
    number.beside = place;
    const char c = at(line, place);
    const char after = at(line, place + 1);
    if (is_alpha(c) || (static_cast<unsigned char>(c) & 0x80U) != 0 || c == '%') {
        if (take_unit(place)) return Side::kFree;
        if (is_alpha(c)) return Side::kName;
    }
    if (c == '_' || c == '^' || c == '\\') return Side::kName;
    if ((c == '.' || c == '@') && is_alnum(after)) return Side::kName;
    if (c == ':' && is_digit(after)) return Side::kName;
    if (c == '-' && is_alpha(after)) return take_unit(place + 1) ? Side::kFree : Side::kName;
    if (c == '/' && is_alpha(after)) return take_unit(place) ? Side::kFree : Side::kName;
    constexpr std::size_t kFurthest = 6;
    while (place < number.end + kFurthest &&
           (at(line, place) == '*' || at(line, place) == '+' || at(line, place) == ' ')) {
        ++place;
    }
    if (line.substr(place).starts_with("\xC2\xA0")) place += 2;
    if (place > number.end) take_unit(place);
    return Side::kFree;
}

static std::string_view word_before(std::string_view line, std::size_t end) {
    constexpr std::size_t kLongest = 40;
    std::size_t begin = end;
    while (begin > 0 && end - begin < kLongest &&
           (is_alnum(line[begin - 1]) || line[begin - 1] == '_')) {
        --begin;
    }
    return line.substr(begin, end - begin);
}

// "Oct 9, 2025", "in 2025".
static bool is_year(std::string_view line, std::size_t begin, std::string_view raw) {
    constexpr std::array<std::string_view, 7> kBefore = {"in", "since",  "until", "by",
                                                         "of", "during", "year"};
    if (raw.size() != 4 || raw < "1990" || raw > "2039" ||
        raw.find('.') != std::string_view::npos) {
        return false;
    }
    const std::string_view word = word_before(line, begin - 1);
    if (std::find(kBefore.begin(), kBefore.end(), word) != kBefore.end()) return true;
    if (line[begin - 2] != ',') return false;
    const std::string_view day = word_before(line, begin - 2);
    const std::size_t month_end = begin - 2 - day.size();
    const bool is_day = !day.empty() && day.size() <= 2 && is_digit(day.front());
    return is_day && month_end > 1 && line[month_end - 1] == ' ' && is_alpha(line[month_end - 2]);
}

// "RTX 4080", "Python 3.10", "step 3", "in 2025": the number belongs to a name or counts nothing.
static bool names_something(std::string_view line, const LineNumber& number) {
    constexpr std::array<std::string_view, 24> kCounting = {
        "version", "phase",  "step", "section", "figure",   "table", "chapter", "appendix",
        "run",     "test",   "line", "agent",   "page",     "issue", "option",  "case",
        "trial",   "report", "id",   "port",    "scenario", "round", "driver",  "item"};
    const std::size_t begin = number.begin;
    const std::string_view raw = line.substr(begin, number.end - begin);
    if (begin < 2 || line[begin - 1] != ' ' || !is_digit(raw.front())) return false;
    const std::string_view word = word_before(line, begin - 1);
    const bool counted =
        std::any_of(kCounting.begin(), kCounting.end(),
                    [&](std::string_view noun) { return equals_ignoring_case(noun, word); });
    // "Agent 1 requests 3.42 GB" has no unit of requests; "per run 12 ms" has one.
    constexpr std::array<std::string_view, 4> kVerbs = {"requests", "samples", "queries", "passes"};
    const bool verb = std::find(kVerbs.begin(), kVerbs.end(), number.unit) != kVerbs.end();
    if (counted && (number.unit.empty() || verb)) return true;
    if (!number.unit.empty() || raw.starts_with("0.")) return false;
    if (is_year(line, begin, raw)) return true;
    return !word.empty() && word[0] >= 'A' && word[0] <= 'Z';
}

// "1. ", "2) " at the start of a line, "[3]", "[1. Introduction](...)".
static bool is_marker(std::string_view line, const LineNumber& number) {
    const char next = at(line, number.end);
    const char after = at(line, number.end + 1);
    const char before = number.begin > 0 ? line[number.begin - 1] : ' ';
    if (before == '[') return next == ']' || (next == '.' && after == ' ');
    if ((next != '.' && next != ')') || after != ' ') return false;
    if (line.substr(number.end + 2).starts_with("**")) return true;
    const auto text = line.find_first_not_of(" \t>-*+");
    return text == number.begin && number.end - number.begin <= 9;
}

static std::optional<LineNumber> claim(std::string_view line, const Run& run, const Span* span) {
    LineNumber number;
    number.begin = run.point;
    number.end = run.exponent_end;
    const bool own_sign = run.sign != run.point && (run.sign == 0 || opens(line[run.sign - 1]));
    if (own_sign) number.begin = run.sign;
    if (run.point != run.begin && run.point > 0 && !opens(line[run.point - 1]) && !own_sign) {
        return std::nullopt;
    }
    const Side left = left_side(line, number.begin);
    if (left == Side::kName || right_side(line, number) == Side::kName) return std::nullopt;
    if (left == Side::kNeedsUnit && number.unit.empty()) return std::nullopt;
    if (!read_value(line, run, number.begin, number)) return std::nullopt;
    const std::string_view raw = line.substr(number.begin, number.end - number.begin);
    if (span != nullptr) {
        const std::string_view all = line.substr(number.begin, number.beside - number.begin);
        number.alone_in_code = span->code && (all == span->inside || raw == span->inside);
        if (!number.alone_in_code) return std::nullopt;
        return number;
    }
    if (is_marker(line, number)) return std::nullopt;
    return number;
}

// "102-104 tok/s", "0.165 -> 0.097 s": the first number has the unit of the second.
static void share_units(std::string_view line, std::vector<LineNumber>& numbers) {
    constexpr std::array<std::string_view, 11> kJoints = {
        "-", "\xE2\x80\x93", "\xE2\x80\x94", "->", "\xE2\x86\x92", "to", "vs", "vs.",
        "/", "\xC2\xB1",     "- ~"};
    for (std::size_t i = numbers.size(); i-- > 1;) {
        LineNumber& first = numbers[i - 1];
        const LineNumber& second = numbers[i];
        if (!first.unit.empty() || second.unit.empty() || second.begin < first.end) continue;
        const std::string_view gap = trim(line.substr(first.end, second.begin - first.end));
        if (std::find(kJoints.begin(), kJoints.end(), gap) != kJoints.end())
            first.unit = second.unit;
    }
}

std::vector<LineNumber> scan_numbers(std::string_view line) {
    std::vector<LineNumber> numbers;
    const auto first = std::find_if(line.begin(), line.end(), is_digit);
    if (first == line.end()) return numbers;
    auto place = static_cast<std::size_t>(first - line.begin());
    const std::vector<Span> spans = find_spans(line);
    std::size_t next_span = 0;
    std::size_t taken_until = 0;  // dates and exponents hold no claims of their own
    Counts counts;
    while (place < line.size()) {
        if (!is_digit(line[place])) {
            ++place;
            continue;
        }
        const Run run = run_at(line, place);
        place = run.end;
        count_variants(line, run, counts);
        while (next_span < spans.size() && spans[next_span].end <= run.begin) ++next_span;
        const bool inside = next_span < spans.size() && spans[next_span].begin <= run.begin;
        if (run.begin < taken_until) continue;
        taken_until = std::max(taken_until, date_end(line, run.begin));
        if (run.begin < taken_until) continue;
        if (run.exponent_end != run.end) taken_until = run.exponent_end;
        auto number = claim(line, run, inside ? &spans[next_span] : nullptr);
        if (!number) continue;
        number->nth = counts[line.substr(number->begin, number->end - number->begin)];
        numbers.push_back(*number);
    }
    share_units(line, numbers);
    std::erase_if(numbers, [&](const LineNumber& number) {
        return !number.alone_in_code && names_something(line, number);
    });
    return numbers;
}

}  // namespace chimera::formats::markdown
