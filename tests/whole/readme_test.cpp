// SPDX-License-Identifier: Apache-2.0
// The README quotes a report: every sentence and table row that it shows must stand in today's
// report of the example folder, and `explain` must answer as it says. CHIMERA_APPROVE=1 writes the
// fact ids and the answer of `explain` anew; a sentence that is gone is for a person to replace.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera {
namespace {

namespace fs = std::filesystem;
using test::read_text;

// Runs the program in a folder; what it prints.
std::string run_in(const fs::path& folder, const std::string& arguments) {
    const fs::path out = folder / "printed.txt";
    const std::string command = "cd '" + folder.string() + "' && CHIMERA_LLM=off " +
                                CHIMERA_BINARY + " " + arguments + " > '" + out.string() + "' 2>&1";
    EXPECT_EQ(std::system(command.c_str()), 0) << arguments << "\n" << read_text(out);
    return read_text(out);
}

// "[91](#f3) of" as "[91](#f) of", and the numbers that were taken out.
std::string without_ids(std::string_view text, std::vector<std::string>& ids) {
    constexpr std::string_view kOpen = "](#f";
    std::string out;
    for (std::size_t at = 0; at < text.size();) {
        if (!text.substr(at).starts_with(kOpen)) {
            out += text[at++];
            continue;
        }
        const std::size_t close = text.find(')', at);
        out += kOpen;
        ids.emplace_back(text.substr(at + kOpen.size(), close - at - kOpen.size()));
        at = close;
    }
    return out;
}

// The sentences of a paragraph; a full stop inside a name or a link ends none.
std::vector<std::string> sentences(const std::string& paragraph) {
    std::vector<std::string> out(1);
    bool in_code = false;
    for (std::size_t i = 0; i < paragraph.size(); ++i) {
        const char c = paragraph[i];
        if (c == '`') in_code = !in_code;
        const bool ends = !in_code && c == ' ' && i > 0 && paragraph[i - 1] == '.';
        if (ends)
            out.emplace_back();
        else
            out.back() += c;
    }
    return out;
}

// What the README quotes: sentences without their line ends, and the rows of tables.
std::vector<std::string> quotes_of(const std::string& readme) {
    std::vector<std::string> out;
    std::string paragraph;
    const auto flush = [&] {
        if (paragraph.empty()) return;
        for (std::string& one : sentences(paragraph)) out.push_back(std::move(one));
        paragraph.clear();
    };
    for (const std::string_view line : split(readme, '\n')) {
        const std::string_view text = line.starts_with(">") ? trim(line.substr(1)) : "";
        const bool is_row = text.starts_with("|");
        if (text.empty() || is_row) flush();
        if (is_row)
            out.emplace_back(text);
        else if (!text.empty())
            paragraph += (paragraph.empty() ? "" : " ") + std::string(text);
    }
    flush();
    return out;
}

// The answer that the README shows of `./chimera explain F6`, and that id.
std::string explained(const std::string& readme, std::string& id) {
    constexpr std::string_view kCommand = "$ ./chimera explain ";
    const auto begin = readme.find(kCommand);
    if (begin == std::string::npos) return {};
    const auto line_end = readme.find('\n', begin);
    id = readme.substr(begin + kCommand.size(), line_end - begin - kCommand.size());
    return readme.substr(line_end + 1, readme.find("```", line_end) - line_end - 1);
}

// The answer as the README shows it: without the sentences that use the fact, and of a list of
// values the first three.
std::string shortened(const std::string& answer) {
    constexpr std::string_view kMore = ", ... (";
    std::string out;
    for (const std::string_view line : split(answer, '\n')) {
        if (line.starts_with("  used by") || line.empty()) break;
        std::string text(line);
        const auto more = text.find(kMore);
        std::size_t comma = 0;
        for (int i = 0; i < 3 && more != std::string::npos; ++i) comma = text.find(", ", comma + 1);
        if (more != std::string::npos && comma < more) text.erase(comma, more - comma);
        out += text + '\n';
    }
    return out;
}

TEST(Readme, QuotesTodaysReport) {
    const fs::path root = CHIMERA_SOURCE_DIR;
    const test::TempFolder temp;
    const fs::path folder(temp.root());
    run_in(folder,
           "report '" + (root / "examples/chimera-101").string() + "' --reproducible --quiet");
    const std::string report = read_text(folder / "chimera-report/report.md");
    std::map<std::string, std::vector<std::string>> said;  // without ids -> the ids
    for (const std::string_view line : split(report, '\n')) {
        const auto all = line.starts_with("|") ? std::vector<std::string>{std::string(line)}
                                               : sentences(std::string(line));
        for (const std::string& one : all) {
            std::vector<std::string> ids;
            std::string bare = without_ids(one, ids);
            while (bare.starts_with("- ")) bare.erase(0, 2);
            said.emplace(std::move(bare), std::move(ids));
        }
    }
    std::string readme = read_text(root / "README.md");
    const auto quotes = quotes_of(readme);
    ASSERT_GE(quotes.size(), 5U) << "the README quotes a report";
    std::map<std::string, std::string> renamed;  // "](#f6)" -> the id of today
    for (const std::string& quote : quotes) {
        std::vector<std::string> ids;
        const auto found = said.find(without_ids(quote, ids));
        if (found == said.end()) {
            ADD_FAILURE() << "README.md quotes what today's report of examples/chimera-101 does "
                             "not say; replace it by something that it says:\n"
                          << quote;
            continue;
        }
        for (std::size_t i = 0; i < ids.size(); ++i) renamed[ids[i]] = found->second[i];
    }
    std::string id;
    const std::string answer = explained(readme, id);
    ASSERT_TRUE(id.starts_with("F")) << "the README explains one of the facts that it quotes";
    const std::string now = renamed.contains(id.substr(1)) ? "F" + renamed[id.substr(1)] : id;
    const std::string expected = shortened(run_in(folder, "explain " + now));
    std::string today;
    for (std::size_t at = 0; at < readme.size(); ++at) {
        const bool is_link = std::string_view(readme).substr(at).starts_with("](#f");
        const std::size_t close = is_link ? readme.find(')', at) : 0;
        const std::string old = is_link ? readme.substr(at + 4, close - at - 4) : "";
        if (!is_link || !renamed.contains(old)) {
            today += readme[at];
            continue;
        }
        today += "](#f" + renamed[old];
        at = close - 1;
    }
    today = replace_all(today, "explain " + id + "\n" + answer, "explain " + now + "\n" + expected);
    if (std::getenv("CHIMERA_APPROVE") != nullptr) {
        std::ofstream(root / "README.md", std::ios::binary) << today;
        return;
    }
    EXPECT_EQ(readme, today) << "the ids of README.md are not today's; CHIMERA_APPROVE=1 with this "
                                "test writes them";
}

}  // namespace
}  // namespace chimera
