// SPDX-License-Identifier: Apache-2.0
// A model of this process behind the interface that servers have, for whoever measures it or asks
// it as one asks a server.
#pragma once

#include <memory>

#include "llm/gguf.h"
#include "llm/model.h"

namespace chimera::llm {

// One text at a time; `model` must outlive it. Sampling: repeat penalty over the last 64 tokens,
// top-k, top-p, temperature, in llama.cpp's order and with its defaults where an option is absent.
std::unique_ptr<Model> embedded_model(Gguf& model);

}  // namespace chimera::llm
