// SPDX-License-Identifier: Apache-2.0
// What a comparison of speeds says of how good the answers are: the scores of the two arms, on one
// exam, and "one value each" where that is what they are.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "verify/rules.h"
#include "verify/words.h"

namespace chimera::verify {

static bool is_score(const Fact& fact) {
    static constexpr std::array<std::string_view, 5> kScores{"accuracy", "exact_match", "f_score",
                                                             "score", "perplexity"};
    return fact.kind != "derived" &&
           std::find(kScores.begin(), kScores.end(), fact.metric) != kScores.end();
}

// "one value each", "each score is one value"
static bool says_one_value(const Case& self) {
    const auto words = lower_words(self.filled.fixed);
    for (std::size_t i = 0; i + 1 < words.size(); ++i) {
        if (words[i] == "one" && words[i + 1] == "value") return true;
    }
    return false;
}

std::string wrong_scores(Case& self, const Fact& a, const Fact& b) {
    std::vector<const Fact*> scores;
    for (const std::uint32_t id : self.claim.facts) {
        const Fact* fact = self.evidence().fact(id);
        if (fact != nullptr && fact->metric != a.metric && is_score(*fact)) scores.push_back(fact);
    }
    const bool single = says_one_value(self);
    if (scores.empty()) return single ? "it names no scores" : "";
    if (scores.size() != 2) return "it names other than two scores";
    if (std::string wrong = unlike(*scores[0], *scores[1]); !wrong.empty()) return wrong;
    for (const Fact* score : scores) {
        const std::string model = scope_value(*score, "model");
        if (model != scope_value(a, "model") && model != scope_value(b, "model"))
            return fmt::format("F{} is the score of another model", score->id);
        if ((score->op == "cell") != single) {
            return fmt::format("F{} is {} one value", score->id, single ? "more than" : "just");
        }
    }
    return scope_value(*scores[0], "model") == scope_value(*scores[1], "model")
               ? "both scores are of one model"
               : "";
}

}  // namespace chimera::verify
