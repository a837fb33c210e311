// SPDX-License-Identifier: Apache-2.0
// The bytes of a text file as UTF-8. Recognised, in this order: a byte order mark (UTF-8, UTF-16 LE
// or BE), the NUL pattern of UTF-16 without one (over 30 % of the bytes at the odd or the even
// places of the first 4 KiB are NUL, under 5 % at the others), valid UTF-8, else Latin-1 (ISO
// 8859-1: byte b is U+00b). The mark is no part of the text. Malformed UTF-16 becomes U+FFFD.
// UTF-16 LE that was saved again as UTF-8 (it begins C3 BF C3 BE and has the NUL pattern) is put
// right first.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"

namespace chimera::formats {

struct DecodedText {
    std::string owned;      // the transcoded text; empty where `text` is a view of the file's bytes
    std::string encoding;   // "utf-8", "utf-16le", "utf-16be", "latin-1"
    bool in_place = true;   // `text()` is `bytes` without its mark
    std::string_view view;  // valid UTF-8, while in_place

    std::string_view text() const { return in_place ? view : std::string_view(owned); }
};

// Error (input): empty or blank, UTF-32, or no text at all (a NUL, or many control characters).
Result<DecodedText> decode_text(std::string_view bytes);

}  // namespace chimera::formats
