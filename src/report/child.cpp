// SPDX-License-Identifier: Apache-2.0
#include "report/child.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <cstring>

#include "core/clock.h"
#include "core/text.h"

namespace chimera::report {

namespace {

// A descriptor that is closed with its scope.
class Descriptor {
public:
    explicit Descriptor(int fd) : fd_(fd) {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor() { close(); }
    int get() const { return fd_; }
    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }

private:
    int fd_;
};

}  // namespace

// A file in memory: what the child reads can then never block who writes it.
static int memory_file(std::string_view bytes) {
    const int file = ::memfd_create("input", MFD_CLOEXEC);
    if (file < 0) return file;
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written <= 0) return file;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    ::lseek(file, 0, SEEK_SET);
    return file;
}

static Error failed(const Command& command, std::string_view how) {
    return input_error(fmt::format("{} {}", command.program, how));
}

// 0, or why it could not be started.
static int spawn(const Command& command, const std::array<int, 3>& streams, pid_t& child) {
    std::vector<std::string> arguments{command.program};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    const char* path = std::getenv("PATH");
    std::vector<std::string> environment{
        std::string("PATH=") + (path != nullptr ? path : "/usr/bin:/bin"), "LC_ALL=C.UTF-8"};
    const auto pointers = [](std::vector<std::string>& texts) {
        std::vector<char*> out;
        for (std::string& text : texts) out.push_back(text.data());
        out.push_back(nullptr);
        return out;
    };
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (int i = 0; i < 3; ++i) {
        ::posix_spawn_file_actions_adddup2(&actions, streams[static_cast<std::size_t>(i)], i);
    }
    const int reason = ::posix_spawnp(&child, command.program.c_str(), &actions, nullptr,
                                      pointers(arguments).data(), pointers(environment).data());
    ::posix_spawn_file_actions_destroy(&actions);
    return reason;
}

// Why reading ended before the child's output did; "" where it did not.
static std::string read_all(int from, const Command& command, std::string& out) {
    const Stopwatch watch;
    std::array<char, 65536> piece{};
    while (true) {
        const double left = command.most_seconds - watch.seconds();
        if (left <= 0) return fmt::format("took longer than {} s", command.most_seconds);
        pollfd ready{from, POLLIN, 0};
        const int events = ::poll(&ready, 1, static_cast<int>(left * 1000) + 1);
        if (events < 0 && errno != EINTR) return std::strerror(errno);
        if (events <= 0) continue;
        const ssize_t got = ::read(from, piece.data(), piece.size());
        if (got == 0) return {};
        if (got < 0 && errno != EINTR) return std::strerror(errno);
        if (got > 0) out.append(piece.data(), static_cast<std::size_t>(got));
        if (out.size() > command.most_bytes) return "wrote more than it may";
    }
}

static std::string first_line_of(int file) {
    std::array<char, 512> head{};
    const ssize_t got = ::pread(file, head.data(), head.size(), 0);
    if (got <= 0) return {};
    for (const std::string_view line :
         split(std::string_view(head.data(), static_cast<std::size_t>(got)), '\n')) {
        if (!trim(line).empty()) return std::string(trim(line));
    }
    return {};
}

Result<std::string> run_child(const Command& command, std::string_view input) {
    const Descriptor given(memory_file(input));
    const Descriptor complaints(memory_file({}));
    std::array<int, 2> ends{-1, -1};
    if (given.get() < 0 || complaints.get() < 0 || ::pipe2(ends.data(), O_CLOEXEC) != 0) {
        return failed(command, fmt::format("could not be started: {}", std::strerror(errno)));
    }
    const Descriptor reading(ends[0]);
    Descriptor writing(ends[1]);
    pid_t child = 0;
    const int reason = spawn(command, {given.get(), writing.get(), complaints.get()}, child);
    writing.close();
    if (reason == ENOENT) return failed(command, "is not installed");
    if (reason != 0) return failed(command, std::strerror(reason));
    std::string out;
    const std::string stopped = read_all(reading.get(), command, out);
    // A program that has closed its output and stays is ended too: nobody waits for it.
    if (!stopped.empty()) ::kill(child, SIGKILL);
    int status = 0;
    while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!stopped.empty()) return failed(command, stopped + " and was ended");
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return out;
    const std::string complaint = first_line_of(complaints.get());
    return failed(command, complaint.empty() ? "failed" : "failed: " + complaint);
}

}  // namespace chimera::report
