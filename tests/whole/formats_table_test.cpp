// SPDX-License-Identifier: Apache-2.0
// docs/formats.md shows for each tool whose files hold single values the figures that the tool
// states and those that chimera computes from these values. CHIMERA_APPROVE=1 writes the table.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <tuple>
#include <vector>

#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using nlohmann::json;

constexpr std::string_view kHeading = "## The tools' figures and ours\n";
constexpr std::string_view kNext = "\n## Tools\n";

// The samples of every tool and the examples, in one folder.
void gather(const fs::path& into) {
    const fs::path root = CHIMERA_SOURCE_DIR;
    fs::create_directories(into);
    fs::copy(root / "examples/formats", into / "examples", fs::copy_options::recursive);
    for (const auto& tool : fs::directory_iterator(root / "src/producers")) {
        const fs::path samples = tool.path() / "samples";
        if (!fs::is_directory(samples)) continue;
        for (const auto& file : fs::directory_iterator(samples)) {
            const std::string name = file.path().filename();
            const bool refused = name == "v1.json";
            if (name == "SOURCES.md" || name == "readings.txt" || refused) continue;
            // A folder each: files of one are siblings, and supply each other's models.
            const fs::path own = into / tool.path().filename() / file.path().stem();
            fs::create_directories(own);
            fs::copy_file(file.path(), own / name);
        }
    }
}

struct Evidence {
    json all;
    std::map<std::string, json> facts;
    std::map<std::string, std::string> tools;  // by source id

    std::string shown(const json& slot) const {
        if (slot.contains("literal")) return slot["literal"];
        return facts.at(slot.at("fact"))["display"];
    }
};

Evidence evidence_of(const fs::path& report) {
    Evidence out{.all = json::parse(test::read_text(report / "evidence.json"))};
    for (const json& fact : out.all["facts"]) out.facts[fact["id"]] = fact;
    for (const json& source : out.all["sources"]) {
        if (source.contains("producer")) out.tools[source["id"]] = source["producer"]["name"];
    }
    return out;
}

// Lines of the table: one of each metric and statistic of a tool.
using Rows = std::map<std::tuple<std::string, std::string, std::string>, std::string>;

void collect(const Evidence& evidence, Rows& rows) {
    for (const json& claim : evidence.all["claims"]) {
        const std::string wording = claim["template"];
        const bool stated = wording == "statement.stated.row";
        if (!stated && wording != "statement.recomputed.row") continue;
        const json& slots = claim["slots"];
        const auto tool = evidence.tools.find(slots["source"]["source"]);
        if (tool == evidence.tools.end() || slots["stated"].contains("literal")) continue;
        const std::string metric = slots["metric"]["literal"];
        const std::string statistic =
            stated ? slots["statistic"]["literal"].get<std::string>() : "mean";
        std::string line = "| `" + tool->second + "` | " + metric + " | " + statistic + " | " +
                           evidence.shown(slots["stated"]) + " | " +
                           evidence.shown(slots[stated ? "recomputed" : "mean"]) + " |\n";
        rows.try_emplace({tool->second, metric, statistic}, std::move(line));
    }
}

std::string table_of(const Rows& rows) {
    std::string out =
        "\nOf the samples and examples that this repository holds, where a file states a figure\n"
        "beside the values that it is of. Files of the other tools hold no such values.\n\n"
        "| tool | metric | statistic | the tool's | ours |\n|---|---|---|---|---|\n";
    for (const auto& [key, line] : rows) out += line;
    return out;
}

// The rows of one folder's report, which must verify.
void add_rows(const fs::path& in, const test::TempFolder& temp, Rows& rows) {
    const std::string out = temp.path("out-" + in.filename().string());
    ASSERT_EQ(test::run("report '" + in.string() + "' --llm off --reproducible -o '" + out + "'"),
              0)
        << in;
    EXPECT_EQ(test::run("verify '" + out + "/report.md' '" + in.string() + "'"), 0) << in;
    collect(evidence_of(out), rows);
}

TEST(FormatsTable, FiguresOfTheToolsAndOurs) {
    const test::TempFolder temp;
    gather(temp.path("in"));
    Rows rows;
    std::vector<fs::path> folders;
    for (const auto& tool : fs::directory_iterator(temp.path("in"))) folders.push_back(tool.path());
    std::sort(folders.begin(), folders.end());
    for (const fs::path& folder : folders) add_rows(folder, temp, rows);
    const std::string table = table_of(rows);
    const fs::path file = fs::path(CHIMERA_SOURCE_DIR) / "docs/formats.md";
    std::string text = test::read_text(file);
    const auto begin = text.find(kHeading);
    ASSERT_NE(begin, std::string::npos);
    const auto from = begin + kHeading.size();
    const auto end = text.find(kNext, from);
    ASSERT_NE(end, std::string::npos);
    if (std::getenv("CHIMERA_APPROVE") != nullptr) {
        std::ofstream(file, std::ios::binary) << text.replace(from, end - from, table);
        return;
    }
    EXPECT_TRUE(text.substr(from, end - from) == table)
        << "CHIMERA_APPROVE=1 with this test writes it anew:\n"
        << table;
}

}  // namespace
}  // namespace chimera
