// SPDX-License-Identifier: Apache-2.0
// Folders in which nothing differs: how often a report takes a side all the same. Intervals share
// an error of 0.05 and trends are adjusted after Holm to 0.05, so at most one folder in ten
// may hold any such claim, however the values scatter.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "planted/findings.h"
#include "planted/scenes.h"

namespace chimera::planted {
namespace {

constexpr double kMostFalse = 0.10;

// Folders in which each kind of claim was made, beside those with any.
class Tally {
public:
    bool add(const Draft& draft) {
        std::map<std::string, bool> kinds;
        for (const Proposition* found : directional(draft)) kinds[found->kind] = true;
        const std::scoped_lock lock(mutex_);
        for (const auto& [kind, any] : kinds) ++count_[kind];
        EXPECT_FALSE(draft.propositions.empty());
        return !kinds.empty();
    }
    std::string text() const {
        std::string out;
        for (const auto& [kind, n] : count_) out += fmt::format(" {} {}", kind, n);
        return out;
    }

private:
    std::mutex mutex_;
    std::map<std::string, std::size_t> count_;
};

class NullData : public testing::TestWithParam<Noise> {
protected:
    void check(const std::string& what, std::size_t claimed, const Tally& tally) {
        const std::size_t n = replicates(200);
        const double share = static_cast<double>(claimed) / static_cast<double>(n);
        fmt::print("null data, {}, {}: {:.3f} of {} folders hold a claim;{}\n", what,
                   noise_name(GetParam()), share, n, tally.text());
        EXPECT_LE(claimed, most_of(n, kMostFalse)) << tally.text();
    }
};

TEST_P(NullData, FourModelsAreNotSetApart) {
    Tally tally;
    const std::size_t claimed =
        count_replicates({replicates(200), 11}, [&](const test::TempFolder& folder, Rng& rng) {
            const RaceFolder made = race({.models = 4, .noise = GetParam()}, rng);
            write_table(folder, made.table, {"runs", made.names.model, made.names.models}, rng);
            return tally.add(draft_of(folder.root()));
        });
    check("four models", claimed, tally);
}

TEST_P(NullData, ASweepOfNoConsequenceHasNoEffect) {
    Tally tally;
    const std::size_t claimed =
        count_replicates({replicates(200), 12}, [&](const test::TempFolder& folder, Rng& rng) {
            const Grid what{.noise = GetParam(), .shuffled = below(rng, 2) == 0};
            const GridFolder made = grid(what, rng);
            write_table(folder, made.table, {.stem = "sweep"}, rng);
            return tally.add(draft_of(folder.root()));
        });
    check("a grid", claimed, tally);
}

INSTANTIATE_TEST_SUITE_P(Planted, NullData, testing::ValuesIn(kNoises),
                         [](const auto& of) { return std::string(noise_name(of.param)); });

}  // namespace
}  // namespace chimera::planted
