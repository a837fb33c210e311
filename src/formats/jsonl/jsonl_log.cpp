// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/jsonl_log.h"

#include <algorithm>
#include <string>

#include "formats/jsonl/jsonl_reader.h"
#include "formats/text_encoding.h"

namespace chimera::formats {

// Empty lines in place of those that are no objects: each still counts.
Result<model::FileRecords> read_jsonl_log(std::string_view bytes, unsigned jobs) {
    TRY_ASSIGN(const DecodedText decoded, decode_text(bytes));
    std::string_view text = decoded.text();
    std::string objects;
    objects.reserve(text.size());
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        if (text.starts_with('{')) objects += text.substr(0, end);
        objects += '\n';
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    TRY_ASSIGN(model::FileRecords records, read_jsonl(objects, jobs));
    if (decoded.encoding != "utf-8") {
        records.dialect.emplace();
        records.dialect->encoding = decoded.encoding;
    }
    return records;
}

}  // namespace chimera::formats
