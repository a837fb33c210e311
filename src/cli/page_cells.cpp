// SPDX-License-Identifier: Apache-2.0
#include "cli/page_cells.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "sources/line_file.h"
#include "verify/address.h"
#include "verify/sample.h"
#include "verify/source_file.h"

namespace chimera::cli {

// Of a file of lines from this size on no more is read than is shown.
static constexpr std::uint64_t kBigFile = std::uint64_t{8} << 20U;
static constexpr std::uint64_t kBlock = 256;  // lines that are read together

namespace {

// Opened when first asked for; nothing where it cannot be read.
struct OpenFile {
    verify::Source source;
    std::string path;
    bool in_lines = false;  // a big file of lines
    std::optional<verify::SourceFile> whole;
    std::optional<sources::LineFile> lines;
    std::unordered_map<std::uint64_t, std::unique_ptr<verify::SourceFile>> blocks;  // of lines
};

struct Desk {
    const model::RecordSet& records;
    report::Redact redact;
    std::unordered_map<model::SourceIndex, OpenFile> files;
};

}  // namespace

// As much of the source as says how its bytes are to be read.
static verify::Source how_to_read(const model::Source& source) {
    verify::Source out;
    out.id = 1;
    out.path = source.path;
    out.format = source.format;
    if (source.dialect) {
        out.has_dialect = true;
        out.delimiter = source.dialect->delimiter;
        out.encoding = source.dialect->encoding;
        out.header_row = source.dialect->header_row;
        out.units_row = source.dialect->units_row;
    }
    return out;
}

static OpenFile& file_of(model::SourceIndex index, Desk& desk) {
    const auto [at, is_new] = desk.files.try_emplace(index);
    OpenFile& out = at->second;
    if (!is_new) return out;
    const model::Source& source = desk.records.sources[index];
    out.source = how_to_read(source);
    if (!source.beside) out.path = desk.records.root + '/' + source.path;
    out.in_lines = source.format == "jsonl" && !source.dialect && source.bytes >= kBigFile;
    return out;
}

static Result<verify::SourceFile*> whole(OpenFile& file) {
    if (!file.whole) {
        TRY_ASSIGN(sources::FileBytes bytes, sources::FileBytes::open(file.path));
        file.whole.emplace(file.source, std::move(bytes));
    }
    return &*file.whole;
}

static Result<sources::LineFile*> lines(OpenFile& file) {
    if (!file.lines) {
        TRY_ASSIGN(sources::LineFile opened, sources::LineFile::open(file.path));
        file.lines.emplace(std::move(opened));
    }
    return &*file.lines;
}

namespace {

// The cells of one operand, as they are found.
struct Showing {
    const std::vector<verify::Condition>& where;
    std::size_t most = 0;    // to be shown
    std::size_t looked = 0;  // cells that were looked at
    report::ShownCells out = {};

    // In a long sample what `where` holds for may be rare; then fewer are shown.
    static constexpr std::size_t kMostLookedAt = 4096;
    bool is_full() const {
        return out.raw.size() >= most || (!where.empty() && looked >= kMostLookedAt);
    }
};

}  // namespace

static std::vector<verify::Condition> conditions_of(const facts::Cells& cells) {
    std::vector<verify::Condition> out;
    for (const facts::Where& one : cells.where) out.push_back({one.column, one.op, one.value});
    return out;
}

static void show(const std::vector<verify::Cell>& cells, verify::SourceFile& file, Showing& into) {
    for (const verify::Cell& cell : cells) {
        if (into.is_full()) return;
        const std::size_t nth = into.looked++;
        if (!verify::meets(file, cell, into.where)) continue;
        into.out.raw.push_back(file.text(cell));
        into.out.which.push_back(nth);
    }
}

// Of a big file the lines from `first` on, read once for all operands that begin there.
static Result<verify::SourceFile*> block_of(OpenFile& file, std::uint64_t first) {
    constexpr std::size_t kMostBlocks = 64;
    const auto known = file.blocks.find(first);
    if (known != file.blocks.end()) return known->second.get();
    TRY_ASSIGN(sources::LineFile* const source, lines(file));
    TRY_ASSIGN(const std::string text, source->lines(first, first + kBlock - 1));
    if (text.empty()) return input_error("the file has no such line any more", file.path);
    TRY_ASSIGN(sources::FileBytes bytes, sources::FileBytes::copy_of(text));
    if (file.blocks.size() >= kMostBlocks) file.blocks.clear();
    auto part = std::make_unique<verify::SourceFile>(file.source, std::move(bytes));
    return file.blocks.emplace(first, std::move(part)).first->second.get();
}

// The cells at `pointer` on some lines; of these lines no more is read than is shown.
static Status add_lines(OpenFile& file, const std::string& at, Showing& into) {
    const auto address = verify::parse_address(at);
    if (!address) return input_error("no locator", at);
    const std::string pointer = at.substr(std::min(at.find('/'), at.size()));
    for (std::uint64_t line = address->first_line; line <= address->last_line && !into.is_full();
         line += kBlock) {
        const std::uint64_t end = std::min(address->last_line, line + kBlock - 1);
        TRY_ASSIGN(verify::SourceFile* const part, block_of(file, line));
        const auto found = part->cells(fmt::format("line=1-{}{}", end - line + 1, pointer));
        if (found.ok()) show(found.value(), *part, into);
    }
    return Done{};
}

static Status add_cells(OpenFile& file, const std::string& at, Showing& into) {
    TRY_ASSIGN(verify::SourceFile* const source, whole(file));
    TRY_ASSIGN(const std::vector<verify::Cell> found, source->cells(at));
    into.out.count += found.size();
    show(found, *source, into);
    return Done{};
}

// Are only those lines read that are shown? What is not read is not counted either.
static bool is_read_in_lines(const facts::Cells& cells, const OpenFile& file) {
    return file.in_lines && cells.count > 0 &&
           std::all_of(cells.at.begin(), cells.at.end(),
                       [](const std::string& at) { return at.starts_with("line="); });
}

static report::ShownCells read(const facts::Cells& cells, std::size_t most, Desk& desk) {
    OpenFile& file = file_of(cells.source, desk);
    if (file.path.empty()) return {};
    const auto where = conditions_of(cells);
    Showing showing{where, most};
    const bool in_lines = is_read_in_lines(cells, file);
    for (const std::string& at : cells.at) {
        const Status added = in_lines ? add_lines(file, at, showing) : add_cells(file, at, showing);
        if (!added.ok()) return {};
    }
    report::ShownCells& out = showing.out;
    if (in_lines) out.count = cells.count;
    if (out.which.empty() || out.which.back() + 1 == out.which.size()) out.which.clear();
    for (std::string& raw : out.raw) {
        if (!cells.raw.empty()) raw = cells.raw;
        if (desk.redact) raw = desk.redact(raw);
    }
    return std::move(out);
}

report::ReadCells cells_of(const model::RecordSet& records, const report::Redact& redact) {
    // Shared, for the function that holds it is copied.
    const auto desk = std::make_shared<Desk>(Desk{records, redact, {}});
    return [desk](const facts::Cells& cells, std::size_t most) { return read(cells, most, *desk); };
}

}  // namespace chimera::cli
