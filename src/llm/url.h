// SPDX-License-Identifier: Apache-2.0
// The base URL of a server as a person writes it: "http://localhost:11434", "https://host/api/v1",
// "localhost:8000". Its user and password never appear in what is shown.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera::llm {

struct Url {
    bool tls = false;
    std::string host;  // without the brackets of an IPv6 address
    std::uint16_t port = 80;
    std::string path;      // "" or "/api/v1": begins with a slash, does not end with one
    std::string userinfo;  // "user:password", percent escapes resolved; empty where there is none

    // What the Host header says: the port only where it is not the scheme's own.
    std::string authority() const;
    // The URL for a person: without user and password.
    std::string shown() const;
};

// A missing scheme is http. Errors: another scheme, no host, a bad port, a query or fragment,
// spaces and control characters (they would end up in the request's head). No error repeats the
// text: it may hold a password.
Result<Url> parse_url(std::string_view text);

}  // namespace chimera::llm
