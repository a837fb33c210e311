// SPDX-License-Identifier: Apache-2.0
#include "formats/json/row_columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

#include "core/text.h"
#include "formats/json/json_token.h"
#include "model/locator.h"
#include "model/unit_field.h"

namespace chimera::formats {

// A pointer longer than this is no name that anybody gave a quantity.
static constexpr std::size_t kLongestName = 4096;
static constexpr std::size_t kLongestUnit = 64;

RowColumns::RowColumns(std::string_view lasting, RowLimits limits)
    : lasting_(lasting), limits_(limits) {
    fields_.emplace_back();
}

// True where the string that begins at text[begin] is exactly `raw`.
static bool begins_with_key(std::string_view text, std::size_t begin, const std::string& raw) {
    const std::size_t end = begin + raw.size();
    return end < text.size() && text[end] == '"' &&
           std::memcmp(text.data() + begin, raw.data(), raw.size()) == 0;
}

FieldId RowColumns::field(FieldId parent, std::string_view text, std::size_t begin,
                          std::uint32_t& cursor) {
    if (parent != kNoField) {
        // Rows mostly repeat the keys of the row before, now and then with some left out.
        constexpr std::size_t kLook = 4;
        const std::vector<FieldId>& children = fields_[parent].children;
        const std::size_t last = std::min(children.size(), cursor + kLook);
        for (std::size_t i = cursor; i < last; ++i) {
            const Field& child = fields_[children[i]];
            if (!begins_with_key(text, begin, child.raw)) continue;
            cursor = static_cast<std::uint32_t>(i + 1);
            return children[i];
        }
    }
    if (parent == kNoField) return kNoField;
    const std::size_t key_end = end_of_string(text, begin);
    const FieldId found = find_or_add(parent, text.substr(begin, key_end - begin));
    // A key that is new stands last among the children, so the cursor skips what was just added.
    const std::vector<FieldId>& children = fields_[parent].children;
    if (!children.empty() && children.back() == found) {
        cursor = static_cast<std::uint32_t>(children.size());
    }
    return found;
}

FieldId RowColumns::element(FieldId parent, std::size_t index) {
    if (parent == kNoField) return kNoField;
    const std::string raw = fmt::format("{}", index);
    const std::vector<FieldId>& children = fields_[parent].children;
    if (index < children.size() && fields_[children[index]].raw == raw) return children[index];
    return find_or_add(parent, raw);
}

FieldId RowColumns::find_or_add(FieldId parent, std::string_view raw) {
    if (raw.size() > kLongestName || (raw.empty() && parent == kRowItself)) {
        ++keys_refused_;
        return kNoField;
    }
    const std::string key = model::escape_pointer(unescape_json(raw));
    std::string name = parent == kRowItself ? key : fmt::format("{}/{}", fields_[parent].name, key);
    if (name.size() > kLongestName) {
        ++keys_refused_;
        return kNoField;
    }
    const auto known = by_name_.find(name);
    if (known != by_name_.end()) return known->second;
    // Objects are fields too, so there may be more fields than columns.
    if (fields_.size() > 4 * limits_.columns) {
        ++fields_refused_;
        return kNoField;
    }
    return add(parent, raw, name);
}

FieldId RowColumns::add(FieldId parent, std::string_view raw, const std::string& name) {
    const auto id = static_cast<FieldId>(fields_.size());
    fields_.push_back({std::string(raw), name, {}, parent, kNoField, kNoField});
    fields_[parent].children.push_back(id);
    by_name_.emplace(name, id);
    return id;
}

void RowColumns::number(FieldId field, double value, int decimals) {
    if (field == kNoField || !model::present(value)) return;
    staged_.push_back({field, Kind::kNumber, decimals, value, {}, 0, 0});
}

void RowColumns::text(FieldId field, std::string_view raw) {
    if (field == kNoField) return;
    staged_.push_back({field, Kind::kText, 0, 0, raw, 0, 0});
}

void RowColumns::plain_text(FieldId field, std::string text) {
    if (field == kNoField) return;
    staged_.push_back({field, Kind::kPlainText, 0, 0, {}, staged_texts_.size(), 0});
    staged_texts_.push_back(std::move(text));
}

bool RowColumns::keeps_texts(FieldId field) const {
    return field != kNoField && lower(last_segment(fields_[field].name)) == "errors";
}

void RowColumns::texts(FieldId field, std::vector<std::string> texts) {
    staged_.push_back({field, Kind::kTexts, 0, 0, {}, staged_texts_.size(), texts.size()});
    std::move(texts.begin(), texts.end(), std::back_inserter(staged_texts_));
}

void RowColumns::list(FieldId field, std::span<const double> values, int decimals) {
    if (field == kNoField) return;
    staged_.push_back({field, Kind::kList, decimals, 0, {}, staged_values_.size(), values.size()});
    staged_values_.insert(staged_values_.end(), values.begin(), values.end());
}

void RowColumns::drop_row() {
    staged_.clear();
    staged_values_.clear();
    staged_texts_.clear();
}

FieldId RowColumns::end_row() {
    doubled_ = kNoField;
    for (const Cell& cell : staged_) commit(cell);
    drop_row();
    ++rows_;
    return doubled_;
}

// True if that many absent cells may be added.
bool RowColumns::pad(std::size_t cells) {
    if (padded_ + cells > limits_.padding_factor * cells_ + limits_.padding_floor) return false;
    padded_ += cells;
    return true;
}

RowColumns::Building* RowColumns::column_of(FieldId field) {
    if (fields_[field].column == kNoField) {
        if (columns_.size() + lists_.size() >= limits_.columns) {
            ++fields_refused_;
            return nullptr;
        }
        fields_[field].column = static_cast<std::uint32_t>(columns_.size());
        columns_.emplace_back().field = field;
    }
    Building& building = columns_[fields_[field].column];
    return building.given_up ? nullptr : &building;
}

RowColumns::BuildingList* RowColumns::list_of(FieldId field) {
    if (fields_[field].list == kNoField) {
        if (columns_.size() + lists_.size() >= limits_.columns) {
            ++fields_refused_;
            return nullptr;
        }
        fields_[field].list = static_cast<std::uint32_t>(lists_.size());
        lists_.emplace_back().field = field;
        lists_.back().list.offsets.push_back(0);
    }
    BuildingList& building = lists_[fields_[field].list];
    return building.given_up ? nullptr : &building;
}

void RowColumns::commit(const Cell& cell) {
    if (cell.kind == Kind::kText || cell.kind == Kind::kPlainText) return commit_text(cell);
    if (cell.kind == Kind::kTexts) return commit_texts(cell);
    if (cell.kind == Kind::kList) {
        BuildingList* building = list_of(cell.field);
        if (building == nullptr) return;
        if (building->list.offsets.size() > rows_ + 1) {
            doubled_ = cell.field;
            return;
        }
        model::ListColumn& list = building->list;
        if (!pad(rows_ + 1 - list.offsets.size())) {
            *building = {cell.field, {}, true};
            return;
        }
        list.offsets.resize(rows_ + 1, list.values.size());
        const auto from = staged_values_.begin() + static_cast<std::ptrdiff_t>(cell.from);
        list.values.insert(list.values.end(), from, from + static_cast<std::ptrdiff_t>(cell.count));
        list.offsets.push_back(list.values.size());
        list.decimals = std::max(list.decimals, cell.decimals);
        cells_ += cell.count;
        return;
    }
    Building* building = column_of(cell.field);
    if (building == nullptr) return;
    std::vector<double>& numbers = building->column.numbers;
    if (building->text_rows > rows_ || numbers.size() > rows_) {
        doubled_ = cell.field;
        return;
    }
    if (numbers.size() < rows_) {
        if (!pad(rows_ - numbers.size())) {
            *building = {cell.field, {}, {}, 0, true};
            return;
        }
        numbers.resize(rows_, model::kAbsent);
    }
    numbers.push_back(cell.number);
    building->column.decimals = std::max(building->column.decimals, cell.decimals);
    ++cells_;
}

void RowColumns::commit_text(const Cell& cell) {
    Building* building = column_of(cell.field);
    if (building == nullptr) return;
    if (building->text_rows > rows_ || building->column.numbers.size() > rows_) {
        doubled_ = cell.field;
        return;
    }
    if (!pad(rows_ - building->text_rows)) {
        *building = {cell.field, {}, {}, 0, true};
        return;
    }
    if (cell.kind == Kind::kPlainText) {
        building->run.set_copy(rows_, staged_texts_[cell.from]);
    } else if (cell.raw.find('\\') != std::string_view::npos) {
        building->run.set_copy(rows_, unescape_json(cell.raw));
    } else if (cell.raw.data() >= lasting_.data() &&
               cell.raw.data() < lasting_.data() + lasting_.size()) {
        building->run.set(rows_, cell.raw);
    } else {
        building->run.set_copy(rows_, cell.raw);
    }
    building->text_rows = rows_ + 1;
    ++cells_;
}

void RowColumns::BuildingTexts::add(std::size_t row, const std::string& text) {
    constexpr std::size_t kMostDifferent = 1000;
    constexpr std::size_t kLongest = 16384;
    const auto next = static_cast<std::uint32_t>(list.texts.size());
    given_up = given_up || text.size() > kLongest;
    if (given_up) return;
    list.offsets.resize(row + 1, list.codes.size());
    const auto [at, fresh] = known.try_emplace(text, next);
    if (fresh) list.texts.push_back(text);
    list.codes.push_back(at->second);
    given_up = list.texts.size() > kMostDifferent;
}

void RowColumns::BuildingTexts::end(std::size_t row) {
    list.offsets.resize(row + 1, list.codes.size());
    list.offsets.push_back(list.codes.size());
}

RowColumns::BuildingTexts& RowColumns::texts_of(FieldId field) {
    const auto found = std::find_if(text_lists_.begin(), text_lists_.end(),
                                    [&](const auto& one) { return one.field == field; });
    if (found != text_lists_.end()) return *found;
    text_lists_.emplace_back().field = field;
    return text_lists_.back();
}

void RowColumns::commit_texts(const Cell& cell) {
    BuildingTexts& building = texts_of(cell.field);
    if (building.list.offsets.size() > rows_ + 1) {
        doubled_ = cell.field;
        return;
    }
    for (std::size_t i = 0; i < cell.count; ++i) building.add(rows_, staged_texts_[cell.from + i]);
    building.end(rows_);
}

void RowColumns::append_texts(const BuildingTexts& from, FieldId to) {
    BuildingTexts& building = texts_of(to);
    building.given_up = building.given_up || from.given_up;
    if (building.given_up) return;
    const model::TextList& list = from.list;
    for (std::size_t row = 0; row + 1 < list.offsets.size(); ++row) {
        for (std::uint64_t i = list.offsets[row]; i < list.offsets[row + 1]; ++i)
            building.add(rows_ + row, list.texts[list.codes[i]]);
        building.end(rows_ + row);
    }
}

// The field here that `later` knows as `field`.
FieldId RowColumns::translate(const RowColumns& later, FieldId field, std::vector<FieldId>& known) {
    if (field == kRowItself) return kRowItself;
    if (known[field] != kNoField) return known[field];
    const FieldId parent = translate(later, later.fields_[field].parent, known);
    if (parent == kNoField) return kNoField;
    known[field] = find_or_add(parent, later.fields_[field].raw);
    return known[field];
}

void RowColumns::append(const RowColumns& later) {
    std::vector<FieldId> known(later.fields_.size(), kNoField);
    cells_ += later.cells_;
    padded_ += later.padded_;
    fields_refused_ += later.fields_refused_;
    keys_refused_ += later.keys_refused_;
    for (const Building& from : later.columns_) {
        const FieldId to = translate(later, from.field, known);
        if (to != kNoField) append_column(from, to);
    }
    for (const BuildingList& from : later.lists_) {
        const FieldId to = translate(later, from.field, known);
        if (to != kNoField) append_list(from, to);
    }
    for (const BuildingTexts& from : later.text_lists_) {
        const FieldId to = translate(later, from.field, known);
        if (to != kNoField) append_texts(from, to);
    }
    rows_ += later.rows_;
}

void RowColumns::make_room(double times) {
    const auto reserve = [times](auto& values) {
        values.reserve(static_cast<std::size_t>(times * static_cast<double>(values.size())));
    };
    for (Building& building : columns_) {
        reserve(building.column.numbers);
        building.column.texts.make_room(times);
    }
    for (BuildingList& building : lists_) {
        reserve(building.list.values);
        reserve(building.list.offsets);
    }
}

void RowColumns::append_column(const Building& from, FieldId to) {
    Building* building = column_of(to);
    if (building == nullptr) return;
    model::Column& column = building->column;
    const bool numbers = !from.column.numbers.empty();
    const bool texts = from.text_rows > 0;
    const std::size_t gap =
        (numbers ? rows_ - column.numbers.size() : 0) + (texts ? rows_ - building->text_rows : 0);
    if (from.given_up || !pad(gap)) {
        *building = {to, {}, {}, 0, true};
        return;
    }
    if (numbers) {
        column.numbers.resize(rows_, model::kAbsent);
        column.numbers.insert(column.numbers.end(), from.column.numbers.begin(),
                              from.column.numbers.end());
    }
    if (texts) {
        from.run.append_to(column.texts, rows_);
        building->text_rows = rows_ + from.text_rows;
    }
    column.decimals = std::max(column.decimals, from.column.decimals);
}

void RowColumns::append_list(const BuildingList& from, FieldId to) {
    BuildingList* building = list_of(to);
    if (building == nullptr) return;
    model::ListColumn& list = building->list;
    if (from.given_up || !pad(rows_ + 1 - list.offsets.size())) {
        *building = {to, {}, true};
        return;
    }
    const std::size_t before = list.values.size();
    list.offsets.resize(rows_ + 1, before);
    list.values.insert(list.values.end(), from.list.values.begin(), from.list.values.end());
    for (std::size_t i = 1; i < from.list.offsets.size(); ++i) {
        list.offsets.push_back(before + from.list.offsets[i]);
    }
    list.decimals = std::max(list.decimals, from.list.decimals);
}

// {"value": 82.05, "unit": "ms"}: a text named so is the unit of the numbers beside it, if it is
// the same in every row; where it is not, whoever reads the table parts its rows.
void RowColumns::set_units() {
    for (const Building& building : columns_) {
        const std::string& name = fields_[building.field].name;
        if (!model::is_unit_field(name)) continue;
        const auto& units = building.column.texts.dictionary();
        if (units.empty() || units[0].empty() || units[0].size() > kLongestUnit) continue;
        const std::string unit(units.size() == 1 ? units[0] : model::kUnitsDiffer);
        const FieldId parent = fields_[building.field].parent;
        for (const FieldId sibling : fields_[parent].children) {
            const Field& field = fields_[sibling];
            if (!model::states_unit_of(name, field.name)) continue;
            if (field.column != kNoField && !columns_[field.column].column.numbers.empty()) {
                columns_[field.column].column.unit = unit;
            }
            if (field.list != kNoField) lists_[field.list].list.unit = unit;
        }
    }
}

// A column of texts that are all numbers ("99", "1.50") is a column of numbers.
static void read_numeric_texts(model::Column& column, std::size_t rows) {
    const auto& texts = column.texts.dictionary();
    if (!column.numbers.empty() || texts.empty()) return;
    for (const std::string_view text : texts) {
        if (!text.empty() && !is_numeric_text(text)) return;
    }
    std::vector<double> numbers(rows, model::kAbsent);
    int decimals = 0;
    for (std::size_t row = 0; row < rows; ++row) {
        if (column.texts.code(row) == model::TextColumn::kOpaque) return;
        const auto number = read_json_number(column.texts.text(row));
        if (!number) continue;
        numbers[row] = number->value;
        decimals = std::max(decimals, number->decimals);
    }
    if (std::none_of(numbers.begin(), numbers.end(), model::present)) return;
    column.numbers = std::move(numbers);
    column.texts = {};
    column.decimals = decimals;
}

std::size_t RowColumns::finish(model::Table& table, std::vector<std::string>& complaints) {
    for (Building& building : columns_) {
        if (building.run.rows() > 0) building.run.append_to(building.column.texts, 0);
    }
    set_units();
    table.rows = rows_;
    const auto give_up = [&](FieldId field) {
        complaints.push_back(
            fmt::format("the field \"{}\" is in too few rows to be kept as a column",
                        utf8_prefix(fields_[field].name, 200)));
    };
    for (Building& building : columns_) {
        if (building.given_up) {
            give_up(building.field);
            continue;
        }
        building.column.name = fields_[building.field].name;
        read_numeric_texts(building.column, rows_);
        table.columns.push_back(std::move(building.column));
    }
    for (BuildingList& building : lists_) {
        if (building.given_up || !pad(rows_ + 1 - building.list.offsets.size())) {
            give_up(building.field);
            continue;
        }
        building.list.name = fields_[building.field].name;
        building.list.offsets.resize(rows_ + 1, building.list.values.size());
        table.lists.push_back(std::move(building.list));
    }
    for (BuildingTexts& building : text_lists_) {
        if (building.given_up) {
            give_up(building.field);
            continue;
        }
        building.list.name = fields_[building.field].name;
        building.list.offsets.resize(rows_ + 1, building.list.codes.size());
        table.text_lists.push_back(std::move(building.list));
    }
    if (fields_refused_ > 0) {
        complaints.push_back(
            fmt::format("more than {} different fields; {} further values are not read",
                        limits_.columns, fields_refused_));
    }
    if (keys_refused_ > 0) {
        complaints.push_back(fmt::format("{} fields have an empty name or one over {} bytes",
                                         keys_refused_, kLongestName));
    }
    return cells_;
}

}  // namespace chimera::formats
