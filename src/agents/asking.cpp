// SPDX-License-Identifier: Apache-2.0
#include "agents/asking.h"

#include <fmt/format.h>

#include <mutex>

#include "core/clock.h"
#include "core/text.h"

namespace chimera::agents {

namespace {

// What a server may say in one reply, and what of it is remembered.
constexpr std::size_t kMostReplied = 16384;
// Whoever has let so much time pass is not asked the same again.
constexpr double kPatience = 60;
constexpr int kAttempts = 2;

}  // namespace

bool is_stopped(const Asking& asking) {
    return asking.stop != nullptr && asking.stop->load();
}

static llm::Options options_of(const Asking& asking, const Request& request) {
    llm::Options options = asking.options;
    if (!options.max_tokens) options.max_tokens = request.max_tokens;
    return options;
}

static std::map<std::string, double> sent(const Asking& asking, const llm::Options& options) {
    std::map<std::string, double> out = llm::shown(options);
    for (const std::string& name : asking.model.info().unsent) out.erase(name);
    return out;
}

static std::map<std::string, double> figures_of(const llm::Timing& timing) {
    std::map<std::string, double> out{{"total_s", timing.total_s}};
    const auto add = [&](const char* name, const auto& value) {
        if (value) out[name] = static_cast<double>(*value);
    };
    add("ttft_s", timing.ttft_s);
    add("load_s", timing.load_s);
    add("prompt_eval_s", timing.prompt_eval_s);
    add("eval_s", timing.eval_s);
    add("prompt_tokens", timing.prompt_tokens);
    add("tokens", timing.tokens);
    if (timing.tokens && timing.eval_s && *timing.eval_s > 0) {
        out["tokens_per_s"] = static_cast<double>(*timing.tokens) / *timing.eval_s;
    }
    return out;
}

static facts::AgentCall& record(Asking& asking, const Request& request,
                                const llm::Options& options) {
    asking.calls.push_back({.stage = request.stage,
                            .system = request.prompt.system,
                            .prompt = request.prompt.user,
                            .options = sent(asking, options),
                            .output = {},
                            .figures = {}});
    return asking.calls.back();
}

static void note_reply(facts::AgentCall& call, const llm::Reply& reply) {
    call.output = utf8_prefix(reply.text, kMostReplied);
    call.figures = figures_of(reply.timing);
}

static void give_up(Asking& asking, const Error& error) {
    asking.over = true;
    asking.remarks = {
        fmt::format("{} had no answer: {}; what it did not word is in the planner's "
                    "words.",
                    asking.label, error.message)};
}

// Where an answer breaks its binding the error has no place: the server itself is well, and may be
// asked something else.
static bool is_broken_answer(const Error& error) {
    return error.place.empty();
}

namespace {

// A request's way to the server, from here to the end of the scope.
class Turn {
public:
    explicit Turn(Lane& lane) {
        if (lane.one_by_one) {
            alone_ = std::unique_lock(lane.mutex);
        } else {
            shared_ = std::shared_lock(lane.mutex);
        }
    }

private:
    std::unique_lock<std::shared_mutex> alone_;
    std::shared_lock<std::shared_mutex> shared_;
};

}  // namespace

template <typename Call>
static auto in_turn(Asking& asking, const Call& call) {
    auto reply = [&] {
        const Turn turn(asking.lane);
        return call();
    }();
    if (!reply.ok() && !is_broken_answer(reply.error())) asking.lane.one_by_one = true;
    return reply;
}

std::optional<llm::Chosen> ask_choice(Asking& asking, const Request& request,
                                      const std::vector<llm::Question>& questions) {
    const llm::Options options = options_of(asking, request);
    for (int attempt = 1; !asking.over && !is_stopped(asking); ++attempt) {
        facts::AgentCall& call = record(asking, request, options);
        const Stopwatch watch;
        auto chosen = in_turn(
            asking, [&] { return asking.model.choose(request.prompt, questions, options); });
        if (chosen.ok()) {
            note_reply(call, chosen.value().reply);
            return std::move(chosen).value();
        }
        call.figures = {{"total_s", watch.seconds()}};
        if (is_stopped(asking)) break;
        if (attempt < kAttempts && watch.seconds() <= kPatience) continue;
        give_up(asking, chosen.error());
        asking.over = !is_broken_answer(chosen.error());
        break;
    }
    return std::nullopt;
}

std::optional<std::string> ask_text(Asking& asking, const Request& request) {
    const llm::Options options = options_of(asking, request);
    for (int attempt = 1; !asking.over && !is_stopped(asking); ++attempt) {
        facts::AgentCall& call = record(asking, request, options);
        std::size_t heard = 0;
        const Stopwatch watch;
        const auto hear = [&](const llm::Chunk& chunk) {
            heard += chunk.text.size();
            return heard < kMostReplied;
        };
        auto reply =
            in_turn(asking, [&] { return asking.model.generate(request.prompt, options, hear); });
        if (reply.ok()) {
            note_reply(call, reply.value());
            return std::move(reply).value().text;
        }
        call.figures = {{"total_s", watch.seconds()}};
        if (is_stopped(asking)) break;
        // A text that has begun is not asked for twice.
        const bool again = attempt < kAttempts && heard == 0 && watch.seconds() <= kPatience;
        if (!again) give_up(asking, reply.error());
    }
    return std::nullopt;
}

}  // namespace chimera::agents
