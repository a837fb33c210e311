// SPDX-License-Identifier: Apache-2.0
// Runs the checks over the repository, and each check over a planted violation.
#include "tidy/tidy.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <set>

#include "core/text.h"

namespace chimera::tidy {
namespace {

// Offenders that were there before their rule. The list only shrinks: an entry that is needed no
// longer fails the test, and nothing is added to it. A path stands here for one check.
struct Exemption {
    std::string_view check;
    std::string_view path;
};

constexpr std::array kRatchet{
    Exemption{"functions", "src/ingest/failures.cpp"},
    Exemption{"functions", "src/stats/interval.cpp"},
    Exemption{"functions", "src/verify/appendix.cpp"},
    Exemption{"functions", "src/verify/case.cpp"},
    Exemption{"functions", "src/verify/comparison_rules.cpp"},
    Exemption{"functions", "src/verify/sample.cpp"},
    Exemption{"functions", "src/verify/source_file.cpp"},
};

const Tree& repository() {
    static const Tree tree = read_tree(CHIMERA_SOURCE_DIR);
    return tree;
}

std::string show(const Findings& findings) {
    std::string text;
    for (const Finding& finding : findings) {
        text += fmt::format("{}:{}: {}\n", finding.path, finding.line, finding.message);
    }
    return text;
}

// The findings that no exemption covers.
Findings open_findings(const Findings& all, const std::string& check) {
    Findings open;
    std::set<std::string> used;
    for (const Finding& finding : all) {
        bool exempt = false;
        for (const Exemption& exemption : kRatchet) {
            exempt = exempt || (exemption.check == finding.check && exemption.path == finding.path);
        }
        if (exempt) {
            used.insert(finding.path);
        } else {
            open.push_back(finding);
        }
    }
    for (const Exemption& exemption : kRatchet) {
        if (exemption.check == check && !used.contains(std::string(exemption.path))) {
            open.push_back({check, std::string(exemption.path), 0,
                            "needs no exemption any more; take it off the list"});
        }
    }
    return open;
}

#define EXPECT_TIDY(check, name)                                        \
    do {                                                                \
        const Findings open = open_findings(check(repository()), name); \
        EXPECT_TRUE(open.empty()) << show(open);                        \
    } while (false)

TEST(Repository, IsThere) {
    EXPECT_TRUE(repository().contains("ARCHITECTURE.md"));
}
TEST(Repository, KeepsItsLayers) {
    EXPECT_TIDY(check_layers, "layers");
}
TEST(Repository, HasRoomsThatSayWhatTheyAre) {
    EXPECT_TIDY(check_rooms, "rooms");
}
TEST(Repository, HasNoDeadFiles) {
    EXPECT_TIDY(check_dead_files, "dead");
}
TEST(Repository, HasDocumentsThatNameWhatExists) {
    EXPECT_TIDY(check_document_paths, "documents");
}
TEST(Repository, HasFilesOfReadableSize) {
    EXPECT_TIDY(check_sizes, "sizes");
}
TEST(Repository, HasFunctionsOfReadableSize) {
    EXPECT_TIDY(check_functions, "functions");
}
TEST(Repository, UsesNothingThatIsBanned) {
    EXPECT_TIDY(check_bans, "bans");
}
TEST(Repository, NamesItsLicence) {
    EXPECT_TIDY(check_first_lines, "first lines");
}

const std::string kTable =
    "| room | takes | may include | library at home here | must not know |\n|---|---|---|---|---|\n"
    "| core | x | - | fmt | any |\n| model | x | core | - | x |\n| stats | x | - | Boost.Math | x "
    "|\n"
    "| cli | x | all | CLI11 | x |\n";

Tree with(const std::string& path, const std::string& text) {
    return {{"ARCHITECTURE.md", kTable}, {path, text}};
}

TEST(CheckLayers, SeesAForbiddenRoomAndALibraryAwayFromHome) {
    EXPECT_EQ(check_layers(with("src/stats/a.cpp", "#include \"model/m.h\"\n")).size(), 1U);
    EXPECT_EQ(check_layers(with("src/model/a.cpp", "#include <boost/math/x.hpp>\n")).size(), 1U);
    EXPECT_TRUE(check_layers(with("src/stats/a.cpp",
                                  "#include \"core/m.h\"\n#include <boost/math/x>\n"
                                  "#include \"stats/b.h\"\n#include <vector>\n"))
                    .empty());
    EXPECT_TRUE(check_layers(with("src/cli/a.cpp", "#include \"stats/m.h\"\n")).empty());
    EXPECT_TRUE(check_layers(with("src/stats/a_test.cpp", "#include \"model/m.h\"\n")).empty());
}

TEST(CheckRooms, SeesMissingRowsFoldersAndReadmes) {
    Tree tree{{"ARCHITECTURE.md", kTable}};
    for (const char* room : {"core", "model", "stats", "cli"}) {
        tree[fmt::format("src/{}/README.md", room)] = "Takes Gives Rules Start here\n";
    }
    EXPECT_TRUE(check_rooms(tree).empty()) << show(check_rooms(tree));
    tree["src/model/README.md"] = "Takes Gives Rules\n";
    EXPECT_EQ(check_rooms(tree).size(), 1U);
    tree["src/model/README.md"] = "Takes Gives Rules Start here\n" + std::string(30, '\n');
    EXPECT_EQ(check_rooms(tree).size(), 1U);
    tree.erase("src/model/README.md");
    EXPECT_EQ(check_rooms(tree).size(), 1U);
    tree["src/other/README.md"] = "Takes Gives Rules Start here\n";
    EXPECT_EQ(check_rooms(tree).size(), 2U);
}

TEST(CheckDeadFiles, SeesSourcesThatNobodyBuildsOrIncludes) {
    Tree tree{{"src/a/CMakeLists.txt", "SOURCES op.cpp x/in.cpp"},
              {"src/a/op.cpp", "#include \"a/op.h\"\n"},
              {"src/a/x/in.cpp", ""},
              {"src/a/op.h", ""}};
    EXPECT_TRUE(check_dead_files(tree).empty()) << show(check_dead_files(tree));
    tree["src/a/p.cpp"] = "";
    tree["src/a/unused.h"] = "";
    EXPECT_EQ(check_dead_files(tree).size(), 2U) << show(check_dead_files(tree));
}

TEST(CheckDocumentPaths, SeesPathsThatAreGone) {
    Tree tree{{"docs/a.md",
               "See `src/a.cpp`, `src/`, `num_gpu/x` and [b](b.md#x).\n```\n`src/no`\n```\n"},
              {"docs/b.md", ""},
              {"src/a.cpp", ""}};
    EXPECT_TRUE(check_document_paths(tree).empty()) << show(check_document_paths(tree));
    tree.erase("src/a.cpp");
    tree.erase("docs/b.md");
    EXPECT_EQ(check_document_paths(tree).size(), 3U);
}

TEST(CheckSizes, SeesLongFilesAndLines) {
    EXPECT_EQ(check_sizes({{"src/a/a.h", std::string(201, '\n')}}).size(), 1U);
    EXPECT_EQ(check_sizes({{"src/a/a.cpp", std::string(501, '\n')}}).size(), 1U);
    EXPECT_TRUE(check_sizes({{"src/a/a_test.cpp", std::string(501, '\n')}}).empty());
    EXPECT_EQ(check_sizes({{"src/a/a.cpp", std::string(101, 'x')}}).size(), 1U);
    EXPECT_TRUE(check_sizes({{"src/a/a_table.inc", std::string(900, '\n')}}).empty());
}

TEST(CheckFunctions, SeesLongFunctionsAndManyParameters) {
    const auto function = [](std::size_t lines) {
        std::string text = "static int f(int a) {\n";
        for (std::size_t i = 0; i < lines; ++i) text += "    g(\"}\");  // {\n";
        return text + "}\n";
    };
    EXPECT_TRUE(check_functions({{"src/a/a.cpp", function(68)}}).empty());
    EXPECT_EQ(check_functions({{"src/a/a.cpp", function(69)}}).size(), 1U);
    EXPECT_EQ(check_functions({{"src/a/a.cpp",
                                "static int f(int a, int b,\n      int c, int d, int e) {\n}\n"}})
                  .size(),
              1U);
    EXPECT_TRUE(check_functions(
                    {{"src/a/a.cpp", "int f(std::map<int, int> a, int b, int c, int d) {\n}\n"}})
                    .empty());
    EXPECT_TRUE(
        check_functions({{"src/a/a.cpp", "namespace a {\n" + std::string(99, '\n') + "}\n"}})
            .empty());
}

TEST(CheckBans, SeesEachOfThem) {
    for (const char* line : {"x = std::rand();", "std::chrono::steady_clock::now();",
                             "std::stod(text);", "std::cout << 1;", "std::exit(2);",
                             "} catch (...) {", "class ReportManager {", "std::shared_ptr<int> p;",
                             "// FIX"
                             "ME later",
                             "std::regex r;", "atoi(x);"}) {
        EXPECT_EQ(check_bans({{"src/stats/a.cpp", line}}).size(), 1U) << line;
    }
    EXPECT_EQ(check_bans({{"src/a/a.h", "using namespace std;"}}).size(), 1U);
    EXPECT_EQ(check_bans({{"src/a/a_test.cpp", "    rc::check([] {"}}).size(), 1U);
    EXPECT_TRUE(check_bans({{"src/a/a_test.cpp", "    EXPECT_TRUE(rc::check([] {"}}).empty());
}

TEST(CheckBans, LeavesTextAndTheRightPlacesAlone) {
    EXPECT_TRUE(
        check_bans({{"src/stats/a.cpp", "// std::rand is banned\nf(\"std::cout\");"}}).empty());
    EXPECT_TRUE(check_bans({{"src/core/clock.cpp", "steady_clock::now();"}}).empty());
    EXPECT_TRUE(check_bans({{"src/cli/main.cpp", "std::cerr << 1; } catch (...) {"}}).empty());
    EXPECT_TRUE(check_bans({{"src/a/a.cpp", "// Shared by both threads.\nstd::shared_ptr<int> p;"}})
                    .empty());
}

TEST(CheckFirstLines, SeesWhatHasNoLicence) {
    const std::string mark = "SPDX-License-Identifier: Apache-2.0\n";
    EXPECT_TRUE(check_first_lines({{"src/a/a.cpp", "// " + mark}}).empty());
    EXPECT_TRUE(check_first_lines({{"src/a/a.h", "// " + mark + "\n#pragma once\n"}}).empty());
    EXPECT_TRUE(check_first_lines({{"chimera", "#!/bin/sh\n# " + mark}}).empty());
    EXPECT_EQ(check_first_lines({{"src/a/a.cpp", "#include <x>\n"}}).size(), 1U);
    EXPECT_EQ(check_first_lines({{"src/a/a.h", "// " + mark}}).size(), 1U);
    EXPECT_EQ(check_first_lines({{"chimera", "#!/bin/sh\necho\n"}}).size(), 1U);
}

TEST(CodeOnly, BlanksCommentsAndLiterals) {
    EXPECT_EQ(code_only("a // b\nc"), "a     \nc");
    EXPECT_EQ(code_only("f(\"x\\\"y\");"), "f(\"    \");");
    EXPECT_EQ(code_only("a /* b\n */ c"), "a     \n    c");
    EXPECT_EQ(code_only("1'000 'c'"), "1'000 ' '");
    EXPECT_EQ(code_only("R\"(a\n\")\" b"), "R\"  \n  \" b");
}

}  // namespace
}  // namespace chimera::tidy
