// SPDX-License-Identifier: Apache-2.0
#include "formats/metric_rows/metric_rows_reader.h"

#include "formats/text/text_reader.h"

namespace chimera::formats {

Result<model::FileRecords> read_metric_rows(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "metric-rows");
}

bool is_metric_rows_file(std::string_view path, std::string_view head) {
    return is_text_format("metric-rows", path, head);
}

}  // namespace chimera::formats
