// SPDX-License-Identifier: Apache-2.0
#include "model/unit.h"

#include <string>
#include <unordered_map>

#include "core/text.h"
#include "model/metric.h"

namespace chimera::model {

namespace {

struct UnitRow {
    Unit unit;
    std::string_view spellings;
};

const UnitRow kUnitRows[] = {
#define UNIT(kind, factor, divisor, name, spellings) \
    {{UnitKind::kind, factor, divisor, name}, spellings},
#include "model/unit_table.inc"
#undef UNIT
};

// No spelling of the table is longer; what is longer is no unit, and need not be looked at.
constexpr std::size_t kLongestSpelling = 48;

}  // namespace

static const std::unordered_map<std::string, Unit>& units_by_spelling() {
    static const auto units = [] {
        std::unordered_map<std::string, Unit> made;
        for (const UnitRow& row : kUnitRows) {
            for (std::string_view spelling : split(row.spellings, ' ')) {
                made.emplace(spelling, row.unit);
            }
        }
        return made;
    }();
    return units;
}

// "Tokens / Sec", "tokens per sec" and "tok_per_s" all lose what separates their words.
static std::string normal_spelling(std::string_view spelling) {
    std::string normal;
    std::string word;
    const auto end_word = [&] {
        if (!word.empty() && word != "per") {
            if (!normal.empty()) normal += '_';
            normal += word;
        }
        word.clear();
    };
    for (const char c : spelling) {
        if (c == '/' || c == ' ' || c == '_' || c == '-' || c == '\t') {
            end_word();
        } else {
            word += ascii_lower(c);
        }
    }
    end_word();
    return normal;
}

std::optional<Unit> find_unit(std::string_view spelling) {
    if (spelling.size() > kLongestSpelling) return std::nullopt;
    // The one letter whose case tells a million from a thousandth.
    if (spelling == "MJ") return Unit{UnitKind::kEnergy, 1e6, 1, "MJ"};
    if (spelling == "MW") return Unit{UnitKind::kPower, 1e6, 1, "MW"};
    const std::string normal = normal_spelling(spelling);
    if (normal.empty()) return Unit{};
    const auto found = units_by_spelling().find(normal);
    if (found == units_by_spelling().end()) return std::nullopt;
    return found->second;
}

std::optional<double> unit_scale(std::string_view from, std::string_view to) {
    if (from == to) return 1.0;
    const auto a = find_unit(from);
    const auto b = find_unit(to);
    if (!a || !b || a->kind != b->kind) return std::nullopt;
    return (a->factor * b->divisor) / (a->divisor * b->factor);
}

}  // namespace chimera::model
