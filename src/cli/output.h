// SPDX-License-Identifier: Apache-2.0
// Standard output and standard error, and a progress bar for work that takes over a second.
#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

#include "cli/command.h"
#include "core/clock.h"

namespace chimera::cli {

void print(std::string_view text);  // standard output, as it is

// Lines for a person: what a hostile file put into its names or cells cannot steer the terminal.
void print_lines(std::string_view text);

// "<place>: <what is wrong>; <what to do>"; the place only where the message does not name it.
std::string shown_error(const Error& error);

// "chimera report: <what is wrong>; <what to do>" on standard error; gives the exit code.
int print_error(std::string_view command, const Error& error);

// "chimera report: <what is otherwise than asked>" on standard error: the command goes on.
void print_remark(std::string_view command, std::string_view remark);

// False where what was printed did not arrive, other than because the reader went away.
bool output_arrived();

// A string as JSON, with its quotes.
std::string json_string(std::string_view text);

// Draws on standard error, only if that is a terminal, and not before the first second has passed.
class Progress {
public:
    enum class Show { kOnTerminal, kNever };
    Progress(std::string label, Show show);
    ~Progress();
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    // From any thread. `doing`: what is at hand, behind the figures.
    void update(std::size_t done, std::size_t all, std::string_view doing = {});

private:
    std::string label_;
    bool is_shown_;
    Stopwatch watch_;
    std::mutex mutex_;
    double drawn_at_s_ = 0;
};

}  // namespace chimera::cli
