// SPDX-License-Identifier: Apache-2.0
// The texts of one column in a run of rows, by reference to the bytes that are being read: most
// columns of texts are identifiers or repeat a few words, and neither needs a copy of each before
// the run is joined with the others.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "model/table.h"

namespace chimera::formats {

class TextRun {
public:
    // Rows between the last one and `row` have no text. The bytes must outlive the run.
    void set(std::size_t row, std::string_view text) { put(row, text, Bytes::kLast); }
    // The same for bytes that do not last.
    void set_copy(std::size_t row, std::string_view text) { put(row, text, Bytes::kDoNotLast); }

    std::size_t rows() const { return codes_.size(); }
    // The different texts, at most model::TextColumn::kMost, in order of first appearance.
    const std::vector<std::string_view>& texts() const { return texts_; }

    // Puts this run behind the first `row` rows of `column`.
    void append_to(model::TextColumn& column, std::size_t row) const {
        column.append(row, texts_, hashes_, codes_);
    }

private:
    struct Slot {
        std::uint32_t hash = 0;
        std::uint32_t code = model::TextColumn::kNone;
    };
    enum class Bytes : std::uint8_t { kLast, kDoNotLast };

    void put(std::size_t row, std::string_view text, Bytes bytes);
    std::uint32_t intern(std::string_view text, Bytes bytes);
    void grow();

    std::vector<std::uint32_t> codes_;
    std::vector<std::string_view> texts_;
    std::vector<std::uint32_t> hashes_;  // of the texts
    std::vector<Slot> slots_;
    std::vector<std::unique_ptr<std::string>> copies_;  // whose places do not move
};

}  // namespace chimera::formats
