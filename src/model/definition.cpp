// SPDX-License-Identifier: Apache-2.0
#include "model/definition.h"

#include <algorithm>
#include <array>

namespace chimera::model {

static constexpr Definition kDefinitions[] = {
#define DEFINITION(id, formula, start, stop, tokens, pooling) \
    {#id, formula, start, stop, tokens, pooling},
#include "model/definition_table.inc"
#undef DEFINITION
};

std::span<const Definition> definitions() {
    return kDefinitions;
}

const Definition* find_definition(std::string_view metric) {
    const auto found =
        std::find_if(std::begin(kDefinitions), std::end(kDefinitions),
                     [&](const Definition& definition) { return definition.metric == metric; });
    return found == std::end(kDefinitions) ? nullptr : found;
}

}  // namespace chimera::model
