// SPDX-License-Identifier: Apache-2.0
// Single records that matter: a value far out, one value alone, rows that failed, aggregates and
// documents that state a number, rightly or wrongly.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/decimal.h"
#include "planted/findings.h"
#include "planted/scenes.h"

namespace chimera::planted {
namespace {

const std::size_t kSeeds = replicates(20);

std::string all_of(const Draft& draft) {
    std::string out;
    for (const std::string& text : meanings_of(draft)) out += "\n  " + text;
    return out;
}

std::optional<double> number_of(const Fact& fact) {
    const auto* number = std::get_if<double>(&fact.value);
    return number == nullptr ? std::nullopt : std::optional(*number);
}

std::size_t column_of(const Table& table, const std::string& name) {
    const auto at = std::find(table.header.begin(), table.header.end(), name);
    return static_cast<std::size_t>(at - table.header.begin());
}

// The written numbers of one model.
std::vector<double> values_of(const Table& table, const Names& names, std::size_t model,
                              const std::string& column) {
    std::vector<double> out;
    const Table rows = rows_with(table, names.model, names.models[model]);
    for (const auto& row : rows.rows)
        out.push_back(parse_double(row[column_of(table, column)].text).value_or(0));
    return out;
}

double mean_of(const std::vector<double>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

TEST(Outlier, TheCellFarOutIsNamed) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(4'000 + seed);
        RaceFolder made = race({.models = 2, .rows = 12 + below(rng, 20)}, rng);
        const std::size_t row = 3 + below(rng, made.table.rows.size() - 3);
        const double planted = kRate + (below(rng, 2) == 0 ? 25 : -22) * kRateSd;
        made.table.rows[row][column_of(made.table, made.names.rate)] = num(planted, 2);
        write_table(folder, made.table, {"runs", made.names.model, made.names.models}, rng);
        const Draft draft = draft_of(folder.root());
        const auto found = of_kind(draft, "outlier", "tokens_s");
        ASSERT_EQ(found.size(), 1U) << seed << all_of(draft);
        const auto cell = facts_in(draft, *found[0], "cell");
        ASSERT_EQ(cell.size(), 1U);
        EXPECT_NEAR(number_of(*cell[0]).value_or(0), planted, 0.01) << seed;
        EXPECT_EQ(scope_in(*cell[0], "model"),
                  made.table.rows[row][column_of(made.table, made.names.model)].text);
    }
}

TEST(Single, OneValueIsNoSample) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(4'100 + seed);
        const RaceFolder made = race({.models = 3, .rows = 1, .shift = 20}, rng);
        write_table(folder, made.table, {"runs", made.names.model, made.names.models}, rng);
        const Draft draft = draft_of(folder.root());
        std::size_t alone = 0;
        for (const std::string& model : made.names.models) {
            const auto found = of_kind(draft, "single_observation", "tokens_s");
            alone += static_cast<std::size_t>(
                std::count_if(found.begin(), found.end(), [&](const Proposition* one) {
                    return scope_in(*facts_in(draft, *one, "value").at(0), "model") == model;
                }));
        }
        EXPECT_EQ(alone, 3U) << seed << all_of(draft);
        EXPECT_TRUE(directional(draft).empty()) << seed << all_of(draft);
    }
}

// The ways in which files say that a row is no measurement: a column, what it says of a good row,
// and of a bad one.
struct Failure {
    std::string column;
    std::string good;
    std::string bad;
};

TEST(Failures, EnterNoStatistic) {
    const std::vector<Failure> ways{{"error", "", "CUDA out of memory"},
                                    {"success", "true", "false"},
                                    {"status", "ok", "timeout"},
                                    {"http_status", "200", "503"},
                                    {"response", "The tide turns twice a day.",
                                     "Error: model runner has unexpectedly stopped"}};
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(4'200 + seed);
        RaceFolder made = race({.models = 2, .rows = 14}, rng);
        const Failure& way = pick(ways, rng);
        const std::size_t rate = column_of(made.table, made.names.rate);
        std::vector<double> good(2);
        std::size_t failed = 0;
        Table sound{.header = made.table.header, .rows = {}};
        made.table.header.push_back(way.column);
        for (auto& row : made.table.rows) {
            const bool fails = uniform(rng) < 0.25;
            if (!fails) sound.rows.push_back(row);
            failed += fails ? 1 : 0;
            if (fails) row[rate] = below(rng, 2) == 0 ? num(0, 2) : num(9999, 2);
            row.push_back(word(fails ? way.bad : way.good));
        }
        ASSERT_GT(failed, 0U);
        write_table(folder, made.table, {"runs", made.names.model, made.names.models}, rng);
        const Draft draft = draft_of(folder.root());
        std::size_t means = 0;
        for (const Fact& fact : draft.facts) {
            if (fact.metric != "tokens_s" || fact.op != "mean") continue;
            const std::size_t m = scope_in(fact, "model") == made.names.models[0] ? 0 : 1;
            const auto values = values_of(sound, made.names, m, made.names.rate);
            EXPECT_NEAR(number_of(fact).value_or(0), mean_of(values), 1e-6)
                << seed << " " << way.column;
            ++means;
        }
        EXPECT_EQ(means, 2U) << seed << " " << way.column;
        const auto told = of_kind(draft, "failed_runs");
        const bool counted = std::any_of(told.begin(), told.end(), [&](const Proposition* found) {
            const auto n = facts_in(draft, *found, "n");
            return !n.empty() && number_of(*n[0]) == static_cast<double>(failed);
        });
        EXPECT_TRUE(counted) << seed << " " << way.column << all_of(draft);
    }
}

// Another number of as many digits: one of them changed, the last by two at least, for half a unit
// of it is within rounding.
std::string with_a_wrong_digit(const std::string& number, Rng& rng) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < number.size(); ++i) {
        if (number[i] >= '0' && number[i] <= '9') places.push_back(i);
    }
    const std::size_t at = pick(places, rng);
    const auto digit = static_cast<std::size_t>(number[at] - '0');
    const bool last = at == places.back();
    const std::size_t by = last ? 2 + below(rng, 7) : 1 + below(rng, 9);
    std::size_t other = (digit + by) % 10;
    if (at == places.front() && other == 0) other = digit == 1 ? 2 : 1;
    std::string out = number;
    out[at] = static_cast<char>('0' + other);
    return out;
}

// A file whose own summary states the mean of its rows, or another file that states those of all.
void write_stored(const test::TempFolder& folder, const RaceFolder& made,
                  const std::vector<std::string>& means, Rng& rng) {
    const bool own = below(rng, 2) == 0;
    for (std::size_t m = 0; m < made.names.models.size(); ++m) {
        const Table rows = rows_with(made.table, made.names.model, made.names.models[m]);
        const std::string around =
            fmt::format("\"summary\": {{\"mean_{}\": {}}},\n  ", made.names.rate, means[m]);
        folder.write(fmt::format("raw-{}.json", m + 1), as_json(rows, own ? around : ""));
    }
    if (own) return;
    Table summary{.header = {made.names.model, made.names.suite, "mean_" + made.names.rate},
                  .rows = {}};
    for (std::size_t m = 0; m < means.size(); ++m) {
        summary.rows.push_back(
            {word(made.names.models[m]), word(made.names.task), {means[m], true}});
    }
    folder.write("summary.csv", as_csv(summary));
}

RaceFolder precise_race(std::size_t models, Rng& rng) {
    RaceFolder made = race({.models = models, .rows = 9}, rng);
    const std::size_t rate = column_of(made.table, made.names.rate);
    for (auto& row : made.table.rows) row[rate] = num(normal(rng, kRate, kRateSd), 4);
    return made;
}

std::vector<std::string> written_means(const RaceFolder& made) {
    std::vector<std::string> out;
    for (std::size_t m = 0; m < made.names.models.size(); ++m) {
        out.push_back(
            fmt::format("{:.2f}", mean_of(values_of(made.table, made.names, m, made.names.rate))));
    }
    return out;
}

TEST(Stored, AMeanWithAWrongDigitIsAConflictAndARightOneIsNone) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        Rng rng(4'300 + seed);
        const RaceFolder made = precise_race(2, rng);
        auto means = written_means(made);
        Rng same = rng;
        const test::TempFolder right;
        write_stored(right, made, means, rng);
        const Draft sound = draft_of(right.root());
        EXPECT_TRUE(of_kind(sound, "conflict").empty()) << seed << all_of(sound);
        means[1] = with_a_wrong_digit(means[1], same);
        const test::TempFolder wrong;
        write_stored(wrong, made, means, same);
        const Draft draft = draft_of(wrong.root());
        const auto found = of_kind(draft, "conflict", "tokens_s");
        ASSERT_EQ(found.size(), 1U) << seed << " " << means[1] << all_of(draft);
        const auto claimed = facts_in(draft, *found[0], "claimed");
        EXPECT_EQ(number_of(*claimed.at(0)), parse_double(means[1])) << seed;
    }
}

// A row that holds its measurements as a list is a sample of as many values.
TEST(Lists, AreSamplesOfTheirRows) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(4'330 + seed);
        const std::size_t n = 6 + below(rng, 20);
        const bool in_lines = below(rng, 2) == 0;
        const std::string name =
            pick<std::string>({"ttft_samples_s", "ttft_s", "ttft_measurements_s"}, rng);
        std::vector<std::string> rows;
        std::vector<double> means;
        for (const char* model : {"plover-3b", "curlew-7b"}) {
            const auto drawn = draw({n, 0.2, 0.01, Noise::kNormal}, rng);
            std::vector<std::string> texts;
            std::vector<double> values;
            for (const double value : drawn) {
                texts.push_back(fmt::format("{:.4f}", value));
                values.push_back(parse_double(texts.back()).value_or(0));
            }
            means.push_back(mean_of(values));
            rows.push_back(
                fmt::format("{{\"model\": \"{}\", \"scenario\": \"chat\", \"{}\": [{}]}}", model,
                            name, fmt::join(texts, ", ")));
        }
        const std::string between = in_lines ? "\n" : ",\n";
        const std::string all = fmt::format("{}", fmt::join(rows, between));
        folder.write(in_lines ? "runs.jsonl" : "runs.json",
                     in_lines ? all + "\n" : "{\"results\": [" + all + "]}\n");
        const Draft draft = draft_of(folder.root());
        std::size_t found = 0;
        for (const Fact& fact : draft.facts) {
            if (fact.metric != "ttft_s" || fact.op != "mean") continue;
            const std::size_t m = scope_in(fact, "model") == "plover-3b" ? 0 : 1;
            EXPECT_NEAR(number_of(fact).value_or(0), means[m], 1e-9) << seed;
            EXPECT_EQ(fact.n, n) << seed;
            const auto& at = std::get<facts::Cells>(fact.operands.front()).at.front();
            const std::string row =
                in_lines ? fmt::format("line={}", m + 1) : fmt::format("/results/{}", m);
            EXPECT_EQ(at, fmt::format("{}/{}/[0-{}]", row, name, n - 1)) << seed;
            ++found;
        }
        EXPECT_EQ(found, 2U) << seed << all_of(draft);
    }
}

// The faster model answers worse, or better: both are told together, of the right models.
TEST(Quality, IsWeighedAgainstSpeed) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(4'340 + seed);
        const RaceFolder made = race({.models = 2, .rows = 20, .shift = 8, .shifted = 1}, rng);
        folder.write("speed.csv", as_csv(made.table));
        const std::size_t answers = below(rng, 2) == 0 ? 1 : 12;
        Table exam{.header = {made.names.model, "task", "accuracy"}, .rows = {}};
        std::vector<std::vector<double>> scores(2);
        for (std::size_t i = 0; i < 2 * answers; ++i) {
            const Cell score = num(uniform(rng) * 0.1 + (i % 2 == 0 ? 0.8 : 0.6), 3);
            scores[i % 2].push_back(parse_double(score.text).value_or(0));
            exam.rows.push_back({word(made.names.models[i % 2]), word("exam"), score});
        }
        folder.write("exam.csv", as_csv(exam));
        const Draft draft = draft_of(folder.root());
        std::size_t told = 0;
        for (const Proposition* found : of_kind(draft, "compare")) {
            if (!found->wordings.front().starts_with("compare.quality")) continue;
            ++told;
            EXPECT_EQ(found->wordings.front().starts_with("compare.quality.single"), answers == 1);
            EXPECT_EQ(scope_in(*facts_in(draft, *found, "a").at(0), "model"), made.names.models[1]);
            for (const auto& [slot, m] : {std::pair("qa", 1), std::pair("qb", 0)}) {
                const auto& link = std::get<facts::FactSlot>(found->slots.at(slot));
                EXPECT_NEAR(number_of(draft.facts[link.fact - 1]).value_or(0),
                            mean_of(scores[static_cast<std::size_t>(m)]), 1e-9)
                    << seed;
            }
        }
        EXPECT_EQ(told, 1U) << seed << all_of(draft);
    }
}

std::string stored_kernels(const std::string& device, double times, Rng& rng) {
    std::string out = "{\"device\": \"" + device + "\", \"results\": {";
    for (const char* kernel : {"matmul", "softmax"}) {
        const double mean = times * (4 + 2 * uniform(rng));
        if (!out.ends_with("{")) out += ", ";
        out += fmt::format(
            "\"{}\": {{\"mean_ms\": {:.3f}, \"std_ms\": 0.05, \"min_ms\": {:.3f}, \"runs\": 40}}",
            kernel, mean, mean - 0.2);
    }
    return out + "}}\n";
}

// eager.json beside others with the same keys: each kernel is compared with itself, and not with
// what ran on another device.
TEST(Stored, AlternativesInAFileEachAreComparedOnOneDevice) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const test::TempFolder folder;
        Rng rng(4'350 + seed);
        const std::string stem = pick<std::string>({"", "bench_", "kernels-"}, rng);
        folder.write("k/" + stem + "eager.json", stored_kernels("cuda:0", 1, rng));
        folder.write("k/" + stem + "inductor.json", stored_kernels("cuda:0", 0.4, rng));
        folder.write("k/" + stem + "tvm.json", stored_kernels("cpu", 9, rng));
        const Draft draft = draft_of(folder.root());
        std::size_t compared = 0;
        for (const Proposition* found : of_kind(draft, "compare")) {
            const Fact& a = *facts_in(draft, *found, "a").at(0);
            const Fact& b = *facts_in(draft, *found, "b").at(0);
            EXPECT_EQ(scope_in(a, "backend"), "inductor") << seed;
            EXPECT_EQ(scope_in(b, "backend"), "eager") << seed;
            EXPECT_EQ(scope_in(a, "variant"), scope_in(b, "variant")) << seed;
            EXPECT_EQ(text_in(*found, "direction"), "lower") << seed;
            ++compared;
        }
        // Each kernel in the table and in words.
        EXPECT_GE(compared, 2U) << seed << all_of(draft);
    }
}

std::string document_of(const RaceFolder& made, const std::vector<std::string>& means, bool prose) {
    std::string out = "# Results of the " + made.names.task + " runs\n\n";
    if (prose) {
        for (std::size_t m = 0; m < means.size(); ++m) {
            out += fmt::format("`{}` reached a mean generation throughput of {} tok/s.\n\n",
                               made.names.models[m], means[m]);
        }
        return out;
    }
    Table table{.header = {"Model", "Mean throughput (tok/s)"}, .rows = {}};
    for (std::size_t m = 0; m < means.size(); ++m)
        table.rows.push_back({word(made.names.models[m]), {means[m], true}});
    return out + as_markdown(table);
}

// A mean that no row comes near: another first digit.
std::string with_a_wrong_first_digit(const std::string& number, Rng& rng) {
    std::string out = number;
    const auto digit = static_cast<std::size_t>(number[0] - '0');
    const std::size_t by = 2 + below(rng, 6);
    out[0] = static_cast<char>('1' + (digit - 1 + by) % 9);
    return out;
}

struct Documented {
    bool prose = false;
    bool quiet_when_right = false;
    std::vector<double> conflicts;  // the claimed numbers
    std::string wrong;
};

// A folder with a document that states each model's mean; then the same with the first one wrong.
Documented document(std::uint64_t seed, std::string (*spoil)(const std::string&, Rng&)) {
    const test::TempFolder folder;
    Rng rng(seed);
    const RaceFolder made = precise_race(3, rng);
    auto means = written_means(made);
    Documented out{.prose = below(rng, 2) == 0};
    write_table(folder, made.table, {"runs", made.names.model, made.names.models}, rng);
    folder.write("REPORT.md", document_of(made, means, out.prose));
    const Draft sound = draft_of(folder.root());
    out.quiet_when_right =
        of_kind(sound, "conflict").empty() && !of_kind(sound, "borne_out").empty();
    means[0] = out.wrong = spoil(means[0], rng);
    folder.write("REPORT.md", document_of(made, means, out.prose));
    const Draft draft = draft_of(folder.root());
    for (const Proposition* found : of_kind(draft, "conflict"))
        out.conflicts.push_back(number_of(*facts_in(draft, *found, "claimed").at(0)).value_or(0));
    return out;
}

TEST(Document, AWrongHeadlineNumberIsAConflictAndRightOnesAreBorneOut) {
    for (std::size_t seed = 1; seed <= kSeeds; ++seed) {
        const Documented out = document(4'400 + seed, with_a_wrong_first_digit);
        EXPECT_TRUE(out.quiet_when_right) << seed << " " << out.prose;
        ASSERT_EQ(out.conflicts.size(), 1U) << seed << " " << out.prose << " " << out.wrong;
        EXPECT_EQ(out.conflicts[0], parse_double(out.wrong));
    }
}

// A digit further back may leave a number that is near some other figure of the data, which keeps
// it open: what is called a conflict must be the wrong one and no other.
TEST(Document, AWrongDigitFurtherBackIsAConflictOrStaysOpen) {
    std::size_t found = 0;
    for (std::size_t seed = 1; seed <= 2 * kSeeds; ++seed) {
        const Documented out = document(4'500 + seed, with_a_wrong_digit);
        EXPECT_TRUE(out.quiet_when_right) << seed << " " << out.prose;
        for (const double conflict : out.conflicts)
            EXPECT_EQ(conflict, parse_double(out.wrong)) << seed;
        EXPECT_LE(out.conflicts.size(), 1U) << seed;
        found += out.conflicts.size();
    }
    fmt::print("documents: {} of {} wrong digits found\n", found, 2 * kSeeds);
    EXPECT_GE(4 * found, 2 * kSeeds);
}

}  // namespace
}  // namespace chimera::planted
