// SPDX-License-Identifier: Apache-2.0
#include "formats/wrk/wrk_reader.h"

#include "formats/text/text_reader.h"

namespace chimera::formats {

Result<model::FileRecords> read_wrk(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "wrk");
}

bool is_wrk_file(std::string_view path, std::string_view head) {
    return is_text_format("wrk", path, head);
}

}  // namespace chimera::formats
