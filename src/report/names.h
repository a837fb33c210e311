// SPDX-License-Identifier: Apache-2.0
// How models, suites and files are called in the running report: in full first, and later by an end
// of the name that no other name of the report shares.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "facts/draft.h"
#include "model/source.h"

namespace chimera::report {

class Names {
public:
    // Both must outlive this object.
    Names(const facts::Draft& draft, std::span<const model::Source> sources);

    // The value as the next mention shows it: whole, unless it is longer than 24 characters, was
    // mentioned before, and what follows its last '/' is nobody else's end.
    std::string scope(const std::string& value);

    // The shortest run of trailing path components that is the end of no other path.
    std::string source(model::SourceIndex index) const;

private:
    bool is_unique_end(std::string_view end, std::string_view whole) const;

    std::span<const model::Source> sources_;
    std::vector<std::size_t> unique_bytes_;  // of each path: the length of its shown end
    std::set<std::string, std::less<>> spans_;
    std::set<std::string, std::less<>> mentioned_;
};

}  // namespace chimera::report
