// SPDX-License-Identifier: Apache-2.0
#include "verify/json_tree.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_set>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::verify {

// Containers with fewer children than this are searched, not indexed.
static constexpr std::uint32_t kIndexFrom = 64;
// Lines from whose nodes the number of all nodes is estimated.
static constexpr std::uint32_t kTellingLines = 1024;

// Reads one document after the other into a tree. Open containers are kept in a vector, so depth is
// bounded by memory alone.
class JsonParser {
public:
    JsonParser(JsonTree& tree, std::string_view text, std::size_t at, std::size_t end)
        : tree_(tree), text_(text), at_(at), end_(end) {}

    std::size_t at() const { return at_; }
    bool skip_space();
    bool document();

private:
    bool value();
    bool step();
    bool after_value();
    bool string_token(std::uint32_t& begin, std::uint32_t& size);
    bool scalar_word();
    JsonId add(JsonKind kind);
    void close(JsonId id);
    bool fail();

    JsonTree& tree_;
    std::string_view text_;
    std::size_t at_;
    std::size_t end_;
    std::vector<JsonId> open_;
    std::vector<std::uint32_t> counts_;
    std::uint32_t key_begin_ = 0;
    std::uint32_t key_size_ = 0;
    bool need_value_ = true;
};

bool JsonParser::skip_space() {
    while (at_ < end_ &&
           (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r')) {
        ++at_;
    }
    return at_ < end_;
}

JsonId JsonParser::add(JsonKind kind) {
    const auto id = static_cast<JsonId>(tree_.nodes_.size());
    JsonNode node;
    node.kind = kind;
    node.begin = static_cast<std::uint32_t>(at_);
    node.end = node.begin;
    node.after = id + 1;
    if (!open_.empty()) {
        node.parent = open_.back();
        node.index = counts_.back()++;
        node.key_begin = key_begin_;
        node.key_size = key_size_;
        node.key_has_escapes = key_size_ > 0 && text_.substr(key_begin_, key_size_).find('\\') !=
                                                    std::string_view::npos;
    }
    tree_.nodes_.push_back(node);
    key_begin_ = key_size_ = 0;
    return id;
}

void JsonParser::close(JsonId id) {
    tree_.nodes_[id].end = static_cast<std::uint32_t>(at_);
    tree_.nodes_[id].after = static_cast<JsonId>(tree_.nodes_.size());
}

// What was read before the break stays: every open container ends here.
bool JsonParser::fail() {
    while (!open_.empty()) {
        close(open_.back());
        open_.pop_back();
    }
    counts_.clear();
    tree_.sound_ = false;
    return false;
}

bool JsonParser::string_token(std::uint32_t& begin, std::uint32_t& size) {
    const std::size_t start = at_ + 1;
    std::size_t i = start;
    while (i < end_ && text_[i] != '"') i += text_[i] == '\\' ? 2 : 1;
    if (i >= end_) return false;
    begin = static_cast<std::uint32_t>(start);
    size = static_cast<std::uint32_t>(i - start);
    at_ = i + 1;
    return true;
}

// true, false, null, a number, or one of the words that JSON lacks: NaN, Infinity, -Infinity.
bool JsonParser::scalar_word() {
    std::size_t i = at_;
    while (i < end_ &&
           (is_alnum(text_[i]) || text_[i] == '+' || text_[i] == '-' || text_[i] == '.')) {
        ++i;
    }
    const std::string_view word = text_.substr(at_, i - at_);
    JsonKind kind = JsonKind::kNull;
    if (word == "true") {
        kind = JsonKind::kTrue;
    } else if (word == "false") {
        kind = JsonKind::kFalse;
    } else if (!word.empty() &&
               (is_digit(word[0]) || (word[0] == '-' && word.size() > 1 && is_digit(word[1])))) {
        if (!is_decimal(word)) return false;
        kind = JsonKind::kNumber;
    } else {
        const std::string small = lower(word);
        if (small != "null" && small != "nan" && small != "infinity" && small != "-infinity" &&
            small != "inf" && small != "-inf" && small != "-nan") {
            return false;
        }
    }
    const JsonId id = add(kind);
    at_ = i;
    close(id);
    return true;
}

bool JsonParser::value() {
    const char c = text_[at_];
    if (c == '{' || c == '[') {
        const JsonId id = add(c == '{' ? JsonKind::kObject : JsonKind::kArray);
        ++at_;
        open_.push_back(id);
        counts_.push_back(0);
        need_value_ = true;
        if (!skip_space()) return false;
        if (text_[at_] == (c == '{' ? '}' : ']')) need_value_ = false;
        return true;
    }
    if (c == '"') {
        const auto start = at_;
        std::uint32_t begin = 0;
        std::uint32_t size = 0;
        if (!string_token(begin, size)) return false;
        const auto stop = at_;
        at_ = start;
        const JsonId id = add(JsonKind::kString);
        at_ = stop;
        close(id);
    } else if (!scalar_word()) {
        return false;
    }
    need_value_ = false;
    return true;
}

// A comma or a closing bracket, after a complete value inside the innermost open container.
bool JsonParser::after_value() {
    const bool object = tree_.nodes_[open_.back()].kind == JsonKind::kObject;
    if (text_[at_] == ',') {
        ++at_;
        need_value_ = true;
        return true;
    }
    if (text_[at_] != (object ? '}' : ']')) return false;
    ++at_;
    close(open_.back());
    open_.pop_back();
    counts_.pop_back();
    return true;
}

bool JsonParser::step() {
    if (!skip_space()) return false;
    if (!need_value_) return after_value();
    if (tree_.nodes_[open_.back()].kind == JsonKind::kObject) {
        if (text_[at_] != '"' || !string_token(key_begin_, key_size_)) return false;
        if (!skip_space() || text_[at_] != ':') return false;
        ++at_;
        if (!skip_space()) return false;
    }
    return value();
}

bool JsonParser::document() {
    open_.clear();
    counts_.clear();
    key_begin_ = key_size_ = 0;
    need_value_ = true;
    const auto id = static_cast<JsonId>(tree_.nodes_.size());
    if (!value()) {
        if (tree_.nodes_.size() > id) tree_.documents_.push_back(id);
        return fail();
    }
    tree_.documents_.push_back(id);
    while (!open_.empty()) {
        if (!step()) return fail();
    }
    return true;
}

static std::size_t first_bracket(std::string_view text, std::size_t at, std::size_t end) {
    while (at < end && text[at] != '{' && text[at] != '[') ++at;
    return at;
}

JsonTree JsonTree::parse(std::string_view text, bool by_line) {
    JsonTree tree;
    if (text.size() >= std::numeric_limits<std::uint32_t>::max()) {
        tree.sound_ = false;
        return tree;
    }
    tree.text_ = text;
    std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;
    if (!by_line) {
        JsonParser parser(tree, text, at, text.size());
        while (parser.skip_space()) {
            if (!parser.document()) break;
        }
        return tree;
    }
    for (; at < text.size(); ++tree.lines_) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        JsonParser parser(tree, text, first_bracket(text, at, end), end);
        if (parser.skip_space()) {
            const std::size_t before = tree.documents_.size();
            parser.document();
            if (tree.documents_.size() > before) tree.document_lines_.push_back(tree.lines_ + 1);
        }
        at = end + 1;
        // Growing step by step would hold the nodes twice. Lines that are no measure of the rest
        // must not make the estimate a flood.
        if (tree.lines_ + 1 == kTellingLines) {
            const std::size_t expected = text.size() / at * (tree.nodes_.size() + kTellingLines);
            tree.nodes_.reserve(std::min(expected, 4 * text.size() / sizeof(JsonNode)));
        }
    }
    return tree;
}

JsonId JsonTree::document_on_line(std::uint64_t line) const {
    const auto it = std::lower_bound(document_lines_.begin(), document_lines_.end(), line);
    if (it == document_lines_.end() || *it != line) return kNoJson;
    return documents_[static_cast<std::size_t>(it - document_lines_.begin())];
}

std::uint32_t JsonTree::line_of(JsonId document) const {
    const auto it = std::lower_bound(documents_.begin(), documents_.end(), document);
    if (it == documents_.end() || *it != document) return 0;
    const auto i = static_cast<std::size_t>(it - documents_.begin());
    return i < document_lines_.size() ? document_lines_[i] : 0;
}

std::vector<std::string> JsonTree::distinct_keys() const {
    std::unordered_set<std::string_view> seen;
    std::vector<std::string> out;
    for (const JsonNode& one : nodes_) {
        if (one.key_size == 0) continue;
        const std::string_view key = text_.substr(one.key_begin, one.key_size);
        if (!seen.insert(key).second) continue;
        out.push_back(decode_json_string(key));
    }
    return out;
}

bool JsonTree::is_scalar(JsonId id) const {
    return nodes_[id].kind != JsonKind::kObject && nodes_[id].kind != JsonKind::kArray;
}

JsonId JsonTree::first_child(JsonId parent) const {
    return nodes_[parent].after > parent + 1 && !is_scalar(parent) ? parent + 1 : kNoJson;
}

JsonId JsonTree::next_sibling(JsonId id) const {
    const JsonId parent = nodes_[id].parent;
    if (parent == kNoJson || nodes_[id].after >= nodes_[parent].after) return kNoJson;
    return nodes_[id].after;
}

const std::vector<JsonId>& JsonTree::children(JsonId parent) const {
    auto [it, fresh] = children_.try_emplace(parent);
    if (fresh) {
        for (JsonId c = first_child(parent); c != kNoJson; c = next_sibling(c)) {
            it->second.push_back(c);
        }
    }
    return it->second;
}

std::uint32_t JsonTree::child_count(JsonId parent) const {
    return is_scalar(parent) ? 0 : static_cast<std::uint32_t>(children(parent).size());
}

JsonId JsonTree::child(JsonId array, std::uint64_t index) const {
    if (nodes_[array].kind != JsonKind::kArray) return kNoJson;
    const auto& all = children(array);
    return index < all.size() ? all[index] : kNoJson;
}

// Of members with one name the first one counts.
JsonId JsonTree::member(JsonId object, std::string_view name) const {
    if (nodes_[object].kind != JsonKind::kObject) return kNoJson;
    const auto indexed = members_.find(object);
    if (indexed != members_.end()) {
        const auto found = indexed->second.find(std::string(name));
        return found == indexed->second.end() ? kNoJson : found->second;
    }
    std::uint32_t seen = 0;
    for (JsonId c = first_child(object); c != kNoJson; c = next_sibling(c)) {
        const auto raw_key = text_.substr(nodes_[c].key_begin, nodes_[c].key_size);
        if (raw_key == name || (nodes_[c].key_has_escapes && decode_json_string(raw_key) == name)) {
            return c;
        }
        if (++seen > kIndexFrom) {
            auto& index = members_[object];
            for (JsonId m = first_child(object); m != kNoJson; m = next_sibling(m)) {
                index.try_emplace(key(m), m);
            }
            return member(object, name);
        }
    }
    return kNoJson;
}

JsonId JsonTree::resolve(JsonId from, std::string_view pointer) const {
    JsonId at = from;
    while (!pointer.empty() && at != kNoJson) {
        if (pointer[0] != '/') return kNoJson;
        pointer.remove_prefix(1);
        const auto end = std::min(pointer.find('/'), pointer.size());
        const std::string_view segment = pointer.substr(0, end);
        pointer.remove_prefix(end);
        if (nodes_[at].kind == JsonKind::kArray) {
            std::uint64_t index = 0;
            const char* last = segment.data() + segment.size();
            const auto parsed = std::from_chars(segment.data(), last, index);
            if (segment.empty() || parsed.ec != std::errc{} || parsed.ptr != last) return kNoJson;
            at = child(at, index);
        } else {
            at = member(at, unescape_pointer(segment));
        }
    }
    return at;
}

std::string_view JsonTree::raw(JsonId id) const {
    return text_.substr(nodes_[id].begin, nodes_[id].end - nodes_[id].begin);
}

std::string_view JsonTree::raw_key(JsonId id) const {
    return text_.substr(nodes_[id].key_begin, nodes_[id].key_size);
}

std::string JsonTree::key(JsonId id) const {
    return decode_json_string(raw_key(id));
}

std::string JsonTree::text(JsonId id) const {
    const std::string_view token = raw(id);
    if (nodes_[id].kind != JsonKind::kString) return std::string(token);
    return decode_json_string(token.substr(1, token.size() - 2));
}

std::optional<double> JsonTree::number(JsonId id) const {
    if (nodes_[id].kind != JsonKind::kNumber) return std::nullopt;
    return parse_double(raw(id));
}

std::string unescape_pointer(std::string_view segment) {
    if (segment.find('~') == std::string_view::npos) return std::string(segment);
    return replace_all(replace_all(std::string(segment), "~1", "/"), "~0", "~");
}

static void append_utf8(std::string& out, std::uint32_t c) {
    const auto byte = [&](std::uint32_t b) { out.push_back(static_cast<char>(b)); };
    if (c < 0x80U) {
        byte(c);
    } else if (c < 0x800U) {
        byte(0xC0U | (c >> 6U));
        byte(0x80U | (c & 0x3FU));
    } else if (c < 0x10000U) {
        byte(0xE0U | (c >> 12U));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    } else {
        byte(0xF0U | (c >> 18U));
        byte(0x80U | ((c >> 12U) & 0x3FU));
        byte(0x80U | ((c >> 6U) & 0x3FU));
        byte(0x80U | (c & 0x3FU));
    }
}

static std::optional<std::uint32_t> four_hex(std::string_view raw, std::size_t at) {
    if (at + 4 > raw.size()) return std::nullopt;
    std::uint32_t value = 0;
    const auto parsed = std::from_chars(raw.data() + at, raw.data() + at + 4, value, 16);
    if (parsed.ec != std::errc{} || parsed.ptr != raw.data() + at + 4) return std::nullopt;
    return value;
}

// `at` stands on the `u`; returns how many bytes were used up, the `u` included.
static std::size_t decode_unicode(std::string_view raw, std::size_t at, std::string& out) {
    const auto first = four_hex(raw, at + 1);
    if (!first) {
        append_utf8(out, 0xFFFD);
        return 1;
    }
    if (*first >= 0xD800U && *first < 0xDC00U && raw.substr(at + 5, 2) == "\\u") {
        const auto second = four_hex(raw, at + 7);
        if (second && *second >= 0xDC00U && *second < 0xE000U) {
            append_utf8(out, 0x10000U + ((*first - 0xD800U) << 10U) + (*second - 0xDC00U));
            return 11;
        }
    }
    append_utf8(out, *first >= 0xD800U && *first < 0xE000U ? 0xFFFDU : *first);
    return 5;
}

std::string decode_json_string(std::string_view raw) {
    if (raw.find('\\') == std::string_view::npos) return std::string(raw);
    std::string out;
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '\\' || i + 1 == raw.size()) {
            out.push_back(raw[i]);
            continue;
        }
        switch (const char c = raw[++i]) {
            case 'n': out.push_back('\n'); break;
            case 't': out.push_back('\t'); break;
            case 'r': out.push_back('\r'); break;
            case 'b': out.push_back('\b'); break;
            case 'f': out.push_back('\f'); break;
            case 'u': i += decode_unicode(raw, i, out) - 1; break;
            default: out.push_back(c);
        }
    }
    return out;
}

}  // namespace chimera::verify
