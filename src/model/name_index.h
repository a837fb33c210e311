// SPDX-License-Identifier: Apache-2.0
// Which known names (models, back ends, quantizations) a text of a document uses. Case and
// separators do not count: "Gemma3:270M", "gemma3-270m" and "gemma3 270m" are one name. A single
// word may also be the end of one known name alone ("270m", "q4_0"), or leave out parts of its
// middle ("llama3.1:8b-q4_0").
#pragma once

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace chimera::model {

struct NameInText {
    std::string key;    // "model"
    std::string value;  // as the data write it; "" where several names could be meant
    auto operator<=>(const NameInText&) const = default;
};

class NameIndex {
public:
    // Names without a letter, of one character or of more than twelve parts are left out: a text
    // uses such words for other things.
    void add(const std::string& key, const std::string& value);

    // Every name once, in no particular order. Linear in the text's length.
    std::set<NameInText> in(std::string_view text) const;

    // True where a word looks like the name of a model and is none that is known: "mistral:7b".
    bool has_foreign_name(std::string_view text) const;

private:
    struct Entry {
        std::set<NameInText> whole;  // names that consist of exactly these parts
        std::set<NameInText> ends;   // names of models that end in these parts
    };
    std::unordered_map<std::string, Entry> by_parts_;
    std::unordered_map<std::string, std::size_t> longest_;  // by first part: most parts
    // By first and last part: the models, each with its parts.
    std::unordered_map<std::string, std::map<std::string, std::vector<std::string>>> around_;
    std::set<NameInText> known_;
};

}  // namespace chimera::model
