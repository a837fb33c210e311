// SPDX-License-Identifier: Apache-2.0
// One JSON document as a flat list of nodes in document order, each with its place in the text.
// simdjson finds the structure and checks it; keys and scalars stay where they are and are read
// when needed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::formats {

// Documents nested deeper are cut off there, which the reader reports.
inline constexpr std::size_t kDeepest = 256;

enum class JsonKind : std::uint8_t { kAbsent, kTrue, kFalse, kNumber, kString, kArray, kObject };

struct JsonNode {
    std::uint32_t key_at = 0;  // members only: the key between its quotes
    std::uint32_t key_size = 0;
    std::uint32_t at = 0;  // scalars only: the token; a string's without its quotes
    std::uint32_t size = 0;
    std::uint32_t first = 0;  // the first child; 0 where there is none
    std::uint32_t next = 0;   // the next sibling; 0 where there is none
    std::uint32_t count = 0;  // children
    JsonKind kind = JsonKind::kAbsent;
};

struct JsonTree {
    std::string_view text;
    std::vector<JsonNode> nodes;  // nodes[0] is the root

    std::string_view key(const JsonNode& node) const {
        return text.substr(node.key_at, node.key_size);
    }
    std::string_view token(const JsonNode& node) const { return text.substr(node.at, node.size); }
};

// What came of parsing text[begin, end). A tree is sound if `why` is empty.
struct ParsedJson {
    JsonTree tree;
    std::string why;           // what is wrong
    std::size_t fault_at = 0;  // and where
    bool unescaped = false;    // the fault is a control character in a string
    bool more = false;         // something follows the document
    std::size_t too_deep = 0;  // subtrees cut off
    // Keys that stand in their object already, whose values are left out: the first one counts.
    std::vector<std::size_t> doubled;
    std::size_t deep_at = 0;  // the first of them
};

// 64 bytes behind `end` must be readable. text.size() < 4 GiB.
ParsedJson parse_json(std::string_view text, std::size_t begin, std::size_t end);

// simdjson's names of its parsing errors, in words; "" for what cannot be one.
std::string json_error_text(int code);

}  // namespace chimera::formats
