// SPDX-License-Identifier: Apache-2.0
#include "ingest/failures.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/decimal.h"
#include "core/text.h"
#include "model/failure_words.h"

namespace chimera::ingest {

using model::Column;
using model::Meaning;
using model::Table;

static constexpr std::size_t kLongestReason = 300;
// Longer than this, a body that begins with "Error" is a model's answer about errors.
static constexpr std::size_t kLongestErrorBody = 400;

namespace {

// The first reason found for a row stands; columns are asked in the order of how much they tell.
using Reasons = std::map<std::uint32_t, std::string>;

}  // namespace

template <std::size_t N>
static bool is_one_of(std::string_view text, const std::array<std::string_view, N>& list) {
    return std::find(list.begin(), list.end(), text) != list.end();
}

// "Error: x", "Error generating text: x", "error code 5: x"; a colon ends the first few words.
static bool is_labelled_error(const std::string& text) {
    if (!text.starts_with("error") || (text.size() > 5 && is_alnum(text[5]))) return false;
    const auto end = text.find_first_of(":.!?\n");
    return end == std::string::npos ? text.size() <= 40 : text[end] == ':' && end <= 60;
}

// "ConnectionError: x", "requests.exceptions.Timeout: x", "RuntimeException: x"
static bool is_exception_text(std::string_view body) {
    const auto colon = body.find(':');
    if (colon == std::string_view::npos || colon > 80) return false;
    const std::string_view name = body.substr(0, colon);
    if (name.find_first_of(" \t\n") != std::string_view::npos) return false;
    return (name.ends_with("Error") || name.ends_with("Exception") || name.ends_with("Timeout")) &&
           name.size() > 5;
}

bool is_error_text(std::string_view body) {
    static constexpr std::array<std::string_view, 14> kBeginnings = {
        "traceback (most recent call last)",
        "[winerror ",
        "[errno ",
        "exception:",
        "connection refused",
        "connection error",
        "connection reset",
        "request timed out",
        "cuda error",
        "cuda out of memory",
        "fatal error",
        "internal server error",
        "service unavailable",
        "all connection attempts failed"};
    static constexpr std::array<std::string_view, 20> kFailedTo = {
        "connect",  "load",       "generate", "parse",    "fetch", "open",     "read",
        "allocate", "initialize", "start",    "create",   "send",  "receive",  "reach",
        "decode",   "call",       "execute",  "complete", "get",   "establish"};
    body = trim(body);
    const std::string text = lower(body.substr(0, kLongestErrorBody + 1));
    if (text.starts_with(kBeginnings[0])) return true;
    if (text.empty() || text.size() > kLongestErrorBody) return false;
    const auto begins = [&](std::string_view start) { return text.starts_with(start); };
    if (std::any_of(kBeginnings.begin(), kBeginnings.end(), begins)) return true;
    if (text.starts_with("http") && model::says_failure(text)) return true;
    if (text.starts_with("failed to ")) {
        const std::string_view rest = std::string_view(text).substr(10);
        return is_one_of(rest.substr(0, rest.find(' ')), kFailedTo);
    }
    return is_labelled_error(text) || is_exception_text(body);
}

static std::string cut(std::string_view reason) {
    return std::string(trim(utf8_prefix(trim(reason), kLongestReason)));
}

// Marks every row whose text in this column `fails`; each different text is judged once.
template <typename Fails, typename Why>
static void judge_texts(const Table& table, const Column& column, Reasons& reasons,
                        const Fails& fails, const Why& why) {
    const auto& dictionary = column.texts.dictionary();
    std::vector<bool> bad(dictionary.size());
    bool any = false;
    for (std::size_t i = 0; i < dictionary.size(); ++i) {
        bad[i] = fails(dictionary[i]);
        any = any || bad[i];
    }
    if (!any) return;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        const std::uint32_t code = column.texts.code(row);
        if (code == model::TextColumn::kNone || code == model::TextColumn::kOpaque) continue;
        if (bad[code - 1]) reasons.try_emplace(row, cut(why(dictionary[code - 1])));
    }
}

static bool is_true(std::string_view text) {
    return lower(trim(text)) == "true";
}

static std::string_view itself(std::string_view text) {
    return text;
}

// A nested object's word counts for the row up to this depth: "benchmark/metadata/error".
static bool speaks_of_row(std::string_view name) {
    static constexpr std::array<std::string_view, 10> kElsewhere = {
        "environment", "env",  "config", "settings", "system",
        "hardware",    "host", "gpu",    "device",   "options"};
    const auto segments = split(name, '/');
    if (segments.size() > 3) return false;
    return std::none_of(segments.begin(), segments.end() - 1, [&](std::string_view segment) {
        return is_one_of(lower(segment), kElsewhere);
    });
}

// {"error": {"message": "refused", "code": 5}} has its text one level down.
static bool is_error_column(const Column& column) {
    if (column.reading.meaning == Meaning::kError) return true;
    const auto slash = column.name.rfind('/');
    if (slash == std::string::npos) return false;
    const std::string parent = lower(last_segment(std::string_view(column.name).substr(0, slash)));
    return parent == "error" || parent == "exception";
}

static void judge_error_column(const Table& table, const Column& column, Reasons& reasons) {
    const auto tells = [](std::string_view text) {
        return !model::says_no_error(text) && !is_true(text);
    };
    judge_texts(table, column, reasons, tells, itself);
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        if (column.texts.code(row) == model::TextColumn::kOpaque) {
            reasons.try_emplace(row, "an error text");
        }
    }
}

static bool all_numbers(const Column& column, double low, double high) {
    bool any = false;
    for (const double number : column.numbers) {
        if (!model::present(number)) continue;
        any = true;
        if (number < low || number > high || number != std::floor(number)) return false;
    }
    return any;
}

// A column whose numbers are codes of a protocol: http_status, response_code.
static bool holds_codes(const Column& column) {
    const std::string last = lower(last_segment(column.name));
    const bool named =
        last.find("status") != std::string::npos || last.find("code") != std::string::npos;
    return named && all_numbers(column, 100, 599);
}

// success = 0, is_error = 1, status = 503, exit_code = 137.
static void judge_numbers(const Table& table, const Column& column, Reasons& reasons) {
    const bool exits = model::is_exit_code(column.name) && !holds_codes(column);
    const bool flags = !exits && all_numbers(column, 0, 1);
    const bool codes = !exits && holds_codes(column);
    if (!exits && !flags && !codes) return;
    const bool error = column.reading.meaning == Meaning::kError;
    for (std::uint32_t row = 0; row < table.rows; ++row) {
        const double number = column.number(row);
        if (!model::present(number)) continue;
        const bool failed = exits ? number != 0 : flags ? (number == 0) != error : number >= 400;
        if (failed) reasons.try_emplace(row, fmt::format("{}: {}", column.name, shortest(number)));
    }
}

// "true" and "yes" answer any question, one about a setting too.
static bool is_plain_truth(std::string_view text) {
    static constexpr std::array<std::string_view, 12> kAny = {
        "true", "false", "yes", "no", "y", "n", "t", "f", "ja", "nein", "oui", "non"};
    return is_one_of(lower(trim(text)), kAny);
}

// A column of answers by what it holds, whatever it is called: "pass" and "fail", nothing else.
static bool is_verdict(const Column& column) {
    const auto& answers = column.texts.dictionary();
    const auto fails = [](std::string_view text) { return model::says_failure(text); };
    const auto is_answer = [](std::string_view text) {
        return model::says_failure(text) || model::says_success(text);
    };
    return column.numbers.empty() && answers.size() >= 2 &&
           std::any_of(answers.begin(), answers.end(), fails) &&
           !std::all_of(answers.begin(), answers.end(), fails) &&
           std::all_of(answers.begin(), answers.end(), is_answer) &&
           std::none_of(answers.begin(), answers.end(), is_plain_truth);
}

static void judge_column(const Table& table, const Column& column, Reasons& reasons) {
    const Meaning meaning = column.reading.meaning;
    const auto flag = [&](std::string_view text) {
        return fmt::format("{}: {}", column.name, text);
    };
    if (meaning == Meaning::kSuccess) {
        judge_texts(table, column, reasons, model::says_failure, flag);
        judge_numbers(table, column, reasons);
    } else if (meaning == Meaning::kError) {
        judge_numbers(table, column, reasons);
    } else if (meaning == Meaning::kOther && is_verdict(column)) {
        judge_texts(table, column, reasons, model::says_failure, flag);
    } else if (meaning == Meaning::kMetric && !column.numbers.empty()) {
        // "OOM" where the others have their number.
        judge_texts(table, column, reasons, model::says_failure, itself);
    }
    if (is_error_column(column) || model::is_failure_flag(column.name))
        judge_texts(table, column, reasons, is_true, flag);
}

static bool is_zero(const Column* column, std::uint32_t row) {
    return column != nullptr && column->number(row) == 0;
}

using Stored = std::map<std::string, std::map<model::Statistic, const Column*>>;

static bool all_means_zero(const Stored& stored, std::uint32_t row) {
    return std::all_of(stored.begin(), stored.end(), [&](const auto& entry) {
        const auto mean = entry.second.find(model::Statistic::kMean);
        return mean == entry.second.end() || !model::present(mean->second->number(row)) ||
               is_zero(mean->second, row);
    });
}

// A mean of exactly zero beside a maximum and another statistic of exactly zero, or beside a count
// of none, stands for a run that did not take place.
static void judge_zeros(const Table& table, ReadingCache& cache, Reasons& reasons) {
    using model::Statistic;
    Stored stored;
    const Column* size = nullptr;
    for (const Column& column : table.columns) {
        if (column.numbers.empty()) continue;
        if (model::is_sample_size(column.name)) size = &column;
        const model::Reading reading = cache.read(last_segment(column.name), column.unit);
        // A queue may well have been empty; what a benchmark is about took some time.
        if (!reading.metric || !reading.metric->headline || reading.metric->unit.empty()) continue;
        stored[reading.metric->id].try_emplace(reading.statistic, &column);
    }
    for (const auto& [id, columns] : stored) {
        const auto of = [&](Statistic statistic) {
            const auto at = columns.find(statistic);
            return at == columns.end() ? nullptr : at->second;
        };
        const Column* mean = of(Statistic::kMean);
        for (std::uint32_t row = 0; mean != nullptr && row < table.rows; ++row) {
            if (!is_zero(mean, row) || !all_means_zero(stored, row)) continue;
            const bool other = is_zero(of(Statistic::kSd), row) ||
                               is_zero(of(Statistic::kMin), row) ||
                               is_zero(of(Statistic::kMedian), row);
            if (is_zero(size, row) || (is_zero(of(Statistic::kMax), row) && other))
                reasons.try_emplace(row, fmt::format("{}: 0", mean->name));
        }
    }
}

// The objects around the rows speak for rows that do not speak for themselves.
static std::optional<std::string> failure_around(const Table& table, ReadingCache& cache) {
    for (const model::Context& around : table.context) {
        const auto slash = around.pointer.rfind('/');
        if (slash == std::string::npos || around.text.empty()) continue;
        const std::string_view parent = std::string_view(around.pointer).substr(0, slash);
        const bool encloses =
            table.base.starts_with(parent) &&
            (table.base.size() == parent.size() || table.base[parent.size()] == '/');
        if (!encloses) continue;
        const auto name = last_segment(around.pointer);
        const Meaning meaning = cache.read(name, "").meaning;
        const bool number = model::present(around.number);
        if (meaning == Meaning::kError && !number && !model::says_no_error(around.text)) {
            return cut(around.text);
        }
        if (meaning == Meaning::kSuccess && !number && model::says_failure(around.text)) {
            return cut(fmt::format("{}: {}", name, around.text));
        }
    }
    return std::nullopt;
}

void find_failures(Table& table, ReadingCache& cache) {
    Reasons reasons;
    bool speaks = false;
    std::vector<const Column*> columns;
    for (const Column& column : table.columns) {
        if (!speaks_of_row(column.name)) continue;
        columns.push_back(&column);
        speaks = speaks || column.reading.meaning == Meaning::kSuccess || is_error_column(column);
    }
    for (const Column* column : columns) {
        if (is_error_column(*column)) judge_error_column(table, *column, reasons);
    }
    for (const Column* column : columns) {
        const Meaning meaning = column->reading.meaning;
        if (meaning != Meaning::kBody && meaning != Meaning::kOther) continue;
        judge_texts(table, *column, reasons, is_error_text, itself);
    }
    for (const Column* column : columns) judge_column(table, *column, reasons);
    judge_zeros(table, cache, reasons);
    if (!speaks && reasons.empty()) {
        if (const auto around = failure_around(table, cache)) {
            for (std::uint32_t row = 0; row < table.rows; ++row) reasons.emplace(row, *around);
        }
    }
    table.failed.reserve(reasons.size());
    for (auto& [row, why] : reasons) table.failed.push_back({row, std::move(why)});
}

}  // namespace chimera::ingest
