// SPDX-License-Identifier: Apache-2.0
#include "facts/plan.h"

#include <algorithm>
#include <optional>

#include "core/text.h"
#include "facts/prune.h"
#include "facts/skeleton.h"

namespace chimera::facts {

Plan::Plan(Analysis& analysis, Draft& draft)
    : analysis_(analysis), draft_(draft), templates_(all_templates()) {
    for (const Template& known : templates_) by_id_.emplace(known.id, &known);
    index();
}

Indices Plan::about(std::string_view topic) const {
    Indices out;
    for (auto at = by_topic_.lower_bound(topic); at != by_topic_.end(); ++at) {
        if (!at->first.starts_with(topic)) break;
        out.insert(out.end(), at->second.begin(), at->second.end());
    }
    std::sort(out.begin(), out.end());
    sort(out);
    return out;
}

Indices Plan::exactly(const std::string& topic) const {
    const auto at = by_topic_.find(topic);
    Indices out = at == by_topic_.end() ? Indices() : at->second;
    sort(out);
    return out;
}

void Plan::sort(Indices& indices) const {
    std::stable_sort(indices.begin(), indices.end(),
                     [&](std::size_t a, std::size_t b) { return at(a).salience > at(b).salience; });
}

void Plan::index() {
    for (; indexed_ < analysis_.found.size(); ++indexed_) {
        by_topic_[analysis_.found[indexed_].topic].push_back(indexed_);
    }
}

double Plan::repeats(const Template& wording) const {
    if (choice_ == Choice::kInTurn) return 0;
    double times = 0;
    for (const std::string& pair : pairs_of(wording)) {
        const auto said = pairs_.find(pair);
        if (said != pairs_.end()) times += static_cast<double>(said->second);
    }
    return times;
}

const std::string& Plan::wording_of(std::size_t i) const {
    const Proposition& found = at(i);
    const auto turn = turns_.find(found.kind);
    const std::size_t from = turn == turns_.end() ? 0 : turn->second;
    const std::size_t n = found.wordings.size();
    const std::string* chosen = &found.wordings[from % n];
    std::optional<std::pair<bool, double>> least;  // said in this section, pairs of words repeated
    for (std::size_t k = 0; k < n; ++k) {
        const std::string& id = found.wordings[(from + k) % n];
        const auto known = by_id_.find(id);
        if (known == by_id_.end() || skeleton_of(*known->second, found.slots) == last_) continue;
        const std::pair costs(in_section_.contains(id), repeats(*known->second));
        if (least && costs >= *least) continue;
        least = costs;
        chosen = &id;
    }
    return *chosen;
}

Sentence Plan::say(std::size_t i) {
    const Sentence out{.proposition = i, .wording = wording_of(i)};
    const auto known = by_id_.find(out.wording);
    if (known != by_id_.end() && known->second->columns.empty()) {
        last_ = skeleton_of(*known->second, at(i).slots);
        ++turns_[at(i).kind];
        in_section_.insert(out.wording);
        if (choice_ == Choice::kFreshest) {
            for (const std::string& pair : pairs_of(*known->second)) ++pairs_[pair];
        }
    }
    ++uses_[i];
    return out;
}

std::size_t Plan::words_of(std::size_t i) const {
    std::size_t most = 0;
    for (const std::string& id : at(i).wordings) {
        const auto known = by_id_.find(id);
        if (known == by_id_.end()) continue;
        std::size_t words = count_words(known->second->text);
        for (const auto& [name, slot] : at(i).slots) {
            if (known->second->text.find("{" + name + "}") == std::string::npos) continue;
            std::size_t shown = 1;
            if (const auto* fact = std::get_if<FactSlot>(&slot)) {
                shown = count_words(analysis_.book.at(fact->fact).display);
            }
            if (const auto* literal = std::get_if<LiteralSlot>(&slot)) {
                shown = count_words(literal->text);
            }
            words += shown > 0 ? shown - 1 : 0;
        }
        most = std::max(most, words);
    }
    return most;
}

static constexpr std::size_t kMostRows = 60;

std::size_t Plan::more_rows() {
    if (!more_rows_) {
        more_rows_ = analysis_.found.size();
        analysis_.found.push_back({.kind = "statement",
                                   .wordings = {"statement.more.1", "statement.more.2"},
                                   .topic = "remark/more"});
        index();
    }
    return *more_rows_;
}

void Plan::add_table(Section& section, const std::string& topic) {
    Indices rows = exactly(topic);
    const bool more = rows.size() > kMostRows;
    if (more) rows.resize(kMostRows);
    add_block(section, items(BlockIs::kTable, rows));
    if (more) add_block(section, paragraph({more_rows()}));
}

static bool says(const Section& section, std::size_t proposition) {
    for (const Block& block : section.blocks) {
        for (const auto& item : block.items) {
            for (const Sentence& sentence : item) {
                if (sentence.proposition == proposition) return true;
            }
        }
    }
    return false;
}

void Plan::add_figure(Section& section, std::size_t candidate) {
    Figure& figure = analysis_.figures[candidate].figure;
    if (!says(section, figure.title)) add_block(section, paragraph({figure.title}));
    section.blocks.push_back({.is = BlockIs::kFigure, .figure = draft_.figures.size()});
    draft_.figures.push_back(figure);
    shown_.insert(candidate);
}

void Plan::add_figures(Section& section, std::optional<std::string_view> place) {
    for (std::size_t i = 0; i < analysis_.figures.size(); ++i) {
        if (shown_.contains(i) || (place && analysis_.figures[i].place != *place)) continue;
        add_figure(section, i);
    }
}

Section& Plan::section(std::string heading, Author author) {
    last_.clear();
    in_section_.clear();
    draft_.sections.push_back({.heading = std::move(heading), .author = author});
    return draft_.sections.back();
}

Block Plan::paragraph(const Indices& indices) {
    Block block;
    std::vector<Sentence> sentences;
    for (const std::size_t i : indices) sentences.push_back(say(i));
    if (!sentences.empty()) block.items.push_back(std::move(sentences));
    return block;
}

Block Plan::items(BlockIs is, const Indices& indices) {
    Block block{.is = is};
    for (const std::size_t i : indices) block.items.push_back({say(i)});
    return block;
}

void Plan::finish() {
    draft_.templates = templates_;
    draft_.propositions = std::move(analysis_.found);
    draft_.facts = analysis_.book.take();
    prune(draft_);
}

void add_block(Section& section, Block block) {
    if (!block.items.empty() || block.is == BlockIs::kFence)
        section.blocks.push_back(std::move(block));
}

void append(Indices& to, const Indices& from, std::size_t most) {
    for (std::size_t i = 0; i < std::min(most, from.size()); ++i) to.push_back(from[i]);
}

// What a finding speaks of, so that one subject does not fill the list: orders of one suite are one
// subject, however they are told, and so are all outliers, all that changed from one occasion to
// another and all that did not; conflicts and effects are one by metric.
static std::string subject_of(const Proposition& found) {
    static constexpr std::string_view kOrders[] = {"best", "worst", "compare", "dominated",
                                                   "pareto"};
    static constexpr std::string_view kAlike[] = {"outlier", "stable", "unstable", "cold_start",
                                                  "definition_mismatch"};
    const auto is_one_of = [&](const auto& kinds) {
        return std::find(std::begin(kinds), std::end(kinds), found.kind) != std::end(kinds);
    };
    if (found.topic.starts_with("time/")) {
        const auto& across = std::get<std::string>(found.arguments.at("across"));
        const bool by_time = across == "day" || across == "run";
        return std::string(found.kind == "compare" ? "time/changed" : "time/unchanged") +
               (by_time ? " with time" : " with builds");
    }
    if (is_one_of(kAlike)) return found.kind;
    if (is_one_of(kOrders)) return "order" + found.topic.substr(found.topic.rfind('/'));
    const auto metric = found.topic.find('/');
    const auto suite = metric == std::string::npos ? metric : found.topic.find('/', metric + 1);
    if (found.kind == "confounded") return found.kind;
    return found.kind + "/" + found.topic.substr(0, suite);
}

Indices most_salient(const Plan& plan, const Indices& from, const Room& room) {
    std::map<std::string, std::size_t> subjects;
    std::map<std::string, std::size_t> groups;
    Indices out;
    for (const std::size_t i : from) {
        if (out.size() == room.all) break;
        const std::string subject = subject_of(plan.at(i));
        const std::string group = subject.substr(0, subject.find('/'));
        if (subjects[subject] == room.each || groups[group] == room.group) continue;
        ++subjects[subject];
        ++groups[group];
        out.push_back(i);
    }
    return out;
}

}  // namespace chimera::facts
