// SPDX-License-Identifier: Apache-2.0
// index.html: the reports that lie in the folders beneath one folder, a row each.
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace chimera::report {

struct IndexEntry {
    std::string folder;  // its name, bytes as the system has them
    std::string page;    // the file to open in it: "report.html"
    std::string title;
    std::string date;
    std::string model;
    std::size_t findings = 0;
    std::size_t statements = 0;
    std::string verified;  // "yes", or what was wrong
};

// Folder names are hostile: they are escaped as text and percent-encoded as addresses.
std::string index_html(std::span<const IndexEntry> reports);

}  // namespace chimera::report
