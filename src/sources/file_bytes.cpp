// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <memory>
#include <system_error>
#include <utility>

#include "sources/walk.h"

namespace chimera::sources {

// Below this size one read costs less than setting up and tearing down a mapping.
static constexpr std::size_t kMapFrom = std::size_t{1} << 20U;

FileBytes::FileBytes(FileBytes&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      mapped_(std::exchange(other.mapped_, false)) {}

FileBytes& FileBytes::operator=(FileBytes&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    std::swap(mapped_, other.mapped_);
    return *this;
}

FileBytes::~FileBytes() {
    if (mapped_) {
        // munmap takes the address as it was given out, though we never write through it.
        ::munmap(const_cast<char*>(data_), size_);
    } else {
        delete[] data_;
    }
}

namespace {

struct Descriptor {
    int number = -1;
    ~Descriptor() {
        if (number >= 0) ::close(number);
    }
};

}  // namespace

static Error cannot_read(const std::string& path, int code) {
    return input_error(
        fmt::format("the file cannot be read ({}); check that it exists and that you "
                    "may read it",
                    std::generic_category().message(code)),
        path);
}

// A file may shrink while it is read: what is there counts, and `size` becomes what was got.
static int read_all(int descriptor, char* data, std::size_t& size) {
    std::size_t done = 0;
    while (done < size) {
        const ssize_t got = ::read(descriptor, data + done, size - done);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return errno;
        if (got == 0) break;
        done += static_cast<std::size_t>(got);
    }
    size = done;
    return 0;
}

Result<FileBytes> FileBytes::open(const std::string& absolute) {
    // O_NONBLOCK: a file that was swapped for a named pipe since the walk must not hang us.
    const Descriptor file{::open(absolute.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
    if (file.number < 0) return cannot_read(absolute, errno);
    struct stat status = {};
    if (::fstat(file.number, &status) != 0) return cannot_read(absolute, errno);
    if (!S_ISREG(status.st_mode)) {
        return input_error("this is no regular file; name a file or a folder", absolute);
    }
    FileBytes out;
    auto size = static_cast<std::size_t>(status.st_size);
    if (size == 0) return out;
    if (size >= kMapFrom) {
        void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file.number, 0);
        if (address != MAP_FAILED) {
            ::madvise(address, size, MADV_SEQUENTIAL);
            out.data_ = static_cast<const char*>(address);
            out.size_ = size;
            out.mapped_ = true;
            return out;
        }
    }
    std::unique_ptr<char[]> data(new char[size]);
    if (const int code = read_all(file.number, data.get(), size); code != 0) {
        return cannot_read(absolute, code);
    }
    out.data_ = data.release();
    out.size_ = size;
    return out;
}

}  // namespace chimera::sources
