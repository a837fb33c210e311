// SPDX-License-Identifier: Apache-2.0
// HdrHistogram's interval log (.hlog), a row an interval:
//   Tag=A,0.127,1.007,2.769,HISTFAAAAEV42pNp...
// whose histogram is decoded to bear the line out (hdr_log.h); percentiles that it would give have
// no characters in the file, so that they are no facts. Rejected: a line cut off, and one whose
// histogram is damaged or has another maximum than it states.
#pragma once

#include <string_view>

#include "core/result.h"
#include "model/record_set.h"

namespace chimera::formats {

Result<model::FileRecords> read_hlog(std::string_view bytes, unsigned jobs);
bool is_hlog_file(std::string_view path, std::string_view head);

}  // namespace chimera::formats
