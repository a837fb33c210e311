// SPDX-License-Identifier: Apache-2.0
#include "verify/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/sha256.h"
#include "core/text.h"
#include "sources/walk.h"
#include "verify/body.h"
#include "verify/claims.h"
#include "verify/figures.h"
#include "verify/page.h"
#include "verify/unbound.h"

namespace chimera::verify {

namespace fs = std::filesystem;

std::string evidence_path(const std::string& report_path) {
    const fs::path path(report_path);
    if (path.filename() == "report.md") return (path.parent_path() / "evidence.json").string();
    return (path.parent_path() / (path.stem().string() + ".evidence.json")).string();
}

static bool is_there(const fs::path& path) {
    std::error_code ignored;
    return fs::exists(path, ignored);
}

// The root as asked for; else as the evidence says, from the working folder, then from the
// report's.
static Result<std::string> find_root(const std::string& report_path,
                                     const std::optional<std::string>& root,
                                     const Evidence& evidence) {
    if (root) return *root;
    if (evidence.root.empty()) {
        return input_error(
            "the evidence does not say of which folder the report is; name the folder");
    }
    const fs::path beside = fs::path(report_path).parent_path();
    // The working folder is asked first; a folder without any of the sources is not the one.
    for (const fs::path& candidate : {fs::path(evidence.root), beside / evidence.root}) {
        if (!is_there(candidate)) continue;
        if (evidence.sources.empty()) return candidate.string();
        for (const Source& source : evidence.sources) {
            if (is_there(fs::is_directory(candidate) ? candidate / source.path : candidate)) {
                return candidate.string();
            }
        }
    }
    for (const fs::path& candidate : {fs::path(evidence.root), beside / evidence.root}) {
        if (is_there(candidate)) return candidate.string();
    }
    return input_error(
        fmt::format("the folder {} of the report is not there; name the folder", evidence.root));
}

// The finding that a report is not the one that its evidence was written for.
static void check_own_hash(std::string_view report, const Evidence& evidence, Outcome& out) {
    if (sha256_hex(report) == evidence.sha256) return;
    out.unsupported.push_back(
        {0, "sha256", "the report's text differs from the one its evidence was written for"});
}

static void execute_all(Executor& executor, Outcome& out) {
    for (const Fact& fact : executor.evidence().facts) {
        const Executed& executed = executor.execute(fact.id);
        if (executed.ok()) {
            ++out.facts_ok;
        } else {
            ++out.facts_failed;
            out.failed_facts.push_back({fmt::format("F{}", fact.id), executed.reason});
        }
    }
}

static Result<Outcome> verify_bound(const std::string& report_path, std::string_view report,
                                    const std::optional<std::string>& root, unsigned jobs) {
    Outcome out;
    out.has_evidence = true;
    TRY_ASSIGN(const sources::FileBytes bytes,
               sources::FileBytes::open(evidence_path(report_path)));
    TRY_ASSIGN(Evidence evidence, read_evidence(bytes.view()));
    evidence.folder = fs::path(report_path).parent_path().string();
    TRY_ASSIGN(const std::string folder, find_root(report_path, root, evidence));
    TRY_ASSIGN(Input input, open_input(evidence, folder, jobs));
    for (const auto& [id, file] : input.files) file->config = &input.config;
    check_config(input);
    for (const auto* list : {&evidence.problems, &input.problems}) {
        for (const auto& problem : *list) out.problems.push_back({problem.at, problem.text});
    }
    if (fs::path(evidence.path).filename() != fs::path(report_path).filename()) {
        out.problems.push_back({"report.path", "the evidence is of another report"});
    }
    check_own_hash(report, evidence, out);
    check_templates(evidence, out.problems);

    const ReportText text = read_report(report);
    Executor executor(evidence, input);
    Names names(executor);
    execute_all(executor, out);
    const Placing placing = place_claims(evidence, text, out.unsupported);
    out.claims = judge_claims(executor, names, text, placing);
    check_header(text, evidence, out.unsupported);
    check_words(text, names, out.unsupported);
    check_fences(text, executor, out.unsupported);
    check_appendix(text, executor, names, out.unsupported);
    const SeenFigures figures = check_figures(text, executor, out);
    if (is_there(page_path(report_path))) {
        TRY_ASSIGN(const sources::FileBytes page, sources::FileBytes::open(page_path(report_path)));
        check_page({page.view(), report, bytes.view(), figures}, input, out.problems);
    }
    std::stable_sort(out.unsupported.begin(), out.unsupported.end(),
                     [](const Unsupported& a, const Unsupported& b) { return a.line < b.line; });
    const bool claims_hold = std::all_of(out.claims.begin(), out.claims.end(),
                                         [](const Verdict& verdict) { return verdict.ok; });
    out.verified =
        claims_hold && out.facts_failed == 0 && out.unsupported.empty() && out.problems.empty();
    return out;
}

Result<Outcome> verify(const std::string& report_path, const std::optional<std::string>& root,
                       const Options& options) {
    TRY_ASSIGN(const sources::FileBytes report, sources::FileBytes::open(report_path));
    if (is_there(evidence_path(report_path))) {
        return verify_bound(report_path, report.view(), root, options.jobs);
    }
    Outcome out;
    TRY_ASSIGN(out.unsupported, unbound_pieces(report.view(), root, options.jobs));
    out.problems.push_back({evidence_path(report_path), "there is no evidence file"});
    return out;
}

}  // namespace chimera::verify
