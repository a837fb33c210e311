// SPDX-License-Identifier: Apache-2.0
// Ctrl-C or SIGTERM while something is written or measured ends that, and what there is is kept.
#pragma once

#include <array>
#include <atomic>
#include <csignal>
#include <stop_token>
#include <thread>

namespace chimera::cli {

// While it lives SIGINT (Ctrl-C) and SIGTERM only set a flag and wake a thread that passes it on to
// whoever waits for a server; a second one ends the program as ever. One at a time.
class StopOnInterrupt {
public:
    StopOnInterrupt();
    ~StopOnInterrupt();
    StopOnInterrupt(const StopOnInterrupt&) = delete;
    StopOnInterrupt& operator=(const StopOnInterrupt&) = delete;

    static std::atomic<bool>& stopped();
    std::stop_token token() const { return source_.get_token(); }

private:
    std::array<struct sigaction, 2> before_{};
    std::stop_source source_;
    std::thread watcher_;
};

}  // namespace chimera::cli
