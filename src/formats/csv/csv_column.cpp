// SPDX-License-Identifier: Apache-2.0
#include "formats/csv/csv_column.h"

#include <algorithm>

#include "core/text.h"

namespace chimera::formats::csv {

static void put_number(model::Column& column, std::size_t row, const Number& number) {
    if (column.numbers.size() < row) column.numbers.resize(row, model::kAbsent);
    column.numbers.push_back(number.value);
    column.decimals = std::max(column.decimals, number.decimals);
}

// "OOM" where the others have a number.
static bool is_word(std::string_view text) {
    return std::none_of(text.begin(), text.end(), is_digit);
}

void ColumnBuilder::add(std::size_t row, std::string_view text) {
    Number number;
    if (read_number(text, number)) {
        put_number(column_, row, number);
        ++numbers_;
        return;
    }
    if (is_absent(text)) return;
    ++texts_;
    if (equals_ignoring_case(text, "true") || equals_ignoring_case(text, "false")) {
        column_.texts.set(row, text.size() == 4 ? "true" : "false");
        uniform_ = false;
        return;
    }
    column_.texts.set(row, text);
    if (is_word(text)) {
        ++words_;
    } else if (uniform_) {
        weigh(text);
    }
}

void ColumnBuilder::weigh(std::string_view text) {
    std::string_view digits = text;
    std::string_view unit;
    if (possible_mark(text) == Mark::kNone) {
        const auto parts = split_suffix(text);
        uniform_ = parts.has_value();
        if (!parts) return;
        digits = parts->number;
        unit = parts->unit;
    }
    const bool is_first = styled_++ == 0;
    if (is_first) suffix_ = unit;
    const Mark mark = possible_mark(digits);
    if (mark == Mark::kPoint) may_be_comma_ = false;
    if (mark == Mark::kComma) may_be_point_ = false;
    if (mark == Mark::kEither && digits.find_first_of(".,") != std::string_view::npos)
        ambiguous_ = true;
    if (unit != suffix_ && !unit.empty() && !suffix_.empty()) other_suffix_ = unit;
    uniform_ = unit == suffix_ && (may_be_point_ || may_be_comma_);
}

std::string ColumnBuilder::unread() const {
    if (other_suffix_.empty() || numbers_ > 0 || 2 * words_ > texts_) return {};
    return "this column mixes units (" + suffix_ + ", " + other_suffix_ +
           "), and no number of it is read";
}

bool ColumnBuilder::wants_restyle() const {
    if (styled_ == 0 || !uniform_ || 2 * words_ > styled_ + numbers_) return false;
    if (!suffix_.empty() && numbers_ > 0) return false;
    return !(may_be_point_ && may_be_comma_ && ambiguous_);
}

Restyled::Restyled(const ColumnBuilder& first)
    : mark_(first.may_be_point_ ? Mark::kPoint : Mark::kComma), suffix_(first.suffix_) {
    column_.name = first.column_.name;
    column_.position = first.column_.position;
    column_.unit = suffix_.empty() ? first.column_.unit : suffix_;
}

void Restyled::add(std::size_t row, std::string_view text) {
    if (!fits_ || is_absent(text)) return;
    if (is_word(text)) return column_.texts.set(row, text);
    if (!suffix_.empty()) {
        fits_ = text.ends_with(suffix_);
        if (!fits_) return;
        text = trim(text.substr(0, text.size() - suffix_.size()));
    }
    Number number;
    const bool plain = text.find_first_of(".,") == std::string_view::npos;
    fits_ = plain ? read_number(text, number) : read_with_mark(text, mark_, number);
    if (!fits_) return;
    commas_ = commas_ || text.find(',') != std::string_view::npos;
    group_dots_ = group_dots_ || (mark_ == Mark::kComma && has_group_dots(text));
    put_number(column_, row, number);
}

void Restyled::finish(ColumnBuilder& first) {
    if (!fits_) return;
    if (mark_ == Mark::kPoint) {
        if (commas_) column_.number_style = "thousands-comma";
    } else {
        column_.number_style = group_dots_ ? "thousands-dot" : "decimal-comma";
    }
    first.column_ = std::move(column_);
}

}  // namespace chimera::formats::csv
