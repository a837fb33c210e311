// SPDX-License-Identifier: Apache-2.0
#include "telemetry/prometheus.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <optional>

#include "core/decimal.h"
#include "core/text.h"
#include "telemetry/host_file.h"

namespace chimera::telemetry {

namespace {

enum class Across { kSum, kMost, kOnlyOne };

struct Known {
    std::string_view server;   // without "_total", and "_" for ":"
    std::string_view reading;  // as it is named here
    std::string_view unit;
    Across across;
};

// Of several rows for one reading the first that the text has counts: vLLM showed its cache under
// the old and the new name for a while. The counters vllm:gpu_prefix_cache_* are left out, for they
// counted blocks in one release and tokens in another.
constexpr Known kKnown[] = {
    {"vllm_num_requests_running", "server_requests_running", "requests", Across::kSum},
    {"sglang_num_running_reqs", "server_requests_running", "requests", Across::kSum},
    {"llamacpp_requests_processing", "server_requests_running", "requests", Across::kSum},
    {"vllm_num_requests_waiting", "server_requests_waiting", "requests", Across::kSum},
    {"sglang_num_queue_reqs", "server_requests_waiting", "requests", Across::kSum},
    {"llamacpp_requests_deferred", "server_requests_waiting", "requests", Across::kSum},
    {"vllm_kv_cache_usage_perc", "server_kv_cache_ratio", "ratio", Across::kMost},
    {"vllm_gpu_cache_usage_perc", "server_kv_cache_ratio", "ratio", Across::kMost},
    {"sglang_token_usage", "server_kv_cache_ratio", "ratio", Across::kMost},
    {"llamacpp_kv_cache_usage_ratio", "server_kv_cache_ratio", "ratio", Across::kMost},
    {"sglang_num_used_tokens", "server_kv_cache_tokens", "tokens", Across::kSum},
    {"llamacpp_kv_cache_tokens", "server_kv_cache_tokens", "tokens", Across::kSum},
    {"sglang_cache_hit_rate", "server_prefix_cache_hit_ratio", "ratio", Across::kOnlyOne},
    {"vllm_gpu_prefix_cache_hit_rate", "server_prefix_cache_hit_ratio", "ratio", Across::kOnlyOne},
    {"llamacpp_prompt_tokens_seconds", "server_prompt_tokens_per_s", "tokens/s", Across::kSum},
    {"sglang_gen_throughput", "server_generation_tokens_per_s", "tokens/s", Across::kSum},
    {"llamacpp_predicted_tokens_seconds", "server_generation_tokens_per_s", "tokens/s",
     Across::kSum},
    {"vllm_prompt_tokens", "server_prompt_tokens", "tokens", Across::kSum},
    {"sglang_prompt_tokens", "server_prompt_tokens", "tokens", Across::kSum},
    {"llamacpp_prompt_tokens", "server_prompt_tokens", "tokens", Across::kSum},
    {"vllm_generation_tokens", "server_generation_tokens", "tokens", Across::kSum},
    {"sglang_generation_tokens", "server_generation_tokens", "tokens", Across::kSum},
    {"llamacpp_tokens_predicted", "server_generation_tokens", "tokens", Across::kSum},
    {"vllm_prefix_cache_queries", "server_prefix_cache_queried_tokens", "tokens", Across::kSum},
    {"vllm_prefix_cache_hits", "server_prefix_cache_hit_tokens", "tokens", Across::kSum},
    {"vllm_num_preemptions", "server_preemptions", "preemptions", Across::kSum},
    {"sglang_num_retracted_requests", "server_preemptions", "preemptions", Across::kSum},
};

// Takes a line apart from its front.
class Line {
public:
    explicit Line(std::string_view rest) : rest_(rest) {}

    std::string_view name() {
        std::size_t length = 0;
        while (length < rest_.size() && is_name(rest_[length])) ++length;
        const std::string_view name = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return name;
    }
    bool take(char c) {
        if (rest_.empty() || rest_.front() != c) return false;
        rest_.remove_prefix(1);
        return true;
    }
    void skip_blanks() {
        rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r"), rest_.size()));
    }
    // Up to the quote that no backslash precedes.
    std::optional<std::string_view> quoted() {
        if (!take('"')) return std::nullopt;
        std::size_t end = 0;
        while (end < rest_.size() && rest_[end] != '"') end += rest_[end] == '\\' ? 2 : 1;
        if (end >= rest_.size()) return std::nullopt;
        const std::string_view text = rest_.substr(0, end);
        rest_.remove_prefix(end + 1);
        return text;
    }
    std::string_view rest() const { return rest_; }

private:
    static bool is_name(char c) { return is_alnum(c) || c == '_' || c == ':'; }

    std::string_view rest_;
};

}  // namespace

// {a="b",c="d",}; false where it is damaged. True without labels.
static bool read_labels(Line& line, PrometheusSample& sample) {
    if (!line.take('{')) return true;
    line.skip_blanks();
    while (!line.take('}')) {
        const std::string_view name = line.name();
        line.skip_blanks();
        if (name.empty() || !line.take('=')) return false;
        line.skip_blanks();
        const auto value = line.quoted();
        if (!value) return false;
        sample.labels.emplace_back(name, *value);
        line.skip_blanks();
        const bool more = line.take(',');
        line.skip_blanks();
        if (!more && !line.rest().starts_with('}')) return false;
    }
    return true;
}

static std::optional<double> value_in(std::string_view text) {
    constexpr double kInfinity = std::numeric_limits<double>::infinity();
    if (equals_ignoring_case(text, "nan")) return std::numeric_limits<double>::quiet_NaN();
    if (equals_ignoring_case(text, "+inf") || equals_ignoring_case(text, "inf")) return kInfinity;
    if (equals_ignoring_case(text, "-inf")) return -kInfinity;
    return parse_double(text);
}

static std::optional<PrometheusSample> parse_line(std::string_view text) {
    PrometheusSample sample;
    Line line(text);
    line.skip_blanks();
    sample.name = line.name();
    if (sample.name.empty() || is_digit(sample.name.front())) return std::nullopt;
    const std::size_t behind_name = line.rest().size();
    line.skip_blanks();
    const bool blank = line.rest().size() < behind_name;
    if (!blank && !line.rest().starts_with('{')) return std::nullopt;
    if (!read_labels(line, sample)) return std::nullopt;
    // The value, a time stamp at most, and what OpenMetrics hangs on behind a '#'.
    const auto fields = fields_of(line.rest());
    if (fields.empty()) return std::nullopt;
    const auto value = value_in(fields[0]);
    if (!value) return std::nullopt;
    const bool stamped = fields.size() > 1 && fields[1] != "#";
    if (stamped && !parse_double(fields[1])) return std::nullopt;
    const std::size_t used = stamped ? 2 : 1;
    if (fields.size() > used && fields[used] != "#") return std::nullopt;
    sample.value = *value;
    return sample;
}

std::vector<PrometheusSample> parse_prometheus(std::string_view text) {
    std::vector<PrometheusSample> samples;
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        if (line.empty() || line.front() == '#') continue;
        if (auto sample = parse_line(line)) samples.push_back(std::move(*sample));
    }
    return samples;
}

// vllm:prompt_tokens_total, vllm_prompt_tokens: vllm_prompt_tokens
static std::string plain_name(std::string_view name) {
    if (name.ends_with("_total")) name.remove_suffix(6);
    std::string plain(name);
    std::replace(plain.begin(), plain.end(), ':', '_');
    return plain;
}

// What tells one engine from another: its labels without those of its ranks.
static std::string engine_of(const PrometheusSample& sample) {
    std::vector<std::string> labels;
    for (const auto& [name, value] : sample.labels) {
        if (name == "tp_rank" || name == "pp_rank" || name == "moe_ep_rank") continue;
        labels.push_back(std::string(name) + "=" + std::string(value));
    }
    std::sort(labels.begin(), labels.end());
    return join(labels, "\n");
}

// One value an engine; NaN where one of its samples is none.
using Engines = std::map<std::string, double>;

static std::map<std::string_view, Engines> known_values(std::string_view text) {
    std::map<std::string, std::string_view> names;
    for (const Known& known : kKnown) names.emplace(known.server, known.server);
    std::map<std::string_view, Engines> values;
    for (const PrometheusSample& sample : parse_prometheus(text)) {
        const auto name = names.find(plain_name(sample.name));
        if (name == names.end()) continue;
        const bool good = std::isfinite(sample.value) && sample.value >= 0;
        const double value = good ? sample.value : std::numeric_limits<double>::quiet_NaN();
        const auto [at, added] = values[name->second].try_emplace(engine_of(sample), value);
        // Once NaN it stays so.
        if (!added && !std::isnan(at->second) && !(value <= at->second)) at->second = value;
    }
    return values;
}

static std::optional<double> across(const Engines& engines, Across how) {
    if (how == Across::kOnlyOne && engines.size() != 1) return std::nullopt;
    double sum = 0;
    double most = 0;
    for (const auto& [engine, value] : engines) {
        if (std::isnan(value)) return std::nullopt;
        sum += value;
        most = std::max(most, value);
    }
    const double result = how == Across::kSum ? sum : most;
    const bool ratio = how != Across::kSum;
    if (!std::isfinite(result) || (ratio && result > 1)) return std::nullopt;
    return result;
}

std::vector<Reading> server_readings(std::string_view text) {
    const auto values = known_values(text);
    std::vector<Reading> readings;
    std::string_view done;
    for (const Known& known : kKnown) {
        const auto engines = values.find(known.server);
        if (engines == values.end() || known.reading == done) continue;
        // Rows of one reading stand together.
        done = known.reading;
        if (const auto value = across(engines->second, known.across)) {
            readings.push_back({std::string(known.reading), *value, std::string(known.unit)});
        }
    }
    return readings;
}

}  // namespace chimera::telemetry
