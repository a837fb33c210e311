// SPDX-License-Identifier: Apache-2.0
#include "llm/probe.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

namespace chimera::llm {

static Status try_out(const GgufSpec& spec) {
    GgufSpec small = spec;
    small.num_ctx = 64;
    small.progress = {};
    small.hashed = false;
    TRY_ASSIGN(Gguf model, Gguf::open(small));
    const Entry first{.token = 0, .position = 0, .text = 0, .wanted = true};
    TRY(model.decode(std::span(&first, 1)));
    return Done{};
}

// Never returns. What went wrong goes to the parent through the pipe.
[[noreturn]] static void run_child(const GgufSpec& spec, int pipe) noexcept {
    // A crash that was asked for leaves no core file behind, and says nothing on its own.
    const rlimit none{0, 0};
    setrlimit(RLIMIT_CORE, &none);
    const int quiet = STDERR_FILENO;
    close(quiet);
    for (const int signal : {SIGSEGV, SIGILL, SIGBUS, SIGFPE, SIGABRT})
        std::signal(signal, SIG_DFL);
    const Status tried = try_out(spec);
    if (!tried.ok()) {
        const std::string& message = tried.error().message;
        const ssize_t written = write(pipe, message.data(), message.size());
        _exit(written < 0 ? 2 : 1);
    }
    _exit(0);
}

static std::string read_all(int pipe) {
    std::string out;
    std::array<char, 512> piece{};
    for (;;) {
        const ssize_t size = read(pipe, piece.data(), piece.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) return out;
        out.append(piece.data(), static_cast<std::size_t>(size));
    }
}

Status probe(const GgufSpec& spec) {
    std::array<int, 2> ends{};
    if (pipe(ends.data()) != 0) return internal_error("no pipe to a child process can be made");
    const pid_t child = fork();
    if (child < 0) {
        close(ends[0]);
        close(ends[1]);
        return internal_error("no child process can be started");
    }
    if (child == 0) {
        close(ends[0]);
        run_child(spec, ends[1]);
    }
    close(ends[1]);
    const std::string said = read_all(ends[0]);
    close(ends[0]);
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return Done{};
    if (!said.empty()) return input_error(said, spec.path);
    const std::string how = WIFSIGNALED(status) ? fmt::format("signal {} ({})", WTERMSIG(status),
                                                              strsignal(WTERMSIG(status)))
                                                : fmt::format("exit code {}", WEXITSTATUS(status));
    return input_error(
        fmt::format("the model cannot run here: a trial of it ended with {}; give another GGUF "
                    "file by --model, or write without a model by --llm off",
                    how),
        spec.path);
}

}  // namespace chimera::llm
