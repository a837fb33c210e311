// SPDX-License-Identifier: Apache-2.0
// What must change, and what must not, when a folder is altered in a known way.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>

#include "core/text.h"
#include "ingest/ingest.h"
#include "model/scope.h"
#include "support/temp_folder.h"

namespace chimera::ingest {

using model::RecordSet;
using test::TempFolder;

static const std::string kExample = std::string(CHIMERA_SOURCE_DIR) + "/examples/chimera-101";

static void copy_example(const TempFolder& folder) {
    std::filesystem::copy(kExample, folder.root(), std::filesystem::copy_options::recursive);
}

static std::string text_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

static RecordSet read(const std::string& root) {
    auto records = ingest(root, {});
    EXPECT_TRUE(records.ok()) << records.error().message;
    return records.ok() ? std::move(records).value() : RecordSet{};
}

static std::size_t failures(const RecordSet& records) {
    std::size_t count = 0;
    for (const auto& source : records.sources) count += source.failed.size();
    return count;
}

// How many rows speak of each model.
static std::map<std::string, std::size_t> rows_by_model(const RecordSet& records) {
    std::map<std::string, std::size_t> out;
    for (const auto& table : records.tables) {
        const auto reader = model::scope_reader(records, table, "model");
        for (std::size_t row = 0; row < table.rows; ++row) ++out[std::string(reader.value(row))];
    }
    return out;
}

TEST(Metamorphic, RenamingAModelRenamesItAndNothingElse) {
    const TempFolder folder;
    copy_example(folder);
    const RecordSet before = read(folder.root());
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder.root())) {
        if (entry.is_regular_file()) files.push_back(entry.path());
    }
    for (const auto& path : files) {
        std::string text = replace_all(text_of(path.string()), "gemma3", "zorblax9");
        std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
        const std::string name = replace_all(path.filename().string(), "gemma3", "zorblax9");
        std::filesystem::rename(path, path.parent_path() / name);
    }
    const RecordSet after = read(folder.root());
    std::map<std::string, std::size_t> expected;
    for (const auto& [model, rows] : rows_by_model(before)) {
        expected[replace_all(model, "gemma3", "zorblax9")] += rows;
    }
    EXPECT_EQ(rows_by_model(after), expected);
    EXPECT_EQ(failures(after), failures(before));
}

TEST(Metamorphic, ShufflingRowsChangesNoCount) {
    const TempFolder folder;
    folder.write("a.csv", "model,tokens_s,error\na:7b,1.5,\nb:7b,2.5,\na:7b,,refused\nb:7b,3.5,\n");
    const RecordSet before = read(folder.root());
    folder.write("a.csv", "model,tokens_s,error\na:7b,,refused\nb:7b,3.5,\na:7b,1.5,\nb:7b,2.5,\n");
    const RecordSet after = read(folder.root());
    EXPECT_EQ(rows_by_model(after), rows_by_model(before));
    EXPECT_EQ(failures(before), 1U);
    EXPECT_EQ(before.sources[0].failed[0].at, "cell=4,1-4,3");
    EXPECT_EQ(after.sources[0].failed[0].at, "cell=2,1-2,3");
    EXPECT_EQ(after.sources[0].failed[0].why, "refused");
}

TEST(Metamorphic, AFailingRowIsOneMoreFailure) {
    const TempFolder folder;
    copy_example(folder);
    const RecordSet before = read(folder.root());
    const std::string path = folder.path("outputs/reports/gemma3/gemma3_baseline.csv");
    std::ofstream(path, std::ios::app) << "p,0,0,0,0,0,0,0,boom\n";
    const RecordSet after = read(folder.root());
    EXPECT_EQ(failures(after), failures(before) + 1);
    for (const auto& source : after.sources) {
        if (!source.path.ends_with("gemma3_baseline.csv")) continue;
        ASSERT_EQ(source.failed.size(), 1U);
        EXPECT_EQ(source.failed[0].why, "boom");
        EXPECT_TRUE(source.twin_of) << "failed rows do not part twins";
    }
}

TEST(Metamorphic, LinksAddNothingFromOutsideAndEnd) {
    const TempFolder outside;
    outside.write("big.csv", "tokens_s\n99.5\n98.5\n");
    const TempFolder folder;
    folder.write("a.csv", "tokens_s\n1.5\n2.5\n");
    const std::size_t before = read(folder.root()).sources.size();
    folder.link(outside.path("big.csv"), "big.csv");
    folder.link(outside.root(), "out");
    folder.link(".", "here");
    const RecordSet after = read(folder.root());
    EXPECT_EQ(after.sources.size(), before);
    EXPECT_EQ(after.skipped.size(), 3U);
}

}  // namespace chimera::ingest
