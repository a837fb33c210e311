// SPDX-License-Identifier: Apache-2.0
// The names that a report may put in code: what the input itself calls its files, models, columns,
// parameters and errors. A number with a unit is never a name.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "verify/execute.h"

namespace chimera::verify {

class Names {
public:
    explicit Names(Executor& executor);

    // "" if `span` names something of the input; else why it does not.
    std::string unknown(std::string_view span);

    // How many different scope values end in `end`; of sources, how many paths.
    std::size_t scope_values_ending(std::string_view end) const;
    std::size_t paths_ending(std::string_view end) const;

    // Scope values whose whole form the report has shown so far.
    std::set<std::string, std::less<>> shown;

private:
    bool is_path(std::string_view span) const;
    bool is_field(std::string_view span);
    bool is_setting(std::string_view span);
    bool is_reason(std::string_view span) const;
    bool looks_like_name(const std::string& text);
    bool is_name(const std::string& text);
    bool value_of_field(std::string_view field, std::string_view value);
    bool find_value(std::string_view field, std::string_view value);
    void read_fields();

    Executor& executor_;
    // All as a report writes them (shown_name.h): values of scopes and bindings, text facts, ids of
    // metrics; those of scopes alone; headings and keys; paths.
    std::set<std::string, std::less<>> values_;
    std::set<std::string, std::less<>> scope_values_;
    std::set<std::string, std::less<>> fields_;
    std::vector<std::string> paths_;
    std::string between_slashes_;    // every path with a slash at both ends, a line each
    std::set<std::string> reasons_;  // why rows failed or were rejected, as shown
    std::unordered_map<std::string, bool> known_;                   // what is_name said of a text
    std::map<std::pair<std::string, std::string>, bool> settings_;  // asked for so far
    bool fields_read_ = false;
};

// "20.5 tok/s", "14.59", "12 ms": a number, or a number and a unit.
bool is_quantity(std::string_view text, const Evidence& evidence);

}  // namespace chimera::verify
