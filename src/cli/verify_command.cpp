// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "core/text.h"
#include "model/redact.h"
#include "verify/verify.h"

namespace chimera::cli {

// Lines of one kind that are listed for a person; --json lists all.
static constexpr std::size_t kListed = 200;

struct VerifyOptions {
    std::string report;
    std::string root;
    std::uint64_t jobs = 0;
    bool json = false;
    bool quiet = false;
};

static std::vector<Flag> verify_flags(VerifyOptions& options) {
    return {
        {"REPORT", "", "the report or its folder, with the evidence", &options.report,
         Needed::kRequired},
        {"ROOT", "", "the folder that it is of; default: what the evidence says", &options.root},
        {"--jobs", "N", "threads; default all cores", &options.jobs},
        {"--json", "", "the verdict as one JSON document", &options.json},
        {"-q,--quiet", "", "only the exit code", &options.quiet},
    };
}

static std::string place_of(std::uint32_t line) {
    return line == 0 ? "report" : fmt::format("line {}", line);
}

static void add_list(std::string& out, const std::vector<std::string>& lines) {
    const std::size_t shown = std::min(lines.size(), kListed);
    for (std::size_t i = 0; i < shown; ++i) out += "  " + lines[i] + '\n';
    if (lines.size() > shown) out += fmt::format("  and {} more\n", lines.size() - shown);
}

static std::string outcome_text(const verify::Outcome& outcome) {
    std::vector<std::string> problems;
    std::vector<std::string> facts;
    std::vector<std::string> claims;
    std::vector<std::string> unsupported;
    for (const verify::Problem& problem : outcome.problems) {
        problems.push_back(fmt::format("{}: {}", problem.place, problem.reason));
    }
    for (const verify::FailedFact& fact : outcome.failed_facts) {
        facts.push_back(fmt::format("{}: {}", fact.id, fact.reason));
    }
    for (const verify::Verdict& claim : outcome.claims) {
        if (claim.ok) continue;
        claims.push_back(fmt::format("{} ({}): {}", claim.id, place_of(claim.line), claim.reason));
    }
    for (const verify::Unsupported& piece : outcome.unsupported) {
        unsupported.push_back(fmt::format("{}: {} ({})", place_of(piece.line),
                                          utf8_prefix(piece.text, 160), piece.reason));
    }
    std::string out;
    const auto add = [&](std::string_view heading, const std::vector<std::string>& lines) {
        if (lines.empty()) return;
        out += fmt::format("{} ({}):\n", heading, lines.size());
        add_list(out, lines);
    };
    add("problems", problems);
    add("facts that do not re-execute", facts);
    add("claims that do not hold", claims);
    add("unsupported", unsupported);
    if (!outcome.has_evidence)
        out += "no evidence lies beside this report: nothing in it is bound\n";
    const std::size_t held = outcome.claims.size() - claims.size();
    return out +
           fmt::format("{}: {} of {} facts re-executed, {} of {} claims hold, {} unsupported\n",
                       outcome.verified ? "verified" : "NOT verified", outcome.facts_ok,
                       outcome.facts_ok + outcome.facts_failed, held, outcome.claims.size(),
                       unsupported.size());
}

// Exactly the form that docs/evidence.md gives to programs. What is wrong with a source or with the
// evidence itself belongs to no claim and to no line: it is listed among the unsupported, at line
// 0.
static std::string outcome_json(const verify::Outcome& outcome) {
    std::vector<std::string> claims;
    std::vector<std::string> unsupported;
    for (const verify::Verdict& claim : outcome.claims) {
        claims.push_back(fmt::format(R"({{"id":{},"line":{},"verdict":"{}","reason":{}}})",
                                     json_string(claim.id), claim.line, claim.ok ? "ok" : "failed",
                                     json_string(model::redact(claim.reason))));
    }
    const auto add = [&](std::uint32_t line, const std::string& text) {
        unsupported.push_back(
            fmt::format(R"({{"line":{},"text":{}}})", line, json_string(model::redact(text))));
    };
    for (const verify::Problem& problem : outcome.problems) {
        add(0, fmt::format("{}: {}", problem.place, problem.reason));
    }
    for (const verify::FailedFact& fact : outcome.failed_facts) {
        add(0, fmt::format("{}: {}", fact.id, fact.reason));
    }
    for (const verify::Unsupported& piece : outcome.unsupported) add(piece.line, piece.text);
    return fmt::format(
        "{{\"verdict\":\"{}\",\"facts\":{{\"ok\":{},\"failed\":{}}},\"claims\":[{}],"
        "\"unsupported\":[{}]}}\n",
        outcome.verified ? "verified" : "unverified", outcome.facts_ok, outcome.facts_failed,
        join(claims, ","), join(unsupported, ","));
}

static Result<int> run_verify(const Arguments& arguments) {
    VerifyOptions options;
    TRY(parse_flags(verify_command(), verify_flags(options), arguments));
    std::error_code unknown;
    if (std::filesystem::is_directory(options.report, unknown)) options.report += "/report.md";
    std::optional<std::string> root;
    if (!options.root.empty()) root = options.root;
    constexpr std::uint64_t kMostJobs = 1024;
    const auto jobs = static_cast<unsigned>(std::min(options.jobs, kMostJobs));
    TRY_ASSIGN(const verify::Outcome outcome, verify::verify(options.report, root, {.jobs = jobs}));
    if (options.json) {
        print(outcome_json(outcome));
    } else if (!options.quiet) {
        print_lines(model::redact(outcome_text(outcome)));
    }
    return outcome.verified ? kDone : kFinding;
}

static std::vector<Flag> verify_table() {
    static VerifyOptions unused;
    return verify_flags(unused);
}

Command verify_command() {
    return {"verify", "execute a report again from the raw files and check every statement",
            "chimera verify chimera-report/report.md examples/chimera-101", verify_table,
            run_verify};
}

}  // namespace chimera::cli
