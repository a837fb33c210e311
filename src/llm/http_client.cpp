// SPDX-License-Identifier: Apache-2.0
// The only file that sees Boost.Beast: it costs its compiler more than the rest of the room.
#include "llm/http_client.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/ssl.hpp>
#include <chrono>
#include <condition_variable>
#include <limits>
#include <mutex>
#include <thread>

#include "core/clock.h"
#include "core/text.h"
#include "llm/connection.h"

namespace chimera::llm {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;
using SecureStream = beast::ssl_stream<beast::tcp_stream>;
using Endpoints = std::vector<tcp::endpoint>;

constexpr std::size_t kErrorBodyBytes = 64UL << 10U;
constexpr std::size_t kPieceBytes = 64UL << 10U;

enum class Phase { kFind, kConnect, kTls, kSend, kHead, kBody };

// One call of `send`, on as many connections as it takes.
struct Call {
    const HttpRequest& request;
    const OnPiece& on_piece;
    const HttpSettings& settings;
    Stopwatch watch = {};
    HttpReply reply = {};
    Phase phase = Phase::kFind;
    bool answered = false;  // a byte of an answer came
    bool timed_out = false;
    std::string tls_fault = {};

    bool stopped() const { return settings.stop.stop_requested(); }
    double left_s() const { return settings.limits.total_s - watch.seconds(); }
};

// Shared by the caller and the thread that asks for an address: the system's resolver cannot be
// interrupted, so a caller that stops waiting leaves the thread to end by itself.
struct Lookup {
    std::mutex mutex;
    std::condition_variable_any done;
    bool finished = false;
    error_code error;
    Endpoints endpoints;
};

}  // namespace

struct HttpConnection {
    asio::io_context context{1};
    std::optional<asio::ssl::context> tls;
    std::optional<beast::tcp_stream> plain;
    std::optional<SecureStream> secure;
    beast::flat_buffer buffer;

    beast::tcp_stream& bottom() { return secure ? beast::get_lowest_layer(*secure) : *plain; }
    bool open() const { return plain || secure; }
    void close() {
        plain.reset();
        secure.reset();
        buffer.clear();
    }
};

// Waits for an operation that `start` has begun; its own time limit or a stop ends it.
template <typename Start>
static error_code finished(asio::io_context& context, const Call& call, Start start) {
    if (call.stopped()) return asio::error::operation_aborted;
    // Data that is always there would win against a timer of no length, again and again.
    if (call.left_s() <= 0) return beast::error::timeout;
    error_code result = asio::error::would_block;
    start([&result](error_code error, const auto&...) { result = error; });
    context.restart();
    context.run();
    return result;
}

static std::chrono::nanoseconds duration_of(double seconds) {
    constexpr double kYear = 365.0 * 86400.0;
    return std::chrono::nanoseconds(
        static_cast<std::int64_t>(std::clamp(seconds, 0.0, kYear) * 1e9));
}

static void arm(Call& call, beast::tcp_stream& stream, double limit_s) {
    stream.expires_after(duration_of(std::min(limit_s, call.left_s())));
}

static void find_addresses(Lookup& lookup, const std::string& host, const std::string& port) {
    asio::io_context context;
    tcp::resolver resolver(context);
    error_code error;
    const auto found = resolver.resolve(host, port, error);
    const std::lock_guard lock(lookup.mutex);
    lookup.error = error;
    for (const auto& entry : found) lookup.endpoints.push_back(entry.endpoint());
    lookup.finished = true;
    lookup.done.notify_all();
}

static error_code find(const Url& url, Call& call, Endpoints& out) {
    call.phase = Phase::kFind;
    error_code literal;
    const auto address = asio::ip::make_address(url.host, literal);
    if (!literal) {
        out.emplace_back(address, url.port);
        return {};
    }
    // Shared with a thread that may outlive this call.
    const auto lookup = std::make_shared<Lookup>();
    std::thread([lookup, host = url.host, port = std::to_string(url.port)] {
        find_addresses(*lookup, host, port);
    }).detach();
    std::unique_lock lock(lookup->mutex);
    const double limit_s = std::min(call.settings.limits.connect_s, call.left_s());
    const bool finished = lookup->done.wait_for(lock, call.settings.stop, duration_of(limit_s),
                                                [&] { return lookup->finished; });
    if (!finished) return beast::error::timeout;
    out = lookup->endpoints;
    return lookup->error;
}

static error_code shake_hands(asio::io_context& context, SecureStream& stream, const Url& url,
                              Call& call) {
    call.phase = Phase::kTls;
    error_code error = expect_host(stream, url);
    if (error) return error;
    arm(call, beast::get_lowest_layer(stream), call.settings.limits.connect_s);
    error = finished(context, call, [&](auto handler) {
        stream.async_handshake(asio::ssl::stream_base::client, std::move(handler));
    });
    const long verified = SSL_get_verify_result(stream.native_handle());
    if (error && verified != X509_V_OK) call.tls_fault = X509_verify_cert_error_string(verified);
    return error;
}

static http::request<http::string_body> head_of(const Url& base, const HttpRequest& request) {
    http::request<http::string_body> out;
    out.method_string(request.method);
    out.target(base.path + request.target);
    out.version(11);
    out.set(http::field::host, base.authority());
    out.set(http::field::user_agent, "chimera");
    // Proxies of the way and thrifty servers would compress, and hold pieces back to do so.
    out.set(http::field::accept_encoding, "identity");
    for (const auto& [name, value] : request.headers) out.set(name, value);
    out.body() = request.body;
    out.prepare_payload();
    return out;
}

using Parser = http::response_parser<http::buffer_body>;

std::string media_type(std::string_view value) {
    return lower(trim(value.substr(0, value.find(';'))));
}

static std::string text_of(boost::beast::string_view view) {
    return {view.data(), view.size()};
}

static void read_head(const Parser& parser, Call& call) {
    const auto& head = parser.get();
    call.reply.status = static_cast<int>(head.result_int());
    call.reply.content_type = media_type(text_of(head[http::field::content_type]));
    call.reply.location = text_of(head[http::field::location]);
    call.reply.times.head_s = call.watch.seconds();
}

// False where the rest of the body is not wanted.
static bool hand_on(Call& call, std::string_view piece) {
    const double at_s = call.watch.seconds();
    HttpReply& reply = call.reply;
    if (!reply.times.first_byte_s) reply.times.first_byte_s = at_s;
    reply.body_bytes += piece.size();
    if (reply.status == 200) {
        reply.ended_by_caller = call.on_piece && !call.on_piece(piece, at_s - reply.times.sent_s);
        return !reply.ended_by_caller;
    }
    const std::size_t room = kErrorBodyBytes - std::min(kErrorBodyBytes, reply.body.size());
    reply.body.append(piece.substr(0, room));
    return piece.size() < room;
}

template <typename Stream>
static error_code read_body(HttpConnection& wire, Stream& stream, Parser& parser, Call& call) {
    call.phase = Phase::kBody;
    std::vector<char> piece(kPieceBytes);
    bool wanted = true;
    while (wanted && !parser.is_done()) {
        auto& body = parser.get().body();
        body.data = piece.data();
        body.size = piece.size();
        body.more = true;
        arm(call, beast::get_lowest_layer(stream), call.settings.limits.idle_s);
        error_code error = finished(wire.context, call, [&](auto handler) {
            http::async_read_some(stream, wire.buffer, parser, std::move(handler));
        });
        if (error == http::error::need_buffer) error = {};
        const std::size_t got = piece.size() - body.size;
        // What came before a fault is handed on first: the caller has paid for it.
        if (got > 0) wanted = hand_on(call, {piece.data(), got});
        if (error) return error;
    }
    beast::get_lowest_layer(stream).expires_never();
    if (!parser.is_done() || !parser.keep_alive()) wire.close();
    return {};
}

// One request and its reply on an open connection.
template <typename Stream>
static error_code talk(HttpConnection& wire, Stream& stream, const Url& base, Call& call) {
    const HttpLimits& limits = call.settings.limits;
    beast::tcp_stream& bottom = beast::get_lowest_layer(stream);
    call.phase = Phase::kSend;
    const auto request = head_of(base, call.request);
    arm(call, bottom, limits.idle_s);
    error_code error = finished(wire.context, call, [&](auto handler) {
        http::async_write(stream, request, std::move(handler));
    });
    if (error) return error;
    call.reply.times.sent_s = call.watch.seconds();

    call.phase = Phase::kHead;
    Parser parser;
    parser.header_limit(static_cast<std::uint32_t>(
        std::min<std::size_t>(limits.head_bytes, std::numeric_limits<std::uint32_t>::max())));
    parser.body_limit(limits.body_bytes);
    arm(call, bottom, limits.first_byte_s);
    error = finished(wire.context, call, [&](auto handler) {
        http::async_read_header(stream, wire.buffer, parser, std::move(handler));
    });
    call.answered = parser.got_some() || wire.buffer.size() > 0;
    if (error) return error;
    read_head(parser, call);
    return read_body(wire, stream, parser, call);
}

template <typename Stream>
static error_code connect(HttpConnection& wire, Stream& stream, const Url& base, Call& call) {
    Endpoints endpoints;
    if (const error_code error = find(base, call, endpoints)) return error;
    call.phase = Phase::kConnect;
    beast::tcp_stream& bottom = beast::get_lowest_layer(stream);
    arm(call, bottom, call.settings.limits.connect_s);
    error_code error = finished(wire.context, call, [&](auto handler) {
        bottom.async_connect(endpoints, std::move(handler));
    });
    // A small request must not wait for the answer to the one before it.
    if (!error) bottom.socket().set_option(tcp::no_delay(true), error);
    return error;
}

static error_code open(HttpConnection& wire, const Url& base, Call& call) {
    wire.close();
    error_code error;
    if (base.tls) {
        call.phase = Phase::kTls;
        error = prepare_tls(wire.tls, call.settings.ca_file);
        if (error) return error;
        wire.secure.emplace(wire.context, *wire.tls);
        error = connect(wire, *wire.secure, base, call);
        if (!error) error = shake_hands(wire.context, *wire.secure, base, call);
    } else {
        wire.plain.emplace(wire.context);
        error = connect(wire, *wire.plain, base, call);
    }
    if (!error) call.reply.times.connected_s = call.watch.seconds();
    return error;
}

static error_code exchange(HttpConnection& wire, const Url& base, Call& call) {
    if (wire.open() && is_stale(wire.bottom().socket().native_handle())) wire.close();
    for (;;) {
        const bool kept = wire.open();
        if (!kept) {
            if (const error_code error = open(wire, base, call)) return error;
        }
        const error_code error =
            base.tls ? talk(wire, *wire.secure, base, call) : talk(wire, *wire.plain, base, call);
        if (!error) return error;
        wire.close();
        const bool anew =
            kept && !call.answered && !call.stopped() && error != beast::error::timeout;
        if (!anew) return error;
    }
}

static std::string timeout_words(const Call& call) {
    const HttpLimits& limits = call.settings.limits;
    if (call.left_s() <= 0) {
        return fmt::format(
            "the reply was not complete within {} s; give it more time or ask for "
            "fewer tokens",
            limits.total_s);
    }
    switch (call.phase) {
        case Phase::kFind:
        case Phase::kConnect:
        case Phase::kTls:
            return fmt::format("no connection within {} s; check the URL and that the server runs",
                               limits.connect_s);
        case Phase::kSend:
            return fmt::format("the server took no more of the request for {} s; see what it does",
                               limits.idle_s);
        case Phase::kHead:
            return fmt::format("no answer within {} s; the server may be loading or stuck",
                               limits.first_byte_s);
        case Phase::kBody: break;
    }
    return fmt::format(
        "the reply stalled: nothing for {} s after {} bytes; see what the server does",
        limits.idle_s, call.reply.body_bytes);
}

static std::string connect_words(const error_code& error) {
    if (error == asio::error::connection_refused) {
        return "the connection is refused; start the server or check host and port";
    }
    return fmt::format("the server cannot be reached ({}); check the URL and the network",
                       error.message());
}

// Faults of the reply's form, whichever part of it they are in.
static std::string reply_words(const Call& call, const error_code& error) {
    const HttpLimits& limits = call.settings.limits;
    const bool broken =
        error == http::error::end_of_stream || error == http::error::partial_message ||
        error == asio::error::eof || error == asio::error::connection_reset ||
        error == asio::error::broken_pipe || error == asio::ssl::error::stream_truncated;
    if (broken && !call.answered) {
        return "the server closed the connection without an answer; see its log";
    }
    if (broken) {
        return fmt::format("the reply broke off after {} bytes; see the server's log",
                           call.reply.body_bytes);
    }
    if (error == http::error::body_limit) {
        return fmt::format("the reply is larger than {} bytes; ask for less", limits.body_bytes);
    }
    if (error == http::error::header_limit) {
        return fmt::format(
            "the head of the reply is larger than {} bytes; check what listens there",
            limits.head_bytes);
    }
    return fmt::format("what comes back is not HTTP ({}); check the URL", error.message());
}

static std::string words_of(const Call& call, const Url& base, const error_code& error) {
    if (call.stopped()) return "the call was stopped; start again";
    if (error == beast::error::timeout) return timeout_words(call);
    switch (call.phase) {
        case Phase::kFind:
            return fmt::format("the name {} has no address ({}); check the URL", base.host,
                               error.message());
        case Phase::kConnect: return connect_words(error);
        case Phase::kTls:
            return fmt::format("TLS fails ({}); check the certificate and that the port speaks TLS",
                               call.tls_fault.empty() ? error.message() : call.tls_fault);
        case Phase::kSend:
            return fmt::format(
                "the connection broke while the request was sent ({}); see the "
                "server's log",
                error.message());
        case Phase::kHead:
        case Phase::kBody: break;
    }
    return reply_words(call, error);
}

HttpClient::HttpClient(Url base, HttpSettings settings)
    : base_(std::move(base)), settings_(std::move(settings)) {}
HttpClient::HttpClient(HttpClient&&) noexcept = default;
HttpClient& HttpClient::operator=(HttpClient&&) noexcept = default;
HttpClient::~HttpClient() = default;

Result<HttpReply> HttpClient::send(const HttpRequest& request, const OnPiece& on_piece) {
    Call call{.request = request, .on_piece = on_piece, .settings = settings_};
    const std::string place = base_.shown() + request.target;
    try {
        if (!connection_) connection_ = std::make_unique<HttpConnection>();
        HttpConnection& wire = *connection_;
        // A stop comes from another thread; the connection is touched by this one alone.
        const std::stop_callback on_stop(settings_.stop, [&wire] {
            asio::post(wire.context, [&wire] {
                if (wire.open()) wire.bottom().close();
            });
        });
        const error_code error = exchange(wire, base_, call);
        call.reply.times.ended_s = call.watch.seconds();
        if (!error) return std::move(call.reply);
        wire.close();
        return input_error(words_of(call, base_, error), place);
    } catch (const std::system_error& error) {
        connection_.reset();
        return input_error(
            fmt::format("the system gives no connection ({}); close what is open", error.what()),
            place);
    }
}

}  // namespace chimera::llm
