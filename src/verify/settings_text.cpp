// SPDX-License-Identifier: Apache-2.0
// Settings that a sentence names, "num_gpu=80, n_ctx=1024", against the scopes of the facts beside
// them.
#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "core/text.h"
#include "verify/claim_text.h"

namespace chimera::verify {

using Settings = std::map<std::string, std::string>;

// "num_gpu=80, n_ctx=1024" as keys and values; empty for other names.
static Settings settings_in(std::string rest) {
    Settings out;
    for (std::size_t end = 0; !rest.empty(); rest.erase(0, end)) {
        end = std::min(rest.find(", "), rest.size());
        const std::string part = rest.substr(0, end);
        end = std::min(end + 2, rest.size());
        const auto equals = part.find('=');
        if (equals != std::string::npos) out[part.substr(0, equals)] = part.substr(equals + 1);
    }
    return out;
}

// The setting in which the fact is of another value than the name says; nullptr where there is
// none.
static const std::pair<const std::string, std::string>* other_value(const Fact& fact,
                                                                    const Settings& settings) {
    for (const auto& setting : fact.scope) {
        const auto named = settings.find(std::string(last_segment(setting.first)));
        if (named != settings.end() && named->second != setting.second) return &setting;
    }
    return nullptr;
}

static bool same_keys(const Settings& a, const Settings& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const auto& x, const auto& y) { return x.first == y.first; });
}

std::string other_setting(const FilledClaim& filled, Executor& executor) {
    std::vector<std::vector<Settings>> groups;
    for (const FilledSlot& named : filled.slots) {
        if (named.slot->is != Slot::Is::kName) continue;
        Settings settings = settings_in(named.slot->text);
        if (settings.empty()) continue;
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& one) {
            return same_keys(one.front(), settings);
        });
        if (group == groups.end()) group = groups.insert(groups.end(), std::vector<Settings>());
        group->push_back(std::move(settings));
    }
    for (const auto& group : groups) {
        // In order among their like: the scatter of the first arm may follow both means.
        std::map<std::string, std::size_t> last;
        for (const FilledSlot& slot : filled.slots) {
            const Fact* fact = executor.evidence().fact(slot.slot->id);
            if (slot.slot->is != Slot::Is::kFact || fact == nullptr) continue;
            const auto* other = other_value(*fact, group.front());
            std::size_t at = 0;
            while (at < group.size() && other_value(*fact, group[at]) != nullptr) ++at;
            if (at == group.size()) {
                return fmt::format("F{} is of `{}={}`", fact->id, last_segment(other->first),
                                   other->second);
            }
            // What has none of these settings is of them all.
            const bool free = std::none_of(fact->scope.begin(), fact->scope.end(), [&](auto& one) {
                return group.front().contains(std::string(last_segment(one.first)));
            });
            if (free) continue;
            std::size_t& before = last[fact->op];
            if (at < before) return "the facts do not stand in the order of their settings";
            before = at;
        }
    }
    return {};
}

}  // namespace chimera::verify
