// SPDX-License-Identifier: Apache-2.0
// Good reports are verified, and lies put into them are caught.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <sstream>

#include "core/parallel.h"
#include "support/report_mutation.h"
#include "verify/verify.h"

namespace chimera::verify {

namespace fs = std::filesystem;

static std::string read_all(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream out;
    out << in.rdbuf();
    return out.str();
}

static void write_all(const fs::path& path, const std::string& text) {
    std::ofstream(path, std::ios::binary) << text;
}

static std::string described(const Outcome& outcome) {
    std::ostringstream out;
    for (const auto& fact : outcome.failed_facts) out << fact.id << ": " << fact.reason << '\n';
    for (const auto& claim : outcome.claims) {
        if (!claim.ok) out << claim.id << " line " << claim.line << ": " << claim.reason << '\n';
    }
    for (const auto& piece : outcome.unsupported) {
        out << "line " << piece.line << ": " << piece.text << ": " << piece.reason << '\n';
    }
    for (const auto& problem : outcome.problems)
        out << problem.place << ": " << problem.reason << '\n';
    return out.str();
}

// A folder with report.md and evidence.json, and the root that the report is of.
struct GoodCase {
    fs::path folder;
    fs::path root;
};

// Cases of the repository, and one more that CHIMERA_VERIFY_CASE names as "FOLDER:ROOT".
static std::vector<GoodCase> good_cases() {
    const fs::path base = fs::path(CHIMERA_SOURCE_DIR) / "tests/verify";
    std::vector<GoodCase> out{{base / "example", base / "example/input"},
                              {base / "rich", base / "rich/input"}};
    if (const char* more = std::getenv("CHIMERA_VERIFY_CASE")) {
        const std::string text(more);
        const auto colon = text.find(':');
        out.push_back({text.substr(0, colon), text.substr(colon + 1)});
    }
    return out;
}

TEST(Mutation, GoodReportsAreVerified) {
    for (const GoodCase& one : good_cases()) {
        const auto outcome = verify((one.folder / "report.md").string(), one.root.string(), {});
        ASSERT_TRUE(outcome.ok()) << outcome.error().message;
        EXPECT_TRUE(outcome.value().verified) << one.folder << '\n' << described(outcome.value());
        EXPECT_GT(outcome.value().facts_ok, 0U);
    }
}

// The root is found by what the evidence says, from the report's own folder.
TEST(Mutation, FindsTheRootBesideTheReport) {
    const GoodCase rich = good_cases()[1];
    const auto outcome = verify((rich.folder / "report.md").string(), std::nullopt, {});
    ASSERT_TRUE(outcome.ok()) << outcome.error().message;
    EXPECT_TRUE(outcome.value().verified) << described(outcome.value());
}

struct Tally {
    std::map<std::string, std::pair<std::size_t, std::size_t>> caught;  // by kind: caught, told
    std::vector<std::string> missed;
};

static Tally tell_lies(const GoodCase& good, std::size_t wanted) {
    const test::GoodReport texts{read_all(good.folder / "report.md"),
                                 read_all(good.folder / "evidence.json")};
    const auto kinds = test::lie_kinds();
    std::vector<test::Lie> lies;
    for (std::uint64_t seed = 1; lies.size() < wanted && seed < 20 * wanted; ++seed) {
        if (auto lie = test::tell_lie(texts, kinds[seed % kinds.size()], seed)) {
            lies.push_back(std::move(*lie));
        }
    }
    const fs::path base =
        fs::temp_directory_path() / ("chimera-lies-" + std::to_string(::getpid()));
    Tally out;
    std::mutex lock;
    for_each_index(lies.size(), 0, [&](std::size_t i) {
        const fs::path folder = base / std::to_string(i);
        fs::create_directories(folder);
        write_all(folder / "report.md", lies[i].report);
        write_all(folder / "evidence.json", lies[i].evidence);
        const auto outcome =
            verify((folder / "report.md").string(), good.root.string(), {.jobs = 1});
        const std::lock_guard hold(lock);
        auto& [caught, told] = out.caught[lies[i].kind];
        ++told;
        if (!outcome.ok() || !outcome.value().verified)
            ++caught;
        else
            out.missed.push_back(lies[i].kind + ": " + lies[i].told);
    });
    fs::remove_all(base);
    return out;
}

TEST(Mutation, LiesAreCaught) {
    constexpr std::size_t kLies = 500;
    const auto cases = good_cases();
    const Tally tally = tell_lies(cases.back(), kLies);
    std::size_t told = 0;
    std::ostringstream table;
    for (const auto& [kind, counts] : tally.caught) {
        told += counts.second;
        table << kind << ": " << counts.first << " of " << counts.second << '\n';
    }
    for (const auto& missed : tally.missed) table << "missed " << missed << '\n';
    EXPECT_EQ(told, kLies);
    EXPECT_LE(tally.missed.size() * 100, told) << table.str();
    if (std::getenv("CHIMERA_VERBOSE") != nullptr) std::fputs(table.str().c_str(), stdout);
    // Every kind of lie finds a place in the rich case.
    if (cases.size() == 2) {
        EXPECT_EQ(tally.caught.size(), test::lie_kinds().size()) << table.str();
    }
}

}  // namespace chimera::verify
