// SPDX-License-Identifier: Apache-2.0
#include "verify/unbound.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>

#include "core/decimal.h"
#include "core/parallel.h"
#include "core/text.h"
#include "sources/walk.h"
#include "verify/csv_records.h"
#include "verify/input.h"
#include "verify/words.h"

namespace chimera::verify {

namespace {

// Where a number was first seen under the root.
struct Seen {
    std::size_t file = 0;
    std::uint32_t line = 0;
};

// The numbers and names under a root.
struct Known {
    std::vector<std::string> paths;
    std::unordered_map<double, Seen> numbers;
    std::set<std::string, std::less<>> names;  // stems and names of files and folders, in lower case
};

// A run of characters of a line that is a number, or holds one.
struct Token {
    std::size_t begin = 0;
    std::size_t end = 0;
};

}  // namespace

static bool joins(char c) { return is_alnum(c) || c == '_'; }

// The numbers of a text: digits with point, exponent and thousands, not those inside of words.
static std::vector<Token> number_tokens(std::string_view text) {
    std::vector<Token> out;
    for (std::size_t at = 0; at < text.size();) {
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        std::size_t end = at;
        while (end < text.size()) {
            const bool inner = (text[end] == '.' || text[end] == ',') && end + 1 < text.size() &&
                               is_digit(text[end + 1]);
            const bool exponent = (text[end] == 'e' || text[end] == 'E') && end + 1 < text.size() &&
                                  (is_digit(text[end + 1]) ||
                                   ((text[end + 1] == '-' || text[end + 1] == '+') &&
                                    end + 2 < text.size() && is_digit(text[end + 2])));
            if (!is_digit(text[end]) && !inner && !exponent) break;
            end += exponent ? 2 : 1;
        }
        end = std::min(end, text.size());
        out.push_back({at, end});
        at = end;
    }
    return out;
}

static void gather_names(const std::string& path, std::set<std::string, std::less<>>& names) {
    for (const auto part : split(path, '/')) {
        const std::string small = lower(part);
        names.insert(small);
        names.insert(small.substr(0, small.rfind('.')));
    }
    names.insert(lower(path));
}

static Result<Known> read_root(const std::string& root, unsigned jobs) {
    sources::WalkOptions options;
    options.extensions = covered_extensions();
    TRY_ASSIGN(const sources::Walk walk, sources::walk(root, options));
    Known out;
    for (const auto& file : walk.files) {
        out.paths.push_back(file.path);
        gather_names(file.path, out.names);
    }
    std::vector<std::unordered_map<double, std::uint32_t>> found(walk.files.size());
    for_each_index(walk.files.size(), jobs, [&](std::size_t i) {
        const auto bytes = sources::FileBytes::open(walk.files[i].absolute);
        if (!bytes.ok()) return;
        const std::string text = to_utf8(bytes.value().view(), "");
        std::uint32_t line = 0;
        for (const auto one : split(text, '\n')) {
            ++line;
            for (const Token& token : number_tokens(one)) {
                const auto raw = one.substr(token.begin, token.end - token.begin);
                const auto value = loose_number(raw, CommaIs::kThousands);
                if (value) found[i].emplace(*value, line);
                for (const auto piece : split(raw, ',')) {
                    if (const auto part = parse_double(piece)) found[i].emplace(*part, line);
                }
            }
        }
    });
    for (std::size_t i = 0; i < found.size(); ++i) {
        for (const auto& [value, line] : found[i]) {
            const auto [at, fresh] = out.numbers.emplace(value, Seen{i, line});
            if (!fresh && i == at->second.file) at->second.line = std::min(at->second.line, line);
        }
    }
    return out;
}

namespace {

class Lister {
public:
    Lister(const Known* known, std::vector<Unsupported>& out) : known_(known), out_(out) {}

    void line(std::uint32_t number, std::string_view text) {
        number_ = number;
        std::string_view rest = text;
        // Names first: what stands in back-ticks, and words that look like files.
        for (std::size_t at = 0; (at = rest.find('`', at)) != std::string_view::npos;) {
            const auto close = rest.find('`', at + 1);
            if (close == std::string_view::npos) break;
            if (close > at + 1) name(rest.substr(at + 1, close - at - 1), true);
            at = close + 1;
        }
        for (std::size_t at = 0; at < text.size();) {
            while (at < text.size() && is_break(text[at])) ++at;
            std::size_t end = at;
            while (end < text.size() && !is_break(text[end])) ++end;
            word(text.substr(at, end - at));
            at = end;
        }
        const std::string in_words = number_word(text);
        if (!in_words.empty()) add(in_words, "a number in words, which nothing binds to an entity");
    }

private:
    static bool is_break(char c) {
        return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '`' || c == '(' || c == ')' ||
               c == '[' || c == ']' || c == '{' || c == '}' || c == '|' || c == '<' || c == '>' ||
               c == '*' || c == ';' || c == '=';
    }

    // free_numeral finds digits first; here they are listed one by one already.
    static std::string number_word(std::string_view text) {
        std::string plain(text);
        std::replace_if(plain.begin(), plain.end(), is_digit, ' ');
        const std::string found = free_numeral(plain);
        return found.empty() || !is_alpha(found[0]) ? std::string() : found;
    }

    void add(std::string_view text, std::string reason) {
        out_.push_back({number_, std::string(utf8_prefix(text, 160)), std::move(reason)});
    }

    // A name is a file under the root, or a part of one's path.
    void name(std::string_view text, bool in_code) {
        text = trim(text);
        while (!text.empty() && (text.back() == '.' || text.back() == ',' || text.back() == ':')) {
            text.remove_suffix(1);
        }
        if (text.empty() || !named_.insert(std::string(text)).second) return;
        const bool path_like = looks_like_file(text);
        if (!in_code && !path_like) return;
        if (known_ == nullptr) {
            if (path_like) add(text, "nothing binds the name: there is no evidence");
            return;
        }
        const std::string small = lower(text);
        if (known_->names.contains(small)) return;
        const bool is_end = std::any_of(known_->paths.begin(), known_->paths.end(), [&](const auto& path) {
            return lower(path).ends_with("/" + small) ||
                   ("/" + lower(path) + "/").find("/" + small + "/") != std::string::npos;
        });
        if (!is_end) add(text, "no such file under the root");
    }

    static bool looks_like_file(std::string_view text) {
        const auto dot = text.rfind('.');
        if (dot != std::string_view::npos && dot > 0) {
            const std::string end = lower(text.substr(dot + 1));
            const auto& covered = covered_extensions();
            if (std::find(covered.begin(), covered.end(), end) != covered.end()) return true;
        }
        return text.find('/') != std::string_view::npos && text.find('.') != std::string_view::npos &&
               !text.starts_with("http") && is_alpha(text[0]) && !is_digit(text.back());
    }

    void word(std::string_view text) {
        if (text.empty()) return;
        if (looks_like_file(text)) return name(text, false);
        for (const Token& token : number_tokens(text)) {
            const auto raw = text.substr(token.begin, token.end - token.begin);
            const bool inside = (token.begin > 0 && joins(text[token.begin - 1])) ||
                                (token.end < text.size() && joins(text[token.end]));
            number(inside ? text : raw, raw);
        }
    }

    void number(std::string_view shown, std::string_view raw) {
        const auto value = loose_number(raw, CommaIs::kThousands);
        if (known_ == nullptr) return add(shown, "nothing binds it: there is no evidence");
        if (!value) return add(shown, "equals no value under the root");
        const auto found = known_->numbers.find(*value);
        if (found == known_->numbers.end()) return add(shown, "equals no value under the root");
        add(shown, fmt::format("equals a value at {} line={}, but nothing binds it to an entity",
                               known_->paths[found->second.file], found->second.line));
    }

    const Known* known_;
    std::vector<Unsupported>& out_;
    std::set<std::string> named_;
    std::uint32_t number_ = 0;
};

}  // namespace

Result<std::vector<Unsupported>> unbound_pieces(std::string_view report,
                                                const std::optional<std::string>& root, unsigned jobs) {
    std::optional<Known> known;
    if (root) {
        TRY_ASSIGN(known, read_root(*root, jobs));
    }
    std::vector<Unsupported> out;
    Lister lister(known ? &*known : nullptr, out);
    std::uint32_t line = 0;
    for (const auto text : split(report, '\n')) lister.line(++line, text);
    return out;
}

}  // namespace chimera::verify
