// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupt.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cstdint>

namespace chimera::cli {

static constexpr std::array kSignals{SIGINT, SIGTERM};

// A handler may do little more than write to a descriptor.
static std::atomic<int>& bell() {
    static std::atomic<int> descriptor{-1};
    return descriptor;
}

static void ring() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t rung = ::write(bell(), &one, sizeof one);
}

std::atomic<bool>& StopOnInterrupt::stopped() {
    static std::atomic<bool> flag{false};
    return flag;
}

StopOnInterrupt::StopOnInterrupt() {
    stopped() = false;
    bell() = ::eventfd(0, EFD_CLOEXEC);
    watcher_ = std::thread([this] {
        std::uint64_t rings = 0;
        [[maybe_unused]] const ssize_t heard = ::read(bell(), &rings, sizeof rings);
        if (stopped()) source_.request_stop();
    });
    struct sigaction action{};
    action.sa_handler = [](int) {
        stopped() = true;
        ring();
    };
    action.sa_flags = static_cast<int>(SA_RESETHAND);
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &action, &before_[i]);
}

StopOnInterrupt::~StopOnInterrupt() {
    for (std::size_t i = 0; i < kSignals.size(); ++i) sigaction(kSignals[i], &before_[i], nullptr);
    ring();
    watcher_.join();
    ::close(bell());
    bell() = -1;
}

}  // namespace chimera::cli
