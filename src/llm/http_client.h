// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 and TLS to one server: one connection that is kept and used again, one request at a
// time, the body handed on piece by piece with the time of each. Everything that comes back is
// taken to be hostile: it is limited in size and in time. Nothing is tried again, redirects are not
// followed, proxies of the environment are ignored. Threads: a client belongs to one at a time; two
// requests at once want two clients.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/result.h"
#include "llm/url.h"

namespace chimera::llm {

// Seconds and bytes.
struct HttpLimits {
    double connect_s = 10;      // finding the address, connecting, the TLS handshake: each
    double first_byte_s = 300;  // from the request sent to the reply's head: a model may load
    double idle_s = 120;        // between two pieces of the body
    double total_s = 900;       // the whole call: a server that drips is never idle
    std::size_t head_bytes = 64UL << 10U;
    std::size_t body_bytes = 64UL << 20U;
};

struct HttpSettings {
    HttpLimits limits;
    std::string ca_file;   // PEM certificates to trust instead of the system's; empty: the system's
    std::stop_token stop;  // ends the call that waits, and every later one
};

struct HttpRequest {
    std::string method = "GET";
    std::string target;  // behind the URL's own path: "/api/tags"
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

// Seconds since `send` was called.
struct HttpTimes {
    std::optional<double> connected_s;   // absent where a kept connection was used
    double sent_s = 0;                   // the last byte of the request was handed to the system
    double head_s = 0;                   // the reply's head was complete
    std::optional<double> first_byte_s;  // of the body
    double ended_s = 0;
};

struct HttpReply {
    int status = 0;
    std::string content_type;  // lower case, without parameters
    std::string location;      // where a redirect points to
    std::string body;          // of a status other than 200: its first 64 KiB; else empty
    std::size_t body_bytes = 0;
    bool ended_by_caller = false;  // `on_piece` said false
    HttpTimes times;
};

// A Content-Type in lower case, without its parameters.
std::string media_type(std::string_view value);

// A piece of the body of a reply with status 200, and when it came, in seconds since the request
// was sent; false ends the call.
using OnPiece = std::function<bool(std::string_view piece, double at_s)>;

struct HttpConnection;

class HttpClient {
public:
    HttpClient(Url base, HttpSettings settings);
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;
    ~HttpClient();

    const Url& base() const { return base_; }

    // A reply of any status is a value. A kept connection that the server has closed meanwhile, and
    // that gives not one byte of an answer, is opened anew once. Errors, each one sentence with the
    // URL as its place: name not found, refused, TLS, each time limit by its name, no HTTP, too
    // large, broken off, stopped.
    Result<HttpReply> send(const HttpRequest& request, const OnPiece& on_piece);

private:
    Url base_;
    HttpSettings settings_;
    std::unique_ptr<HttpConnection> connection_;
};

}  // namespace chimera::llm
