// SPDX-License-Identifier: Apache-2.0
#include "sources/line_file.h"

#include <algorithm>

namespace chimera::sources {

static constexpr std::uint64_t kStride = 256;  // lines
static constexpr std::size_t kPiece = std::size_t{64} << 10U;

Result<LineFile> LineFile::open(const std::string& absolute) {
    TRY_ASSIGN(FileStream stream, FileStream::open(absolute));
    LineFile out(std::move(stream));
    std::string piece(kPiece, '\0');
    std::uint64_t ends = 0;  // of lines, so far
    for (std::uint64_t before = 0;;) {
        TRY_ASSIGN(const std::size_t got, out.stream_.read({piece.data(), piece.size()}));
        const std::string_view read(piece.data(), got);
        for (std::size_t at = read.find('\n'); at != std::string_view::npos;
             at = read.find('\n', at + 1)) {
            if (++ends % kStride == 0) out.marks_.push_back(before + at + 1);
        }
        before += got;
        if (got < piece.size()) return out;
    }
}

Result<std::string> LineFile::lines(std::uint64_t first, std::uint64_t last) {
    std::string out;
    if (first == 0 || last < first || (first - 1) / kStride >= marks_.size()) return out;
    const std::uint64_t mark = (first - 1) / kStride;
    TRY(stream_.seek(marks_[mark]));
    std::uint64_t line = mark * kStride + 1;  // that the next byte is of
    std::string piece(kPiece, '\0');
    while (line <= last) {
        TRY_ASSIGN(const std::size_t got, stream_.read({piece.data(), piece.size()}));
        for (std::string_view rest(piece.data(), got); !rest.empty() && line <= last;) {
            const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
            if (line >= first) out += rest.substr(0, end);
            if (rest[end - 1] == '\n') ++line;
            rest.remove_prefix(end);
        }
        if (got < piece.size()) break;
    }
    return out;
}

}  // namespace chimera::sources
