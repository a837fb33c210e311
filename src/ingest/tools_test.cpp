// SPDX-License-Identifier: Apache-2.0
// What is read of the files of each tool: its samples, and the real ones of examples/formats,
// against `readings.txt` beside the samples. CHIMERA_APPROVE=1 writes it anew; the diff is
// reviewed.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/decimal.h"
#include "ingest/ingest.h"
#include "producers/producer.h"

namespace chimera::ingest {

namespace fs = std::filesystem;

static bool is_told(const model::Reading& reading) {
    using model::Statistic;
    return reading.meaning == model::Meaning::kMetric && reading.metric->registered &&
           (reading.statistic != Statistic::kQuantile || reading.p == 0.99) &&
           reading.statistic != Statistic::kMin && reading.statistic != Statistic::kMax;
}

static std::string told(const std::string& name, const model::Reading& reading, double first) {
    const std::string value =
        model::present(first) ? fmt::format("{:.6g}", first * reading.scale) : "absent";
    return fmt::format("    {} = {} {} {} {}\n", name, reading.metric->id,
                       model::statistic_name(reading.statistic, reading.p), value,
                       reading.metric->unit);
}

static std::string told(const model::Table& table) {
    std::string out =
        fmt::format("  {} x {} {}{}\n", table.base.empty() ? "(root)" : table.base, table.rows,
                    model::role_name(table.role),
                    table.failed.empty() ? "" : fmt::format(", {} failed", table.failed.size()));
    std::string settings;
    for (const model::Column& column : table.columns) {
        if (is_told(column.reading)) {
            out += told(column.name, column.reading, column.number(0));
        } else if (column.reading.meaning == model::Meaning::kParameter) {
            settings += " " + column.name;
        }
    }
    for (const model::ListColumn& list : table.lists) {
        if (!is_told(list.reading)) continue;
        out += told(list.name + "[]", list.reading,
                    list.values.empty() ? model::kAbsent : list.values.front());
    }
    constexpr std::size_t kMostShown = 300;
    if (!settings.empty()) out += "    settings:" + settings.substr(0, kMostShown) + "\n";
    return out;
}

static std::string told(const fs::path& folder) {
    if (!fs::exists(folder)) return {};
    const auto records = ingest(folder.string(), {});
    if (!records.ok()) return "  " + records.error().message + "\n";
    std::string out;
    for (std::size_t s = 0; s < records.value().sources.size(); ++s) {
        const model::Source& source = records.value().sources[s];
        if (source.role == model::Role::kDocument) continue;
        const auto& tool = source.produced_by;
        out += fmt::format("{}: {} {}\n", source.path, tool ? tool->tool : "of no known tool",
                           tool ? tool->version : "");
        for (const model::Reject& reject : source.rejects) {
            out += fmt::format("  rejected {}: {}\n", reject.at, reject.reason);
        }
        int tables = 0;
        constexpr int kMostTables = 6;
        for (const model::Table& table : records.value().tables) {
            if (table.source == s && ++tables <= kMostTables) out += told(table);
        }
    }
    return out;
}

class Tools : public testing::TestWithParam<std::string> {};

TEST_P(Tools, AreReadAsTheirDefinitionsSay) {
    const fs::path folder = fs::path("src/producers") / GetParam() / "samples";
    std::string dashed = GetParam();
    std::replace(dashed.begin(), dashed.end(), '_', '-');
    const std::string today = told(folder) + told(fs::path("examples/formats") / dashed);
    const fs::path expected = folder / "readings.txt";
    if (std::getenv("CHIMERA_APPROVE") != nullptr) {
        fs::create_directories(folder);
        std::ofstream(expected) << today;
        return;
    }
    std::ostringstream read;
    read << std::ifstream(expected).rdbuf();
    EXPECT_EQ(read.str(), today);
}

static std::vector<std::string> tools() {
    std::vector<std::string> out;
    for (const auto& entry : fs::directory_iterator(CHIMERA_SOURCE_DIR "/src/producers")) {
        if (entry.is_directory()) out.push_back(entry.path().filename().string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

INSTANTIATE_TEST_SUITE_P(Each, Tools, testing::ValuesIn(tools()),
                         [](const auto& tool) { return tool.param; });

}  // namespace chimera::ingest
