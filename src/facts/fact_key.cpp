// SPDX-License-Identifier: Apache-2.0
#include "facts/fact_key.h"

#include <fmt/format.h>

#include "core/decimal.h"
#include "core/sha256.h"

namespace chimera::facts {

// A hundred thousand addresses, one a row of lists, tell themselves apart by their hash as well.
static std::string hash_of(const std::vector<std::string>& addresses) {
    constexpr std::size_t kPiece = std::size_t{64} << 10U;
    Sha256 hash;
    std::string piece;
    for (const std::string& at : addresses) {
        piece += '|';
        piece += at;
        if (piece.size() < kPiece) continue;
        hash.add(piece);
        piece.clear();
    }
    hash.add(piece);
    return hash.hex();
}

static void append_key(std::string& key, const Cells& cells) {
    constexpr std::size_t kMostListed = 64;
    key += fmt::format("S{}*{}:{}#{}", cells.source, cells.scale, cells.raw, cells.nth);
    if (cells.at.size() > kMostListed) {
        key += fmt::format("|{} {}", cells.at.size(), hash_of(cells.at));
    } else {
        for (const std::string& at : cells.at) key += '|' + at;
    }
    if (!cells.fold.empty()) key += "%" + cells.fold;
    for (const Where& where : cells.where) {
        key += fmt::format("?{}{}", where.column, where.op);
        if (const auto* text = std::get_if<std::string>(&where.value)) key += *text;
        if (const auto* number = std::get_if<double>(&where.value)) key += shortest(*number);
    }
}

std::string key_of(const Fact& fact) {
    std::string key = fact.op + '\x1f' + fact.statistic + '\x1f' + fact.metric + '\x1f';
    if (fact.kind == Class::kSelf) key += fact.label;
    for (const Operand& operand : fact.operands) {
        key += '\x1e';
        if (const auto* cells = std::get_if<Cells>(&operand)) append_key(key, *cells);
        if (const auto* of = std::get_if<OfFact>(&operand)) key += fmt::format("F{}", of->fact);
        if (const auto* files = std::get_if<OfSources>(&operand)) {
            for (const auto source : files->sources) key += fmt::format("s{}", source);
        }
        if (const auto* mapped = std::get_if<Mapped>(&operand)) {
            key += mapped->expression;
            for (const Cells& cells : mapped->args) append_key(key, cells);
        }
    }
    for (const auto& [name, value] : fact.params) {
        key += '\x1d' + name;
        if (const auto* number = std::get_if<double>(&value)) key += fmt::format("={}", *number);
        if (const auto* whole = std::get_if<std::int64_t>(&value))
            key += fmt::format("={}", *whole);
        if (const auto* text = std::get_if<std::string>(&value)) key += '=' + *text;
    }
    for (const auto& [name, value] : fact.scope) key += '\x1c' + name + '=' + value;
    return key;
}

}  // namespace chimera::facts
