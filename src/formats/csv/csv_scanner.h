// SPDX-License-Identifier: Apache-2.0
// Splits decoded text into records and fields without copying. The rules, which a stranger needs to
// find the cell that `cell=R,C` names (R and C from 1):
//
// - A record ends at LF, CR LF or a lone CR outside quotes, or where the text ends. A line end at
// the very
//   end of the text begins no further record.
// - EVERY record counts: the header, a units row, blank lines (one record each), comment lines,
// ragged and
//   rejected records.
// - A record whose first byte is '#' is a comment: it ends at its line's end, whatever quotes it
// holds.
// - A field is quoted if its first byte is '"'. Inside, '""' is one quote, and delimiters and line
// ends are
//   text. What follows the closing quote up to the next delimiter or line end belongs to the field
//   as it stands. A quote anywhere else is an ordinary character.
// - A quote that nothing closes takes the rest of the text: that record is `unterminated`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::formats::csv {

inline constexpr std::size_t kMostColumns = 16384;
inline constexpr std::size_t kLongestField = std::size_t{1} << 20U;

enum class FieldShape : std::uint8_t {
    kPlain,    // `raw` is the text
    kDoubled,  // between the outer quotes; '""' stands for '"'
    kGoesOn,   // from behind the opening quote; the first '"' that is not doubled closes it
};

struct Field {
    std::string_view raw;
    FieldShape shape = FieldShape::kPlain;
};

enum class RecordKind : std::uint8_t { kData, kBlank, kComment, kUnterminated };

struct Record {
    std::uint32_t number = 0;  // from 1
    RecordKind kind = RecordKind::kData;
    std::size_t width = 0;      // fields counted, also those beyond kMostColumns
    bool long_field = false;    // a field is longer than kLongestField
    std::vector<Field> fields;  // at most kMostColumns
};

class RecordScanner {
public:
    RecordScanner(std::string_view text, char delimiter);
    // The next record into `record`, whose memory is used again; false at the end.
    bool next(Record& record);
    std::size_t position() const { return at_; }

private:
    std::size_t scan_field(Record& record);

    std::string_view text_;
    char delimiter_;
    std::size_t at_ = 0;
    std::uint32_t number_ = 0;
    bool stops_[256] = {};  // the delimiter, LF and CR
};

// The text of a field: a view of it, or of `scratch` where quotes had to be resolved.
std::string_view unescape(const Field& field, std::string& scratch);

}  // namespace chimera::formats::csv
