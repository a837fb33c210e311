// SPDX-License-Identifier: Apache-2.0
#include "core/sha256.h"

#include <openssl/evp.h>

#include <array>
#include <fstream>
#include <vector>

#include "core/packed.h"

namespace chimera {

static constexpr unsigned kDigestBytes = 32;

std::string sha256_hex(std::string_view bytes) {
    Sha256 hash;
    hash.add(bytes);
    return hash.hex();
}

std::string sha256_base64(std::string_view bytes) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    const int done =
        EVP_Digest(bytes.data(), bytes.size(), digest.data(), &length, EVP_sha256(), nullptr);
    CHIMERA_CHECK(done == 1 && length == kDigestBytes, "OpenSSL computed no SHA-256");
    return base64({reinterpret_cast<const char*>(digest.data()), length});
}

Sha256::Sha256() : context_(EVP_MD_CTX_new()) {
    const bool ready = context_ && EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr) == 1;
    CHIMERA_CHECK(ready, "OpenSSL offers no SHA-256");
}

void Sha256::Free::operator()(evp_md_ctx_st* context) const {
    EVP_MD_CTX_free(context);
}

void Sha256::add(std::string_view bytes) {
    const int done = EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    CHIMERA_CHECK(done == 1, "OpenSSL took no bytes");
}

std::string Sha256::hex() {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int length = 0;
    const int done = EVP_DigestFinal_ex(context_.get(), digest.data(), &length);
    CHIMERA_CHECK(done == 1 && length == kDigestBytes, "OpenSSL computed no SHA-256");
    static constexpr char kHex[] = "0123456789abcdef";
    std::string hex;
    hex.reserve(std::size_t{2} * kDigestBytes);
    for (unsigned int i = 0; i < length; ++i) {
        hex.push_back(kHex[digest[i] >> 4]);
        hex.push_back(kHex[digest[i] & 15]);
    }
    return hex;
}

Result<std::string> sha256_of_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    Sha256 hash;
    constexpr std::size_t kPiece = 1U << 20U;
    std::vector<char> piece(kPiece);
    while (file) {
        file.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        hash.add({piece.data(), static_cast<std::size_t>(file.gcount())});
    }
    if (!file.eof()) return input_error("cannot be read; check that it is there", path);
    return hash.hex();
}

}  // namespace chimera
