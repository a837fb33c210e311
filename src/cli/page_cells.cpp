// SPDX-License-Identifier: Apache-2.0
#include "cli/page_cells.h"

#include <memory>
#include <unordered_map>

#include "core/text.h"
#include "sources/walk.h"
#include "verify/source_file.h"

namespace chimera::cli {

namespace {

struct OpenFile {
    verify::Source source;
    std::optional<verify::SourceFile> file;  // none where it cannot be read
};

struct Desk {
    const model::RecordSet& records;
    report::Redact redact;
    std::unordered_map<model::SourceIndex, std::unique_ptr<OpenFile>> files;
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

static verify::SourceFile* opened(model::SourceIndex index, Desk& desk) {
    const auto [at, is_new] = desk.files.emplace(index, nullptr);
    if (is_new) {
        at->second = std::make_unique<OpenFile>();
        const model::Source& source = desk.records.sources[index];
        auto bytes = sources::FileBytes::open(desk.records.root + '/' + source.path);
        if (bytes.ok() && !source.beside) {
            at->second->source = how_to_read(source);
            at->second->file.emplace(at->second->source, std::move(bytes).value());
        }
    }
    return at->second->file ? &*at->second->file : nullptr;
}

static report::ShownCells read(const facts::Cells& cells, std::size_t most, Desk& desk) {
    report::ShownCells out;
    verify::SourceFile* file = opened(cells.source, desk);
    if (file == nullptr) return out;
    for (const std::string& at : cells.at) {
        const auto found = file->cells(at);
        if (!found.ok()) return {};
        out.count += found.value().size();
        for (const verify::Cell& cell : found.value()) {
            if (out.raw.size() == most) break;
            const std::string text = cells.raw.empty() ? file->text(cell) : cells.raw;
            out.raw.push_back(desk.redact ? desk.redact(text) : text);
        }
    }
    return out;
}

report::ReadCells cells_of(const model::RecordSet& records, const report::Redact& redact) {
    // Shared, for the function that holds it is copied.
    const auto desk = std::make_shared<Desk>(Desk{records, redact, {}});
    return [desk](const facts::Cells& cells, std::size_t most) { return read(cells, most, *desk); };
}

}  // namespace chimera::cli
