// SPDX-License-Identifier: Apache-2.0
// The part that each table of a file plays, and the file with it: raw measurements, somebody's
// aggregates, telemetry of the machine, settings.
#pragma once

#include <string_view>
#include <vector>

#include "model/record_set.h"

namespace chimera::ingest {

// Fills Table::role from the readings of its columns and its place in the document.
void assign_roles(model::FileRecords& records);

// A file whose name says that it is a summary: tables that hold aggregates are that, whatever
// stands beside them.
void heed_file_name(model::FileRecords& records, std::string_view stem);

// The most raw of the roles: raw, summary, telemetry, config; a document stays one.
model::Role role_of_source(const model::FileRecords& records);

// The subtrees whose role is another than the source's.
std::vector<model::RoleAt> other_roles(const model::FileRecords& records, model::Role role);

}  // namespace chimera::ingest
