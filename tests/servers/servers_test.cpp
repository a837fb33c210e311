// SPDX-License-Identifier: Apache-2.0
// The back ends against real servers that the test starts, with a small real model. Skipped aloud
// where there is no such server: CHIMERA_PYTHON is an interpreter with llama_cpp.server,
// CHIMERA_TEST_GGUF the model's file, OLLAMA_BINARY (or `ollama` on the PATH) an Ollama.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <mutex>
#include <thread>

#include "core/clock.h"
#include "llm/ollama_model.h"
#include "llm/openai_model.h"
#include "servers/process.h"
#ifdef CHIMERA_BINARY
#include "support/program.h"
#endif
#include "support/temp_folder.h"

namespace chimera::llm {
namespace {

using test::Process;
using Opened = Result<std::unique_ptr<Model>>;

std::string setting(const char* name, const char* built_in) {
    const char* value = std::getenv(name);
    return value != nullptr ? value : built_in;
}

// Where an executable of the PATH is; empty where there is none.
std::string on_path(const std::string& name) {
    std::string path = setting("PATH", "");
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find(':', at), path.size());
        const std::string file = path.substr(at, end - at) + "/" + name;
        if (std::filesystem::exists(file)) return file;
        at = end + 1;
    }
    return "";
}

const Prompt kCount{.user = "Write the numbers from one to ten."};

// A server that is ready within this many seconds, on any machine that is fit to run it.
constexpr double kReadySeconds = 120;

Opened ready(Process& process, const std::function<Opened()>& open) {
    const Stopwatch watch;
    for (;;) {
        Opened model = open();
        if (model.ok() || watch.seconds() > kReadySeconds || !process.runs()) return model;
        std::this_thread::yield();
    }
}

void expect_generates(Model& model) {
    const Options options{.temperature = 0.0, .seed = 3, .max_tokens = 12};
    std::vector<std::string> heard;
    const auto first = model.generate(kCount, options, [&](const Chunk& chunk) {
        heard.push_back(chunk.text);
        return true;
    });
    ASSERT_TRUE(first.ok()) << first.error().message;
    const Reply& reply = first.value();
    EXPECT_FALSE(reply.text.empty());
    EXPECT_TRUE(reply.cut) << reply.text;
    EXPECT_EQ(heard.size(), reply.chunks.size());
    EXPECT_GT(heard.size(), 1U) << "not streamed";
    EXPECT_LE(heard.size(), 12U);
    ASSERT_TRUE(reply.timing.ttft_s);
    EXPECT_GT(*reply.timing.ttft_s, 0);
    EXPECT_GE(reply.timing.total_s, reply.chunks.back().at_s);
    for (std::size_t i = 1; i < reply.chunks.size(); ++i) {
        EXPECT_LE(reply.chunks[i - 1].at_s, reply.chunks[i].at_s);
    }
    const auto again = model.generate(kCount, options, {});
    ASSERT_TRUE(again.ok()) << again.error().message;
    EXPECT_EQ(again.value().text, reply.text);
}

void expect_chooses(Model& model) {
    const std::vector<Question> questions{
        {"s1", {"red", "green", "blue"}}, {"s2", {"yes", "no"}}, {"s3", {"a", "b"}}};
    const Prompt prompt{.system = "You answer in JSON.",
                        .user = "s1: the colour of grass. s2: is snow hot? s3: a or b."};
    const auto chosen =
        model.choose(prompt, questions, {.temperature = 0.0, .seed = 3, .max_tokens = 60});
    ASSERT_TRUE(chosen.ok()) << chosen.error().message;
    ASSERT_EQ(chosen.value().answers.size(), 3U);
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_LT(chosen.value().answers[i], questions[i].answers.size());
    }
    EXPECT_FALSE(chosen.value().reply.text.empty());
}

void expect_ends_early(Model& model) {
    std::size_t heard = 0;
    const auto reply = model.generate(kCount, {.temperature = 0.0, .max_tokens = 200},
                                      [&](const Chunk&) { return ++heard < 3; });
    ASSERT_TRUE(reply.ok()) << reply.error().message;
    EXPECT_TRUE(reply.value().cut);
    EXPECT_EQ(reply.value().chunks.size(), 3U);
    // The server goes on with whoever asks next.
    EXPECT_TRUE(model.generate(kCount, {.max_tokens = 2}, {}).ok());
}

// A call that another thread ends while the server works.
void expect_stops(const std::function<Opened(std::stop_token)>& open) {
    std::stop_source stop;
    const auto model = open(stop.get_token());
    ASSERT_TRUE(model.ok()) << model.error().message;
    std::thread stopper;
    const auto reply = model.value()->generate(kCount, {.max_tokens = 400}, [&](const Chunk&) {
        if (!stopper.joinable()) stopper = std::thread([&] { stop.request_stop(); });
        return true;
    });
    if (stopper.joinable()) stopper.join();
    ASSERT_FALSE(reply.ok());
    EXPECT_NE(reply.error().message.find("stopped"), std::string::npos) << reply.error().message;
}

// Both have begun before either ends: one after the other would not.
void expect_two_at_once(Model& model, const std::function<Opened(std::stop_token)>& open) {
    const auto other = open({});
    ASSERT_TRUE(other.ok()) << other.error().message;
    std::mutex mutex;
    std::vector<std::string> events;
    const auto note = [&](const char* event) {
        const std::lock_guard lock(mutex);
        events.emplace_back(event);
    };
    const auto ask = [&](Model& one) {
        bool begun = false;
        auto reply =
            one.generate(kCount, {.temperature = 0.0, .max_tokens = 16}, [&](const Chunk&) {
                if (!begun) note("begins");
                begun = true;
                return true;
            });
        note("ends");
        return reply;
    };
    auto second = Result<Reply>(Reply{});
    std::thread thread([&] { second = ask(*other.value()); });
    const auto first = ask(model);
    thread.join();
    ASSERT_TRUE(first.ok()) << first.error().message;
    ASSERT_TRUE(second.ok()) << second.error().message;
    EXPECT_EQ(events, (std::vector<std::string>{"begins", "begins", "ends", "ends"}));
}

#ifdef CHIMERA_BINARY
// The program with a server: its report holds, and it can be said again without one.
void expect_writes(const test::TempFolder& folder, const std::string& server) {
    std::string csv = "model,ttft_s,tokens_s\n";
    for (int i = 0; i < 5; ++i)
        csv += fmt::format("alpha:1b,0.2{},100.{}\nbeta:3b,0.4,60.{}\n", i, i, i);
    folder.write("in/runs.csv", csv);
    const std::string in = folder.path("in");
    const auto report = [&](const std::string& out, const std::string& more) {
        const std::string to = folder.path(out);
        EXPECT_EQ(test::run(fmt::format("report '{}' -o '{}' --reproducible --temperature 0 {} {}",
                                        in, to, server, more)),
                  0);
        EXPECT_EQ(test::run(fmt::format("verify '{}/report.md' '{}'", to, in)), 0) << server;
        return test::read_text(to + "/report.md");
    };
    const std::string told = report("told", "");
    const std::string metrics = test::read_text(folder.path("told/metrics.json"));
    EXPECT_NE(metrics.find("\"lattice\""), std::string::npos) << metrics;
    EXPECT_EQ(report("again", "--replay '" + folder.path("told/metrics.json") + "'"), told);
}
#else
void expect_writes(const test::TempFolder& /*folder*/, const std::string& /*server*/) {}
#endif

TEST(LlamaCppServer, GeneratesChoosesAndStops) {
    const std::string python = setting("CHIMERA_PYTHON", CHIMERA_PYTHON);
    const std::string gguf = setting("CHIMERA_TEST_GGUF", CHIMERA_TEST_GGUF);
    if (python.empty() || gguf.empty()) {
        GTEST_SKIP() << "CHIMERA_PYTHON and CHIMERA_TEST_GGUF name no llama_cpp.server and model";
    }
    const test::TempFolder folder;
    Process probe({python, "-c", "import llama_cpp.server.app"}, {}, folder.path("probe.log"));
    if (probe.wait() != 0) GTEST_SKIP() << python << " has no llama_cpp.server";
    ASSERT_TRUE(std::filesystem::exists(gguf)) << gguf;

    const std::string port = std::to_string(test::free_port());
    Process process({python, "-m", "llama_cpp.server", "--model", gguf, "--model_alias", "tiny",
                     "--host", "127.0.0.1", "--port", port, "--n_ctx", "4096"},
                    {}, folder.path("server.log"));
    const auto open = [&](std::stop_token stop) {
        ServerSpec spec{.base_url = "http://127.0.0.1:" + port};
        spec.http.stop = std::move(stop);
        return open_openai(spec);
    };
    const auto model = ready(process, [&] { return open({}); });
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model.value()->info().name, "tiny");
    expect_generates(*model.value());
    expect_chooses(*model.value());
    expect_ends_early(*model.value());
    expect_stops(open);
    expect_writes(folder, "--llm openai --base-url http://127.0.0.1:" + port);
}

TEST(Ollama, GeneratesChoosesAndStopsAndTakesTwoAtOnce) {
    const std::string ollama = setting("OLLAMA_BINARY", on_path("ollama").c_str());
    const std::string gguf = setting("CHIMERA_TEST_GGUF", CHIMERA_TEST_GGUF);
    if (ollama.empty() || gguf.empty()) {
        GTEST_SKIP() << "no ollama on the PATH or in OLLAMA_BINARY, or no CHIMERA_TEST_GGUF";
    }
    const test::TempFolder folder;
    folder.write("Modelfile", "FROM " + gguf + "\n");
    const std::string host = fmt::format("127.0.0.1:{}", test::free_port());
    const std::vector<std::string> environment{"OLLAMA_HOST=" + host,
                                               "OLLAMA_MODELS=" + folder.path("models"),
                                               "OLLAMA_NUM_PARALLEL=2", "HOME=" + folder.root()};
    Process process({ollama, "serve"}, environment, folder.path("server.log"));
    ServerSpec spec{.base_url = "http://" + host, .model = "missing"};
    const auto missing = ready(process, [&] {
        auto opened = open_ollama(spec);
        // To have no such model is to be ready.
        const bool up = opened.error().message.find("ollama pull missing") != std::string::npos;
        return up ? Opened(std::unique_ptr<Model>()) : std::move(opened);
    });
    ASSERT_TRUE(missing.ok()) << missing.error().message;
    Process create({ollama, "create", "tiny", "-f", folder.path("Modelfile")}, environment,
                   folder.path("create.log"));
    ASSERT_EQ(create.wait(), 0);

    spec.model.clear();
    const auto open = [&](std::stop_token stop) {
        ServerSpec stoppable = spec;
        stoppable.http.stop = std::move(stop);
        return open_ollama(stoppable);
    };
    const auto model = open({});
    ASSERT_TRUE(model.ok()) << model.error().message;
    EXPECT_EQ(model.value()->info().name, "tiny:latest");
    expect_generates(*model.value());
    expect_chooses(*model.value());
    expect_ends_early(*model.value());

    const auto figures = model.value()->generate(kCount, {.max_tokens = 5}, {});
    ASSERT_TRUE(figures.ok()) << figures.error().message;
    const Timing& timing = figures.value().timing;
    EXPECT_EQ(timing.tokens, 5U);
    EXPECT_TRUE(timing.prompt_tokens && timing.load_s && timing.eval_s && timing.prompt_eval_s);

    expect_two_at_once(*model.value(), open);
    expect_stops(open);
    expect_writes(folder, "--llm ollama --num-ctx 4096 --base-url http://" + host);
}

}  // namespace
}  // namespace chimera::llm
