// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"

namespace chimera::cli {

const std::vector<Command>& commands() {
    static const std::vector<Command> all = {
        report_command(), verify_command(),      index_command(),     explain_command(),
        ingest_command(), export_command(),      validate_command(),  schema_command(),
        bench_command(),  mock_server_command(), completion_command()};
    return all;
}

}  // namespace chimera::cli
