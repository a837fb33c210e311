// SPDX-License-Identifier: Apache-2.0
#include "sources/walk.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/temp_folder.h"

namespace chimera::sources {

using test::TempFolder;

static const WalkOptions kCsvAndMd{{"csv", "md"}, {}, {}};

static std::vector<std::string> paths(const Walk& walk) {
    std::vector<std::string> out;
    for (const FoundFile& file : walk.files) out.push_back(file.path);
    return out;
}

static std::string reason(const Walk& walk, std::string_view path) {
    for (const auto& skipped : walk.skipped) {
        if (skipped.path == path) return skipped.reason;
    }
    return "";
}

using Paths = std::vector<std::string>;

TEST(Walk, FindsCoveredFilesOfAnyCaseInByteOrder) {
    const TempFolder folder;
    for (const char* name :
         {"b.csv", "a/z.CSV", "a/b/c.Md", "a.csv", "a-b/x.csv", "x.txt", "csv"}) {
        folder.write(name, "1");
    }
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), (Paths{"a-b/x.csv", "a.csv", "a/b/c.Md", "a/z.CSV", "b.csv"}));
    EXPECT_EQ(walk.files[0].bytes, 1U);
    EXPECT_GT(walk.files[0].modified, 0);
    EXPECT_TRUE(walk.skipped.empty());
}

TEST(Walk, HiddenAndVersionControlAreNamed) {
    const TempFolder folder;
    for (const char* name : {".git/a.csv", "CVS/a.csv", ".cache/a.csv", "a/.b.csv", "a/c.csv"}) {
        folder.write(name, "1");
    }
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), Paths{"a/c.csv"});
    EXPECT_EQ(reason(walk, ".git"), "version control");
    EXPECT_EQ(reason(walk, "CVS"), "version control");
    EXPECT_EQ(reason(walk, ".cache"), "hidden");
    EXPECT_EQ(reason(walk, "a/.b.csv"), "hidden");
}

TEST(Walk, LinksStayInTheRootAndLoopsEnd) {
    const TempFolder outside;
    outside.write("secret.csv", "1");
    const TempFolder folder;
    folder.write("a/x.csv", "1");
    folder.link("..", "a/up");
    folder.link("self", "self");
    folder.link("nowhere", "dangling.csv");
    folder.link(outside.root(), "out");
    folder.link(outside.path("secret.csv"), "secret.csv");
    folder.link("a/x.csv", "same.csv");
    folder.link("a", "again");
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), (Paths{"a/x.csv", "same.csv"}));
    EXPECT_EQ(reason(walk, "a/up"), "link to a folder that is read already");
    EXPECT_EQ(reason(walk, "self"), "link in a loop");
    EXPECT_EQ(reason(walk, "dangling.csv"), "link to nothing");
    EXPECT_EQ(reason(walk, "out"), "link leaves the root");
    EXPECT_EQ(reason(walk, "secret.csv"), "link leaves the root");
    EXPECT_EQ(reason(walk, "again"), "link to a folder that is read already");
}

TEST(Walk, ALinkCannotLeaveThroughASiblingWithTheRootsNameAsPrefix) {
    const TempFolder folder;
    folder.write("root/a.csv", "1");
    folder.write("root-other/b.csv", "1");
    folder.link("../root-other", "root/link");
    const Walk walk = sources::walk(folder.path("root"), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), Paths{"a.csv"});
    EXPECT_EQ(reason(walk, "link"), "link leaves the root");
}

TEST(Walk, ALinkedFolderThatNoRealPathShowsIsRead) {
    const TempFolder folder;
    folder.write(".data/x.csv", "1");
    folder.link(".data", "shown");
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), Paths{"shown/x.csv"});
}

TEST(Walk, FoldersThatLinkToEachOtherDoNotMultiply) {
    const TempFolder folder;
    for (int i = 0; i < 12; ++i) {
        const std::string name = "d" + std::to_string(i);
        folder.write(name + "/x.csv", "1");
        for (int j = 0; j < 12; ++j) {
            folder.link("../d" + std::to_string(j), name + "/to" + std::to_string(j));
        }
    }
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(walk.files.size(), 12U);
    EXPECT_EQ(walk.skipped.size(), 144U);
}

TEST(Walk, ReportsOfOursAreNeverInput) {
    const TempFolder folder;
    folder.write("report/evidence.json", "{\n \"schema\": \"chimera-evidence/1\"}");
    folder.write("report/report.md", "# x");
    folder.write("other/evidence.json", "{\"schema\": \"something else\"}");
    folder.write("other/a.md", "# x");
    folder.write("mine.evidence.json", "{\"schema\":\"chimera-evidence/1\"}");
    folder.write("mine.md", "# x");
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), Paths{"other/a.md"});
    EXPECT_EQ(reason(walk, "report"), "a report of chimera");
    EXPECT_EQ(reason(walk, "mine.md"), "a report of chimera");
    EXPECT_FALSE(sources::walk(folder.path("report"), kCsvAndMd).ok());
}

TEST(Walk, OnlyAndExcludeTakeNamesPathsAndFolders) {
    const TempFolder folder;
    for (const char* name : {"a/x.csv", "a/y.md", "b/x.csv", "b/old/x.csv"})
        folder.write(name, "1");
    const auto with = [&](std::vector<std::string> only, std::vector<std::string> exclude) {
        return paths(
            sources::walk(folder.root(), {{"csv", "md"}, std::move(only), std::move(exclude)})
                .value());
    };
    EXPECT_EQ(with({"*.csv"}, {}), (Paths{"a/x.csv", "b/old/x.csv", "b/x.csv"}));
    EXPECT_EQ(with({"a/*"}, {}), (Paths{"a/x.csv", "a/y.md"}));
    EXPECT_EQ(with({"b"}, {"old"}), Paths{"b/x.csv"});
    EXPECT_EQ(with({}, {"**/x.csv"}), Paths{"a/y.md"});
    EXPECT_EQ(with({}, {"b/"}), (Paths{"a/x.csv", "a/y.md"}));
}

TEST(Walk, SpecialFilesAreNamedAndOddNamesBecomeUtf8) {
    const TempFolder folder;
    ASSERT_EQ(::mkfifo(folder.path("pipe.csv").c_str(), 0600), 0);
    folder.write("odd\xff.csv", "1");
    folder.write("gr\xc3\xbc\xc3\x9f.csv", "1");
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(paths(walk), (Paths{"gr\xc3\xbc\xc3\x9f.csv", "odd\xef\xbf\xbd.csv"}));
    EXPECT_TRUE(FileBytes::open(walk.files[1].absolute).ok());
    EXPECT_EQ(reason(walk, "pipe.csv"), "special file");
}

TEST(Walk, AnUnreadableFolderIsNamed) {
    if (::geteuid() == 0) GTEST_SKIP() << "root may read everything";
    const TempFolder folder;
    folder.write("closed/a.csv", "1");
    folder.write("b.csv", "1");
    ASSERT_EQ(::chmod(folder.path("closed").c_str(), 0), 0);
    const Walk walk = sources::walk(folder.root(), kCsvAndMd).value();
    EXPECT_EQ(reason(walk, "closed"), "unreadable (Permission denied)");
    ::chmod(folder.path("closed").c_str(), 0700);
}

TEST(Walk, OneFileIsARootToo) {
    const TempFolder folder;
    folder.write("a.csv", "1");
    folder.write("a.txt", "1");
    EXPECT_EQ(paths(sources::walk(folder.path("a.csv"), kCsvAndMd).value()), Paths{"a.csv"});
    EXPECT_FALSE(sources::walk(folder.path("a.txt"), kCsvAndMd).ok());
    EXPECT_FALSE(sources::walk(folder.path("nothing"), kCsvAndMd).ok());
}

TEST(Walk, DeepFoldersEndWhereTheSystemEnds) {
    const TempFolder folder;
    std::string path;
    for (int i = 0; i < 300; ++i) path += "d/";
    folder.write(path + "x.csv", "1");
    EXPECT_EQ(sources::walk(folder.root(), kCsvAndMd).value().files.size(), 1U);
}

}  // namespace chimera::sources
