// SPDX-License-Identifier: Apache-2.0
// Any bytes as a result file: no crash, no hang, every problem within the file; and what is read of
// it as runs can be written, and has as many runs again.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "formats/json/json_reader.h"
#include "results/check.h"
#include "results/collect.h"
#include "results/run_json.h"

static void check_problems(std::string_view bytes) {
    const auto lines = static_cast<std::size_t>(std::count(bytes.begin(), bytes.end(), '\n'));
    const auto checked = chimera::results::check_results(bytes);
    for (const auto& problem : checked.problems) {
        if (problem.place.line < 1 || problem.place.line > lines + 1) std::abort();
        if (problem.place.column < 1 || problem.place.column > bytes.size() + 1) std::abort();
        if (problem.message.empty()) std::abort();
    }
    if (!checked.is_valid() && checked.problems.empty() && checked.runs > 0) std::abort();
}

static void check_runs(std::string_view bytes) {
    auto read = chimera::formats::read_json(bytes, 1);
    if (!read.ok()) return;
    chimera::model::RecordSet records;
    records.sources.emplace_back().path = "fuzz.json";
    records.tables = std::move(read.value().tables);
    const auto collected = chimera::results::collect(records, {});
    const auto text =
        chimera::results::runs_document(collected.runs, chimera::results::Samples::kInline);
    const auto checked = chimera::results::check_results(text);
    if (checked.runs != collected.runs.size()) std::abort();
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    check_problems(bytes);
    check_runs(bytes);
    return 0;
}
