// SPDX-License-Identifier: Apache-2.0
// A report that comes without evidence: nothing in it is bound, so every number and every name of a
// file is listed, with what is known of it.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "verify/verify.h"

namespace chimera::verify {

// Without a root only that nothing binds them can be said.
Result<std::vector<Unsupported>> unbound_pieces(std::string_view report,
                                                const std::optional<std::string>& root,
                                                unsigned jobs);

}  // namespace chimera::verify
