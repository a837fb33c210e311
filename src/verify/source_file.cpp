// SPDX-License-Identifier: Apache-2.0
#include "verify/source_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "core/decimal.h"
#include "core/text.h"
#include "model/unit.h"
#include "model/unit_field.h"
#include "verify/failure_words.h"

namespace chimera::verify {

SourceFile::SourceFile(const Source& source, sources::FileBytes bytes)
    : source_(source), bytes_(std::move(bytes)) {}

bool SourceFile::by_line() const {
    return source_.format.find("jsonl") != std::string::npos ||
           source_.format.find("ndjson") != std::string::npos ||
           source_.format.find("lines") != std::string::npos;
}

bool SourceFile::is_text() const {
    return source_.format != "csv" && source_.format != "json" && !by_line();
}

std::uint32_t SourceFile::first_data_row() const {
    return std::max(source_.header_row, source_.units_row) + 1;
}

CsvRecords& SourceFile::csv() {
    if (!csv_) {
        const std::string& mark = source_.delimiter;
        const char delimiter = mark == "\\t" ? '\t' : mark.empty() ? ',' : mark[0];
        csv_ = CsvRecords::parse(to_utf8(bytes(), source_.encoding), delimiter);
        for (std::uint32_t c = csv_->cells(source_.header_row); c > 0; --c) {
            headings_[c] = trim(csv_->cell(source_.header_row, c));
        }
    }
    return *csv_;
}

JsonTree& SourceFile::json() {
    if (!json_) {
        const bool wide = bytes().starts_with("\xFF\xFE") || bytes().starts_with("\xFE\xFF");
        if (wide && text_.empty()) text_ = to_utf8(bytes(), "");
        json_ = JsonTree::parse(wide ? std::string_view(text_) : bytes(), by_line());
    }
    return *json_;
}

const std::vector<std::string_view>& SourceFile::lines() {
    if (!lines_) {
        if (text_.empty()) text_ = to_utf8(bytes(), source_.encoding);
        lines_ = split(text_, '\n');
        for (auto& line : *lines_) {
            if (line.ends_with('\r')) line.remove_suffix(1);
        }
    }
    return *lines_;
}

Answers* SourceFile::answers(const std::string& question) {
    const auto found = answers_.find(question);
    if (found != answers_.end()) return &found->second;
    if (is_text()) return nullptr;
    const auto places =
        source_.format == "csv" ? csv().records() + 1 : static_cast<std::uint32_t>(json().size());
    // Two bits a place; a file may cost about twice its own size.
    constexpr std::size_t kFloor = std::size_t{1} << 20U;
    if (answers_.size() * (places / 4 + 64) > 2 * bytes().size() + kFloor) return nullptr;
    return &answers_.emplace(question, Answers(places)).first->second;
}

// Long lists of cells are worth keeping, as long as there are few of them.
bool SourceFile::keep(const std::vector<Cell>& cells) {
    constexpr std::size_t kLong = 4096;
    if (cells.size() < kLong || cells_kept_ + cells.size() > kMostCells) return false;
    cells_kept_ += cells.size();
    return true;
}

Result<std::vector<Cell>> SourceFile::cells(std::string_view locator) {
    const auto known = taken_.find(locator);
    if (known != taken_.end()) return known->second;
    auto found = find_cells(locator);
    if (found.ok() && keep(found.value())) taken_.emplace(locator, found.value());
    return found;
}

Result<std::vector<Cell>> SourceFile::find_cells(std::string_view locator) {
    const auto address = parse_address(locator);
    if (!address) {
        return input_error(fmt::format("`{}` is no locator", utf8_prefix(locator, 80)));
    }
    auto out = address->form == Address::Form::kCells     ? csv_cells(*address)
               : address->form == Address::Form::kPointer ? json_cells(*address)
                                                          : line_cells(*address);
    if (out.ok() && out.value().empty()) {
        return input_error(
            fmt::format("nothing stands at {} of {}", utf8_prefix(locator, 80), source_.path));
    }
    return out;
}

Result<std::vector<Cell>> SourceFile::csv_cells(const Address& address) {
    std::vector<Cell> out;
    const CsvRecords& records = csv();
    for (const CellRange& range : address.cells) {
        if (range.last_row > records.records()) {
            return input_error(fmt::format("{} has no record {}", source_.path, range.last_row));
        }
        for (std::uint32_t row = range.first_row; row <= range.last_row; ++row) {
            const std::uint32_t last = std::min(range.last_column, records.cells(row));
            for (std::uint32_t column = range.first_column; column <= last; ++column) {
                out.push_back({Cell::In::kCsv, row, column});
            }
            if (out.size() > kMostCells) return input_error("a sample of too many cells");
        }
    }
    return out;
}

static Cell json_cell(const JsonTree& tree, JsonId id) {
    const JsonId parent = tree.node(id).parent;
    const bool in_object = parent != kNoJson && tree.node(parent).kind == JsonKind::kObject;
    return {Cell::In::kJson, id, in_object && tree.is_scalar(id) ? parent : id};
}

void SourceFile::descend(JsonId at, const Address& address, std::size_t depth,
                         std::vector<Cell>& out) {
    const JsonTree& tree = json();
    while (at != kNoJson && depth < address.segments.size()) {
        const Segment& segment = address.segments[depth];
        if (segment.is_range && tree.node(at).kind == JsonKind::kArray) {
            for (std::uint64_t i = segment.first; i <= segment.last && i < tree.child_count(at);
                 ++i) {
                descend(tree.child(at, i), address, depth + 1, out);
            }
            return;
        }
        std::uint64_t index = 0;
        if (tree.node(at).kind == JsonKind::kArray) {
            if (segment.key.empty() || segment.key.size() > 10) return;
            for (const char c : segment.key) {
                if (!is_digit(c)) return;
                index = index * 10 + static_cast<std::uint64_t>(c - '0');
            }
            at = tree.child(at, index);
        } else {
            at = tree.member(at, segment.key);
        }
        ++depth;
    }
    if (at != kNoJson && out.size() <= kMostCells) out.push_back(json_cell(tree, at));
}

Result<std::vector<Cell>> SourceFile::json_cells(const Address& address) {
    std::vector<Cell> out;
    const auto& documents = json().documents();
    const std::size_t document = address.document == 0 ? 0 : address.document - 1;
    if (document < documents.size()) descend(documents[document], address, 0, out);
    return out;
}

Result<std::vector<Cell>> SourceFile::line_cells(const Address& address) {
    std::vector<Cell> out;
    if (is_text()) {
        if (address.last_line > lines().size()) return out;
        // Where JSON stands behind a prefix, the pointer leads to the one cell of the line.
        const std::string_view pointer =
            text_result() == nullptr ? std::string_view() : text_result()->format().pointer;
        const bool leads = address.segments.size() == 1 && !pointer.empty() &&
                           "/" + address.segments[0].key == pointer;
        if (!address.segments.empty() && !leads) return out;
        for (std::uint64_t line = address.first_line; line <= address.last_line; ++line) {
            const auto number = static_cast<std::uint32_t>(line);
            if (leads && text_result()->read(number).cells.size() != 1) continue;
            out.push_back({Cell::In::kText, number, leads ? 1U : 0U});
        }
        return out;
    }
    const std::uint64_t last = std::min<std::uint64_t>(address.last_line, json().lines());
    for (std::uint64_t line = address.first_line; line <= last; ++line) {
        const JsonId document = json().document_on_line(line);
        if (document != kNoJson) descend(document, address, 0, out);
    }
    return out;
}

std::string SourceFile::text(const Cell& cell) {
    switch (cell.in) {
        case Cell::In::kCsv: return csv().cell(cell.row, cell.column);
        case Cell::In::kJson: return json().text(cell.row);
        case Cell::In::kText: {
            if (cell.column == 0) return std::string(lines()[cell.row - 1]);
            const model::TextCell part = text_at(cell);
            return std::string(text_result()->line(cell.row).substr(part.begin, part.size));
        }
    }
    return {};
}

std::string SourceFile::joined_text(const Cell& cell) {
    if (cell.in != Cell::In::kJson || json().node(cell.row).kind != JsonKind::kArray)
        return text(cell);
    std::vector<std::string> all;
    for (JsonId c = json().first_child(cell.row); c != kNoJson; c = json().next_sibling(c)) {
        if (json().node(c).kind != JsonKind::kString) return text(cell);
        all.push_back(json().text(c));
    }
    return join(all, ", ");
}

// A comma in a column is a decimal mark if one of its cells can be read in no other way.
CommaIs SourceFile::comma_in(std::uint32_t column) {
    const auto [found, fresh] = commas_.try_emplace(column, CommaIs::kThousands);
    if (!fresh) return found->second;
    for (std::uint32_t row = first_data_row(); row <= csv().records(); ++row) {
        const std::string cell = csv().cell(row, column);
        if (cell.find(',') == std::string::npos || loose_number(cell, CommaIs::kThousands))
            continue;
        if (loose_number(cell, CommaIs::kDecimal)) return found->second = CommaIs::kDecimal;
    }
    return found->second;
}

std::optional<double> SourceFile::number(const Cell& cell, bool loose) {
    if (cell.in == Cell::In::kJson) {
        const auto plain = json().number(cell.row);
        const bool is_string = json().node(cell.row).kind == JsonKind::kString;
        if (plain || !loose || !is_string) return plain;
        return loose_number(json().text(cell.row), CommaIs::kThousands);
    }
    if (cell.in == Cell::In::kText) {
        if (cell.column == 0) return std::nullopt;
        const std::string text = this->text(cell);
        const auto plain = parse_double(text);
        return plain ? plain : loose_number(text, CommaIs::kThousands);
    }
    const std::string text = csv().cell(cell.row, cell.column);
    if (const auto plain = parse_double(trim(text))) return plain;
    if (!loose) return std::nullopt;
    return loose_number(text, comma_in(cell.column));
}

std::optional<double> SourceFile::folded(const Cell& cell, std::string_view fold) {
    if (cell.in != Cell::In::kJson || json().node(cell.row).kind != JsonKind::kArray)
        return std::nullopt;
    std::vector<double> values;
    const JsonTree& tree = json();
    for (JsonId c = tree.first_child(cell.row); c != kNoJson; c = tree.next_sibling(c)) {
        const auto value = tree.number(c);
        if (!value) return std::nullopt;
        values.push_back(*value);
    }
    if (values.empty()) return std::nullopt;
    if (fold == "first") return values.front();
    if (fold == "last") return values.back();
    if (fold == "sum") return std::accumulate(values.begin(), values.end(), 0.0);
    if (fold == "count") return static_cast<double>(values.size());
    return std::nullopt;
}

std::vector<std::string> SourceFile::fields(const Cell& cell, std::string_view name) {
    std::vector<std::string> out;
    if (cell.in == Cell::In::kCsv) {
        csv();
        for (const auto& [column, heading] : headings_) {
            if (heading != trim(name)) continue;
            out.emplace_back(trim(csv().cell(cell.row, column)));
            break;
        }
        return out;
    }
    if (cell.in == Cell::In::kText) {
        if (text_result() == nullptr) return out;
        for (const Cell& other : text_row(cell)) {
            if (text_at(other).name == name) out.push_back(text(other));
        }
        return out;
    }
    const std::string pointer = "/" + std::string(name);
    // An element of a list of texts is what the list's name asks for.
    const JsonId above = json().node(cell.row).parent;
    if (above != kNoJson && json().is_scalar(cell.row) &&
        json().node(above).kind == JsonKind::kArray && json().key(above) == name)
        out.push_back(json().text(cell.row));
    for (const JsonId element : row_beside(cell.row)) {
        const bool is_asked =
            element != cell.row && json().key(json().node(element).parent) == name;
        if (is_asked) out.push_back(json().text(element));
    }
    for (JsonId at = cell.row; at != kNoJson; at = json().node(at).parent) {
        const JsonId found = json().resolve(at, pointer);
        if (found != kNoJson && json().is_scalar(found)) out.push_back(json().text(found));
    }
    return out;
}

std::optional<std::string> SourceFile::field(const Cell& cell, std::string_view name) {
    auto all = fields(cell, name);
    if (all.empty()) return std::nullopt;
    return std::move(all.front());
}

bool SourceFile::stands_under(const Cell& cell, std::string_view key) {
    if (cell.in == Cell::In::kText && cell.column > 0) {
        // What a tool's text names is taken for a path, as of JSON: "Latency/Avg".
        const std::string path = text_at(cell).name;
        auto above = split(path, '/');
        above.pop_back();
        return std::find(above.begin(), above.end(), key) != above.end();
    }
    if (cell.in != Cell::In::kJson) return false;
    for (JsonId at = cell.row; at != kNoJson; at = json().node(at).parent) {
        if (json().node(at).key_size > 0 && json().key(at) == key) return true;
    }
    return false;
}

std::optional<std::string> SourceFile::at_pointer(const Cell* cell, std::string_view pointer) {
    if (source_.format == "csv" || is_text()) return std::nullopt;
    JsonId root = json().documents().empty() ? kNoJson : json().documents()[0];
    if (cell != nullptr && cell->in == Cell::In::kJson) {
        for (root = cell->row; json().node(root).parent != kNoJson;)
            root = json().node(root).parent;
    }
    const JsonId found = root == kNoJson ? kNoJson : json().resolve(root, pointer);
    if (found != kNoJson && json().node(found).kind == JsonKind::kArray) {
        return joined_text({Cell::In::kJson, found});
    }
    if (found == kNoJson || !json().is_scalar(found)) return std::nullopt;
    return json().text(found);
}

std::string SourceFile::column_name(const Cell& cell) {
    if (cell.in == Cell::In::kCsv) {
        csv();
        const auto found = headings_.find(cell.column);
        return found == headings_.end() ? std::string() : found->second;
    }
    std::string out;
    if (cell.in == Cell::In::kText) return cell.column == 0 ? out : text_at(cell).name;
    for (JsonId at = cell.row; at != kNoJson; at = json().node(at).parent) {
        const JsonId parent = json().node(at).parent;
        if (parent == kNoJson || json().node(parent).kind == JsonKind::kArray) {
            if (!out.empty() || parent == kNoJson) break;
            continue;
        }
        out = out.empty() ? json().key(at) : json().key(at) + "/" + out;
    }
    return out;
}

const producers::Producer* SourceFile::producer() {
    if (producer_) return *producer_;
    producers::Keys keys;
    for (const std::string& name : field_names()) {
        keys.insert(name);
        if (!is_text()) continue;
        for (const std::string_view segment : split(name, '/')) keys.emplace(segment);
    }
    producer_ = producers::recognise(keys);
    return *producer_;
}

std::string SourceFile::stated_unit(const Cell& cell) {
    if (cell.in == Cell::In::kCsv) {
        if (source_.units_row > 0)
            return std::string(trim(csv().cell(source_.units_row, cell.column)));
        csv();
        for (const auto& [column, heading] : headings_) {
            if (lower(heading) != "time_unit" || column == cell.column) continue;
            if (!model::states_unit_of(heading, column_name(cell))) continue;
            return std::string(trim(csv().cell(cell.row, column)));
        }
        // "79.8 tok/s"
        const std::string text = csv().cell(cell.row, cell.column);
        const auto end = text.find_last_of("0123456789.");
        const auto unit =
            trim(std::string_view(text).substr(end == std::string::npos ? 0 : end + 1));
        return model::find_unit(unit) ? std::string(unit) : std::string();
    }
    if (cell.in == Cell::In::kJson) {
        // The unit beside a list is that of its elements.
        JsonId parent = json().node(cell.row).parent;
        while (parent != kNoJson && json().node(parent).kind == JsonKind::kArray)
            parent = json().node(parent).parent;
        if (parent == kNoJson) return {};
        const std::string name = column_name(cell);
        for (const std::string_view key : {"unit", "units", "time_unit"}) {
            const JsonId unit = json().member(parent, key);
            if (unit != kNoJson && json().is_scalar(unit) && model::states_unit_of(key, name))
                return json().text(unit);
        }
    }
    if (cell.in == Cell::In::kText && cell.column > 0) return text_at(cell).unit;
    return {};
}

std::vector<Cell> SourceFile::column_of(const std::vector<Cell>& cells, std::string& wrong) {
    if (cells.empty()) return cells;
    if (cells[0].in == Cell::In::kText) {
        return cells[0].column == 0 ? cells : text_column(cells, wrong);
    }
    if (cells[0].in == Cell::In::kJson) return json_column(cells, wrong);
    const auto other = std::find_if(cells.begin(), cells.end(), [&](const Cell& cell) {
        return cell.column != cells[0].column;
    });
    if (other != cells.end()) {
        wrong = "the cells are not of one column";
        return cells;
    }
    std::vector<Cell> out;
    for (std::uint32_t row = first_data_row(); row <= csv().records(); ++row) {
        if (cells[0].column <= csv().cells(row)) {
            out.push_back({Cell::In::kCsv, row, cells[0].column});
        }
    }
    return out;
}

namespace {

// One step of the way from a document to a cell; a wildcard stands for every child.
struct Step {
    bool any = false;
    std::string key;
    std::string_view raw;  // escapes not resolved
};

}  // namespace

static std::vector<Step> steps_to(const JsonTree& tree, JsonId id) {
    std::vector<Step> out;
    for (JsonId at = id; tree.node(at).parent != kNoJson; at = tree.node(at).parent) {
        const bool in_array = tree.node(tree.node(at).parent).kind == JsonKind::kArray;
        if (in_array)
            out.push_back({true, {}, {}});
        else
            out.push_back({false, tree.key(at), tree.raw_key(at)});
    }
    std::reverse(out.begin(), out.end());
    return out;
}

static void walk_steps(const JsonTree& tree, JsonId at, const std::vector<Step>& steps,
                       std::size_t depth, std::vector<Cell>& out) {
    for (; at != kNoJson && depth < steps.size(); ++depth) {
        if (steps[depth].any) {
            for (JsonId c = tree.first_child(at); c != kNoJson; c = tree.next_sibling(c)) {
                walk_steps(tree, c, steps, depth + 1, out);
            }
            return;
        }
        at = tree.member(at, steps[depth].key);
    }
    if (at != kNoJson) out.push_back(json_cell(tree, at));
}

std::vector<Cell> SourceFile::json_column(const std::vector<Cell>& cells, std::string& wrong) {
    const JsonTree& tree = json();
    std::vector<Step> pattern = steps_to(tree, cells[0].row);
    for (const Cell& cell : cells) {
        // From the cell up, against the pattern from its end.
        std::size_t left = pattern.size();
        JsonId at = cell.row;
        while (tree.node(at).parent != kNoJson && left > 0) {
            Step& step = pattern[--left];
            const JsonId parent = tree.node(at).parent;
            const bool in_array = tree.node(parent).kind == JsonKind::kArray;
            step.any = step.any || in_array || tree.raw_key(at) != step.raw;
            at = parent;
        }
        if (left != 0 || tree.node(at).parent != kNoJson) {
            wrong = "the cells are not of one column";
            return cells;
        }
    }
    std::string way;
    for (const Step& step : pattern) way += step.any ? "/[]" : "/." + step.key;
    const auto known = columns_.find(way);
    if (known != columns_.end()) return known->second;
    std::vector<Cell> out;
    for (const JsonId document : tree.documents()) walk_steps(tree, document, pattern, 0, out);
    if (keep(out)) columns_.emplace(way, out);
    return out;
}

}  // namespace chimera::verify
