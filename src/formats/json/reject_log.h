// SPDX-License-Identifier: Apache-2.0
// The rejects of one file, bounded: the first thousand in full, the rest as one line that counts
// them.
#pragma once

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "core/text.h"
#include "model/source.h"

namespace chimera::formats {

struct RejectLog {
    static constexpr std::size_t kMost = 1000;

    std::vector<model::Reject> rejects;
    std::size_t more = 0;

    void add(std::string at, std::string reason) {
        if (rejects.size() < kMost) {
            rejects.push_back({std::move(at), std::move(reason)});
        } else {
            ++more;
        }
    }
    std::size_t count() const { return rejects.size() + more; }
    std::vector<model::Reject> take() {
        if (more > 0) rejects.push_back({"", fmt::format("{} further rejects like these", more)});
        return std::move(rejects);
    }
};

// Of an object's equal keys the first counts.
inline std::string doubled_key(std::string_view key) {
    return fmt::format("the key \"{}\" stands twice in one object; its first value counts",
                       valid_utf8(utf8_prefix(key, 60)));
}

}  // namespace chimera::formats
