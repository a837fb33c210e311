// SPDX-License-Identifier: Apache-2.0
// Ctrl-C while a report is written ends the writing and not the report.
#pragma once

#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace chimera::cli {

// While it lives Ctrl-C only sets a flag and wakes a thread that passes it on to whoever waits for
// a server; a second one ends the program as ever. One at a time.
class StopOnInterrupt {
public:
    StopOnInterrupt();
    ~StopOnInterrupt();
    StopOnInterrupt(const StopOnInterrupt&) = delete;
    StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

    static std::atomic<bool>& stopped();
    std::stop_token token() const { return source_.get_token(); }

private:
    struct sigaction before_{};
    std::stop_source source_;
    std::thread watcher_;
};

}  // namespace chimera::cli
