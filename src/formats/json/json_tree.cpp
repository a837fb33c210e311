// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_tree.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <string>
#include <unordered_set>

#include "core/text.h"
#include "formats/json/json_token.h"

namespace chimera::formats {

namespace ondemand = simdjson::ondemand;

// A gigabyte of nodes; larger collections of records are written as JSON Lines.
static constexpr std::size_t kMostNodes = std::size_t{1} << 25U;

namespace {

// The keys of one object so far. Most objects have few, which cost no allocation.
class KeySet {
public:
    // False where the key is there already, however it is escaped.
    bool insert(std::string_view raw) {
        const bool plain = raw.find('\\') == std::string_view::npos;
        if (plain && many_.empty() && count_ < few_.size()) {
            const auto end = few_.begin() + static_cast<std::ptrdiff_t>(count_);
            if (std::find(few_.begin(), end, raw) != end) return false;
            few_[count_++] = raw;
            return true;
        }
        if (many_.empty()) {
            for (std::size_t i = 0; i < count_; ++i) many_.emplace(few_[i]);
        }
        return many_.insert(plain ? std::string(raw) : unescape_json(raw)).second;
    }

private:
    std::array<std::string_view, 24> few_;
    std::size_t count_ = 0;
    std::unordered_set<std::string> many_;
};

// Walks one document. `fault` is set once, and then everything returns.
struct Walk {
    std::string_view text;
    ParsedJson& out;
    std::size_t seen = 0;  // the last token looked at

    template <typename Source>
    void object(Source& source, std::uint32_t parent, std::size_t depth);
    template <typename Source>
    void array(Source& source, std::uint32_t parent, std::size_t depth);
    void value(ondemand::value item, std::uint32_t node, std::size_t depth);
    void scalar(std::string_view token, std::uint32_t node);
    std::uint32_t add(std::uint32_t parent, std::uint32_t& last);
    bool failed() const { return !out.why.empty(); }
    void fail(std::string why) {
        if (failed()) return;
        out.why = std::move(why);
        out.fault_at = seen;
    }
};

}  // namespace

std::string json_error_text(int code) {
    switch (code) {
        case simdjson::UTF8_ERROR: return "bytes that are no UTF-8";
        case simdjson::UNESCAPED_CHARS: return "a control character inside a string";
        case simdjson::UNCLOSED_STRING: return "a string that is never closed";
        case simdjson::INCOMPLETE_ARRAY_OR_OBJECT: return "an array or object that is never closed";
        case simdjson::EMPTY: return "nothing where a value should be";
        case simdjson::CAPACITY:
        case simdjson::MEMALLOC: return "too large to be parsed";
        case simdjson::TAPE_ERROR: return "a missing comma, colon, bracket or value";
        default: return "malformed JSON";
    }
}

std::uint32_t Walk::add(std::uint32_t parent, std::uint32_t& last) {
    if (out.tree.nodes.size() >= kMostNodes) {
        fail(fmt::format("more than {} values in one document", kMostNodes));
    }
    const auto id = static_cast<std::uint32_t>(out.tree.nodes.size());
    out.tree.nodes.emplace_back();
    (last == 0 ? out.tree.nodes[parent].first : out.tree.nodes[last].next) = id;
    ++out.tree.nodes[parent].count;
    last = id;
    return id;
}

void Walk::scalar(std::string_view token, std::uint32_t id) {
    token = trim(token);
    JsonNode& node = out.tree.nodes[id];
    node.at = static_cast<std::uint32_t>(token.data() - text.data());
    node.size = static_cast<std::uint32_t>(token.size());
    if (token.size() >= 2 && token.front() == '"' && token.back() == '"') {
        node.kind = JsonKind::kString;
        ++node.at;
        node.size -= 2;
    } else if (token == "true" || token == "false") {
        node.kind = token == "true" ? JsonKind::kTrue : JsonKind::kFalse;
    } else if (is_absent_token(token)) {
        node.kind = JsonKind::kAbsent;
    } else if (read_json_number(token)) {
        node.kind = JsonKind::kNumber;
    } else {
        fail(fmt::format("\"{}\" is no JSON value", valid_utf8(utf8_prefix(token, 40))));
    }
}

void Walk::value(ondemand::value item, std::uint32_t node, std::size_t depth) {
    const std::string_view token = token_within(item.raw_json_token(), text);
    if (token.empty()) return fail("nothing where a value should be");
    seen = static_cast<std::size_t>(token.data() - text.data());
    const char first = token.front();
    if (first != '{' && first != '[') return scalar(token, node);
    if (depth > kDeepest) {
        // Left alone, the value is skipped by simdjson, which does that without recursion.
        if (out.too_deep++ == 0) out.deep_at = seen;
        return;
    }
    if (first == '{') return object(item, node, depth);
    array(item, node, depth);
}

template <typename Source>
void Walk::object(Source& source, std::uint32_t parent, std::size_t depth) {
    out.tree.nodes[parent].kind = JsonKind::kObject;
    ondemand::object members;
    if (const auto error = source.get_object().get(members)) return fail(json_error_text(error));
    std::uint32_t last = 0;
    KeySet keys;
    for (auto next : members) {
        ondemand::field field;
        if (const auto error = std::move(next).get(field)) return fail(json_error_text(error));
        const auto key_at = static_cast<std::size_t>(field.key().raw() - text.data());
        seen = key_at;
        const std::string_view key = text.substr(key_at, end_of_string(text, key_at) - key_at);
        if (!keys.insert(key)) {
            out.doubled.push_back(key_at);
            continue;
        }
        const std::uint32_t child = add(parent, last);
        JsonNode& node = out.tree.nodes[child];
        node.key_at = static_cast<std::uint32_t>(key_at);
        node.key_size = static_cast<std::uint32_t>(key.size());
        value(field.value(), child, depth + 1);
        if (failed()) return;
    }
}

template <typename Source>
void Walk::array(Source& source, std::uint32_t parent, std::size_t depth) {
    out.tree.nodes[parent].kind = JsonKind::kArray;
    ondemand::array elements;
    if (const auto error = source.get_array().get(elements)) return fail(json_error_text(error));
    std::uint32_t last = 0;
    for (auto next : elements) {
        ondemand::value element;
        if (const auto error = std::move(next).get(element)) return fail(json_error_text(error));
        value(element, add(parent, last), depth + 1);
        if (failed()) return;
    }
}

ParsedJson parse_json(std::string_view text, std::size_t begin, std::size_t end) {
    ParsedJson out;
    out.tree.text = text;
    out.tree.nodes.emplace_back();
    Walk walk{text, out, begin};
    const std::string_view part = trim(text.substr(begin, end - begin));
    if (part.empty()) {
        walk.fail("nothing where a document should be");
        return out;
    }
    if (part.front() != '{' && part.front() != '[') {
        walk.scalar(part, 0);
        const bool one = part.front() != '"' || end_of_string(part, 1) + 1 == part.size();
        if (!one) walk.fail("text behind a string");
        return out;
    }
    ondemand::parser parser;
    ondemand::document document;
    const std::size_t readable = part.size() + simdjson::SIMDJSON_PADDING;
    const auto error =
        parser.iterate(simdjson::padded_string_view(part.data(), part.size(), readable))
            .get(document);
    if (error) {
        out.unescaped = error == simdjson::UNESCAPED_CHARS;
        walk.fail(json_error_text(error));
        return out;
    }
    if (part.front() == '{') {
        walk.object(document, 0, 1);
    } else {
        walk.array(document, 0, 1);
    }
    const char* here = nullptr;
    const bool inside = document.current_location().get(here) == simdjson::SUCCESS;
    if (inside) {
        const auto place = static_cast<std::size_t>(here - text.data());
        if (walk.failed()) out.fault_at = std::max(out.fault_at, std::min(place, end));
        out.more = !walk.failed();
    }
    return out;
}

}  // namespace chimera::formats
