// SPDX-License-Identifier: Apache-2.0
#include "support/report_mutation.h"

#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/decimal.h"
#include "core/rng.h"
#include "core/sha256.h"
#include "core/text.h"

namespace chimera::test {

using Json = nlohmann::ordered_json;

namespace {

// How deep the evidence takes part in the lie.
enum class Depth { kText, kClaim, kTemplate };

struct Desk {
    std::string report;
    Json evidence;
    Rng rng;
    Depth depth = Depth::kText;
    std::string told;

    std::size_t pick(std::size_t n) { return static_cast<std::size_t>(below(rng, n)); }
    Json& claims() { return evidence["claims"]; }
    Json* fact(const std::string& id) {
        for (Json& fact : evidence["facts"]) {
            if (fact["id"] == id) return &fact;
        }
        return nullptr;
    }
    // Sets a claim's sentence to something else, in the report and, where the lie is deep, in the
    // evidence too.
    bool resay(Json& claim, const std::string& text) {
        const std::string old = claim["text"];
        const auto at = report.find(old);
        if (at == std::string::npos || text == old) return false;
        report.replace(at, old.size(), text);
        if (depth != Depth::kText) claim["text"] = text;
        told = old + "  ->  " + text;
        return true;
    }
};

using Teller = bool (*)(Desk&);

}  // namespace

static bool replace_once(std::string& text, const std::string& from, const std::string& to) {
    const auto at = text.find(from);
    if (at == std::string::npos) return false;
    text.replace(at, from.size(), to);
    return true;
}

// A claim for which `fits` holds, by chance.
static Json* some_claim(Desk& desk, const std::function<bool(const Json&)>& fits) {
    std::vector<Json*> all;
    for (Json& claim : desk.claims()) {
        if (fits(claim)) all.push_back(&claim);
    }
    return all.empty() ? nullptr : all[desk.pick(all.size())];
}

struct Link {
    std::size_t begin = 0;  // of what is shown
    std::size_t end = 0;
    std::size_t id_begin = 0;
    std::size_t id_end = 0;
};

static std::vector<Link> links_in(const std::string& text) {
    std::vector<Link> out;
    for (std::size_t at = 0; (at = text.find("](#f", at)) != std::string::npos; ++at) {
        Link link;
        link.begin = text.rfind('[', at) + 1;
        link.end = at;
        link.id_begin = at + 3;
        link.id_end = text.find(')', at);
        out.push_back(link);
    }
    return out;
}

static Json* linked_claim(Desk& desk, std::string& text, Link& link) {
    Json* claim = some_claim(desk, [](const Json& one) { return !one["facts"].empty(); });
    if (claim == nullptr) return nullptr;
    text = (*claim)["text"];
    const auto links = links_in(text);
    if (links.empty()) return nullptr;
    link = links[desk.pick(links.size())];
    return claim;
}

static bool lie_digit(Desk& desk) {
    std::string text;
    Link link;
    Json* claim = linked_claim(desk, text, link);
    if (claim == nullptr) return false;
    std::vector<std::size_t> digits;
    for (std::size_t i = link.begin; i < link.end; ++i) {
        if (is_digit(text[i])) digits.push_back(i);
    }
    if (digits.empty()) return false;
    char& c = text[digits[desk.pick(digits.size())]];
    c = static_cast<char>('0' + (c - '0' + 1 + static_cast<int>(desk.pick(9))) % 10);
    return desk.resay(*claim, text);
}

static bool lie_sign(Desk& desk) {
    std::string text;
    Link link;
    Json* claim = linked_claim(desk, text, link);
    if (claim == nullptr || link.begin >= text.size()) return false;
    if (text[link.begin] == '-')
        text.erase(link.begin, 1);
    else if (is_digit(text[link.begin]) && text.substr(link.begin, 2) != "0]")
        text.insert(link.begin, "-");
    else
        return false;
    return desk.resay(*claim, text);
}

static bool lie_unit(Desk& desk) {
    static const std::vector<std::pair<std::string, std::string>> kUnits{
        {" tok/s", " ms"}, {" s", " ms"}, {" ms", " s"}, {" %", " tok/s"}, {" tok/s", " %"}};
    std::string text;
    Link link;
    Json* claim = linked_claim(desk, text, link);
    if (claim == nullptr) return false;
    const auto& [from, to] = kUnits[desk.pick(kUnits.size())];
    std::string shown = text.substr(link.begin, link.end - link.begin);
    if (!shown.ends_with(from)) return false;
    shown.replace(shown.size() - from.size(), from.size(), to);
    text.replace(link.begin, link.end - link.begin, shown);
    return desk.resay(*claim, text);
}

// The scope values that slots of a key could name, with a fact that has each.
static std::map<std::string, std::string> values_of(Desk& desk, const std::string& key) {
    std::map<std::string, std::string> out;
    for (const Json& fact : desk.evidence["facts"]) {
        if (fact["scope"].contains(key)) out.emplace(fact["scope"][key], fact["id"]);
    }
    return out;
}

static bool lie_entity(Desk& desk) {
    Json* claim = some_claim(desk, [](const Json& one) {
        return std::any_of(one["slots"].begin(), one["slots"].end(),
                           [](const Json& slot) { return slot.contains("scope"); });
    });
    if (claim == nullptr) return false;
    std::vector<std::string> names;
    for (const auto& [name, slot] : (*claim)["slots"].items()) {
        if (slot.contains("scope")) names.push_back(name);
    }
    Json& slot = (*claim)["slots"][names[desk.pick(names.size())]];
    const std::string key = slot["scope"];
    const Json* of = desk.fact(slot["of"]);
    const std::string value = (*of)["scope"][key];
    const auto others = values_of(desk, key);
    auto other = others.begin();
    std::advance(other, desk.pick(others.size()));
    std::string text = (*claim)["text"];
    if (other->first == value || !replace_once(text, "`" + value + "`", "`" + other->first + "`")) {
        return false;
    }
    if (desk.depth == Depth::kTemplate) slot["of"] = other->second;
    return desk.resay(*claim, text);
}

// Changes a word in the sentence; deep down in its template and its literals too.
static bool change_word(Desk& desk, const std::vector<std::pair<std::string, std::string>>& words) {
    const auto& [from, to] = words[desk.pick(words.size())];
    Json* claim = some_claim(desk, [&](const Json& one) {
        return one["text"].get<std::string>().find(from) != std::string::npos;
    });
    if (claim == nullptr) return false;
    std::string text = (*claim)["text"];
    replace_once(text, from, to);
    if (desk.depth == Depth::kTemplate) {
        // A template of its own, so that other sentences stay as they are.
        const std::string id = (*claim)["template"].get<std::string>() + ".forged";
        Json wording = desk.evidence["templates"][(*claim)["template"].get<std::string>()];
        std::string inner = wording["text"];
        bool changed = replace_once(inner, from, to);
        wording["text"] = inner;
        for (auto& [name, slot] : (*claim)["slots"].items()) {
            if (changed || !slot.contains("literal")) continue;
            std::string literal = slot["literal"];
            changed = replace_once(literal, from, to);
            slot["literal"] = literal;
        }
        if (!changed) return false;
        desk.evidence["templates"][id] = wording;
        (*claim)["template"] = id;
    }
    return desk.resay(*claim, text);
}

static bool lie_metric(Desk& desk) {
    return change_word(desk, {{"generation throughput", "time to first token"},
                              {"time to first token", "generation throughput"},
                              {"generation throughput", "prompt throughput"}});
}

static bool lie_statistic(Desk& desk) {
    return change_word(desk, {{"mean ", "median "}, {"median ", "mean "}, {"mean ", "maximum "}});
}

static bool lie_direction(Desk& desk) {
    return change_word(desk, {{"higher", "lower"},
                              {"lower", "higher"},
                              {"highest", "lowest"},
                              {"lowest", "highest"},
                              {" above ", " below "}});
}

static bool lie_dropped_no(Desk& desk) {
    return change_word(
        desk,
        {{" no reliable", " a reliable"}, {"No reliable", "A reliable"}, {"show no ", "show "}});
}

static bool lie_significantly(Desk& desk) {
    return change_word(desk, {{" higher", " significantly higher"},
                              {" lower", " significantly lower"},
                              {" is ", " is significantly "},
                              {" has ", " significantly has "},
                              {" was ", " reliably was "}});
}

// A number that is another fact's.
static bool lie_stale(Desk& desk) {
    std::string text;
    Link link;
    Json* claim = linked_claim(desk, text, link);
    if (claim == nullptr) return false;
    const Json* own =
        desk.fact("F" + text.substr(link.id_begin + 1, link.id_end - link.id_begin - 1));
    if (own == nullptr) return false;
    std::vector<std::string> others;
    for (const Json& fact : desk.evidence["facts"]) {
        if (fact["unit"] == (*own)["unit"] && fact["display"] != (*own)["display"] &&
            fact["value"] != (*own)["value"]) {
            others.push_back(fact["display"]);
        }
    }
    if (others.empty()) return false;
    text.replace(link.begin, link.end - link.begin, others[desk.pick(others.size())]);
    return desk.resay(*claim, text);
}

// A change in percent of the other side.
static bool lie_base(Desk& desk) {
    for (Json& fact : desk.evidence["facts"]) {
        if (fact["op"] != "percent_change") continue;
        const double base = (*desk.fact(fact["operands"][0]["fact"]))["value"];
        const double now = (*desk.fact(fact["operands"][1]["fact"]))["value"];
        const double turned = 100 * (base - now) / now;
        const std::string id = fact["id"];
        const std::string old = fact["display"];
        const std::string display = to_fixed(desk.pick(2) == 0 ? turned : -turned, 1) + " %";
        if (desk.depth == Depth::kTemplate) {
            std::swap(fact["operands"][0], fact["operands"][1]);
            fact["value"] = turned;
            fact["display"] = to_fixed(turned, 1) + " %";
            desk.report =
                replace_all(desk.report, "| " + old + " |", "| " + to_fixed(turned, 1) + " % |");
        }
        const std::string shown =
            desk.depth == Depth::kTemplate ? to_fixed(turned, 1) + " %" : display;
        bool said = false;
        for (Json& claim : desk.claims()) {
            std::string text = claim["text"];
            if (replace_once(text, "[" + old + "](#f" + id.substr(1) + ")",
                             "[" + shown + "](#f" + id.substr(1) + ")")) {
                said = desk.resay(claim, text) || said;
            }
        }
        return said;
    }
    return false;
}

static bool lie_link(Desk& desk) {
    std::string text;
    Link link;
    Json* claim = linked_claim(desk, text, link);
    if (claim == nullptr) return false;
    const std::string old = "F" + text.substr(link.id_begin + 1, link.id_end - link.id_begin - 1);
    const Json* own = desk.fact(old);
    const Json& other = desk.evidence["facts"][desk.pick(desk.evidence["facts"].size())];
    if (own == nullptr || other["id"] == old || other["scope"] == (*own)["scope"]) return false;
    const std::string id = other["id"];
    if (desk.depth == Depth::kTemplate) {
        // The other thing's number in its place, linked as it should be.
        if (other["op"] != (*own)["op"] || other["unit"] != (*own)["unit"]) return false;
        for (auto& [name, slot] : (*claim)["slots"].items()) {
            if (slot.value("fact", "") == old) slot["fact"] = id;
        }
        for (Json& fact : (*claim)["facts"]) {
            if (fact == old) fact = id;
        }
        std::string display = other["display"];
        if (text.starts_with("|")) display = display.substr(0, display.find(' '));
        const std::string from = text.substr(link.begin, link.end - link.begin);
        text = replace_all(text, "[" + from + "](#f" + old.substr(1) + ")",
                           "[" + display + "](#f" + id.substr(1) + ")");
    } else {
        text.replace(link.id_begin, link.id_end - link.id_begin, "f" + id.substr(1));
    }
    return desk.resay(*claim, text);
}

// The cells behind the first of two rows of one table change places.
static bool lie_rows(Desk& desk) {
    std::vector<Json*> rows;
    for (Json& claim : desk.claims()) {
        if (claim["text"].get<std::string>().starts_with("| `")) rows.push_back(&claim);
    }
    if (rows.size() < 2) return false;
    const std::size_t i = desk.pick(rows.size() - 1);
    Json& a = *rows[i];
    Json& b = *rows[i + 1];
    if (a["template"] != b["template"]) return false;
    const std::string text_a = a["text"];
    const std::string text_b = b["text"];
    const auto cut_a = text_a.find(" | ");
    const auto cut_b = text_b.find(" | ");
    const std::string new_a = text_a.substr(0, cut_a) + text_b.substr(cut_b);
    const std::string new_b = text_b.substr(0, cut_b) + text_a.substr(cut_a);
    // Of one model the rows may only have changed places, which is no lie.
    if (new_a == text_a || text_a.substr(0, cut_a) == text_b.substr(0, cut_b)) return false;
    if (desk.depth == Depth::kTemplate) {
        for (auto& [name, slot] : a["slots"].items()) {
            if (!slot.contains("scope")) std::swap(slot, b["slots"][name]);
        }
        std::swap(a["facts"], b["facts"]);
    }
    const auto at = desk.report.find(text_a + "\n" + text_b);
    if (at == std::string::npos) return false;
    desk.report.replace(at, text_a.size() + 1 + text_b.size(), new_a + "\n" + new_b);
    if (desk.depth != Depth::kText) {
        a["text"] = new_a;
        b["text"] = new_b;
    }
    desk.told = text_a + "  ->  " + new_a;
    return true;
}

static bool lie_superlative(Desk& desk) {
    Json* claim = some_claim(desk, [](const Json& one) {
        return one["proposition"] == "best" || one["proposition"] == "worst";
    });
    if (claim == nullptr || !(*claim)["slots"].contains("second")) return false;
    Json& slots = (*claim)["slots"];
    const std::string text = (*claim)["text"];
    const auto value = [&](const Json& slot) -> std::string {
        return (*desk.fact(slot["of"]))["scope"][slot["scope"].get<std::string>()];
    };
    const std::string first = "`" + value(slots["winner"]) + "`";
    const std::string second = "`" + value(slots["second"]) + "`";
    if (first == second) return false;
    std::string turned =
        replace_all(replace_all(replace_all(text, first, "\x01"), second, first), "\x01", second);
    if (desk.depth == Depth::kTemplate) {
        std::swap(slots["winner"], slots["second"]);
        std::swap(slots["value"], slots["next"]);
        const std::string a = slots["value"]["fact"];
        const std::string b = slots["next"]["fact"];
        (*claim)["arguments"]["winner"] = a;
        const auto link = [&](const std::string& id) {
            return "[" + (*desk.fact(id))["display"].get<std::string>() + "](#f" + id.substr(1) +
                   ")";
        };
        turned = replace_all(replace_all(replace_all(turned, link(a), "\x01"), link(b), link(a)),
                             "\x01", link(b));
    }
    return desk.resay(*claim, turned);
}

// The numbers of one fact everywhere: value, n, display, the report's links and its appendix.
static void restate(Desk& desk, Json& fact, const Json& value, std::size_t n,
                    const std::string& display) {
    const std::string old = fact["display"];
    const std::string id = fact["id"].get<std::string>().substr(1);
    fact["value"] = value;
    fact["n"] = n;
    fact["display"] = display;
    const std::string from = "[" + old + "](#f" + id + ")";
    const std::string to = "[" + display + "](#f" + id + ")";
    desk.report = replace_all(desk.report, from, to);
    for (Json& claim : desk.claims()) claim["text"] = replace_all(claim["text"], from, to);
    const auto row = desk.report.find("<a id=\"f" + id + "\">");
    const auto end = desk.report.find('\n', row);
    if (row == std::string::npos || end == std::string::npos) return;
    std::string line = desk.report.substr(row, end - row);
    line = replace_all(line, "| " + old + " |", "| " + display + " |");
    line = replace_all(line, " of " + std::to_string(n + 1) + " cells",
                       " of " + std::to_string(n) + " cells");
    desk.report.replace(row, end - row, line);
}

// A count that leaves out its last cell, told as well as it can be.
static bool lie_incomplete(Desk& desk) {
    std::vector<Json*> facts;
    for (Json& fact : desk.evidence["facts"]) {
        const bool cells = fact["operands"].size() == 1 && fact["operands"][0].contains("at") &&
                           fact["operands"][0]["at"].size() == 1;
        if (cells && fact["op"] != "cell" && fact["n"].get<std::size_t>() > 2)
            facts.push_back(&fact);
    }
    if (facts.empty()) return false;
    Json& fact = *facts[desk.pick(facts.size())];
    std::string at = fact["operands"][0]["at"][0];
    const auto dash = at.rfind('-');
    if (dash == std::string::npos) return false;
    // "cell=2,3-7,3" to "cell=2,3-6,3"; "line=1-8/x" to "line=1-7/x"; "[0-5]" to "[0-4]".
    std::size_t end = dash + 1;
    while (end < at.size() && is_digit(at[end])) ++end;
    const auto last = parse_double(at.substr(dash + 1, end - dash - 1));
    if (!last) return false;
    at.replace(dash + 1, end - dash - 1, to_fixed(*last - 1, 0));
    fact["operands"][0]["at"][0] = at;
    desk.told = fact["id"].get<std::string>() + " at " + at;
    const auto n = fact["n"].get<std::size_t>() - 1;
    if (fact["op"] == "count")
        restate(desk, fact, n, n, std::to_string(n));
    else
        fact["n"] = n;
    return true;
}

// The rows of a twin, or of a copy, beside those of the file itself.
static bool lie_twin(Desk& desk) {
    std::vector<Json*> facts;
    for (Json& fact : desk.evidence["facts"]) {
        if (fact["op"] == "mean" || fact["op"] == "count" || fact["op"] == "median")
            facts.push_back(&fact);
    }
    if (facts.empty()) return false;
    Json& fact = *facts[desk.pick(facts.size())];
    Json again = fact["operands"][0];
    std::string path;
    for (const Json& source : desk.evidence["sources"]) {
        if (source["id"] == again.value("source", "")) path = source["path"];
    }
    for (Json& source : desk.evidence["sources"]) {
        if (source.value("duplicate_of", "") != path || path.empty()) continue;
        again["source"] = source["id"];
        if (desk.depth == Depth::kTemplate) {
            source.erase("duplicate_of");
            source["role"] = "raw";
        }
        fact["operands"].push_back(again);
        const auto n = 2 * fact["n"].get<std::size_t>();
        desk.told = fact["id"].get<std::string>() + " counts " + source["path"].get<std::string>();
        if (fact["op"] == "count")
            restate(desk, fact, n, n, std::to_string(n));
        else
            fact["n"] = n;
        return true;
    }
    return false;
}

// A cell of a summary file as if it had been measured.
static bool lie_summary(Desk& desk) {
    for (Json& source : desk.evidence["sources"]) {
        if (source["role"] != "summary" || source["format"] != "csv") continue;
        std::vector<Json*> facts;
        for (Json& fact : desk.evidence["facts"]) {
            if (fact["op"] == "mean" && fact["operands"].size() == 1) facts.push_back(&fact);
        }
        if (facts.empty()) return false;
        Json& fact = *facts[desk.pick(facts.size())];
        fact["operands"] = Json::array({{{"source", source["id"]}, {"at", {"cell=2,2"}}}});
        if (desk.depth == Depth::kTemplate) source["role"] = "raw";
        restate(desk, fact, fact["value"], 1, fact["display"]);
        desk.told = fact["id"].get<std::string>() + " over " + source["path"].get<std::string>();
        return true;
    }
    return false;
}

static const std::map<std::string, Teller>& tellers() {
    static const std::map<std::string, Teller> kAll{
        {"digit", lie_digit},
        {"sign", lie_sign},
        {"unit", lie_unit},
        {"entity", lie_entity},
        {"metric word", lie_metric},
        {"statistic word", lie_statistic},
        {"direction word", lie_direction},
        {"dropped no", lie_dropped_no},
        {"added significantly", lie_significantly},
        {"stale number", lie_stale},
        {"wrong base", lie_base},
        {"wrong link", lie_link},
        {"swapped rows", lie_rows},
        {"superlative moved", lie_superlative},
        {"incomplete sample", lie_incomplete},
        {"twin counted twice", lie_twin},
        {"summary taken as raw", lie_summary},
    };
    return kAll;
}

std::vector<std::string> lie_kinds() {
    std::vector<std::string> out;
    for (const auto& [name, teller] : tellers()) out.push_back(name);
    return out;
}

std::optional<Lie> tell_lie(const GoodReport& good, const std::string& kind, std::uint64_t seed) {
    Desk desk{good.report, Json::parse(good.evidence), Rng(seed), Depth::kText, {}};
    desk.depth = static_cast<Depth>(desk.pick(3));
    const auto teller = tellers().find(kind);
    constexpr int kTries = 8;
    bool told = false;
    for (int i = 0; i < kTries && !told && teller != tellers().end(); ++i)
        told = teller->second(desk);
    if (!told) return std::nullopt;
    static constexpr const char* kDepths[] = {"text", "claim", "template"};
    desk.evidence["report"]["sha256"] = sha256_hex(desk.report);
    return Lie{kind, std::string(kDepths[static_cast<int>(desk.depth)]) + ": " + desk.told,
               desk.report, desk.evidence.dump(1)};
}

}  // namespace chimera::test
