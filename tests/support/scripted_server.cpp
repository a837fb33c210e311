// SPDX-License-Identifier: Apache-2.0
#include "support/scripted_server.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <csignal>

#include "core/result.h"
#include "core/text.h"

namespace chimera::test {

std::string reply(std::string_view content_type, std::string_view body) {
    return reply_of_status("200 OK", content_type, body);
}

std::string reply_of_status(std::string_view status, std::string_view type, std::string_view body) {
    return fmt::format("HTTP/1.1 {}\r\nContent-Type: {}\r\nContent-Length: {}\r\n\r\n{}", status,
                       type, body.size(), body);
}

std::string chunked_head(std::string_view content_type) {
    return fmt::format("HTTP/1.1 200 OK\r\nContent-Type: {}\r\nTransfer-Encoding: chunked\r\n\r\n",
                       content_type);
}

std::string chunk(std::string_view text) {
    return fmt::format("{:x}\r\n{}\r\n", text.size(), text);
}

template <typename Write>
static std::string pem_of(Write write) {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    write(bio.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

std::string self_signed(const std::string& host) {
    const std::unique_ptr<EVP_PKEY, void (*)(EVP_PKEY*)> key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    const std::unique_ptr<X509, void (*)(X509*)> made(X509_new(), X509_free);
    X509* certificate = made.get();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
    X509_set_pubkey(certificate, key.get());
    X509_NAME* name = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(host.c_str()), -1, -1, 0);
    X509_set_issuer_name(certificate, name);
    const bool address = host.find_first_not_of("0123456789.") == std::string::npos;
    const std::string alternative = (address ? "IP:" : "DNS:") + host;
    X509_EXTENSION* extension =
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, alternative.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
    CHIMERA_CHECK(X509_sign(certificate, key.get(), EVP_sha256()) != 0, host);
    return pem_of([&](BIO* bio) {
               PEM_write_bio_PrivateKey(bio, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
           }) +
           pem_of([&](BIO* bio) { PEM_write_bio_X509(bio, certificate); });
}

// One connection, plain or TLS.
struct ScriptedServer::Line {
    int socket = -1;
    SSL* tls = nullptr;
    std::string unread;

    bool write(std::string_view text) const {
        while (!text.empty()) {
            const ssize_t sent = tls ? SSL_write(tls, text.data(), static_cast<int>(text.size()))
                                     : ::send(socket, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    bool read_more() {
        std::array<char, 4096> bytes{};
        const ssize_t got = tls ? SSL_read(tls, bytes.data(), static_cast<int>(bytes.size()))
                                : ::recv(socket, bytes.data(), bytes.size(), 0);
        if (got > 0) unread.append(bytes.data(), static_cast<std::size_t>(got));
        return got > 0;
    }
};

ScriptedServer::ScriptedServer(std::vector<Connection> script, const std::string& pem) {
    // OpenSSL writes to its socket without MSG_NOSIGNAL.
    std::signal(SIGPIPE, SIG_IGN);
    if (!pem.empty()) {
        tls_.reset(SSL_CTX_new(TLS_server_method()));
        const std::unique_ptr<BIO, int (*)(BIO*)> bio(
            BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())), BIO_free);
        EVP_PKEY* key = PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr);
        X509* certificate = PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr);
        SSL_CTX_use_certificate(tls_.get(), certificate);
        SSL_CTX_use_PrivateKey(tls_.get(), key);
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* any = reinterpret_cast<sockaddr*>(&address);
    const bool listens = ::bind(listener_, any, size) == 0 && ::listen(listener_, 8) == 0 &&
                         ::getsockname(listener_, any, &size) == 0;
    CHIMERA_CHECK(listens, "no port to listen on");
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this, played = std::move(script)] { serve(played); });
}

ScriptedServer::~ScriptedServer() {
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
        if (open_ >= 0) ::shutdown(open_, SHUT_RDWR);
    }
    ::shutdown(listener_, SHUT_RDWR);
    changed_.notify_all();
    thread_.join();
    ::close(listener_);
}

std::string ScriptedServer::url() const {
    return fmt::format("{}://127.0.0.1:{}", tls_ ? "https" : "http", port_);
}

std::vector<std::string> ScriptedServer::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

void ScriptedServer::release() {
    const std::lock_guard lock(mutex_);
    ++released_;
    changed_.notify_all();
}

void ScriptedServer::serve(const std::vector<Connection>& script) {
    for (const Connection& turns : script) {
        Line line;
        line.socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (line.socket < 0) return;
        const int on = 1;
        ::setsockopt(line.socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        {
            const std::lock_guard lock(mutex_);
            if (over_) ::shutdown(line.socket, SHUT_RDWR);
            open_ = line.socket;
        }
        const std::unique_ptr<SSL, void (*)(SSL*)> tls(tls_ ? SSL_new(tls_.get()) : nullptr,
                                                       SSL_free);
        line.tls = tls.get();
        if (tls) SSL_set_fd(tls.get(), line.socket);
        if (!tls || SSL_accept(tls.get()) == 1) serve_connection(line, turns);
        const std::lock_guard lock(mutex_);
        open_ = -1;
        ::close(line.socket);
    }
}

void ScriptedServer::serve_connection(Line& line, const Connection& turns) {
    for (Turn turn : turns) {
        if (!read_request(line)) return;
        if (turn.answer) turn.pieces = {turn.answer(requests().back())};
        if (!write_pieces(line, turn)) return;
        switch (turn.ending) {
            case Ending::kKeep: continue;
            case Ending::kClose: return;
            case Ending::kReset: {
                const linger now{1, 0};
                ::setsockopt(line.socket, SOL_SOCKET, SO_LINGER, &now, sizeof now);
                return;
            }
            case Ending::kStall:
                while (line.read_more()) {
                }
                return;
            case Ending::kEndless:
                while (line.write(turn.pieces.back())) {
                }
                return;
        }
    }
}

bool ScriptedServer::read_request(Line& line) {
    std::size_t head = std::string::npos;
    while ((head = line.unread.find("\r\n\r\n")) == std::string::npos) {
        if (!line.read_more()) return false;
    }
    std::size_t size = head + 4;
    const std::string fields = line.unread.substr(0, head);
    for (const std::string_view field : split(fields, '\n')) {
        const std::size_t colon = field.find(':');
        if (colon == std::string_view::npos) continue;
        if (!equals_ignoring_case(field.substr(0, colon), "content-length")) continue;
        const std::string_view value = trim(field.substr(colon + 1));
        std::size_t length = 0;
        std::from_chars(value.data(), value.data() + value.size(), length);
        size += length;
    }
    while (line.unread.size() < size) {
        if (!line.read_more()) return false;
    }
    const std::lock_guard lock(mutex_);
    requests_.push_back(line.unread.substr(0, size));
    line.unread.erase(0, size);
    return true;
}

bool ScriptedServer::write_pieces(Line& line, const Turn& turn) {
    bool first = true;
    for (const std::string& piece : turn.pieces) {
        if (turn.gated && !first && !wait_for_release()) return false;
        first = false;
        if (!line.write(piece)) return false;
    }
    return true;
}

bool ScriptedServer::wait_for_release() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return over_ || released_ > 0; });
    --released_;
    return !over_;
}

}  // namespace chimera::test
