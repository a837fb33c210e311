// SPDX-License-Identifier: Apache-2.0
// A server that plays bytes: for each connection in order, for each request on it, what it writes
// and how it ends. Nothing waits for time: who stalls does so until the other side gives up.
#pragma once

#include <openssl/ssl.h>

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace chimera::test {

enum class Ending {
    kKeep,     // waits for the next request on the connection
    kClose,    // as servers do
    kReset,    // drops it: the other side sees a reset
    kStall,    // says nothing more until the other side closes
    kEndless,  // repeats its last piece until the other side closes
};

struct Turn {
    std::vector<std::string> pieces;
    Ending ending = Ending::kClose;
    bool gated = false;  // each piece after the first waits for `release`
    // What it writes instead of `pieces`, made from the whole request.
    std::function<std::string(const std::string& request)> answer = {};
};

using Connection = std::vector<Turn>;

// "HTTP/1.1 200 OK" with this body and its length.
std::string reply(std::string_view content_type, std::string_view body);
std::string reply_of_status(std::string_view status, std::string_view type, std::string_view body);
// The head of a reply in chunks, a chunk, and the last one.
std::string chunked_head(std::string_view content_type);
std::string chunk(std::string_view text);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

// A key and a certificate that signs itself, for this name, as one PEM text.
std::string self_signed(const std::string& host);

class ScriptedServer {
public:
    // `pem`: speaks TLS with this certificate; empty: plain.
    explicit ScriptedServer(std::vector<Connection> script, const std::string& pem = {});
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    std::string url() const;  // "http://127.0.0.1:PORT"
    std::uint16_t port() const { return port_; }
    std::vector<std::string> requests() const;  // whole, head and body, in order
    void release();                             // lets one more piece out

private:
    struct Line;

    void serve(const std::vector<Connection>& script);
    void serve_connection(Line& line, const Connection& turns);
    bool read_request(Line& line);
    bool write_pieces(Line& line, const Turn& turn);
    bool wait_for_release();

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::unique_ptr<SSL_CTX, void (*)(SSL_CTX*)> tls_{nullptr, SSL_CTX_free};
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::string> requests_;
    int open_ = -1;  // the connection that is served
    int released_ = 0;
    bool over_ = false;
    std::thread thread_;
};

}  // namespace chimera::test
