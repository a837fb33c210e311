// SPDX-License-Identifier: Apache-2.0
#include "llm/gguf.h"

#include <fmt/format.h>
#include <ggml-cpu.h>
#include <llama.h>
#include <sched.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>

#include "core/clock.h"
#include "core/sha256.h"
#include "core/text.h"
#include "llm/pace.h"

namespace chimera::llm {

namespace {

struct FreeModel {
    void operator()(llama_model* model) const { llama_model_free(model); }
};
struct FreeContext {
    void operator()(llama_context* context) const { llama_free(context); }
};
struct FreePool {
    void operator()(ggml_threadpool* pool) const { ggml_threadpool_free(pool); }
};
struct FreeBatch {
    void operator()(llama_batch* batch) const {
        llama_batch_free(*batch);
        delete batch;
    }
};

}  // namespace

struct Gguf::State {
    // Shared by all contexts that were opened on it, for they may end in any order.
    std::shared_ptr<llama_model> model;
    // The pool outlives the context that it works for.
    std::unique_ptr<ggml_threadpool, FreePool> pool;
    std::unique_ptr<llama_context, FreeContext> context;
    std::unique_ptr<llama_batch, FreeBatch> batch;
    const llama_vocab* vocab = nullptr;
    ModelInfo info;
    Work work;
    Pace pace;
    std::optional<int> fixed_threads;
    int at_once = 0;   // tokens of a batch
    int text_ctx = 0;  // of one text

    Status begin(const GgufSpec& spec);
};

// What llama.cpp says of an error is the best sentence there is of it: its last line is kept.
static std::string& last_error() {
    thread_local std::string text;
    return text;
}

static void keep_error(ggml_log_level level, const char* text, void* /*unused*/) {
    if (level != GGML_LOG_LEVEL_ERROR) return;
    std::string line(trim(text));
    const auto colon = line.find(": ");
    // "llama_model_load: " is of no use to a reader.
    if (colon != std::string::npos && line.find(' ') > colon) line = line.substr(colon + 2);
    if (!line.empty() && !line.starts_with("failed to load model")) last_error() = line;
}

static void start_backend() {
    static std::once_flag once;
    std::call_once(once, [] {
        llama_log_set(keep_error, nullptr);
        llama_backend_init();
    });
}

int physical_cores() {
    cpu_set_t allowed;
    CPU_ZERO(&allowed);
    if (sched_getaffinity(0, sizeof(allowed), &allowed) != 0) return 1;
    std::set<std::string> cores;
    for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
        if (!CPU_ISSET(cpu, &allowed)) continue;
        std::ifstream file(
            fmt::format("/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list", cpu));
        std::string siblings;
        if (!std::getline(file, siblings)) siblings = fmt::format("cpu{}", cpu);
        cores.insert(siblings);
    }
    return std::max(1, static_cast<int>(cores.size()));
}

static Error not_loaded(const std::string& path, const std::string& why) {
    const std::string reason = why.empty() ? "it is no model that llama.cpp can load" : why;
    return input_error(
        fmt::format("the model could not be loaded: {}; give another GGUF file by --model", reason),
        path);
}

static Status check_file(const std::string& path) {
    std::error_code failed;
    if (!std::filesystem::is_regular_file(path, failed)) {
        return input_error("there is no model file; give the path of a GGUF file by --model", path);
    }
    std::ifstream file(path, std::ios::binary);
    std::array<char, 4> magic{};
    if (!file.read(magic.data(), magic.size()) || std::string_view(magic.data(), 4) != "GGUF") {
        return not_loaded(path, "it is no GGUF file");
    }
    return Done{};
}

static bool loading(float share, void* progress) {
    const auto& tell = *static_cast<const std::function<bool(double)>*>(progress);
    return !tell || tell(static_cast<double>(share));
}

static std::string name_of(const std::string& path) {
    std::string name = std::filesystem::path(path).filename().string();
    if (name.ends_with(".gguf")) name.resize(name.size() - std::string_view(".gguf").size());
    return name;
}

static int most_at_once(const GgufSpec& spec) {
    return std::min(spec.num_ctx, spec.batch.value_or(spec.num_ctx));
}

// With flash attention the bytes of a report depend on the number of threads; without it they do
// not. Each text has a buffer of its own, for attention over a buffer of all of them reads what
// other texts hold too: two agents on one model take a quarter less time so. What a sliding window
// has passed is kept for a text that can be taken back.
static llama_context_params context_params(const GgufSpec& spec, int threads) {
    llama_context_params params = llama_context_default_params();
    constexpr std::uint32_t kBatch = 512;  // computed at once
    params.n_ctx = static_cast<std::uint32_t>(spec.num_ctx);
    params.n_batch = static_cast<std::uint32_t>(most_at_once(spec));
    params.n_ubatch = std::min(kBatch, params.n_batch);
    params.n_seq_max = static_cast<std::uint32_t>(std::max(1, spec.texts));
    params.n_outputs_max =
        std::max(params.n_seq_max, static_cast<std::uint32_t>(std::max(0, spec.wanted)));
    params.n_threads = threads;
    params.n_threads_batch = threads;
    params.flash_attn_type =
        spec.flash ? LLAMA_FLASH_ATTN_TYPE_ENABLED : LLAMA_FLASH_ATTN_TYPE_DISABLED;
    params.swa_full = spec.rewinds;
    params.kv_unified = false;
    params.no_perf = true;
    return params;
}

// The context, and the threads and the batch that it works with.
Status Gguf::State::begin(const GgufSpec& spec) {
    last_error().clear();
    vocab = llama_model_get_vocab(model.get());
    const int threads = spec.threads > 0 ? spec.threads : physical_cores();
    context.reset(llama_init_from_model(model.get(), context_params(spec, threads)));
    if (!context) return not_loaded(spec.path, last_error());
    ggml_threadpool_params wanted = ggml_threadpool_params_default(threads);
    wanted.poll = Pace::kPolling;
    pool.reset(ggml_threadpool_new(&wanted));
    if (pool) llama_attach_threadpool(context.get(), pool.get(), nullptr);
    text_ctx = spec.num_ctx / std::max(1, spec.texts);
    at_once = most_at_once(spec);
    batch.reset(new llama_batch(llama_batch_init(at_once, 0, 1)));
    pace = Pace(threads);
    if (!spec.paced) fixed_threads = threads;
    return Done{};
}

Result<Gguf> Gguf::open(const GgufSpec& spec) {
    const Stopwatch watch;
    TRY(check_file(spec.path));
    start_backend();
    last_error().clear();
    auto state = std::make_unique<State>();
    llama_model_params loads = llama_model_default_params();
    loads.n_gpu_layers = spec.num_gpu.value_or(0);
    loads.load_mode = LLAMA_LOAD_MODE_MMAP;
    std::function<bool(double)> tell = spec.progress;
    loads.progress_callback = loading;
    loads.progress_callback_user_data = &tell;
    state->model.reset(llama_model_load_from_file(spec.path.c_str(), loads), FreeModel());
    if (!state->model) return not_loaded(spec.path, last_error());
    if (!llama_model_has_decoder(state->model.get())) {
        return not_loaded(spec.path, "it has no decoder");
    }
    TRY(state->begin(spec));
    state->info.backend = "embedded";
    state->info.name = name_of(spec.path);
    constexpr std::uint64_t kCapable = 2'000'000'000;
    state->info.capable = llama_model_n_params(state->model.get()) >= kCapable;
    state->work.load_s = watch.seconds();
    if (spec.hashed) {
        TRY_ASSIGN(state->info.sha256, sha256_of_file(spec.path));
    }
    return Gguf(std::move(state));
}

Result<Gguf> Gguf::beside(const GgufSpec& spec) const {
    auto state = std::make_unique<State>();
    state->model = state_->model;
    state->info = state_->info;
    TRY(state->begin(spec));
    return Gguf(std::move(state));
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

std::size_t Gguf::vocabulary() const {
    return static_cast<std::size_t>(llama_vocab_n_tokens(state_->vocab));
}

// llama.cpp says how long a text would have been: what does not fit is left out.
template <typename Call>
static std::optional<std::string> text_of(const Call& call) {
    std::array<char, 512> text{};
    const std::int32_t size = call(text.data(), text.size());
    if (size < 0 || static_cast<std::size_t>(size) >= text.size()) return std::nullopt;
    return std::string(text.data(), static_cast<std::size_t>(size));
}

static GgufMetadata metadata_of(const llama_model* model) {
    GgufMetadata out;
    for (std::int32_t i = 0; i < llama_model_meta_count(model); ++i) {
        const auto key = text_of([&](char* to, std::size_t size) {
            return llama_model_meta_key_by_index(model, i, to, size);
        });
        const auto value = text_of([&](char* to, std::size_t size) {
            return llama_model_meta_val_str_by_index(model, i, to, size);
        });
        if (key && value && !key->starts_with("tokenizer.")) out.emplace_back(*key, *value);
    }
    return out;
}

Result<GgufMetadata> gguf_metadata(const std::string& path) {
    TRY(check_file(path));
    start_backend();
    last_error().clear();
    llama_model_params loads = llama_model_default_params();
    loads.vocab_only = true;
    const std::unique_ptr<llama_model, FreeModel> model(
        llama_model_load_from_file(path.c_str(), loads));
    if (!model) return not_loaded(path, last_error());
    return metadata_of(model.get());
}

GgufAbout Gguf::about() const {
    const llama_model* model = state_->model.get();
    GgufAbout out;
    out.parameters = static_cast<double>(llama_model_n_params(model));
    out.weight_bytes = static_cast<double>(llama_model_size(model));
    out.engine = std::string(trim(llama_print_system_info()));
    out.description = text_of([&](char* to, std::size_t size) {
                          return llama_model_desc(model, to, size);
                      }).value_or("");
    out.metadata = metadata_of(model);
    return out;
}

int Gguf::context() const {
    return state_->text_ctx;
}

// The first call says how many tokens there are when it has no room for them.
static std::vector<TokenId> tokenise(const llama_vocab* vocab, std::string_view text,
                                     bool with_special) {
    std::vector<TokenId> out(text.size() + 2);
    const auto size = static_cast<std::int32_t>(text.size());
    std::int32_t count =
        llama_tokenize(vocab, text.data(), size, out.data(), static_cast<std::int32_t>(out.size()),
                       with_special, with_special);
    if (count < 0) {
        out.resize(static_cast<std::size_t>(-count));
        count = llama_tokenize(vocab, text.data(), size, out.data(), -count, with_special,
                               with_special);
    }
    out.resize(static_cast<std::size_t>(std::max(0, count)));
    return out;
}

std::vector<TokenId> Gguf::tokens(std::string_view text) const {
    return tokenise(state_->vocab, text, false);
}

std::string Gguf::piece(TokenId token) const {
    std::array<char, 256> text{};
    const int size = llama_token_to_piece(state_->vocab, token, text.data(),
                                          static_cast<std::int32_t>(text.size()), 0, false);
    return size > 0 ? std::string(text.data(), static_cast<std::size_t>(size)) : std::string();
}

bool Gguf::ends(TokenId token) const {
    return llama_vocab_is_eog(state_->vocab, token);
}

// Around the prompt's own texts stand the template's control tokens: what the texts hold must not
// be taken for them, so each part is tokenised by itself.
std::vector<TokenId> Gguf::prompt(const Prompt& prompt) const {
    const char* form = llama_model_chat_template(state_->model.get(), nullptr);
    const std::string mark = "\x01";
    std::string text;
    if (form != nullptr) {
        const llama_chat_message messages[] = {{"system", mark.c_str()}, {"user", mark.c_str()}};
        std::array<char, 2048> out{};
        const int size = llama_chat_apply_template(form, messages, 2, true, out.data(),
                                                   static_cast<std::int32_t>(out.size()));
        if (size > 0 && size <= static_cast<int>(out.size())) {
            text.assign(out.data(), static_cast<std::size_t>(size));
        }
    }
    if (std::count(text.begin(), text.end(), mark[0]) != 2) text = mark + "\n\n" + mark + "\n\n";
    std::vector<TokenId> all;
    if (llama_vocab_get_add_bos(state_->vocab)) all.push_back(llama_vocab_bos(state_->vocab));
    const std::array<std::string_view, 3> texts = {prompt.system, prompt.user, {}};
    const auto parts = split(text, mark[0]);
    for (std::size_t i = 0; i < parts.size() && i < texts.size(); ++i) {
        for (const TokenId token : tokenise(state_->vocab, parts[i], true)) {
            // A tokeniser that adds the first token by itself would add it to every part.
            if (token != llama_vocab_bos(state_->vocab) || all.empty()) all.push_back(token);
        }
        for (const TokenId token : tokens(texts[i])) all.push_back(token);
    }
    return all;
}

Status Gguf::decode(std::span<const Entry> entries) {
    if (entries.empty()) return Done{};
    if (entries.size() > static_cast<std::size_t>(state_->at_once)) {
        return input_error("a text is longer than the model's context; give it more by --num-ctx");
    }
    llama_batch& batch = *state_->batch;
    batch.n_tokens = static_cast<std::int32_t>(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
        batch.token[i] = entries[i].token;
        batch.pos[i] = entries[i].position;
        batch.n_seq_id[i] = 1;
        batch.seq_id[i][0] = entries[i].text;
        batch.logits[i] = entries[i].wanted ? 1 : 0;
    }
    const int threads = state_->fixed_threads.value_or(state_->pace.threads());
    llama_set_n_threads(state_->context.get(), threads, threads);
    const double cpu_before_s = process_cpu_seconds();
    const Stopwatch watch;
    const int code = llama_decode(state_->context.get(), batch);
    llama_synchronize(state_->context.get());
    const double seconds = watch.seconds();
    const double cpu_s = process_cpu_seconds() - cpu_before_s;
    state_->pace.took(seconds, cpu_s);
    state_->work.tokens += entries.size();
    state_->work.decode_s += seconds;
    state_->work.cpu_s += cpu_s;
    if (code == 1) {
        return input_error("the model's context is full; give it more by --num-ctx");
    }
    if (code != 0) {
        return input_error(
            fmt::format("the model failed with code {}; try another by --model", code));
    }
    return Done{};
}

std::span<const float> Gguf::logits(std::size_t index) const {
    const float* values =
        llama_get_logits_ith(state_->context.get(), static_cast<std::int32_t>(index));
    if (values == nullptr) return {};
    return {values, static_cast<std::size_t>(llama_vocab_n_tokens(state_->vocab))};
}

void Gguf::rest() {
    if (state_->pool) ggml_threadpool_pause(state_->pool.get());
}

void Gguf::forget(int text, int position) {
    llama_memory_t memory = llama_get_memory(state_->context.get());
    // A memory that cannot give up a part gives up the whole; positions then start anew.
    if (!llama_memory_seq_rm(memory, text, position, -1)) {
        llama_memory_seq_rm(memory, text, -1, -1);
    }
}

}  // namespace chimera::llm
