// SPDX-License-Identifier: Apache-2.0
// One JSON document as tables:
// - an array of objects is a table (kJsonElements) whose nested objects are flattened; an array of
//   arrays too: columns "0", "1", ... where all have one length up to 8, else one list named "";
//   an array of scalars that is no field of a row has one column named "";
// - an object whose members are alike (json_alike.h) is a table (kJsonMembers), unless it is inside
// a
//   row, where it is flattened;
// - all other scalars of the root make one row (kJsonObject);
// - arrays of an object that stand side by side as columns (json_alike.h) are a table
//   (kJsonSideBySide);
// - in a row, an array of numbers is a list, one of texts is joined with ", " up to 512 bytes, one
// of
//   objects or arrays a table of its own, with the scalars of the objects around it as context.
#pragma once

#include <cstdint>

#include "formats/json/json_tree.h"
#include "formats/json/reject_log.h"
#include "model/record_set.h"

namespace chimera::formats {

// What one file may still add, over all its documents.
struct JsonBudget {
    std::size_t tables = 10'000;
    std::size_t contexts = 250'000;
};

// What has been read of one file.
struct JsonRecords {
    JsonBudget budget;
    model::FileRecords records;
    RejectLog rejects;
};

// `document` is 0 where the file holds one.
void add_json_tables(const JsonTree& tree, std::uint32_t document, JsonRecords& into);

}  // namespace chimera::formats
