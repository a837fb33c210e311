// SPDX-License-Identifier: Apache-2.0
#include "model/text/sniff.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/text.h"
#include "model/text/text_result.h"

namespace chimera::model {

std::span<const std::string_view> sniffed_extensions() {
    static constexpr std::array<std::string_view, 5> kSniffed = {"txt", "log", "sql", "hlog",
                                                                 "tsv"};
    return kSniffed;
}

static bool is_tool_header(std::string_view line) {
    return line.starts_with("\"ID\",\"Process ID\",\"Process Name\"");
}

bool is_csv_of_a_tool(std::string_view path, std::string_view head) {
    const bool tabs = lower(path).ends_with(".tsv");
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        std::string_view line = head.substr(0, end);
        head.remove_prefix(std::min(end + 1, head.size()));
        if (is_tool_header(line)) return true;
        if (trim(line).empty() || line.starts_with('#')) continue;
        if (tabs) return line.find('\t') != std::string_view::npos;
    }
    return false;
}

static bool is_batched_bench(std::string_view line) {
    return line.starts_with('{') && line.find("\"n_kv_max\"") != std::string_view::npos &&
           line.find("\"speed_tg\"") != std::string_view::npos;
}

bool is_jsonl_log(std::string_view path, std::string_view head) {
    const std::string name = lower(path);
    if (!name.ends_with(".txt") && !name.ends_with(".log")) return false;
    bool all = true;
    std::size_t objects = 0;
    while (!head.empty()) {
        const std::size_t end = std::min(head.find('\n'), head.size());
        const std::string_view line = trim(head.substr(0, end));
        const bool cut = end == head.size();
        head.remove_prefix(std::min(end + 1, head.size()));
        if (is_batched_bench(line)) return true;
        if (line.empty()) continue;
        // "{}" and "{ ..." over several lines are JSON, but no lines of it.
        const bool object =
            line.size() > 2 && line.starts_with("{\"") && (cut || line.ends_with('}'));
        objects += object ? 1U : 0U;
        all = all && object;
    }
    return all && objects > 0;
}

bool holds_results(std::string_view path, std::string_view head) {
    return recognise_text(path, head) != nullptr || is_csv_of_a_tool(path, head) ||
           is_jsonl_log(path, head);
}

}  // namespace chimera::model
