// SPDX-License-Identifier: Apache-2.0
#include "verify/known_values.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/decimal.h"
#include "core/parallel.h"
#include "core/text.h"
#include "model/locator.h"
#include "verify/csv_records.h"
#include "verify/input.h"
#include "verify/json_tree.h"

namespace chimera::verify {

static bool digit_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_digit(text[at]);
}

// The end of a number that begins at `at`: digits with point, thousands and exponent.
static std::size_t end_of_number(std::string_view text, std::size_t at) {
    std::size_t end = at;
    bool point = false;
    while (end < text.size()) {
        const char c = text[end];
        const bool fraction = c == '.' && !point && digit_at(text, end + 1);
        const bool group = c == ',' && !point && digit_at(text, end + 1) && digit_at(text, end + 2);
        const bool sign = end + 1 < text.size() && (text[end + 1] == '-' || text[end + 1] == '+');
        const bool exponent = (c == 'e' || c == 'E') && end > at &&
                              (digit_at(text, end + 1) || (sign && digit_at(text, end + 2)));
        if (exponent) {
            end += 2;
            while (digit_at(text, end)) ++end;
            break;
        }
        if (!is_digit(c) && !fraction && !group) break;
        point = point || fraction;
        ++end;
    }
    return end;
}

// "2025-11-14" and "18:53:30": digits joined by one kind of mark, at least three runs, or two with
// ':'.
static std::size_t end_of_time(std::string_view text, std::size_t at) {
    std::size_t end = at;
    std::size_t runs = 0;
    char mark = '\0';
    for (;;) {
        while (digit_at(text, end)) ++end;
        ++runs;
        const char next = end < text.size() ? text[end] : '\0';
        const bool joins = (next == '-' || next == ':') && digit_at(text, end + 1) &&
                           (mark == '\0' || mark == next);
        if (!joins) break;
        mark = next;
        ++end;
    }
    return runs >= 3 || (runs == 2 && mark == ':') ? end : at;
}

static bool is_inner(std::string_view text, std::size_t at) {
    if (is_alnum(text[at]) || text[at] == '_') return true;
    const bool joint = text[at] == '-' || text[at] == ':' || text[at] == '.';
    return joint && at > 0 && is_alnum(text[at - 1]) && at + 1 < text.size() &&
           is_alnum(text[at + 1]);
}

std::vector<NumberToken> number_tokens(std::string_view text) {
    std::vector<NumberToken> out;
    std::size_t word = 0;  // where the word around `at` begins
    for (std::size_t at = 0; at < text.size();) {
        const bool starts_with_joint = word == at && !is_alnum(text[at]) && text[at] != '_';
        if (!is_inner(text, at) || starts_with_joint) {
            word = ++at;
            continue;
        }
        if (!is_digit(text[at])) {
            ++at;
            continue;
        }
        NumberToken token{NumberToken::Is::kNumber, at, end_of_number(text, at), {}};
        token.number = text.substr(token.begin, token.end - token.begin);
        const std::size_t time = end_of_time(text, at);
        if (time > at) token = {NumberToken::Is::kTime, at, time, {}};
        const bool goes_on =
            token.end < text.size() && (is_alnum(text[token.end]) || text[token.end] == '_' ||
                                        (text[token.end] == '-' && token.end + 1 < text.size() &&
                                         is_alpha(text[token.end + 1])));
        const bool is_word =
            word < at || (goes_on && text[token.end] != 'T' && text[token.end] != 'Z');
        if (is_word) {
            token.is = NumberToken::Is::kWord;
            if (word < at) token.number.clear();
            token.begin = word;
            while (token.end < text.size() && is_inner(text, token.end)) ++token.end;
        }
        at = token.end;
        word = at;
        out.push_back(std::move(token));
    }
    return out;
}

static void gather_names(const std::string& path, std::set<std::string, std::less<>>& names) {
    std::string small = lower(path);
    // Every end of the path, and every folder or file alone, with and without its extension.
    for (std::size_t begin = 0; begin != std::string::npos;) {
        const std::string end = small.substr(begin);
        names.insert(end);
        const auto dot = end.rfind('.');
        if (dot != std::string::npos && end.find('/', dot) == std::string::npos) {
            names.insert(end.substr(0, dot));
        }
        names.insert(end.substr(0, end.find('/')));
        const auto slash = small.find('/', begin);
        begin = slash == std::string::npos ? slash : slash + 1;
    }
}

Result<KnownValues> KnownValues::read(const std::string& root, unsigned jobs) {
    sources::WalkOptions options;
    options.extensions = covered_extensions();
    TRY_ASSIGN(sources::Walk walk, sources::walk(root, options));
    struct Found {
        std::unordered_map<double, std::uint32_t> numbers;
        std::unordered_map<std::string, std::uint32_t> words;
    };
    std::vector<Found> found(walk.files.size());
    for_each_index(walk.files.size(), jobs, [&](std::size_t i) {
        const auto bytes = sources::FileBytes::open(walk.files[i].absolute);
        if (!bytes.ok()) return;
        const std::string text = to_utf8(bytes.value().view(), "");
        std::uint32_t line = 0;
        for (const auto one : split(text, '\n')) {
            ++line;
            for (const NumberToken& token : number_tokens(one)) {
                if (token.is != NumberToken::Is::kNumber) {
                    found[i].words.emplace(lower(one.substr(token.begin, token.end - token.begin)),
                                           line);
                }
                if (const auto value = loose_number(token.number, CommaIs::kThousands)) {
                    found[i].numbers.emplace(*value, line);
                }
                if (token.number.find(',') == std::string::npos) continue;
                for (const auto part : split(token.number, ',')) {
                    if (const auto value = parse_double(part))
                        found[i].numbers.emplace(*value, line);
                }
            }
        }
    });
    KnownValues out;
    out.files_ = std::move(walk.files);
    for (std::size_t i = 0; i < found.size(); ++i) {
        gather_names(out.files_[i].path, out.names_);
        for (const NumberToken& token : number_tokens(out.files_[i].path)) {
            out.words_.emplace(
                lower(out.files_[i].path.substr(token.begin, token.end - token.begin)), Seen{i, 0});
        }
        for (const auto& [value, line] : found[i].numbers)
            out.numbers_.emplace(value, Seen{i, line});
        for (const auto& [word, line] : found[i].words) out.words_.emplace(word, Seen{i, line});
    }
    return out;
}

static std::string pointer_to(const JsonTree& tree, JsonId id) {
    std::string out;
    for (JsonId at = id; tree.node(at).parent != kNoJson; at = tree.node(at).parent) {
        const bool in_array = tree.node(tree.node(at).parent).kind == JsonKind::kArray;
        out.insert(0, "/" + (in_array ? std::to_string(tree.node(at).index)
                                      : model::escape_pointer(tree.key(at))));
    }
    return out;
}

// The cell of a CSV or JSON file that has this value; a line number where no cell is the number
// alone.
std::string KnownValues::place(const Seen& seen, std::optional<double> value) const {
    const sources::FoundFile& file = files_[seen.file];
    if (seen.line == 0) return file.path;
    const std::string line = fmt::format("{} line={}", file.path, seen.line);
    const auto bytes = sources::FileBytes::open(file.absolute);
    if (!value || !bytes.ok()) return line;
    const std::string text = to_utf8(bytes.value().view(), "");
    const std::string path = lower(file.path);
    if (path.ends_with(".csv")) {
        const CsvRecords records = CsvRecords::parse(text, ',');
        for (std::uint32_t row = 1; row <= records.records(); ++row) {
            for (std::uint32_t column = 1; column <= records.cells(row); ++column) {
                const auto number = loose_number(records.cell(row, column), CommaIs::kThousands);
                if (number == value) return fmt::format("{} cell={},{}", file.path, row, column);
            }
        }
    } else if (path.ends_with(".json")) {
        const JsonTree tree = JsonTree::parse(text, false);
        for (JsonId id = 0; id < tree.size(); ++id) {
            if (tree.number(id) == value) return file.path + " " + pointer_to(tree, id);
        }
    }
    return line;
}

std::optional<std::string> KnownValues::place_of(double value) const {
    const auto found = numbers_.find(value);
    if (found == numbers_.end()) return std::nullopt;
    return place(found->second, value);
}

std::optional<std::string> KnownValues::place_of_word(std::string_view word) const {
    const auto found = words_.find(lower(word));
    if (found == words_.end()) return std::nullopt;
    return place(found->second, std::nullopt);
}

bool KnownValues::has_file(std::string_view name) const {
    return names_.contains(lower(name));
}

std::optional<std::string> KnownValues::file_beginning(std::string_view name) const {
    const std::string small = lower(name);
    const auto at = names_.lower_bound(small);
    if (at == names_.end() || !at->starts_with(small)) return std::nullopt;
    return *at;
}

}  // namespace chimera::verify
