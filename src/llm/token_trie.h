// SPDX-License-Identifier: Apache-2.0
// A walk along several token sequences at once: as long as they agree the tokens are forced, and
// where they part somebody has to choose. What is left at the end is exactly one of them.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "llm/token.h"

namespace chimera::llm {

// One of the ways on from a branching: `token` (kNoToken where a sequence ends here), and the
// sequences that take it, as indices into the walk's sequences.
struct Way {
    TokenId token = 0;
    std::vector<std::size_t> sequences;
};

class TokenWalk {
public:
    static constexpr TokenId kNoToken = -1;

    // Equal sequences count as the first of them. At least one is needed.
    explicit TokenWalk(std::vector<std::vector<TokenId>> sequences);

    // The tokens that all of the sequences left agree on; they are passed.
    std::vector<TokenId> forced();
    // The ways on, at least two; empty where one sequence is left.
    std::vector<Way> ways() const;
    void take(const Way& way);

    bool done() const { return left_.size() == 1; }
    std::size_t sequence() const { return left_.front(); }
    const std::vector<std::size_t>& left() const { return left_; }
    // What has not been passed yet of one of the sequences that are left.
    std::span<const TokenId> rest(std::size_t sequence) const;

private:
    std::vector<std::vector<TokenId>> sequences_;
    std::vector<std::size_t> left_;
    std::size_t depth_ = 0;
};

}  // namespace chimera::llm
