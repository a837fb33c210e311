// SPDX-License-Identifier: Apache-2.0
// What a source says of its own rows: their role, whether they failed.
#include <algorithm>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/failure_words.h"
#include "verify/source_file.h"

namespace chimera::verify {

static bool holds_cell(const CellRange& range, const Cell& cell) {
    return range.first_row <= cell.row && cell.row <= range.last_row &&
           range.first_column <= cell.column && cell.column <= range.last_column;
}

void SourceFile::prepare_failures() {
    if (prepared_) return;
    prepared_ = true;
    const auto mark = [&](const std::string& at, auto&& on_row, auto&& on_node) {
        const auto address = parse_address(at);
        if (!address) return;
        for (const CellRange& range : address->cells) {
            for (std::uint32_t row = range.first_row;
                 row <= std::min(range.last_row, csv().records()); ++row) {
                on_row(row);
            }
        }
        if (address->form == Address::Form::kCells) return;
        const auto found = cells(at);
        if (!found.ok()) return;
        for (const Cell& cell : found.value()) {
            if (cell.in == Cell::In::kJson)
                on_node(cell.row);
            else
                on_row(cell.row);
        }
    };
    for (std::size_t i = 0; i < source_.failed.size(); ++i) {
        mark(
            source_.failed[i].at, [&](std::uint32_t row) { failed_rows_[row] = i; },
            [&](JsonId node) { failed_nodes_[node] = i; });
    }
    for (const PlaceAndText& entry : source_.roles) {
        const auto address = parse_address(entry.at);
        if (address && address->form == Address::Form::kCells) {
            for (const CellRange& range : address->cells)
                range_roles_.emplace_back(range, entry.text);
        } else {
            mark(
                entry.at, [](std::uint32_t) {},
                [&](JsonId node) { node_roles_[node] = entry.text; });
        }
    }
}

const PlaceAndText* SourceFile::failure(const Cell& cell) {
    prepare_failures();
    if (cell.in != Cell::In::kJson) {
        const auto found = failed_rows_.find(cell.row);
        return found == failed_rows_.end() ? nullptr : &source_.failed[found->second];
    }
    if (failed_nodes_.empty()) return nullptr;
    for (JsonId at = cell.row; at != kNoJson; at = json().node(at).parent) {
        const auto found = failed_nodes_.find(at);
        if (found != failed_nodes_.end()) return &source_.failed[found->second];
    }
    return nullptr;
}

bool SourceFile::listed_as_failed(const Cell& cell) {
    return failure(cell) != nullptr;
}

std::string SourceFile::role(const Cell& cell) {
    prepare_failures();
    if (cell.in == Cell::In::kJson && !node_roles_.empty()) {
        for (JsonId at = cell.row; at != kNoJson; at = json().node(at).parent) {
            const auto found = node_roles_.find(at);
            if (found != node_roles_.end()) return found->second;
        }
    }
    for (const auto& [range, role] : range_roles_) {
        if (cell.in == Cell::In::kCsv && holds_cell(range, cell)) return role;
    }
    return source_.role;
}

std::string SourceFile::csv_says_failed(std::uint32_t row) {
    csv();
    if (!failure_columns_) {
        failure_columns_.emplace();
        for (const auto& [column, heading] : headings_) {
            if (is_failure_field(heading)) failure_columns_->push_back(column);
        }
    }
    for (const std::uint32_t column : *failure_columns_) {
        const std::string& heading = headings_.at(column);
        const std::string text = csv().cell(row, column);
        const bool is_number = parse_double(trim(text)).has_value();
        if (tells_failure(heading, text, is_number)) {
            return heading + " is " + std::string(utf8_prefix(text, 80));
        }
    }
    return {};
}

// Few names are asked for, many times each.
bool SourceFile::may_tell_failure(JsonId id) {
    const auto [found, fresh] = failure_keys_.try_emplace(json().raw_key(id), false);
    if (fresh) found->second = is_failure_field(json().key(id));
    return found->second;
}

// From the cell's parent out to the outermost element of an array; a document without arrays to its
// root.
std::string SourceFile::json_says_failed(JsonId id) {
    const JsonTree& tree = json();
    JsonId last = id;
    bool in_array = false;
    for (JsonId at = id; tree.node(at).parent != kNoJson; at = tree.node(at).parent) {
        if (tree.node(tree.node(at).parent).kind == JsonKind::kArray) {
            in_array = true;
            last = at;
        }
    }
    for (JsonId at = id; at != kNoJson; at = tree.node(at).parent) {
        if (tree.node(at).kind == JsonKind::kObject) {
            for (JsonId c = tree.first_child(at); c != kNoJson; c = tree.next_sibling(c)) {
                const JsonKind kind = tree.node(c).kind;
                if (kind == JsonKind::kArray || !may_tell_failure(c)) continue;
                if (tells_failure(tree.key(c), tree.text(c), kind == JsonKind::kNumber)) {
                    return tree.key(c) + " is " + std::string(utf8_prefix(tree.text(c), 80));
                }
            }
        }
        if (in_array && at == last) break;
    }
    return {};
}

std::string SourceFile::says_failed(const Cell& cell) {
    if (cell.in == Cell::In::kCsv) return csv_says_failed(cell.row);
    if (cell.in != Cell::In::kJson) return {};
    if (!sound_places_) sound_places_.emplace(static_cast<std::uint32_t>(json().size()));
    std::string says;
    const bool sound = sound_places_->at(place(cell), [&] {
        says = json_says_failed(cell.row);
        return says.empty();
    });
    return sound || !says.empty() ? says : json_says_failed(cell.row);
}

std::vector<SourceFile::Scalar> SourceFile::scalars_at(std::string_view locator) {
    constexpr std::size_t kMost = 100'000;
    std::vector<Scalar> out;
    const auto found = cells(locator);
    if (!found.ok()) return out;
    const auto add_node = [&](JsonId id) {
        const JsonTree& tree = json();
        if (!tree.is_scalar(id)) return;
        out.push_back({tree.key(id), tree.text(id), tree.node(id).kind == JsonKind::kNumber});
    };
    for (const Cell& cell : found.value()) {
        if (out.size() > kMost) break;
        if (cell.in != Cell::In::kJson) {
            const std::string value = text(cell);
            out.push_back({column_name(cell), value, parse_double(trim(value)).has_value()});
            continue;
        }
        const JsonTree& tree = json();
        for (JsonId id = cell.row; id < tree.node(cell.row).after && out.size() <= kMost; ++id) {
            add_node(id);
        }
        // An error often stands beside the measurements that it spoils.
        const JsonId parent = tree.node(cell.row).parent;
        for (JsonId at = parent; at != kNoJson; at = tree.node(at).parent) {
            if (tree.node(at).kind != JsonKind::kObject) break;
            for (JsonId c = tree.first_child(at); c != kNoJson; c = tree.next_sibling(c))
                add_node(c);
        }
    }
    return out;
}

}  // namespace chimera::verify
