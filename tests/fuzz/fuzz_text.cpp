// SPDX-License-Identifier: Apache-2.0
// Any bytes as every text result: no crash, no hang, and every cell has its line and stands there.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/reader.h"
#include "formats/text_encoding.h"
#include "model/text/text_result.h"

using chimera::model::FileRecords;

static void check(const FileRecords& records, const chimera::model::TextResult& lines) {
    for (const auto& table : records.tables) {
        if (!table.is_text()) return;
        if (table.row_ids.size() != table.rows || table.last_lines.size() != table.rows) {
            std::abort();
        }
        for (const auto& column : table.columns) {
            if (column.numbers.size() > table.rows || column.places.size() != table.rows) {
                std::abort();
            }
            for (const auto& place : column.places) {
                if (place.line > lines.lines()) std::abort();
                if (place.line == 0 || place.raw.empty()) continue;
                const std::string_view line = lines.line(place.line);
                if (line.find(place.raw) == std::string_view::npos || place.nth == 0) std::abort();
            }
        }
    }
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    chimera::formats::reader_for("input.txt", bytes);
    const auto decoded = chimera::formats::decode_text(bytes);
    for (const auto& reader : chimera::formats::readers()) {
        const auto* format = chimera::model::find_text_format(reader.name);
        if (format == nullptr) continue;
        const auto result = reader.read(bytes, 1);
        if (!result.ok()) continue;
        check(result.value(), chimera::model::TextResult(*format, decoded.value().text()));
    }
    return 0;
}
