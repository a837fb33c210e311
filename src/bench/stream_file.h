// SPDX-License-Identifier: Apache-2.0
// The result of a bench: JSON Lines of the form chimera-stream/1 (docs/bench.md), written as it
// goes, so that what a killed run had measured is readable up to its last line.
#pragma once

#include <cstdio>
#include <memory>
#include <mutex>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "bench/measures.h"
#include "bench/plan.h"
#include "bench/verdict.h"
#include "core/result.h"

namespace chimera::bench {

inline constexpr const char* kStreamSchema = "chimera-stream/1";

// Seconds as a stream writes them: to the tenth of a microsecond.
double stream_seconds(double seconds);

enum class Phase { kWarmup, kMeasured, kCooldown };

// What the lines of a run have in common.
struct RunLabel {
    std::string experiment;
    std::string model;
    const Point* point = nullptr;
    LoadKind kind = LoadKind::kClosed;
    double origin_s = 0;  // monotonic_seconds() from which the times of lines count
};

nlohmann::ordered_json request_line(const RunLabel& label, const Sample& sample, Phase phase,
                                    std::size_t round);
// One repetition of a test of an engine that is no request; times are on monotonic_seconds().
struct TestTime {
    double begin_s = 0;
    double end_s = 0;
    double tokens_per_s = 0;
};
nlohmann::ordered_json test_line(const RunLabel& label, const TestTime& time, Phase phase,
                                 std::size_t round);
nlohmann::ordered_json run_line(const RunLabel& label, const RunMeasures& measures,
                                std::span<const Because> because, const Evidence& evidence);
// One for each of these: why the numbers of the run do not count, as `chimera report` tells it.
std::vector<nlohmann::ordered_json> verdict_lines(const RunLabel& label,
                                                  std::span<const Because> because);

// The document of --json: {"runs": [{"parameters": {}, "verdict": "ok", "metrics": {}}]}. Times are
// in milliseconds; in an open load they count from when a request was due, and "_sent" from when it
// was sent.
nlohmann::ordered_json run_summary(const RunLabel& label, const RunMeasures& measures,
                                   std::span<const Because> because, const Evidence& evidence);

class StreamFile {
public:
    // Makes the folder. Errors: usage_error where the file cannot be written.
    static Result<StreamFile> create(const std::string& path);
    void write(const nlohmann::ordered_json& line);  // from any thread
    void flush();
    bool arrived() const;  // false where the disk was full
    const std::string& path() const { return path_; }
    // Time zero of all lines: monotonic_seconds(), and the same moment in RFC 3339.
    double origin_s() const { return origin_s_; }
    const std::string& started_at() const { return started_at_; }

private:
    struct Close {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::string path_;
    double origin_s_ = 0;
    std::string started_at_;
    std::unique_ptr<std::mutex> mutex_ = std::make_unique<std::mutex>();
    bool arrived_ = true;
};

}  // namespace chimera::bench
