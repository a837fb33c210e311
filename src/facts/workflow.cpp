// SPDX-License-Identifier: Apache-2.0
#include "facts/workflow.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/clock.h"
#include "core/text.h"

namespace chimera::facts {

static constexpr std::size_t kNamesShown = 5;

std::vector<model::SourceIndex> files_of_root(const model::RecordSet& records) {
    std::vector<model::SourceIndex> out;
    for (model::SourceIndex i = 0; i < records.sources.size(); ++i) {
        if (!records.sources[i].beside) out.push_back(i);
    }
    return out;
}

static std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
    return text;
}

// A line end in a name would end the name's line in the list.
static std::string on_one_line(std::string path) {
    for (char& c : path) c = c == '\n' || c == '\r' || c == '\t' ? '\n' : c;
    while (path.find("\n\n") != std::string::npos) path = replace_all(path, "\n\n", "\n");
    return replace_all(path, "\n", " ");
}

std::string file_list(const model::RecordSet& records) {
    std::map<std::string, std::vector<const model::Source*>> by_format;
    const auto files = files_of_root(records);
    for (const auto i : files) by_format[records.sources[i].format].push_back(&records.sources[i]);
    std::string out = fmt::format("Total files analyzed: {}\n", files.size());
    for (const auto& [format, sources] : by_format) {
        out += fmt::format("\n{} files ({})\n", upper(format), sources.size());
        std::int64_t latest = 0;
        for (std::size_t i = 0; i < sources.size(); ++i) {
            latest = std::max(latest, sources[i]->modified);
            if (i < kNamesShown) out += fmt::format("  - {}\n", on_one_line(sources[i]->path));
        }
        if (sources.size() > kNamesShown) {
            out += fmt::format("  ... and {} more\n", sources.size() - kNamesShown);
        }
        out += fmt::format("  Latest modified: {}\n", rfc3339(latest));
    }
    return out;
}

static std::size_t count_values(const model::RecordSet& records) {
    std::size_t values = 0;
    for (const model::Table& table : records.tables) {
        if (table.is_nested()) continue;
        for (const model::Column& column : table.columns) {
            values += static_cast<std::size_t>(
                std::count_if(column.numbers.begin(), column.numbers.end(), model::present));
        }
        for (const model::ListColumn& list : table.lists) values += list.offsets.back();
    }
    return values + records.claims.size();
}

static void add_figure(Analysis& analysis, const std::string& what, FactId fact) {
    Proposition row{.kind = "statement"};
    row.slots = {{"what", literal(what)}, {"value", link(fact)}};
    row.wordings = {"statement.self.row"};
    row.topic = "self/figures";
    analysis.found.push_back(std::move(row));
}

void find_self(Analysis& analysis, const std::map<std::string, double>& timings) {
    const auto timed = [&](const std::string& name, const std::string& label) {
        return analysis.book.of_self(timings.at(name), "s", 4, label);
    };
    const FactId ingest = timed("ingest_s", "time to read and bind");
    const FactId analysing = timed("analysis_s", "time to compute facts and propositions");
    const FactId report = timed("report_s", "time to plan the report");
    Proposition times{.kind = "statement"};
    times.slots = {
        {"ingest", link(ingest)}, {"analysis", link(analysing)}, {"report", link(report)}};
    times.wordings = {"statement.self.1"};
    times.topic = "self/times";
    analysis.found.push_back(std::move(times));

    Book& book = analysis.book;
    std::uint64_t bytes = 0;
    for (const model::Source& source : analysis.records.sources) bytes += source.bytes;
    const double megabytes = static_cast<double>(bytes) / 1e6;
    const auto values = static_cast<double>(count_values(analysis.records));
    const auto facts = static_cast<double>(book.all().size());
    add_figure(analysis, "bytes read", book.of_self(megabytes, "MB", 3, "size of the files"));
    add_figure(analysis, "numbers read", book.of_self(values, "", 0, "numbers read"));
    add_figure(analysis, "facts computed", book.of_self(facts, "", 0, "facts computed"));
    add_figure(
        analysis, "propositions found true",
        book.of_self(static_cast<double>(analysis.found.size()), "", 0, "propositions found"));
    if (timings.at("ingest_s") > 0) {
        add_figure(analysis, "reading rate",
                   book.of_self(megabytes / timings.at("ingest_s"), "MB/s", 1, "reading rate"));
    }
}

}  // namespace chimera::facts
