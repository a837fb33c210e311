// SPDX-License-Identifier: Apache-2.0
#include "report/folder.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace chimera::report {

namespace fs = std::filesystem;

class Folder : public testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (fs::temp_directory_path() / "chimera-folder-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        root_ = pattern;
    }
    void TearDown() override { fs::remove_all(root_); }

    std::string path(const std::string& name) const { return root_ + "/" + name; }
    static std::string read(const std::string& path) {
        std::ifstream file(path);
        std::stringstream text;
        text << file.rdbuf();
        return text.str();
    }
    static void write(const std::string& path, const std::string& text) {
        std::ofstream(path) << text;
    }

    const std::vector<OutputFile> files_ = {
        {"report.md", "# new\n"}, {"evidence.json", "{\n \"schema\": \"chimera-evidence/1\"\n}\n"}};
    std::string root_;
};

TEST_F(Folder, IsMadeWithItsParentsAndReplacedWhenItIsOurs) {
    const std::string out = path("a/b");
    ASSERT_TRUE(write_folder(out, files_, Replace::kOwnOnly).ok());
    EXPECT_EQ(read(out + "/report.md"), "# new\n");
    write(out + "/metrics.json", "{}");
    write(out + "/notes.txt", "mine");
    ASSERT_TRUE(write_folder(out, files_, Replace::kOwnOnly).ok());
    EXPECT_FALSE(fs::exists(out + "/metrics.json")) << "a file of the earlier report stayed";
    EXPECT_EQ(read(out + "/notes.txt"), "mine");
    EXPECT_EQ(std::distance(fs::directory_iterator(out), {}), 3);
}

TEST_F(Folder, AForeignOneIsRefusedUnlessForced) {
    write(path("metrics.json"), "mine");
    const Status refused = write_folder(root_, files_, Replace::kOwnOnly);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
    EXPECT_NE(refused.error().message.find("--force"), std::string::npos);
    EXPECT_FALSE(fs::exists(path("report.md")));
    ASSERT_TRUE(write_folder(root_, files_, Replace::kAnything).ok());
    EXPECT_EQ(read(path("metrics.json")), "mine");
}

TEST_F(Folder, AForeignEvidenceFileIsNotOurs) {
    write(path("evidence.json"), "{\"schema\": \"other\"}");
    EXPECT_FALSE(holds_evidence(root_));
    EXPECT_FALSE(check_folder(root_, Replace::kOwnOnly).ok());
}

TEST_F(Folder, AFileInThePlaceOfTheFolderIsAUsageError) {
    write(path("out"), "");
    EXPECT_EQ(check_folder(path("out"), Replace::kAnything).error().code, ErrorCode::kUsage);
    EXPECT_FALSE(write_folder(path("out/deeper"), files_, Replace::kAnything).ok());
}

TEST_F(Folder, NothingStaysOfAReportThatCannotBeWrittenWhole) {
    fs::create_directory(path("out"));
    // A folder stands where a file must go.
    fs::create_directories(path("out/evidence.json/x"));
    EXPECT_FALSE(write_folder(path("out"), files_, Replace::kAnything).ok());
    for (const auto& entry : fs::directory_iterator(path("out"))) {
        EXPECT_EQ(entry.path().string().find(".tmp"), std::string::npos);
    }
}

}  // namespace chimera::report
