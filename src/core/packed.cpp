// SPDX-License-Identifier: Apache-2.0
#include "core/packed.h"

#include <openssl/evp.h>
#include <zlib.h>

#include <limits>

#include "core/text.h"

namespace chimera {

static const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}
static unsigned char* bytes_of(std::string& text) {
    return reinterpret_cast<unsigned char*>(text.data());
}

std::string base64(std::string_view bytes) {
    constexpr std::size_t kMost = std::numeric_limits<int>::max() / 2;
    CHIMERA_CHECK(bytes.size() < kMost, std::to_string(bytes.size()));
    std::string out((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(bytes_of(out), bytes_of(bytes), static_cast<int>(bytes.size()));
    out.resize(static_cast<std::size_t>(size));
    return out;
}

std::string packed(std::string_view text) {
    uLongf size = ::compressBound(text.size());
    std::string out(size, '\0');
    // A higher level takes several times as long for a few parts in a hundred.
    constexpr int kLevel = 5;
    const int done = ::compress2(bytes_of(out), &size, bytes_of(text), text.size(), kLevel);
    CHIMERA_CHECK(done == Z_OK, "zlib refused to compress");
    return base64(std::string_view(out).substr(0, size));
}

static Result<std::string> from_base64(std::string_view text) {
    constexpr std::size_t kMost = std::numeric_limits<int>::max() / 2;
    if (text.size() % 4 != 0 || text.size() > kMost) return input_error("no base64");
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_end = text[i] == '=' && i + 2 >= text.size();
        if (!is_alnum(text[i]) && text[i] != '+' && text[i] != '/' && !is_end) {
            return input_error("no base64");
        }
    }
    std::string out(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(bytes_of(out), bytes_of(text), static_cast<int>(text.size()));
    if (size < 0) return input_error("no base64");
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with('=') ? 1 : 0;
    out.resize(static_cast<std::size_t>(size) - padding);
    return out;
}

Result<std::string> unpacked(std::string_view packed, std::size_t most) {
    TRY_ASSIGN(std::string small, from_base64(packed));
    z_stream stream{};
    if (::inflateInit(&stream) != Z_OK) return internal_error("zlib cannot begin");
    stream.next_in = bytes_of(small);
    stream.avail_in = static_cast<uInt>(small.size());
    std::string out;
    int state = Z_OK;
    while (state == Z_OK && out.size() <= most) {
        constexpr std::size_t kPiece = std::size_t{1} << 18U;
        const std::size_t before = out.size();
        out.resize(before + kPiece);
        stream.next_out = bytes_of(out) + before;
        stream.avail_out = kPiece;
        state = ::inflate(&stream, Z_NO_FLUSH);
        out.resize(before + kPiece - stream.avail_out);
    }
    ::inflateEnd(&stream);
    if (state != Z_STREAM_END || out.size() > most) {
        return input_error("is cut short, damaged, or larger than any page's");
    }
    return out;
}

}  // namespace chimera
