// SPDX-License-Identifier: Apache-2.0
#include "formats/jsonl/line_parser.h"

#include <simdjson.h>

#include <algorithm>

#include "core/text.h"
#include "formats/json/json_scan.h"
#include "formats/json/json_token.h"
#include "formats/json/json_tree.h"
#include "formats/jsonl/line_shape.h"

namespace chimera::formats {

namespace ondemand = simdjson::ondemand;

namespace {

constexpr std::size_t kLongestJoined = 512;
constexpr std::size_t kElementsFlattened = 8;
// Kinds of lines that a run learns by heart: a log has few.
constexpr std::size_t kMostShapes = 4;

class LineParser {
public:
    explicit LineParser(RowColumns& columns) : columns_(columns) {}

    // Adds a row; otherwise says why not. `readable` bytes from the line's first one may be read.
    std::string add(std::string_view line, std::size_t readable);
    bool too_deep() const { return too_deep_; }

private:
    int walk(std::string_view line);
    int object(ondemand::object& members, FieldId parent, std::size_t depth);
    int value(ondemand::value& item, FieldId field, std::size_t depth);
    int array(ondemand::value& item, FieldId field, std::size_t depth);
    int scalar(std::string_view token, FieldId field);
    bool has_known_shape(std::string_view line);
    bool is_doubled_object(const ondemand::value& item, FieldId field, std::size_t base);
    std::string end_row();

    RowColumns& columns_;
    ondemand::parser parser_;
    std::string_view line_;
    std::string copy_;
    std::vector<double> values_;    // of the arrays being read, the inner ones last
    std::vector<FieldId> objects_;  // of the objects being read, the members that are objects
    FieldId doubled_ = kNoField;    // one that stood twice in this line
    bool too_deep_ = false;
    std::vector<LineShape> shapes_;
    std::size_t shape_ = 0;               // of the line before
    std::vector<ReadValue> line_values_;  // of this line
    bool plain_ = false;                  // this line may become a shape
};

}  // namespace

static std::string_view without_blanks_behind(std::string_view token) {
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ') {
        token.remove_suffix(1);
    }
    return token;
}

int LineParser::scalar(std::string_view token, FieldId field) {
    token = without_blanks_behind(token);
    if (token.empty()) return simdjson::TAPE_ERROR;
    line_values_.push_back(
        {static_cast<std::size_t>(token.data() - line_.data()), token.size(), field, false});
    if (field == kNoField) plain_ = false;
    const char first = token.front();
    if (first == '"') {
        if (token.size() < 2 || token.back() != '"') return simdjson::TAPE_ERROR;
        columns_.text(field, token.substr(1, token.size() - 2));
    } else if (first == '-' || is_digit(first)) {
        if (const auto number = read_json_number(token)) {
            columns_.number(field, number->value, number->decimals);
        } else if (!is_absent_token(token)) {
            return simdjson::NUMBER_ERROR;
        }
    } else if (token == "true" || token == "false") {
        columns_.truth(field, first == 't');
    } else if (!is_absent_token(token)) {
        return simdjson::TAPE_ERROR;
    }
    return simdjson::SUCCESS;
}

int LineParser::value(ondemand::value& item, FieldId field, std::size_t depth) {
    const std::string_view token = token_within(item.raw_json_token(), line_);
    if (token.empty()) return simdjson::TAPE_ERROR;
    if (token.front() != '{' && token.front() != '[') return scalar(token, field);
    if (depth > kDeepest) {
        // Left alone, the value is skipped by simdjson without recursion.
        too_deep_ = true;
        plain_ = false;
        return simdjson::SUCCESS;
    }
    if (token.front() == '[') return array(item, field, depth);
    ondemand::object members;
    if (const auto error = item.get_object().get(members)) return error;
    return object(members, field, depth);
}

// An object under a key that stands beside it already. Left alone, simdjson skips it.
bool LineParser::is_doubled_object(const ondemand::value& item, FieldId field, std::size_t base) {
    constexpr std::ptrdiff_t kMostCompared = 256;
    if (ondemand::value(item).raw_json_token().substr(0, 1) != "{") return false;
    const auto first = objects_.begin() + static_cast<std::ptrdiff_t>(base);
    if (std::find(first, objects_.end(), field) == objects_.end()) {
        if (objects_.end() - first < kMostCompared) objects_.push_back(field);
        return false;
    }
    doubled_ = field;
    plain_ = false;
    return field != kNoField;
}

int LineParser::object(ondemand::object& members, FieldId parent, std::size_t depth) {
    std::uint32_t cursor = 0;
    const std::size_t base = objects_.size();
    for (auto next : members) {
        ondemand::field field;
        if (const auto error = std::move(next).get(field)) return error;
        const auto key_at = static_cast<std::size_t>(field.key().raw() - line_.data());
        const FieldId id = columns_.field(parent, line_, key_at, cursor);
        if (is_doubled_object(field.value(), id, base)) continue;
        if (const int error = value(field.value(), id, depth + 1)) return error;
    }
    objects_.resize(base);
    return simdjson::SUCCESS;
}

int LineParser::array(ondemand::value& item, FieldId field, std::size_t depth) {
    ondemand::array elements;
    const std::string_view opening = token_within(item.raw_json_token(), line_);
    if (const auto error = item.get_array().get(elements)) return error;
    const std::size_t base = values_.size();
    std::size_t numbers = 0;
    std::size_t texts = 0;
    std::size_t containers = 0;
    std::size_t index = 0;
    int decimals = 0;
    std::string joined;
    std::vector<std::string> kept_texts;
    const bool keeps = columns_.keeps_texts(field);
    for (auto next : elements) {
        ondemand::value element;
        if (const auto error = std::move(next).get(element)) return error;
        const std::string_view token =
            without_blanks_behind(token_within(element.raw_json_token(), line_));
        const std::size_t at = index++;
        if (token.empty()) return simdjson::TAPE_ERROR;
        if (token.front() == '{' || token.front() == '[') {
            ++containers;
            const bool kept = at < kElementsFlattened && field != kNoField;
            const FieldId inner = kept ? columns_.element(field, at) : kNoField;
            if (const int error = value(element, inner, depth + 1)) return error;
            continue;
        }
        values_.push_back(model::kAbsent);
        const bool quoted = token.front() == '"';
        if (keeps)
            kept_texts.push_back(quoted ? unescape_json(token.substr(1, token.size() - 2)) : "");
        if (const auto number = read_json_number(token)) {
            ++numbers;
            values_.back() = number->value;
            decimals = std::max(decimals, number->decimals);
        } else if (!is_absent_token(token)) {
            if (const int error = scalar(token, kNoField)) return error;
            ++texts;
            if (joined.size() > kLongestJoined) continue;
            if (!joined.empty()) joined += ", ";
            joined +=
                quoted ? unescape_json(token.substr(1, token.size() - 2)) : std::string(token);
        }
    }
    if (containers == 0 && numbers > 0 && numbers >= texts) {
        columns_.list(field, std::span(values_).subspan(base), decimals);
    } else if (containers == 0 && texts > 0) {
        if (keeps) columns_.texts(field, std::move(kept_texts));
        if (joined.size() <= kLongestJoined) columns_.plain_text(field, std::move(joined));
    }
    values_.resize(base);
    // Without texts and containers the first bracket that closes is that of this array.
    const auto begin = static_cast<std::size_t>(opening.data() - line_.data());
    const std::size_t end = line_.find(']', begin);
    plain_ = plain_ && field != kNoField && containers + texts == 0 && numbers > 0 &&
             end != std::string_view::npos;
    if (plain_) line_values_.push_back({begin, end + 1 - begin, field, true});
    return simdjson::SUCCESS;
}

int LineParser::walk(std::string_view line) {
    line_ = line;
    values_.clear();
    line_values_.clear();
    objects_.clear();
    doubled_ = kNoField;
    plain_ = true;
    ondemand::document document;
    const simdjson::padded_string_view padded(line.data(), line.size(),
                                              line.size() + simdjson::SIMDJSON_PADDING);
    if (const auto error = parser_.iterate(padded).get(document)) return error;
    ondemand::object members;
    if (const auto error = document.get_object().get(members)) return error;
    if (const int error = object(members, kRowItself, 1)) return error;
    const char* behind = nullptr;
    const bool more = document.current_location().get(behind) == simdjson::SUCCESS;
    return more ? simdjson::TAPE_ERROR : simdjson::SUCCESS;
}

bool LineParser::has_known_shape(std::string_view line) {
    for (std::size_t i = 0; i < shapes_.size(); ++i) {
        if (shapes_[shape_].stage(line, columns_)) return true;
        shape_ = (shape_ + 1) % shapes_.size();
    }
    return false;
}

// The row is kept; what it says twice is told.
std::string LineParser::end_row() {
    FieldId doubled = columns_.end_row();
    if (doubled == kNoField) doubled = doubled_;
    return doubled == kNoField ? std::string() : doubled_key(columns_.name(doubled));
}

std::string LineParser::add(std::string_view line, std::size_t readable) {
    too_deep_ = false;
    if (line.front() != '{') return "the line is no JSON object";
    doubled_ = kNoField;
    if (has_known_shape(line)) return end_row();
    if (readable < line.size() + simdjson::SIMDJSON_PADDING) {
        copy_.assign(line);
        copy_.append(simdjson::SIMDJSON_PADDING, ' ');
        line = std::string_view(copy_).substr(0, line.size());
    }
    int error = walk(line);
    if (error == simdjson::SUCCESS && plain_ && shapes_.size() < kMostShapes) {
        shape_ = shapes_.size();
        shapes_.emplace_back(line, line_values_);
    }
    if (error == simdjson::UTF8_ERROR || error == simdjson::UNESCAPED_CHARS) {
        columns_.drop_row();
        copy_ = valid_utf8(line);
        blank_control_characters(copy_);
        const std::size_t size = copy_.size();
        copy_.append(simdjson::SIMDJSON_PADDING, ' ');
        error = walk(std::string_view(copy_).substr(0, size));
    }
    if (error == simdjson::SUCCESS) return end_row();
    columns_.drop_row();
    return json_error_text(error);
}

ParsedLines parse_lines(std::string_view text, std::size_t begin, std::size_t end) {
    ParsedLines out{.columns = RowColumns(text)};
    LineParser parser(out.columns);
    const auto reject = [&](std::string reason) {
        if (out.rejects.size() < RejectLog::kMost) {
            out.rejects.emplace_back(out.lines, std::move(reason));
        } else {
            ++out.rejects_not_kept;
        }
    };
    for (std::size_t at = begin; at < end;) {
        const std::size_t stop = std::min(text.find('\n', at), end);
        const std::string_view line = trim(text.substr(at, stop - at));
        at = stop + 1;
        ++out.lines;
        if (line.empty()) continue;
        const auto offset = static_cast<std::size_t>(line.data() - text.data());
        std::string why = parser.add(line, text.size() - offset);
        if (parser.too_deep()) why = "nested too deep; the deeper part is not read";
        if (out.columns.rows() > out.row_lines.size()) out.row_lines.push_back(out.lines);
        if (!why.empty()) reject(std::move(why));
    }
    return out;
}

}  // namespace chimera::formats
