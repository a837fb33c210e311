// SPDX-License-Identifier: Apache-2.0
#include "llm/connection.h"

#include <sys/socket.h>

#include <cerrno>

namespace chimera::llm {

namespace ssl = boost::asio::ssl;

boost::system::error_code prepare_tls(std::optional<ssl::context>& tls,
                                      const std::string& ca_file) {
    if (tls) return {};
    tls.emplace(ssl::context::tls_client);
    boost::system::error_code error;
    tls->set_options(
        ssl::context::default_workarounds | ssl::context::no_tlsv1 | ssl::context::no_tlsv1_1,
        error);
    if (!error) tls->set_verify_mode(ssl::verify_peer, error);
    if (!error && ca_file.empty()) tls->set_default_verify_paths(error);
    if (!error && !ca_file.empty()) tls->load_verify_file(ca_file, error);
    if (error) tls.reset();
    return error;
}

bool is_stale(int socket) {
    char byte = 0;
    const auto got = ::recv(socket, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

}  // namespace chimera::llm
