// SPDX-License-Identifier: Apache-2.0
// A report of made-up rows, and what `verify` says of it once a claim was changed: a test tells
// lies with it that differ from the truth in one place.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "core/sha256.h"
#include "core/text.h"
#include "support/program.h"
#include "support/temp_folder.h"

namespace chimera::test {

// The text from `from` up to the next `end` behind it.
inline std::string between(const std::string& text, const std::string& from,
                           const std::string& end) {
    const auto begin = text.find(from);
    if (begin == std::string::npos) return {};
    const auto at = begin + from.size();
    return text.substr(at, text.find(end, at) - at);
}

class ToldReport : public ::testing::Test {
protected:
    // A report of one file of rows. `is_claim` finds the line of its evidence that is changed.
    void tell(const std::string& file, const std::string& rows,
              const std::function<bool(std::string_view)>& is_claim) {
        temp_.write("in/" + file, rows);
        ASSERT_EQ(
            run("report '" + temp_.path("in") + "' --reproducible -o '" + temp_.path("out") + "'"),
            0);
        report_ = read_text(temp_.path("out/report.md"));
        evidence_ = read_text(temp_.path("out/evidence.json"));
        for (const std::string_view line : split(evidence_, '\n')) {
            if (claim_.empty() && is_claim(line)) claim_ = line;
        }
        ASSERT_FALSE(claim_.empty()) << report_;
        text_ = between(claim_, "\"text\":\"", "\"");
    }

    // verify's exit code for the report with the claim, and the text in it, as they were changed.
    int verified(const std::string& claim, const std::string& text, std::string evidence = {}) {
        const std::string report = replace_all(report_, text_, text);
        if (evidence.empty()) evidence = evidence_;
        evidence = replace_all(std::move(evidence), claim_, claim);
        evidence = replace_all(std::move(evidence), sha256_hex(report_), sha256_hex(report));
        temp_.write("out/report.md", report);
        temp_.write("out/evidence.json", evidence);
        return run("verify '" + temp_.path("out/report.md") + "' '" + temp_.path("in") + "'");
    }
    // The same report, with something else changed in its evidence.
    int with_evidence(const std::string& from, const std::string& to) {
        const std::string lie = replace_all(evidence_, from, to);
        EXPECT_NE(lie, evidence_) << from << " in " << evidence_;
        return verified(claim_, text_, lie);
    }
    bool says(std::string_view words) const { return report_.find(words) != std::string::npos; }
    // The report says what the changed claim says.
    int verified(const std::string& claim) {
        return verified(claim, between(claim, "\"text\":\"", "\""));
    }

    TempFolder temp_;
    std::string report_;
    std::string evidence_;
    std::string claim_;
    std::string text_;
};

}  // namespace chimera::test
