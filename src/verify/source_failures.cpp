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
    for (const JsonId element : row_beside(cell.row)) {
        const auto found = failed_nodes_.find(element);
        if (found != failed_nodes_.end()) return &source_.failed[found->second];
    }
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
            std::string name = failure_name(heading);
            if (!name.empty()) failure_columns_->emplace_back(column, std::move(name));
        }
    }
    for (const auto& [column, name] : *failure_columns_) {
        const std::string text = csv().cell(row, column);
        const bool is_number = parse_double(trim(text)).has_value();
        if (tells_failure(name, text, is_number)) {
            return headings_.at(column) + " is " + std::string(utf8_prefix(text, 80));
        }
    }
    return {};
}

// The name by which a field tells a failure: its own, or "error" or "success" where the
// configuration calls it so. "" where it tells none.
std::string SourceFile::failure_name(std::string_view field) const {
    const ConfigEntry* entry = config == nullptr ? nullptr : config->of_column("columns", field);
    if (entry == nullptr) return is_failure_field(field) ? std::string(field) : std::string();
    return entry->value == "error" || entry->value == "success" ? entry->value : std::string();
}

// From the cell's parent out to the outermost element of an array; a document without arrays to its
// root.
std::string SourceFile::json_says_failed(JsonId id) {
    const JsonTree& tree = json();
    for (const JsonId element : row_beside(id)) {
        const std::string key = tree.key(tree.node(element).parent);
        const std::string name = failure_name(key);
        const bool is_number = tree.node(element).kind == JsonKind::kNumber;
        if (name.empty() || !tells_failure(name, tree.text(element), is_number)) continue;
        return key + " is " + std::string(utf8_prefix(tree.text(element), 80));
    }
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
                if (kind == JsonKind::kArray) continue;
                // Few names are asked for, many times each.
                const auto [name, fresh] = failure_keys_.try_emplace(tree.raw_key(c));
                if (fresh) name->second = failure_name(tree.key(c));
                if (name->second.empty()) continue;
                if (tells_failure(name->second, tree.text(c), kind == JsonKind::kNumber)) {
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
    if (cell.in == Cell::In::kText && cell.column > 0) return text_says_failed(cell);
    if (cell.in != Cell::In::kJson) return {};
    if (!sound_places_) sound_places_.emplace(static_cast<std::uint32_t>(json().size()));
    std::string says;
    const bool sound = sound_places_->at(place(cell), [&] {
        says = json_says_failed(cell.row);
        return says.empty();
    });
    return sound || !says.empty() ? says : json_says_failed(cell.row);
}

std::vector<std::string> SourceFile::field_names() {
    std::set<std::string> out;
    if (source_.format == "csv") {
        csv();
        for (const auto& [column, heading] : headings_) out.insert(heading);
    } else if (!is_text()) {
        return json().distinct_keys();
    } else if (text_result() != nullptr) {
        for (const std::uint32_t start : text_result()->row_starts()) {
            for (const Cell& cell : text_row({Cell::In::kText, start, 0})) {
                out.insert(text_at(cell).name);
            }
        }
    }
    return {out.begin(), out.end()};
}

bool SourceFile::all_are(std::string_view name, std::string_view text) {
    bool any = false;
    const auto same = [&](std::string_view value) {
        if (trim(value).empty()) return true;
        any = true;
        return trim(value) == trim(text);
    };
    if (source_.format == "csv") {
        const std::uint32_t column = csv().find_column(source_.header_row, name);
        for (std::uint32_t row = first_data_row(); column > 0 && row <= csv().records(); ++row) {
            if (!same(csv().cell(row, column))) return false;
        }
        return any;
    }
    if (is_text()) {
        const auto values =
            text_result() == nullptr ? std::vector<std::string>() : text_values(name);
        return std::all_of(values.begin(), values.end(), same) && any;
    }
    const JsonTree& tree = json();
    const auto last =
        name.substr(name.rfind('/') == std::string_view::npos ? 0 : name.rfind('/') + 1);
    for (JsonId id = 0; id < tree.size(); ++id) {
        if (!tree.is_scalar(id) || tree.node(id).key_size == 0 || tree.key(id) != last) continue;
        if (!same(tree.text(id))) return false;
    }
    return any;
}

bool SourceFile::only_failed_say(const Scalar& scalar) {
    // Every text of its own is looked for once; a file with more of them is taken at its word.
    constexpr std::size_t kMostAsked = 1000;
    const auto asked = std::make_pair(scalar.key, scalar.text);
    if (const auto known = only_failed_.find(asked); known != only_failed_.end())
        return known->second;
    if (only_failed_.size() >= kMostAsked || text_result() != nullptr) return true;
    bool& answer = only_failed_[asked];
    if (source_.format == "csv") {
        const std::uint32_t column = csv().find_column(source_.header_row, scalar.key);
        for (std::uint32_t row = first_data_row(); column > 0 && row <= csv().records(); ++row) {
            const Cell cell{Cell::In::kCsv, row, column};
            if (csv().cell(row, column) == scalar.text && !listed_as_failed(cell)) return answer;
        }
        return answer = true;
    }
    const JsonTree& tree = json();
    for (JsonId id = 0; id < tree.size(); ++id) {
        const bool same = tree.is_scalar(id) && tree.node(id).key_size > 0 &&
                          tree.key(id) == scalar.key && tree.text(id) == scalar.text;
        if (same && !listed_as_failed({Cell::In::kJson, id, 0})) return answer;
    }
    return answer = true;
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
        if (cell.in == Cell::In::kText && cell.column == 0 && text_result() != nullptr) {
            const auto parts = text_result()->read(cell.row).cells;
            for (std::uint32_t i = 1; i <= parts.size(); ++i) {
                const std::string value = text({Cell::In::kText, cell.row, i});
                out.push_back({parts[i - 1].name, value, is_decimal(value)});
            }
            continue;
        }
        if (cell.in != Cell::In::kJson) {
            const std::string value = text(cell);
            out.push_back({column_name(cell), value, parse_double(trim(value)).has_value()});
            continue;
        }
        const JsonTree& tree = json();
        for (JsonId id = cell.row; id < tree.node(cell.row).after && out.size() <= kMost; ++id) {
            add_node(id);
        }
        for (const JsonId element : row_beside(cell.row)) {
            const bool is_number = tree.node(element).kind == JsonKind::kNumber;
            out.push_back({tree.key(tree.node(element).parent), tree.text(element), is_number});
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
