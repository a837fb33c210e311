// SPDX-License-Identifier: Apache-2.0
// All numbers, words with digits and file names under a root, to say of a number in some report
// whether it stands anywhere, and where.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/result.h"
#include "sources/walk.h"

namespace chimera::verify {

// A run of characters with a digit in it: a number, a date or time ("2025-11-14", "18:53:30"), or a
// word that only holds digits ("gemma3", "128GB").
struct NumberToken {
    enum class Is : std::uint8_t { kNumber, kTime, kWord } is = Is::kNumber;
    std::size_t begin = 0;
    std::size_t end = 0;
    std::string number;  // of a number or a word that begins with one ("25.19s"): its digits
};
std::vector<NumberToken> number_tokens(std::string_view text);

class KnownValues {
public:
    static Result<KnownValues> read(const std::string& root, unsigned jobs);

    // Where a number of this value stands: "a/b.csv cell=4,2", "a.json /x/3", "c.md line=7".
    std::optional<std::string> place_of(double value) const;
    // A word or a time stands somewhere, letter for letter but for case.
    std::optional<std::string> place_of_word(std::string_view word) const;
    // A file or folder of that name; any end of a path counts, with or without extension.
    bool has_file(std::string_view name) const;
    // A file whose name begins so, where there is one.
    std::optional<std::string> file_beginning(std::string_view name) const;

private:
    struct Seen {
        std::size_t file = 0;
        std::uint32_t line = 0;
    };
    std::string place(const Seen& seen, std::optional<double> value) const;

    std::vector<sources::FoundFile> files_;
    std::unordered_map<double, Seen> numbers_;
    std::unordered_map<std::string, Seen> words_;
    std::set<std::string, std::less<>> names_;
};

}  // namespace chimera::verify
