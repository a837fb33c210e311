// SPDX-License-Identifier: Apache-2.0
// What stands for gguf.cpp in a program that was built without llama.cpp: no model opens.
#include "llm/gguf.h"

namespace chimera::llm {

struct Gguf::State {
    ModelInfo info;
    Work work;
};

Result<Gguf> Gguf::open(const GgufSpec& spec) {
    return input_error(
        "this program was built without llama.cpp; build it by ./chimera, or name a server by "
        "--llm",
        spec.path);
}

Gguf::Gguf(std::unique_ptr<State> state) : state_(std::move(state)) {}
Gguf::Gguf(Gguf&&) noexcept = default;
Gguf& Gguf::operator=(Gguf&&) noexcept = default;
Gguf::~Gguf() = default;

const ModelInfo& Gguf::info() const {
    return state_->info;
}
const Work& Gguf::work() const {
    return state_->work;
}
GgufAbout Gguf::about() const {
    return {};
}
std::size_t Gguf::vocabulary() const {
    return 0;
}
Result<Gguf> Gguf::beside(const GgufSpec& spec) const {
    return open(spec);
}
int Gguf::context() const {
    return 0;
}
std::vector<TokenId> Gguf::tokens(std::string_view /*text*/) const {
    return {};
}
std::string Gguf::piece(TokenId /*token*/) const {
    return {};
}
bool Gguf::ends(TokenId /*token*/) const {
    return true;
}
std::vector<TokenId> Gguf::prompt(const Prompt& /*prompt*/) const {
    return {};
}
Status Gguf::decode(std::span<const Entry> /*batch*/) {
    return internal_error("there is no model");
}
std::span<const float> Gguf::logits(std::size_t /*index*/) const {
    return {};
}
void Gguf::rest() {}
void Gguf::forget(int /*text*/, int /*position*/) {}

int physical_cores() {
    return 1;
}

}  // namespace chimera::llm
