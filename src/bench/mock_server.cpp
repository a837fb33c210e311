// SPDX-License-Identifier: Apache-2.0
#include "bench/mock_server.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <deque>
#include <thread>

#include "bench/mock_text.h"
#include "bench/stamped_read.h"
#include "core/clock.h"

namespace chimera::bench {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using RequestParser = http::request_parser<http::string_body>;

// Of a thousand streams some chunk is always due: those of so many seconds leave together, for
// setting a timer costs as much as sending one.
constexpr double kBatch = 100e-6;
constexpr std::size_t kMostRequestBytes = 64UL << 20U;

// A connection; the request on it has its times fixed by the moment at which it arrived, however
// late it is read.
struct Session {
    tcp::socket socket;
    std::string unread = {};
    std::optional<RequestParser> parser = {};
    Answer answer = {};
    Fault fault = Fault::kNone;
    double asked_s = 0;  // when the last of its request arrived
    double begun_s = 0;
    std::size_t sent = 0;  // chunks
    bool is_streaming = false;
    std::size_t turn = 0;
    std::string pending = {};  // what the system had no room for
    bool is_writing = false;

    explicit Session(tcp::socket of) : socket(std::move(of)) {}
};

// Each thing that is still to happen on a connection owns it, and the last one ends it: shared.
using SessionPtr = std::shared_ptr<Session>;

// The next chunk of a session is due.
struct Due {
    double at_s = 0;
    SessionPtr session = {};
    std::size_t turn = 0;
    bool operator<(const Due& other) const { return at_s > other.at_s; }
};

}  // namespace

struct MockServer::State {
    MockSettings settings;
    asio::io_context loop{1};
    tcp::acceptor acceptor{loop};
    asio::steady_timer timer{loop};
    std::array<char, 16384> buffer = {};  // of whoever reads
    std::vector<Due> due;                 // a heap, the next in front
    double armed_s = 0;                   // when the timer goes off; 0: it does not
    double served_s = 0;                  // when chunks left last
    std::deque<SessionPtr> waiting;
    std::size_t served = 0;
    std::size_t busy = 0;
    std::thread thread;

    explicit State(const MockSettings& of) : settings(of) {}
    ~State();
    Status listen();
    void accept();
    void read(const SessionPtr& session);
    void parse(const SessionPtr& session);
    void answer(const SessionPtr& session);
    void begin(const SessionPtr& session, double at_s);
    void ended(const SessionPtr& session);
    void schedule(const SessionPtr& session);
    void arm();
    void serve_due();
    void serve(const SessionPtr& session);
    bool serve_fault(const SessionPtr& session);
    void write(const SessionPtr& session, std::string_view bytes);
    void flush(const SessionPtr& session);
    void drop(Session& session);
};

MockServer::State::~State() {
    asio::post(loop, [this] { loop.stop(); });
    if (thread.joinable()) thread.join();
}

Status MockServer::State::listen() {
    error_code error;
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), settings.port);
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) stamp_arrivals(acceptor.native_handle());
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) return Done{};
    return input_error(fmt::format("nothing can listen on port {} ({}); name another by --port",
                                   settings.port, error.message()));
}

void MockServer::State::accept() {
    acceptor.async_accept([this](error_code error, tcp::socket socket) {
        if (error == asio::error::operation_aborted) return;
        if (!error) {
            error_code ignored;
            socket.set_option(tcp::no_delay(true), ignored);
            socket.non_blocking(true, ignored);
            read(std::make_shared<Session>(std::move(socket)));
        }
        accept();
    });
}

void MockServer::State::read(const SessionPtr& session) {
    session->socket.async_wait(tcp::socket::wait_read, [this, session](error_code error) {
        Session& of = *session;
        Arrival arrival;
        if (!error) error = read_stamped(of.socket.native_handle(), buffer, arrival);
        const bool is_idle = error == asio::error::would_block || error == asio::error::try_again;
        if (error && !is_idle) {
            if (of.is_streaming) ended(session);
            drop(of);
            return;
        }
        if (!is_idle) {
            of.unread.append(arrival.bytes);
            of.asked_s = arrival.at_s;
            parse(session);
        }
        if (of.socket.is_open()) read(session);
    });
}

void MockServer::State::parse(const SessionPtr& session) {
    Session& of = *session;
    if (of.is_streaming) return;
    if (!of.parser) {
        of.parser.emplace();
        of.parser->eager(true);
        of.parser->body_limit(kMostRequestBytes);
    }
    error_code error;
    const std::size_t used = of.parser->put(asio::buffer(of.unread), error);
    of.unread.erase(0, used);
    if (error && error != http::error::need_more) {
        drop(of);
        return;
    }
    if (of.parser->is_done()) answer(session);
}

void MockServer::State::answer(const SessionPtr& session) {
    Session& of = *session;
    const auto& request = of.parser->get();
    const std::string target(request.target().data(), request.target().size());
    const Asked asked = read_request(target, request.body(), settings);
    of.parser.reset();
    if (!asked.at_once.empty()) {
        write(session, asked.at_once);
        return;
    }
    of.answer = answer_of(asked, settings);
    of.is_streaming = true;
    ++served;
    const bool fails = settings.fault != Fault::kNone && served % settings.fault_every == 0;
    of.fault = fails ? settings.fault : Fault::kNone;
    if (settings.slots && busy >= *settings.slots) {
        waiting.push_back(session);
    } else {
        begin(session, of.asked_s);
    }
}

void MockServer::State::begin(const SessionPtr& session, double at_s) {
    ++busy;
    session->begun_s = at_s;
    session->sent = 0;
    ++session->turn;
    if (session->fault == Fault::kStatus500 || session->fault == Fault::kStatus429) {
        write(session, refusal_of(session->fault));
        ended(session);
        return;
    }
    write(session, session->answer.head);
    schedule(session);
}

void MockServer::State::ended(const SessionPtr& session) {
    session->is_streaming = false;
    ++session->turn;
    const auto at = std::find(waiting.begin(), waiting.end(), session);
    if (at != waiting.end()) {
        waiting.erase(at);
        return;
    }
    --busy;
    if (waiting.empty()) return;
    const SessionPtr next = waiting.front();
    waiting.pop_front();
    begin(next, monotonic_seconds());
}

// The first token after ttft, each further one itl later; a chunk leaves with its last token.
void MockServer::State::schedule(const SessionPtr& session) {
    const double steps =
        static_cast<double>(session->sent) * static_cast<double>(settings.tokens_per_chunk);
    const double at_s = session->begun_s + settings.ttft_s + steps * settings.itl_s;
    due.push_back({at_s, session, session->turn});
    std::push_heap(due.begin(), due.end());
    arm();
}

void MockServer::State::arm() {
    if (due.empty() || (armed_s != 0 && armed_s <= due.front().at_s)) return;
    armed_s = due.front().at_s;
    const double wait_s =
        std::max(served_s + kBatch - monotonic_seconds(), armed_s - monotonic_seconds());
    timer.expires_after(std::chrono::nanoseconds(static_cast<std::int64_t>(wait_s * 1e9)));
    timer.async_wait([this](error_code error) {
        if (!error) serve_due();
    });
}

void MockServer::State::serve_due() {
    const double now_s = monotonic_seconds();
    armed_s = -1;  // nothing arms it meanwhile
    while (!due.empty() && due.front().at_s <= now_s) {
        std::pop_heap(due.begin(), due.end());
        const Due next = std::move(due.back());
        due.pop_back();
        if (next.session->turn == next.turn && next.session->is_streaming) serve(next.session);
    }
    armed_s = 0;
    served_s = now_s;
    arm();
}

bool MockServer::State::serve_fault(const SessionPtr& session) {
    Session& of = *session;
    if (of.fault == Fault::kNone || of.sent < settings.fault_after) return false;
    switch (of.fault) {
        case Fault::kMalformed: write(session, chunk_of("data: {\"choices\": [{\n\n")); break;
        case Fault::kErrorEvent:
            write(session, chunk_of("data: {\"error\": {\"message\": \"out of memory\"}}\n\n"));
            break;
        case Fault::kDrop: {
            ended(session);
            drop(of);
            return true;
        }
        default: return true;  // stalls
    }
    write(session, kLastChunk);
    ended(session);
    return true;
}

void MockServer::State::serve(const SessionPtr& session) {
    if (serve_fault(session)) return;
    Session& of = *session;
    if (of.sent < of.answer.chunks) {
        write(session, of.answer.chunk(of.sent));
        ++of.sent;
        if (of.sent < of.answer.chunks) {
            schedule(session);
            return;
        }
    }
    write(session, of.answer.end);
    ended(session);
    if (of.unread.empty()) return;
    of.asked_s = monotonic_seconds();
    parse(session);
}

void MockServer::State::write(const SessionPtr& session, std::string_view bytes) {
    Session& of = *session;
    if (!of.socket.is_open()) return;
    if (!of.pending.empty() || of.is_writing) {
        of.pending += bytes;
        return;
    }
    const auto taken = ::send(of.socket.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (taken < 0 && errno != EAGAIN && errno != EWOULDBLOCK) return;
    bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(0, taken)));
    if (bytes.empty()) return;
    of.pending = bytes;
    flush(session);
}

void MockServer::State::flush(const SessionPtr& session) {
    session->is_writing = true;
    const auto whole = std::make_shared<std::string>(std::move(session->pending));
    session->pending.clear();
    asio::async_write(session->socket, asio::buffer(*whole),
                      [this, session, whole](error_code error, std::size_t) {
                          session->is_writing = false;
                          if (!error && !session->pending.empty()) flush(session);
                      });
}

void MockServer::State::drop(Session& session) {
    error_code ignored;
    session.socket.set_option(asio::socket_base::linger(true, 0), ignored);
    session.socket.close(ignored);
}

MockServer::MockServer(std::unique_ptr<State> state) : state_(std::move(state)) {}
MockServer::MockServer(MockServer&&) noexcept = default;
MockServer& MockServer::operator=(MockServer&&) noexcept = default;
MockServer::~MockServer() = default;

Result<MockServer> MockServer::start(const MockSettings& settings) {
    auto state = std::make_unique<State>(settings);
    TRY(state->listen());
    state->accept();
    state->thread = std::thread([raw = state.get()] { raw->loop.run(); });
    return MockServer(std::move(state));
}

std::string MockServer::url() const {
    error_code ignored;
    return fmt::format("http://127.0.0.1:{}", state_->acceptor.local_endpoint(ignored).port());
}

}  // namespace chimera::bench
