// SPDX-License-Identifier: Apache-2.0
// Every format in one list. To add one: its folder, and a line here.
#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"
#include "formats/csv/csv_reader.h"
#include "formats/hdr_histogram/hdr_histogram_reader.h"
#include "formats/json/json_reader.h"
#include "formats/jsonl/jsonl_log.h"
#include "formats/jsonl/jsonl_reader.h"
#include "formats/markdown/markdown_reader.h"
#include "formats/reader.h"
#include "formats/text/text_reader.h"
#include "formats/text_encoding.h"
#include "model/text/sniff.h"

namespace chimera::formats {

static constexpr std::array<std::string_view, 1> kCsv = {"csv"};
static constexpr std::array<std::string_view, 1> kJson = {"json"};
static constexpr std::array<std::string_view, 2> kJsonl = {"jsonl", "ndjson"};
static constexpr std::array<std::string_view, 2> kMarkdown = {"md", "markdown"};
static constexpr std::span<const std::string_view> kNone;

std::span<const Reader> readers() {
    static constexpr std::array kReaders = std::to_array<Reader>({
        text_reader<"mlperf-detail">(),
        text_reader<"mlperf-summary">(),
        text_reader<"llama-bench-sql">(),
        text_reader<"llama-bench-md">(),
        text_reader<"llama-batched-bench">(),
        text_reader<"ollama-bench">(),
        text_reader<"ollama-bench-csv">(),
        text_reader<"metric-rows">(),
        text_reader<"wrk">(),
        {"hlog", kNone, read_hlog, nullptr, is_hlog_file},
        text_reader<"hdr-percentiles">(),
        {"jsonl", kNone, read_jsonl_log, nullptr, model::is_jsonl_log},
        {"csv", kCsv, read_csv, nullptr, model::is_csv_of_a_tool},
        {"json", kJson, read_json, nullptr, nullptr},
        {"jsonl", kJsonl, read_jsonl, read_jsonl_on, nullptr},
        {"markdown", kMarkdown, read_markdown, nullptr, nullptr},
    });
    return kReaders;
}

static std::string extension_of(std::string_view path) {
    const std::string_view name = path.substr(path.rfind('/') + 1);
    const std::size_t dot = name.rfind('.');
    return dot == std::string_view::npos ? std::string() : lower(name.substr(dot + 1));
}

static const Reader* recogniser_of(std::string_view path, std::string_view head) {
    const auto decoded = decode_text(head.substr(0, kHead));
    if (!decoded.ok()) return nullptr;
    for (const Reader& reader : readers()) {
        if (reader.recognises != nullptr && reader.recognises(path, decoded.value().text())) {
            return &reader;
        }
    }
    return nullptr;
}

const Reader* reader_for(std::string_view path, std::string_view head) {
    const std::string extension = extension_of(path);
    if (extension.empty()) return nullptr;
    const bool lines = std::find(kJsonl.begin(), kJsonl.end(), extension) != kJsonl.end();
    const auto sniffed = model::sniffed_extensions();
    const bool sniff = std::find(sniffed.begin(), sniffed.end(), extension) != sniffed.end();
    const Reader* by_name = nullptr;
    for (const Reader& reader : readers()) {
        for (const std::string_view covered : reader.extensions) {
            if (covered == extension) by_name = &reader;
        }
    }
    if (lines || (by_name == nullptr && !sniff)) return by_name;
    const Reader* by_content = recogniser_of(path, head);
    return by_content == nullptr ? by_name : by_content;
}

}  // namespace chimera::formats
