// SPDX-License-Identifier: Apache-2.0
#include "ingest/read_files.h"

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <thread>
#include <utility>

#include "core/parallel.h"
#include "core/sha256.h"
#include "core/text.h"
#include "formats/reader.h"
#include "ingest/digest.h"
#include "model/text/sniff.h"

namespace chimera::ingest {

// From this size on a file is read by all threads at once, below it each thread has its own file.
static constexpr std::uint64_t kBigFile = std::uint64_t{8} << 20U;
// What is hashed right after it was read is still in the nearer caches.
static constexpr std::size_t kPiece = std::size_t{256} << 10U;

namespace {

// Contents that somebody reads or has read: by hash and reader, for a reader is chosen by the name.
struct Contents {
    std::mutex mutex;
    std::map<std::pair<std::string, const formats::Reader*>, std::size_t> reader_of;

    // True for the first who asks: that file's thread parses for all.
    bool claim(const std::string& sha256, const formats::Reader* reader, std::size_t index) {
        const std::scoped_lock lock(mutex);
        return reader_of.try_emplace({sha256, reader}, index).second;
    }
};

struct Work {
    const std::vector<sources::FoundFile>& files;
    const ReadOptions& options;
    std::vector<ReadFile> out;
    Contents contents;
    ReadingCache cache;
    std::atomic<std::size_t> done{0};
};

}  // namespace

static void reject(ReadFile& file, std::string at, std::string reason) {
    file.read = false;
    file.records.rejects.push_back({std::move(at), std::move(reason)});
}

static void take(Work& work, std::size_t index, const formats::Reader& reader,
                 Result<model::FileRecords> records) {
    ReadFile& file = work.out[index];
    if (!records.ok()) {
        reject(file, records.error().place, records.error().message);
        return;
    }
    file.records = std::move(records).value();
    file.records.format = reader.name;
    file.read = true;
    digest(file.records, *work.options.config, work.cache, file.config_uses);
    const auto& by = file.records.produced_by;
    const producers::Producer* tool = by ? producers::find_producer(by->tool) : nullptr;
    if (tool != nullptr && !tool->refused.empty()) reject(file, "", std::string(tool->refused));
}

// Hashes a file while its reader takes it, window by window. False where it must be read as a
// whole. Whether it is a copy of another is thus known too late to save its parse.
static bool read_on(Work& work, std::size_t index, unsigned jobs, const formats::Reader& reader) {
    ReadFile& file = work.out[index];
    auto stream = sources::FileStream::open(work.files[index].absolute);
    if (!stream.ok()) return false;
    Sha256 hash;
    bool broken = false;
    const formats::NextBytes next = [&](std::span<char> out) -> Result<std::size_t> {
        std::size_t done = 0;
        while (done < out.size()) {
            const auto piece = out.subspan(done, std::min(kPiece, out.size() - done));
            auto got = stream.value().read(piece);
            broken = !got.ok();
            if (broken) return got;
            hash.add({piece.data(), got.value()});
            done += got.value();
            file.bytes += got.value();
            if (got.value() < piece.size()) break;
        }
        return done;
    };
    auto records = reader.read_on(next, jobs, work.files[index].bytes);
    const bool as_whole = records.ok() && !records.value().has_value();
    if (as_whole) {
        file.bytes = 0;
        return false;
    }
    if (broken) {
        reject(file, "", records.error().message);
        return true;
    }
    file.sha256 = hash.hex();
    if (!work.contents.claim(file.sha256, &reader, index)) return true;
    if (records.ok()) {
        take(work, index, reader, std::move(*records.value()));
    } else {
        take(work, index, reader, records.error());
    }
    return true;
}

// The bytes that tell which reader takes the file; fewer, or none, where it cannot be opened.
static std::string head_of(const sources::FoundFile& found) {
    std::string head(formats::kHead, '\0');
    auto stream = sources::FileStream::open(found.absolute);
    if (!stream.ok()) return {};
    const auto got = stream.value().read({head.data(), head.size()});
    head.resize(got.ok() ? got.value() : 0);
    return head;
}

void drop_unrecognised(std::vector<sources::FoundFile>& files) {
    const auto sniffed = model::sniffed_extensions();
    std::erase_if(files, [&](const sources::FoundFile& found) {
        const std::string extension = lower(found.path.substr(found.path.rfind('.') + 1));
        const bool open = std::find(sniffed.begin(), sniffed.end(), extension) != sniffed.end();
        return open && formats::reader_for(found.path, head_of(found)) == nullptr;
    });
}

static void read_one(Work& work, std::size_t index, unsigned jobs) {
    ReadFile& file = work.out[index];
    const sources::FoundFile& found = work.files[index];
    const bool big = found.bytes >= kBigFile;
    if (big) file.reader = formats::reader_for(found.path, head_of(found));
    const formats::Reader* reader = file.reader;
    if (big && reader != nullptr && reader->read_on != nullptr &&
        read_on(work, index, jobs, *reader)) {
        return;
    }
    auto bytes = sources::FileBytes::open(found.absolute);
    if (!bytes.ok()) {
        reject(file, "", bytes.error().message);
        return;
    }
    const std::string_view view = bytes.value().view();
    file.bytes = view.size();
    if (!big)
        reader = file.reader = formats::reader_for(found.path, view.substr(0, formats::kHead));
    if (jobs > 1 && reader != nullptr) {
        // Hashing takes as long as reading; side by side they take as long as one of them.
        std::jthread hashing([&] { file.sha256 = sha256_hex(view); });
        take(work, index, *reader, reader->read(view, jobs));
        hashing.join();
        if (!work.contents.claim(file.sha256, reader, index)) file.records = {};
        return;
    }
    file.sha256 = sha256_hex(view);
    if (view.empty()) {
        reject(file, "", "the file is empty");
    } else if (reader == nullptr) {
        // Its beginning was another when the folder was walked.
        reject(file, "", "no reader recognises it any more");
    } else if (work.contents.claim(file.sha256, reader, index)) {
        take(work, index, *reader, reader->read(view, 1));
    }
}

// The parse of a content belongs to the file that sorts first, whichever thread came first.
static void settle_same_contents(Work& work) {
    const std::string empty = sha256_hex("");
    std::map<std::string, std::size_t> first;
    for (std::size_t i = 0; i < work.out.size(); ++i) {
        ReadFile& file = work.out[i];
        file.same_as = i;
        // Empty files are not copies of each other: each is rejected for itself.
        if (file.sha256.empty() || file.sha256 == empty) continue;
        const auto [at, fresh] = first.try_emplace(file.sha256, i);
        file.same_as = at->second;
        if (!fresh) continue;
        const auto parsed_by = work.contents.reader_of.find({file.sha256, file.reader});
        if (parsed_by == work.contents.reader_of.end() || parsed_by->second == i) continue;
        const std::size_t parsed = parsed_by->second;
        ReadFile& other = work.out[parsed];
        file.read = other.read;
        file.records = std::exchange(other.records, {});
        file.config_uses = std::exchange(other.config_uses, {});
    }
    for (std::size_t i = 0; i < work.out.size(); ++i) {
        if (work.out[i].same_as != i) work.out[i].records = {};
    }
}

std::vector<ReadFile> read_files(const std::vector<sources::FoundFile>& files,
                                 const ReadOptions& options) {
    Work work{files, options, std::vector<ReadFile>(files.size()), {}, {}, {}};
    std::vector<std::size_t> big;
    std::vector<std::size_t> small;
    const unsigned jobs = options.jobs == 0 ? core_count() : options.jobs;
    for (std::size_t i = 0; i < files.size(); ++i) {
        (jobs > 1 && files[i].bytes >= kBigFile ? big : small).push_back(i);
    }
    const auto finish = [&] {
        const std::size_t done = ++work.done;
        if (options.progress) options.progress(done, files.size());
    };
    for (const std::size_t index : big) {
        read_one(work, index, jobs);
        finish();
    }
    for_each_index(small.size(), jobs, [&](std::size_t i) {
        read_one(work, small[i], 1);
        finish();
    });
    settle_same_contents(work);
    return std::move(work.out);
}

}  // namespace chimera::ingest
