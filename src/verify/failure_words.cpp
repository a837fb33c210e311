// SPDX-License-Identifier: Apache-2.0
#include "verify/failure_words.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/decimal.h"
#include "core/text.h"
#include "model/failure_words.h"
#include "model/meaning.h"
#include "model/metric.h"

namespace chimera::verify {

template <std::size_t N>
static bool one_of(const std::array<std::string_view, N>& words, std::string_view text) {
    return std::find(words.begin(), words.end(), text) != words.end();
}

static constexpr std::array<std::string_view, 12> kErrors = {
    "error",         "errors",     "err",     "error_message",  "error_msg", "errormessage",
    "error_details", "error_type", "failure", "failure_reason", "exception", "traceback"};
static constexpr std::array<std::string_view, 6> kSuccesses = {
    "success", "successful", "succeeded", "is_success", "ok", "completed_ok"};
static constexpr std::array<std::string_view, 7> kStates = {
    "status", "state", "outcome", "result_status", "run_status", "result_is", "result_validity"};
static constexpr std::array<std::string_view, 12> kNothing = {
    "", "none", "null", "nan", "n/a", "na", "-", "0", "false", "no", "[]", "{}"};
static constexpr std::array<std::string_view, 6> kNo = {"false", "0", "no", "failed", "f", "n"};
static constexpr std::array<std::string_view, 14> kFailures = {
    "error",     "failed",   "failure", "fail",    "timeout",   "timed_out", "timed out",
    "cancelled", "canceled", "aborted", "crashed", "exception", "refused",   "invalid"};

// "Error Message" and "results/error-message" are error_message.
static std::string plain_name(std::string_view name) {
    const auto slash = name.rfind('/');
    if (slash != std::string_view::npos) name.remove_prefix(slash + 1);
    std::string out = lower(trim(name));
    std::replace(out.begin(), out.end(), ' ', '_');
    std::replace(out.begin(), out.end(), '-', '_');
    return out;
}

bool is_failure_field(std::string_view name) {
    const std::string plain = plain_name(name);
    if (one_of(kErrors, plain) || one_of(kSuccesses, plain) || one_of(kStates, plain)) return true;
    const auto meaning = model::exact_meaning(plain);
    return meaning == model::Meaning::kError || meaning == model::Meaning::kSuccess ||
           model::is_exit_code(plain) || model::is_failure_flag(plain);
}

bool tells_failure(std::string_view name, std::string_view text, bool is_number) {
    const std::string plain = plain_name(name);
    const std::string value = lower(trim(text));
    if (one_of(kErrors, plain)) return !is_number && !one_of(kNothing, std::string_view(value));
    if (one_of(kSuccesses, plain)) return one_of(kNo, std::string_view(value));
    if (one_of(kStates, plain) && one_of(kFailures, std::string_view(value))) return true;
    const auto meaning = model::exact_meaning(plain);
    const double number = is_number ? parse_double(value).value_or(0) : 0;
    if (meaning == model::Meaning::kSuccess) {
        const bool code =
            number >= 400 && number < 600 && (plain.ends_with("status") || plain.ends_with("code"));
        return is_number ? code : model::says_failure(value);
    }
    if (model::is_exit_code(plain) && is_number) return number != 0;
    if (meaning == model::Meaning::kError) return !is_number && !model::says_no_error(value);
    return model::is_failure_flag(plain) && value == "true";
}

bool may_tell_failure(std::string_view name, std::string_view text, bool is_number) {
    if (tells_failure(name, text, is_number)) return true;
    if (!is_number) return model::says_failure(text);
    const auto number = parse_double(trim(text));
    const auto meaning = model::exact_meaning(plain_name(name));
    return (meaning == model::Meaning::kError && number == 1.0) ||
           (meaning == model::Meaning::kSuccess && number == 0.0);
}

void ZeroMeans::add(std::string_view name, std::string_view text, bool is_number) {
    const auto value = is_number ? parse_double(trim(text)) : std::nullopt;
    if (!value) return;
    if (model::is_sample_size(name) && *value == 0) no_sample_ = true;
    const model::Reading reading = model::read_column(name, "");
    if (!reading.metric || !reading.metric->headline || reading.metric->unit.empty()) return;
    Zeros& zeros = by_metric_[reading.metric->id];
    using model::Statistic;
    const bool is_mean = reading.statistic == Statistic::kMean;
    const bool is_max = reading.statistic == Statistic::kMax;
    const bool is_other = reading.statistic == Statistic::kSd ||
                          reading.statistic == Statistic::kMin ||
                          reading.statistic == Statistic::kMedian;
    if (!is_mean && !is_max && !is_other) return;
    zeros.all = zeros.all && *value == 0;
    if (is_mean && *value != 0) ran_ = true;
    zeros.mean = zeros.mean || is_mean;
    zeros.max = zeros.max || is_max;
    zeros.other = zeros.other || is_other;
}

bool ZeroMeans::stand_for_nothing() const {
    return !ran_ && std::any_of(by_metric_.begin(), by_metric_.end(), [&](const auto& entry) {
        const Zeros& zeros = entry.second;
        return zeros.all && zeros.mean && (no_sample_ || (zeros.max && zeros.other));
    });
}

}  // namespace chimera::verify
