// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "core/text.h"
#include "results/check.h"
#include "results/stream_check.h"
#include "sources/walk.h"

namespace chimera::cli {

// Lines that are listed of one file for a person; --json lists all.
static constexpr std::size_t kListed = 100;

struct ValidateOptions {
    std::vector<std::string> files;
    bool json = false;
    bool quiet = false;
};

static std::vector<Flag> validate_flags(ValidateOptions& options) {
    return {
        {"FILE...", "",
         "results: one run, a list of runs, a run a line; or what chimera bench wrote",
         &options.files, Needed::kRequired},
        {"--json", "", "the verdict as one JSON document", &options.json},
        {"-q,--quiet", "", "only the exit code", &options.quiet},
    };
}

namespace {

struct FileVerdict {
    std::string file;
    bool is_read = false;
    results::Checked checked;
};

}  // namespace

static std::string folder_of(const std::string& path) {
    const std::size_t slash = path.rfind('/');
    return slash == std::string::npos ? std::string() : path.substr(0, slash + 1);
}

static FileVerdict check_file(const std::string& path) {
    FileVerdict out{path, false, {}};
    const Result<sources::FileBytes> bytes = sources::FileBytes::open(path);
    if (!bytes.ok()) {
        out.checked.problems.push_back(
            {results::Severity::kError, "", {0, 0}, bytes.error().message});
        return out;
    }
    out.is_read = true;
    const std::string_view text = bytes.value().view();
    out.checked =
        results::is_stream(text) ? results::check_stream(text) : results::check_results(text);
    for (const std::string& name : out.checked.sample_files) {
        if (sources::FileBytes::open(folder_of(path) + name).ok()) continue;
        out.checked.problems.push_back({results::Severity::kError,
                                        "/samples_file",
                                        {0, 0},
                                        fmt::format("{} cannot be read beside this file", name)});
    }
    return out;
}

static std::string_view severity_word(const results::Problem& problem) {
    return problem.severity == results::Severity::kError ? "error" : "warning";
}

static std::string line_of(const std::string& file, const results::Problem& problem) {
    std::string place = file;
    if (problem.place.line > 0) {
        place += fmt::format(":{}:{}", problem.place.line, problem.place.column);
    }
    const std::string pointer = problem.pointer.empty() ? "" : problem.pointer + ": ";
    return fmt::format("{}: {}: {}{}\n", place, severity_word(problem), pointer, problem.message);
}

static std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

static std::string verdict_text(const std::vector<FileVerdict>& verdicts) {
    std::string out;
    std::size_t errors = 0;
    std::size_t warnings = 0;
    std::size_t runs = 0;
    for (const FileVerdict& verdict : verdicts) {
        const results::Checked& checked = verdict.checked;
        runs += checked.runs;
        std::size_t listed = 0;
        for (const results::Problem& problem : checked.problems) {
            ++(problem.severity == results::Severity::kError ? errors : warnings);
            if (listed++ < kListed) out += line_of(verdict.file, problem);
        }
        if (listed > kListed) {
            out += fmt::format("{}: and {} more\n", verdict.file, listed - kListed);
        }
        if (checked.has_more) out += fmt::format("{}: and further ones\n", verdict.file);
    }
    return out + fmt::format("{} in {}: {}, {}, {}\n", counted(runs, "run"),
                             counted(verdicts.size(), "file"), errors == 0 ? "valid" : "NOT valid",
                             counted(errors, "error"), counted(warnings, "warning"));
}

static std::string verdict_json(const std::vector<FileVerdict>& verdicts, bool all_valid) {
    std::vector<std::string> files;
    for (const FileVerdict& verdict : verdicts) {
        std::vector<std::string> problems;
        for (const results::Problem& problem : verdict.checked.problems) {
            problems.push_back(fmt::format(
                R"({{"severity":"{}","pointer":{},"line":{},"column":{},"message":{}}})",
                severity_word(problem), json_string(problem.pointer), problem.place.line,
                problem.place.column, json_string(problem.message)));
        }
        files.push_back(
            fmt::format(R"({{"file":{},"valid":{},"runs":{},"problems":[{}],"more":{}}})",
                        json_string(verdict.file), verdict.is_read && verdict.checked.is_valid(),
                        verdict.checked.runs, join(problems, ","), verdict.checked.has_more));
    }
    return fmt::format("{{\"valid\":{},\"files\":[{}]}}\n", all_valid, join(files, ","));
}

static Result<int> run_validate(const Arguments& arguments) {
    ValidateOptions options;
    TRY(parse_flags(validate_command(), validate_flags(options), arguments));
    std::vector<FileVerdict> verdicts;
    for (const std::string& file : options.files) verdicts.push_back(check_file(file));
    const bool all_read = std::all_of(verdicts.begin(), verdicts.end(),
                                      [](const FileVerdict& verdict) { return verdict.is_read; });
    const bool all_valid = std::all_of(
        verdicts.begin(), verdicts.end(),
        [](const FileVerdict& verdict) { return verdict.is_read && verdict.checked.is_valid(); });
    if (options.json) {
        print(verdict_json(verdicts, all_valid));
    } else if (!options.quiet) {
        print_lines(verdict_text(verdicts));
    }
    if (!all_read) return kInput;
    return all_valid ? kDone : kFinding;
}

static std::vector<Flag> validate_table() {
    static ValidateOptions unused;
    return validate_flags(unused);
}

Command validate_command() {
    return {"validate",
            "check result files against their schema and name every error by its place",
            "chimera validate runs/run-0001.json",
            validate_table,
            run_validate,
            "chimera ingest examples/formats --json > runs.json && chimera validate runs.json"};
}

}  // namespace chimera::cli
