// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) of bytes, as 64 lower-case hexadecimal digits.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"

struct evp_md_ctx_st;

namespace chimera {

std::string sha256_hex(std::string_view bytes);

// The same digest in base64 (RFC 4648), as a content security policy names a script.
std::string sha256_base64(std::string_view bytes);

// The same of bytes that come in pieces.
class Sha256 {
public:
    Sha256();
    void add(std::string_view bytes);
    std::string hex();  // once, and nothing may be added afterwards

private:
    struct Free {
        void operator()(evp_md_ctx_st* context) const;
    };
    std::unique_ptr<evp_md_ctx_st, Free> context_;
};

// Of a file's bytes, read in pieces. Errors: input_error where it cannot be read.
Result<std::string> sha256_of_file(const std::string& path);

}  // namespace chimera
