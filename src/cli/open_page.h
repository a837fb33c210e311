// SPDX-License-Identifier: Apache-2.0
// Shows a page to the person at the screen.
#pragma once

#include <string>

namespace chimera::cli {

// "" where a browser was asked to show it; else why not, and what to do.
std::string open_page(const std::string& path);

}  // namespace chimera::cli
