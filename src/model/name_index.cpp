// SPDX-License-Identifier: Apache-2.0
#include "model/name_index.h"

#include <algorithm>
#include <span>

#include "core/text.h"

namespace chimera::model {

static constexpr std::size_t kMostParts = 12;
static constexpr std::size_t kShortestEnd = 3;  // characters of an end that may stand for a name

static std::vector<std::string> parts_of(std::string_view text) {
    std::vector<std::string> out;
    for (const std::string_view word : words(text)) out.push_back(lower(word));
    return out;
}

static std::string key_of(std::span<const std::string> parts) {
    std::string out;
    for (const std::string& part : parts) {
        out += part;
        out += '\x1f';
    }
    return out;
}

static bool has_letter(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_alpha);
}
static bool has_number(std::string_view text) {
    return std::any_of(text.begin(), text.end(), is_digit);
}

void NameIndex::add(const std::string& key, const std::string& value) {
    const auto parts = parts_of(value);
    const bool usable = parts.size() <= kMostParts && has_letter(value) && value.size() > 1;
    if (parts.empty() || !usable || !known_.insert({key, value}).second) return;
    by_parts_[key_of(parts)].whole.insert({key, value});
    auto& longest = longest_[parts.front()];
    longest = std::max(longest, parts.size());
    if (key != "model") return;
    around_[parts.front() + '\x1f' + parts.back()].emplace(value, parts);
    for (std::size_t at = value.find_first_of(":/-"); at != std::string::npos;
         at = value.find_first_of(":/-", at + 1)) {
        const std::string end = value.substr(at + 1);
        const auto end_parts = parts_of(end);
        if (end.size() < kShortestEnd || !has_letter(end) || !has_number(end)) continue;
        by_parts_[key_of(end_parts)].ends.insert({key, value});
    }
}

namespace {

// The parts of a text, and which of them end a word.
struct Tokens {
    std::vector<std::string> parts;
    std::vector<bool> ends;
};

}  // namespace

// Words are runs of letters and digits with the marks inside that names are written with.
static Tokens tokens_of(std::string_view text) {
    constexpr std::string_view kInside = ":._-/+@";
    Tokens out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_alnum(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size() && is_alnum(text[end])) ++end;
        out.parts.push_back(lower(text.substr(at, end - at)));
        const bool goes_on = end + 1 < text.size() && is_alnum(text[end + 1]) &&
                             kInside.find(text[end]) != std::string_view::npos;
        out.ends.push_back(!goes_on);
        at = end;
    }
    return out;
}

static bool is_within(std::span<const std::string> some, const std::vector<std::string>& all) {
    std::size_t next = 0;
    for (const std::string& part : all) {
        if (next < some.size() && some[next] == part) ++next;
    }
    return next == some.size();
}

std::set<NameInText> NameIndex::in(std::string_view text) const {
    std::set<NameInText> out;
    const Tokens tokens = tokens_of(text);
    for (std::size_t i = 0; i < tokens.parts.size();) {
        std::size_t end_of_word = i;
        while (!tokens.ends[end_of_word]) ++end_of_word;
        const std::size_t own = end_of_word - i + 1;  // parts of this word
        const auto rest = std::span(tokens.parts).subspan(i);
        std::size_t taken = 0;
        const auto longest = longest_.find(rest.front());
        const std::size_t most = longest == longest_.end() ? 0 : longest->second;
        for (std::size_t n = std::min(most, rest.size()); n > 0 && taken == 0; --n) {
            if (!tokens.ends[i + n - 1]) continue;
            const auto found = by_parts_.find(key_of(rest.first(n)));
            if (found == by_parts_.end() || found->second.whole.empty()) continue;
            out.insert(found->second.whole.begin(), found->second.whole.end());
            taken = n;
        }
        if (taken == 0 && own <= kMostParts) {
            const auto found = by_parts_.find(key_of(rest.first(own)));
            if (found != by_parts_.end() && !found->second.ends.empty()) {
                const auto& ends = found->second.ends;
                out.insert(ends.size() == 1 ? *ends.begin() : NameInText{"model", ""});
                taken = own;
            }
        }
        if (taken == 0 && own >= 2 && own <= kMostParts) {
            const auto around = around_.find(rest.front() + '\x1f' + rest[own - 1]);
            std::vector<std::string> fitting;
            if (around != around_.end()) {
                for (const auto& [value, all] : around->second) {
                    if (fitting.size() < 2 && is_within(rest.first(own), all))
                        fitting.push_back(value);
                }
            }
            if (fitting.size() == 1) out.insert({"model", fitting.front()});
            if (fitting.size() > 1) out.insert({"model", ""});
        }
        i = std::max(i + taken, end_of_word + 1);
    }
    return out;
}

bool NameIndex::has_foreign_name(std::string_view text) const {
    const Tokens tokens = tokens_of(text);
    for (std::size_t i = 0; i < tokens.parts.size();) {
        const std::string& first = tokens.parts[i];
        std::size_t end = i;
        std::string word = first;
        while (!tokens.ends[end]) word += '-' + tokens.parts[++end];
        const bool named = end > i && has_letter(first) && has_number(word) && is_alpha(first[0]) &&
                           first.size() > 2;
        if (named && in(word).empty()) return true;
        i = end + 1;
    }
    return false;
}

}  // namespace chimera::model
