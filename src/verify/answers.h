// SPDX-License-Identifier: Apache-2.0
// Answers to one yes-or-no question about the rows of a file, remembered by place: many facts are
// over the same rows and ask the same of them.
#pragma once

#include <cstdint>
#include <vector>

namespace chimera::verify {

class Answers {
public:
    // `places`: every place is below it.
    explicit Answers(std::uint32_t places) : asked_(places), yes_(places) {}

    template <typename Question>
    bool at(std::uint32_t place, const Question& question) {
        if (!asked_[place]) {
            yes_[place] = question();
            asked_[place] = true;
        }
        return yes_[place];
    }

private:
    std::vector<bool> asked_;
    std::vector<bool> yes_;
};

}  // namespace chimera::verify
