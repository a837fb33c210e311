// SPDX-License-Identifier: Apache-2.0
// What every format offers: bytes in, records and rejects out. A reader never touches a file
// system, a clock or a random source, and never throws. Only a file of which nothing can be read is
// an Error.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

// Puts the bytes behind those of the call before into the span, fewer than it holds only at the end
// of the file.
using NextBytes = std::function<Result<std::size_t>(std::span<char>)>;

struct Reader {
    std::string_view name;                         // "csv"
    std::span<const std::string_view> extensions;  // lower case, without the dot
    // `bytes` must stay valid only during the call. `jobs` threads at most (0: all cores).
    Result<model::FileRecords> (*read)(std::string_view bytes, unsigned jobs);
    // The same of a big file that need not be in memory as a whole; nullptr where the format does.
    // Absent: this file must be read as a whole after all.
    Result<std::optional<model::FileRecords>> (*read_on)(const NextBytes& next,
                                                         unsigned jobs) = nullptr;
    // The beginning of a file, in UTF-8, is of this format whatever the file is called.
    bool (*recognises)(std::string_view path, std::string_view head) = nullptr;
};

// Every reader, in the order in which they are asked.
std::span<const Reader> readers();

// So many bytes at the beginning of a file tell its format.
inline constexpr std::size_t kHead = std::size_t{64} << 10U;

// The first reader that recognises the beginning of the file; else by the extension of the path,
// any case; nullptr where no reader takes it.
const Reader* reader_for(std::string_view path, std::string_view head);

}  // namespace chimera::formats
