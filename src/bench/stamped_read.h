// SPDX-License-Identifier: Apache-2.0
// A read from a TCP socket, with the time at which its bytes arrived: the kernel stamps them
// (SO_TIMESTAMPNS, Linux's Documentation/networking/timestamping.rst), so that whoever was busy
// with another connection does not make this one look late.
#pragma once

#include <boost/system/error_code.hpp>
#include <span>
#include <string_view>

namespace chimera::bench {

using SocketError = boost::system::error_code;

// What one read gave. Times are monotonic_seconds().
struct Arrival {
    std::string_view bytes;
    double at_s = 0;    // when the last of them arrived
    double read_s = 0;  // when they were read
    bool by_kernel = false;
};

// From now on what arrives at the socket is stamped; a listening socket hands it on to its
// connections.
void stamp_arrivals(int socket);

// Reads into `buffer` without waiting. Errors: would_block where nothing has come, eof, the
// system's.
SocketError read_stamped(int socket, std::span<char> buffer, Arrival& out);

}  // namespace chimera::bench
