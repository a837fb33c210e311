// SPDX-License-Identifier: Apache-2.0
// What a report says of the run that made it.
#pragma once

#include <cstdint>
#include <map>
#include <string>

namespace chimera::report {

struct Meta {
    std::string report_name = "report.md";
    std::string root;     // as given, never absolute where it can be helped
    std::string command;  // the flags that change what is written: "chimera report input --llm off"
    std::string version;  // "0.1.0"
    std::uint64_t seed = 1;
    std::string started;                    // RFC 3339
    std::map<std::string, double> timings;  // "ingest_s", "analysis_s", "report_s", "total_s"
    bool reproducible = false;              // timings then stay in metrics.json
    std::uint64_t peak_rss_bytes = 0;       // metrics.json only
};

}  // namespace chimera::report
