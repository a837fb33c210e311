// SPDX-License-Identifier: Apache-2.0
#include "facts/authorship.h"

namespace chimera::facts {

std::string model_names(const Authorship& authorship, bool backends) {
    std::string out;
    std::string last;
    for (const AgentRecord& agent : authorship.agents) {
        const std::string name =
            agent.model + (backends ? " (" + agent.backend + ")" : std::string());
        if (name == last) continue;
        out += (out.empty() ? "" : " and ") + name;
        last = name;
    }
    return out;
}

}  // namespace chimera::facts
