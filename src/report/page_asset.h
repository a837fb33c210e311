// SPDX-License-Identifier: Apache-2.0
// What the build embeds for report.html: the templates, and the style and script that web/ makes.
#pragma once

#include <string_view>

namespace chimera::report {

// The script is empty where the program was built without npm: pages then have no figures and no
// drawer, and their numbers lead to the table of facts.
std::string_view page_script();
std::string_view page_style();

// Of page/NAME.mustache.
std::string_view page_template(std::string_view name);

}  // namespace chimera::report
