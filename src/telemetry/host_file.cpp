// SPDX-License-Identifier: Apache-2.0
#include "telemetry/host_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <filesystem>
#include <utility>

#include "core/decimal.h"
#include "core/text.h"

namespace chimera::telemetry {

// Reads until the end; false on an error and beyond the limit.
static bool read_all(int file, std::string& out) {
    char buffer[8192];
    while (true) {
        const ssize_t got = ::read(file, buffer, sizeof buffer);
        if (got < 0) return false;
        if (got == 0) return true;
        out.append(buffer, static_cast<std::size_t>(got));
        if (out.size() > kLongestHostFile) return false;
    }
}

std::optional<std::string> read_host_file(const std::string& path) {
    // Without O_NONBLOCK a pipe that somebody put there would hold the sampler for ever.
    const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (file < 0) return std::nullopt;
    struct stat about{};
    std::string text;
    const bool plain = ::fstat(file, &about) == 0 && S_ISREG(about.st_mode);
    const bool good = plain && read_all(file, text);
    ::close(file);
    if (!good) return std::nullopt;
    return text;
}

std::optional<std::string> read_host_line(const std::string& path) {
    const auto text = read_host_file(path);
    if (!text) return std::nullopt;
    const std::string_view line = trim(split(*text, '\n').front());
    if (line.empty()) return std::nullopt;
    return valid_utf8(line);
}

std::optional<double> read_host_number(const std::string& path) {
    const auto text = read_host_file(path);
    if (!text) return std::nullopt;
    return parse_double(trim(*text));
}

static std::optional<double> not_negative(std::optional<double> value) {
    return value && *value >= 0 ? value : std::nullopt;
}

std::optional<double> read_host_count(const std::string& path) {
    return not_negative(read_host_number(path));
}

std::optional<double> read_host_degrees(const std::string& path) {
    constexpr double kLeastMilli = -40'000;
    constexpr double kMostMilli = 200'000;
    const auto milli = read_host_number(path);
    if (!milli || *milli < kLeastMilli || *milli > kMostMilli) return std::nullopt;
    return *milli / 1000;
}

// The number behind the prefix, where nothing else stands there.
static std::optional<unsigned> number_behind(std::string_view name, std::string_view prefix) {
    if (!name.starts_with(prefix)) return std::nullopt;
    name.remove_prefix(prefix.size());
    unsigned number = 0;
    const auto parsed = std::from_chars(name.data(), name.data() + name.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != name.data() + name.size()) return std::nullopt;
    return number;
}

std::vector<std::string> entries_of(const std::string& folder) {
    std::vector<std::string> names;
    std::error_code error;
    std::filesystem::directory_iterator entry(folder, error);
    for (; !error && entry != std::filesystem::directory_iterator(); entry.increment(error)) {
        names.push_back(entry->path().filename().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<std::string> numbered_entries(const std::string& folder, std::string_view prefix) {
    std::vector<std::pair<unsigned, std::string>> found;
    for (std::string& name : entries_of(folder)) {
        if (const auto number = number_behind(name, prefix)) {
            found.emplace_back(*number, std::move(name));
        }
    }
    std::sort(found.begin(), found.end());
    std::vector<std::string> names;
    for (auto& [number, name] : found) names.push_back(std::move(name));
    return names;
}

static std::optional<double> count_of_range(std::string_view range) {
    // No machine has more; beyond it a file is damaged.
    constexpr unsigned kMost = 1U << 20U;
    const std::size_t dash = range.find('-');
    const auto first = number_behind(range.substr(0, dash), "");
    const auto last =
        dash == std::string_view::npos ? first : number_behind(range.substr(dash + 1), "");
    if (!first || !last || *last < *first || *last > kMost) return std::nullopt;
    return static_cast<double>(*last - *first + 1);
}

std::optional<double> count_of_list(std::string_view list) {
    double count = 0;
    for (const std::string_view range : split(trim(list), ',')) {
        const auto more = count_of_range(range);
        if (!more) return std::nullopt;
        count += *more;
    }
    return count;
}

std::optional<double> bytes_of_size(std::string_view size) {
    size = trim(size);
    double factor = 1;
    if (size.ends_with('K')) factor = 1024;
    if (size.ends_with('M')) factor = 1024.0 * 1024;
    if (size.ends_with('G')) factor = 1024.0 * 1024 * 1024;
    if (factor > 1) size.remove_suffix(1);
    const auto number = parse_double(size);
    if (!number || *number <= 0 || !std::isfinite(*number * factor)) return std::nullopt;
    return *number * factor;
}

std::optional<double> leading_count(std::string_view text) {
    const auto fields = fields_of(text);
    if (fields.empty()) return std::nullopt;
    return not_negative(parse_double(fields.front()));
}

std::optional<std::string_view> value_of(std::string_view text, std::string_view key) {
    while (!text.empty()) {
        const std::string_view line = text.substr(0, text.find('\n'));
        text.remove_prefix(std::min(text.size(), line.size() + 1));
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        if (trim(line.substr(0, colon)) == key) return trim(line.substr(colon + 1));
    }
    return std::nullopt;
}

std::vector<std::string_view> fields_of(std::string_view line) {
    constexpr std::string_view kBlanks = " \t\r\n";
    std::vector<std::string_view> fields;
    std::size_t at = line.find_first_not_of(kBlanks);
    while (at != std::string_view::npos) {
        const std::size_t end = std::min(line.find_first_of(kBlanks, at), line.size());
        fields.push_back(line.substr(at, end - at));
        at = line.find_first_not_of(kBlanks, end);
    }
    return fields;
}

}  // namespace chimera::telemetry
