// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "cli/command.h"
#include "cli/explain.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "cli/report_run.h"

namespace chimera::cli {

TEST(Nearest, FindsWhatWasMeant) {
    const std::vector<std::string> names = {"report", "verify", "explain", "schema"};
    EXPECT_EQ(nearest("reprot", names), "report");
    EXPECT_EQ(nearest("verfy", names), "verify");
    EXPECT_EQ(nearest("exp", names), "explain");
    EXPECT_EQ(nearest("zzz", names), "");
    EXPECT_EQ(nearest(std::string(100000, 'r'), names), "");
}

static Command command_for_test() {
    Command command = report_command();
    command.name = "try";
    return command;
}

TEST(ParseFlags, FillsTargetsAndLeavesTheOperandToTheLast) {
    std::string folder;
    std::vector<std::string> only;
    std::uint64_t jobs = 0;
    bool quiet = false;
    const std::vector<Flag> flags = {{"DIR", "", "", &folder, Needed::kRequired},
                                     {"--only", "GLOB...", "", &only},
                                     {"-j,--jobs", "N", "", &jobs},
                                     {"-q,--quiet", "", "", &quiet}};
    const Status status =
        parse_flags(command_for_test(), flags, {"-q", "-j", "3", "--only", "a*", "b*", "in"});
    ASSERT_TRUE(status.ok()) << status.error().message;
    EXPECT_EQ(folder, "in");
    EXPECT_EQ(only, (std::vector<std::string>{"a*", "b*"}));
    EXPECT_EQ(jobs, 3U);
    EXPECT_TRUE(quiet);
}

TEST(ParseFlags, SaysWhatIsWrongAndWhatToDo) {
    const auto why = [](const Arguments& arguments) {
        std::string folder;
        std::uint64_t jobs = 0;
        bool force = false;
        const std::vector<Flag> flags = {{"DIR", "", "", &folder, Needed::kRequired},
                                         {"--jobs", "N", "", &jobs},
                                         {"--force", "", "", &force}};
        const Status status = parse_flags(command_for_test(), flags, arguments);
        EXPECT_FALSE(status.ok());
        if (status.ok()) return std::string();
        EXPECT_EQ(status.error().code, ErrorCode::kUsage);
        return status.error().message;
    };
    EXPECT_EQ(why({}), "DIR is missing; for example: chimera report examples/chimera-101");
    EXPECT_EQ(why({"in", "--froce"}),
              "unknown option --froce; did you mean --force? see chimera try --help");
    EXPECT_EQ(why({"--froce"}),
              "unknown option --froce; did you mean --force? see chimera try --help");
    EXPECT_EQ(why({"in", "out"}), "unexpected argument out; see chimera try --help");
    EXPECT_EQ(why({"in", "--jobs", "many"}),
              "--jobs takes a whole number, not many; see chimera try --help");
    EXPECT_NE(why({"in", "--jobs", "-4"}).find("--jobs"), std::string::npos);
}

TEST(Commands, EachHasAnExampleThatNamesIt) {
    for (const Command& command : commands()) {
        EXPECT_NE(command.example.find("chimera " + std::string(command.name)),
                  std::string_view::npos);
        for (const Flag& flag : command.flags()) EXPECT_FALSE(flag.help.empty()) << flag.names;
    }
}

TEST(ShownCommand, HoldsOnlyWhatChangesTheReport) {
    ReportOptions options;
    options.root = "my results";
    options.writer.llm = "off";
    options.output = "elsewhere";
    options.jobs = 4;
    options.json = options.quiet = options.force = true;
    EXPECT_EQ(shown_command(options), "chimera report 'my results' --llm off");
    options.seed = 7;
    options.only = {"*.csv"};
    options.title = "it's";
    EXPECT_EQ(shown_command(options),
              "chimera report 'my results' --only '*.csv' --title 'it'\\''s' --seed 7 --llm off");
}

TEST(ShownRoot, IsNeverAbsolute) {
    EXPECT_EQ(shown_root("examples/x"), "examples/x");
    const std::string inside = (std::filesystem::current_path() / "in").string();
    EXPECT_EQ(shown_root(inside), "in");
    EXPECT_FALSE(shown_root("/").starts_with('/'));
}

TEST(DefaultTitle, IsTheFoldersName) {
    EXPECT_EQ(default_title("/some/where/runs/"), "Technical Report: runs");
    EXPECT_EQ(default_title("runs"), "Technical Report: runs");
}

TEST(IsItemId, TellsIdsFromPaths) {
    EXPECT_TRUE(is_item_id("F12"));
    EXPECT_TRUE(is_item_id("C3"));
    EXPECT_TRUE(is_item_id("S4"));
    for (const char* path : {"", "F", "F0", "F1.csv", "a/F1", "f12", "F12345678901"}) {
        EXPECT_FALSE(is_item_id(path)) << path;
    }
}

TEST(JsonString, EscapesWhatJsonForbids) {
    EXPECT_EQ(json_string("a\"b\\c\n\x01"), "\"a\\\"b\\\\c\\u000a\\u0001\"");
    EXPECT_EQ(json_string("\xFF"), "\"\xEF\xBF\xBD\"");
}

}  // namespace chimera::cli
