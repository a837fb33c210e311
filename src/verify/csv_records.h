// SPDX-License-Identifier: Apache-2.0
// CSV as records and cells (RFC 4180, and what files do beside it): a quoted newline does not end a
// record, a doubled quote inside quotes is one quote, a quote inside a bare cell is itself. Every
// record counts, blank and comment lines too, from 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::verify {

class CsvRecords {
public:
    // `text` is UTF-8 and is kept.
    static CsvRecords parse(std::string text, char delimiter);

    std::uint32_t records() const { return static_cast<std::uint32_t>(starts_.size()) - 1; }
    std::uint32_t cells(std::uint32_t record) const;
    // From 1; "" outside. Quotes are resolved, blanks at the ends stay.
    std::string cell(std::uint32_t record, std::uint32_t column) const;
    // The number of the column with this heading in record `header` (trimmed); 0 where there is
    // none.
    std::uint32_t find_column(std::uint32_t header, std::string_view name) const;

private:
    struct Span {
        std::uint64_t begin = 0;
        std::uint32_t size = 0;
        bool quoted = false;
    };
    std::string text_;
    std::vector<Span> cells_;
    std::vector<std::size_t> starts_{0};  // first cell of every record, and one past the last
};

// Bytes in one of the encodings that evidence names ("utf-8", "utf-16le", "utf-16be", "latin-1") as
// UTF-8 without a byte order mark. An empty name: by the byte order mark.
std::string to_utf8(std::string_view bytes, std::string_view encoding);

// A number as people write it: "1,234.5", "22,80,000", "12.3 %", "3,5" (a decimal comma, where
// `comma` says so), besides everything that parse_double takes. Unicode minus is a minus.
enum class CommaIs : std::uint8_t { kThousands, kDecimal };
std::optional<double> loose_number(std::string_view text, CommaIs comma);

}  // namespace chimera::verify
