// SPDX-License-Identifier: Apache-2.0
#include "llm/url.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "core/text.h"

namespace chimera::llm {

static Error bad_url(std::string_view what) {
    return input_error(fmt::format("the server's URL {}; write it as http://host:port", what));
}

static std::optional<unsigned> hex_digit(char c) {
    unsigned value = 0;
    const auto read = std::from_chars(&c, &c + 1, value, 16);
    return read.ec == std::errc{} ? std::optional(value) : std::nullopt;
}

static std::string unescaped(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size();
        const auto high = escape ? hex_digit(text[i + 1]) : std::nullopt;
        const auto low = escape ? hex_digit(text[i + 2]) : std::nullopt;
        if (high && low) {
            out += static_cast<char>(*high * 16 + *low);
            i += 2;
        } else {
            out += text[i];
        }
    }
    return out;
}

// "host", "host:8000", "[::1]:8000"
static Status read_host(std::string_view text, Url& url) {
    std::string_view port;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) return bad_url("has an address without its bracket");
        url.host = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (!text.empty() && text.front() != ':') return bad_url("has no port where one is due");
        port = text.empty() ? text : text.substr(1);
    } else {
        const std::size_t colon = text.find(':');
        url.host = text.substr(0, colon);
        if (colon != std::string_view::npos) port = text.substr(colon + 1);
    }
    if (url.host.empty()) return bad_url("names no host");
    url.port = url.tls ? 443 : 80;
    if (port.empty()) return Done{};
    const char* end = port.data() + port.size();
    const auto read = std::from_chars(port.data(), end, url.port);
    if (read.ec != std::errc{} || read.ptr != end || url.port == 0) {
        return bad_url("has a port that is no number from 1 to 65535");
    }
    return Done{};
}

Result<Url> parse_url(std::string_view text) {
    text = trim(text);
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
    });
    if (!plain) return bad_url("holds a space or another character that no URL has");
    if (text.find_first_of("?#\\") != std::string_view::npos) {
        return bad_url("holds more than host, port and path");
    }
    Url url;
    if (const std::size_t scheme = text.find("://"); scheme != std::string_view::npos) {
        const std::string name = lower(text.substr(0, scheme));
        if (name != "http" && name != "https") return bad_url("is neither http nor https");
        url.tls = name == "https";
        text.remove_prefix(scheme + 3);
    }
    const std::size_t slash = text.find('/');
    if (slash != std::string_view::npos) url.path = text.substr(slash);
    while (url.path.ends_with('/')) url.path.pop_back();
    text = text.substr(0, slash);
    if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
        url.userinfo = unescaped(text.substr(0, at));
        text.remove_prefix(at + 1);
    }
    TRY(read_host(text, url));
    return url;
}

std::string Url::authority() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == (tls ? 443 : 80) ? name : fmt::format("{}:{}", name, port);
}

std::string Url::shown() const {
    return fmt::format("{}://{}{}", tls ? "https" : "http", authority(), path);
}

}  // namespace chimera::llm
