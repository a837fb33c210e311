// SPDX-License-Identifier: Apache-2.0
// Documents of a made-up corpus against its made-up data.
#include "facts/document_claims.h"

#include <gtest/gtest.h>

#include <set>

#include "core/text.h"
#include "facts/propositions/finders.h"
#include "facts/records_for_test.h"

namespace chimera::facts {

static constexpr std::string_view kBig = "otter:7b-chat-w8";
static constexpr std::string_view kSmall = "otter:500m";

// Two models of one family, five rows each, as another tool might have measured them.
static model::RecordSet data(std::string_view big = kBig, std::string_view small = kSmall) {
    model::RecordSet records;
    std::vector<RowForTest> rows;
    const std::vector<double> speeds{41.25, 42.5, 40.75, 43.125, 41.875};
    for (std::size_t i = 0; i < speeds.size(); ++i) {
        const double step = static_cast<double>(i);
        rows.push_back(
            {std::string(big), {{"tokens_s", speeds[i]}, {"ttft_s", 0.512 + step / 64}}, ""});
        rows.push_back(
            {std::string(small), {{"tokens_s", 4 * speeds[i]}, {"ttft_s", 0.128 + step / 64}}, ""});
    }
    add_table(records, "runs/speed.csv", "speed", rows);
    return records;
}

static model::SourceIndex add_document(model::RecordSet& records, const std::string& path) {
    model::Source source;
    source.path = path;
    source.format = "markdown";
    source.role = model::Role::kDocument;
    source.sha256 = std::string(64, 'b');
    records.sources.push_back(std::move(source));
    return static_cast<model::SourceIndex>(records.sources.size() - 1);
}

static model::ClaimedNumber number(model::SourceIndex source, std::uint32_t line,
                                   const std::string& raw) {
    model::ClaimedNumber out{.source = source, .line = line, .raw = raw};
    const auto decimal = parse_decimal(replace_all(raw, ",", ""));
    out.value = parse_double(replace_all(raw, ",", "")).value_or(0);
    out.decimals = std::max(0, decimal ? decimal->decimals() : 0);
    return out;
}

static void say(model::RecordSet& records, model::SourceIndex source, const std::string& sentence,
                const std::string& raw, const std::string& unit) {
    auto one = number(source, static_cast<std::uint32_t>(records.claims.size() + 10), raw);
    one.sentence = sentence;
    one.unit = unit;
    records.claims.push_back(std::move(one));
}

static void cell(model::RecordSet& records, model::SourceIndex source, std::uint32_t line,
                 const std::string& row, const std::string& column, const std::string& raw) {
    auto one = number(source, line, raw);
    one.row = row;
    one.column = column;
    records.claims.push_back(std::move(one));
}

struct Checked {
    std::vector<CheckedDocument> documents;
    std::vector<Fact> facts;

    std::size_t count(Finding finding) const {
        std::size_t n = 0;
        for (const auto& document : documents) {
            for (const auto& claim : document.claims) n += claim.finding == finding ? 1 : 0;
        }
        return n;
    }
    const CheckedClaim* of(const std::string& raw) const {
        for (const auto& document : documents) {
            for (const auto& claim : document.claims) {
                if (claim.bound.claim->raw == raw) return &claim;
            }
        }
        return nullptr;
    }
};

static Checked check(const model::RecordSet& records) {
    Analysis analysis{.records = records};
    analysis.series = find_series(records);
    Checked out;
    out.documents = check_documents(analysis);
    out.facts = analysis.book.all();
    return out;
}

TEST(DocumentClaims, ATrueSentenceIsBorneOut) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    say(records, document, "The mean throughput of Otter:500M was 167.6 tok/s.", "167.6", "tok/s");
    say(records, document, "otter-7b-chat-w8 peaks at a maximum of 43.13 tokens/s.", "43.13",
        "tokens/s");
    const Checked checked = check(records);
    EXPECT_EQ(checked.count(Finding::kBorneOut), 2U);
    EXPECT_EQ(checked.count(Finding::kConflict), 0U);
    ASSERT_NE(checked.of("167.6"), nullptr);
    const auto& fact = checked.facts[checked.of("167.6")->found - 1];
    EXPECT_EQ(fact.op, "mean");
    EXPECT_EQ(fact.scope.at("model"), kSmall);
}

TEST(DocumentClaims, APlantedConflictIsFound) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    say(records, document, "`otter:500m` reaches a peak throughput of 253.9 tok/s.", "253.9",
        "tok/s");
    const Checked checked = check(records);
    ASSERT_EQ(checked.count(Finding::kConflict), 1U);
    const auto* claim = checked.of("253.9");
    EXPECT_EQ(checked.facts[claim->found - 1].op, "max");
    EXPECT_TRUE(claim->headline);
    EXPECT_EQ(checked.facts[claim->claimed - 1].kind, Class::kClaimed);
}

TEST(DocumentClaims, ModelsSwappedInATableAreConflicts) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    cell(records, document, 4, "otter:500m", "Mean Tokens/s", "41.9");
    cell(records, document, 5, "otter:7b-chat-w8", "Mean Tokens/s", "167.6");
    EXPECT_EQ(check(records).count(Finding::kConflict), 2U);
}

TEST(DocumentClaims, NumbersOfTwoModelsInOneSentenceAreBoundToNone) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    const std::string sentence =
        "otter:500m has a mean of 41.9 tok/s and otter:7b-chat-w8 a mean of 167.6 tok/s.";
    say(records, document, sentence, "41.9", "tok/s");
    say(records, document, sentence, "167.6", "tok/s");
    EXPECT_TRUE(check(records).documents.empty());
}

TEST(DocumentClaims, ColumnsNamedByModelsAreReadByTheirRows) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    cell(records, document, 4, "Mean throughput (tok/s)", "Otter:500m", "167.6");
    cell(records, document, 4, "Mean throughput (tok/s)", "Otter:7b-w8", "41.9");
    const Checked checked = check(records);
    EXPECT_EQ(checked.count(Finding::kBorneOut), 2U);
    ASSERT_NE(checked.of("41.9"), nullptr);
    EXPECT_EQ(checked.of("41.9")->scope.at("model"), kBig);
}

TEST(DocumentClaims, ShiftedColumnsStandUnderAnotherName) {
    auto records = data();
    const auto document = add_document(records, "digest.md");
    cell(records, document, 4, "otter:500m", "Latency (ms)", "167.6");
    cell(records, document, 5, "otter:7b-chat-w8", "Latency (ms)", "41.90");
    const Checked checked = check(records);
    EXPECT_EQ(checked.count(Finding::kMismatch), 2U);
    EXPECT_EQ(checked.count(Finding::kConflict), 0U);
    ASSERT_NE(checked.of("167.6"), nullptr);
    EXPECT_EQ(checked.facts[checked.of("167.6")->found - 1].metric, "tokens_s");
}

TEST(DocumentClaims, OneNumberFoundElsewhereMayBeChance) {
    auto records = data();
    const auto document = add_document(records, "digest.md");
    cell(records, document, 4, "otter:500m", "Latency (ms)", "167.6");
    EXPECT_EQ(check(records).count(Finding::kMismatch), 0U);
}

TEST(DocumentClaims, WhatIsNoStatementOfAMeasurementIsNoConflict) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    for (const char* sentence : {"The target for otter:500m is a mean of 999 tok/s.",
                                 "otter:500m would need a mean of 999 tok/s.",
                                 "The mean of otter:500m is 999 tok/s faster than before."}) {
        say(records, document, sentence, "999", "tok/s");
    }
    say(records, document, "A mean of 999 tok/s was seen with weasel:3b-x9.", "999", "tok/s");
    say(records, document, "otter:500m has 999 MB.", "999", "MB");
    records.claims.push_back(records.claims.back());
    records.claims.back().sentence = "The mean throughput of otter:500m is ~999 tok/s.";
    records.claims.back().unit = "tok/s";
    records.claims.back().rough = true;
    EXPECT_EQ(check(records).count(Finding::kConflict), 0U);
}

TEST(DocumentClaims, UnitsAreConverted) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    say(records, document, "Mean TTFT of otter:500m: 159 ms.", "159", "ms");
    const Checked checked = check(records);
    ASSERT_EQ(checked.count(Finding::kBorneOut), 1U);
    EXPECT_NEAR(std::get<double>(checked.facts[checked.of("159")->claimed - 1].value), 0.159,
                1e-12);
}

TEST(DocumentClaims, ADocumentOfOtherDataAccusesNobody) {
    auto records = data();
    const auto document = add_document(records, "elsewhere.md");
    for (std::uint32_t line = 4; line < 10; ++line) {
        cell(records, document, line, "otter:500m", "Mean Tokens/s", std::to_string(line) + "12.5");
    }
    EXPECT_EQ(check(records).count(Finding::kConflict), 0U);
}

TEST(DocumentClaims, ACopyCountsOnce) {
    auto records = data();
    const auto first = add_document(records, "a.md");
    const auto second = add_document(records, "b.md");
    records.sources[second].role = model::Role::kDuplicate;
    records.sources[second].duplicate_of = first;
    for (const auto document : {first, second}) {
        say(records, document, "The mean throughput of otter:500m is 167.6 tok/s.", "167.6",
            "tok/s");
    }
    EXPECT_EQ(check(records).documents.size(), 1U);
}

// The verdicts do not depend on what things are called.
TEST(DocumentClaims, RenamingEverywhereChangesNoVerdict) {
    const auto verdicts = [](std::string_view big, std::string_view small) {
        auto records = data(big, small);
        const auto document = add_document(records, "notes.md");
        const std::string b(big);
        const std::string s(small);
        cell(records, document, 4, s, "Mean Tokens/s", "167.6");
        cell(records, document, 5, b, "Mean Tokens/s", "41.90");
        cell(records, document, 4, s, "TTFT (s)", "0.128");
        cell(records, document, 5, b, "TTFT (s)", "0.512");
        say(records, document, "The peak throughput of " + b + " is 61.7 tok/s.", "61.7", "tok/s");
        const Checked checked = check(records);
        return std::vector<std::size_t>{
            checked.count(Finding::kOpen), checked.count(Finding::kBorneOut),
            checked.count(Finding::kConflict), checked.count(Finding::kMismatch)};
    };
    const auto before = verdicts(kBig, kSmall);
    EXPECT_EQ(before, (std::vector<std::size_t>{0, 4, 1, 0}));
    EXPECT_EQ(before, verdicts("acme/brick-13b", "acme/pebble-1b"));
    EXPECT_EQ(before, verdicts("aa2", "bb2"));
}

TEST(DocumentClaims, WhatIsFoundIsSaidAndCounted) {
    auto records = data();
    const auto document = add_document(records, "notes.md");
    cell(records, document, 4, "otter:500m", "Mean Tokens/s", "167.6");
    cell(records, document, 5, "otter:7b-chat-w8", "Mean Tokens/s", "41.90");
    say(records, document, "The peak throughput of otter:7b-chat-w8 is 61.7 tok/s.", "61.7",
        "tok/s");
    Analysis analysis{.records = records};
    analysis.series = find_series(records);
    document_finder().find(analysis);
    std::set<std::string> topics;
    for (const Proposition& found : analysis.found) {
        topics.insert(found.topic);
        if (found.topic == "conflict/document") {
            EXPECT_TRUE(found.mandatory);
            EXPECT_GT(found.salience, 0.85);
            EXPECT_GE(found.wordings.size(), 5U);
        }
    }
    EXPECT_TRUE(topics.contains("conflict/document"));
    EXPECT_TRUE(topics.contains("documents/row"));
    EXPECT_TRUE(topics.contains("documents/counts"));
    EXPECT_TRUE(topics.contains("borne out/document"));
}

}  // namespace chimera::facts
