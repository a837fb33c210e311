// SPDX-License-Identifier: Apache-2.0
// Every format in one list. To add one: its folder, and a line here.
#include <array>

#include "core/text.h"
#include "formats/csv/csv_reader.h"
#include "formats/json/json_reader.h"
#include "formats/jsonl/jsonl_reader.h"
#include "formats/markdown/markdown_reader.h"
#include "formats/reader.h"

namespace chimera::formats {

static constexpr std::array<std::string_view, 1> kCsv = {"csv"};
static constexpr std::array<std::string_view, 1> kJson = {"json"};
static constexpr std::array<std::string_view, 2> kJsonl = {"jsonl", "ndjson"};
static constexpr std::array<std::string_view, 2> kMarkdown = {"md", "markdown"};

std::span<const Reader> readers() {
    static constexpr std::array<Reader, 4> kReaders = {{
        {"csv", kCsv, read_csv, nullptr},
        {"json", kJson, read_json, nullptr},
        {"jsonl", kJsonl, read_jsonl, read_jsonl_on},
        {"markdown", kMarkdown, read_markdown, nullptr},
    }};
    return kReaders;
}

const Reader* reader_for(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    if (dot == std::string_view::npos) return nullptr;
    const std::string extension = lower(name.substr(dot + 1));
    for (const Reader& reader : readers()) {
        for (const std::string_view covered : reader.extensions) {
            if (covered == extension) return &reader;
        }
    }
    return nullptr;
}

}  // namespace chimera::formats
