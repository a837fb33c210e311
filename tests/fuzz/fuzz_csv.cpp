// SPDX-License-Identifier: Apache-2.0
// Any bytes as a CSV file: no crash, no hang, and every row is as wide as the table.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/csv/csv_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto result = chimera::formats::read_csv(bytes, 1);
    if (!result.ok()) return 0;
    for (const auto& table : result.value().tables) {
        if (table.row_ids.size() != table.rows) std::abort();
        for (const auto& column : table.columns) {
            if (column.numbers.size() > table.rows) std::abort();
        }
    }
    return 0;
}
