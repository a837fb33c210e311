// SPDX-License-Identifier: Apache-2.0
// A text in windows of whole lines, so that a file of any size is read with a few of them in
// memory. Where a window ends depends on the text alone. A line longer than a window makes its own
// longer.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <string_view>

#include "formats/reader.h"

namespace chimera::formats {

// The next window, "" at the end. It stays valid until the call after the one after next.
using NextLines = std::function<Result<std::string_view>()>;

// Of a text that is in memory, and outlives the function.
NextLines lines_of(std::string_view text);

// Of bytes that come as they are asked for.
class LineWindows {
public:
    explicit LineWindows(const NextBytes& next) : next_(next) {}
    Result<std::string_view> next();

private:
    const NextBytes& next_;
    // One is parsed, one is joined with those before, one is filled.
    std::array<std::string, 3> buffers_;
    std::size_t turn_ = 0;
    std::string_view rest_;  // of the window before, behind its last whole line
    bool ended_ = false;
};

}  // namespace chimera::formats
