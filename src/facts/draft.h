// SPDX-License-Identifier: Apache-2.0
// What passes from the finders of truth to those who write: facts, propositions that were computed
// to be true, and the draft: which of them are said, where, in which registered wording.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "facts/authorship.h"
#include "facts/fact.h"
#include "facts/figure.h"
#include "model/unified_record.h"

namespace chimera::facts {

// What a slot of a template is filled with.
// A link: [display](#f12). A table that states unit and precision once, in its heading, sets
// `shown`: the same number rounded, without its unit.
struct FactSlot {
    FactId fact = kNoFact;
    std::string shown = {};
};
struct ScopeSlot {
    std::string key;
    FactId of = kNoFact;
};  // `gemma3:270m`
struct SourceSlot {
    model::SourceIndex source = 0;
};  // `a/b.csv`
// A reason in a file's own words may be cut: a sentence shows the beginning of a long one, with an
// ellipsis behind it.
struct NameSlot {
    std::string name;
    bool may_be_cut = false;
};  // `num_gpu`, `parameter=value`
struct LiteralSlot {
    std::string text;
};  // p95
using Slot = std::variant<FactSlot, ScopeSlot, SourceSlot, NameSlot, LiteralSlot>;
using Slots = std::map<std::string, Slot>;

// `because` of a recommendation or a risk: indices into Draft::propositions. The report room writes
// the ids of the claims that state them; all of them must be said in the draft.
struct Because {
    std::vector<std::size_t> propositions;
};

// A value of evidence's `arguments`.
using Argument =
    std::variant<FactId, std::vector<FactId>, std::string, std::vector<std::string>, Because>;
using Arguments = std::map<std::string, Argument>;

struct Template {
    std::string id;                    // "compare.2"
    std::string proposition;           // "compare"
    std::string text;                  // "{a} ran at {v}, {d} above {b}."
    std::vector<std::string> gated;    // gated stems that it uses
    std::vector<std::string> columns;  // a table row's headings; empty for sentences
};

// One truth of several that a sentence joins, each true by itself.
struct Joined {
    std::string kind;
    Arguments arguments;
};

// One computed truth, and every registered wording that states it.
struct Proposition {
    std::string kind;  // "compare", "best", ... of evidence's proposition table
    Arguments arguments;
    Slots slots;                        // those of all its wordings together
    std::vector<std::string> wordings;  // template ids, the planner's favourite first
    double salience = 0;                // 0..1, see docs/salience.md
    bool mandatory = false;             // regressions, conflicts, failures and gaps: never dropped
    std::vector<Joined> parts;          // of a joined sentence, its own kind first; else empty
    std::vector<std::size_t> joins;     // what it joins, indices into the list that found it
    std::string topic;  // planner's grouping: "coverage", "failures", "tokens_s", ...
};

enum class BlockIs : std::uint8_t { kParagraph, kList, kNumbered, kTable, kFence, kFigure };

struct Sentence {
    std::size_t proposition = 0;  // index into Draft::propositions
    std::string wording;          // template id, one of its wordings
    std::string origin = "template";
};

struct Block {
    BlockIs is = BlockIs::kParagraph;
    // Paragraph: one after the other; list: items (each a concatenation of sentences); table: rows.
    std::vector<std::vector<Sentence>> items;
    std::string fence;  // kFence: "chimera-record", "chimera-files"
    std::string body;   // kFence: what stands in it; a record's body is written from `record`
    std::optional<model::UnifiedRecord> record;
    std::size_t figure = 0;  // kFigure: index into Draft::figures
};

// Who words a section.
enum class Author : std::uint8_t { kPlanner, kCollector, kInsight };

struct Section {
    std::string heading;  // "1. Executive Summary"
    int level = 2;
    std::vector<Block> blocks;
    Author author = Author::kPlanner;
};

struct Header {
    std::string title;                                        // "Technical Report: chimera-101"
    std::vector<std::pair<std::string, std::string>> fields;  // Date, Agent, Model, Configuration
};

struct Draft {
    Header header;
    std::vector<Fact> facts;  // facts[i].id == i + 1
    std::vector<Template> templates;
    std::vector<Proposition> propositions;
    std::vector<Section> sections;
    std::vector<Figure> figures;
    std::map<std::string, double> timings;  // ingest_s, analysis_s, report_s: seconds
    Authorship authorship;
};

}  // namespace chimera::facts
