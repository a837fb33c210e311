// SPDX-License-Identifier: Apache-2.0
#include "verify/claim_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "core/text.h"
#include "model/metric.h"
#include "verify/report_text.h"
#include "verify/shown.h"
#include "verify/shown_name.h"
#include "verify/wildcard.h"
#include "verify/words.h"

namespace chimera::verify {

std::string scope_value(const Fact& fact, const std::string& key) {
    const auto found = fact.scope.find(key);
    return found == fact.scope.end() ? std::string() : found->second;
}

namespace {

// What stands between two clauses of a joined sentence.
constexpr std::array<std::string_view, 4> kJoints = {", yet ", ", while ", ", whereas ", ", but "};

// Reads a claim's text along its template.
class Matcher {
public:
    Matcher(const Claim& claim, Executor& executor, Names& names, FilledClaim& out)
        : claim_(claim), executor_(executor), names_(names), out_(out), text_(claim.text) {}

    std::string match(const Template& wording) {
        in_table_ = !wording.columns.empty();
        std::string_view rest = wording.text;
        while (!rest.empty()) {
            const auto open = rest.find('{');
            const std::string_view fixed = rest.substr(0, open);
            if (!text_.starts_with(fixed)) {
                return fmt::format("the text departs from template {} at \"{}\"", claim_.wording,
                                   utf8_prefix(text_, 40));
            }
            text_.remove_prefix(fixed.size());
            note_joints(fixed);
            out_.fixed += fixed;
            if (open == std::string_view::npos) break;
            const auto close = rest.find('}', open);
            if (close == std::string_view::npos) return "its template has an open slot";
            const std::string name(rest.substr(open + 1, close - open - 1));
            rest.remove_prefix(close + 1);
            const auto slot = claim_.slots.find(name);
            if (slot == claim_.slots.end()) return fmt::format("slot {{{}}} is not filled", name);
            if (std::string wrong = fill(name, slot->second); !wrong.empty()) return wrong;
        }
        return text_.empty() ? ""
                             : fmt::format("\"{}\" is not in its template", utf8_prefix(text_, 60));
    }

private:
    void note_joints(std::string_view fixed) {
        for (std::size_t at = 0; at < fixed.size(); ++at) {
            for (const std::string_view joint : kJoints) {
                if (fixed.substr(at).starts_with(joint))
                    out_.joints.push_back(out_.fixed.size() + at);
            }
        }
    }

    std::string fill(const std::string& name, const Slot& slot) {
        FilledSlot filled{name, &slot, out_.fixed.size(), {}};
        std::string wrong;
        switch (slot.is) {
            case Slot::Is::kFact: wrong = take_link(slot, filled.shown); break;
            case Slot::Is::kScope: wrong = take_scope(slot, filled.shown); break;
            case Slot::Is::kSource: wrong = take_source(slot, filled.shown); break;
            case Slot::Is::kName: wrong = take_name(slot, filled.shown); break;
            case Slot::Is::kLiteral: return take_literal(slot);
        }
        out_.fixed += ' ';
        out_.slots.push_back(std::move(filled));
        return wrong;
    }

    std::string take_link(const Slot& slot, std::string& shown) {
        const std::string end = fmt::format("](#f{})", slot.id);
        std::size_t close = 1;
        while (close < text_.size() && text_[close] != ']') close += text_[close] == '\\' ? 2 : 1;
        if (!text_.starts_with('[') || close >= text_.size() ||
            !text_.substr(close).starts_with(end)) {
            return fmt::format("no link to F{} at \"{}\"", slot.id, utf8_prefix(text_, 40));
        }
        shown = unescape_markdown(text_.substr(1, close - 1));
        text_.remove_prefix(close + end.size());
        const Fact* fact = executor_.evidence().fact(slot.id);
        if (fact == nullptr) return fmt::format("F{} is no fact", slot.id);
        if (std::string wrong = not_shown(shown, *fact); !wrong.empty()) return wrong;
        if (!in_table_ && shown != as_line(fact->display) && !word_value(shown)) {
            return fmt::format("prose shows \"{}\" for F{}, whose display is \"{}\"", shown,
                               slot.id, fact->display);
        }
        return {};
    }

    // What stands between back-ticks at the place that was reached.
    std::string take_code(std::string& shown) {
        const auto close = text_.starts_with('`') ? text_.find('`', 1) : std::string_view::npos;
        if (close == std::string_view::npos) {
            return fmt::format("no name in back-ticks at \"{}\"", utf8_prefix(text_, 40));
        }
        shown = text_.substr(1, close - 1);
        if (in_table_) shown = without_pipe_escapes(shown);
        text_.remove_prefix(close + 1);
        return {};
    }

    static bool same_name(std::string_view shown, std::string_view name) {
        return equals_with_redactions(shown, as_name(name));
    }

    // A long text may be cut behind its beginning, and an ellipsis says so.
    static bool is_beginning(std::string_view shown, std::string_view name) {
        constexpr std::string_view kEllipsis = "\xE2\x80\xA6";
        constexpr std::size_t kShortest = 60;
        if (!shown.ends_with(kEllipsis)) return false;
        shown.remove_suffix(kEllipsis.size());
        return shown.size() >= kShortest && as_name(name).starts_with(shown);
    }

    std::string take_scope(const Slot& slot, std::string& shown) {
        if (std::string wrong = take_code(shown); !wrong.empty()) return wrong;
        const Fact* fact = executor_.evidence().fact(slot.id);
        const std::string value = fact == nullptr ? "" : scope_value(*fact, slot.text);
        if (value.empty()) return fmt::format("F{} has no scope `{}`", slot.id, slot.text);
        if (same_name(shown, value)) {
            names_.shown.insert(value);
            return {};
        }
        const bool is_end = !shown.empty() && as_name(value).ends_with(shown);
        if (!is_end) return fmt::format("`{}` is not `{}`", utf8_prefix(shown, 60), value);
        if (!names_.shown.contains(value)) {
            return fmt::format("`{}` is shortened before `{}` was named", shown, value);
        }
        if (names_.scope_values_ending(shown) != 1) {
            return fmt::format("`{}` could be several names", shown);
        }
        return {};
    }

    std::string take_source(const Slot& slot, std::string& shown) {
        if (std::string wrong = take_code(shown); !wrong.empty()) return wrong;
        const Source* source = executor_.evidence().source(slot.id);
        if (source == nullptr) return fmt::format("S{} is no source", slot.id);
        if (same_name(shown, source->path)) return {};
        const bool is_end = !shown.empty() && as_name(source->path).ends_with(shown);
        if (!is_end || names_.paths_ending(shown) != 1) {
            return fmt::format("`{}` is not `{}` nor a unique end of it", utf8_prefix(shown, 80),
                               source->path);
        }
        return {};
    }

    std::string take_name(const Slot& slot, std::string& shown) {
        if (std::string wrong = take_code(shown); !wrong.empty()) return wrong;
        if (!same_name(shown, slot.text) && !is_beginning(shown, slot.text)) {
            return fmt::format("`{}` is not the name `{}`", utf8_prefix(shown, 60),
                               utf8_prefix(slot.text, 60));
        }
        return names_.unknown(slot.text);
    }

    std::string take_literal(const Slot& slot) {
        const std::string escaped = replace_all(slot.text, "|", "\\|");
        std::string_view found;
        for (const std::string_view form :
             {std::string_view(slot.text), std::string_view(escaped)}) {
            if (text_.starts_with(form)) found = form;
        }
        std::size_t size = found.size();
        // The same characters with Markdown's signs escaped.
        if (found.empty()) {
            std::size_t at = 0;
            for (const char c : slot.text) {
                if (at < text_.size() && text_[at] == '\\' && at + 1 < text_.size() &&
                    text_[at + 1] == c)
                    ++at;
                if (at >= text_.size() || text_[at] != c) {
                    return fmt::format("the text departs from \"{}\" at \"{}\"", slot.text,
                                       utf8_prefix(text_, 40));
                }
                ++at;
            }
            size = at;
        }
        text_.remove_prefix(size);
        out_.fixed += slot.text;
        return {};
    }

    const Claim& claim_;
    Executor& executor_;
    Names& names_;
    FilledClaim& out_;
    std::string_view text_;
    bool in_table_ = false;
};

}  // namespace

std::string misfilled(const Claim& claim, Executor& executor, Names& names, FilledClaim& out) {
    const auto found = executor.evidence().templates.find(claim.wording);
    if (found == executor.evidence().templates.end()) {
        return fmt::format("template {} is not registered", utf8_prefix(claim.wording, 60));
    }
    return Matcher(claim, executor, names, out).match(found->second);
}

std::vector<const Fact*> facts_of(const Claim& claim, const Evidence& evidence) {
    std::vector<const Fact*> out;
    const auto add = [&](std::uint32_t id) {
        const Fact* fact = evidence.fact(id);
        if (fact != nullptr && std::find(out.begin(), out.end(), fact) == out.end())
            out.push_back(fact);
    };
    const auto add_all = [&](const Claim& one) {
        for (const std::uint32_t id : one.facts) add(id);
        for (const Part& part : one.parts) {
            for (const auto& [name, argument] : part.arguments) {
                for (const auto& text : argument.texts) add(id_of(text, 'F'));
            }
        }
    };
    add_all(claim);
    for (const Part& part : claim.parts) {
        const auto because = part.arguments.find("because");
        if (because == part.arguments.end()) continue;
        for (const std::string& id : because->second.texts) {
            const auto reason = evidence.claim_index.find(id);
            if (reason != evidence.claim_index.end()) add_all(evidence.claims[reason->second]);
        }
    }
    return out;
}

static std::vector<std::string> without_repeats(const std::vector<std::string>& values) {
    std::vector<std::string> out;
    for (const auto& value : values) {
        if (std::find(out.begin(), out.end(), value) == out.end()) out.push_back(value);
    }
    return out;
}

// A fact over one sample stands beside arguments that are all of some model: it must be of one too.
static bool must_have(const Fact& fact, const std::string& key, const Claim& claim,
                      const Evidence& evidence) {
    const bool over_sample = is_pooled_op(fact.op) || fact.op == "count" || fact.op == "cell";
    if (!over_sample || claim.proposition == "statement") return false;
    bool any = false;
    for (const Part& part : claim.parts) {
        for (const auto& [name, argument] : part.arguments) {
            for (const auto& text : argument.texts) {
                const Fact* other = evidence.fact(id_of(text, 'F'));
                if (other == nullptr || is_several_op(other->op)) continue;
                if (scope_value(*other, key).empty()) return false;
                any = true;
            }
        }
    }
    return any;
}

// A fact of one model stands in no sentence that names only others, and where several are named
// their facts come in the same order.
static std::string misplaced(const Claim& claim, const FilledClaim& filled, Executor& executor) {
    std::map<std::string, std::vector<std::string>> named;
    for (const FilledSlot& slot : filled.slots) {
        const Fact* fact = executor.evidence().fact(slot.slot->id);
        if (slot.slot->is != Slot::Is::kScope || fact == nullptr) continue;
        named[slot.slot->text].push_back(scope_value(*fact, slot.slot->text));
    }
    for (const auto& [key, values] : named) {
        std::vector<std::string> linked;
        for (const FilledSlot& slot : filled.slots) {
            const Fact* fact = executor.evidence().fact(slot.slot->id);
            if (slot.slot->is != Slot::Is::kFact || fact == nullptr) continue;
            const std::string value = scope_value(*fact, key);
            if (value.empty() && must_have(*fact, key, claim, executor.evidence())) {
                return fmt::format("F{} is of no `{}`, and the sentence is", fact->id, key);
            }
            if (value.empty()) continue;
            if (std::find(values.begin(), values.end(), value) == values.end()) {
                return fmt::format("F{} is of `{}`, which the sentence does not name", fact->id,
                                   value);
            }
            linked.push_back(value);
        }
        const auto order = without_repeats(linked);
        std::vector<std::string> expected;
        for (const auto& value : without_repeats(values)) {
            if (std::find(order.begin(), order.end(), value) != order.end())
                expected.push_back(value);
        }
        if (order != expected) {
            return fmt::format("{}: the facts do not stand in the order of the names",
                               claim.proposition);
        }
    }
    return {};
}

static bool is_statistic(const Fact& fact, const std::string& name, const Evidence& evidence) {
    const auto same = [&](const std::string& own) {
        return own == name || own.starts_with(name + "_") ||
               (name == "mean" && own.starts_with("avg"));
    };
    if (same(fact.op) || same(fact.statistic)) return true;
    if (fact.op == "quantile") {
        const auto p = fact.params.numbers.find("p");
        if (p != fact.params.numbers.end() && name == fmt::format("p{:g}", 100 * p->second))
            return true;
        if (p != fact.params.numbers.end() && p->second == 0.5 && name == "median") return true;
    }
    for (const Operand& operand : fact.operands) {
        const Fact* other = evidence.fact(operand.fact);
        if (other != nullptr && (same(other->op) || same(other->statistic))) return true;
    }
    return false;
}

// A statistic that the sentence names is that of one of its facts.
static std::string wrong_statistic(const Claim& claim, const FilledClaim& filled,
                                   const Evidence& evidence) {
    const auto facts = facts_of(claim, evidence);
    const bool any = std::any_of(facts.begin(), facts.end(),
                                 [](const Fact* fact) { return !fact->statistic.empty(); });
    if (!any) return {};
    for (const std::string& name : statistics_in(filled.fixed)) {
        const bool found = std::any_of(facts.begin(), facts.end(), [&](const Fact* fact) {
            return is_statistic(*fact, name, evidence);
        });
        if (!found) return fmt::format("none of its facts is a {}", name);
    }
    return {};
}

// A column that names a statistic holds facts of that statistic.
static std::string wrong_column(const Claim& claim, const FilledClaim& filled,
                                const Evidence& evidence) {
    const Template& wording = evidence.templates.at(claim.wording);
    const auto cells = row_cells(wording.text);
    for (std::size_t i = 0; i < cells.size() && i < wording.columns.size(); ++i) {
        const auto statistics = statistics_in(wording.columns[i]);
        const bool level = wording.columns[i].find("95 %") != std::string::npos;
        if (statistics.empty() && !level) continue;
        for (const FilledSlot& slot : filled.slots) {
            if (slot.slot->is != Slot::Is::kFact || cells[i] != "{" + slot.name + "}") continue;
            const Fact* fact = evidence.fact(slot.slot->id);
            const bool single = fact != nullptr && fact->op == "cell" && fact->n == 1;
            if (fact == nullptr || single) continue;
            const auto stated = fact->params.numbers.find("level");
            if (level && stated != fact->params.numbers.end() && stated->second != 0.95) {
                return fmt::format("F{} has level {}, and its column says 95 %", fact->id,
                                   stated->second);
            }
            if (statistics.empty()) continue;
            const bool fits =
                std::any_of(statistics.begin(), statistics.end(),
                            [&](const auto& name) { return is_statistic(*fact, name, evidence); });
            if (!fits) {
                return fmt::format("F{} is no {}, as its column says", fact->id,
                                   wording.columns[i]);
            }
        }
    }
    return {};
}

// Registered metrics whose names are two words or more, the longest names first.
static std::vector<const model::Metric*> metrics_by_length() {
    std::vector<const model::Metric*> known;
    for (const auto& metric : model::registered_metrics()) {
        if (metric.name.find(' ') != std::string::npos) known.push_back(&metric);
    }
    std::stable_sort(known.begin(), known.end(),
                     [](const auto* a, const auto* b) { return a->name.size() > b->name.size(); });
    return known;
}

std::string named_metric(const Claim& claim, const Evidence& evidence) {
    std::string text;
    const auto wording = evidence.templates.find(claim.wording);
    if (wording != evidence.templates.end()) text = lower(wording->second.text);
    for (const auto& [name, slot] : claim.slots) {
        if (slot.is == Slot::Is::kLiteral) text += " | " + lower(slot.text);
    }
    for (const model::Metric* metric : metrics_by_length()) {
        if (text.find(lower(metric->name)) != std::string::npos) return metric->name;
    }
    return {};
}

// A metric that the sentence names by its registered name is that of one of its facts.
static std::string wrong_metric(const Claim& claim, const FilledClaim& filled,
                                const Evidence& evidence) {
    const auto facts = facts_of(claim, evidence);
    std::vector<std::string> own;
    for (const Fact* fact : facts) {
        if (model::find_metric(fact->metric) != nullptr) own.push_back(fact->metric);
    }
    if (own.empty()) return {};
    const auto known = metrics_by_length();
    std::string text = lower(filled.fixed);
    for (const model::Metric* metric : known) {
        const auto at = text.find(lower(metric->name));
        if (at == std::string::npos) continue;
        text.replace(at, metric->name.size(), std::string(metric->name.size(), ' '));
        const bool same_name = std::any_of(own.begin(), own.end(), [&](const std::string& id) {
            return id == metric->id || model::find_metric(id)->name == metric->name;
        });
        if (!same_name) return fmt::format("none of its facts is of the {}", metric->name);
    }
    return {};
}

std::string misbound(const Claim& claim, const FilledClaim& filled, Executor& executor) {
    const Evidence& evidence = executor.evidence();
    if (std::string wrong = misplaced(claim, filled, executor); !wrong.empty()) return wrong;
    if (std::string wrong = other_setting(filled, executor); !wrong.empty()) return wrong;
    for (const auto check : {wrong_statistic, wrong_column, wrong_metric}) {
        if (std::string wrong = check(claim, filled, evidence); !wrong.empty()) return wrong;
    }
    return {};
}

}  // namespace chimera::verify
