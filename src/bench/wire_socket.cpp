// SPDX-License-Identifier: Apache-2.0
#include "bench/wire_socket.h"

#include <fmt/format.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "core/clock.h"
#include "llm/connection.h"

namespace chimera::bench {

namespace asio = boost::asio;
using asio::ip::tcp;

static constexpr std::size_t kPiece = 16384;  // bytes of a read

static SocketError last_error() {
    return {errno, boost::system::system_category()};
}

WireSocket::WireSocket(asio::io_context& loop, asio::ssl::context* tls, Arrived arrived)
    : loop_(loop), tls_(tls), arrived_(std::move(arrived)), buffer_(tls == nullptr ? 0 : kPiece) {}

bool WireSocket::is_open() const {
    return secure_ ? secure_->next_layer().is_open() : plain_ && plain_->is_open();
}

void WireSocket::close() {
    SocketError ignored;
    if (is_open()) bottom().close(ignored);
}

// A small request must not wait for the answer to the one before it; arrivals want their time.
static void prepare(tcp::socket& socket) {
    SocketError ignored;
    socket.set_option(tcp::no_delay(true), ignored);
    socket.non_blocking(true, ignored);
    stamp_arrivals(socket.native_handle());
}

void WireSocket::connect(const tcp::endpoint& endpoint, const llm::Url& url, Connected connected) {
    plain_.reset();
    secure_.reset();
    if (tls_ == nullptr) {
        plain_.emplace(loop_);
    } else {
        secure_.emplace(loop_, *tls_);
        if (const SocketError error = llm::expect_host(*secure_, url)) {
            connected(error);
            return;
        }
    }
    bottom().async_connect(endpoint, [this, done = std::move(connected)](SocketError error) {
        if (!error) prepare(bottom());
        if (error || !secure_) {
            done(error);
            return;
        }
        secure_->async_handshake(asio::ssl::stream_base::client, done);
    });
}

void WireSocket::send(std::string_view bytes, Sent sent) {
    if (plain_) {
        const auto taken =
            ::send(plain_->native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        const bool busy = taken < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
        if (taken < 0 && !busy) {
            sent(last_error());
            return;
        }
        bytes.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(0, taken)));
        if (bytes.empty()) {
            sent({});
            return;
        }
    }
    auto handler = [done = std::move(sent)](SocketError error, std::size_t) { done(error); };
    const auto buffer = asio::buffer(bytes.data(), bytes.size());
    if (secure_) {
        asio::async_write(*secure_, buffer, std::move(handler));
    } else {
        asio::async_write(*plain_, buffer, std::move(handler));
    }
}

void WireSocket::receive_plain() {
    plain_->async_wait(tcp::socket::wait_read, [this](SocketError error) {
        std::array<char, kPiece> buffer;
        Arrival arrival;
        if (!error) error = read_stamped(plain_->native_handle(), buffer, arrival);
        if (error == asio::error::would_block || error == asio::error::try_again) {
            receive_plain();
            return;
        }
        arrived_(error, arrival);
    });
}

void WireSocket::receive() {
    if (plain_) {
        receive_plain();
        return;
    }
    secure_->async_read_some(asio::buffer(buffer_), [this](SocketError error, std::size_t got) {
        const double now_s = monotonic_seconds();
        if (error == asio::ssl::error::stream_truncated) error = asio::error::eof;
        arrived_(error, {.bytes = {buffer_.data(), got}, .at_s = now_s, .read_s = now_s});
    });
}

bool WireSocket::is_stale() {
    return llm::is_stale(bottom().native_handle());
}

Result<tcp::endpoint> endpoint_of(const llm::Url& url) {
    SocketError error;
    const auto literal = asio::ip::make_address(url.host, error);
    if (!error) return tcp::endpoint(literal, url.port);
    asio::io_context loop;
    tcp::resolver resolver(loop);
    const auto found = resolver.resolve(url.host, std::to_string(url.port), error);
    if (error || found.empty()) {
        return input_error(fmt::format("the name {} has no address ({}); check the URL", url.host,
                                       error.message()),
                           url.shown());
    }
    for (const auto& entry : found) {
        tcp::socket trial(loop);
        SocketError refused;
        trial.connect(entry.endpoint(), refused);
        if (!refused) return entry.endpoint();
    }
    return found.begin()->endpoint();
}

std::pair<std::string, std::string> connect_fault(const SocketError& error) {
    using boost::system::errc::address_not_available;
    using boost::system::errc::too_many_files_open;
    if (error == address_not_available || error == asio::error::address_in_use) {
        return {"no_port",
                "this machine has no port left for another connection; ask for fewer at "
                "once, or keep connections"};
    }
    if (error == too_many_files_open || error == asio::error::no_descriptors) {
        return {"no_descriptor",
                "this process may open no more connections; raise it with ulimit -n"};
    }
    if (error == asio::error::connection_refused) {
        return {"refused", "the connection is refused; start the server or check host and port"};
    }
    return {"connect",
            fmt::format("no connection ({}); check the URL and the network", error.message())};
}

}  // namespace chimera::bench
