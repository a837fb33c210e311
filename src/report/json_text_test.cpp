// SPDX-License-Identifier: Apache-2.0
#include "report/json_text.h"

#include <gtest/gtest.h>

#include <limits>
#include <nlohmann/json.hpp>

namespace chimera::report {

using Json = nlohmann::ordered_json;

TEST(JsonText, IsWhatTheLibraryWouldWrite) {
    Json item = {{"text", "plain"},
                 {"quote \" and \\", "a\"b\\c/d"},
                 {"control", std::string("\0\x01\x1f\n\t\x7f", 6)},
                 {"beyond ASCII", "\xC2\xB1 3 \xE2\x86\x92 \xF0\x9F\x98\x80"},
                 {"no UTF-8", "a\xFF\xC3(\xE2\x82"},
                 {"", ""},
                 {"none", nullptr},
                 {"truth", {true, false}},
                 {"empty", {Json::object(), Json::array()}},
                 {"whole", {0, -7, std::numeric_limits<std::int64_t>::min()}},
                 {"unsigned", std::numeric_limits<std::uint64_t>::max()},
                 {"real", {0.1, 1e300, 1e-5, -0.0, 5e-324, 12345678901234567890.0}},
                 {"undefined", std::numeric_limits<double>::quiet_NaN()}};
    item["inner"] = item;
    EXPECT_EQ(json_text(item), item.dump(-1, ' ', false, Json::error_handler_t::replace));
    for (const auto& [name, value] : item.items()) {
        EXPECT_EQ(json_text(value), value.dump(-1, ' ', false, Json::error_handler_t::replace));
    }
}

}  // namespace chimera::report
