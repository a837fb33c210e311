// SPDX-License-Identifier: Apache-2.0
#include "cli/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "core/text.h"
#include "report/markdown.h"

namespace chimera::cli {

static int g_output_error = 0;

void print(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) g_output_error = errno;
}

void print_lines(std::string_view text) {
    std::string out;
    for (const std::string_view line : split(text, '\n')) out += report::one_line(line) + '\n';
    out.pop_back();
    print(out);
}

bool output_arrived() {
    if (std::fflush(stdout) != 0) g_output_error = errno;
    return g_output_error == 0 || g_output_error == EPIPE;
}

std::string shown_error(const Error& error) {
    const bool has_place =
        !error.place.empty() && error.message.find(error.place) == std::string::npos;
    return has_place ? error.place + ": " + error.message : error.message;
}

// One line on standard error.
static void print_diagnostic(std::string_view command, std::string_view text) {
    const std::string line =
        fmt::format("chimera{}{}: {}\n", command.empty() ? "" : " ", command, text);
    const std::string shown = report::one_line(line) + '\n';
    std::fwrite(shown.data(), 1, shown.size(), stderr);
}

int print_error(std::string_view command, const Error& error) {
    print_diagnostic(command, shown_error(error));
    switch (error.code) {
        case ErrorCode::kUsage: return kUsage;
        case ErrorCode::kInput: return kInput;
        case ErrorCode::kInternal: break;
    }
    return kInternal;
}

void print_remark(std::string_view command, std::string_view remark) {
    print_diagnostic(command, remark);
}

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : valid_utf8(text)) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
            out += c;
        }
    }
    return out + '"';
}

Progress::Progress(std::string label, Show show)
    : label_(std::move(label)),
      is_shown_(show == Show::kOnTerminal && ::isatty(STDERR_FILENO) == 1) {}

Progress::~Progress() {
    if (drawn_at_s_ > 0) std::fputs("\r\033[K", stderr);
}

void Progress::update(std::size_t done, std::size_t all, std::string_view doing) {
    constexpr double kFirst = 1.0;
    constexpr double kBetween = 0.1;
    constexpr std::size_t kWidth = 30;
    if (!is_shown_ || all == 0) return;
    const std::lock_guard lock(mutex_);
    const double now = watch_.seconds();
    if (now < kFirst || now - drawn_at_s_ < kBetween) return;
    drawn_at_s_ = now;
    const std::size_t filled = kWidth * done / all;
    const std::string line =
        fmt::format("\r{} [{}{}] {} of {}{}{}\033[K", label_, std::string(filled, '#'),
                    std::string(kWidth - filled, '-'), done, all, doing.empty() ? "" : ", ", doing);
    std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace chimera::cli
