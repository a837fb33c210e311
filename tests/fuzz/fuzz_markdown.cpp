// SPDX-License-Identifier: Apache-2.0
// Any bytes as a Markdown file: no crash, no hang, and every claim names characters and a place.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/markdown/markdown_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const auto result = chimera::formats::read_markdown(bytes, 1);
    if (!result.ok()) return 0;
    for (const auto& claim : result.value().claims) {
        if (claim.raw.empty() || claim.line == 0 || claim.nth == 0) std::abort();
        if (claim.sentence.size() > 400) std::abort();
    }
    return 0;
}
