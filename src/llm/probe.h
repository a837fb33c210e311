// SPDX-License-Identifier: Apache-2.0
// Whether a model runs on this machine at all. Machine code for a processor that this one is not,
// or a file that breaks the loader, ends the process that tries it: so a child process tries it
// first.
#pragma once

#include "core/result.h"
#include "llm/gguf.h"

namespace chimera::llm {

// Loads the model in a child process and decodes one token. Errors: input_error with what happened
// there, a signal by its name. Call it before the process has threads at work.
Status probe(const GgufSpec& spec);

}  // namespace chimera::llm
