// SPDX-License-Identifier: Apache-2.0
#include "llm/token_trie.h"

#include <algorithm>

namespace chimera::llm {

TokenWalk::TokenWalk(std::vector<std::vector<TokenId>> sequences)
    : sequences_(std::move(sequences)) {
    for (std::size_t i = 0; i < sequences_.size(); ++i) {
        const auto end = sequences_.begin() + static_cast<std::ptrdiff_t>(i);
        if (std::find(sequences_.begin(), end, sequences_[i]) == end) left_.push_back(i);
    }
}

std::vector<TokenId> TokenWalk::forced() {
    std::vector<TokenId> out;
    if (done()) return out;
    for (;; ++depth_) {
        const std::vector<TokenId>& first = sequences_[left_.front()];
        if (depth_ == first.size()) return out;
        const TokenId token = first[depth_];
        for (const std::size_t i : left_) {
            if (depth_ == sequences_[i].size() || sequences_[i][depth_] != token) return out;
        }
        out.push_back(token);
    }
}

std::vector<Way> TokenWalk::ways() const {
    std::vector<Way> out;
    if (done()) return out;
    for (const std::size_t i : left_) {
        const TokenId token = depth_ < sequences_[i].size() ? sequences_[i][depth_] : kNoToken;
        const auto known = std::find_if(out.begin(), out.end(),
                                        [&](const Way& way) { return way.token == token; });
        if (known == out.end()) {
            out.push_back({token, {i}});
        } else {
            known->sequences.push_back(i);
        }
    }
    return out;
}

void TokenWalk::take(const Way& way) {
    left_ = way.sequences;
    if (left_.size() > 1) ++depth_;
}

std::span<const TokenId> TokenWalk::rest(std::size_t sequence) const {
    return std::span(sequences_[sequence]).subspan(depth_);
}

}  // namespace chimera::llm
