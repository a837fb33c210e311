// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstdio>
#include <future>
#include <limits>

#include "bench/calibrate.h"
#include "bench/mock_server.h"
#include "bench/scenario.h"
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/interrupt.h"
#include "cli/output.h"

namespace chimera::cli {

namespace {

struct MockOptions {
    std::uint64_t port = 8000;
    std::string ttft = "50ms";
    std::string itl = "10ms";
    std::uint64_t tokens = 16;
    std::uint64_t tokens_per_chunk = 1;
    bool no_role = false;
    bool no_usage = false;
    bool split_characters = false;
    std::uint64_t cached_tokens = 0;
    std::optional<std::uint64_t> slots;
    std::string fault;
    std::uint64_t fault_every = 1;
    std::uint64_t fault_after = 4;
};

struct NamedFault {
    std::string_view name;
    bench::Fault fault;
};
constexpr NamedFault kFaults[] = {
    {"drop", bench::Fault::kDrop},           {"stall", bench::Fault::kStall},
    {"malformed", bench::Fault::kMalformed}, {"500", bench::Fault::kStatus500},
    {"429", bench::Fault::kStatus429},       {"error", bench::Fault::kErrorEvent}};

}  // namespace

static std::vector<Flag> mock_flags(MockOptions& o) {
    return {
        {"--port", "N", "where to listen on 127.0.0.1; 0: any that is free (8000)", &o.port},
        {"--ttft", "TIME", "from the request to the first token (50ms)", &o.ttft},
        {"--itl", "TIME", "between two tokens (10ms)", &o.itl},
        {"--tokens", "N", "of an answer, where the request asks for no number (16)", &o.tokens},
        {"--tokens-per-chunk", "N", "tokens that come together (1)", &o.tokens_per_chunk},
        {"--no-role", "", "no first event that only names a role", &o.no_role},
        {"--no-usage", "", "tell no counts of tokens", &o.no_usage},
        {"--split-characters", "", "cut characters between chunks", &o.split_characters},
        {"--cached-tokens", "N", "say that so many of each prompt were cached", &o.cached_tokens},
        {"--slots", "N", "serve so many at once, the others wait", &o.slots},
        {"--fault", "KIND", "drop, stall, malformed, 500, 429 or error", &o.fault},
        {"--fault-every", "N", "of every Nth request (1)", &o.fault_every},
        {"--fault-after", "N", "chunks before it (4)", &o.fault_after},
    };
}

static Result<bench::MockSettings> settings_of(const MockOptions& options) {
    bench::MockSettings out;
    if (options.port > std::numeric_limits<std::uint16_t>::max()) {
        return usage_error("--port is at most 65535");
    }
    out.port = static_cast<std::uint16_t>(options.port);
    TRY_ASSIGN(out.ttft_s, bench::parse_seconds(options.ttft));
    TRY_ASSIGN(out.itl_s, bench::parse_seconds(options.itl));
    out.tokens = options.tokens;
    out.tokens_per_chunk = std::max<std::uint64_t>(1, options.tokens_per_chunk);
    out.role_chunk = !options.no_role;
    out.usage = !options.no_usage;
    out.splits_characters = options.split_characters;
    out.cached_tokens = options.cached_tokens;
    out.slots = options.slots;
    out.fault_every = std::max<std::uint64_t>(1, options.fault_every);
    out.fault_after = options.fault_after;
    for (const NamedFault& named : kFaults) {
        if (named.name == options.fault) out.fault = named.fault;
    }
    if (!options.fault.empty() && out.fault == bench::Fault::kNone) {
        return usage_error(
            fmt::format("unknown fault {}; there are drop, stall, malformed, 500, 429 and error",
                        options.fault));
    }
    return out;
}

static Result<int> run_mock_server(const Arguments& arguments) {
    MockOptions options;
    TRY(parse_flags(mock_server_command(), mock_flags(options), arguments));
    TRY_ASSIGN(const bench::MockSettings settings, settings_of(options));
    bench::most_connections();
    const StopOnInterrupt interrupt;
    TRY_ASSIGN(const bench::MockServer server, bench::MockServer::start(settings));
    print(fmt::format("{}\n", server.url()));
    std::fflush(stdout);
    std::promise<void> over;
    const std::stop_callback on_stop(interrupt.token(), [&over] { over.set_value(); });
    over.get_future().wait();
    return kDone;
}

static std::vector<Flag> mock_table() {
    static MockOptions unused;
    return mock_flags(unused);
}

Command mock_server_command() {
    return {"mock-server",
            "a server whose times are known, to check a client against",
            "chimera mock-server --ttft 50ms --itl 10ms",
            mock_table,
            run_mock_server,
            "chimera mock-server --fault drop --fault-every 10"};
}

}  // namespace chimera::cli
