// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "report/schema.h"

namespace chimera::cli {

static std::vector<Flag> schema_flags() {
    return {};
}

static Result<int> run_schema(const Arguments& arguments) {
    TRY(parse_flags(schema_command(), schema_flags(), arguments));
    print(report::evidence_schema());
    if (!report::evidence_schema().ends_with('\n')) print("\n");
    return kDone;
}

Command schema_command() {
    return {"schema", "print the JSON Schema of evidence.json",
            "chimera schema > evidence.schema.json", schema_flags, run_schema};
}

}  // namespace chimera::cli
