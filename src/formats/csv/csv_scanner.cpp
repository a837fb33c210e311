// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_scanner.h"

#include <cstring>
#include <limits>

#include "core/text.h"

namespace chimera::formats::csv {

RecordScanner::RecordScanner(std::string_view text, char delimiter)
    : text_(text), delimiter_(delimiter) {
    for (const char c : {delimiter, '\n', '\r'}) stops_[static_cast<unsigned char>(c)] = true;
}

// Whether the bytes up to the next line end are all there is of a record, and no data.
static bool is_blank(const Record& record) {
    return record.width == 1 && trim(record.fields.front().raw).empty();
}

bool RecordScanner::next(Record& record) {
    if (at_ >= text_.size() || number_ == std::numeric_limits<std::uint32_t>::max()) return false;
    record.number = ++number_;
    record.kind = RecordKind::kData;
    record.width = 0;
    record.long_field = false;
    record.fields.clear();
    if (text_[at_] == '#') {
        record.kind = RecordKind::kComment;
        const auto end = text_.find_first_of("\r\n", at_);
        at_ = end == std::string_view::npos ? text_.size() : end;
    } else {
        for (;;) {
            at_ = scan_field(record);
            if (record.kind == RecordKind::kUnterminated) return true;
            if (at_ >= text_.size() || text_[at_] != delimiter_) break;
            ++at_;
        }
        if (is_blank(record)) record.kind = RecordKind::kBlank;
    }
    if (at_ < text_.size() && text_[at_] == '\r') {
        ++at_;
        if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    } else if (at_ < text_.size()) {
        ++at_;
    }
    return true;
}

// Takes the field that begins at `at_`; returns the place of the delimiter or line end behind it.
std::size_t RecordScanner::scan_field(Record& record) {
    const char* const base = text_.data();
    const std::size_t size = text_.size();
    std::size_t begin = at_;
    std::size_t end = begin;
    bool escaped = false;
    std::size_t close = std::string_view::npos;
    if (begin < size && base[begin] == '"') {
        ++begin;
        std::size_t from = begin;
        for (;;) {
            const void* quote = std::memchr(base + from, '"', size - from);
            if (quote == nullptr) {
                record.kind = RecordKind::kUnterminated;
                return size;
            }
            close = static_cast<std::size_t>(static_cast<const char*>(quote) - base);
            if (close + 1 >= size || base[close + 1] != '"') break;
            escaped = true;
            from = close + 2;
        }
        end = close + 1;
    }
    while (end < size && !stops_[static_cast<unsigned char>(base[end])]) ++end;
    Field field{text_.substr(begin, end - begin), FieldShape::kPlain};
    if (close != std::string_view::npos && end == close + 1) {
        field.raw = text_.substr(begin, close - begin);
        if (escaped) field.shape = FieldShape::kDoubled;
    } else if (close != std::string_view::npos) {
        field.shape = FieldShape::kGoesOn;
    }
    if (field.raw.size() > kLongestField) record.long_field = true;
    if (record.width < kMostColumns) record.fields.push_back(field);
    ++record.width;
    return end;
}

std::string_view unescape(const Field& field, std::string& scratch) {
    if (field.shape == FieldShape::kPlain) return field.raw;
    scratch.clear();
    const std::string_view raw = field.raw;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '"') {
            scratch.push_back(raw[i]);
        } else if (i + 1 < raw.size() && raw[i + 1] == '"') {
            scratch.push_back('"');
            ++i;
        } else {
            scratch.append(raw.substr(i + 1));
            break;
        }
    }
    return scratch;
}

}  // namespace chimera::formats::csv
