// SPDX-License-Identifier: Apache-2.0
#include "agents/brief.h"

#include <algorithm>
#include <set>
#include <string_view>

#include "agents/view.h"
#include "core/text.h"
#include "facts/prune.h"

namespace chimera::agents {

namespace {

using facts::Block;
using facts::BlockIs;
using facts::Sentence;

// What an agent's report may hold of a section, beside its tables' captions.
struct Share {
    std::string_view section;  // a part of its heading
    std::size_t words = 0;
    std::size_t tables = 0;
};

struct Desk {
    const facts::Draft& whole;
    Templates templates;
    std::set<std::size_t> said;  // propositions
};

}  // namespace

static const std::vector<Share>& shares_of(facts::Author author) {
    static const std::vector<Share> kCollector = {
        {"Data Ingestion Summary", 140, 1}, {"Missing or Rejected", 60, 1}, {"Failed", 0, 1}};
    static const std::vector<Share> kInsight = {{"Executive Summary", 110, 0},
                                                {"Performance Analysis", 30, 4},
                                                {"Key Findings", 110, 0},
                                                {"Recommendations", 145, 1}};
    return author == facts::Author::kCollector ? kCollector : kInsight;
}

static std::size_t words_of(const Desk& desk, const Sentence& sentence) {
    return count_words(view(desk.whole, desk.whole.propositions[sentence.proposition],
                            *desk.templates.at(sentence.wording)));
}

// What the advice rests on and nobody has said yet.
static std::vector<std::size_t> grounds_of(const Desk& desk, const Sentence& sentence) {
    const auto& arguments = desk.whole.propositions[sentence.proposition].arguments;
    const auto because = arguments.find("because");
    std::vector<std::size_t> out;
    if (because == arguments.end()) return out;
    for (const std::size_t ground : std::get<facts::Because>(because->second).propositions) {
        if (!desk.said.contains(ground)) out.push_back(ground);
    }
    return out;
}

// The sentence that states a proposition somewhere in the whole report.
static const Sentence* sentence_of(const Desk& desk, std::size_t proposition) {
    for (const facts::Section& section : desk.whole.sections) {
        for (const Block& block : section.blocks) {
            for (const auto& item : block.items) {
                for (const Sentence& sentence : item) {
                    if (sentence.proposition == proposition) return &sentence;
                }
            }
        }
    }
    return nullptr;
}

static bool rests_on_said(const Desk& desk, const std::vector<Sentence>& item) {
    return std::all_of(item.begin(), item.end(), [&](const Sentence& sentence) {
        return grounds_of(desk, sentence).empty();
    });
}

static void say(Desk& desk, Block& block, const std::vector<Sentence>& item) {
    block.items.push_back(item);
    for (const Sentence& sentence : item) desk.said.insert(sentence.proposition);
}

// As many items as there are words for. Advice takes its grounds along, which are then findings of
// this report.
static Block prose(Desk& desk, const Block& from, std::size_t& words, Block& grounds) {
    Block out{.is = from.is};
    for (const auto& item : from.items) {
        std::vector<Sentence> kept;
        for (const Sentence& sentence : item) {
            std::size_t needed = words_of(desk, sentence);
            std::vector<Sentence> bring;
            bool stated = true;
            for (const std::size_t ground : grounds_of(desk, sentence)) {
                const Sentence* states = sentence_of(desk, ground);
                stated = stated && states != nullptr && grounds_of(desk, *states).empty() &&
                         desk.templates.at(states->wording)->columns.empty();
                if (!stated) break;
                needed += words_of(desk, *states);
                bring.push_back(*states);
            }
            if (!stated || needed > words) continue;
            words -= needed;
            for (const Sentence& ground : bring) say(desk, grounds, {ground});
            kept.push_back(sentence);
        }
        if (!kept.empty()) say(desk, out, kept);
    }
    return out;
}

static Block rows(Desk& desk, const Block& from) {
    Block out{.is = from.is};
    for (const auto& item : from.items) {
        if (rests_on_said(desk, item)) say(desk, out, item);
    }
    return out;
}

static bool is_caption(const Desk& desk, const Block& block) {
    return block.is == BlockIs::kParagraph && block.items.size() == 1 &&
           block.items[0].size() == 1 &&
           desk.templates.at(block.items[0][0].wording)->text.ends_with(':');
}

static facts::Section section_of(Desk& desk, const facts::Section& from, const Share& share,
                                 Block& grounds) {
    facts::Section out{.heading = from.heading, .level = 2};
    std::size_t words = share.words;
    std::size_t tables = share.tables;
    const Block* caption = nullptr;
    for (const Block& block : from.blocks) {
        if (is_caption(desk, block)) {
            caption = &block;
            continue;
        }
        if (block.is != BlockIs::kTable) {
            Block kept = prose(desk, block, words, grounds);
            if (!kept.items.empty()) out.blocks.push_back(std::move(kept));
        } else if (tables > 0) {
            Block kept = rows(desk, block);
            if (kept.items.empty()) continue;
            if (caption != nullptr) out.blocks.push_back(*caption);
            out.blocks.push_back(std::move(kept));
            --tables;
        }
        caption = nullptr;
    }
    return out;
}

static bool is_shared(const facts::Section& section, const Persona& persona) {
    return section.heading == "Workflow Summary" || section.heading == "Metrics" ||
           section.heading == "Persona Prompts" ||
           (section.heading == persona.label && section.level > 2);
}

facts::Draft brief(const facts::Draft& whole, const Persona& persona) {
    facts::Draft out = whole;
    out.sections.clear();
    for (auto& [name, value] : out.header.fields) {
        if (name == "Agent") value = persona.label;
    }
    Desk desk{whole, templates_of(whole), {}};
    Block grounds{.is = BlockIs::kList};
    for (const Share& share : shares_of(persona.author)) {
        for (const facts::Section& section : whole.sections) {
            if (section.heading.find(share.section) == std::string::npos) continue;
            facts::Section kept = section_of(desk, section, share, grounds);
            if (!kept.blocks.empty()) out.sections.push_back(std::move(kept));
        }
    }
    if (!grounds.items.empty()) {
        out.sections.push_back({.heading = "What the Advice Rests On", .blocks = {grounds}});
    }
    for (const facts::Section& section : whole.sections) {
        if (is_shared(section, persona)) out.sections.push_back(section);
    }
    facts::prune(out);
    return out;
}

}  // namespace chimera::agents
