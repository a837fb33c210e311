// SPDX-License-Identifier: Apache-2.0
#include "ingest/path_name.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "ingest/model_name.h"

namespace chimera::ingest {

std::string_view folder_of(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

std::string_view stem_of(std::string_view path) {
    const auto slash = path.rfind('/');
    const auto name = slash == std::string_view::npos ? path : path.substr(slash + 1);
    const auto dot = name.rfind('.');
    return dot == std::string_view::npos || dot == 0 ? name : name.substr(0, dot);
}

static bool digits(std::string_view text, std::size_t count) {
    return text.size() == count && std::all_of(text.begin(), text.end(), is_digit);
}

static bool between(std::string_view two_digits, int low, int high) {
    const int value = (two_digits[0] - '0') * 10 + (two_digits[1] - '0');
    return digits(two_digits, 2) && value >= low && value <= high;
}

static bool is_year(std::string_view text) {
    return digits(text, 4) && (text.starts_with("19") || text.starts_with("20"));
}

// 20251002
static bool is_date(std::string_view text) {
    return digits(text, 8) && is_year(text.substr(0, 4)) && between(text.substr(4, 2), 1, 12) &&
           between(text.substr(6, 2), 1, 31);
}

// 151824, 1518
static bool is_time(std::string_view text) {
    if (!digits(text, 6) && !digits(text, 4)) return false;
    return between(text.substr(0, 2), 0, 23) && between(text.substr(2, 2), 0, 59);
}

// 20251002t151824z, 20251002151824, 1759098967, 1759098967123
static bool is_moment(std::string_view text) {
    if (text.size() > 9 && text[8] == 't' && is_date(text.substr(0, 8))) {
        std::string_view time = text.substr(9);
        if (time.back() == 'z') time.remove_suffix(1);
        return is_time(time);
    }
    if (digits(text, 14)) return is_date(text.substr(0, 8)) && is_time(text.substr(8));
    return (digits(text, 10) || digits(text, 13)) && text.front() == '1';
}

// How many words from `first` on are one stamp; 0 for none.
static std::size_t stamp_length(const std::vector<NameWord>& words, std::size_t first) {
    const auto word = [&](std::size_t i) -> std::string_view {
        return first + i < words.size() ? std::string_view(words[first + i].text) : "";
    };
    const auto two_digits = [&](std::size_t i, int low, int high) {
        return word(i).size() == 2 && between(word(i), low, high);
    };
    if (is_moment(word(0))) return 1;
    if (is_date(word(0))) return is_time(word(1)) ? 2 : 1;
    if (!is_year(word(0)) || !two_digits(1, 1, 12)) return 0;
    // 2025-10-02, 2025-10-02_19-18-24, 2025-10-02T19-18-24, 2025-10-02T191824Z
    std::string_view day = word(2);
    if (day.size() < 2 || !between(day.substr(0, 2), 1, 31)) return 0;
    if (day.size() > 2 && (day[2] != 't' || day.size() < 5)) return 0;
    std::size_t length = 3;
    if (day.size() == 2 && is_time(word(3))) return 4;
    const std::size_t parts_of_time = day.size() == 2 ? 3 : 2;
    for (std::size_t i = 0; i < parts_of_time && two_digits(length, 0, 59); ++i) ++length;
    return length;
}

std::optional<std::string> stamp_in(std::string_view name) {
    const std::vector<NameWord> words = name_words(name);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::size_t length = stamp_length(words, i);
        if (length == 0) continue;
        const std::size_t begin = words[i].at.begin;
        return std::string(name.substr(begin, words[i + length - 1].at.end - begin));
    }
    return std::nullopt;
}

// Words at the end of a file name that say what kind of file it is, not what was measured.
static bool is_kind_of_file(std::string_view word) {
    constexpr std::array<std::string_view, 18> kKinds = {
        "runs", "run",  "results", "result", "summary", "metrics",
        "data", "raw",  "report",  "stats",  "output",  "outputs",
        "log",  "logs", "records", "record", "export",  "summaries"};
    return std::find(kKinds.begin(), kKinds.end(), word) != kKinds.end();
}

static std::optional<Span> model_in(std::string_view name, const std::vector<NameWord>& words,
                                    const std::vector<std::string>& models) {
    std::optional<Span> longest;
    for (const std::string& model : models) {
        const auto found = find_model(words, model, false);
        if (!found) continue;
        if (!longest || found->end - found->begin > longest->end - longest->begin) longest = found;
    }
    return longest ? longest : find_model_text(name);
}

enum class KindWords { kDrop, kKeep };

static std::string essence_of(std::string_view name, const std::vector<std::string>& models,
                              KindWords kinds) {
    const std::vector<NameWord> words = name_words(name);
    std::vector<bool> kept(words.size(), true);
    const auto model = model_in(name, words, models);
    for (std::size_t i = 0; i < words.size();) {
        const std::size_t stamp = stamp_length(words, i);
        for (std::size_t k = 0; k < stamp; ++k) kept[i + k] = false;
        const bool in_model =
            model && words[i].at.begin >= model->begin && words[i].at.end <= model->end;
        if (in_model || digits(words[i].text, words[i].text.size())) kept[i] = false;
        i += std::max<std::size_t>(stamp, 1);
    }
    for (std::size_t i = words.size(); kinds == KindWords::kDrop && i-- > 0;) {
        if (!kept[i]) continue;
        if (!is_kind_of_file(words[i].text)) break;
        kept[i] = false;
    }
    // What stood side by side keeps what stood between: "param_tuning", "co-op".
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (!kept[i]) continue;
        const bool neighbour = i > 0 && kept[i - 1];
        if (neighbour) {
            const std::size_t gap = words[i - 1].at.end;
            out += name.substr(gap, words[i].at.begin - gap);
        } else if (!out.empty()) {
            out += '_';
        }
        out += name.substr(words[i].at.begin, words[i].at.end - words[i].at.begin);
    }
    return out;
}

std::string essence_of_name(std::string_view name, const std::vector<std::string>& models) {
    return essence_of(name, models, KindWords::kDrop);
}

std::string without_kind(std::string_view name) {
    std::vector<std::string> parts;
    for (NameWord& word : name_words(name)) parts.push_back(std::move(word.text));
    while (parts.size() > 1 && is_kind_of_file(parts.back())) parts.pop_back();
    return join(parts, "_");
}

std::string suite_of_path(std::string_view path, const std::vector<std::string>& models) {
    std::string essence = essence_of_name(stem_of(path), models);
    for (auto folder = folder_of(path); essence.empty() && !folder.empty();
         folder = folder_of(folder)) {
        const auto slash = folder.rfind('/');
        essence = essence_of_name(
            slash == std::string_view::npos ? folder : folder.substr(slash + 1), models);
    }
    // "run_00.json" to "run_11.json" at the top are one suite, "run".
    if (essence.empty()) essence = essence_of(stem_of(path), models, KindWords::kKeep);
    return essence.empty() ? std::string(stem_of(path)) : essence;
}

}  // namespace chimera::ingest
