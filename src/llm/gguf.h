// SPDX-License-Identifier: Apache-2.0
// One GGUF file loaded by llama.cpp, with one context that holds several texts (sequences) side by
// side. The only header of the room that stands before llama.cpp; nothing of it shows through.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "llm/model.h"
#include "llm/token.h"

namespace chimera::llm {

struct GgufSpec {
    std::string path;
    int threads = 0;                       // 0: physical cores
    int num_ctx = 1280;                    // tokens of all texts together
    int texts = 2;                         // how many there may be at once
    std::optional<int> num_gpu;            // layers; absent: none
    int wanted = 2;                        // most logits that are asked for in a batch
    bool hashed = true;                    // ModelInfo::sha256 is wanted
    std::function<bool(double)> progress;  // share loaded; false ends the loading
};

// A token on its way into the model: at `position` of text `text`. `wanted`: its logits are asked
// for.
struct Entry {
    TokenId token = 0;
    int position = 0;
    int text = 0;
    bool wanted = false;
};

// What the embedded path has cost so far.
struct Work {
    std::size_t tokens = 0;  // decoded
    double load_s = 0;       // without the hash of the file
};

class Gguf {
public:
    // Errors: input_error where the file is missing, truncated or no model that llama.cpp knows.
    static Result<Gguf> open(const GgufSpec& spec);

    Gguf(Gguf&&) noexcept;
    Gguf& operator=(Gguf&&) noexcept;
    ~Gguf();

    const ModelInfo& info() const;
    const Work& work() const;
    int context() const;  // tokens that each text may hold

    // Text is data: what looks like a control token is spelt out, never obeyed.
    std::vector<TokenId> tokens(std::string_view text) const;
    std::string piece(TokenId token) const;
    bool ends(TokenId token) const;  // a token by which a model says that it is done

    // The tokens of a prompt as the model was trained to read one: its chat template, or a document
    // to go on with where it has none.
    std::vector<TokenId> prompt(const Prompt& prompt) const;

    // Decodes a batch. Errors: input_error where the context is full or the model fails.
    Status decode(std::span<const Entry> batch);
    // The logits of entry `index` of the last batch, one for each token of the vocabulary.
    std::span<const float> logits(std::size_t index) const;

    // Forgets what text `text` holds from `position` on.
    void forget(int text, int position);

private:
    struct State;
    explicit Gguf(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

// Physical cores that this process may use: hyper-threads of one core count once.
int physical_cores();

}  // namespace chimera::llm
