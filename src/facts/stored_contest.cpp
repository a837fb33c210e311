// SPDX-License-Identifier: Apache-2.0
#include "facts/stored_contest.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>

#include "core/text.h"
#include "facts/analysis.h"
#include "facts/cells.h"
#include "facts/row_groups.h"
#include "facts/stored.h"
#include "model/locator.h"
#include "model/scope.h"

namespace chimera::facts {

// A table with more rows than this is a series, no comparison of alternatives.
static constexpr std::size_t kMostRows = 200;
static constexpr std::size_t kMostColumns = 400;
// So many alternatives of one thing are compared, and so many contests of a folder.
static constexpr std::size_t kMostArms = 24;
static constexpr std::size_t kMostContests = 400;

std::string Keyed::name(std::uint32_t row) const {
    if (!fixed.empty()) return fixed;
    return column == nullptr ? table->members[row] : std::string(column->texts.text(row));
}

static std::string last_of(std::string_view name) {
    return lower(last_segment(name));
}

static bool stands_within(std::string_view whole, std::string_view part) {
    const auto all = words(whole);
    return std::any_of(all.begin(), all.end(),
                       [&](std::string_view word) { return equals_ignoring_case(word, part); });
}

// What everybody calls the thing that others are measured against.
static constexpr std::string_view kReferences[] = {"eager",    "baseline",   "none",
                                                   "native",   "reference",  "vanilla",
                                                   "original", "uncompiled", "unoptimized"};

static bool is_reference(std::string_view name) {
    return std::any_of(std::begin(kReferences), std::end(kReferences),
                       [&](std::string_view word) { return stands_within(name, word); });
}

static bool differs(const model::Column& column) {
    return column.texts.dictionary().size() > 1;
}

// The plainest column that tells back ends apart; else the rows' own keys, if one of them is called
// a reference: keys of an object may as well be different tasks.
static std::optional<Keyed> keyed(const model::RecordSet& records, const model::Table& table) {
    static constexpr std::string_view kKeys[] = {
        "backend", "target_backend",     "inference_engine", "engine",         "compiler",
        "runtime", "execution_provider", "provider",         "implementation", "framework",
        "variant"};
    for (const std::string_view wanted : kKeys) {
        const model::Column* best = nullptr;
        for (const model::Column& column : table.columns) {
            if (last_of(column.name) != wanted || !differs(column)) continue;
            if (best == nullptr || column.name.size() < best->name.size()) best = &column;
        }
        if (best != nullptr) return Keyed{&table, best, best->name};
    }
    const auto& bind = records.sources[table.source].bind;
    const auto variant = bind.find("variant");
    if (table.rows_are != model::RowsAre::kJsonMembers || variant == bind.end() ||
        variant->second.column != model::kMemberKey) {
        return std::nullopt;
    }
    const bool has = std::any_of(table.members.begin(), table.members.end(), is_reference);
    return has ? std::optional<Keyed>(Keyed{&table, nullptr, "variant"}) : std::nullopt;
}

static bool tells_apart(const model::Column& column) {
    switch (column.reading.meaning) {
        case model::Meaning::kParameter:
        case model::Meaning::kVariant:
        case model::Meaning::kHardware:
        case model::Meaning::kInput:
        case model::Meaning::kModel:
        case model::Meaning::kSuite: return true;
        default: return false;
    }
}

// What rows are of beside their alternative: every setting that all sound rows state. What a few
// state belongs to their alternative ("opset" of one compiler).
static std::vector<const model::Column*> settings_of(const Keyed& keyed) {
    std::vector<const model::Column*> out;
    for (const model::Column& column : keyed.table->columns) {
        const bool synonym = &column == keyed.column || last_of(column.name) == last_of(keyed.key);
        if (synonym || !tells_apart(column) || model::is_sample_size(column.name)) continue;
        bool full = true;
        for (std::uint32_t row = 0; row < keyed.table->rows && full; ++row) {
            full = keyed.table->is_failed(row) || !cell_text(column, row).empty();
        }
        if (full) out.push_back(&column);
    }
    return out;
}

// The rows' own keys, where they name what was done: {"matmul": {...}, "conv": {...}}.
static bool is_keyed_by_task(const model::RecordSet& records, const Keyed& keyed) {
    if (keyed.fixed.empty() || keyed.table->rows_are != model::RowsAre::kJsonMembers) return false;
    const auto& bind = records.sources[keyed.table->source].bind;
    const auto variant = bind.find("variant");
    return variant != bind.end() && variant->second.column == model::kMemberKey;
}

static std::string rest_of(const Keyed& keyed, std::uint32_t row) {
    std::string out;
    if (!keyed.fixed.empty() && row < keyed.table->members.size()) out = keyed.table->members[row];
    out += '\x1f';
    for (const model::Column* column : keyed.settings) out += cell_text(*column, row) + '\x1f';
    return out;
}

static bool varies(const Keyed& keyed, const model::Column& column) {
    for (std::uint32_t row = 1; row < keyed.table->rows; ++row) {
        if (cell_text(column, row) != cell_text(column, 0)) return true;
    }
    return false;
}

model::Role role_at(const model::Source& source, std::string_view pointer, model::Role role) {
    const model::RoleAt* nearest = nullptr;
    for (const model::RoleAt& at : source.roles) {
        const bool holds = pointer.starts_with(at.at) &&
                           (at.at.size() == pointer.size() || pointer[at.at.size()] == '/');
        if (holds && (nearest == nullptr || nearest->at.size() < at.at.size())) nearest = &at;
    }
    if (nearest != nullptr) return nearest->role;
    return source.roles.empty() ? role : source.role;
}

Class class_of_role(model::Role role) {
    if (role == model::Role::kSummary) return Class::kSummary;
    return role == model::Role::kConfig ? Class::kConfig : Class::kMeasured;
}

// The keys of the scope that a row's facts share: model, suite and, where asked for, the
// alternative.
static Scope scope_at(const Analysis& analysis, const Keyed& keyed, std::uint32_t row, bool named) {
    Scope scope;
    for (const char* key : {"model", "suite"}) {
        const auto reader = model::scope_reader(analysis.records, *keyed.table, key);
        // The suite that a file is named after is the alternative itself.
        if (!keyed.fixed.empty() && key == std::string_view("suite") && reader.column == nullptr)
            continue;
        const auto value = reader.value(row);
        if (!value.empty()) scope[key] = std::string(value);
    }
    if (!named) return scope;
    if (is_keyed_by_task(analysis.records, keyed)) scope["variant"] = keyed.table->members[row];
    scope[keyed.key] = keyed.name(row);
    for (const model::Column* column : keyed.named) scope[column->name] = cell_text(*column, row);
    return scope;
}

static FactId cell_fact(Analysis& analysis, const Keyed& keyed, const model::Column& column,
                        std::uint32_t row) {
    const model::Metric& metric = *column.reading.metric;
    Fact fact;
    fact.statistic = model::statistic_name(column.reading.statistic, column.reading.p);
    fact.label = fmt::format("stored {} {} of `{}`", fact.statistic, metric.name, keyed.name(row));
    fact.unit = metric.unit;
    fact.kind = fact.worst = class_of_role(keyed.table->role);
    fact.metric = metric.id;
    fact.scope = scope_at(analysis, keyed, row, true);
    Cells cell = cell_at(*keyed.table, column, row);
    cell.scale = column.reading.scale;
    return analysis.book.of_cell(std::move(cell), column.number(row) * cell.scale, column.decimals,
                                 std::move(fact));
}

static std::string parent_of(const std::string& name) {
    const auto slash = name.rfind('/');
    return slash == std::string::npos ? std::string() : name.substr(0, slash);
}

static const model::Column* sibling(const model::Table& table, const model::Column& mean,
                                    model::Statistic statistic) {
    for (const model::Column& column : table.columns) {
        if (column.reading.metric && column.reading.metric->id == mean.reading.metric->id &&
            column.reading.statistic == statistic &&
            parent_of(column.name) == parent_of(mean.name)) {
            return &column;
        }
    }
    return nullptr;
}

static bool is_count(double value) {
    return model::present(value) && value >= 1 &&
           value == static_cast<double>(static_cast<std::int64_t>(value));
}

static Fact described_size(Scope scope) {
    Fact fact;
    fact.label = "values behind each mean";
    fact.statistic = "count";
    fact.scope = std::move(scope);
    return fact;
}

// The count beside the mean in its row: of its own object first, then of the row itself.
static FactId own_size(Analysis& analysis, const Keyed& keyed, const model::Column& mean,
                       std::uint32_t row) {
    const model::Column* best = nullptr;
    for (const model::Column& column : keyed.table->columns) {
        const std::string parent = parent_of(column.name);
        if (!model::is_sample_size(column.name) || !is_count(column.number(row))) continue;
        if (!parent.empty() && parent != parent_of(mean.name)) continue;
        if (best == nullptr || parent.size() > parent_of(best->name).size()) best = &column;
    }
    if (best == nullptr) return kNoFact;
    Fact fact = described_size(scope_at(analysis, keyed, row, true));
    fact.kind = fact.worst = class_of_role(keyed.table->role);
    return analysis.book.of_cell(cell_at(*keyed.table, *best, row), best->number(row), 0,
                                 std::move(fact));
}

// {"settings": {"runs": 10}, "backends": {...}}: stated once for all rows, by an object around them
// or by its settings.
static FactId shared_size(Analysis& analysis, const Keyed& keyed, std::uint32_t row) {
    static constexpr std::string_view kBoxes[] = {"settings", "config", "configuration", "args",
                                                  "options",  "params", "parameters",    "setup"};
    const model::Context* found = nullptr;
    for (const model::Context& around : keyed.table->context) {
        if (!model::is_sample_size(around.pointer) || !is_count(around.number)) continue;
        std::string parent = parent_of(around.pointer);
        const bool boxed =
            std::find(std::begin(kBoxes), std::end(kBoxes), last_of(parent)) != std::end(kBoxes);
        if (boxed && !keyed.table->base.starts_with(parent + "/")) parent = parent_of(parent);
        if (keyed.table->base != parent && !keyed.table->base.starts_with(parent + "/")) continue;
        if (found != nullptr && found->number != around.number) return kNoFact;
        if (found == nullptr) found = &around;
    }
    if (found == nullptr) return kNoFact;
    Fact fact = described_size(scope_at(analysis, keyed, row, false));
    fact.kind = fact.worst = class_of_role(
        role_at(analysis.records.sources[keyed.table->source], found->pointer, keyed.table->role));
    const std::string document =
        keyed.table->document == 0 ? "" : fmt::format("doc={}", keyed.table->document);
    return analysis.book.of_cell({.source = keyed.table->source, .at = {document + found->pointer}},
                                 found->number, 0, std::move(fact));
}

static void add_cost(Analysis& analysis, const Keyed& keyed, const model::Metric& metric,
                     StoredArm& arm) {
    const model::Column* cost = nullptr;
    for (const model::Column& column : keyed.table->columns) {
        const model::Reading& reading = column.reading;
        const bool compiles = reading.metric && reading.metric->id == "compile_time_s" &&
                              reading.statistic == model::Statistic::kRaw;
        if (!compiles || !(column.number(arm.row) > 0)) continue;
        if (cost == nullptr || column.name.size() < cost->name.size()) cost = &column;
    }
    if (cost == nullptr) return;
    arm.cost = cell_fact(analysis, keyed, *cost, arm.row);
    if (metric.unit == "s") arm.cost_alike = arm.cost;
    const auto scale = model::unit_scale("s", metric.unit);
    if (metric.unit != "ms" || !scale) return;
    Fact fact = analysis.book.at(arm.cost);
    Cells cell = std::get<Cells>(fact.operands.front());
    cell.scale *= *scale;
    fact.unit = metric.unit;
    arm.cost_alike = analysis.book.of_cell(cell, cost->number(arm.row) * cell.scale, cost->decimals,
                                           std::move(fact));
}

static StoredArm arm_of(Analysis& analysis, const Keyed& keyed, const model::Column& mean,
                        std::uint32_t row) {
    StoredArm arm{.table = keyed.table, .row = row, .name = keyed.name(row)};
    arm.mean = cell_fact(analysis, keyed, mean, row);
    const model::Column* sd = sibling(*keyed.table, mean, model::Statistic::kSd);
    if (sd != nullptr && model::present(sd->number(row)))
        arm.sd = cell_fact(analysis, keyed, *sd, row);
    arm.n = own_size(analysis, keyed, mean, row);
    if (arm.n == kNoFact) arm.n = shared_size(analysis, keyed, row);
    if (arm.n != kNoFact && analysis.book.number(arm.n) < 2) arm.n = kNoFact;
    add_cost(analysis, keyed, *mean.reading.metric, arm);
    const auto wrong = analysis.mislabels.find({keyed.table, row});
    if (wrong != analysis.mislabels.end()) arm.mislabelled = &wrong->second;
    return arm;
}

// The reference is the one that is called so; of several, or of none, the slowest.
static bool choose_reference(const Analysis& analysis, StoredContest& contest) {
    const bool up = contest.metric.polarity == model::Polarity::kHigherIsBetter;
    const auto value = [&](std::size_t i) { return analysis.book.number(contest.arms[i].mean); };
    std::optional<std::size_t> slowest;
    std::vector<std::size_t> named;
    for (std::size_t i = 0; i < contest.arms.size(); ++i) {
        if (contest.arms[i].mislabelled != nullptr) continue;
        if (is_reference(contest.arms[i].name)) named.push_back(i);
        if (!slowest || (up ? value(i) < value(*slowest) : value(i) > value(*slowest))) slowest = i;
    }
    if (!slowest) return false;
    contest.by_name = named.size() == 1;
    contest.reference = contest.by_name ? named.front() : *slowest;
    return true;
}

static bool is_contested(const model::Column& column,
                         const std::set<const model::Column*>& checked) {
    const model::Reading& reading = column.reading;
    return reading.metric && reading.metric->registered && !column.numbers.empty() &&
           reading.statistic == model::Statistic::kMean &&
           reading.metric->polarity != model::Polarity::kNeither && !checked.contains(&column);
}

static void add_contests(Analysis& analysis, const Keyed& keyed, const model::Column& mean,
                         std::vector<StoredContest>& out) {
    std::map<std::string, StoredContest> groups;
    for (std::uint32_t row = 0; row < keyed.table->rows; ++row) {
        if (keyed.table->is_failed(row) || !model::present(mean.number(row))) continue;
        if (keyed.name(row).empty()) continue;
        StoredContest& contest = groups[rest_of(keyed, row)];
        contest.source = keyed.table->source;
        contest.metric = *mean.reading.metric;
        contest.key = keyed.key;
        contest.settings.clear();
        for (const model::Column* column : keyed.named)
            contest.settings.push_back(std::string(last_segment(column->name)) + "=" +
                                       cell_text(*column, row));
        contest.arms.push_back(arm_of(analysis, keyed, mean, row));
    }
    for (auto& [rest, contest] : groups) {
        std::set<std::string> names;
        for (const StoredArm& arm : contest.arms) names.insert(arm.name);
        // Several rows of one alternative differ in something that nothing here knows.
        if (names.size() != contest.arms.size() || names.size() < 2 || names.size() > kMostArms)
            continue;
        if (choose_reference(analysis, contest)) out.push_back(std::move(contest));
    }
}

static bool may_tell(const model::RecordSet& records, const model::Table& table) {
    const bool counts = table.role == model::Role::kRaw || table.role == model::Role::kSummary;
    return counts && !table.counts_twice && !records.sources[table.source].duplicate_of &&
           table.rows >= 2 && table.rows <= kMostRows && table.columns.size() <= kMostColumns;
}

Alternatives find_alternatives(const Analysis& analysis) {
    Alternatives out;
    for (const model::Table& table : analysis.records.tables) {
        if (!may_tell(analysis.records, table)) continue;
        auto found = keyed(analysis.records, table);
        if (!found) continue;
        found->settings = settings_of(*found);
        for (const model::Column* column : found->settings) {
            const bool is_model = column->reading.meaning == model::Meaning::kModel;
            if (!is_model && varies(*found, *column)) found->named.push_back(column);
        }
        if (found->named.size() > kMostSettings) found->named.clear();
        out.emplace_back(&table, std::move(*found));
    }
    return out;
}

// Tables of files that are named after their alternatives, alike in folder and place.
using Siblings = std::map<std::string, std::vector<Keyed>>;

static Siblings find_siblings(const model::RecordSet& records) {
    Siblings out;
    for (const model::Table& table : records.tables) {
        const model::Source& source = records.sources[table.source];
        const auto bind = source.bind.find("backend");
        const bool named = bind != source.bind.end() && bind->second.path;
        const bool counts = table.role == model::Role::kRaw || table.role == model::Role::kSummary;
        if (!named || !counts || table.rows > kMostRows || table.columns.size() > kMostColumns)
            continue;
        Keyed keyed{&table, nullptr, "backend"};
        keyed.fixed = bind->second.value;
        keyed.settings = settings_of(keyed);
        for (const model::Column* column : keyed.settings) {
            const auto meaning = column->reading.meaning;
            const bool is_name =
                meaning == model::Meaning::kModel || meaning == model::Meaning::kSuite;
            if (!is_name && varies(keyed, *column)) keyed.named.push_back(column);
        }
        if (keyed.named.size() > kMostSettings) keyed.named.clear();
        const std::string folder(folder_of(source.path));
        out[folder + '\n' + table.base].push_back(std::move(keyed));
    }
    return out;
}

// What every file says around its rows of the circumstances: arms of other hardware, inputs or
// settings are no alternatives.
static std::map<const model::Table*, std::string> circumstances_of(
    const std::vector<Keyed>& files) {
    std::map<std::string, std::size_t> seen;
    const auto tells = [](const model::Context& around) {
        if (around.pointer.size() < 2 || around.text.empty()) return false;
        const std::string_view name = std::string_view(around.pointer).substr(1);
        const auto meaning = model::read_column(name, "").meaning;
        const bool is_circumstance = meaning == model::Meaning::kParameter ||
                                     meaning == model::Meaning::kHardware ||
                                     meaning == model::Meaning::kInput || last_of(name) == "device";
        return is_circumstance && !model::is_sample_size(name);
    };
    for (const Keyed& keyed : files) {
        for (const model::Context& around : keyed.table->context) {
            if (tells(around)) ++seen[around.pointer];
        }
    }
    std::map<const model::Table*, std::string> out;
    for (const Keyed& keyed : files) {
        for (const model::Context& around : keyed.table->context) {
            const auto found = seen.find(around.pointer);
            if (found != seen.end() && found->second == files.size())
                out[keyed.table] += around.pointer + '=' + around.text + '\n';
        }
    }
    return out;
}

static void add_siblings(Analysis& analysis, const std::vector<Keyed>& files,
                         const std::string& mean, std::vector<StoredContest>& out) {
    std::map<std::string, StoredContest> groups;
    auto circumstances = circumstances_of(files);
    for (const Keyed& keyed : files) {
        const model::Column* column = keyed.table->find(mean);
        if (column == nullptr || !is_contested(*column, {})) continue;
        for (std::uint32_t row = 0; row < keyed.table->rows; ++row) {
            if (keyed.table->is_failed(row) || !model::present(column->number(row))) continue;
            StoredContest& contest = groups[circumstances[keyed.table] + rest_of(keyed, row)];
            contest.metric = *column->reading.metric;
            contest.key = keyed.key;
            contest.siblings = true;
            contest.settings.clear();
            for (const model::Column* setting : keyed.named)
                contest.settings.push_back(std::string(last_segment(setting->name)) + "=" +
                                           cell_text(*setting, row));
            contest.arms.push_back(arm_of(analysis, keyed, *column, row));
        }
    }
    for (auto& [rest, contest] : groups) {
        std::set<std::string> names;
        for (const StoredArm& arm : contest.arms) names.insert(arm.name);
        if (names.size() != contest.arms.size() || names.size() < 2) continue;
        if (!choose_reference(analysis, contest)) continue;
        contest.source = contest.arms[contest.reference].table->source;
        const Scope& scope = analysis.book.at(contest.arms.front().mean).scope;
        for (const char* key : {"variant", "suite", "model"}) {
            if (contest.task.empty() && scope.contains(key)) contest.task = key;
        }
        out.push_back(std::move(contest));
    }
}

std::vector<StoredContest> find_contests(Analysis& analysis) {
    std::set<const model::Column*> checked;
    for (const StoredCheck& check : analysis.stored) checked.insert(check.column);
    std::vector<StoredContest> out;
    for (const auto& [table, key] : analysis.alternatives) {
        for (const model::Column& column : table->columns) {
            if (out.size() < kMostContests && is_contested(column, checked))
                add_contests(analysis, key, column, out);
        }
    }
    for (const auto& [place, files] : find_siblings(analysis.records)) {
        std::set<std::string> means;
        for (const Keyed& keyed : files) {
            for (const model::Column& column : keyed.table->columns) {
                if (is_contested(column, checked)) means.insert(column.name);
            }
        }
        for (const std::string& mean : means) {
            if (out.size() < kMostContests) add_siblings(analysis, files, mean, out);
        }
    }
    return out;
}

std::size_t count_contested(const std::vector<StoredContest>& contests) {
    std::size_t out = 0;
    for (const StoredContest& contest : contests) {
        std::size_t able = 0;
        for (const StoredArm& arm : contest.arms) {
            able += arm.has_moments() && arm.mislabelled == nullptr ? 1 : 0;
        }
        if (able < 2 || !contest.arms[contest.reference].has_moments()) continue;
        out += contest.by_name ? able - 1 : able * (able - 1) / 2;
    }
    return out;
}

}  // namespace chimera::facts
