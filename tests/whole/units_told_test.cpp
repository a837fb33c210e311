// SPDX-License-Identifier: Apache-2.0
// Rows that state their own units, keys that stand twice, and lies about them.
#include <gtest/gtest.h>

#include <string>

#include "support/told_report.h"

namespace chimera {
namespace {

// 0.512 us, 7.25 us and 1.25 s, three times each.
std::string google_csv() {
    std::string out =
        "name,iterations,real_time,cpu_time,time_unit,bytes_per_second,items_per_second,label,"
        "error_occurred,error_message\n";
    const auto rows = [&](const std::string& name, const std::string& unit, const char* const* t) {
        for (int i = 0; i < 3; ++i)
            out += "\"" + name + "\",100," + t[i] + "," + t[i] + "," + unit + ",,,,,\n";
    };
    const char* const a[] = {"512.5", "513.5", "514.5"};
    const char* const b[] = {"7.25", "7.35", "7.45"};
    const char* const c[] = {"1.25", "1.35", "1.45"};
    rows("BM_A", "ns", a);
    rows("BM_B", "us", b);
    rows("BM_C", "s", c);
    return out;
}

const char* const kTwoUnits =
    "{\"model\": \"alder:2b\", \"results\": [\n"
    "{\"latency\": {\"value\": 5.25, \"unit\": \"ms\"}}, {\"latency\": {\"value\": 5.5, \"unit\": "
    "\"ms\"}},\n"
    "{\"latency\": {\"value\": 0.0075, \"unit\": \"s\"}}, {\"latency\": {\"value\": 0.0085, "
    "\"unit\": \"s\"}}]}\n";

const char* const kTwice =
    "{\"model\": \"alder:2b\", \"results\": [\n"
    "{\"tokens_s\": 10.5, \"tokens_s\": 99.5}, {\"tokens_s\": 11.5}, {\"tokens_s\": 12.5}]}\n";

class UnitsTold : public test::ToldReport {
protected:
    void told(const char* file, const std::string& content, const std::string& words) {
        tell(file, content, [&](std::string_view line) {
            return line.starts_with("  {\"id\":\"C") && line.find(words) != std::string_view::npos;
        });
        EXPECT_EQ(verified(claim_, text_), 0) << report_;
    }
};

TEST_F(UnitsTold, EachRowOfGoogleBenchmarkByItsOwn) {
    told("bench.csv", google_csv(), "`name=BM_C`");
    EXPECT_TRUE(says("1350")) << report_;     // ms
    EXPECT_TRUE(says("0.00735")) << report_;  // ms
    // The scale of seconds to milliseconds, told of others.
    EXPECT_EQ(with_evidence("\"scale\":1000,", "\"scale\":0.001,"), 1);
}

TEST_F(UnitsTold, AnObjectsUnitIsThatOfItsNumbers) {
    told("r.json", kTwoUnits, "statement.row");
    EXPECT_TRUE(says("8.0")) << report_;
    const std::string where =
        "\"where\":[{\"column\":\"latency/unit\",\"op\":\"!=\",\"value\":\"s\"}]";
    EXPECT_NE(evidence_.find(where), std::string::npos) << evidence_;
    // Without the condition the sample lacks the rows in seconds.
    EXPECT_EQ(with_evidence("," + where, ""), 1);
}

TEST_F(UnitsTold, AKeyThatStandsTwice) {
    told("r.json", kTwice, "stands twice");
    EXPECT_TRUE(says("10.5")) << report_;
    EXPECT_FALSE(says("99.5"));
    const std::string lie =
        replace_all(claim_, "tokens_s\\\" stands twice", "model\\\" stands twice");
    ASSERT_NE(lie, claim_);
    EXPECT_EQ(verified(lie), 1);
}

}  // namespace
}  // namespace chimera
