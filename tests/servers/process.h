// SPDX-License-Identifier: Apache-2.0
// A real server as a child process on a free port, ended with the test.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace chimera::test {

// A port of 127.0.0.1 that nothing listens on now.
std::uint16_t free_port();

class Process {
public:
    // `environment` is added to the test's own ("NAME=value"); what the child prints goes to `log`.
    Process(const std::vector<std::string>& command, const std::vector<std::string>& environment,
            const std::string& log);
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    bool runs();
    void interrupt() const;  // as Ctrl-C does
    // Waits for its end; the exit code, -1 where a signal ended it.
    int wait();

private:
    pid_t id_ = -1;
};

}  // namespace chimera::test
