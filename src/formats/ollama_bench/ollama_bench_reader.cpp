// SPDX-License-Identifier: Apache-2.0
#include "formats/ollama_bench/ollama_bench_reader.h"

#include "formats/text/text_reader.h"

namespace chimera::formats {

Result<model::FileRecords> read_ollama_bench(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "ollama-bench");
}

bool is_ollama_bench_file(std::string_view path, std::string_view head) {
    return is_text_format("ollama-bench", path, head);
}

Result<model::FileRecords> read_ollama_bench_csv(std::string_view bytes, unsigned /*jobs*/) {
    return read_text_result(bytes, "ollama-bench-csv");
}

bool is_ollama_bench_csv_file(std::string_view path, std::string_view head) {
    return is_text_format("ollama-bench-csv", path, head);
}

}  // namespace chimera::formats
