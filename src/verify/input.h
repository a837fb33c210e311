// SPDX-License-Identifier: Apache-2.0
// The raw files under the root, as the evidence lists them. Only what the walk found is ever
// opened, and evidence.toml beside the evidence, so no path of the evidence leads out of the root.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "verify/config_file.h"
#include "verify/evidence.h"
#include "verify/source_file.h"

namespace chimera::verify {

struct Input {
    const Evidence* evidence = nullptr;
    std::map<std::uint32_t, std::unique_ptr<SourceFile>> files;  // by source id; sound ones only
    std::map<std::uint32_t, std::string> spoiled;  // by source id: why it is not there
    std::vector<PlaceAndText> problems;            // place: a path
    ConfigFile config;

    // nullptr, with the reason in `why`, for a source that is missing or changed.
    SourceFile* file(std::uint32_t source, std::string& why) const;
};

// Error: the root cannot be listed. Checks every source: present, same bytes, same hash, duplicates
// marked, failures and rejects honest; and that no covered file is left out.
Result<Input> open_input(const Evidence& evidence, const std::string& root, unsigned jobs);

// The extensions that a report covers, lower case.
const std::vector<std::string>& covered_extensions();

}  // namespace chimera::verify
