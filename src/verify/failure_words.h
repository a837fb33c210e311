// SPDX-License-Identifier: Apache-2.0
// How a row says of itself that it is no measurement: by an error field that holds something, by a
// success field that says no, by a status that names a failure.
#pragma once

#include <string_view>

namespace chimera::verify {

// A field in which an error is reported, whatever it holds: error, exception, status, success, ...
bool is_failure_field(std::string_view name);

// True if a field of this name with this text says that the row failed.
bool tells_failure(std::string_view name, std::string_view text, bool is_number);

}  // namespace chimera::verify
