// SPDX-License-Identifier: Apache-2.0
// What was seen of one request. Times are seconds since its load began, on the monotonic clock;
// absent is what did not happen.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace chimera::bench {

// Where the number of generated tokens comes from.
enum class TokensBy { kNobody, kUsage, kChunks, kEngine };

struct Sample {
    std::size_t index = 0;   // in the order of the plan
    std::size_t prompt = 0;  // which one
    double began_s = 0;      // when its load began: monotonic_seconds()
    double due_s = 0;        // when it was to be sent; closed load: when its user was free for it
    double taken_s = 0;      // when a place under the cap was free for it, due_s at the earliest
    std::optional<double> begun_s;  // when it was taken up: all delay since taken_s is the client's
    std::optional<double> connected_s;     // absent where a kept connection was used
    std::optional<double> sent_s;          // the first byte was handed to the system
    std::optional<double> head_s;          // the reply's head was complete
    std::optional<double> first_chunk_s;   // the first event of any kind (TTFR)
    std::optional<double> first_answer_s;  // the first text that is no reasoning
    std::vector<double>
        chunks_s;  // every chunk with text in it, reasoning included; TTFT: the first
    std::optional<double> end_s;  // the reply was complete, or the request failed
    double read_lag_s = 0;        // the longest that bytes of it had arrived and were not read
    std::optional<std::size_t> prompt_tokens;
    std::optional<std::size_t> tokens;  // generated
    std::optional<std::size_t> cached_tokens;
    std::optional<double> load_s;  // the server's own figures
    std::optional<double> prompt_eval_s;
    std::optional<double> eval_s;
    TokensBy tokens_by = TokensBy::kNobody;
    bool is_resent = false;  // on a new connection: the kept one was being closed
    bool cut = false;        // by the limit of tokens
    std::string reason;      // why it failed, a word of kReasons; empty where it did not
    std::string message;     // the same in a sentence

    bool failed() const { return !reason.empty(); }
};

}  // namespace chimera::bench
