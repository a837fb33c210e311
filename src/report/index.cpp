// SPDX-License-Identifier: Apache-2.0
#include "report/index.h"

#include <fmt/format.h>

#include <kainjow/mustache.hpp>

#include "core/sha256.h"
#include "core/text.h"
#include "report/markdown.h"
#include "report/page_asset.h"

namespace chimera::report {

using Data = kainjow::mustache::data;

// RFC 3986: all but unreserved characters as %XX.
static std::string encoded(std::string_view name) {
    std::string out;
    for (const char c : name) {
        if (is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~') {
            out += c;
        } else {
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

std::string index_html(std::span<const IndexEntry> reports) {
    Data rows(Data::type::list);
    for (const IndexEntry& each : reports) {
        Data row;
        // Behind "./" no name reads as a scheme.
        row.set("address", fmt::format("./{}/{}", encoded(each.folder), encoded(each.page)));
        row.set("folder", name_text(each.folder));
        row.set("title", one_line(each.title));
        row.set("date", one_line(each.date));
        row.set("model", one_line(each.model));
        row.set("findings", std::to_string(each.findings));
        row.set("statements", std::to_string(each.statements));
        row.set("verified", one_line(each.verified));
        rows.push_back(row);
    }
    Data page;
    page.set("reports", rows);
    page.set("style", std::string(page_style()));
    page.set("style_source", fmt::format("'sha256-{}'", sha256_base64(page_style())));
    return kainjow::mustache::mustache(std::string(page_template("index"))).render(page);
}

}  // namespace chimera::report
