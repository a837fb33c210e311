// SPDX-License-Identifier: Apache-2.0
// What every finder of propositions works on: the records, their series with summaries, the book of
// facts, and the list to which it adds what it found true. A proposition is one file in
// propositions/: its templates, its finder, its test; registry.cpp lists them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "facts/alias.h"
#include "facts/book.h"
#include "facts/configurations.h"
#include "facts/draft.h"
#include "facts/error_budget.h"
#include "facts/occasions.h"
#include "facts/ranking.h"
#include "facts/series.h"
#include "facts/stored_check.h"
#include "facts/stored_contest.h"
#include "facts/sweep.h"
#include "model/record_set.h"

namespace chimera::facts {

// A figure that the data hold, and where it belongs.
struct PlacedFigure {
    Figure figure;
    std::string place;    // "ttft_s/baseline": behind the table of that metric and suite
    double salience = 0;  // of what it shows
};

// One setting of one sweep: its two arms, where the grid lets them be compared.
struct Trial {
    std::size_t sweep = 0;   // index into Analysis::sweeps
    std::size_t factor = 0;  // index into its factors
    std::optional<Arms> arms;
};

struct Analysis {
    const model::RecordSet& records;
    unsigned jobs = 0;  // threads; 0 means all cores
    Book book;
    std::vector<Series> series;
    std::vector<Summary> summaries;                                               // of series[i]
    std::unordered_map<const model::Table*, std::vector<std::size_t>> series_of;  // in order
    std::set<std::string> bare_keys;  // of scopes: some value of it says nothing alone (arm_slot)
    std::vector<ComparisonSet> sets;
    std::vector<Sweep> sweeps;
    std::vector<Trial> trials;
    std::vector<Configurations> configurations;  // of sweeps that repeat them
    std::vector<Timeline> timelines;             // of series whose rows are of several days
    ErrorBudget budget;                          // of all directional comparisons of this report
    std::vector<Ranking> rankings;               // of the sets (ranking.h)
    std::vector<Contrast> contrasts;             // of the rankings that are not in time
    std::vector<Step> steps;                     // of those that are, and of the timelines
    std::vector<StoredCheck> stored;             // what files store, against their rows (stored.h)
    std::vector<StoredGroup> stored_only;        // what files store without such rows
    Mislabels mislabels;
    Alternatives alternatives;
    std::vector<StoredContest> contests;  // of stored alternatives (stored_contest.h)
    std::map<std::pair<std::size_t, std::size_t>, Alias> aliases;  // of pairs looked at so far
    std::vector<Proposition> found;
    std::vector<PlacedFigure> figures;
};

// A registered wording. `text` may hold the mark {@}, which stands for the settings that the things
// spoken of share: it becomes "" or " at {s1}" or " at {s1} and {s2}" ... . The mark {&} is a list
// of names: "{l1}", "{l1} or {l2}", ... . Each is a template of its own.
struct Wording {
    std::string_view id;
    std::string_view text;
    std::vector<std::string> columns = {};
};

// One search and the wordings of all that it may find, in one list a kind of proposition or in
// several.
struct Finder {
    std::vector<std::span<const Wording>> wordings;
    void (*find)(Analysis&);
};

// What a wording states: its id begins with the kind of its proposition, "effect.row.higher".
std::string_view kind_of(std::string_view id);

std::span<const Finder> finders();

// Every registered template, the settings expanded and the gated words listed.
std::vector<Template> all_templates();

// The ids of one family among `all`, in their order: "best.tied" has best.tied.1, best.tied.2, ...,
// and not best.tied.runs.1. They read alike in meaning, so whoever words a report may take any.
std::vector<std::string_view> wordings_of(std::span<const Wording> all, std::string_view family);
std::vector<std::string> ids_of(std::span<const Wording> all, std::string_view family);

// The most settings that a wording with {@} can name; series with more are not spoken of in prose.
inline constexpr std::size_t kMostSettings = 3;

// Fills s1, s2, ... with the shared settings of a series other than `dimension`, model and suite,
// and gives the ids of the wordings in `ids` that name that many. False where there are too many.
bool name_settings(const Series& series, std::string_view dimension,
                   std::span<const std::string_view> ids, Proposition& out);

// The same for a comparison along `dimension`: the model that its arms share is a setting too.
bool name_shared(const Series& series, std::string_view dimension,
                 std::span<const std::string_view> ids, Proposition& out);

// Fills l1, l2, ... of wordings with {&} and turns their ids into those for that many names. False
// where there are none or too many.
inline constexpr std::size_t kMostListed = 4;
bool name_list(const std::vector<std::string>& names, Proposition& out);

FactSlot link(FactId fact);
// The same without its unit, for a table whose heading states it.
FactSlot bare_link(const Book& book, FactId fact);
ScopeSlot scope_of(std::string key, FactId fact);
// Keys of which a value is a number, or all are switches: with the key they say what they are of.
std::set<std::string> bare_keys_of(const std::vector<Series>& series);
// What tells an arm from the others of its comparison: its name, or with the key where that is
// bare: `n_prompt=256` and `n_prompt=all`, `flash=true`.
Slot arm_slot(const Analysis& analysis, const std::string& key, FactId fact);
// The model of a fact where it has one, else a dash.
Slot model_slot(const Book& book, FactId fact);
// The suite of a series where it has one, else its file.
Slot suite_slot(const Series& series, FactId fact);
LiteralSlot literal(std::string_view text);

// May an arm carry a directional interval? Not where successive values depend on each other:
// |acf1| > 0.3 with n >= 10 (design of the evidence file).
bool may_be_compared(const Series& series);

// The series of another metric over the same rows as this one: its table and scope.
std::optional<std::size_t> beside(const Analysis& analysis, const Series& series,
                                  std::string_view metric);

// The series of another metric with the source and the scope of this one, whatever table it is of:
// lists of one file are tables of their own.
std::optional<std::size_t> beside_in_source(const Analysis& analysis, const Series& series,
                                            std::string_view metric);

// The mean of a series as a fact, shown as precisely as its standard error deserves.
FactId mean_of(Analysis& analysis, const Series& series);

// Does it measure how good the answers are, not how fast they come?
bool measures_quality(const model::Metric& metric);

// What two series differ in beside what they are compared by.
const Alias& alias_between(Analysis& analysis, std::size_t a, std::size_t b);

// Makes the interval one of block means where the values of an arm depend on each other; false
// where that cannot be: too few blocks, or an interval that knows none.
bool settle_dependence(const Series& a, const Series& b, PairOp& op);

// A latency series whose first value is more than three times the median of the others, as
// verify/case.cpp has it.
bool has_cold_start(const Series& series);

}  // namespace chimera::facts
