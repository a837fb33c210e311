// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <utility>

#include "sources/walk.h"
#include "support/temp_folder.h"

namespace chimera::sources {

using test::TempFolder;

TEST(FileBytes, SmallAndLargeFilesReadAlike) {
    const TempFolder folder;
    const std::string small = "a,b\n1,2\n";
    std::string large(3 << 20, 'x');
    large.back() = 'y';
    folder.write("small.csv", small);
    folder.write("large.csv", large);
    EXPECT_EQ(FileBytes::open(folder.path("small.csv")).value().view(), small);
    EXPECT_EQ(FileBytes::open(folder.path("large.csv")).value().view(), large);
}

TEST(FileBytes, AFileThatIsCutOffKeepsTheBytesThatWereRead) {
    const TempFolder folder;
    const std::string large(3 << 20, 'x');
    folder.write("log.jsonl", large);
    const FileBytes bytes = FileBytes::open(folder.path("log.jsonl")).value();
    std::filesystem::resize_file(folder.path("log.jsonl"), 10);
    EXPECT_EQ(bytes.view(), large);
    folder.write("log.jsonl", std::string(3 << 20, 'z'));
    EXPECT_EQ(bytes.view(), large);
}

TEST(FileStream, GivesTheBytesPieceByPiece) {
    const TempFolder folder;
    folder.write("log.jsonl", "0123456789");
    FileStream file = FileStream::open(folder.path("log.jsonl")).value();
    std::string piece(4, ' ');
    EXPECT_EQ(file.read(piece).value(), 4U);
    EXPECT_EQ(piece, "0123");
    EXPECT_EQ(file.read(piece).value(), 4U);
    std::filesystem::resize_file(folder.path("log.jsonl"), 9);
    EXPECT_EQ(file.read(piece).value(), 1U);
    EXPECT_EQ(piece.front(), '8');
    EXPECT_EQ(file.read(piece).value(), 0U);
}

TEST(FileBytes, AnEmptyFileHasNoBytes) {
    const TempFolder folder;
    folder.write("empty.csv", "");
    EXPECT_EQ(FileBytes::open(folder.path("empty.csv")).value().view(), "");
}

TEST(FileBytes, MovingHandsTheBytesOver) {
    const TempFolder folder;
    folder.write("a.csv", "1");
    folder.write("b.csv", "2");
    FileBytes a = FileBytes::open(folder.path("a.csv")).value();
    FileBytes b = FileBytes::open(folder.path("b.csv")).value();
    a = std::move(b);
    EXPECT_EQ(a.view(), "2");
    const FileBytes c(std::move(a));
    EXPECT_EQ(c.view(), "2");
}

TEST(FileBytes, AFileThatVanishedAndAPipeAreErrors) {
    const TempFolder folder;
    const auto gone = FileBytes::open(folder.path("gone.csv"));
    ASSERT_FALSE(gone.ok());
    EXPECT_EQ(gone.error().code, ErrorCode::kInput);
    EXPECT_EQ(gone.error().place, folder.path("gone.csv"));
    ASSERT_EQ(::mkfifo(folder.path("pipe.csv").c_str(), 0600), 0);
    EXPECT_FALSE(FileBytes::open(folder.path("pipe.csv")).ok());
    EXPECT_FALSE(FileBytes::open(folder.path("")).ok());
}

}  // namespace chimera::sources
