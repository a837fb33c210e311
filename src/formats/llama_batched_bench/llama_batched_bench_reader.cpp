// SPDX-License-Identifier: Apache-2.0
#include "formats/llama_batched_bench/llama_batched_bench_reader.h"

#include "formats/text/text_reader.h"

namespace chimera::formats {

Result<model::FileRecords> read_batched_bench(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "llama-batched-bench");
}

bool is_batched_bench_file(std::string_view path, std::string_view head) {
    return is_text_format("llama-batched-bench", path, head);
}

}  // namespace chimera::formats
