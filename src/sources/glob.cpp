// SPDX-License-Identifier: Apache-2.0
#include <cstddef>
#include <vector>

#include "sources/walk.h"

namespace chimera::sources {

enum class Token : unsigned char {
    kByte,         // itself
    kOne,          // ?      one byte that is no '/'
    kSet,          // [a-c]  one byte that is no '/'
    kStar,         // *      any bytes without '/'
    kDeepStar,     // **     any bytes
    kDeepFolders,  // **/    nothing, or anything that ends in '/'
};

struct Step {
    Token token = Token::kByte;
    char byte = 0;
    std::string_view set = {};  // between the brackets
};

static std::vector<Step> compile(std::string_view pattern);
static bool accepts(const Step& step, char byte);
static bool may_be_empty(const Step& step) {
    return step.token >= Token::kStar;
}

// All positions in the pattern that the text read so far can have reached, advanced byte by byte:
// the time is pattern x path whatever the pattern, where backtracking would be exponential in its
// stars.
bool glob_matches(std::string_view pattern, std::string_view path) {
    const std::vector<Step> steps = compile(pattern);
    const std::size_t end = steps.size();
    std::vector<bool> reached(end + 1);
    // Between the first byte of a `**/` and its '/': the step is under way, but cannot be left.
    std::vector<bool> within(end + 1);
    const auto pass_empty_steps = [&] {
        for (std::size_t i = 0; i < end; ++i) {
            if (reached[i] && may_be_empty(steps[i])) reached[i + 1] = true;
        }
    };
    reached[0] = true;
    pass_empty_steps();
    for (const char byte : path) {
        std::vector<bool> next(end + 1);
        std::vector<bool> next_within(end + 1);
        for (std::size_t i = 0; i < end; ++i) {
            const Step& step = steps[i];
            if (step.token == Token::kDeepFolders) {
                next_within[i] = reached[i] || within[i];
                if (next_within[i] && byte == '/') next[i + 1] = true;
            } else if (reached[i] && accepts(step, byte)) {
                next[may_be_empty(step) ? i : i + 1] = true;
            }
        }
        reached.swap(next);
        within.swap(next_within);
        pass_empty_steps();
    }
    return reached[end];
}

static std::vector<Step> compile(std::string_view pattern) {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '*') {
            const std::size_t last = pattern.find_first_not_of('*', i);
            const std::size_t next = last == std::string_view::npos ? pattern.size() : last;
            if (next - i == 1) {
                steps.push_back({Token::kStar});
            } else if (next < pattern.size() && pattern[next] == '/' &&
                       (i == 0 || pattern[i - 1] == '/')) {
                steps.push_back({Token::kDeepFolders});
                i = next;
                continue;
            } else {
                steps.push_back({Token::kDeepStar});
            }
            i = next - 1;
        } else if (c == '?') {
            steps.push_back({Token::kOne});
        } else if (c == '[' && pattern.find(']', i + 2) != std::string_view::npos) {
            const std::size_t close = pattern.find(']', i + 2);
            steps.push_back({Token::kSet, 0, pattern.substr(i + 1, close - i - 1)});
            i = close;
        } else {
            if (c == '\\' && i + 1 < pattern.size()) ++i;
            steps.push_back({Token::kByte, pattern[i]});
        }
    }
    return steps;
}

static bool in_set(std::string_view set, char byte) {
    const bool negated = set.front() == '!' || set.front() == '^';
    if (negated) set.remove_prefix(1);
    const auto code = [](char c) { return static_cast<unsigned char>(c); };
    for (std::size_t i = 0; i < set.size(); ++i) {
        const bool range = i + 2 < set.size() && set[i + 1] == '-';
        const unsigned char low = code(set[i]);
        const unsigned char high = range ? code(set[i + 2]) : low;
        if (code(byte) >= low && code(byte) <= high) return !negated;
        if (range) i += 2;
    }
    return negated;
}

static bool accepts(const Step& step, char byte) {
    switch (step.token) {
        case Token::kByte: return byte == step.byte;
        case Token::kOne:
        case Token::kStar: return byte != '/';
        case Token::kSet: return byte != '/' && in_set(step.set, byte);
        case Token::kDeepStar:
        case Token::kDeepFolders: return true;
    }
    return false;
}

}  // namespace chimera::sources
