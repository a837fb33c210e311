// SPDX-License-Identifier: Apache-2.0
// One TCP or TLS connection on an event loop. Of a plain one an arrival has the time that the
// kernel stamped it with (stamped_read.h); of an encrypted one the time is that of the reading.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/stamped_read.h"
#include "core/result.h"
#include "llm/url.h"

namespace chimera::bench {

class WireSocket {
public:
    using Connected = std::function<void(SocketError)>;
    using Sent = std::function<void(SocketError)>;
    using Arrived = std::function<void(SocketError, const Arrival&)>;

    // `tls` is nullptr for a plain connection. `arrived` is called once for each receive().
    WireSocket(boost::asio::io_context& loop, boost::asio::ssl::context* tls, Arrived arrived);

    void connect(const boost::asio::ip::tcp::endpoint& endpoint, const llm::Url& url,
                 Connected connected);
    // Hands all of `bytes` to the system, which must live until `sent`; at once where it takes
    // them.
    void send(std::string_view bytes, Sent sent);
    void receive();
    void close();
    bool is_open() const;
    // The other end closed it, or said something that nobody asked for.
    bool is_stale();

private:
    void receive_plain();

    boost::asio::io_context& loop_;
    boost::asio::ssl::context* tls_;
    Arrived arrived_;
    std::optional<boost::asio::ip::tcp::socket> plain_;
    std::optional<boost::asio::ssl::stream<boost::asio::ip::tcp::socket>> secure_;
    std::vector<char> buffer_;  // of an encrypted connection, whose reads go on beside others

    boost::asio::ip::tcp::socket& bottom() { return secure_ ? secure_->next_layer() : *plain_; }
};

// The address of the URL's host that listens: a name of this machine often has one that nobody
// listens on. Errors: input_error where the name has no address.
Result<boost::asio::ip::tcp::endpoint> endpoint_of(const llm::Url& url);

// Why there is no connection: a word by which failures are counted, and a sentence.
std::pair<std::string, std::string> connect_fault(const SocketError& error);

}  // namespace chimera::bench
