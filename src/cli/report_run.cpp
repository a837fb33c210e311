// SPDX-License-Identifier: Apache-2.0
#include "cli/report_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/output.h"
#include "cli/served_writer.h"
#include "core/text.h"

namespace chimera::cli {

namespace fs = std::filesystem;

// Findings that the summary repeats from the report.
static constexpr std::size_t kHeadlines = 4;

std::string shown_root(const std::string& root) {
    std::error_code error;
    const fs::path given(root);
    if (!given.is_absolute()) return root;
    const fs::path here = fs::current_path(error);
    if (error) return given.filename().string();
    const std::string relative = given.lexically_normal().lexically_relative(here).string();
    return relative.empty() ? given.filename().string() : relative;
}

std::string default_title(const std::string& root) {
    std::error_code error;
    fs::path path = fs::weakly_canonical(root, error);
    if (error) path = fs::path(root).lexically_normal();
    if (!path.has_filename()) path = path.parent_path();  // "runs/"
    const std::string name = path.has_filename() ? path.filename().string() : "results";
    return "Technical Report: " + name;
}

// As a shell would have to be given it.
static std::string quoted(const std::string& argument) {
    const auto is_plain = [](char c) {
        return is_alnum(c) || std::string_view("/._-+:,=@%").find(c) != std::string_view::npos;
    };
    const bool needs_none =
        !argument.empty() && std::all_of(argument.begin(), argument.end(), is_plain);
    return needs_none ? argument : '\'' + replace_all(argument, "'", "'\\''") + '\'';
}

std::string shown_command(const ReportOptions& options) {
    std::string out = "chimera report " + quoted(shown_root(options.root));
    const auto add_list = [&](const char* flag, const std::vector<std::string>& values) {
        if (values.empty()) return;
        out += fmt::format(" {}", flag);
        for (const std::string& value : values) out += ' ' + quoted(value);
    };
    add_list("--only", options.only);
    add_list("--exclude", options.exclude);
    if (!options.title.empty()) out += " --title " + quoted(options.title);
    if (!options.config.empty()) out += " --config " + quoted(shown_root(options.config));
    if (!options.figures.empty() && options.figures != "svg") {
        out += " --figures " + options.figures;
    }
    if (options.seed != 1) out += fmt::format(" --seed {}", options.seed);
    if (options.reproducible) out += " --reproducible";
    if (options.keep_private) out += " --keep-private";
    out += " --llm " + options.writer.llm;
    out += shown_servers(options.writer);
    if (!options.writer.model.empty()) {
        const std::string& model = options.writer.model;
        out += " --model " + quoted(is_served(options.writer.llm) ? model : shown_root(model));
    }
    return out;
}

// The words of a claim without the links behind its numbers and the marks around its names. A name
// may look like a link; it stays as it is.
static std::string without_links(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '`') {
            const std::size_t close = std::min(text.find('`', at + 1), text.size());
            out += text.substr(at + 1, close - at - 1);
            at = close + 1;
            continue;
        }
        const std::size_t middle = text[at] == '[' ? text.find("](#f", at) : std::string_view::npos;
        const std::size_t end = middle == std::string_view::npos ? middle : text.find(')', middle);
        if (end == std::string_view::npos) {
            out += text[at++];
            continue;
        }
        out += text.substr(at + 1, middle - at - 1);
        at = end + 1;
    }
    return out;
}

// The first sentences of the report's first section.
static std::vector<std::string> headlines(const report::Document& document) {
    std::vector<std::string> out;
    for (const report::Claim& claim : document.claims) {
        const bool is_first = claim.section == document.claims.front().section;
        if (!is_first || out.size() == kHeadlines) break;
        if (!claim.text.starts_with('|')) out.push_back(without_links(claim.text));
    }
    return out;
}

// "1 file", "101 files".
static std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

bool wants(const ReportOptions& options, std::string_view format) {
    return std::find(options.formats.begin(), options.formats.end(), format) !=
           options.formats.end();
}

std::string summary_text(const Finished& finished) {
    const report::Documents& documents = finished.documents;
    const std::string& folder = finished.options.output;
    std::string out = fmt::format(
        "{} read, {}, {}", counted(finished.records.sources.size(), "file"),
        counted(finished.facts, "fact"), counted(documents.document.claims.size(), "statement"));
    // A run that must repeat byte for byte says nothing of its own speed.
    out += finished.options.reproducible ? "\n" : fmt::format(", {:.2f} s\n", finished.total_s);
    for (const std::string& line : headlines(documents.document)) out += "  " + line + '\n';
    if (wants(finished.options, "html")) out += fmt::format("page: {}/report.html\n", folder);
    if (!wants(finished.options, "md"))
        return out + fmt::format("facts: {}/evidence.json\n", folder);
    out += fmt::format("report: {}/report.md\n", folder);
    return out + fmt::format("check it: chimera verify {} {}\n", quoted(folder + "/report.md"),
                             quoted(finished.options.root));
}

std::string summary_json(const Finished& finished) {
    const std::string& folder = finished.options.output;
    std::size_t failed = 0;
    std::size_t rejects = 0;
    for (const model::Table& table : finished.records.tables) failed += table.failed.size();
    for (const model::Source& source : finished.records.sources) rejects += source.rejects.size();
    std::vector<std::string> lines;
    for (const std::string& line : headlines(finished.documents.document)) {
        lines.push_back(json_string(line));
    }
    const auto path = [&](bool is_written, const char* name) {
        return is_written ? json_string(folder + '/' + name) : std::string("null");
    };
    return fmt::format(
        "{{\"report\":{},\"page\":{},\"evidence\":{},\"metrics\":{},\"files\":{},\"facts\":{},"
        "\"claims\":{},\"failed_rows\":{},\"rejects\":{},\"headline\":[{}],"
        "\"total_s\":{}}}\n",
        path(wants(finished.options, "md"), "report.md"),
        path(wants(finished.options, "html"), "report.html"), path(true, "evidence.json"),
        path(wants(finished.options, "json"), "metrics.json"), finished.records.sources.size(),
        finished.facts, finished.documents.document.claims.size(), failed, rejects,
        join(lines, ","),
        finished.options.reproducible ? "null" : fmt::format("{:.6f}", finished.total_s));
}

}  // namespace chimera::cli
