// SPDX-License-Identifier: Apache-2.0
// The unified record as the appendix of a report shows it: indented JSON, absent fields left out.
#pragma once

#include <string>

#include "model/unified_record.h"

namespace chimera::report {

std::string record_json(const model::UnifiedRecord& record);

}  // namespace chimera::report
