// SPDX-License-Identifier: Apache-2.0
#include "facts/claim_binding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <span>

#include "core/decimal.h"
#include "core/parallel.h"
#include "core/text.h"
#include "model/unit.h"

namespace chimera::facts {

using Names = std::set<model::NameInText>;

namespace {

// Texts repeat: a row's for each of its cells, a heading's for all that is under it.
class NamesOf {
public:
    explicit NamesOf(const model::NameIndex& index) : index_(index) {}
    const Names& operator()(const std::string& text) {
        const auto [at, fresh] = known_.try_emplace(text);
        if (fresh) at->second = index_.in(text);
        return at->second;
    }
    bool foreign(const std::string& text) {
        const auto [at, fresh] = foreign_.try_emplace(text, false);
        if (fresh) at->second = index_.has_foreign_name(text);
        return at->second;
    }

    // The names of the texts around a number, nearest first: its heading, the sections that this
    // stands in, the file. Texts without a name are left out.
    const std::vector<const Names*>& around(const model::ClaimedNumber& claim,
                                            const std::string& path);

private:
    const model::NameIndex& index_;
    std::unordered_map<std::string, Names> known_;
    std::unordered_map<std::string, bool> foreign_;
    const model::ClaimedNumber* last_ = nullptr;  // whose texts `around_` is of
    std::vector<const Names*> around_;
};

// The row of a table that a row with an empty first cell goes on with.
struct OpenRow {
    const model::ClaimedNumber* claim = nullptr;
    Scope scope;
};

}  // namespace

static std::string last_part(const std::string& path) {
    const auto slash = path.rfind('/');
    std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
    return replace_all(name.substr(0, name.rfind('.')), "_", " ");
}

static std::vector<std::string> cells_of(const std::string& row) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < row.size();) {
        const std::size_t end = std::min(row.find(" | ", at), row.size());
        out.push_back(row.substr(at, end - at));
        at = end + 3;
    }
    return out;
}

// The cells of a row that may name what it is of: its first, and those of one word. Remarks at its
// end ("runs on CPU") name other things.
static std::string naming_cells(const model::ClaimedNumber& claim) {
    std::string out;
    const auto cells = cells_of(claim.row);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        const std::string cell = cells[i].substr(0, cells[i].find('('));
        if (i == 0 || trim(cell).find(' ') == std::string_view::npos) out += cell + " | ";
    }
    return out + claim.column;
}

const std::vector<const Names*>& NamesOf::around(const model::ClaimedNumber& claim,
                                                 const std::string& path) {
    const bool same = last_ != nullptr && last_->source == claim.source &&
                      last_->heading == claim.heading && last_->section == claim.section;
    if (same) return around_;
    last_ = &claim;
    around_.clear();
    const auto add = [&](const std::string& text) {
        const Names& names = (*this)(text);
        if (!names.empty()) around_.push_back(&names);
    };
    add(claim.heading);
    for (std::size_t at = 0; at < claim.section.size();) {
        const std::size_t end = std::min(claim.section.find(" < ", at), claim.section.size());
        add(claim.section.substr(at, end - at));
        at = end + 3;
    }
    add(last_part(path));
    return around_;
}

// In a table that leaves equal names out, the row begins with what stood second before.
static bool goes_on(const model::ClaimedNumber& claim, const OpenRow& open, NamesOf& names) {
    if (open.claim == nullptr || claim.column.empty() || claim.source != open.claim->source) {
        return false;
    }
    if (claim.heading != open.claim->heading || claim.line <= open.claim->line) return false;
    const auto before = cells_of(open.claim->row);
    const auto now = cells_of(claim.row);
    if (before.size() < 2 || now.empty()) return false;
    const Names& second = names(before[1]);
    const Names& first = names(now[0]);
    return second.size() == 1 && first.size() == 1 && second.begin()->key == first.begin()->key &&
           names(before[0]).size() == 1 && names(before[0]).begin()->key == "model";
}

// Adds for every new key the one name in `names`; false where they are several.
static bool add_names(const Names& names, Scope& out) {
    std::map<std::string, std::set<std::string>> here;
    for (const auto& name : names) here[name.key].insert(name.value);
    for (const auto& [key, values] : here) {
        if (out.contains(key)) continue;
        if (values.size() > 1 || values.contains("")) return false;
        out[key] = *values.begin();
    }
    return true;
}

// For every key the one name that stands nearest; nullopt where the nearest text names several.
static std::optional<Scope> nearest_names(const model::ClaimedNumber& claim,
                                          const std::string& path, NamesOf& names, OpenRow& open) {
    Scope out;
    const std::string own = claim.column.empty() ? claim.sentence : naming_cells(claim);
    if (!add_names(names(own), out)) return std::nullopt;
    if (goes_on(claim, open, names)) {
        for (const auto& [key, value] : open.scope) out.emplace(key, value);
    } else if (!claim.column.empty() && out.contains("model")) {
        open = {&claim, {{"model", out.at("model")}}};
    }
    // Something of a name that the data do not know is not what the heading speaks of.
    if (!out.contains("model") && names.foreign(own)) return std::nullopt;
    for (const Names* around : names.around(claim, path)) {
        if (!add_names(*around, out)) return std::nullopt;
    }
    return out;
}

// Words that make a number something else than a measurement: a goal, a difference, a guess.
static bool is_no_measurement(const std::string& text) {
    static constexpr std::array<std::string_view, 30> kWords{
        "target",     "require",  "goal",      "expect",   "estimat",   "project",
        "difference", "delta",    "improve",   "faster",   "slower",    "reduc",
        "gain",       "would",    "could",     "limit",    "threshold", "budget",
        "timeout",    "overhead", "saving",    "increase", "decrease",  "degrad",
        "per agent",  "speedup",  "theoretic", "hypothe",  "assum",     "if "};
    const std::string folded = lower(text);
    return std::any_of(kWords.begin(), kWords.end(), [&](std::string_view word) {
        return folded.find(word) != std::string::npos;
    });
}

static bool is_bounded(std::string_view text, std::size_t at, std::size_t size) {
    const auto digit = [&](std::size_t i) { return i < text.size() && is_digit(text[i]); };
    if (at > 0 && digit(at - 1)) return false;
    if (at > 1 && (text[at - 1] == '.' || text[at - 1] == ',') && digit(at - 2)) return false;
    const std::size_t end = at + size;
    if (digit(end)) return false;
    const bool mark = end < text.size() && (text[end] == '.' || text[end] == ',');
    return !(mark && digit(end + 1));
}

// Where the number stands in its sentence; npos where it stands there twice.
static std::size_t place_in(const std::string& sentence, const std::string& raw) {
    std::size_t found = std::string::npos;
    for (std::size_t at = sentence.find(raw); at != std::string::npos;
         at = sentence.find(raw, at + 1)) {
        if (!is_bounded(sentence, at, raw.size())) continue;
        if (found != std::string::npos) return std::string::npos;
        found = at;
    }
    return found;
}

// A digit of a number, not of a name such as "q4_0" or "7b".
static bool is_of_number(std::string_view text, std::size_t at) {
    if (!is_digit(text[at])) return false;
    std::size_t begin = at;
    while (begin > 0 && (is_alnum(text[begin - 1]) || text[begin - 1] == '.')) --begin;
    std::size_t end = at;
    while (end < text.size() && is_alnum(text[end])) ++end;
    const bool joined =
        begin > 0 && std::string_view(":_-/").find(text[begin - 1]) != std::string_view::npos;
    return !joined && std::none_of(text.begin() + static_cast<std::ptrdiff_t>(begin),
                                   text.begin() + static_cast<std::ptrdiff_t>(end), is_alpha);
}

static bool parts_clauses(std::string_view text, std::size_t at) {
    return std::string_view(",;@|").find(text[at]) != std::string_view::npos ||
           is_of_number(text, at);
}

// Up to the next number or the next mark that parts clauses, from the number outwards.
static std::string_view left_of(std::string_view sentence, std::size_t at) {
    std::size_t begin = at;
    while (begin > 0 && sentence[begin - 1] != ')' && !parts_clauses(sentence, begin - 1)) --begin;
    return sentence.substr(begin, at - begin);
}
static std::string_view right_of(std::string_view sentence, std::size_t at) {
    std::size_t end = at;
    while (end < sentence.size() && sentence[end] != '(' && !parts_clauses(sentence, end)) ++end;
    return sentence.substr(at, end - at);
}

// The name directly before "=" or ":": "mean_latency_ms=46.57", "**Mean TTFT:** 0.165".
static std::string_view label_before(std::string_view left) {
    const auto last = left.find_last_not_of(" *_`");
    if (last == std::string_view::npos || (left[last] != '=' && left[last] != ':')) return {};
    std::string_view label = left.substr(0, last);
    if (left[last] == '=') {
        const auto blank = label.find_last_of(" \t");
        return blank == std::string_view::npos ? label : label.substr(blank + 1);
    }
    const auto mark = label.find_last_of(":.-");
    const bool dashed = mark != std::string_view::npos && label[mark] == '-' &&
                        (mark + 1 >= label.size() || label[mark + 1] != ' ');
    return mark == std::string_view::npos || dashed ? label : label.substr(mark + 1);
}

static std::optional<model::ClaimWords> read_sentence(const model::ClaimedNumber& claim,
                                                      BoundClaim& out) {
    const std::string& sentence = claim.sentence;
    const std::size_t at = place_in(sentence, claim.raw);
    if (at == std::string::npos) return std::nullopt;
    const std::string_view left = left_of(sentence, at);
    std::size_t behind = at + claim.raw.size();
    while (behind < sentence.size() && sentence[behind] == ' ') ++behind;
    if (sentence.compare(behind, claim.unit.size(), claim.unit) == 0) behind += claim.unit.size();
    const std::string_view right = right_of(sentence, behind);
    out.exact = out.exact && !is_no_measurement(sentence);
    if (const auto label = label_before(left); !label.empty()) {
        auto words = model::read_claim_label(label, claim.unit);
        const bool known = words && words->metric.registered;
        if (known || left.find('=') != std::string_view::npos) return words;
    }
    // Without a unit and without a label a number in a sentence may count anything.
    if (claim.unit.empty()) return std::nullopt;
    auto words = model::read_claim_phrase(right, claim.unit, false);
    const auto before = model::read_claim_phrase(left, claim.unit, true);
    if (words && before && words->metric.id != before->metric.id) words = before;
    if (!words) words = before;
    if (!words) {
        words = model::read_claim_phrase(claim.heading, claim.unit, false);
        if (words) words->statistic = model::Statistic::kRaw;
    }
    if (!words) {
        words = model::read_claim_unit(claim.unit);
        out.explicit_metric = false;
    }
    if (!words || words->statistic != model::Statistic::kRaw) return words;
    const auto stated = model::stated_statistic(std::string(left) + " " + std::string(right));
    if (stated) words->statistic = *stated;
    return words;
}

static bool is_generic(const std::string& column) {
    static constexpr std::array<std::string_view, 12> kWords{
        "value",  "values", "result", "results", "measured", "measurement",
        "number", "score",  "wert",   "valeur",  "valor",    "data"};
    const std::string folded = lower(trim(column));
    return std::find(kWords.begin(), kWords.end(), folded) != kWords.end();
}

// A heading is read once, not for every cell under it.
class Labels {
public:
    const std::optional<model::ClaimWords>& read(const std::string& label,
                                                 const std::string& unit) {
        const auto [at, fresh] = known_.try_emplace(label + '\x1f' + unit);
        if (fresh) at->second = model::read_claim_label(label, unit);
        return at->second;
    }
    bool is_parameter(const std::string& label) {
        const auto [at, fresh] = parameters_.try_emplace(label, false);
        if (fresh) {
            at->second = model::read_column(label, "").meaning == model::Meaning::kParameter;
        }
        return at->second;
    }

private:
    std::unordered_map<std::string, std::optional<model::ClaimWords>> known_;
    std::unordered_map<std::string, bool> parameters_;
};

static std::optional<model::ClaimWords> read_cell(const model::ClaimedNumber& claim,
                                                  bool names_column, Labels& labels,
                                                  BoundClaim& out) {
    out.exact = out.exact && !is_no_measurement(claim.column);
    if (claim.column.ends_with("\xC2\xB1")) return std::nullopt;
    // A column that is called "Value" or by a model's name: the row says what is measured.
    const bool row_says = names_column || is_generic(claim.column);
    if (!row_says) return labels.read(claim.column, claim.unit);
    const auto cells = cells_of(claim.row);
    if (cells.empty()) return std::nullopt;
    out.exact = out.exact && !is_no_measurement(cells.front());
    auto words = labels.read(cells.front(), claim.unit);
    if (words && !words->metric.registered) return std::nullopt;
    return words;
}

static int significant_digits(const Decimal& number) {
    std::string digits = number.digits;
    if (number.decimals() > 0) {
        const auto last = digits.find_last_not_of('0');
        digits = last == std::string::npos ? "" : digits.substr(0, last + 1);
    }
    const auto first = digits.find_first_not_of('0');
    return first == std::string::npos ? 0 : static_cast<int>(digits.size() - first);
}

// How a file would write the number: no thousands, an ASCII sign.
static std::optional<Decimal> decimal_in(const std::string& raw) {
    return parse_decimal(replace_all(replace_all(raw, ",", ""), "\xE2\x88\x92", "-"));
}

// A sentence that sets one thing against another names only one of them beside each number.
static bool compares(const std::string& sentence) {
    const std::string folded = ' ' + lower(sentence) + ' ';
    for (const std::string_view word :
         {" vs ", " vs. ", " versus ", " than ", " compared ", "->", "\xE2\x86\x92", " against "}) {
        if (folded.find(word) != std::string::npos) return true;
    }
    return false;
}

static std::optional<BoundClaim> bind(const model::ClaimedNumber& claim, bool names_column,
                                      Labels& labels, Scope scope) {
    if (claim.column.empty() && compares(claim.sentence)) return std::nullopt;
    BoundClaim out{.claim = &claim, .scope = std::move(scope)};
    out.exact = !claim.rough && claim.raw[0] != '+' && claim.raw[0] != '-';
    const auto decimal = decimal_in(claim.raw);
    const auto words = claim.column.empty() ? read_sentence(claim, out)
                                            : read_cell(claim, names_column, labels, out);
    if (!words || !decimal || significant_digits(*decimal) == 0) return std::nullopt;
    // Counts and spreads are no values of the metric.
    const bool value = words->statistic != model::Statistic::kCount &&
                       words->statistic != model::Statistic::kOther;
    if (!value) return std::nullopt;
    out.words = *words;
    out.value = claim.value * words->scale;
    out.half = 0.5 * std::pow(10.0, -decimal->decimals()) * std::fabs(words->scale);
    out.digits = significant_digits(*decimal);
    return out;
}

// The numbers of one row that stand under a parameter's name.
static std::map<std::string, double> settings_of(std::span<const model::ClaimedNumber> row,
                                                 Labels& labels) {
    std::map<std::string, double> out;
    for (const model::ClaimedNumber& claim : row) {
        if (claim.column.empty() || !labels.is_parameter(claim.column)) continue;
        out[lower(claim.column)] = claim.value;
    }
    return out;
}

// Claims begin .. end, whole documents.
struct Stretch {
    std::size_t begin = 0;
    std::size_t end = 0;
};

static std::vector<BoundClaim> bind_stretch(const model::RecordSet& records,
                                            const model::NameIndex& names, Stretch stretch) {
    std::vector<BoundClaim> out;
    NamesOf names_of(names);
    Labels labels;
    OpenRow open;
    const auto& claims = records.claims;
    for (std::size_t first = stretch.begin; first < stretch.end;) {
        std::size_t last = first;
        while (last < stretch.end && claims[last].source == claims[first].source &&
               claims[last].line == claims[first].line) {
            ++last;
        }
        const model::Source& source = records.sources[claims[first].source];
        const bool counts = !source.duplicate_of && source.role == model::Role::kDocument;
        const auto settings =
            counts ? settings_of(std::span(claims).subspan(first, last - first), labels)
                   : std::map<std::string, double>();
        for (std::size_t i = first; counts && i < last; ++i) {
            auto scope = nearest_names(claims[i], source.path, names_of, open);
            if (!scope || scope->empty()) continue;
            // Of several numbers in one cell the first is what the column says.
            const bool same_cell =
                i > first && !claims[i].column.empty() && claims[i - 1].column == claims[i].column;
            if (same_cell) continue;
            auto bound =
                bind(claims[i], !names_of(claims[i].column).empty(), labels, std::move(*scope));
            if (!bound) continue;
            if (!claims[i].column.empty()) bound->settings = settings;
            out.push_back(std::move(*bound));
        }
        first = last;
    }
    return out;
}

// Documents in about equal parts, one after the other.
static std::vector<Stretch> stretches_of(const std::vector<model::ClaimedNumber>& claims) {
    constexpr std::size_t kParts = 16;
    const std::size_t size = claims.size() / kParts + 1;
    std::vector<Stretch> out;
    for (std::size_t begin = 0; begin < claims.size();) {
        std::size_t end = std::min(begin + size, claims.size());
        while (end < claims.size() && claims[end].source == claims[end - 1].source) ++end;
        out.push_back({begin, end});
        begin = end;
    }
    return out;
}

std::vector<BoundClaim> bind_claims(const model::RecordSet& records, const model::NameIndex& names,
                                    unsigned jobs) {
    const auto stretches = stretches_of(records.claims);
    std::vector<std::vector<BoundClaim>> parts(stretches.size());
    for_each_index(stretches.size(), jobs,
                   [&](std::size_t i) { parts[i] = bind_stretch(records, names, stretches[i]); });
    std::vector<BoundClaim> out;
    for (auto& part : parts) {
        out.insert(out.end(), std::make_move_iterator(part.begin()),
                   std::make_move_iterator(part.end()));
    }
    return out;
}

}  // namespace chimera::facts
