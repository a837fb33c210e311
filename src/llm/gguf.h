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
#include <utility>
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
    std::optional<int> batch;              // most tokens at once; absent: as many as num_ctx
    bool flash = false;                    // flash attention
    bool rewinds = true;                   // a text can be taken back in part, at a cost in memory
    bool paced = true;                     // fewer threads beside a busy process (pace.h)
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
    double decode_s = 0;     // wall time of decoding
    double cpu_s = 0;        // of the whole process meanwhile, all its threads together
};

// What a file says of itself, by key, without the vocabulary.
using GgufMetadata = std::vector<std::pair<std::string, std::string>>;
// Of a file whose weights stay where they are. Errors: those of Gguf::open.
Result<GgufMetadata> gguf_metadata(const std::string& path);

// What a file says of itself, and what reads it.
struct GgufAbout {
    std::string description;  // "llama 135M Q8_0"
    double parameters = 0;
    double weight_bytes = 0;
    GgufMetadata metadata;
    std::string engine;  // what llama.cpp was built with
};

class Gguf {
public:
    // Errors: input_error where the file is missing, truncated or no model that llama.cpp knows.
    static Result<Gguf> open(const GgufSpec& spec);
    // Another context of the same model, which is not loaded again: `path`, `num_gpu`, `hashed` and
    // `progress` of the spec are not looked at. Errors: input_error where there is no room for it.
    Result<Gguf> beside(const GgufSpec& spec) const;

    Gguf(Gguf&&) noexcept;
    Gguf& operator=(Gguf&&) noexcept;
    ~Gguf();

    const ModelInfo& info() const;
    const Work& work() const;
    GgufAbout about() const;
    std::size_t vocabulary() const;  // tokens are from 0 to this
    int context() const;             // tokens that each text may hold

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

    // Its threads sleep until the next batch: without it they spin for a while, and whoever else
    // has threads of its own feels it.
    void rest();

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
