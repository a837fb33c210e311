// SPDX-License-Identifier: Apache-2.0
// Names of models: in one normal form, so that `gemma3:1b-it-qat` is found again in the file name
// `gemma3_1b-it-qat_baseline.csv`, and what in a path looks like a model where nobody says so.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::ingest {

// A part of a text: bytes [begin, end).
struct Span {
    std::size_t begin = 0;
    std::size_t end = 0;
};

// The alphanumeric words of a name in lower case, with the place of each.
struct NameWord {
    std::string text;
    Span at;
};
std::vector<NameWord> name_words(std::string_view name);

// "gemma3:latest" -> "gemma3"; "Org/Llama-3.1-8B.gguf" -> "llama_3_1_8b": lower-case words joined
// by
// '_', without the folder in front, a file ending or a final "latest". Empty where no word is left.
std::string normal_model(std::string_view model);

// Would the name alone, met in a path far away, be about that model? "test" would not, "phi3"
// would.
bool is_distinctive(std::string_view normal);

// The words of `normal` as one run within `words`; `prefix_only`: only at their start.
std::optional<Span> find_model(const std::vector<NameWord>& words, std::string_view normal,
                               bool prefix_only);

// The first part of `name` that is a known family with its version, size and quantization.
std::optional<Span> find_model_text(std::string_view name);

}  // namespace chimera::ingest
