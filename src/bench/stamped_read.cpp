// SPDX-License-Identifier: Apache-2.0
#include "bench/stamped_read.h"

#include <sys/socket.h>

#include <array>
#include <boost/asio/error.hpp>
#include <cerrno>
#include <cstring>
#include <ctime>

#include "core/clock.h"

namespace chimera::bench {

void stamp_arrivals(int socket) {
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

// The kernel's stamps are of the wall clock. One that lies in the future, or long ago, was taken
// across a step of that clock.
static double arrival_of(const timespec& stamp, double now_s) {
    const double ago_s = seconds_since(stamp.tv_sec, stamp.tv_nsec);
    constexpr double kLongest = 30;
    return ago_s < 0 || ago_s > kLongest ? now_s : now_s - ago_s;
}

SocketError read_stamped(int socket, std::span<char> buffer, Arrival& out) {
    alignas(cmsghdr) std::array<char, 128> control{};
    iovec piece{buffer.data(), buffer.size()};
    msghdr message{};
    message.msg_iov = &piece;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const auto got = ::recvmsg(socket, &message, MSG_DONTWAIT);
    out.at_s = out.read_s = monotonic_seconds();
    if (got < 0) return {errno, boost::system::system_category()};
    if (got == 0) return boost::asio::error::eof;
    out.bytes = {buffer.data(), static_cast<std::size_t>(got)};
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

}  // namespace chimera::bench
