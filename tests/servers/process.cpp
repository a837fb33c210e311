// SPDX-License-Identifier: Apache-2.0
#include "servers/process.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/result.h"

extern char** environ;

namespace chimera::test {

std::uint16_t free_port() {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    const bool bound = ::bind(socket, any, size) == 0 && ::getsockname(socket, any, &size) == 0;
    CHIMERA_CHECK(bound, "no free port");
    ::close(socket);
    return ntohs(address.sin_port);
}

static std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> out;
    for (std::string& text : texts) out.push_back(text.data());
    out.push_back(nullptr);
    return out;
}

Process::Process(const std::vector<std::string>& command,
                 const std::vector<std::string>& environment, const std::string& log) {
    // All that allocates is done before the fork: other threads may hold the allocator's lock.
    std::vector<std::string> arguments = command;
    std::vector<std::string> variables = environment;
    for (char** entry = environ; *entry != nullptr; ++entry) variables.emplace_back(*entry);
    const std::vector<char*> argv = pointers_to(arguments);
    const std::vector<char*> envp = pointers_to(variables);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    id_ = ::fork();
    CHIMERA_CHECK(id_ >= 0, "no new process");
    if (id_ == 0) {
        // A group of its own: a server's children end with it.
        ::setpgid(0, 0);
        ::dup2(out, STDOUT_FILENO);
        ::dup2(out, STDERR_FILENO);
        ::execvpe(argv[0], argv.data(), envp.data());
        ::_exit(127);
    }
    ::setpgid(id_, id_);
    ::close(out);
}

Process::~Process() {
    if (id_ < 0) return;
    ::kill(-id_, SIGKILL);
    ::waitpid(id_, nullptr, 0);
}

bool Process::runs() {
    if (id_ >= 0 && ::waitpid(id_, nullptr, WNOHANG) != 0) id_ = -1;
    return id_ >= 0;
}

int Process::wait() {
    int status = -1;
    ::waitpid(id_, &status, 0);
    id_ = -1;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void Process::interrupt() const {
    ::kill(id_, SIGINT);
}

}  // namespace chimera::test
