// SPDX-License-Identifier: Apache-2.0
#include "cli/report_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <vector>

#include "core/text.h"
#include "report/folder.h"
#include "report/index.h"
#include "sources/walk.h"
#include "verify/evidence.h"
#include "verify/report_text.h"
#include "verify/verify.h"

namespace chimera::cli {

namespace fs = std::filesystem;

// "chimera planner" of "**Agent:** chimera planner".
static std::string field_of(const verify::ReportText& report, std::string_view name) {
    const std::string begin = fmt::format("**{}:** ", name);
    for (const verify::Line& line : report.header) {
        if (line.text.starts_with(begin)) {
            return verify::unescape_markdown(trim(line.text.substr(begin.size())));
        }
    }
    return {};
}

static std::string title_of(const verify::ReportText& report) {
    for (const verify::Line& line : report.header) {
        if (line.text.starts_with("# ")) return verify::unescape_markdown(line.text.substr(2));
    }
    return "Report";
}

static std::string verdict(const std::string& report, unsigned jobs) {
    const auto outcome = verify::verify(report, std::nullopt, {.jobs = jobs});
    if (!outcome.ok()) return "not checked: " + outcome.error().message;
    return outcome.value().verified ? "yes" : "NO";
}

static Result<report::IndexEntry> entry_of(const fs::path& folder, unsigned jobs) {
    const std::string path = (folder / "report.md").string();
    TRY_ASSIGN(const sources::FileBytes bytes, sources::FileBytes::open(path));
    TRY_ASSIGN(const sources::FileBytes evidence_bytes,
               sources::FileBytes::open(verify::evidence_path(path)));
    TRY_ASSIGN(const verify::Evidence evidence, verify::read_evidence(evidence_bytes.view()));
    const verify::ReportText text = verify::read_report(bytes.view());
    std::error_code unknown;
    report::IndexEntry out;
    out.folder = folder.filename().string();
    out.page = fs::exists(folder / "report.html", unknown) ? "report.html" : "report.md";
    out.title = title_of(text);
    out.date = field_of(text, "Date");
    out.model = field_of(text, "Model");
    out.statements = evidence.claims.size();
    out.findings = static_cast<std::size_t>(std::count_if(
        evidence.claims.begin(), evidence.claims.end(), [](const verify::Claim& claim) {
            return claim.section.find("Key Findings") != std::string::npos;
        }));
    out.verified = verdict(path, jobs);
    return out;
}

Result<std::size_t> write_index(const std::string& folder, unsigned jobs) {
    std::error_code error;
    std::vector<fs::path> folders;
    for (const fs::directory_entry& each : fs::directory_iterator(folder, error)) {
        std::error_code unknown;
        if (each.is_directory(unknown) && report::holds_evidence(each.path().string())) {
            folders.push_back(each.path());
        }
    }
    if (error) return input_error(fmt::format("{} cannot be listed; name a folder", folder));
    std::sort(folders.begin(), folders.end());
    std::vector<report::IndexEntry> reports;
    for (const fs::path& each : folders) {
        auto entry = entry_of(each, jobs);
        if (entry.ok()) reports.push_back(std::move(entry).value());
    }
    if (reports.empty()) {
        return input_error(fmt::format(
            "{} holds no folder with a report; name the folder in which report folders lie",
            folder));
    }
    const std::string path = folder + "/index.html";
    const auto old = sources::FileBytes::open(path);
    if (old.ok() &&
        old.value().view().find("content=\"chimera index\"") == std::string_view::npos) {
        return usage_error(path + " was not written by chimera; move it away first");
    }
    const report::OutputFile file{"index.html", report::index_html(reports)};
    TRY(report::write_folder(folder, std::span(&file, 1), report::Replace::kAdd));
    return reports.size();
}

}  // namespace chimera::cli
