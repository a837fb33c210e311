// SPDX-License-Identifier: Apache-2.0
#include "formats/mlperf/mlperf_reader.h"

#include "formats/text/text_reader.h"

namespace chimera::formats {

Result<model::FileRecords> read_mlperf_detail(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "mlperf-detail");
}

bool is_mlperf_detail_file(std::string_view path, std::string_view head) {
    return is_text_format("mlperf-detail", path, head);
}

Result<model::FileRecords> read_mlperf_summary(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "mlperf-summary");
}

bool is_mlperf_summary_file(std::string_view path, std::string_view head) {
    return is_text_format("mlperf-summary", path, head);
}

}  // namespace chimera::formats
