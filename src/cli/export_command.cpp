// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/reading.h"
#include "core/clock.h"
#include "core/text.h"
#include "report/folder.h"
#include "results/collect.h"
#include "results/export.h"

namespace chimera::cli {

struct ExportCommandOptions {
    Reading reading;
    std::string to = "chimera";
    std::string output;
    std::string organization;
    std::string relationship;
    bool keep_private = false;
    bool force = false;
    bool quiet = false;
};

static std::vector<Flag> export_flags(ExportCommandOptions& options) {
    std::vector<Flag> flags = reading_flags(options.reading);
    const std::vector<Flag> own = {
        {"--to", "FORMAT", "chimera (default), csv, eee, llm-d, llama-bench or markdown",
         &options.to},
        {"-o,--output", "OUT",
         "a file, or a folder for one file a run; default standard output, a run a line",
         &options.output},
        {"--organization", "NAME", "for eee: who evaluated", &options.organization},
        {"--relationship", "WORD",
         "for eee: first_party, third_party, collaborative or other, seen from the model's maker",
         &options.relationship},
        {"--keep-private", "", "do not redact hosts, users, keys and home folders",
         &options.keep_private},
        {"--force", "", "write into a folder that holds other files", &options.force},
        {"-q,--quiet", "", "do not say what the format could not hold", &options.quiet},
    };
    flags.insert(flags.end(), own.begin(), own.end());
    return flags;
}

static Result<const results::ExportFormat*> check_options(const ExportCommandOptions& options) {
    const results::ExportFormat* format = results::find_export_format(options.to);
    if (format == nullptr) {
        std::vector<std::string> names;
        for (const auto& each : results::export_formats()) names.emplace_back(each.name);
        return usage_error(
            fmt::format("unknown format {}; there are {}", options.to, join(names, ", ")));
    }
    static constexpr std::string_view kWords[] = {"", "first_party", "third_party", "collaborative",
                                                  "other"};
    if (std::find(std::begin(kWords), std::end(kWords), options.relationship) == std::end(kWords)) {
        return usage_error(
            fmt::format("unknown relationship {}; there are first_party, third_party, "
                        "collaborative and other",
                        options.relationship));
    }
    return format;
}

// A name with an ending is a file, unless there is a folder of that name.
static bool is_file_name(const std::string& output) {
    std::error_code error;
    return std::filesystem::path(output).has_extension() &&
           !std::filesystem::is_directory(output, error);
}

static Status write_file(const std::string& path, const std::string& bytes) {
    const std::filesystem::path whole(path);
    const std::string folder = whole.has_parent_path() ? whole.parent_path().string() : ".";
    const report::OutputFile file{whole.filename().string(), bytes};
    return report::write_folder(folder, std::span(&file, 1), report::Replace::kAdd);
}

// Names that say nothing: what a run is of stands in it, and must not be read from its name again.
static std::vector<report::OutputFile> files_of(const results::ExportFormat& format,
                                                const std::vector<std::string>& documents) {
    std::vector<report::OutputFile> out;
    for (const std::string& bytes : documents) {
        out.push_back({format.one_a_run
                           ? fmt::format("run-{:04}.{}", out.size() + 1, format.extension)
                           : fmt::format("results.{}", format.extension),
                       bytes});
    }
    return out;
}

static Status write_out(const ExportCommandOptions& options, const results::ExportFormat& format,
                        const std::vector<std::string>& documents) {
    const std::string all = join(documents, "");
    if (options.output.empty()) {
        print(all);
        return Done{};
    }
    if (is_file_name(options.output)) return write_file(options.output, all);
    const auto replace = options.force ? report::Replace::kAnything : report::Replace::kOwnOnly;
    TRY(report::check_folder(options.output, replace));
    return report::write_folder(options.output, files_of(format, documents), report::Replace::kAdd);
}

static bool wants_lines(const ExportCommandOptions& options, const results::ExportFormat& format) {
    return format.one_a_run && (options.output.empty() || is_file_name(options.output));
}

static std::string counted(std::size_t n, std::string_view what) {
    return fmt::format("{} {}{}", n, what, n == 1 ? "" : "s");
}

static Result<int> run_export(const Arguments& arguments) {
    ExportCommandOptions options;
    TRY(parse_flags(export_command(), export_flags(options), arguments));
    TRY_ASSIGN(const results::ExportFormat* format, check_options(options));
    if (options.quiet) options.reading.show = Progress::Show::kNever;
    TRY_ASSIGN(const model::RecordSet records, read_folder(options.reading));
    const results::Collected collected = results::collect(
        records,
        {.privacy = options.keep_private ? results::Privacy::kKeep : results::Privacy::kRedact});
    if (collected.runs.empty()) {
        return input_error(
            fmt::format("no run was found; chimera ingest {} says what became of each file",
                        options.reading.root));
    }
    const results::Exported exported = format->write(
        collected.runs, {.layout = wants_lines(options, *format) ? results::Layout::kOneLine
                                                                 : results::Layout::kIndented,
                         .organization = options.organization,
                         .relationship = options.relationship,
                         .retrieved = wall_time()});
    if (!options.quiet) {
        const std::string unread = results::unread_text(records);
        if (!unread.empty()) print_remark(export_command().name, unread);
        for (const std::string& remark : exported.remarks.lines()) {
            print_remark(export_command().name, remark);
        }
    }
    const std::size_t held = collected.runs.size() - exported.refused;
    if (held == 0) {
        return input_error(fmt::format("none of {} can be written as {}",
                                       counted(collected.runs.size(), "run"), format->name));
    }
    TRY(write_out(options, *format, exported.documents));
    if (!options.quiet && (exported.refused > 0 || !options.output.empty())) {
        print_remark(export_command().name,
                     fmt::format("{} of {} written", held, counted(collected.runs.size(), "run")));
    }
    return kDone;
}

static std::vector<Flag> export_table() {
    static ExportCommandOptions unused;
    return export_flags(unused);
}

Command export_command() {
    return {"export",
            "write the runs of a folder in another format",
            "chimera export examples/formats --to chimera -o runs",
            export_table,
            run_export,
            "chimera export examples/chimera-101 --to csv -o runs.csv\n"
            "  chimera export examples/formats/llama-bench --to llama-bench"};
}

}  // namespace chimera::cli
