// SPDX-License-Identifier: Apache-2.0
#include "formats/llama_bench/llama_bench_reader.h"

#include "formats/text/text_reader.h"

namespace chimera::formats {

Result<model::FileRecords> read_llama_bench_table(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "llama-bench-md");
}

bool is_llama_bench_table_file(std::string_view path, std::string_view head) {
    return is_text_format("llama-bench-md", path, head);
}

Result<model::FileRecords> read_llama_bench_sql(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "llama-bench-sql");
}

bool is_llama_bench_sql_file(std::string_view path, std::string_view head) {
    return is_text_format("llama-bench-sql", path, head);
}

}  // namespace chimera::formats
