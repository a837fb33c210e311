// SPDX-License-Identifier: Apache-2.0
// Any bytes as JSON: no crash, no hang, and every row of every table has an address.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/json/json_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using chimera::model::RowsAre;
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto result = chimera::formats::read_json(bytes, 1);
    if (!result.ok()) return 0;
    for (const auto& table : result.value().tables) {
        const bool numbered =
            table.rows_are == RowsAre::kJsonElements || table.rows_are == RowsAre::kJsonLines;
        if (numbered && table.row_ids.size() != table.rows) std::abort();
        if (table.rows_are == RowsAre::kJsonMembers && table.members.size() != table.rows) {
            std::abort();
        }
        for (const auto& column : table.columns) {
            if (column.numbers.size() > table.rows) std::abort();
        }
        for (const auto& list : table.lists) {
            if (list.offsets.size() != table.rows + 1) std::abort();
            if (list.offsets.back() != list.values.size()) std::abort();
        }
    }
    return 0;
}
