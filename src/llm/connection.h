// SPDX-License-Identifier: Apache-2.0
// What connections to a server have in common, whoever drives them: whom they trust, and whether
// one that was kept is still of use.
#pragma once

#include <boost/asio/error.hpp>
#include <boost/asio/ip/address.hpp>
#include <boost/asio/ssl.hpp>
#include <optional>
#include <string>

#include "llm/url.h"

namespace chimera::llm {

// The context that checks certificates, made once: by those of the file, or of the system where it
// is empty. TLS 1.2 at least. What is given back says why there is none.
boost::system::error_code prepare_tls(std::optional<boost::asio::ssl::context>& tls,
                                      const std::string& ca_file);

// The certificate must be of this host. A name is sent so that a server of many can pick its
// certificate; an address must not be.
template <typename Stream>
boost::system::error_code expect_host(Stream& stream, const Url& url) {
    boost::system::error_code error;
    boost::system::error_code literal;
    boost::asio::ip::make_address(url.host, literal);
    if (literal && SSL_set_tlsext_host_name(stream.native_handle(), url.host.c_str()) != 1) {
        return boost::asio::error::no_memory;
    }
    stream.set_verify_callback(boost::asio::ssl::host_name_verification(url.host), error);
    return error;
}

// True if the other end has closed a kept connection, or said something that nobody asked for.
bool is_stale(int socket);

}  // namespace chimera::llm
