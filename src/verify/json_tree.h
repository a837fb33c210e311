// SPDX-License-Identifier: Apache-2.0
// JSON as it lies in a file, for addressing: a flat list of nodes over the bytes, nothing copied.
// Lenient where result files are: bare NaN and Infinity are nodes without a value, a file may hold
// several documents, and of a truncated one everything before the break stays addressable. Nesting
// costs no stack. Offsets are 32 bit: a file of 4 GiB or more is refused.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chimera::verify {

enum class JsonKind : std::uint8_t { kObject, kArray, kString, kNumber, kTrue, kFalse, kNull };

using JsonId = std::uint32_t;
inline constexpr JsonId kNoJson = 0xFFFFFFFFU;

struct JsonNode {
    std::uint32_t begin = 0;  // first byte; of a string: its opening quote
    std::uint32_t end = 0;    // one past the last byte
    std::uint32_t key_begin = 0;
    std::uint32_t key_size = 0;  // raw, between the quotes
    JsonId parent = kNoJson;
    JsonId after = 0;         // the node that follows this one and all below it
    std::uint32_t index = 0;  // position among its siblings
    JsonKind kind = JsonKind::kNull;
    bool key_has_escapes = false;
};

class JsonTree {
public:
    // `text` must outlive the tree. `by_line`: every line is a document of its own (JSON Lines),
    // text before its first bracket is passed over.
    static JsonTree parse(std::string_view text, bool by_line);

    const std::vector<JsonId>& documents() const { return documents_; }
    // The document on line `line` (from 1) of a file parsed by line; kNoJson where there is none.
    JsonId document_on_line(std::uint64_t line) const;
    std::uint32_t line_of(JsonId document) const;
    // Every key that stands somewhere in the text, once each, escapes resolved.
    std::vector<std::string> distinct_keys() const;
    std::uint32_t lines() const { return lines_; }
    bool sound() const { return sound_; }

    const JsonNode& node(JsonId id) const { return nodes_[id]; }
    std::size_t size() const { return nodes_.size(); }
    JsonId child(JsonId array, std::uint64_t index) const;
    JsonId member(JsonId object, std::string_view key) const;
    std::uint32_t child_count(JsonId parent) const;
    // RFC 6901 from `from`; "" is `from` itself.
    JsonId resolve(JsonId from, std::string_view pointer) const;

    std::string_view raw(JsonId id) const;
    std::string_view raw_key(JsonId id) const;  // escapes not resolved
    std::string key(JsonId id) const;
    // Decoded text of a string, the token of any other scalar, raw bytes of a container.
    std::string text(JsonId id) const;
    std::optional<double> number(JsonId id) const;  // JSON numbers only
    bool is_scalar(JsonId id) const;

    // Children of a container, in order: first_child, then node(c).after while <
    // node(parent).after.
    JsonId first_child(JsonId parent) const;
    JsonId next_sibling(JsonId id) const;

private:
    friend class JsonParser;
    const std::vector<JsonId>& children(JsonId parent) const;

    std::string_view text_;
    std::vector<JsonNode> nodes_;
    std::vector<JsonId> documents_;
    std::vector<std::uint32_t> document_lines_;
    std::uint32_t lines_ = 0;
    bool sound_ = true;
    // Built when first asked for, so that the n-th element and the named member cost no search.
    mutable std::unordered_map<JsonId, std::vector<JsonId>> children_;
    mutable std::unordered_map<JsonId, std::unordered_map<std::string, JsonId>> members_;
};

// "a~1b~0c" as the key "a/b~c".
std::string unescape_pointer(std::string_view segment);
// The text between the quotes of a JSON string, escapes resolved; odd surrogates become U+FFFD.
std::string decode_json_string(std::string_view raw);

}  // namespace chimera::verify
