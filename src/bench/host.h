// SPDX-License-Identifier: Apache-2.0
// What the machine did while requests ran: sampled beside them, written into the same stream, and
// summed up for each run.
#pragma once

#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bench/stream_file.h"
#include "telemetry/energy.h"
#include "telemetry/sampler.h"

namespace chimera::bench {

struct HostOptions {
    double interval_s = 1;
    std::string metrics_url;  // the server's /metrics; empty: not asked
};

class HostWatch {
public:
    // `file` must outlive it.
    HostWatch(const HostOptions& options, StreamFile& file);

    // Takes a last reading; nothing is written after that.
    void stop();

    // Of the times, on monotonic_seconds(), at which requests of a run were under way:
    // {"package_energy_j": 12.1, "package_joules_per_token": 0.2, "package_tokens_per_joule": 5,
    // "cpu_percent": 41}; what no sensor told over all of the spans is left out.
    nlohmann::ordered_json of_run(std::span<const telemetry::TimeSpan> spans, double tokens) const;

private:
    mutable std::mutex mutex_;
    std::vector<telemetry::TelemetrySample> samples_;
    std::unique_ptr<telemetry::Sampler> sampler_;  // the last member: it uses all others
};

// The environment of this machine as the stream's header has it.
nlohmann::ordered_json host_environment();

// {"name": "model.gguf", "bytes": 144811296, "sha256": "...", "metadata": {...}} of a model's file;
// metadata of a GGUF file alone. Errors: those of reading it.
Result<nlohmann::ordered_json> file_environment(const std::string& path);

}  // namespace chimera::bench
