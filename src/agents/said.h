// SPDX-License-Identifier: Apache-2.0
// What an agent has said so far, and which registered wordings may follow: the rules of style that
// hold whoever chooses, a trie decoder or a server.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agents/view.h"
#include "facts/draft.h"

namespace chimera::agents {

// One sentence of the draft that has words to choose from.
struct Spot {
    std::size_t section = 0;
    std::size_t block = 0;
    std::size_t item = 0;
    std::size_t sentence = 0;
};

// The sentences of prose of these authors' sections, in the order of the report.
std::vector<Spot> prose_of(const facts::Draft& draft, facts::Author author);

facts::Sentence& sentence_at(facts::Draft& draft, const Spot& spot);
const facts::Sentence& sentence_at(const facts::Draft& draft, const Spot& spot);
const facts::Proposition& proposition_at(const facts::Draft& draft, const Spot& spot);

// What a voice has said, as far as it bears on what it says next.
struct Said {
    std::vector<Spot> spots;
    std::size_t next = 0;
    std::size_t section = SIZE_MAX;
    std::map<std::string, std::size_t> uses;   // of wordings
    std::map<std::string, std::size_t> pairs;  // of words
    std::set<std::string> in_section;          // wordings
    // What was said of a proposition (an index into Draft::propositions), and in which wording.
    std::set<std::pair<std::size_t, std::string>> told;
    std::string last;                          // skeleton
    std::string heading;                       // that no path has led with yet
};

// What a wording is worth here apart from a model's liking. The planner's own choice is worth
// something; a wording that was used before, or that repeats pairs of words, is worth less.
double prior_of(const Said& said, const facts::Template& wording, bool planned);

// Another section begins where the spot is of one.
void enter(const facts::Draft& draft, Said& said, const Spot& spot);

// The wordings that may be said at a spot: those that do not open as the sentence before, among
// them those in which this was not told before, and among these those that the section does not
// hold yet.
std::vector<const facts::Template*> eligible(const facts::Draft& draft, const Templates& templates,
                                             const Said& said, const Spot& spot);

// The next sentence is said in this wording.
void note(facts::Draft& draft, Said& said, const facts::Template& wording);

// An opener alters a template's beginning: a literal there would keep its capital letter.
bool begins_with_literal(const facts::Template& wording, const facts::Slots& slots);

// Says a sentence in a wording of its proposition, or in one with an opener before it, which
// becomes a template of the draft. False where it is neither; the sentence then stays.
bool say(facts::Draft& draft, const Spot& spot, const std::string& wording,
         const std::string& origin);

// The remark on a writing that was stopped.
inline constexpr const char* kCutShort =
    "The writing was cut short; what was left is in the planner's words.";

// Writes down the wordings and origins of all prose, so that it can be said again without a model.
void remember_words(facts::Draft& draft);

}  // namespace chimera::agents
