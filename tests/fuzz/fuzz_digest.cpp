// SPDX-License-Identifier: Apache-2.0
// Any bytes as a file of a tool: what its names mean, its failures, its units. No crash, no hang,
// no row that is lost or made up on the way.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "formats/csv/csv_reader.h"
#include "formats/json/json_reader.h"
#include "ingest/digest.h"
#include "model/locator.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace chimera;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const bool json = bytes.starts_with('{') || bytes.starts_with('[');
    auto read = json ? formats::read_json(bytes, 1) : formats::read_csv(bytes, 1);
    if (!read.ok()) return 0;
    model::FileRecords records = std::move(read).value();
    ingest::ReadingCache cache;
    std::vector<model::ConfigUse> uses;
    ingest::digest(records, {}, cache, uses);
    for (const model::Table& table : records.tables) {
        for (const model::FailedRow& failure : table.failed) {
            if (failure.row >= table.rows || failure.why.empty()) std::abort();
        }
        for (const model::Column& column : table.columns) {
            if (column.numbers.size() > table.rows) std::abort();
        }
        for (const model::ListColumn& list : table.lists) {
            if (list.offsets.size() != table.rows + 1) std::abort();
        }
        // A part of a table holds rows of its own and says which.
        if (!table.only.empty() && table.rows == 0) std::abort();
        if (table.rows > 0) (void)model::locate_row(table, 0);
    }
    for (const model::FailedRequests& failed : records.failed_requests) {
        double n = 0;
        for (const auto& reason : failed.reasons) n += reason.n;
        if (failed.reasons.empty() || (!failed.at.empty() && n > double(failed.requests)))
            std::abort();
    }
    return 0;
}
