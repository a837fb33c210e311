// SPDX-License-Identifier: Apache-2.0
// The planner's own view of what was found: what it is about, how salient it is, what has been said
// of it so far and in which words.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "facts/analysis.h"
#include "facts/draft.h"

namespace chimera::facts {

using Indices = std::vector<std::size_t>;  // into Analysis::found

// Which of its wordings a proposition is said in: each in its turn, or the one that repeats the
// fewest pairs of words of what was said so before.
enum class Choice : std::uint8_t { kInTurn, kFreshest };

class Plan {
public:
    Plan(Analysis& analysis, Draft& draft);

    const Proposition& at(std::size_t i) const { return analysis_.found[i]; }
    bool said(std::size_t i) const { return uses_.contains(i); }
    Analysis& analysis() { return analysis_; }

    // Those whose topic begins so, or is exactly so; most salient first, ties in the order in which
    // they were found.
    Indices about(std::string_view topic) const;
    Indices exactly(const std::string& topic) const;
    void sort(Indices& indices) const;

    // Takes note of propositions found since.
    void index();

    void choose(Choice choice) { choice_ = choice; }
    // Says it in one of its wordings that does not open as what was said last, and that the section
    // does not hold yet where there is one.
    Sentence say(std::size_t i);
    // How many words it has in its longest wording.
    std::size_t words_of(std::size_t i) const;

    // The rows of a table, as many as anybody reads, and where there are more a sentence that says
    // so.
    void add_table(Section& section, const std::string& topic);

    // The figures that belong to a place, each behind its title: what the section says already is
    // not said again. Without a place: those that nothing has shown yet.
    void add_figures(Section& section, std::optional<std::string_view> place = std::nullopt);

    Section& section(std::string heading, Author author = Author::kPlanner);
    Block paragraph(const Indices& indices);
    Block items(BlockIs is, const Indices& indices);

    // The draft gets the templates, and of the analysis, which is used up, the propositions and the
    // facts that it says.
    void finish();

private:
    const std::string& wording_of(std::size_t i) const;
    double repeats(const Template& wording) const;
    std::size_t more_rows();
    void add_figure(Section& section, std::size_t candidate);

    Analysis& analysis_;
    Draft& draft_;
    std::vector<Template> templates_;
    std::map<std::string, const Template*, std::less<>> by_id_;
    std::map<std::size_t, std::size_t> uses_;
    std::map<std::string, std::size_t> turns_;  // by kind
    std::string last_;                          // the skeleton said last
    std::set<std::string> in_section_;          // wordings that the section holds
    Choice choice_ = Choice::kInTurn;
    std::map<std::string, std::size_t> pairs_;  // of words, of what was said in the freshest words
    std::map<std::string, Indices, std::less<>> by_topic_;
    std::size_t indexed_ = 0;
    std::set<std::size_t> shown_;           // indices into Analysis::figures
    std::optional<std::size_t> more_rows_;  // the proposition that a table holds not all of them
};

void add_block(Section& section, Block block);
void append(Indices& to, const Indices& from, std::size_t most);

// How many propositions a list may hold: in all, of one subject, and of one group of subjects.
struct Room {
    std::size_t all = 0;
    std::size_t each = 1;
    std::size_t group = 3;
};

// The most salient of `from`, which is sorted, as far as there is room.
Indices most_salient(const Plan& plan, const Indices& from, const Room& room);

}  // namespace chimera::facts
