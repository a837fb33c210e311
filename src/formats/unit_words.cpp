// SPDX-License-Identifier: Apache-2.0
#include "formats/unit_words.h"

#include <algorithm>
#include <array>

#include "core/text.h"

namespace chimera::formats {

// Case counts in short words: "Mb" is no "MB", "S" no "s".
static constexpr std::array kWords = std::to_array<std::string_view>({"$",
                                                                      "%",
                                                                      "EUR",
                                                                      "FLOP",
                                                                      "FLOPS",
                                                                      "FLOPs",
                                                                      "FPS",
                                                                      "GB",
                                                                      "GBps",
                                                                      "GFLOP",
                                                                      "GFLOPS",
                                                                      "GHz",
                                                                      "GiB",
                                                                      "Gbit",
                                                                      "Gbps",
                                                                      "Gbyte",
                                                                      "Gbytes",
                                                                      "Hz",
                                                                      "IOPS",
                                                                      "J",
                                                                      "KB",
                                                                      "KHz",
                                                                      "Kbit",
                                                                      "Kbyte",
                                                                      "Kbytes",
                                                                      "KiB",
                                                                      "MB",
                                                                      "MBps",
                                                                      "MFLOPS",
                                                                      "MHz",
                                                                      "MiB",
                                                                      "Mbit",
                                                                      "Mbps",
                                                                      "Mbyte",
                                                                      "Mbytes",
                                                                      "PB",
                                                                      "QPS",
                                                                      "RPS",
                                                                      "SM",
                                                                      "TB",
                                                                      "TFLOP",
                                                                      "TFLOPS",
                                                                      "TOPS",
                                                                      "TPS",
                                                                      "Tbyte",
                                                                      "TiB",
                                                                      "USD",
                                                                      "W",
                                                                      "Wh",
                                                                      "bit",
                                                                      "bits",
                                                                      "block",
                                                                      "blocks",
                                                                      "bps",
                                                                      "byte",
                                                                      "bytes",
                                                                      "cycle",
                                                                      "cycles",
                                                                      "day",
                                                                      "days",
                                                                      "flops",
                                                                      "fps",
                                                                      "hour",
                                                                      "hours",
                                                                      "hr",
                                                                      "hrs",
                                                                      "h",
                                                                      "image",
                                                                      "images",
                                                                      "inst",
                                                                      "instruction",
                                                                      "instructions",
                                                                      "iter",
                                                                      "iteration",
                                                                      "iterations",
                                                                      "joule",
                                                                      "joules",
                                                                      "kB",
                                                                      "kHz",
                                                                      "kJ",
                                                                      "kW",
                                                                      "kWh",
                                                                      "kbps",
                                                                      "kbyte",
                                                                      "mJ",
                                                                      "mW",
                                                                      "microsecond",
                                                                      "microseconds",
                                                                      "millisecond",
                                                                      "milliseconds",
                                                                      "min",
                                                                      "mins",
                                                                      "minute",
                                                                      "minutes",
                                                                      "ms",
                                                                      "msec",
                                                                      "msecs",
                                                                      "nanosecond",
                                                                      "nanoseconds",
                                                                      "ns",
                                                                      "nsec",
                                                                      "pass",
                                                                      "passes",
                                                                      "pct",
                                                                      "percent",
                                                                      "pp",
                                                                      "qps",
                                                                      "queries",
                                                                      "query",
                                                                      "register",
                                                                      "registers",
                                                                      "req",
                                                                      "reqs",
                                                                      "request",
                                                                      "requests",
                                                                      "rps",
                                                                      "s",
                                                                      "sample",
                                                                      "samples",
                                                                      "sec",
                                                                      "second",
                                                                      "seconds",
                                                                      "secs",
                                                                      "sector",
                                                                      "sectors",
                                                                      "thread",
                                                                      "threads",
                                                                      "tok",
                                                                      "token",
                                                                      "tokens",
                                                                      "toks",
                                                                      "tps",
                                                                      "us",
                                                                      "usec",
                                                                      "warp",
                                                                      "warps",
                                                                      "watt",
                                                                      "watts",
                                                                      "x",
                                                                      "\xC2\xB0"
                                                                      "C",
                                                                      "\xC2\xB0"
                                                                      "F",
                                                                      "\xC2\xB5s",
                                                                      "\xC3\x97",
                                                                      "\xCE\xBCs"});

// Units only where nothing else can be meant: in brackets, in a row of units, in a quotient.
static constexpr std::array kTerse = std::to_array<std::string_view>(
    {"A",      "B",      "C",      "F",      "GPU",  "K",     "V",      "char",  "chars",
     "char.",  "device", "epoch",  "expert", "file", "files", "gpu",    "it",    "kernel",
     "launch", "layer",  "layers", "op",     "ops",  "page",  "prompt", "ratio", "row",
     "rows",   "run",    "step",   "steps",  "t",    "wave",  "word",   "words"});

static bool is_word(std::string_view word) {
    // A short list that is walked rarely: only for what stands beside a number or in a row of
    // units.
    if (std::find(kWords.begin(), kWords.end(), word) != kWords.end()) return true;
    if (word.size() < 3) return false;
    const std::string small = lower(word);
    return small != word && std::find(kWords.begin(), kWords.end(), small) != kWords.end();
}

static bool is_terse(std::string_view word) {
    return std::find(kTerse.begin(), kTerse.end(), word) != kTerse.end();
}

bool is_unit(std::string_view text) {
    text = trim(text);
    if (text.empty() || text.size() > 40) return false;
    const auto per = text.find(" per ");
    if (per != std::string_view::npos) {
        return is_unit(text.substr(0, per)) && is_unit(text.substr(per + 5));
    }
    const auto parts_of = text.find_first_of("/*");
    if (parts_of != std::string_view::npos && parts_of > 0) {
        return is_unit(text.substr(0, parts_of)) && is_unit(text.substr(parts_of + 1));
    }
    if (text.ends_with("^2")) text.remove_suffix(2);
    return is_word(text) || is_terse(text);
}

static bool continues_word(char c) {
    return is_alpha(c) || (static_cast<unsigned char>(c) & 0x80U) != 0;
}

static bool is_letterless(std::string_view word) {
    return word == "%" || word == "$";
}

// The word at the start: letters and bytes of other alphabets, or one '%' or '$'.
static std::size_t word_length(std::string_view text) {
    if (text.empty()) return 0;
    if (is_letterless(text.substr(0, 1))) return 1;
    constexpr std::string_view kTimes = "\xC3\x97";
    if (text.starts_with(kTimes)) return kTimes.size();
    std::size_t end = 0;
    constexpr std::size_t kLongestWord = 24;
    while (end < text.size() && end <= kLongestWord && continues_word(text[end]) &&
           !text.substr(end).starts_with("\xE2\x86\x92") &&
           !text.substr(end).starts_with("\xE2\x80")) {
        ++end;
    }
    return end > kLongestWord ? 0 : end;
}

// "/s", "/1M tokens" is none: the part after a slash must be a word.
static std::size_t quotient_length(std::string_view text) {
    if (text.empty() || (text[0] != '/' && text[0] != '*')) return 0;
    const std::size_t length = word_length(text.substr(1));
    const std::string_view word = text.substr(1, length);
    return length > 0 && (is_word(word) || is_terse(word)) ? 1 + length : 0;
}

std::size_t unit_prefix(std::string_view text) {
    std::size_t end = word_length(text);
    const std::string_view first = text.substr(0, end);
    const std::size_t over = quotient_length(text.substr(end));
    const bool known = is_word(first);
    if (end == 0) return over;  // "15/s"
    if (!known && (over == 0 || !is_terse(first))) return 0;
    end += over;
    constexpr std::string_view kPer = " per ";
    if (over == 0 && text.substr(end).starts_with(kPer)) {
        const std::size_t length = word_length(text.substr(end + kPer.size()));
        const std::string_view word = text.substr(end + kPer.size(), length);
        if (length > 0 && (is_word(word) || is_terse(word))) end += kPer.size() + length;
    }
    // "4 x 256" multiplies; "10s5" and "3x3" are names.
    if (end < text.size() && (is_digit(text[end]) || text[end] == '_')) return 0;
    if (first == "x" || first == "\xC3\x97") {
        const std::string_view rest = trim(text.substr(end, 8));
        if (!rest.empty() && is_digit(rest.front())) return 0;
    }
    return end;
}

std::string_view bracketed_unit(std::string_view heading) {
    heading = trim(heading);
    if (heading.size() < 3) return {};
    const char close = heading.back();
    if (close != ')' && close != ']') return {};
    const auto open = heading.rfind(close == ')' ? '(' : '[');
    if (open == std::string_view::npos) return {};
    const auto inside = trim(heading.substr(open + 1, heading.size() - open - 2));
    return is_unit(inside) ? inside : std::string_view();
}

}  // namespace chimera::formats
