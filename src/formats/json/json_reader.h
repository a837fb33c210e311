// SPDX-License-Identifier: Apache-2.0
// Reads JSON: any nesting becomes tables (json_tables.h) with RFC 6901 pointers. Beyond the
// standard it reads bare NaN and Infinity (absent), several documents in one file (doc=1, doc=2,
// ...), UTF-16, and the sound part of damaged files; what is lost is a reject.
#pragma once

#include <string_view>

#include "core/result.h"
#include "formats/text_encoding.h"
#include "model/record_set.h"

namespace chimera::formats {

// A file of more than 1,000 documents, a line each, is read as JSON Lines.
Result<model::FileRecords> read_json(std::string_view bytes, unsigned jobs);

// The bytes as text, without a mark. Unlike other text JSON is UTF-8 whatever it holds: only what
// looks like UTF-16 is transcoded, and malformed bytes are left to the reader.
Result<DecodedText> decode_json(std::string_view bytes);

}  // namespace chimera::formats
