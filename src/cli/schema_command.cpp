// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "report/schema.h"
#include "results/schema.h"
#include "results/stream_check.h"

namespace chimera::cli {

static std::vector<Flag> schema_flags(std::string& name) {
    return {{"NAME", "", "evidence (default), result or stream", &name}};
}

static Result<int> run_schema(const Arguments& arguments) {
    std::string name = "evidence";
    TRY(parse_flags(schema_command(), schema_flags(name), arguments));
    if (name != "evidence" && name != "result" && name != "stream") {
        return usage_error(
            fmt::format("no schema {}; there are evidence, result and stream", name));
    }
    const std::string_view schema = name == "result"   ? results::result_schema()
                                    : name == "stream" ? results::stream_schema()
                                                       : report::evidence_schema();
    print(schema);
    if (!schema.ends_with('\n')) print("\n");
    return kDone;
}

static std::vector<Flag> schema_table() {
    static std::string unused;
    return schema_flags(unused);
}

Command schema_command() {
    return {"schema",
            "print the JSON Schema of evidence.json, of a result, or of a bench's stream",
            "chimera schema > evidence.schema.json",
            schema_table,
            run_schema,
            "chimera schema result > result.schema.json\n"
            "  chimera schema stream > stream.schema.json"};
}

}  // namespace chimera::cli
