// SPDX-License-Identifier: Apache-2.0
// Openers: a few neutral words that may stand before a registered wording. They add no number, no
// name, no gated word and no relation to what was said before, so the sentence stays the truth that
// it was; with one the wording is a template of its own, "best.1" with "Here, " is "best.1.here".
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "facts/draft.h"

namespace chimera::facts {

struct Opener {
    std::string_view id;    // "here"
    std::string_view text;  // "Here, "
};

std::span<const Opener> openers();

// The wording behind an opener; nothing where it is no sentence of prose or begins with words that
// sound wrong there.
std::optional<Template> opened(const Template& wording, const Opener& opener);

// The opener that the id of a template ends in, and the id without it.
struct OpenedId {
    std::string wording;
    const Opener* opener = nullptr;
};
std::optional<OpenedId> opened_id(std::string_view id);

}  // namespace chimera::facts
