// SPDX-License-Identifier: Apache-2.0
#include "facts/figures/absent.h"

namespace chimera::facts {

void say_no_pictures(Draft& draft) {
    static constexpr const char* kId = "statement.no.figures";
    if (draft.sections.empty()) return;
    draft.templates.push_back(
        {.id = kId,
         .proposition = "statement",
         .text = "This report shows its figures as tables: gnuplot, which would draw them, did not "
                 "run here."});
    draft.propositions.push_back(
        {.kind = "statement", .wordings = {kId}, .topic = "remark/figures"});
    Block block;
    block.items.push_back({{.proposition = draft.propositions.size() - 1, .wording = kId}});
    draft.sections.back().blocks.push_back(std::move(block));
}

}  // namespace chimera::facts
