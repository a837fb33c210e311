// SPDX-License-Identifier: Apache-2.0
// A language model as the rest of chimera sees it, wherever it runs: a request in, a timed stream
// of text or a choice among given answers out. Nothing here retries: a retry would hide latency
// from whoever measures. Retries live with the caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace chimera::llm {

// What is absent is not sent: the back end's own default holds.
struct Options {
    std::optional<int> num_gpu;  // layers on the GPU
    std::optional<int> num_ctx;  // tokens of context
    std::optional<double> temperature;
    std::optional<double> top_p;
    std::optional<int> top_k;
    std::optional<double> repeat_penalty;
    std::optional<std::uint64_t> seed;
    std::optional<int> max_tokens;
    std::optional<bool> ignore_eos;  // go on to max_tokens whatever the model says
};

// The options that are set, by name, as the report and the records of calls write them.
std::map<std::string, double> shown(const Options& options);

struct Prompt {
    std::string system;  // who the model is and what it is to do
    std::string user;    // the data; whatever came from a file is in it as an escaped value only
};

// Seconds since the request was handed to the model (a server: since it was sent).
struct Chunk {
    std::string text;
    double at_s = 0;
};

// What a call took; absent where the back end does not say. `ttft_s` runs to the first chunk with
// text in it; `load_s`, `prompt_eval_s` and `eval_s` are the back end's own figures.
struct Timing {
    double total_s = 0;
    std::optional<double> ttft_s;
    std::optional<double> load_s;
    std::optional<double> prompt_eval_s;
    std::optional<double> eval_s;
    std::optional<std::size_t> prompt_tokens;
    std::optional<std::size_t> tokens;  // generated
};

struct Reply {
    std::string text;
    std::vector<Chunk> chunks;
    Timing timing;
    bool cut = false;  // ended by max_tokens or by the caller, not by the model
};

// Called with every chunk as it arrives; false ends the call, which then returns what there is.
using OnChunk = std::function<bool(const Chunk&)>;

// One question of several that are put in one call: exactly one of `answers` is chosen.
struct Question {
    std::string id;                    // a short ASCII word: "s1"
    std::vector<std::string> answers;  // short ASCII words, all different, two at least
};

struct Chosen {
    std::vector<std::size_t> answers;  // an index for each question
    Reply reply;                       // what the model really wrote
};

struct ModelInfo {
    std::string backend;  // "embedded", "ollama", "openai"
    std::string name;     // "SmolLM2-135M-Instruct", or as the server calls it
    std::string sha256;   // of the file; empty where only a server knows it
    std::string where;    // the server's URL without user and password; empty if embedded
    bool capable =
        false;  // a server's or a large model: its free sentences and outlines are asked for
    std::vector<std::string> unsent;  // options, as `shown` names them, that it has no name for
};

class Model {
public:
    virtual ~Model() = default;

    virtual const ModelInfo& info() const = 0;

    // Errors: input_error that says in one sentence what went wrong and what to do (not reachable,
    // no such model, stalled, dropped, garbage), with the URL or path as its place.
    virtual Result<Reply> generate(const Prompt& prompt, const Options& options,
                                   const OnChunk& on_chunk) = 0;

    // The model cannot answer outside of `answers`: a grammar or a JSON Schema binds it. Errors: as
    // above; where the reply breaks the binding all the same, the error has no place.
    virtual Result<Chosen> choose(const Prompt& prompt, std::span<const Question> questions,
                                  const Options& options) = 0;
};

}  // namespace chimera::llm
