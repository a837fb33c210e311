// SPDX-License-Identifier: Apache-2.0
#include "bench/progress.h"

namespace chimera::bench {

void count_end(const Sample& sample, Progress& so_far) {
    --so_far.in_flight;
    ++so_far.done;
    if (sample.failed()) {
        ++so_far.failed;
    } else if (sample.tokens) {
        so_far.counted_tokens += *sample.tokens;
        so_far.counted_chunks += sample.chunks_s.size();
    }
}

std::optional<double> tokens_per_s(const Progress& so_far) {
    if (so_far.counted_chunks == 0 || !(so_far.elapsed_s > 0)) return std::nullopt;
    const double tokens_per_chunk =
        static_cast<double>(so_far.counted_tokens) / static_cast<double>(so_far.counted_chunks);
    return tokens_per_chunk * static_cast<double>(so_far.chunks) / so_far.elapsed_s;
}

}  // namespace chimera::bench
