// SPDX-License-Identifier: Apache-2.0
// A load on one server: who asks when, over many connections, from one thread. Requests that are
// due do not wait for answers (open load), or each user waits for its own (closed load).
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "bench/progress.h"
#include "bench/sample.h"
#include "core/result.h"
#include "llm/chat_wire.h"

namespace chimera::bench {

enum class LoadKind { kClosed, kOpen };

// Seconds.
struct Patience {
    double connect_s = 10;
    double first_byte_s = 300;  // from sent to the reply's head
    double idle_s = 120;        // between two pieces
    double total_s = 900;
};

struct Load {
    // Closed: so many users, each with one request at a time. Open: at most so many at once, the
    // others wait for a place; absent: no cap.
    std::optional<std::size_t> concurrency;
    std::vector<double> due_s;         // ascending, from the load's begin; empty: closed
    std::size_t requests = 0;          // closed: so many in all; 0: until duration_s
    std::optional<double> duration_s;  // no request begins after it
    Patience patience;
};

struct Ask {
    std::size_t prompt = 0;
    std::string body;  // JSON
};

struct Hooks {
    std::function<Ask(std::size_t index)> ask;
    std::function<void(const Sample&)> on_sample;      // as each ends, in the order of their ends
    std::function<void(const Progress&)> on_progress;  // ten times a second
    std::stop_token stop;  // ends the load; what is under way counts as stopped
};

// How well the one who asked did its part.
struct ClientHealth {
    double wall_s = 0;
    double cpu_s = 0;  // of the thread that asked
    std::size_t voluntary_switches = 0;
    std::size_t involuntary_switches = 0;
    std::size_t connections = 0;  // opened
    std::size_t reused = 0;       // requests on a kept connection
    std::size_t resent = 0;       // of them those for which it was being closed
    std::size_t most_in_flight = 0;
    bool kernel_stamps = false;       // arrivals are stamped by the kernel, else as they are read
    std::vector<double> read_lags_s;  // of each read: how long its bytes had lain there
    std::vector<double> stalls_s;     // how late a timer of the event loop was, a hundred a second
};

struct LoadResult {
    std::vector<Sample> samples;  // by index; those that never began are not in it
    ClientHealth client;
    double began_at_s = 0;  // monotonic_seconds() of time zero
    bool stopped = false;
};

// Errors: input_error where not one connection can be made, or where nothing can be asked.
Result<LoadResult> run_load(const llm::ChatWire& wire, const Load& load, const Hooks& hooks);

}  // namespace chimera::bench
