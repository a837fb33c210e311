// SPDX-License-Identifier: Apache-2.0
#include "verify/sample.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <span>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "stats/op.h"
#include "verify/wildcard.h"

namespace chimera::verify {

static std::string place_of(const Sample& sample, const Cell& cell) {
    switch (cell.in) {
        case Cell::In::kCsv:
            return fmt::format("record {} of {}", cell.row, sample.file->source().path);
        case Cell::In::kText:
            return fmt::format("line {} of {}", cell.row, sample.file->source().path);
        case Cell::In::kJson:
            return fmt::format("byte {} of {}", sample.file->json().node(cell.row).begin,
                               sample.file->source().path);
    }
    return {};
}

// Two texts of one value: equal but for blanks, redactions and the writing of a number.
static bool same_value(std::string_view text, std::string_view wanted) {
    if (trim(text) == trim(wanted)) return true;
    // Most texts are plain words, and either equal or not.
    const bool plain = wanted.find_first_of("[ \n\t") == std::string_view::npos;
    if (!plain && equals_with_redactions(text, wanted)) return true;
    const auto a = parse_double(trim(text));
    const auto b = parse_double(trim(wanted));
    return a && b && *a == *b;
}

static bool holds(SourceFile& file, const Cell& cell, const Condition& condition) {
    const auto text = file.field(cell, condition.column);
    // A row without the field is none of that text.
    if (!text) return condition.op == "!=" && std::get_if<double>(&condition.value) == nullptr;
    const auto left = parse_double(trim(*text));
    if (const auto* number = std::get_if<double>(&condition.value)) {
        return left && stats::holds(*left, condition.op, *number).value_or(false);
    }
    const auto& wanted = std::get<std::string>(condition.value);
    const bool same = same_value(*text, wanted);
    if (condition.op == "==") return same;
    if (condition.op == "!=") return !same;
    const auto right = parse_double(trim(wanted));
    return left && right && stats::holds(*left, condition.op, *right).value_or(false);
}

bool meets(SourceFile& file, const Cell& cell, const std::vector<Condition>& where) {
    return std::all_of(where.begin(), where.end(),
                       [&](const Condition& condition) { return holds(file, cell, condition); });
}

namespace {

// A question to be asked of many rows, with the answers to it so far.
template <typename Ask>
class Remembered {
public:
    Remembered(SourceFile& file, const std::string& question, Ask ask)
        : answers_(file.answers(question)), ask_(std::move(ask)) {}

    bool operator()(const Cell& cell) const {
        if (answers_ == nullptr) return ask_(cell);
        return answers_->at(SourceFile::place(cell), [&] { return ask_(cell); });
    }

private:
    Answers* answers_;
    Ask ask_;
};

// The conditions of an operand, to be asked of many rows.
class Conditions {
public:
    Conditions(SourceFile& file, const std::vector<Condition>& where) {
        for (const Condition& one : where) {
            std::string question = "where " + one.column + '\n' + one.op + '\n';
            const auto* number = std::get_if<double>(&one.value);
            question +=
                number != nullptr ? fmt::format("#{}", *number) : std::get<std::string>(one.value);
            questions_.emplace_back(file, question, Ask{&file, &one});
        }
    }

    bool hold(const Cell& cell) const {
        return std::all_of(questions_.begin(), questions_.end(),
                           [&](const auto& question) { return question(cell); });
    }

private:
    struct Ask {
        SourceFile* file;
        const Condition* condition;
        bool operator()(const Cell& cell) const { return holds(*file, cell, *condition); }
    };
    std::vector<Remembered<Ask>> questions_;
};

}  // namespace

// Of a text result the characters that an operand names must be a cell: what else stands in its
// lines measures nothing.
static Status find_in_lines(const Operand& operand, SourceFile& file, std::vector<Cell>& cells) {
    for (Cell& cell : cells) {
        if (cell.in != Cell::In::kText || file.text_result() == nullptr) continue;
        if (cell.column == 0) {
            const auto found = file.text_cell(cell, operand.raw, operand.nth);
            if (!found) {
                return input_error(fmt::format("\"{}\" is no cell of line {} of {}",
                                               utf8_prefix(operand.raw, 40), cell.row,
                                               file.source().path));
            }
            cell = *found;
        } else if (!operand.raw.empty()) {
            return input_error("an operand with a pointer and with characters");
        }
    }
    if (file.text_result() != nullptr && cells.size() > 1) {
        return input_error("an operand over text is one cell");
    }
    return Done{};
}

Result<Sample> take_cells(const Operand& operand, const Input& input) {
    Sample out;
    std::string why;
    out.fold = operand.fold;
    out.file = input.file(operand.source, why);
    if (out.file == nullptr) return input_error(why);
    const Conditions where(*out.file, operand.where);
    for (const std::string& locator : operand.at) {
        TRY_ASSIGN(std::vector<Cell> cells, out.file->cells(locator));
        TRY(find_in_lines(operand, *out.file, cells));
        for (const Cell& cell : cells) {
            if (where.hold(cell)) out.cells.push_back(cell);
        }
        if (out.cells.size() > kMostCells) return input_error("a sample of too many cells");
    }
    std::vector<Cell> sorted = out.cells;
    if (!std::is_sorted(sorted.begin(), sorted.end())) std::sort(sorted.begin(), sorted.end());
    const auto twice = std::adjacent_find(sorted.begin(), sorted.end());
    if (twice != sorted.end()) {
        return input_error(fmt::format("{} counts twice", place_of(out, *twice)));
    }
    if (out.cells.empty()) return input_error("an operand without cells");
    return out;
}

// Where `raw` stands for the nth time in the line, bounded by non-digits.
static bool stands_in(std::string_view line, std::string_view raw, std::uint32_t nth) {
    std::uint32_t seen = 0;
    for (std::size_t at = line.find(raw); at != std::string_view::npos;
         at = line.find(raw, at + 1)) {
        const std::size_t end = at + raw.size();
        const auto digit = [&](std::size_t i) { return i < line.size() && is_digit(line[i]); };
        if ((at > 0 && digit(at - 1)) || digit(end)) continue;
        if (++seen < nth) continue;
        // "59" is no number of "14.59".
        const bool cut_left = at > 1 && line[at - 1] == '.' && digit(at - 2) && is_digit(raw[0]);
        const bool cut_right = end < line.size() && line[end] == '.' && digit(end + 1);
        return !cut_left && !cut_right;
    }
    return false;
}

bool raw_stands(const Operand& operand, const Sample& sample) {
    if (operand.raw.empty() || operand.nth == 0) return false;
    return std::any_of(sample.cells.begin(), sample.cells.end(), [&](const Cell& cell) {
        return stands_in(sample.file->text(cell), operand.raw, operand.nth);
    });
}

std::optional<double> number_in_text(const Operand& operand, const Sample& sample) {
    if (!raw_stands(operand, sample)) return std::nullopt;
    return loose_number(operand.raw, CommaIs::kThousands);
}

Status read_numbers(const Operand& operand, Sample& sample) {
    if (!std::isfinite(operand.scale) || operand.scale == 0) return input_error("a scale of zero");
    if (sample.cells[0].in == Cell::In::kText && sample.cells[0].column == 0) {
        const auto value = number_in_text(operand, sample);
        if (!value) {
            return input_error(fmt::format("\"{}\" does not stand in {}",
                                           utf8_prefix(operand.raw, 40),
                                           place_of(sample, sample.cells[0])));
        }
        sample.values = {*value * operand.scale};
        return Done{};
    }
    for (const Cell& cell : sample.cells) {
        auto value = sample.fold.empty() ? sample.file->number(cell, false)
                                         : sample.file->folded(cell, sample.fold);
        if (!value && sample.fold.empty()) {
            value = sample.file->number(cell, true);
            sample.loose = true;
        }
        if (!value) return input_error(fmt::format("{} is no number", place_of(sample, cell)));
        sample.values.push_back(*value * operand.scale);
    }
    return Done{};
}

std::optional<std::string> day_of(SourceFile& file, const Cell& cell) {
    const auto bound = file.source().bind.find("day");
    if (bound == file.source().bind.end()) return std::nullopt;
    const Bind& bind = bound->second;
    const auto text = !bind.column.empty()    ? file.field(cell, bind.column)
                      : !bind.pointer.empty() ? file.at_pointer(&cell, bind.pointer)
                                              : std::optional(bind.value);
    const auto time = text ? parse_stamp(*text) : std::nullopt;
    return time ? std::optional(date_of(*time)) : std::nullopt;
}

// Does the key have this value for the cell's row? `known` is false where nothing says.
static bool key_holds(SourceFile& file, const Cell& cell, const std::string& key,
                      const std::string& value, const Input& input, bool& known) {
    known = true;
    const auto bound = file.source().bind.find(key);
    if (bound == file.source().bind.end()) {
        const auto text = file.field(cell, key);
        known = text.has_value();
        return known && same_value(*text, value);
    }
    const Bind& bind = bound->second;
    if (key == "day") return day_of(file, cell) == value;
    if (bind.column == "*") return file.stands_under(cell, value);
    if (!bind.column.empty()) {
        const auto all = file.fields(cell, bind.column);
        return std::any_of(all.begin(), all.end(),
                           [&](const std::string& text) { return same_value(text, value); });
    }
    if (!bind.pointer.empty()) {
        const auto text = file.at_pointer(&cell, bind.pointer);
        return text && same_value(*text, value);
    }
    if (bind.source != 0 && !bind.at.empty()) {
        std::string why;
        SourceFile* other = input.file(bind.source, why);
        if (other == nullptr) return false;
        const auto cells = other->cells(bind.at);
        return cells.ok() && same_value(other->joined_text(cells.value()[0]), value);
    }
    if (!bind.value.empty() && same_value(bind.value, value)) return true;
    // A file's name may tell a run by a key that its rows tell another one by.
    const auto own = file.field(cell, key);
    return own && same_value(*own, value);
}

namespace {

// A scope, to be asked of many rows.
class ScopeKeys {
public:
    ScopeKeys(SourceFile& file, const Scope& scope, const Input& input) {
        for (const auto& [key, value] : scope) {
            // Whether a value stands under a key is no matter of its row alone.
            const auto bound = file.source().bind.find(key);
            const bool under = bound != file.source().bind.end() && bound->second.column == "*";
            const Ask ask{&file, &key, &value, &input};
            if (under) {
                under_.push_back(ask);
            } else {
                questions_.emplace_back(file, "scope " + key + '\n' + value, ask);
            }
        }
    }

    bool hold(const Cell& cell) const {
        const auto holds = [&](const auto& question) { return question(cell); };
        return std::all_of(questions_.begin(), questions_.end(), holds) &&
               std::all_of(under_.begin(), under_.end(), holds);
    }

private:
    struct Ask {
        SourceFile* file;
        const std::string* key;
        const std::string* value;
        const Input* input;
        bool operator()(const Cell& cell) const {
            bool known = true;
            return key_holds(*file, cell, *key, *value, *input, known);
        }
    };
    std::vector<Remembered<Ask>> questions_;
    std::vector<Ask> under_;
};

}  // namespace

std::string out_of_scope(const Sample& sample, const Scope& scope, const Input& input) {
    const ScopeKeys keys(*sample.file, scope, input);
    const auto out = std::find_if(sample.cells.begin(), sample.cells.end(),
                                  [&](const Cell& cell) { return !keys.hold(cell); });
    if (out == sample.cells.end()) return {};
    for (const auto& [key, value] : scope) {
        for (const Cell& cell : std::span(out, sample.cells.end())) {
            bool known = true;
            if (key_holds(*sample.file, cell, key, value, input, known)) continue;
            if (!known) {
                return fmt::format("nothing in {} says what its `{}` is",
                                   sample.file->source().path, utf8_prefix(key, 60));
            }
            return fmt::format("{} is not of {} `{}`", place_of(sample, cell), utf8_prefix(key, 60),
                               utf8_prefix(value, 60));
        }
    }
    return {};
}

// A record of a CSV file that holds data: no blank line, no comment, nothing that was rejected.
static bool is_data(SourceFile& file, const Cell& cell) {
    if (cell.in != Cell::In::kCsv) return true;
    const std::string first = file.csv().cell(cell.row, 1);
    if (file.csv().cells(cell.row) == 1 && trim(first).empty()) return false;
    return !first.starts_with('#');
}

static std::set<std::uint32_t> rejected_rows(SourceFile& file) {
    std::set<std::uint32_t> out;
    for (const PlaceAndText& reject : file.source().rejects) {
        const auto address = parse_address(reject.at);
        if (!address) continue;
        for (const CellRange& range : address->cells) {
            for (std::uint32_t row = range.first_row;
                 row <= std::min(range.last_row, file.csv().records()); ++row) {
                out.insert(row);
            }
        }
        if (address->form == Address::Form::kLines && file.text_result() != nullptr) {
            out.insert(static_cast<std::uint32_t>(address->first_line));
        }
    }
    return out;
}

bool is_set_aside(SourceFile& file, const Cell& cell) {
    const producers::Producer* tool = file.producer();
    if (tool == nullptr) return false;
    if (!tool->zero_is_none.empty() && file.number(cell, true) == 0.0) {
        const auto reading =
            model::read_column(file.column_name(cell), file.stated_unit(cell), file.terms());
        const bool raw = reading.metric && reading.statistic == model::Statistic::kRaw;
        if (raw && producers::is_none(tool, reading.metric->id, 0)) return true;
    }
    return std::any_of(tool->aside.begin(), tool->aside.end(), [&](const producers::Aside& rule) {
        const auto text = file.field(cell, rule.field);
        return text && producers::sets_aside(rule, *text);
    });
}

std::string incomplete(const Sample& sample, const Wanted& wanted, const Input& input) {
    SourceFile& file = *sample.file;
    if (sample.cells[0].in == Cell::In::kText && sample.cells[0].column == 0) return {};
    std::string wrong;
    std::vector<Cell> all = file.column_of(sample.cells, wrong);
    if (!wrong.empty()) return wrong;
    if (wanted.numbers && sample.values.size() != sample.cells.size()) {
        return "not every cell of the sample is a number";
    }
    std::vector<Cell> taken = sample.cells;
    for (auto* cells : {&taken, &all}) {
        if (!std::is_sorted(cells->begin(), cells->end())) std::sort(cells->begin(), cells->end());
    }
    const auto rejected = rejected_rows(file);
    const ScopeKeys scope(file, wanted.scope, input);
    const Conditions where(file, wanted.where);
    auto next = taken.begin();
    for (const Cell& cell : all) {
        while (next != taken.end() && *next < cell) ++next;
        const bool is_in = next != taken.end() && *next == cell;
        if (is_set_aside(file, cell)) {
            if (is_in) return place_of(sample, cell) + " is set aside by its tool";
            continue;
        }
        const bool listed = file.listed_as_failed(cell);
        if (is_in && wanted.rows == Rows::kSound) {
            if (listed) return fmt::format("{} is listed as failed", place_of(sample, cell));
            const std::string says = file.says_failed(cell);
            if (!says.empty()) return fmt::format("{} failed: {}", place_of(sample, cell), says);
        }
        if (is_in && wanted.rows == Rows::kFailed && !listed) {
            return fmt::format("{} is not listed as failed", place_of(sample, cell));
        }
        if (is_in) continue;
        if (wanted.rows == Rows::kSound && listed) continue;
        if (wanted.rows == Rows::kFailed && !listed) continue;
        if (cell.in != Cell::In::kJson && rejected.contains(cell.row)) continue;
        if (!is_data(file, cell) || !scope.hold(cell) || !where.hold(cell)) continue;
        const bool absent = !sample.fold.empty() ? !file.folded(cell, sample.fold)
                            : wanted.numbers     ? !file.number(cell, sample.loose)
                                                 : trim(file.text(cell)).empty();
        if (absent) continue;
        if (wanted.rows == Rows::kSound && !file.says_failed(cell).empty()) continue;
        return fmt::format("the sample lacks {}", place_of(sample, cell));
    }
    return out_of_scope(sample, wanted.scope, input);
}

Scope bound_scope(const Sample& sample, const Input& input) {
    Scope out;
    for (const auto& [key, bind] : sample.file->source().bind) {
        std::optional<std::string> value;
        if (bind.column == "*" || key == "day") continue;
        if (!bind.column.empty())
            value = sample.file->field(sample.cells[0], bind.column);
        else if (!bind.pointer.empty())
            value = sample.file->at_pointer(&sample.cells[0], bind.pointer);
        else
            value = bind.value;
        if (!value || value->empty()) continue;
        const Scope one{{key, *value}};
        if (out_of_scope(sample, one, input).empty()) out[key] = *value;
    }
    return out;
}

}  // namespace chimera::verify
