// SPDX-License-Identifier: Apache-2.0
#include "facts/opener.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "facts/skeleton.h"

namespace chimera::facts {

static constexpr std::array<Opener, 6> kOpeners = {{{"here", "Here, "},
                                                    {"short", "In short, "},
                                                    {"brief", "In brief, "},
                                                    {"data", "In the data, "},
                                                    {"figures", "In figures, "},
                                                    {"plainly", "Put plainly, "}}};

std::span<const Opener> openers() {
    return kOpeners;
}

std::optional<Template> opened(const Template& wording, const Opener& opener) {
    static constexpr std::array<std::string_view, 8> kSubjects = {
        "The ", "No ", "Both ", "Each ", "Nothing ", "Neither ", "All ", "A "};
    const bool slot = wording.text.starts_with('{');
    const bool subject = std::any_of(kSubjects.begin(), kSubjects.end(), [&](const auto& word) {
        return wording.text.starts_with(word);
    });
    if (!is_prose(wording) || (!slot && !subject)) return std::nullopt;
    Template out = wording;
    out.id += '.' + std::string(opener.id);
    if (subject) out.text.front() = ascii_lower(out.text.front());
    out.text.insert(0, opener.text);
    return out;
}

std::optional<OpenedId> opened_id(std::string_view id) {
    for (const Opener& opener : kOpeners) {
        if (!id.ends_with('.' + std::string(opener.id))) continue;
        id.remove_suffix(opener.id.size() + 1);
        return OpenedId{std::string(id), &opener};
    }
    return std::nullopt;
}

}  // namespace chimera::facts
