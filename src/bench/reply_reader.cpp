// SPDX-License-Identifier: Apache-2.0
#include "bench/reply_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/parser.hpp>
#include <optional>
#include <string>

#include "core/text.h"
#include "llm/server.h"
#include "llm/text_lines.h"

namespace chimera::bench {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;

constexpr std::size_t kEventBytes = 8UL << 20U;
constexpr std::size_t kHeadBytes = 64UL << 10U;
constexpr std::size_t kErrorBytes = 64UL << 10U;

// The body's pieces go to whoever reads this reply, and are kept by nobody.
struct Sink {
    std::function<void(std::string_view)> take;
};

struct PieceBody {
    using value_type = Sink;
    class reader {
    public:
        template <bool isRequest, class Fields>
        reader(http::header<isRequest, Fields>&, value_type& sink) : sink_(sink) {}
        void init(const boost::optional<std::uint64_t>&, error_code& error) { error = {}; }
        template <class Buffers>
        std::size_t put(const Buffers& buffers, error_code& error) {
            error = {};
            std::size_t size = 0;
            for (auto at = asio::buffer_sequence_begin(buffers);
                 at != asio::buffer_sequence_end(buffers); ++at) {
                const asio::const_buffer piece = *at;
                sink_.take({static_cast<const char*>(piece.data()), piece.size()});
                size += piece.size();
            }
            return size;
        }
        void finish(error_code& error) { error = {}; }

    private:
        value_type& sink_;
    };
};

using Parser = http::response_parser<PieceBody>;

}  // namespace

struct ReplyReader::State {
    const llm::ChatWire& wire;
    Sample* sample = nullptr;
    std::optional<Parser> parser;
    std::optional<llm::Events> events;
    std::optional<llm::TextLines> lines;
    llm::ServerCounts counts;
    std::string rest;        // of a head or a chunk's size that is not whole yet
    std::string error_body;  // of a status other than 200
    double at_s = 0;
    bool is_done = false;  // the model has ended
    bool is_over = false;
    bool keeps = false;

    explicit State(const llm::ChatWire& of) : wire(of) {}
    void begin(Sample& of);
    void fail(std::string reason, std::string message);
    void finish();
    void take_body(std::string_view piece);
    bool take_event(std::string_view text);
    void refuse();
    void end_short();
    bool parse(std::string_view bytes);
};

void ReplyReader::State::begin(Sample& of) {
    sample = &of;
    parser.emplace();
    parser->eager(true);
    parser->header_limit(kHeadBytes);
    parser->body_limit(boost::none);
    parser->get().body().take = [this](std::string_view piece) { take_body(piece); };
    events.reset();
    lines.reset();
    if (wire.api == llm::Api::kOpenAi) {
        events.emplace(kEventBytes);
    } else {
        lines.emplace(kEventBytes);
    }
    counts = {};
    rest.clear();
    error_body.clear();
    is_done = is_over = keeps = false;
}

void ReplyReader::State::fail(std::string reason, std::string message) {
    if (is_over) return;
    is_over = true;
    sample->reason = std::move(reason);
    sample->message = std::move(message);
    sample->end_s = at_s;
}

// Tokens as the server counts them; else a chunk is taken for one, and the sample says so.
void ReplyReader::State::finish() {
    is_over = true;
    Sample& out = *sample;
    out.end_s = at_s;
    out.prompt_tokens = counts.prompt_tokens;
    out.cached_tokens = counts.cached_tokens;
    out.load_s = counts.load_s;
    out.prompt_eval_s = counts.prompt_eval_s;
    out.eval_s = counts.eval_s;
    out.tokens = counts.tokens;
    out.tokens_by = TokensBy::kUsage;
    if (out.tokens) return;
    out.tokens_by = TokensBy::kChunks;
    out.tokens = out.chunks_s.size();
}

bool ReplyReader::State::take_event(std::string_view text) {
    if (is_over) return false;
    if (is_done && trim(text).empty()) return true;
    if (!sample->first_chunk_s) sample->first_chunk_s = at_s;
    const llm::StreamEvent event = wire.read(text, counts);
    if (!event.reported.empty()) {
        fail("reported", fmt::format("the server reports: {}; see its log",
                                     llm::quoted(event.reported, wire.secrets)));
        return false;
    }
    if (event.foreign) {
        fail("malformed", "what comes back is no stream of this API; check the URL");
        return false;
    }
    if (!event.text.empty() || !event.reasoning.empty()) sample->chunks_s.push_back(at_s);
    if (!event.text.empty() && !sample->first_answer_s) sample->first_answer_s = at_s;
    if (event.done) {
        is_done = true;
        sample->cut = event.cut;
    }
    return true;
}

void ReplyReader::State::take_body(std::string_view piece) {
    if (is_over) return;
    if (parser->get().result_int() != 200) {
        error_body += piece.substr(0, kErrorBytes - std::min(kErrorBytes, error_body.size()));
        return;
    }
    const auto take = [this](std::string_view text) { return take_event(text); };
    const auto take_line = [this](std::string_view text) {
        return trim(text).empty() || take_event(text);
    };
    const bool whole = events ? events->feed(piece, take) : lines->feed(piece, take_line);
    const bool too_long = events ? events->too_long() : lines->too_long();
    if (!whole && too_long) fail("malformed", "an event of the stream is longer than 8 MiB");
}

void ReplyReader::State::refuse() {
    const auto& head = parser->get();
    const auto text = [](const auto& view) { return std::string(view.data(), view.size()); };
    const llm::HttpReply reply{
        .status = static_cast<int>(head.result_int()),
        .content_type = llm::media_type(text(head[http::field::content_type])),
        .location = text(head[http::field::location]),
        .body = error_body};
    fail(fmt::format("http_{}", reply.status), llm::refusal_words(reply, wire.secrets));
}

// The reply is over and the model has not ended: a stream that was cut, or no stream at all.
void ReplyReader::State::end_short() {
    const auto type = parser->get()[http::field::content_type];
    const std::string media = llm::media_type(std::string(type.data(), type.size()));
    const bool is_document = media == "application/json" || media == "text/html";
    if (sample->first_chunk_s || !is_document || wire.api != llm::Api::kOpenAi) {
        fail("incomplete", "the server ended the reply before it was complete; see its log");
        return;
    }
    fail("no_stream",
         fmt::format("the server answers with {} in one piece though a stream was asked for; "
                     "its times would mean nothing, turn streaming on there",
                     media));
}

// What is left over of `bytes` waits in `rest`.
bool ReplyReader::State::parse(std::string_view bytes) {
    while (!bytes.empty() && !parser->is_done()) {
        error_code error;
        const std::size_t used = parser->put(asio::buffer(bytes.data(), bytes.size()), error);
        bytes.remove_prefix(used);
        if (error == http::error::need_more) break;
        if (error == http::error::header_limit || rest.size() > kHeadBytes) {
            fail("malformed", "the head of the reply is longer than 64 KiB");
            return false;
        }
        if (error) {
            fail("malformed",
                 fmt::format("what comes back is not HTTP ({}); check the URL", error.message()));
            return false;
        }
        if (used == 0) break;
    }
    rest.assign(bytes);
    return true;
}

ReplyReader::ReplyReader(const llm::ChatWire& wire) : state_(std::make_unique<State>(wire)) {}
ReplyReader::~ReplyReader() = default;

void ReplyReader::begin(Sample& sample) {
    state_->begin(sample);
}

bool ReplyReader::keeps_connection() const {
    return state_->keeps;
}

bool ReplyReader::feed(std::string_view bytes, double at_s) {
    State& state = *state_;
    state.at_s = at_s;
    std::string joined;
    if (!state.rest.empty()) {
        joined = std::move(state.rest);
        joined += bytes;
        bytes = joined;
    }
    state.rest.clear();
    if (!state.parse(bytes)) return false;
    if (state.parser->is_header_done() && !state.sample->head_s) state.sample->head_s = at_s;
    if (state.is_over) return false;
    if (!state.parser->is_done()) return true;
    if (state.parser->get().result_int() != 200) {
        state.keeps = state.parser->keep_alive();
        state.refuse();
        return false;
    }
    if (!state.is_done) {
        state.end_short();
        return false;
    }
    state.keeps = state.parser->keep_alive() && state.rest.empty();
    state.finish();
    return false;
}

void ReplyReader::closed(double at_s) {
    State& state = *state_;
    if (state.is_over) return;
    state.at_s = at_s;
    error_code error;
    if (state.parser->got_some()) state.parser->put_eof(error);
    const bool whole = state.parser->is_done() && !error;
    if (whole && state.parser->get().result_int() != 200) {
        state.refuse();
    } else if (state.is_done) {
        // Whatever happens to the connection after the last word, the reply is whole.
        state.finish();
    } else if (!state.parser->got_some()) {
        state.fail("no_answer", "the server closed the connection without an answer; see its log");
    } else {
        state.fail("broken_off", "the reply broke off; see the server's log");
    }
}

}  // namespace chimera::bench
