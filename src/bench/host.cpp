// SPDX-License-Identifier: Apache-2.0
#include "bench/host.h"

#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>

#include "core/sha256.h"
#include "core/text.h"
#include "llm/gguf.h"
#include "llm/http_client.h"
#include "stats/summary.h"
#include "telemetry/environment.h"
#include "telemetry/prometheus.h"

namespace chimera::bench {

using nlohmann::ordered_json;
using telemetry::TimeSpan;

static ordered_json line_of(const telemetry::TelemetrySample& sample, double origin_s) {
    ordered_json out{{"kind", "telemetry"}, {"at_s", stream_seconds(sample.at_s - origin_s)}};
    for (const telemetry::Reading& reading : sample.readings) out[reading.name] = reading.value;
    return out;
}

// Asks a server for its metrics; empty where it does not tell them in time.
static std::function<std::vector<telemetry::Reading>()> server_source(const std::string& url) {
    if (url.empty()) return {};
    auto parsed = llm::parse_url(url);
    if (!parsed.ok()) return {};
    llm::HttpSettings settings;
    settings.limits = {.connect_s = 1, .first_byte_s = 1, .idle_s = 1, .total_s = 2};
    const std::string target = parsed.value().path.empty() ? "/metrics" : "";
    return [base = parsed.value(), settings, target] {
        llm::HttpClient client(base, settings);
        std::string text;
        const auto reply = client.send({.target = target}, [&](std::string_view piece, double) {
            text += piece;
            return true;
        });
        const bool told = reply.ok() && reply.value().status == 200;
        return told ? telemetry::server_readings(text) : std::vector<telemetry::Reading>{};
    };
}

HostWatch::HostWatch(const HostOptions& options, StreamFile& file) {
    telemetry::SamplerOptions sampling{.interval_s = options.interval_s};
    sampling.sink = [this, &file](telemetry::TelemetrySample sample) {
        if (sample.readings.empty()) return;
        file.write(line_of(sample, file.origin_s()));
        const std::lock_guard lock(mutex_);
        samples_.push_back(std::move(sample));
    };
    sampling.extra = server_source(options.metrics_url);
    sampler_ = std::make_unique<telemetry::Sampler>(telemetry::Sensors(), std::move(sampling));
}

void HostWatch::stop() {
    sampler_->stop();
}

// "package" of "package_energy_j", "gpu0" of "gpu0_power_w".
static std::set<std::string> devices_of(std::span<const telemetry::TelemetrySample> samples) {
    std::set<std::string> out;
    for (const telemetry::TelemetrySample& sample : samples) {
        for (const telemetry::Reading& reading : sample.readings) {
            for (const std::string_view ending : {"_energy_j", "_power_w"}) {
                if (!reading.name.ends_with(ending)) continue;
                out.insert(reading.name.substr(0, reading.name.size() - ending.size()));
            }
        }
    }
    return out;
}

static std::optional<double> energy_over(std::span<const telemetry::TelemetrySample> samples,
                                         const std::string& device,
                                         std::span<const TimeSpan> spans) {
    double sum = 0;
    for (const TimeSpan& span : spans) {
        const auto joules = telemetry::energy_of(samples, device, span);
        if (!joules) return std::nullopt;
        sum += *joules;
    }
    return sum;
}

static std::optional<double> mean_over(std::span<const telemetry::TelemetrySample> samples,
                                       std::string_view name, std::span<const TimeSpan> spans) {
    std::vector<double> values;
    for (const telemetry::TimedValue& value : telemetry::series_of(samples, name)) {
        for (const TimeSpan& span : spans) {
            if (value.at_s >= span.begin_s && value.at_s <= span.end_s) {
                values.push_back(value.value);
            }
        }
    }
    return stats::mean(values);
}

ordered_json HostWatch::of_run(std::span<const TimeSpan> spans, double tokens) const {
    const std::lock_guard lock(mutex_);
    ordered_json out = ordered_json::object();
    for (const std::string& device : devices_of(samples_)) {
        const auto joules = energy_over(samples_, device, spans);
        if (!joules) continue;
        out[device + "_energy_j"] = *joules;
        const auto each = telemetry::joules_per_token(*joules, tokens);
        if (each) out[device + "_joules_per_token"] = *each;
        // Both of the same seconds.
        const auto rate = telemetry::tokens_per_watt(tokens, *joules);
        if (rate) out[device + "_tokens_per_joule"] = *rate;
    }
    for (const char* name : {"cpu_percent", "memory_used_bytes"}) {
        if (const auto mean = mean_over(samples_, name, spans)) out[name] = *mean;
    }
    return out;
}

ordered_json host_environment() {
    ordered_json out = ordered_json::object();
    if (const auto commit = telemetry::git_commit(".")) {
        out["git_commit"] = *commit;
        if (const auto dirty = telemetry::git_dirty()) out["git_dirty"] = *dirty;
    }
    for (const auto& [name, value] : telemetry::read_environment()) {
        std::visit([&, key = &name](const auto& known) { out[*key] = known; }, value);
    }
    return out;
}

Result<ordered_json> file_environment(const std::string& path) {
    TRY_ASSIGN(const std::string sha256, sha256_of_file(path));
    std::error_code error;
    const auto bytes = std::filesystem::file_size(path, error);
    ordered_json out{{"name", std::string(last_segment(path))}};
    if (!error) out["bytes"] = bytes;
    out["sha256"] = sha256;
    // A server's model may be of another kind than llama.cpp reads.
    const auto metadata = llm::gguf_metadata(path);
    if (!metadata.ok()) return out;
    for (const auto& [key, value] : metadata.value()) out["metadata"][key] = value;
    return out;
}

}  // namespace chimera::bench
