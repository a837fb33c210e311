// SPDX-License-Identifier: Apache-2.0
#include "report/names.h"

#include <algorithm>
#include <numeric>

namespace chimera::report {

static constexpr std::size_t kLongName = 24;

static std::size_t common_end(std::string_view a, std::string_view b) {
    const std::size_t most = std::min(a.size(), b.size());
    std::size_t bytes = 0;
    while (bytes < most && a[a.size() - 1 - bytes] == b[b.size() - 1 - bytes]) ++bytes;
    return bytes;
}

// For each path the length of its shortest trailing run of components that is no other path's end.
// Sorted by their reversed texts, the path that shares most with another one is its neighbour.
static std::vector<std::size_t> unique_ends(std::span<const model::Source> sources) {
    std::vector<std::size_t> order(sources.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const std::string& left = sources[a].path;
        const std::string& right = sources[b].path;
        return std::lexicographical_compare(left.rbegin(), left.rend(), right.rbegin(),
                                            right.rend());
    });
    std::vector<std::size_t> ends(sources.size(), 0);
    for (std::size_t i = 0; i < order.size(); ++i) {
        const std::string& path = sources[order[i]].path;
        std::size_t shared = 0;
        if (i > 0) shared = common_end(path, sources[order[i - 1]].path);
        if (i + 1 < order.size()) {
            shared = std::max(shared, common_end(path, sources[order[i + 1]].path));
        }
        std::size_t begin = path.size();
        while (begin > 0) {
            const std::size_t slash = path.rfind('/', begin - 1);
            begin = slash == std::string::npos ? 0 : slash;
            const std::size_t length =
                slash == std::string::npos ? path.size() : path.size() - slash - 1;
            if (length > shared || begin == 0) {
                ends[order[i]] = length > shared ? length : path.size();
                break;
            }
        }
    }
    return ends;
}

Names::Names(const facts::Draft& draft, std::span<const model::Source> sources)
    : sources_(sources), unique_bytes_(unique_ends(sources)) {
    for (const facts::Fact& fact : draft.facts) {
        for (const auto& [key, value] : fact.scope) spans_.insert(value);
    }
    for (const model::Source& source : sources) spans_.insert(source.path);
    for (const facts::Proposition& proposition : draft.propositions) {
        for (const auto& [name, slot] : proposition.slots) {
            if (const auto* named = std::get_if<facts::NameSlot>(&slot)) spans_.insert(named->name);
        }
    }
}

bool Names::is_unique_end(std::string_view end, std::string_view whole) const {
    return std::none_of(spans_.begin(), spans_.end(), [&](const std::string& span) {
        return span != whole && std::string_view(span).ends_with(end);
    });
}

std::string Names::scope(const std::string& value) {
    const bool is_first = mentioned_.insert(value).second;
    const std::size_t slash = value.rfind('/');
    if (is_first || value.size() <= kLongName || slash == std::string::npos) return value;
    const std::string_view end = std::string_view(value).substr(slash + 1);
    return !end.empty() && is_unique_end(end, value) ? std::string(end) : value;
}

std::string Names::source(model::SourceIndex index) const {
    const std::string& path = sources_[index].path;
    return path.substr(path.size() - unique_bytes_[index]);
}

}  // namespace chimera::report
