// SPDX-License-Identifier: Apache-2.0
#include "ingest/failures.h"

#include <gtest/gtest.h>

namespace chimera::ingest {

using model::Meaning;

static model::Column texts(std::string name, Meaning meaning,
                           const std::vector<std::string>& cells) {
    model::Column column;
    column.name = std::move(name);
    column.reading.meaning = meaning;
    for (std::size_t row = 0; row < cells.size(); ++row) {
        if (!cells[row].empty()) column.texts.set(row, cells[row]);
    }
    return column;
}

static model::Column numbers(std::string name, Meaning meaning, std::vector<double> cells) {
    model::Column column;
    column.name = std::move(name);
    column.reading.meaning = meaning;
    column.numbers = std::move(cells);
    return column;
}

static model::Table table_of(std::size_t rows, std::vector<model::Column> columns) {
    model::Table table;
    table.rows = rows;
    table.columns = std::move(columns);
    return table;
}

// "row: why" for each failed row.
static std::vector<std::string> failed(model::Table table) {
    ReadingCache cache;
    find_failures(table, cache);
    std::vector<std::string> out;
    for (const auto& failure : table.failed) {
        out.push_back(std::to_string(failure.row) + ": " + failure.why);
    }
    return out;
}

using Failed = std::vector<std::string>;

TEST(Failures, AnErrorTextFailsItsRowAndWordsForNoneDoNot) {
    EXPECT_EQ(failed(table_of(6, {texts("error", Meaning::kError,
                                        {"", "none", " timed out ", "NaN", "OK", "false"})})),
              Failed{"2: timed out"});
    EXPECT_EQ(failed(table_of(2, {texts("failed", Meaning::kError, {"true", "false"})})),
              Failed{"0: failed: true"});
}

TEST(Failures, SuccessStatusAndHttpCodes) {
    EXPECT_EQ(failed(table_of(5, {texts("status", Meaning::kSuccess,
                                        {"completed", "FAILED", "timed out", "503 Busy", "200"})})),
              (Failed{"1: status: FAILED", "2: status: timed out", "3: status: 503 Busy"}));
    EXPECT_EQ(failed(table_of(2, {numbers("ok", Meaning::kSuccess, {1, 0})})), Failed{"1: ok: 0"});
    EXPECT_EQ(failed(table_of(3, {numbers("http_status", Meaning::kSuccess, {200, 429, 500})})),
              (Failed{"1: http_status: 429", "2: http_status: 500"}));
    EXPECT_EQ(failed(table_of(2, {numbers("passed", Meaning::kSuccess, {0, 5})})), Failed{});
}

TEST(Failures, TheErrorsOwnWordsComeBeforeTheFlag) {
    EXPECT_EQ(
        failed(table_of(2, {texts("compilation/success", Meaning::kSuccess, {"true", "false"}),
                            texts("compilation/error", Meaning::kError, {"", "no compiler"})})),
        Failed{"1: no compiler"});
    EXPECT_EQ(failed(table_of(1, {texts("error/message", Meaning::kOther, {"refused"})})),
              Failed{"0: refused"});
}

TEST(Failures, ABodyThatIsAnErrorMessageIsNoAnswer) {
    for (const char* body :
         {"Error generating text: All connection attempts failed", "Error: refused",
          "[WinError 10049] The requested address is not valid", "Failed to connect to server",
          "Traceback (most recent call last):\n  File", "HTTP 502 Bad Gateway", "error",
          "ConnectionError: refused", "requests.exceptions.ReadTimeout: slow"}) {
        EXPECT_TRUE(is_error_text(body)) << body;
    }
    for (const char* body :
         {"Errors are how we learn. Try again: you will win!", "Failed a mission? Get up!",
          "Failed to win this time, but what a fight!", "Exceptional work, team.",
          "The error was mine: sorry", "", "http is a protocol",
          "Error handling in a language with results is explicit. It takes more lines."}) {
        EXPECT_FALSE(is_error_text(body)) << body;
    }
    EXPECT_FALSE(is_error_text("Error: " + std::string(500, 'x'))) << "long texts are answers";
    EXPECT_EQ(failed(table_of(2, {texts("response", Meaning::kBody, {"Well done!", "Error: no"})})),
              Failed{"1: Error: no"});
    EXPECT_EQ(failed(table_of(1, {texts("prompt", Meaning::kInput, {"Error: explain this"})})),
              Failed{});
}

TEST(Failures, FlagsOfToolsCount) {
    EXPECT_EQ(
        failed(table_of(2, {texts("metadata/was_cancelled", Meaning::kOther, {"false", "true"})})),
        Failed{"1: metadata/was_cancelled: true"});
}

TEST(Failures, ExitCodesVerdictsAndWordsInPlaceOfANumber) {
    EXPECT_EQ(failed(table_of(3, {numbers("exit_code", Meaning::kError, {0, 137, 1})})),
              (Failed{"1: exit_code: 137", "2: exit_code: 1"}));
    EXPECT_EQ(failed(table_of(2, {texts("result", Meaning::kOther, {"pass", "fail"})})),
              Failed{"1: result: fail"});
    EXPECT_EQ(failed(table_of(2, {texts("flash", Meaning::kOther, {"yes", "no"})})), Failed{})
        << "an answer about a setting";
    EXPECT_EQ(failed(table_of(2, {texts("note", Meaning::kOther, {"fail", "warm"})})), Failed{});
    model::Column cells = texts("tokens_s", Meaning::kMetric, {"", "OOM", ""});
    cells.numbers = {50, model::kAbsent, 51};
    EXPECT_EQ(failed(table_of(3, {cells})), Failed{"1: OOM"});
    EXPECT_EQ(failed(table_of(2, {numbers("passed", Meaning::kSuccess, {412, 503})})), Failed{})
        << "counts are no codes";
}

TEST(Failures, WordsAboutTheMachineDoNotFailARow) {
    EXPECT_EQ(failed(table_of(1, {texts("environment/gpu/error", Meaning::kError, {"no driver"})})),
              Failed{});
}

TEST(Failures, ATextThatWasNotKeptIsStillAnError) {
    model::Column column;
    column.name = "error";
    column.reading.meaning = Meaning::kError;
    const std::size_t rows = model::TextColumn::kMost + 1;
    for (std::size_t row = 0; row < rows; ++row) column.texts.set(row, "e" + std::to_string(row));
    const auto all = failed(table_of(rows, {column}));
    ASSERT_EQ(all.size(), rows);
    EXPECT_EQ(all.back(), std::to_string(rows - 1) + ": an error text");
}

TEST(Failures, ReasonsAreCutWithoutBreakingACharacter) {
    const auto all = failed(table_of(
        1, {texts("error", Meaning::kError, {std::string(299, 'x') + "\xc3\xa9" + "yyy"})}));
    EXPECT_EQ(all, Failed{"0: " + std::string(299, 'x')});
}

TEST(Failures, RowsWithoutAWordInheritThatOfTheObjectAroundThem) {
    model::Table table = table_of(2, {numbers("x", Meaning::kMetric, {1, 2})});
    table.base = "/a/runs";
    table.context = {{"/a/success", "false", model::kAbsent},
                     {"/b/error", "other", model::kAbsent}};
    EXPECT_EQ(failed(table), (Failed{"0: success: false", "1: success: false"}));
    table.columns.push_back(texts("status", Meaning::kSuccess, {"ok", "failed"}));
    EXPECT_EQ(failed(table), Failed{"1: status: failed"});
}

// Another tool's table: the third alternative was not run, and its zeros are no times.
TEST(Failures, AMeanOfZeroThatNothingContradictsIsARunThatDidNotTakePlace) {
    const auto table = [](const std::vector<double>& mean, const std::vector<double>& most,
                          const std::vector<double>& n) {
        return table_of(2, {numbers("latency_mean_ms", Meaning::kMetric, mean),
                            numbers("latency_std_ms", Meaning::kMetric, {0.1, 0}),
                            numbers("latency_max_ms", Meaning::kMetric, most),
                            numbers("n", Meaning::kOther, n)});
    };
    EXPECT_EQ(failed(table({3, 0}, {4, 0}, {5, 5})), Failed{"1: latency_mean_ms: 0"});
    EXPECT_EQ(failed(table({3, 0}, {4, 0.001}, {5, 5})), Failed{});
    EXPECT_EQ(failed(table({3, 0}, {4, 0.001}, {5, 0})), Failed{"1: latency_mean_ms: 0"});
    // An empty queue is a measurement.
    EXPECT_EQ(failed(table_of(1, {numbers("queue_time_mean_ms", Meaning::kMetric, {0}),
                                  numbers("queue_time_min_ms", Meaning::kMetric, {0}),
                                  numbers("queue_time_max_ms", Meaning::kMetric, {0})})),
              Failed{});
}

}  // namespace chimera::ingest
