// SPDX-License-Identifier: Apache-2.0
// Words a report with models behind servers: a connection for each agent, so that both may ask at
// once.
#pragma once

#include <string>
#include <vector>

#include "cli/writers.h"
#include "core/result.h"
#include "facts/draft.h"

namespace chimera::cli {

// Usage errors: options that the mode has no use for, no URL, a URL that is none.
Status check_served(const WriterOptions& options);

// A server that cannot be had costs a remark; its agent's sections keep the planner's words.
void write_served_draft(facts::Draft& draft, const WriterOptions& options,
                        std::vector<std::string>& remarks);

// Where the agent of this seat finds its model: no user, no password. Empty without a server.
std::string shown_server(const WriterOptions& options, std::size_t seat);

// The flags that name a server, as the report's command line shows them: no user, no password.
std::string shown_servers(const WriterOptions& options);

}  // namespace chimera::cli
