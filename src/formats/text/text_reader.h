// SPDX-License-Identifier: Apache-2.0
// What the readers of text results share: from the lines of a file to one table whose every cell
// has its place. Which characters are a cell, and what it is called, model/text says.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <string_view>

#include "core/result.h"
#include "formats/reader.h"
#include "model/record_set.h"
#include "model/text/text_result.h"

namespace chimera::formats {

// Whether the cells of a line bear each other out; "" or what is amiss. The line is rejected then.
using CheckLine = std::function<std::string(std::string_view line, const model::TextLine& read)>;

// One row a line or a run (TextFormat::row). Of equal names in a run the first counts. A line that
// is damaged is a reject ("line=N"), and so is a time or a rate below zero. Error: no line can be
// read.
Result<model::FileRecords> read_text_result(std::string_view bytes, std::string_view format,
                                            const CheckLine& check = {});

// The beginning of a file is of this text format.
bool is_text_format(std::string_view format, std::string_view path, std::string_view head);

// The name of a text format as an argument of a template.
template <std::size_t kSize>
struct FormatName {
    char text[kSize];
    constexpr FormatName(const char (&name)[kSize]) { std::copy_n(name, kSize, text); }
};

// The reader of a text format whose lines need no check beyond their own: text_reader<"wrk">().
template <FormatName name>
constexpr Reader text_reader() {
    return {name.text,
            {},
            [](std::string_view bytes, unsigned) { return read_text_result(bytes, name.text); },
            nullptr,
            [](std::string_view path, std::string_view head) {
                return is_text_format(name.text, path, head);
            }};
}

}  // namespace chimera::formats
