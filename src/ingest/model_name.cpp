// SPDX-License-Identifier: Apache-2.0
#include "ingest/model_name.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace chimera::ingest {

namespace {

struct Family {
    std::string_view word;
    bool distinctive;
};

constexpr Family kFamilies[] = {
#define FAMILY(word, distinctive) {word, distinctive},
#include "ingest/model_family_table.inc"
#undef FAMILY
};

// Words that go on a model's name after its family.
constexpr std::array<std::string_view, 35> kVariants = {
    "it",     "instruct", "chat", "qat",  "coder", "mini",  "nano",     "latest", "distill",
    "vision", "vl",       "moe",  "oss",  "nemo",  "hf",    "fp32",     "fp16",   "fp8",
    "fp4",    "bf16",     "f32",  "f16",  "int8",  "int4",  "awq",      "gptq",   "gguf",
    "exl2",   "nf4",      "bnb",  "4bit", "8bit",  "mxfp4", "thinking", "turbo"};

}  // namespace

std::vector<NameWord> name_words(std::string_view name) {
    std::vector<NameWord> out;
    for (const std::string_view word : words(name)) {
        const auto begin = static_cast<std::size_t>(word.data() - name.data());
        out.push_back({lower(word), {begin, begin + word.size()}});
    }
    return out;
}

std::string normal_model(std::string_view model) {
    model = trim(model);
    while (!model.empty() && model.back() == '/') model.remove_suffix(1);
    if (const auto slash = model.find_last_of("/\\"); slash != std::string_view::npos) {
        model.remove_prefix(slash + 1);
    }
    std::vector<std::string> parts;
    for (NameWord& word : name_words(model)) parts.push_back(std::move(word.text));
    constexpr std::array<std::string_view, 4> kEndings = {"latest", "gguf", "safetensors", "bin"};
    while (parts.size() > 1 &&
           std::find(kEndings.begin(), kEndings.end(), parts.back()) != kEndings.end()) {
        parts.pop_back();
    }
    return join(parts, "_");
}

static bool all_digits(std::string_view word) {
    return !word.empty() && std::all_of(word.begin(), word.end(), is_digit);
}

// 7b, 270m, 8x7b, e4b, a3b
static bool is_size(std::string_view word) {
    if (word.size() > 2 && (word[0] == 'e' || word[0] == 'a')) word.remove_prefix(1);
    if (word.size() < 2 || (word.back() != 'b' && word.back() != 'm')) return false;
    word.remove_suffix(1);
    const auto times = word.find('x');
    if (times == std::string_view::npos) return all_digits(word);
    return all_digits(word.substr(0, times)) && all_digits(word.substr(times + 1));
}

// q4, iq3, w4a16
static bool begins_quantization(std::string_view word) {
    if (word.starts_with("iq")) return word.size() == 3 && is_digit(word[2]);
    if (word.size() == 2) return word[0] == 'q' && is_digit(word[1]);
    return word.size() >= 4 && word[0] == 'w' && is_digit(word[1]) && word[2] == 'a' &&
           all_digits(word.substr(3));
}

// What may follow q4: 0, 1, k, m, s, l, xs, xl, nl
static bool continues_quantization(std::string_view word) {
    constexpr std::array<std::string_view, 9> kParts = {"0", "1",  "k",  "m", "s",
                                                        "l", "xs", "xl", "nl"};
    return std::find(kParts.begin(), kParts.end(), word) != kParts.end();
}

// v2, r1
static bool is_release(std::string_view word) {
    return word.size() >= 2 && word.size() <= 3 && (word[0] == 'v' || word[0] == 'r') &&
           all_digits(word.substr(1));
}

// "llama3", "qwen25", "gemma3n", "mixtral8x7b" belong to the families llama, qwen, gemma, mixtral.
static const Family* family_of(std::string_view word) {
    const Family* best = nullptr;
    for (const Family& family : kFamilies) {
        if (!word.starts_with(family.word)) continue;
        std::string_view rest = word.substr(family.word.size());
        if (!rest.empty() && !is_size(rest)) {
            if (is_alpha(rest.back()) && rest.size() > 1) rest.remove_suffix(1);
            if (!all_digits(rest) || rest.size() > 2) continue;
        }
        if (best == nullptr || family.word.size() > best->word.size()) best = &family;
    }
    return best;
}

bool is_distinctive(std::string_view normal) {
    const auto first = normal.substr(0, normal.find('_'));
    const Family* family = family_of(first);
    if (family != nullptr && (family->distinctive || normal.size() > family->word.size()))
        return true;
    const bool several = normal.find('_') != std::string_view::npos;
    return several && std::any_of(normal.begin(), normal.end(), is_digit);
}

std::optional<Span> find_model(const std::vector<NameWord>& words, std::string_view normal,
                               bool prefix_only) {
    if (normal.empty()) return std::nullopt;
    const std::vector<std::string_view> wanted = split(normal, '_');
    const std::size_t starts = prefix_only ? 1 : words.size();
    for (std::size_t start = 0; start < starts && start + wanted.size() <= words.size(); ++start) {
        const auto same = [&](std::size_t i) { return words[start + i].text == wanted[i]; };
        std::size_t matched = 0;
        while (matched < wanted.size() && same(matched)) ++matched;
        if (matched == wanted.size()) {
            return Span{words[start].at.begin, words[start + matched - 1].at.end};
        }
    }
    return std::nullopt;
}

// How many words after the family at `first` still belong to the model's name.
static std::size_t name_end(std::string_view name, const std::vector<NameWord>& words,
                            std::size_t first) {
    std::size_t i = first + 1;
    bool in_quantization = false;
    for (; i < words.size(); ++i) {
        const std::string& word = words[i].text;
        const char before = name[words[i].at.begin - 1];
        const bool before_size = i + 1 < words.size() && is_size(words[i + 1].text);
        // "phi-3" is a version; in "llama_3" it may as well be the third run.
        const bool after_family =
            i == first + 1 && before == '-' && !is_digit(words[first].text.back());
        const bool version =
            all_digits(word) && word.size() <= 2 && (before == '.' || before_size || after_family);
        const bool known = std::find(kVariants.begin(), kVariants.end(), word) != kVariants.end();
        if (in_quantization && continues_quantization(word)) continue;
        in_quantization = begins_quantization(word);
        if (!(version || is_size(word) || in_quantization || is_release(word) || known)) break;
    }
    return i;
}

std::optional<Span> find_model_text(std::string_view name) {
    const std::vector<NameWord> words = name_words(name);
    for (std::size_t i = 0; i < words.size(); ++i) {
        const Family* family = family_of(words[i].text);
        if (family == nullptr) continue;
        const std::size_t end = name_end(name, words, i);
        const bool versioned = end > i + 1 || words[i].text.size() > family->word.size();
        if (!family->distinctive && !versioned) continue;
        return Span{words[i].at.begin, words[end - 1].at.end};
    }
    return std::nullopt;
}

}  // namespace chimera::ingest
