// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <system_error>
#include <utility>

#include "sources/walk.h"

namespace chimera::sources {

// From this size on the bytes lie in pages of their own, which the system may make large ones: that
// takes a third of the time of small ones. A mapping of the file itself would take no copy, but a
// file that is cut off while it is read kills whoever reads its mapping, and one that is written to
// has other bytes for its hash than for its reader.
static constexpr std::size_t kPagesFrom = std::size_t{1} << 20U;

FileBytes::FileBytes(FileBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      read_(std::exchange(other.read_, 0)),
      mapped_(std::exchange(other.mapped_, false)) {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(read_, other.read_);
    std::swap(mapped_, other.mapped_);
    return *this;
}

FileBytes::~FileBytes() {
    if (mapped_) {
        ::munmap(data_, size_);
    } else {
        delete[] data_;
    }
}

static Error cannot_read(const std::string& path, int code) {
    return input_error(
        fmt::format("the file cannot be read ({}); check that it exists and that you "
                    "may read it",
                    std::generic_category().message(code)),
        path);
}

static Error does_not_fit(const std::string& path) {
    return input_error("the file does not fit into memory; read a part of it", path);
}

bool FileBytes::allocate(std::size_t size) {
    if (size < kPagesFrom) {
        data_ = new (std::nothrow) char[size];
    } else {
        void* pages =
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (pages == MAP_FAILED) return false;
        ::madvise(pages, size, MADV_HUGEPAGE);
        data_ = static_cast<char*>(pages);
        mapped_ = true;
    }
    size_ = data_ == nullptr ? 0 : size;
    return data_ != nullptr;
}

Result<FileBytes> FileBytes::open(const std::string& absolute) {
    TRY_ASSIGN(FileStream file, FileStream::open(absolute));
    FileBytes out;
    if (file.size_ == 0) return out;
    if (!out.allocate(file.size_)) return does_not_fit(absolute);
    TRY_ASSIGN(out.read_, file.read({out.data_, out.size_}));
    return out;
}

Result<FileBytes> FileBytes::copy_of(std::string_view bytes) {
    FileBytes out;
    if (bytes.empty()) return out;
    if (!out.allocate(bytes.size())) return does_not_fit("");
    std::copy(bytes.begin(), bytes.end(), out.data_);
    out.read_ = bytes.size();
    return out;
}

FileStream::FileStream(FileStream&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      size_(other.size_),
      path_(std::move(other.path_)) {}

FileStream& FileStream::operator=(FileStream&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    std::swap(size_, other.size_);
    std::swap(path_, other.path_);
    return *this;
}

FileStream::~FileStream() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

Result<FileStream> FileStream::open(const std::string& absolute) {
    FileStream file;
    file.path_ = absolute;
    // O_NONBLOCK: a file that was swapped for a named pipe since the walk must not hang us.
    file.descriptor_ = ::open(absolute.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file.descriptor_ < 0) return cannot_read(absolute, errno);
    struct stat status = {};
    if (::fstat(file.descriptor_, &status) != 0) return cannot_read(absolute, errno);
    if (!S_ISREG(status.st_mode)) {
        return input_error("this is no regular file; name a file or a folder", absolute);
    }
    file.size_ = static_cast<std::size_t>(status.st_size);
    return file;
}

Result<std::size_t> FileStream::read(std::span<char> out) {
    // One call moves at most about 2 GiB.
    std::size_t done = 0;
    while (done < out.size()) {
        const ssize_t got = ::read(descriptor_, out.data() + done, out.size() - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return cannot_read(path_, errno);
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    return done;
}

Status FileStream::seek(std::uint64_t offset) {
    if (::lseek(descriptor_, static_cast<off_t>(offset), SEEK_SET) < 0)
        return cannot_read(path_, errno);
    return Done{};
}

}  // namespace chimera::sources
