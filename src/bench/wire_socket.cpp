// SPDX-License-Identifier: Apache-2.0
#include "bench/wire_socket.h"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "core/clock.h"
#include "llm/connection.h"

namespace chimera::bench {

namespace asio = boost::asio;
using asio::ip::tcp;

static SocketError last_error() {
    return {errno, boost::system::system_category()};
}

WireSocket::WireSocket(asio::io_context& loop, asio::ssl::context* tls, Arrived arrived)
    : loop_(loop), tls_(tls), arrived_(std::move(arrived)) {}

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
    const int on = 1;
    ::setsockopt(socket.native_handle(), SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
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

// The kernel's stamps are of the wall clock. One that lies in the future, or long ago, was taken
// across a step of that clock.
static double arrival_of(const timespec& stamp, double now_s) {
    const double ago_s = seconds_since(stamp.tv_sec, stamp.tv_nsec);
    constexpr double kLongest = 30;
    return ago_s < 0 || ago_s > kLongest ? now_s : now_s - ago_s;
}

SocketError WireSocket::read_stamped(Arrival& out) {
    alignas(cmsghdr) std::array<char, 128> control{};
    iovec piece{buffer_.data(), buffer_.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto got = ::recvmsg(plain_->native_handle(), &message, MSG_DONTWAIT);
    out.at_s = out.read_s = monotonic_seconds();
    if (got < 0) return last_error();
    if (got == 0) return asio::error::eof;
    out.bytes = {buffer_.data(), static_cast<std::size_t>(got)};
    for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) {
        if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_TIMESTAMPNS) continue;
        timespec stamp{};
        std::memcpy(&stamp, CMSG_DATA(at), sizeof(stamp));
        if (stamp.tv_sec == 0) continue;
        out.at_s = arrival_of(stamp, out.read_s);
        out.by_kernel = true;
    }
    return {};
}

void WireSocket::receive_plain() {
    plain_->async_wait(tcp::socket::wait_read, [this](SocketError error) {
        Arrival arrival;
        if (!error) error = read_stamped(arrival);
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

}  // namespace chimera::bench
