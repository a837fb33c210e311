// SPDX-License-Identifier: Apache-2.0
// What stands in fences: a record with the place it was taken from, the list of files, a prompt.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/clock.h"
#include "core/decimal.h"
#include "core/text.h"
#include "model/metric.h"
#include "verify/body.h"
#include "verify/config_file.h"
#include "verify/shown_name.h"
#include "verify/words.h"

namespace chimera::verify {

namespace {

// The list of files: totals, counts by format, some names, the latest time.
class FileList {
public:
    FileList(const Evidence& evidence, std::vector<Unsupported>& out)
        : evidence_(evidence), out_(out) {
        for (const Source& source : evidence.sources) {
            if (!source.beside) listed_.push_back(&source);
        }
        for (const Source* source : listed_) by_format_[lower(source->format)].push_back(source);
    }

    void check(const Fence& fence) {
        for (std::size_t i = 0; i < fence.lines.size(); ++i) {
            line_ = fence.line + 1 + static_cast<std::uint32_t>(i);
            const std::string_view text = trim(fence.lines[i]);
            if (!text.empty()) check_line(text);
        }
        end_group();
    }

private:
    void wrong(std::string_view text, std::string reason) {
        out_.push_back({line_, std::string(utf8_prefix(text, 120)), std::move(reason)});
    }

    static std::optional<double> number_behind(std::string_view text, std::string_view start) {
        if (!text.starts_with(start)) return std::nullopt;
        return parse_double(trim(text.substr(start.size())));
    }

    void end_group() {
        if (group_ != nullptr && shown_ != group_->size() && !rest_said_) {
            wrong(group_name_, "the list leaves out files and does not say so");
        }
        group_ = nullptr;
    }

    void check_line(std::string_view text) {
        constexpr std::string_view kTotal = "Total files analyzed:";
        constexpr std::string_view kLatest = "Latest modified:";
        if (const auto total = number_behind(text, kTotal)) {
            if (*total != static_cast<double>(listed_.size())) {
                wrong(text, fmt::format("{} files are listed", listed_.size()));
            }
        } else if (text.starts_with("- ")) {
            name(text.substr(2));
        } else if (text.starts_with("... and ") && text.ends_with(" more")) {
            const auto more = parse_double(text.substr(8, text.size() - 13));
            const double left =
                group_ == nullptr ? -1 : static_cast<double>(group_->size() - shown_);
            rest_said_ = true;
            if (!more || *more != left) wrong(text, "that many are not left");
        } else if (text.starts_with(kLatest)) {
            latest(trim(text.substr(kLatest.size())), text);
        } else if (text.ends_with(')') && text.find(" files (") != std::string_view::npos) {
            group(text);
        } else if (!free_numeral(text).empty()) {
            wrong(text, "it is no line of a list of files");
        }
    }

    void group(std::string_view text) {
        end_group();
        const auto open = text.find(" files (");
        group_name_ = std::string(text.substr(0, open));
        const auto found = by_format_.find(lower(group_name_));
        const auto n = parse_double(text.substr(open + 8, text.size() - open - 9));
        if (found == by_format_.end() || !n || *n != static_cast<double>(found->second.size())) {
            wrong(text, "that many files have no such format");
        }
        group_ = found == by_format_.end() ? nullptr : &found->second;
        shown_ = 0;
        rest_said_ = false;
    }

    void name(std::string_view path) {
        ++shown_;
        const auto is_it = [&](const Source* source) {
            return trim(as_line(source->path)) == path;
        };
        if (std::none_of(listed_.begin(), listed_.end(), is_it)) return wrong(path, "no such file");
        if (group_ != nullptr && std::none_of(group_->begin(), group_->end(), is_it)) {
            wrong(path, "it is of another format");
        }
    }

    void latest(std::string_view shown, std::string_view text) {
        std::string plain(shown);
        if (plain.ends_with(" UTC")) plain.replace(plain.size() - 4, 4, "Z");
        const auto stated = parse_time(plain);
        std::optional<UnixSeconds> found;
        const auto take = [&](const Source& source) {
            const auto time = parse_time(source.modified);
            if (time && (!found || *time > *found)) found = *time;
        };
        if (group_ != nullptr)
            for (const Source* source : *group_) take(*source);
        else
            for (const Source* source : listed_) take(*source);
        if (!stated || !found || *stated != *found) wrong(text, "it is another time");
    }

    const Evidence& evidence_;
    std::vector<Unsupported>& out_;
    std::vector<const Source*> listed_;  // those under the root
    std::map<std::string, std::vector<const Source*>> by_format_;
    const std::vector<const Source*>* group_ = nullptr;
    std::string group_name_;
    std::size_t shown_ = 0;
    bool rest_said_ = false;
    std::uint32_t line_ = 0;
};

// A record: each number of it stands in the row that it names.
class Record {
public:
    Record(Executor& executor, std::vector<Unsupported>& out) : executor_(executor), out_(out) {}

    void check(const Fence& fence) {
        line_ = fence.line;
        std::string text;
        for (const auto line : fence.lines) text.append(line).push_back('\n');
        const JsonTree tree = JsonTree::parse(text, false);
        if (tree.documents().size() != 1 || !tree.sound()) return wrong("record", "it is not JSON");
        const JsonId root = tree.documents()[0];
        const Source* source = source_shown(field(tree, root, "source"));
        if (source == nullptr) return wrong(field(tree, root, "source"), "no such source");
        if (field(tree, root, "sha256") != source->sha256) wrong("sha256", "it is another file's");
        std::string why;
        file_ = executor_.input().file(source->id, why);
        if (file_ == nullptr) return wrong(source->path, why);
        const std::string at = field(tree, root, "at");
        const auto place = file_->cells(at);
        if (!place.ok()) return wrong(at, place.error().message);
        gather(*source, at);
        for (JsonId id = root; id < tree.size(); ++id) {
            if (tree.is_scalar(id)) check_leaf(tree, id);
        }
    }

private:
    void wrong(std::string text, std::string reason) {
        out_.push_back({line_, std::move(text), std::move(reason)});
    }
    static std::string field(const JsonTree& tree, JsonId of, std::string_view key) {
        const JsonId id = tree.member(of, key);
        return id == kNoJson ? std::string() : tree.text(id);
    }

    // The source of this path, as a fence shows it.
    const Source* source_shown(const std::string& path) const {
        const Evidence& evidence = executor_.evidence();
        for (const Source& source : evidence.sources) {
            if (as_line(source.path) == as_line(path)) return &source;
        }
        return nullptr;
    }

    void gather(const Source& source, const std::string& at) {
        const auto add = [&](const std::string& text) { around_ += "\n" + lower(text); };
        for (const auto& scalar : file_->scalars_at(at)) {
            add(scalar.text);
            if (const auto number = parse_double(trim(scalar.text))) numbers_.push_back(*number);
            if (const auto loose = loose_number(scalar.text, CommaIs::kThousands))
                numbers_.push_back(*loose);
        }
        // What stands around the row is true of it too.
        const auto cells = file_->cells(at);
        if (cells.ok() && cells.value()[0].in == Cell::In::kJson) {
            const JsonTree& tree = file_->json();
            for (JsonId up = cells.value()[0].row; up != kNoJson; up = tree.node(up).parent) {
                if (tree.node(up).key_size > 0) add(tree.key(up));
                for (JsonId c = tree.first_child(up); c != kNoJson; c = tree.next_sibling(c)) {
                    add_below(tree, c);
                }
            }
        }
        for (const auto& [key, bind] : source.bind) add(bind.value);
        add(source.path);
        add(source.sha256);
        add(source.format);
    }

    // Scalars of objects that are no rows of their own.
    void add_below(const JsonTree& tree, JsonId id) {
        constexpr JsonId kMost = 400;
        if (tree.node(id).after - id > kMost) return;
        for (JsonId each = id; each < tree.node(id).after; ++each) {
            if (!tree.is_scalar(each)) continue;
            around_ += "\n" + lower(tree.text(each));
            if (const auto number = tree.number(each)) numbers_.push_back(*number);
        }
    }

    void check_leaf(const JsonTree& tree, JsonId id) {
        const std::string key = tree.key(id);
        if (key == "definition" || key == "unit" || key == "status" || key == "model_from") return;
        if (key == "at") {
            if (!file_->cells(tree.text(id)).ok()) wrong(tree.text(id), "nothing stands there");
            return;
        }
        if (const auto number = tree.number(id)) {
            const JsonId parent = tree.node(id).parent;
            const std::string at = parent == kNoJson ? "" : field(tree, parent, "at");
            if (!at.empty() && key == "value") return check_value(tree, parent, at, *number);
            // It is checked with the value that it helps to find.
            if (key == "nth" && file_->text_result() != nullptr) return;
            const bool known = std::any_of(numbers_.begin(), numbers_.end(), [&](double other) {
                return std::fabs(other - *number) <= 1e-9 * std::fabs(other);
            });
            if (!known) wrong(std::string(tree.raw(id)), "the record's row has no such number");
            return;
        }
        const std::string text = tree.text(id);
        const bool has_digit = std::any_of(text.begin(), text.end(), is_digit);
        if (!has_digit || tree.node(id).kind != JsonKind::kString) return;
        for (const auto word : words(text)) {
            const bool digits = std::any_of(word.begin(), word.end(), is_digit);
            if (digits && around_.find(lower(word)) == std::string::npos) {
                return wrong(text, "the record's row does not say so");
            }
        }
    }

    void check_value(const JsonTree& tree, JsonId metric, const std::string& at, double value) {
        const auto cells = file_->cells(at);
        if (!cells.ok() || cells.value().size() != 1) return wrong(at, "it is not one cell");
        Cell cell = cells.value()[0];
        if (cell.in == Cell::In::kText && cell.column == 0 && file_->text_result() != nullptr) {
            const JsonId nth = tree.member(metric, "nth");
            const auto found = file_->text_cell(
                cell, field(tree, metric, "raw"),
                static_cast<std::uint32_t>(nth == kNoJson ? 1 : tree.number(nth).value_or(1)));
            if (!found) return wrong(at, "its characters are no cell there");
            cell = *found;
        }
        const auto number = file_->number(cell, true);
        const auto configured = configured_reading(*file_, cell);
        const auto reading = configured
                                 ? *configured
                                 : model::read_column(file_->column_name(cell),
                                                      file_->stated_unit(cell), file_->terms());
        const std::string unit = field(tree, metric, "unit");
        const auto same = [&](double scale) {
            return number && std::fabs(*number * scale - value) <= 1e-9 * std::fabs(value);
        };
        const bool scaled = reading.metric && reading.metric->unit == unit && same(reading.scale);
        bool converted = false;
        for (const std::string_view from : {"ms", "s", "us", "ns"}) {
            const auto scale = model::unit_scale(from, unit);
            converted = converted || (scale && !reading.metric && same(*scale));
        }
        if (!same(1) && !scaled && !converted) {
            wrong(std::string(tree.raw(tree.member(metric, "value"))),
                  "the cell at " + at + " says otherwise");
        }
    }

    Executor& executor_;
    std::vector<Unsupported>& out_;
    SourceFile* file_ = nullptr;
    std::string around_;
    std::vector<double> numbers_;
    std::uint32_t line_ = 0;
};

}  // namespace

void check_fences(const ReportText& text, Executor& executor,
                  std::vector<Unsupported>& unsupported) {
    for (const Fence& fence : text.fences) {
        if (!fence.closed)
            unsupported.push_back({fence.line, fence.info, "the fence is not closed"});
        if (fence.info == "chimera-files") {
            FileList(executor.evidence(), unsupported).check(fence);
        } else if (fence.info == "chimera-record") {
            Record(executor, unsupported).check(fence);
        } else if (fence.info != "chimera-prompt") {
            unsupported.push_back({fence.line, "```" + fence.info, "a fence of no known kind"});
        }
    }
}

}  // namespace chimera::verify
