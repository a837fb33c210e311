// SPDX-License-Identifier: Apache-2.0
// The small files in which a Linux kernel says what a machine is and does. Whatever is missing,
// unreadable, no plain file, too long or not what it should be is absent: on other people's
// machines all of that happens.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::telemetry {

// Where the kernel's folders lie; tests make their own. `root` is what /etc and /run lie under.
struct HostRoots {
    std::string proc = "/proc";
    std::string sys = "/sys";
    std::string root;
};

// The whole file. Absent where it is longer than kLongestHostFile.
inline constexpr std::size_t kLongestHostFile = std::size_t{4} << 20U;
std::optional<std::string> read_host_file(const std::string& path);

// The file's first line without blanks around it; absent where that is empty.
std::optional<std::string> read_host_line(const std::string& path);

// The file as one finite number.
std::optional<double> read_host_number(const std::string& path);
// The same, absent below zero: for counters, sizes and rates.
std::optional<double> read_host_count(const std::string& path);
// Degrees Celsius of a file in millidegrees. A sensor that sleeps or is broken shows what no chip
// can have, from under -40 to over 200; that is absent.
std::optional<double> read_host_degrees(const std::string& path);

// Names in a folder, in byte order; none where there is no such folder.
std::vector<std::string> entries_of(const std::string& folder);
// Names in a folder that are `prefix` and digits, by number: cpu0, cpu1, cpu10.
std::vector<std::string> numbered_entries(const std::string& folder, std::string_view prefix);

// "0-3,8": how many; absent for anything else.
std::optional<double> count_of_list(std::string_view list);

// "32K", "1024K", "2M" in bytes.
std::optional<double> bytes_of_size(std::string_view size);

// The number before a unit: 24684084 of "24684084 kB"; not negative.
std::optional<double> leading_count(std::string_view text);

// The first line `key: value` (blanks around both do not count): its value.
std::optional<std::string_view> value_of(std::string_view text, std::string_view key);

// What blanks part.
std::vector<std::string_view> fields_of(std::string_view line);

}  // namespace chimera::telemetry
