// SPDX-License-Identifier: Apache-2.0
// Checks of the sources themselves: structure (ARCHITECTURE.md), sizes, bans (STYLE.md), documents.
// Every check is a function from a tree of files to findings, so that it can be tried on a planted
// violation.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chimera::tidy {

// Path from the root of the repository ('/'-separated) -> text.
using Tree = std::map<std::string, std::string>;

struct Finding {
    std::string check;
    std::string path;
    std::size_t line = 0;  // from 1; 0 where the whole file is meant
    std::string message;   // what is wrong; what to do instead
};

using Findings = std::vector<Finding>;

// The files of a checkout that people wrote: sources, documents, scripts; no data, no build output.
Tree read_tree(const std::string& root);

// C++ with comments and the insides of literals turned into spaces; lines stay where they are.
std::string code_only(std::string_view source);
std::vector<std::string_view> lines_of(std::string_view text);
bool is_cpp(std::string_view path);
bool is_test(std::string_view path);
// "src/stats/op.h" -> "stats"; empty outside src/.
std::string room_of(std::string_view path);

// structure_checks.cpp
Findings check_layers(const Tree& tree);
Findings check_rooms(const Tree& tree);
Findings check_dead_files(const Tree& tree);
Findings check_document_paths(const Tree& tree);

// text_checks.cpp
Findings check_sizes(const Tree& tree);
Findings check_functions(const Tree& tree);
Findings check_bans(const Tree& tree);
Findings check_first_lines(const Tree& tree);

}  // namespace chimera::tidy
