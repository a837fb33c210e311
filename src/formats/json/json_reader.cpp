// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

#include "core/text.h"
#include "formats/json/json_scan.h"
#include "formats/json/json_tables.h"
#include "formats/json/json_token.h"
#include "formats/json/json_tree.h"
#include "formats/json/reject_log.h"
#include "formats/jsonl/jsonl_reader.h"

namespace chimera::formats {

// Offsets in a tree have 32 bits.
static constexpr std::size_t kLargest = 0xFFFFFFFFU - 4096;
static constexpr std::size_t kMostDocuments = 1000;
static constexpr std::size_t kMostDocumentsKept = 20'000;
// Each repair parses the document anew, so a large one gets few.
static constexpr int kMostRepairs = 16;
static constexpr int kMostRepairsOfLarge = 2;
static constexpr std::size_t kLarge = std::size_t{16} << 20U;

namespace {

struct Reading {
    std::string buffer;     // the text and 64 readable bytes behind it
    std::string_view text;  // the text in it
    JsonRecords out;

    // `offset` is where the parsed text begins in `text`.
    void add(const ParsedJson& parsed, std::uint32_t document, std::size_t offset);
    void read_whole_or_parts();
    void read_damaged(const DocumentScan& scan, std::uint32_t document);
    void reject_line(std::size_t at, std::string reason);

    // The place whose line was counted last: rejects come mostly in order, and counting each from
    // the start would take as long as their number times the file.
    std::size_t counted_to = 0;
    std::size_t line = 1;
};

}  // namespace

static std::string padded(std::string_view text) {
    std::string out;
    out.reserve(text.size() + simdjson::SIMDJSON_PADDING);
    out.append(text);
    out.append(simdjson::SIMDJSON_PADDING, ' ');
    return out;
}

Result<DecodedText> decode_json(std::string_view bytes) {
    constexpr std::size_t kLook = 4096;
    const bool marked = bytes.substr(0, 2) == "\xFF\xFE" || bytes.substr(0, 2) == "\xFE\xFF";
    if (marked || bytes.substr(0, kLook).find('\0') != std::string_view::npos) {
        return decode_text(bytes);
    }
    DecodedText text;
    text.encoding = "utf-8";
    text.view = bytes.substr(0, 3) == "\xEF\xBB\xBF" ? bytes.substr(3) : bytes;
    if (text.view.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        return input_error("the file is empty; nothing can be read from it");
    }
    return text;
}

// Where the next line with a bracket at its start begins, or the end: behind damage, a document
// that stands on its own lines is found again.
static std::size_t next_start(std::string_view text, std::size_t from) {
    for (std::size_t at = text.find('\n', from); at < text.size(); at = text.find('\n', at + 1)) {
        if (at + 1 < text.size() && (text[at + 1] == '{' || text[at + 1] == '[')) return at + 1;
    }
    return text.size();
}

// More than `most` lines, the first few of which are an object each.
static bool is_document_a_line(std::string_view text, std::size_t most) {
    constexpr int kLook = 8;
    std::size_t at = 0;
    for (int line = 0; line < kLook; ++line) {
        const std::size_t end = text.find('\n', at);
        if (end == std::string_view::npos) return false;
        const std::string_view piece = trim(text.substr(at, end - at));
        if (piece.empty() || piece.front() != '{') return false;
        const DocumentScan scan = scan_document(piece, 0, piece.size());
        if (scan.state != DocumentScan::State::kComplete || scan.end != piece.size()) return false;
        at = end + 1;
    }
    return line_of(text, text.size()) > most;
}

void Reading::reject_line(std::size_t at, std::string reason) {
    at = std::min(at, text.size());
    const std::size_t first = std::min(at, counted_to);
    const std::size_t between = std::max(at, counted_to) - first;
    const std::size_t lines = line_of(text.substr(first, between), between) - 1;
    line = at < counted_to ? line - lines : line + lines;
    counted_to = at;
    out.rejects.add(fmt::format("line={}", line), std::move(reason));
}

void Reading::add(const ParsedJson& parsed, std::uint32_t document, std::size_t offset) {
    if (parsed.too_deep > 0) {
        reject_line(offset + parsed.deep_at,
                    fmt::format("nested deeper than {} levels; {} parts are not read", kDeepest,
                                parsed.too_deep));
    }
    for (const std::size_t at : parsed.doubled) {
        const std::string_view rest = parsed.tree.text.substr(at);
        reject_line(offset + at, doubled_key(rest.substr(0, end_of_string(rest, 0))));
    }
    add_json_tables(parsed.tree, document, out);
}

// The document in an own copy, in which the damaged elements of an array give way to nothing, one
// by one; where that does not help, the document ends before the damage.
void Reading::read_damaged(const DocumentScan& scan, std::uint32_t document) {
    std::string part = padded(text.substr(scan.begin, scan.end - scan.begin));
    std::size_t size = part.size() - simdjson::SIMDJSON_PADDING;
    const auto view = [&] { return std::string_view(part).substr(0, size); };
    bool cut = false;
    const int most = size > kLarge ? kMostRepairsOfLarge : kMostRepairs;
    for (int repairs = 0; repairs <= most; ++repairs) {
        const DocumentScan whole = scan_document(view(), 0, size);
        const bool broken = whole.state == DocumentScan::State::kBroken;
        ParsedJson parsed;
        if (!broken || cut) parsed = parse_json(view(), 0, size);
        if (!broken && parsed.why.empty()) return add(parsed, document, scan.begin);
        if (cut) break;
        if (!broken && parsed.unescaped) {
            blank_control_characters(part);
            continue;
        }
        const std::size_t fault = broken ? whole.end : parsed.fault_at;
        const auto [first, second] = repairs < most && !broken
                                         ? element_around(view(), 0, fault)
                                         : std::pair<std::size_t, std::size_t>{0, 0};
        if (second > first) {
            reject_line(scan.begin + fault, parsed.why + "; this element is not read");
            std::fill(part.begin() + static_cast<std::ptrdiff_t>(first),
                      part.begin() + static_cast<std::ptrdiff_t>(second), ' ');
            part.replace(first, 2, "{}");
            continue;
        }
        reject_line(scan.begin + fault,
                    fmt::format("{}; only what is complete before is read",
                                broken ? "an array or object that is never closed" : parsed.why));
        const std::string sound = sound_part(view(), scan_document(view(), 0, fault));
        if (sound.empty()) return;
        part = padded(sound);
        size = sound.size();
        cut = true;
        --repairs;
    }
    reject_line(scan.begin, "this document cannot be read");
}

// Most files hold one sound document; only the others are searched for where documents begin and
// end.
void Reading::read_whole_or_parts() {
    const ParsedJson whole = parse_json(text, 0, text.size());
    if (whole.why.empty() && !whole.more) return add(whole, 0, 0);
    std::vector<DocumentScan> documents;
    for (std::size_t from = 0; from < text.size();) {
        DocumentScan scan = scan_document(text, from, text.size());
        if (scan.state == DocumentScan::State::kNone) break;
        const char first = text[scan.begin];
        from = std::max(scan.end, scan.begin + 1);
        if (first == '{' || first == '[') {
            if (scan.state == DocumentScan::State::kBroken) from = next_start(text, from);
            if (documents.size() >= kMostDocumentsKept) {
                reject_line(scan.begin, fmt::format("more than {} documents; the rest is not read",
                                                    kMostDocumentsKept));
                break;
            }
            documents.push_back(std::move(scan));
            continue;
        }
        reject_line(scan.begin, "text that is neither an object nor an array");
        from = next_start(text, from);
    }
    if (documents.empty() && out.rejects.count() == 0) reject_line(0, "no JSON document");
    std::uint32_t number = documents.size() > 1 ? 1 : 0;
    for (const DocumentScan& scan : documents) {
        ParsedJson parsed;
        if (scan.state == DocumentScan::State::kComplete) {
            parsed = parse_json(text, scan.begin, scan.end);
            if (parsed.why.empty()) add(parsed, number, 0);
        }
        if (scan.state == DocumentScan::State::kBroken || !parsed.why.empty()) {
            read_damaged(scan, number);
        }
        ++number;
    }
}

Result<model::FileRecords> read_json(std::string_view bytes, unsigned jobs) {
    TRY_ASSIGN(const DecodedText decoded, decode_json(bytes));
    if (decoded.text().size() > kLargest) {
        return input_error("a JSON document over 4 GiB; split it or write JSON Lines");
    }
    Reading reading;
    const std::string_view text = decoded.text();
    const bool valid = simdjson::validate_utf8(text.data(), text.size());
    reading.buffer = valid ? padded(text) : padded(valid_utf8(text));
    reading.text = std::string_view(reading.buffer)
                       .substr(0, reading.buffer.size() - simdjson::SIMDJSON_PADDING);
    if (is_document_a_line(reading.text, kMostDocuments)) return read_jsonl(bytes, jobs);
    reading.read_whole_or_parts();
    model::FileRecords& records = reading.out.records;
    records.format = "json";
    if (decoded.encoding != "utf-8") {
        records.dialect.emplace();
        records.dialect->encoding = decoded.encoding;
    }
    records.rejects = reading.out.rejects.take();
    if (records.tables.empty() && !records.rejects.empty()) {
        const model::Reject& first = records.rejects.front();
        return input_error(first.reason, first.at);
    }
    return std::move(records);
}

}  // namespace chimera::formats
