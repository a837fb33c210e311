// SPDX-License-Identifier: Apache-2.0
#include "verify/grid.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/text.h"
#include "model/metric.h"

namespace chimera::verify {

static bool is_condition(std::string_view name, model::Dictionary terms) {
    switch (model::read_column(name, "", terms).meaning) {
        case model::Meaning::kParameter:
        case model::Meaning::kModel:
        case model::Meaning::kSuite:
        case model::Meaning::kVariant:
        case model::Meaning::kHardware:
        case model::Meaning::kInput: return true;
        default: return false;
    }
}

// The scalar fields of the element of an array that the cell stands in.
static void add_fields(JsonTree& json, JsonId at, const std::string& path,
                       std::vector<std::string>& out) {
    constexpr std::size_t kMostFields = 1000;
    for (JsonId child = json.first_child(at); child != kNoJson && out.size() < kMostFields;
         child = json.next_sibling(child)) {
        if (json.node(child).kind == JsonKind::kArray || json.node(child).key_size == 0) continue;
        const std::string name = path.empty() ? json.key(child) : path + "/" + json.key(child);
        if (json.is_scalar(child))
            out.push_back(name);
        else
            add_fields(json, child, name, out);
    }
}

static std::vector<std::string> fields_around(SourceFile& file, const Cell& cell) {
    std::vector<std::string> out;
    if (cell.in == Cell::In::kCsv) {
        const std::uint32_t header = file.source().header_row;
        for (std::uint32_t c = 1; c <= file.csv().cells(header); ++c) {
            out.emplace_back(trim(file.csv().cell(header, c)));
        }
    }
    if (cell.in != Cell::In::kJson) return out;
    JsonTree& json = file.json();
    JsonId at = cell.row;
    while (json.node(at).parent != kNoJson &&
           json.node(json.node(at).parent).kind != JsonKind::kArray) {
        at = json.node(at).parent;
    }
    // A value of a list inside a row: the row is the element further out.
    if (json.is_scalar(at) && json.node(at).parent != kNoJson) return out;
    add_fields(json, at, "", out);
    return out;
}

std::vector<std::string> condition_columns(const Sample& sample) {
    std::vector<std::string> out;
    for (std::string& name : fields_around(*sample.file, sample.cells[0])) {
        if (is_condition(name, sample.file->terms())) out.push_back(std::move(name));
    }
    return out;
}

std::map<std::string, std::size_t> spread_of(const Sample& sample, const std::string& column) {
    std::map<std::string, std::size_t> out;
    for (const Cell& cell : sample.cells) ++out[sample.file->field(cell, column).value_or("")];
    return out;
}

std::vector<std::string> swept_columns(const std::vector<const Sample*>& samples,
                                       const std::vector<std::string>& columns) {
    std::vector<std::string> out;
    for (const std::string& column : columns) {
        const bool chosen = std::any_of(samples.begin(), samples.end(), [&](const Sample* sample) {
            return model::read_column(column, "", sample->file->terms()).meaning ==
                   model::Meaning::kParameter;
        });
        if (!chosen) continue;
        std::set<std::string> values;
        std::size_t rows = 0;
        for (const Sample* sample : samples) {
            rows += sample->cells.size();
            for (const auto& [value, n] : spread_of(*sample, column)) values.insert(value);
        }
        // What never changes is followed by no row.
        if (values.size() > 1 && values.size() * 2 <= rows) out.push_back(column);
    }
    return out;
}

double first_share(const Sample& sample, const std::vector<std::string>& columns) {
    std::string wrong;
    std::vector<Cell> all = sample.file->column_of(sample.cells, wrong);
    if (!wrong.empty() || sample.cells.empty() || columns.empty()) return 0;
    std::erase_if(all, [&](const Cell& cell) { return is_set_aside(*sample.file, cell); });
    std::map<Cell, Cell> before;
    for (std::size_t i = 1; i < all.size(); ++i) before.emplace(all[i], all[i - 1]);
    std::size_t n = 0;
    for (const Cell& cell : sample.cells) {
        const auto previous = before.find(cell);
        bool changed = previous == before.end();
        for (const std::string& column : columns) {
            if (changed) break;
            changed =
                sample.file->field(cell, column) != sample.file->field(previous->second, column);
        }
        n += changed ? 1 : 0;
    }
    return static_cast<double>(n) / static_cast<double>(sample.cells.size());
}

double mixture_distance(const Sample& a, const Sample& b, const std::string& column) {
    std::map<std::string, double> difference;
    for (const auto& [value, n] : spread_of(a, column)) {
        difference[value] += static_cast<double>(n) / static_cast<double>(a.cells.size());
    }
    for (const auto& [value, n] : spread_of(b, column)) {
        difference[value] -= static_cast<double>(n) / static_cast<double>(b.cells.size());
    }
    double sum = 0;
    for (const auto& [value, share] : difference) sum += std::fabs(share);
    return sum / 2;
}

bool tells(const Sample& sample, const std::string& from, const std::string& to) {
    std::map<std::string, std::string> seen;
    std::set<std::string> others;
    for (const Cell& cell : sample.cells) {
        const auto a = sample.file->field(cell, from);
        const auto b = sample.file->field(cell, to);
        if (!a || !b) return false;
        others.insert(*b);
        const auto [at, fresh] = seen.emplace(*a, *b);
        if (!fresh && at->second != *b) return false;
    }
    return seen.size() > 1 && others.size() > 1;
}

}  // namespace chimera::verify
