// SPDX-License-Identifier: Apache-2.0
// The two questions that `chimera explain` answers: where does this number come from, and how was
// this file read?
#pragma once

#include <string>

#include "core/result.h"

namespace chimera::cli {

enum class As { kText, kJson };

// A fact, claim or source of an evidence file: F12, C3, S4. `root` is where the raw files are (""
// for the one that the evidence names); without them the cells are named but not shown.
struct ItemQuestion {
    std::string id;
    std::string folder;  // with evidence.json in it
    std::string root;
};
Result<std::string> explain_item(const ItemQuestion& question, As as);

// A file of the input: format, role, bindings, columns, failed rows and rejects, by reading it
// together with its neighbours ("" as root: the folder that it lies in).
Result<std::string> explain_file(const std::string& path, const std::string& root, As as);

// "F12", "C3", "S4".
bool is_item_id(const std::string& text);

}  // namespace chimera::cli
