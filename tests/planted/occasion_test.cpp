// SPDX-License-Identifier: Apache-2.0
// The same measurement on several days and by several builds: nothing changed, one thing changed,
// or the day alone did. What changed is found, what did not is said to be unchanged, and no build
// is blamed for what its day may have done.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "core/text.h"
#include "planted/findings.h"
#include "planted/scenes.h"

namespace chimera::planted {
namespace {

constexpr double kMostFalse = 0.10;
constexpr double kLeastPower = 0.9;

// Two models measured on each of some days, by one build or by two.
struct Occasions {
    std::size_t days = 2;
    std::size_t rows = 20;     // of a model, a day and a build
    std::size_t builds = 1;    // both on every day
    bool build_a_day = false;  // or another one every day
    double day_sd = 0;         // how far a whole day is off, in deviations of a row
    double shift = 0;          // of the first model on the last day, or by the last build
    Noise noise = Noise::kNormal;
    std::size_t first_day = 3;  // of the month
};

struct OccasionFolder {
    Names names;
    std::string stamp;               // the column of the time
    std::string build;               // the column of the build; "" where there is none
    std::vector<std::string> dates;  // of the days
    std::vector<Table> by_day;
};

OccasionFolder occasions(const Occasions& what, Rng& rng) {
    OccasionFolder out{.names = draw_names(2, rng)};
    const Names& names = out.names;
    const bool built = what.builds > 1 || what.build_a_day;
    out.stamp = pick<std::string>({"timestamp", "started_at", "run_at"}, rng);
    if (built) out.build = pick<std::string>({"build_commit", "engine_version", "revision"}, rng);
    std::vector<std::string> header{names.model, names.suite, names.rate, out.stamp};
    if (built) header.push_back(out.build);
    for (std::size_t day = 0; day < what.days; ++day) {
        out.dates.push_back(fmt::format("2025-03-{:02}", what.first_day + day));
        Table table{.header = header, .rows = {}};
        const double off = normal(rng, 0, 1) * what.day_sd * kRateSd;
        std::size_t second = 0;
        for (std::size_t build = 0; build < what.builds; ++build) {
            for (std::size_t m = 0; m < 2; ++m) {
                const bool last = what.builds > 1 ? build == 1 : day + 1 == what.days;
                const double shift = m == 0 && last ? what.shift * kRateSd : 0;
                const double mean = kRate + off + shift;
                for (const double rate : draw({what.rows, mean, kRateSd, what.noise}, rng)) {
                    const std::string time = fmt::format("{}T09:{:02}:{:02}Z", out.dates.back(),
                                                         second / 60, second % 60);
                    second += 3;
                    table.rows.push_back(
                        {word(names.models[m]), word(names.task), num(rate, 2), word(time)});
                    const std::size_t name = what.build_a_day ? day : build;
                    if (built) table.rows.back().push_back(word(fmt::format("c0ffee{}", name)));
                }
            }
        }
        out.by_day.push_back(std::move(table));
    }
    return out;
}

// One file of all days, or a file a day in a folder or under a name that tells the date.
void write_occasions(const test::TempFolder& folder, const OccasionFolder& made,
                     std::uint64_t how) {
    if (how == 0) {
        Table all = made.by_day.front();
        for (std::size_t day = 1; day < made.by_day.size(); ++day) {
            const auto& rows = made.by_day[day].rows;
            all.rows.insert(all.rows.end(), rows.begin(), rows.end());
        }
        return folder.write("all.csv", as_csv(all));
    }
    for (std::size_t day = 0; day < made.by_day.size(); ++day) {
        const std::string& date = made.dates[day];
        if (how == 1) folder.write(date + "/requests.csv", as_csv(made.by_day[day]));
        if (how == 2) {
            folder.write("requests-" + replace_all(date, "-", "") + ".json",
                         as_json(made.by_day[day]));
        }
    }
}

bool is_in_time(const Proposition& found) {
    return found.arguments.contains("across");
}

bool blames_the_build(const Proposition& found) {
    return found.kind == "compare" && text_in(found, "days") == "shared";
}

std::string model_of(const Draft& draft, const Proposition& found) {
    const auto a = facts_in(draft, found, "a");
    return a.empty() ? "" : scope_in(*a.front(), "model");
}

class NullDays : public testing::TestWithParam<Noise> {};

TEST_P(NullDays, DaysOfNoConsequenceAreNotSetApart) {
    const std::size_t n = replicates(200);
    std::atomic<std::size_t> claims_in_time{0};
    const std::size_t claimed =
        count_replicates({n, 51}, [&](const test::TempFolder& folder, Rng& rng) {
            const Occasions what{
                .days = 2 + below(rng, 2), .build_a_day = below(rng, 2) == 0, .noise = GetParam()};
            write_occasions(folder, occasions(what, rng), below(rng, 3));
            const Draft draft = draft_of(folder.root());
            bool spoken = false;
            for (const Proposition& found : draft.propositions) spoken |= is_in_time(found);
            if (spoken) ++claims_in_time;
            return !directional(draft).empty();
        });
    fmt::print("null data, days, {}: {:.3f} of {} folders hold a claim\n", noise_name(GetParam()),
               static_cast<double>(claimed) / static_cast<double>(n), n);
    EXPECT_LE(claimed, most_of(n, kMostFalse));
    // The question was asked: folders of independent values say that the days are alike.
    EXPECT_GT(claims_in_time.load(), n / 2);
}

INSTANTIATE_TEST_SUITE_P(Planted, NullDays, testing::ValuesIn(kNoises),
                         [](const auto& of) { return std::string(noise_name(of.param)); });

TEST(Builds, OfNoConsequenceAreNotBlamedForTheirDays) {
    const std::size_t n = replicates(200);
    const std::size_t claimed =
        count_replicates({n, 52}, [&](const test::TempFolder& folder, Rng& rng) {
            const Occasions what{.days = 5, .rows = 8, .builds = 2, .day_sd = 2};
            write_occasions(folder, occasions(what, rng), 0);
            const Draft draft = draft_of(folder.root());
            const auto all = of_kind(draft, "compare");
            return std::any_of(all.begin(), all.end(), [&](const Proposition* found) {
                return is_in_time(*found) && text_in(*found, "across") != "day";
            });
        });
    fmt::print("null data, builds in turns on drifting days: {} of {}\n", claimed, n);
    EXPECT_LE(claimed, most_of(n, kMostFalse));
}

// A build a day, and days that drift: whatever differs, the day differs with it.
TEST(Builds, EachOnADayOfItsOwnAreNeverToldFromTheDay) {
    std::size_t differing = 0;
    for (std::size_t seed = 1; seed <= replicates(40); ++seed) {
        const test::TempFolder folder;
        Rng rng(5'300 + seed);
        const Occasions what{.days = 3, .build_a_day = true, .day_sd = 3};
        write_occasions(folder, occasions(what, rng), below(rng, 3));
        const Draft draft = draft_of(folder.root());
        for (const Proposition* found : of_kind(draft, "compare")) {
            EXPECT_FALSE(blames_the_build(*found)) << seed;
            if (!is_in_time(*found)) continue;
            ++differing;
            EXPECT_TRUE(found->wordings.front().starts_with("compare.otherday.")) << seed;
        }
    }
    EXPECT_GT(differing, replicates(40) / 2);
}

// The first model's rate fell on the last day; the other one's did not.
struct Told {
    bool changed = false;
    bool unchanged = false;
    bool wrong = false;
};
Told told(const Draft& draft, const Names& names) {
    Told out;
    for (const Proposition& found : draft.propositions) {
        if (!is_in_time(found)) continue;
        const bool first = model_of(draft, found) == names.models[0];
        const bool takes = found.kind == "compare";
        out.changed = out.changed || (takes && first && text_in(found, "direction") == "lower");
        out.unchanged = out.unchanged || (!takes && !first);
        out.wrong = out.wrong || (takes && (!first || text_in(found, "direction") != "lower"));
    }
    return out;
}

TEST(Days, AChangeIsFoundAndWhatDidNotChangeIsSaidToo) {
    for (std::uint64_t how = 0; how < 3; ++how) {
        const std::size_t n = replicates(60);
        std::atomic<std::size_t> wrong{0};
        std::atomic<std::size_t> unchanged{0};
        const std::size_t found =
            count_replicates({n, 54 + how}, [&](const test::TempFolder& folder, Rng& rng) {
                const Occasions what{.rows = 30, .shift = -2};
                const OccasionFolder made = occasions(what, rng);
                write_occasions(folder, made, how);
                const Told out = told(draft_of(folder.root()), made.names);
                if (out.wrong) ++wrong;
                if (out.unchanged) ++unchanged;
                return out.changed;
            });
        fmt::print("days, {}: {} of {} changes found, {} said unchanged, {} wrong\n", how, found, n,
                   unchanged.load(), wrong.load());
        EXPECT_GT(static_cast<double>(found), kLeastPower * static_cast<double>(n));
        EXPECT_GT(static_cast<double>(unchanged.load()), 0.8 * static_cast<double>(n));
        EXPECT_LE(wrong.load(), most_of(n, kMostFalse));
    }
}

TEST(Builds, AChangeIsFoundWhereBothTookTurnsOnTheSameDays) {
    const std::size_t n = replicates(60);
    std::atomic<std::size_t> wrong{0};
    const std::size_t found =
        count_replicates({n, 58}, [&](const test::TempFolder& folder, Rng& rng) {
            const Occasions what{.days = 6, .rows = 10, .builds = 2, .day_sd = 1.5, .shift = -2.5};
            const OccasionFolder made = occasions(what, rng);
            write_occasions(folder, made, 0);
            const Draft draft = draft_of(folder.root());
            bool right = false;
            for (const Proposition* one : of_kind(draft, "compare")) {
                if (!is_in_time(*one) || text_in(*one, "across") == "day") continue;
                const bool good = blames_the_build(*one) &&
                                  model_of(draft, *one) == made.names.models[0] &&
                                  text_in(*one, "direction") == "lower";
                right = right || good;
                if (!good) ++wrong;
            }
            return right;
        });
    fmt::print("builds in turns: {} of {} changes found, {} wrong\n", found, n, wrong.load());
    EXPECT_GT(static_cast<double>(found), kLeastPower * static_cast<double>(n));
    EXPECT_LE(wrong.load(), most_of(n, kMostFalse));
}

// Other dates, as far apart, are the same days by other names.
TEST(Days, ByOtherDatesAreTheSameDays) {
    const auto meanings = [](std::size_t seed, std::size_t first_day, std::uint64_t how) {
        const test::TempFolder folder;
        Rng rng(5'900 + seed);
        const Occasions what{.days = 3, .shift = -3, .first_day = first_day};
        const OccasionFolder made = occasions(what, rng);
        write_occasions(folder, made, how);
        auto out = meanings_of(draft_of(folder.root()));
        for (std::string& text : out) {
            for (std::size_t day = 0; day < made.dates.size(); ++day) {
                const std::string name = fmt::format("day-{}", day);
                text = replace_all(text, made.dates[day], name);
                text = replace_all(text, replace_all(made.dates[day], "-", ""), name);
            }
        }
        std::sort(out.begin(), out.end());
        return out;
    };
    for (std::size_t seed = 1; seed <= replicates(10); ++seed) {
        const std::uint64_t how = seed % 3;
        EXPECT_EQ(meanings(seed, 3, how), meanings(seed, 14, how)) << seed;
    }
}

}  // namespace
}  // namespace chimera::planted
