// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/jsonl_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/parallel.h"
#include "formats/json/json_reader.h"
#include "formats/jsonl/line_parser.h"
#include "formats/jsonl/line_windows.h"

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

    // What was joined came from `bytes` of a file of `expected` ones, whose rest is alike.
    void make_room(std::uint64_t expected, std::uint64_t bytes) {
        if (expected <= bytes) return;
        // A little more than its share, for a column that has to grow is copied.
        const double times = 1.03 * static_cast<double>(expected) / static_cast<double>(bytes);
        row_lines.reserve(static_cast<std::size_t>(times * static_cast<double>(row_lines.size())));
        columns.make_room(times);
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

// While one window is parsed, the next is brought and the one before is joined.
static Result<Joined> read_runs(const NextLines& next, unsigned jobs, std::uint64_t expected) {
    Joined joined;
    std::vector<ParsedLines> before;
    TRY_ASSIGN(std::string_view window, next());
    const std::uint64_t first_size = window.size();
    while (!window.empty() || !before.empty()) {
        const std::vector<std::size_t> cuts = cut_at_lines(window);
        std::vector<ParsedLines> now(cuts.size() - 1);
        Result<std::string_view> following = std::string_view();
        constexpr std::size_t kOther = 2;
        for_each_index(now.size() + kOther, jobs, [&](std::size_t task) {
            if (task == 0) {
                if (!window.empty()) following = next();
            } else if (task == 1) {
                const bool first = joined.lines == 0;
                for (ParsedLines& run : before) joined.append(std::move(run));
                if (first && joined.lines > 0) joined.make_room(expected, first_size);
            } else {
                const std::size_t run = task - kOther;
                now[run] = parse_lines(window, cuts[run], cuts[run + 1]);
            }
        });
        before = std::move(now);
        TRY_ASSIGN(window, std::move(following));
    }
    return joined;
}

// A document that is spread over the lines of a .jsonl: its first line is no object.
static bool may_be_one_document(const Joined& joined) {
    return joined.first_rejected && joined.rejects.count() >= joined.row_lines.size();
}

static Result<model::FileRecords> records_of(Joined&& joined) {
    model::FileRecords records;
    records.format = "jsonl";
    model::Table table{.rows_are = model::RowsAre::kJsonLines};
    std::vector<std::string> complaints;
    records.values = joined.columns.finish(table, complaints);
    table.row_ids = std::move(joined.row_lines);
    for (std::string& complaint : complaints) joined.rejects.add("", std::move(complaint));
    records.rejects = joined.rejects.take();
    if (table.rows > 0 &&
        !(table.columns.empty() && table.lists.empty() && table.text_lists.empty())) {
        records.tables.push_back(std::move(table));
    } else if (!records.rejects.empty()) {
        const model::Reject& first = records.rejects.front();
        return input_error(first.reason, first.at);
    }
    return records;
}

Result<model::FileRecords> read_jsonl(std::string_view bytes, unsigned jobs) {
    TRY_ASSIGN(const DecodedText decoded, decode_json(bytes));
    TRY_ASSIGN(Joined joined, read_runs(lines_of(decoded.text()), jobs, bytes.size()));
    if (may_be_one_document(joined)) {
        auto document = read_json(bytes, jobs);
        if (document.ok() && document.value().rejects.empty()) return document;
    }
    TRY_ASSIGN(model::FileRecords records, records_of(std::move(joined)));
    if (decoded.encoding != "utf-8") {
        records.dialect.emplace();
        records.dialect->encoding = decoded.encoding;
    }
    return records;
}

Result<std::optional<model::FileRecords>> read_jsonl_on(const NextBytes& next, unsigned jobs,
                                                        std::uint64_t expected) {
    LineWindows windows(next);
    bool first = true;
    bool utf8 = true;
    const NextLines lines = [&]() -> Result<std::string_view> {
        TRY_ASSIGN(const std::string_view window, windows.next());
        if (!std::exchange(first, false) || window.empty()) return window;
        const auto decoded = decode_json(window);
        utf8 = decoded.ok() && decoded.value().in_place;
        return utf8 ? decoded.value().text() : std::string_view();
    };
    TRY_ASSIGN(Joined joined, read_runs(lines, jobs, expected));
    if (!utf8 || may_be_one_document(joined)) return std::optional<model::FileRecords>();
    TRY_ASSIGN(model::FileRecords records, records_of(std::move(joined)));
    return std::optional(std::move(records));
}

}  // namespace chimera::formats
