// SPDX-License-Identifier: Apache-2.0
#include "cli/command.h"
#include "cli/explain.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "model/redact.h"

namespace chimera::cli {

struct ExplainOptions {
    std::string what;
    std::string folder = "chimera-report";
    std::string root;
    bool json = false;
};

static std::vector<Flag> explain_flags(ExplainOptions& options) {
    return {
        {"WHAT", "", "a fact, claim or source of a report (F12, C3, S4), or a file", &options.what,
         Needed::kRequired},
        {"--report", "DIR", "the report's folder; default chimera-report", &options.folder},
        {"--root", "DIR", "where the raw files are; default: what the report says", &options.root},
        {"--json", "", "answer as one JSON document", &options.json},
    };
}

static Result<int> run_explain(const Arguments& arguments) {
    ExplainOptions options;
    TRY(parse_flags(explain_command(), explain_flags(options), arguments));
    const As as = options.json ? As::kJson : As::kText;
    const bool is_item = is_item_id(options.what);
    TRY_ASSIGN(const std::string answer,
               is_item ? explain_item({options.what, options.folder, options.root}, as)
                       : explain_file(options.what, options.root, as));
    if (as == As::kJson) {
        print(answer);
    } else {
        print_lines(model::redact(answer));
    }
    return kDone;
}

static std::vector<Flag> explain_table() {
    static ExplainOptions unused;
    return explain_flags(unused);
}

Command explain_command() {
    return {"explain", "say where a number comes from, or how a file was read",
            "chimera explain F1 --report chimera-report", explain_table, run_explain};
}

}  // namespace chimera::cli
