// SPDX-License-Identifier: Apache-2.0
#include "formats/json/json_tables.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>

#include "core/text.h"
#include "formats/json/json_alike.h"
#include "formats/json/json_token.h"
#include "formats/json/row_columns.h"
#include "model/locator.h"

namespace chimera::formats {

using model::Context;
using model::RowsAre;

namespace {

constexpr std::size_t kContextsOfTable = 256;
constexpr std::size_t kContextsWhenPoor = 16;
constexpr std::size_t kNodesForContext = 1024;
constexpr std::size_t kLongestJoined = 512;
constexpr std::uint32_t kWidestMatrix = 8;
const std::string kNoName;
constexpr RowLimits kLimits{16384, 16, 1'000'000};

// What holds for all of a table: fields of the objects around it, the keys under which it stands.
struct Around {
    std::vector<Context> fields;
    std::vector<model::KeyAround> keys;  // the nearest first
};

// An array or a map inside a row that becomes a table of its own.
struct Pending {
    std::uint32_t node = 0;
    std::uint32_t row_node = 0;
    std::string row_pointer;
    std::string pointer;
    std::vector<model::KeyAround> keys;  // those below the row's table, the nearest first
    bool is_side_by_side = false;        // arrays of the object `node`
};

// What kinds of elements an array has.
struct Census {
    std::size_t numbers = 0;
    std::size_t texts = 0;
    std::size_t objects = 0;
    std::size_t arrays = 0;
    bool has_containers() const { return objects + arrays > 0; }
};

struct Maker {
    const JsonTree& tree;
    std::uint32_t document;
    JsonBudget& budget;
    model::FileRecords& out;
    RejectLog& rejects;
    std::size_t tables_refused = 0;

    // The row that is being read.
    RowColumns* columns = nullptr;
    std::vector<Pending>* pending = nullptr;
    std::uint32_t row_node = 0;
    std::string row_pointer;
    bool in_root = false;
    std::vector<model::KeyAround> outer;  // the keys around its table
    std::vector<model::KeyAround> own;    // that of the row

    void visit(std::uint32_t id, const std::string& pointer, const Around& around);
    void object_table(std::uint32_t id, const std::string& pointer, const Around& around);
    void member_table(std::uint32_t id, const std::string& pointer, const Around& around);
    void array_table(std::uint32_t id, const std::string& pointer, const Around& around);
    void side_table(std::uint32_t id, const std::string& pointer, const Around& around);
    void element_row(std::uint32_t id, const Census& census, bool matrix);
    void begin_row(RowColumns& into, std::vector<Pending>& later, std::uint32_t node,
                   std::string pointer);
    void members(std::uint32_t object, FieldId parent);
    void put(std::uint32_t id, FieldId field);
    void put_list(std::uint32_t id, FieldId field);
    void put_joined(std::uint32_t id, FieldId field);
    void put_later(std::uint32_t id, FieldId field, bool is_side_by_side = false);
    model::KeyAround key_at(const std::string& pointer, const std::string& key) const;
    bool open_table();
    void emit(model::Table table, RowColumns& from, const Around& around);
    void visit_pending(const std::vector<Pending>& later, const Around& around);
    std::vector<Context> scalars_of(std::uint32_t object, const std::string& pointer,
                                    const std::vector<Pending>& skipped) const;
    Census census(std::uint32_t array) const;
    std::string place(const std::string& pointer) const;
    template <typename Each>
    void each_child(std::uint32_t id, const Each& each) const {
        for (std::uint32_t c = tree.nodes[id].first; c != 0; c = tree.nodes[c].next) each(c);
    }
};

}  // namespace

void add_json_tables(const JsonTree& tree, std::uint32_t document, JsonRecords& into) {
    Maker maker{tree, document, into.budget, into.records, into.rejects};
    maker.visit(0, "", {});
    if (maker.tables_refused > 0) {
        into.rejects.add(maker.place(""),
                         fmt::format("more tables than one file may hold; {} arrays are not read",
                                     maker.tables_refused));
    }
}

std::string Maker::place(const std::string& pointer) const {
    return document == 0 ? pointer : fmt::format("doc={}{}", document, pointer);
}

void Maker::visit(std::uint32_t id, const std::string& pointer, const Around& around) {
    switch (tree.nodes[id].kind) {
        case JsonKind::kObject:
            if (members_are_alike(tree, id)) return member_table(id, pointer, around);
            return object_table(id, pointer, around);
        case JsonKind::kArray: return array_table(id, pointer, around);
        default: {
            // A document that is one scalar: its address is the empty pointer.
            RowColumns row(tree.text, kLimits);
            std::vector<Pending> none;
            begin_row(row, none, id, pointer);
            put(id, kRowItself);
            row.end_row();
            if (open_table())
                emit({.rows_are = RowsAre::kJsonObject, .base = pointer}, row, around);
        }
    }
}

bool Maker::open_table() {
    if (budget.tables == 0) {
        ++tables_refused;
        return false;
    }
    --budget.tables;
    return true;
}

void Maker::emit(model::Table table, RowColumns& from, const Around& around) {
    std::vector<std::string> complaints;
    table.document = document;
    out.values += from.finish(table, complaints);
    for (std::string& complaint : complaints) rejects.add(place(table.base), std::move(complaint));
    if (table.rows == 0 ||
        (table.columns.empty() && table.lists.empty() && table.text_lists.empty())) {
        ++budget.tables;
        return;
    }
    const std::size_t most = budget.contexts > 0 ? kContextsOfTable : kContextsWhenPoor;
    const std::vector<Context>& fields = around.fields;
    const std::size_t count = std::min(fields.size(), most);
    table.context.assign(fields.begin(), fields.begin() + static_cast<std::ptrdiff_t>(count));
    table.keys = around.keys;
    budget.contexts -= std::min(budget.contexts, count);
    out.tables.push_back(std::move(table));
}

void Maker::begin_row(RowColumns& into, std::vector<Pending>& later, std::uint32_t node,
                      std::string pointer) {
    columns = &into;
    pending = &later;
    row_node = node;
    row_pointer = std::move(pointer);
    in_root = false;
    own.clear();
}

// {"a": {...}, "b": {...}} at `pointer`: what stands under one of the keys.
model::KeyAround Maker::key_at(const std::string& pointer, const std::string& key) const {
    const std::vector<model::KeyAround>& above = own.empty() ? outer : own;
    return {fmt::format("{}/{}", pointer, model::escape_pointer(key)),
            model::level_below(above, pointer), key};
}

void Maker::object_table(std::uint32_t id, const std::string& pointer, const Around& around) {
    RowColumns row(tree.text, kLimits);
    std::vector<Pending> later;
    outer = around.keys;
    begin_row(row, later, id, pointer);
    in_root = true;
    members(id, kRowItself);
    row.end_row();
    if (open_table()) emit({.rows_are = RowsAre::kJsonObject, .base = pointer}, row, around);
    visit_pending(later, around);
}

void Maker::member_table(std::uint32_t id, const std::string& pointer, const Around& around) {
    if (!open_table()) return;
    outer = around.keys;
    model::Table table{.rows_are = RowsAre::kJsonMembers, .base = pointer};
    RowColumns rows(tree.text, kLimits);
    std::vector<Pending> later;
    each_child(id, [&](std::uint32_t member) {
        std::string name = unescape_json(tree.key(tree.nodes[member]));
        begin_row(rows, later, member, fmt::format("{}/{}", pointer, model::escape_pointer(name)));
        own = {key_at(pointer, name)};
        // {"a": {"chat": {...}, "code": {...}}}: the rows are one level further down.
        if (members_are_alike(tree, member)) return put_later(member, kRowItself);
        members(member, kRowItself);
        rows.end_row();
        table.members.push_back(std::move(name));
    });
    emit(std::move(table), rows, around);
    visit_pending(later, around);
}

Census Maker::census(std::uint32_t array) const {
    Census census;
    each_child(array, [&](std::uint32_t id) {
        switch (tree.nodes[id].kind) {
            case JsonKind::kAbsent: break;
            case JsonKind::kNumber: ++census.numbers; break;
            case JsonKind::kObject: ++census.objects; break;
            case JsonKind::kArray: ++census.arrays; break;
            default: ++census.texts;
        }
    });
    return census;
}

// True if every inner array has the same length, up to 8: pairs of time and value, say.
static bool is_matrix(const JsonTree& tree, std::uint32_t array) {
    std::uint32_t width = 0;
    for (std::uint32_t id = tree.nodes[array].first; id != 0; id = tree.nodes[id].next) {
        const JsonNode& inner = tree.nodes[id];
        if (inner.kind != JsonKind::kArray) continue;
        if (inner.count == 0 || inner.count > kWidestMatrix) return false;
        if (width != 0 && inner.count != width) return false;
        width = inner.count;
    }
    return width != 0;
}

void Maker::array_table(std::uint32_t id, const std::string& pointer, const Around& around) {
    const Census kinds = census(id);
    const bool matrix = kinds.arrays > 0 && is_matrix(tree, id);
    if (tree.nodes[id].count == 0 || !open_table()) return;
    outer = around.keys;
    model::Table table{.rows_are = RowsAre::kJsonElements, .base = pointer};
    RowColumns rows(tree.text, kLimits);
    std::vector<Pending> later;
    std::uint32_t index = 0;
    std::size_t strangers = 0;
    each_child(id, [&](std::uint32_t element) {
        const std::uint32_t at = index++;
        const JsonKind kind = tree.nodes[element].kind;
        const bool container = kind == JsonKind::kObject || kind == JsonKind::kArray;
        if (kind == JsonKind::kAbsent) return;
        if (kinds.has_containers() && !container) {
            ++strangers;
            return;
        }
        begin_row(rows, later, element, fmt::format("{}/{}", pointer, at));
        element_row(element, kinds, matrix);
        rows.end_row();
        table.row_ids.push_back(at);
    });
    if (strangers > 0) {
        rejects.add(place(pointer), fmt::format("{} elements are neither object nor array, as the "
                                                "others are; they are not read",
                                                strangers));
    }
    emit(std::move(table), rows, around);
    visit_pending(later, around);
}

void Maker::side_table(std::uint32_t id, const std::string& pointer, const Around& around) {
    if (!open_table()) return;
    outer = around.keys;
    model::Table table{.rows_are = RowsAre::kJsonSideBySide, .base = pointer};
    RowColumns rows(tree.text, kLimits);
    std::vector<Pending> none;
    std::vector<std::uint32_t> arrays = arrays_side_by_side(tree, id);
    std::vector<std::uint32_t> elements;
    for (const std::uint32_t array : arrays) elements.push_back(tree.nodes[array].first);
    const std::uint32_t length = tree.nodes[arrays.front()].count;
    for (std::uint32_t row = 0; row < length; ++row) {
        begin_row(rows, none, id, pointer);
        std::uint32_t cursor = 0;
        for (std::size_t i = 0; i < arrays.size(); ++i) {
            put(elements[i],
                columns->field(kRowItself, tree.text, tree.nodes[arrays[i]].key_at, cursor));
            elements[i] = tree.nodes[elements[i]].next;
        }
        rows.end_row();
        table.row_ids.push_back(row);
    }
    emit(std::move(table), rows, around);
}

void Maker::element_row(std::uint32_t id, const Census& kinds, bool matrix) {
    const JsonNode& node = tree.nodes[id];
    if (node.kind == JsonKind::kObject) return members(id, kRowItself);
    if (node.kind != JsonKind::kArray) return put(id, kRowItself);
    if (kinds.objects > 0 || census(id).has_containers()) return put_later(id, kRowItself);
    if (!matrix) return put(id, kRowItself);
    std::size_t index = 0;
    each_child(id, [&](std::uint32_t inner) { put(inner, columns->element(kRowItself, index++)); });
}

void Maker::members(std::uint32_t object, FieldId parent) {
    std::uint32_t cursor = 0;
    const bool keyed = arrays_are_alike(tree, object);
    const std::vector<std::uint32_t> side = arrays_side_by_side(tree, object);
    if (!side.empty()) put_later(object, parent, true);
    each_child(object, [&](std::uint32_t id) {
        if (std::find(side.begin(), side.end(), id) != side.end()) return;
        const FieldId field = columns->field(parent, tree.text, tree.nodes[id].key_at, cursor);
        const bool is_table = keyed && tree.nodes[id].kind == JsonKind::kArray && field != kNoField;
        if (!is_table || !census(id).has_containers()) return put(id, field);
        const std::string& name = parent == kRowItself ? kNoName : columns->name(parent);
        const std::string pointer = name.empty() ? row_pointer : row_pointer + "/" + name;
        const std::vector<model::KeyAround> before = own;
        own.insert(own.begin(), key_at(pointer, unescape_json(tree.key(tree.nodes[id]))));
        put_later(id, field);
        own = before;
    });
}

void Maker::put(std::uint32_t id, FieldId field) {
    if (field == kNoField) return;
    const JsonNode& node = tree.nodes[id];
    switch (node.kind) {
        case JsonKind::kAbsent: return;
        case JsonKind::kTrue: return columns->truth(field, true);
        case JsonKind::kFalse: return columns->truth(field, false);
        case JsonKind::kString: return columns->text(field, tree.token(node));
        case JsonKind::kNumber: {
            const auto number = read_json_number(tree.token(node));
            if (number) columns->number(field, number->value, number->decimals);
            return;
        }
        case JsonKind::kObject:
            if (in_root && members_are_alike(tree, id)) return put_later(id, field);
            return members(id, field);
        case JsonKind::kArray: {
            const Census kinds = census(id);
            if (kinds.has_containers()) return put_later(id, field);
            if (kinds.numbers > 0 && kinds.numbers >= kinds.texts) return put_list(id, field);
            if (kinds.texts > 0) return put_joined(id, field);
        }
    }
}

void Maker::put_list(std::uint32_t id, FieldId field) {
    std::vector<double> values;
    values.reserve(tree.nodes[id].count);
    int decimals = 0;
    each_child(id, [&](std::uint32_t element) {
        const JsonNode& node = tree.nodes[element];
        values.push_back(model::kAbsent);
        if (node.kind != JsonKind::kNumber) return;
        const auto number = read_json_number(tree.token(node));
        if (!number) return;
        values.back() = number->value;
        decimals = std::max(decimals, number->decimals);
    });
    columns->list(field, values, decimals);
}

void Maker::put_joined(std::uint32_t id, FieldId field) {
    if (columns->keeps_texts(field)) {
        std::vector<std::string> texts;
        each_child(id, [&](std::uint32_t element) {
            const JsonNode& node = tree.nodes[element];
            const bool absent = node.kind == JsonKind::kAbsent;
            texts.push_back(absent ? std::string() : unescape_json(tree.token(node)));
        });
        columns->texts(field, std::move(texts));
    }
    std::string joined;
    each_child(id, [&](std::uint32_t element) {
        if (joined.size() > kLongestJoined || tree.nodes[element].kind == JsonKind::kAbsent) return;
        if (!joined.empty()) joined += ", ";
        joined += unescape_json(tree.token(tree.nodes[element]));
    });
    if (joined.size() <= kLongestJoined) columns->plain_text(field, std::move(joined));
}

void Maker::put_later(std::uint32_t id, FieldId field, bool is_side_by_side) {
    // Each becomes at least one table, so more of them than tables may be need not be remembered.
    if (pending->size() >= budget.tables) {
        ++tables_refused;
        return;
    }
    const std::string& name = columns->name(field);
    pending->push_back({id, row_node, row_pointer,
                        name.empty() ? row_pointer : row_pointer + "/" + name, own,
                        is_side_by_side});
}

// The scalars of the object and of the objects in it, nearest first, without what becomes a table.
std::vector<Context> Maker::scalars_of(std::uint32_t object, const std::string& pointer,
                                       const std::vector<Pending>& skipped) const {
    std::vector<Context> found;
    std::deque<std::pair<std::uint32_t, std::string>> queue{{object, pointer}};
    std::size_t seen = 0;
    for (; !queue.empty(); queue.pop_front()) {
        const auto& [id, base] = queue.front();
        for (std::uint32_t c = tree.nodes[id].first; c != 0; c = tree.nodes[c].next) {
            const JsonNode& node = tree.nodes[c];
            if (++seen > kNodesForContext || found.size() >= kContextsOfTable) return found;
            if (node.kind == JsonKind::kAbsent || node.kind == JsonKind::kArray) continue;
            if (node.key_size > kLongestJoined) continue;
            std::string at =
                fmt::format("{}/{}", base, model::escape_pointer(unescape_json(tree.key(node))));
            if (node.kind == JsonKind::kObject) {
                const auto is_table = [c](const Pending& table) { return table.node == c; };
                if (std::none_of(skipped.begin(), skipped.end(), is_table)) {
                    queue.emplace_back(c, std::move(at));
                }
                continue;
            }
            const std::string text = unescape_json(tree.token(node));
            const auto number =
                node.kind == JsonKind::kNumber ? read_json_number(text) : std::nullopt;
            found.push_back({std::move(at), std::string(utf8_prefix(text, kLongestJoined)),
                             number ? number->value : model::kAbsent});
        }
    }
    return found;
}

void Maker::visit_pending(const std::vector<Pending>& later, const Around& around) {
    Around inner;
    for (std::size_t i = 0; i < later.size(); ++i) {
        if (budget.tables == 0) {
            tables_refused += later.size() - i;
            return;
        }
        if (i == 0 || later[i].row_node != later[i - 1].row_node) {
            std::vector<Pending> of_row;
            for (std::size_t k = i; k < later.size() && later[k].row_node == later[i].row_node &&
                                    of_row.size() < kContextsWhenPoor;
                 ++k) {
                if (!later[k].is_side_by_side) of_row.push_back({later[k].node, 0, {}, {}, {}});
            }
            const bool object = tree.nodes[later[i].row_node].kind == JsonKind::kObject;
            std::vector<Context>& fields = inner.fields;
            fields = object ? scalars_of(later[i].row_node, later[i].row_pointer, of_row)
                            : std::vector<Context>{};
            const std::size_t room = kContextsOfTable - std::min(kContextsOfTable, fields.size());
            const std::size_t count = std::min(room, around.fields.size());
            fields.insert(fields.end(), around.fields.begin(),
                          around.fields.begin() + static_cast<std::ptrdiff_t>(count));
        }
        inner.keys = later[i].keys;
        inner.keys.insert(inner.keys.end(), around.keys.begin(), around.keys.end());
        if (later[i].is_side_by_side) {
            side_table(later[i].node, later[i].pointer, inner);
        } else {
            visit(later[i].node, later[i].pointer, inner);
        }
    }
}

}  // namespace chimera::formats
