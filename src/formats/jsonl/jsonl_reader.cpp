// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/jsonl_reader.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/parallel.h"
#include "formats/json/json_reader.h"
#include "formats/jsonl/line_parser.h"

namespace chimera::formats {

// Fixed, so that what is read does not depend on how many threads read it.
static constexpr std::size_t kRunBytes = std::size_t{512} << 10U;

namespace {

// The runs joined so far.
struct Joined {
    RowColumns columns{{}};
    std::vector<std::uint32_t> row_lines;
    RejectLog rejects;
    std::uint32_t lines = 0;
    bool first_rejected = false;  // the first line that is not blank was

    void append(ParsedLines run) {
        if (row_lines.empty() && rejects.count() == 0 && !run.rejects.empty()) {
            const bool before = run.row_lines.empty() || run.rejects[0].first < run.row_lines[0];
            first_rejected = before;
        }
        for (const std::uint32_t line : run.row_lines) row_lines.push_back(lines + line);
        for (auto& [line, reason] : run.rejects) {
            rejects.add(fmt::format("line={}", lines + line), std::move(reason));
        }
        rejects.more += run.rejects_not_kept;
        lines += run.lines;
        columns.append(run.columns);
    }
};

}  // namespace

// Places between lines, kRunBytes apart: run i is text[cuts[i], cuts[i + 1]).
static std::vector<std::size_t> cut_at_lines(std::string_view text) {
    std::vector<std::size_t> cuts{0};
    while (cuts.back() < text.size()) {
        const std::size_t wanted = cuts.back() + kRunBytes;
        const std::size_t end =
            wanted >= text.size() ? std::string_view::npos : text.find('\n', wanted);
        cuts.push_back(end == std::string_view::npos ? text.size() : end + 1);
    }
    return cuts;
}

// While one wave of runs is parsed, the wave before is joined, so memory holds two waves at most.
static Joined read_runs(std::string_view text, unsigned jobs) {
    const std::vector<std::size_t> cuts = cut_at_lines(text);
    const std::size_t runs = cuts.size() - 1;
    const std::size_t wave = std::size_t{16} * (jobs == 0 ? core_count() : jobs);
    Joined joined;
    std::vector<ParsedLines> before;
    for (std::size_t begin = 0; begin < runs || !before.empty(); begin += wave) {
        const std::size_t count = begin < runs ? std::min(wave, runs - begin) : 0;
        std::vector<ParsedLines> now(count);
        for_each_index(count + 1, jobs, [&](std::size_t task) {
            if (task > 0) {
                const std::size_t run = begin + task - 1;
                now[task - 1] = parse_lines(text, cuts[run], cuts[run + 1]);
                return;
            }
            for (ParsedLines& run : before) joined.append(std::move(run));
        });
        before = std::move(now);
    }
    return joined;
}

Result<model::FileRecords> read_jsonl(std::string_view bytes, unsigned jobs) {
    TRY_ASSIGN(const DecodedText decoded, decode_json(bytes));
    Joined joined = read_runs(decoded.text(), jobs);
    // A document that is spread over the lines of a .jsonl: its first line is no object.
    if (joined.first_rejected && joined.rejects.count() >= joined.row_lines.size()) {
        auto document = read_json(bytes, jobs);
        if (document.ok() && document.value().rejects.empty()) return document;
    }
    model::FileRecords records;
    records.format = "jsonl";
    if (decoded.encoding != "utf-8") {
        records.dialect.emplace();
        records.dialect->encoding = decoded.encoding;
    }
    model::Table table{.rows_are = model::RowsAre::kJsonLines};
    std::vector<std::string> complaints;
    records.values = joined.columns.finish(table, complaints);
    table.row_ids = std::move(joined.row_lines);
    for (std::string& complaint : complaints) joined.rejects.add("", std::move(complaint));
    records.rejects = joined.rejects.take();
    if (table.rows > 0 && !(table.columns.empty() && table.lists.empty())) {
        records.tables.push_back(std::move(table));
    } else if (!records.rejects.empty()) {
        const model::Reject& first = records.rejects.front();
        return input_error(first.reason, first.at);
    }
    return records;
}

}  // namespace chimera::formats
