// SPDX-License-Identifier: Apache-2.0
// Words by which a row says of itself that it is no measurement. Known once: what ingest leaves out
// for a word, verify must be able to find said there, and the other way round.
#pragma once

#include <string_view>

namespace chimera::model {

// "", "none", "null", "-", "0", ...: an error column that says there was none.
bool says_no_error(std::string_view text);

// "failed", "timeout", "HTTP 503", "500", "oom killed", "fehlgeschlagen", ...
bool says_failure(std::string_view status);

// "ok", "passed", "completed", "true", ...: the other answers of a column that says_failure reads.
bool says_success(std::string_view status);

// was_cancelled, timed_out, is_error, ...: true says that the row failed.
bool is_failure_flag(std::string_view name);

// exit_code, return_code, errno, ...: any number but 0 says that the row failed.
bool is_exit_code(std::string_view name);

}  // namespace chimera::model
