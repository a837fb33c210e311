// SPDX-License-Identifier: Apache-2.0
#include "verify/evidence.h"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <functional>

#include "core/decimal.h"
#include "core/text.h"
#include "verify/json_tree.h"

namespace chimera::verify {

const Fact* Evidence::fact(std::uint32_t id) const {
    const auto found = fact_index.find(id);
    return found == fact_index.end() ? nullptr : &facts[found->second];
}
const Source* Evidence::source(std::uint32_t id) const {
    const auto found = source_index.find(id);
    return found == source_index.end() ? nullptr : &sources[found->second];
}
const Source* Evidence::source_at(std::string_view path_or_id) const {
    const auto found = path_index.find(path_or_id);
    if (found != path_index.end()) return &sources[found->second];
    return source(id_of(path_or_id, 'S'));
}

std::uint32_t id_of(std::string_view text, char letter) {
    constexpr std::size_t kLongest = 10;
    if (text.size() < 2 || text.size() > kLongest || text[0] != letter || text[1] == '0') return 0;
    std::uint32_t id = 0;
    for (const char c : text.substr(1)) {
        if (!is_digit(c)) return 0;
        id = id * 10 + static_cast<std::uint32_t>(c - '0');
    }
    return id;
}

namespace {

// One object of the file, with a list for what is wrong in it.
struct Object {
    const JsonTree& tree;
    JsonId id;
    std::string place;
    std::vector<PlaceAndText>& problems;

    JsonId find(std::string_view key) const { return tree.member(id, key); }
    void wrong(std::string text) const { problems.push_back({place, std::move(text)}); }
    Object at(JsonId child, std::string where) const {
        return {tree, child, std::move(where), problems};
    }

    std::string text(std::string_view key, bool required = false) const {
        const JsonId found = find(key);
        if (found != kNoJson && tree.node(found).kind == JsonKind::kString) return tree.text(found);
        if (required || found != kNoJson) wrong(fmt::format("`{}` is not a text", key));
        return {};
    }
    std::optional<double> number(std::string_view key, bool required = false) const {
        const JsonId found = find(key);
        const auto value = found == kNoJson ? std::nullopt : tree.number(found);
        if (!value && (required || found != kNoJson)) {
            wrong(fmt::format("`{}` is not a number", key));
        }
        return value;
    }
    std::uint64_t whole(std::string_view key, bool required = false) const {
        constexpr double kMost = 9007199254740992.0;
        const auto value = number(key, required);
        if (!value) return 0;
        if (*value < 0 || *value > kMost || *value != std::floor(*value)) {
            wrong(fmt::format("`{}` is not a whole number", key));
            return 0;
        }
        return static_cast<std::uint64_t>(*value);
    }
    // Calls `each` for the elements of the array `key`; a missing one is empty unless required.
    void list(std::string_view key, bool required, const std::function<void(JsonId)>& each) const {
        const JsonId found = find(key);
        if (found == kNoJson || tree.node(found).kind != JsonKind::kArray) {
            if (required || found != kNoJson) wrong(fmt::format("`{}` is not a list", key));
            return;
        }
        for (JsonId c = tree.first_child(found); c != kNoJson; c = tree.next_sibling(c)) each(c);
    }
    void members(std::string_view key, bool required,
                 const std::function<void(const std::string&, JsonId)>& each) const {
        const JsonId found = find(key);
        if (found == kNoJson || tree.node(found).kind != JsonKind::kObject) {
            if (required || found != kNoJson) wrong(fmt::format("`{}` is not an object", key));
            return;
        }
        for (JsonId c = tree.first_child(found); c != kNoJson; c = tree.next_sibling(c)) {
            each(tree.key(c), c);
        }
    }
    std::vector<std::string> texts(std::string_view key, bool required = false) const {
        std::vector<std::string> out;
        list(key, required, [&](JsonId c) { out.push_back(tree.text(c)); });
        return out;
    }
    std::vector<PlaceAndText> places(std::string_view key, std::string_view text_key) const {
        std::vector<PlaceAndText> out;
        list(key, false, [&](JsonId c) {
            const Object item = at(c, place + "." + std::string(key));
            out.push_back({item.text("at", true), item.text(text_key, true)});
        });
        return out;
    }
};

}  // namespace

static bool is_true(const Object& object, std::string_view key) {
    const JsonId id = object.find(key);
    return id != kNoJson && object.tree.node(id).kind == JsonKind::kTrue;
}

static Bind read_bind(const Object& object) {
    Bind bind;
    bind.column = object.text("column");
    bind.pointer = object.text("pointer");
    bind.source = id_of(object.text("source"), 'S');
    bind.at = object.text("at");
    bind.value = object.text("value");
    bind.path = is_true(object, "path");
    bind.config = is_true(object, "config");
    const JsonId replaced = object.find("replaces");
    if (replaced != kNoJson) {
        bind.replaced_column = object.at(replaced, object.place).text("column");
        bind.replaced_pointer = object.at(replaced, object.place).text("pointer");
    }
    return bind;
}

// A path that could lead out of the root is no path.
static bool stays_inside(std::string_view path) {
    if (path.empty() || path[0] == '/' || path.find('\\') != std::string_view::npos) return false;
    if (path.find('\0') != std::string_view::npos) return false;
    for (const auto part : split(path, '/')) {
        if (part == ".." || part.empty()) return false;
    }
    return true;
}

static Source read_source(const Object& object) {
    Source source;
    source.id = id_of(object.text("id", true), 'S');
    if (source.id == 0) object.wrong("`id` is not of the form S1");
    source.path = object.text("path", true);
    if (!stays_inside(source.path)) {
        object.wrong("`path` could lead out of the root, and is refused");
        source.path.clear();
    }
    source.beside = is_true(object, "beside");
    const bool is_copy = source.path == "evidence.toml" && object.text("role") == "config";
    if (source.beside && !is_copy) {
        object.wrong("only a configuration called evidence.toml may lie beside the evidence");
        source.path.clear();
    }
    source.sha256 = object.text("sha256", true);
    source.bytes = object.whole("bytes", true);
    source.modified = object.text("modified");
    source.format = object.text("format", true);
    if (const JsonId id = object.find("producer"); id != kNoJson) {
        source.producer = object.at(id, object.place + ".producer").text("name", true);
    }
    source.role = object.text("role", true);
    static constexpr std::array kRoles = {"raw",       "summary",   "document", "config",
                                          "telemetry", "duplicate", "rejected"};
    if (std::find(kRoles.begin(), kRoles.end(), source.role) == kRoles.end()) {
        object.wrong(fmt::format("`{}` is no role", utf8_prefix(source.role, 40)));
    }
    source.roles = object.places("roles", "role");
    source.failed = object.places("failed", "why");
    source.rejects = object.places("rejects", "reason");
    source.duplicate_of = object.text("duplicate_of");
    source.twin_of = object.text("twin_of");
    if (const JsonId id = object.find("dialect"); id != kNoJson) {
        const Object dialect = object.at(id, object.place + ".dialect");
        source.has_dialect = true;
        source.delimiter = dialect.text("delimiter");
        source.encoding = dialect.text("encoding");
        source.header_row = static_cast<std::uint32_t>(dialect.whole("header_row"));
        source.units_row = static_cast<std::uint32_t>(dialect.whole("units_row"));
    }
    object.members("bind", false, [&](const std::string& key, JsonId id) {
        source.bind[key] = read_bind(object.at(id, object.place + ".bind." + key));
    });
    if (source.role == "duplicate" && source.duplicate_of.empty()) {
        object.wrong("a duplicate does not say of what");
    }
    if (source.role == "rejected" && source.rejects.empty()) {
        object.wrong("a rejected source does not say why");
    }
    return source;
}

static std::variant<double, std::string> scalar(const Object& object, std::string_view key) {
    const JsonId id = object.find(key);
    if (id == kNoJson || !object.tree.is_scalar(id)) {
        object.wrong(fmt::format("`{}` is missing", key));
        return std::string();
    }
    if (const auto number = object.tree.number(id)) return *number;
    return object.tree.text(id);
}

static Operand read_operand(const Object& object, bool nested) {
    Operand operand;
    if (object.find("fact") != kNoJson) {
        operand.fact = id_of(object.text("fact"), 'F');
        if (operand.fact == 0) object.wrong("an operand's fact is not of the form F1");
    } else if (object.find("sources") != kNoJson) {
        operand.is_sources = true;
        for (const auto& text : object.texts("sources")) {
            operand.sources.push_back(id_of(text, 'S'));
        }
    } else if (object.find("map") != kNoJson) {
        operand.map = object.text("map");
        if (operand.map.empty() || nested) object.wrong("a map in a map, or an empty one");
        object.list("args", true, [&](JsonId c) {
            if (!nested) operand.args.push_back(read_operand(object.at(c, object.place), true));
        });
    } else {
        operand.source = id_of(object.text("source", true), 'S');
        operand.at = object.texts("at", true);
        operand.scale = object.number("scale").value_or(1);
        operand.raw = object.text("raw");
        operand.nth = static_cast<std::uint32_t>(object.number("nth").value_or(1));
        operand.fold = object.text("fold");
        object.list("where", false, [&](JsonId c) {
            const Object item = object.at(c, object.place + ".where");
            operand.where.push_back(
                {item.text("column", true), item.text("op", true), scalar(item, "value")});
        });
        if (operand.source == 0) object.wrong("an operand names no source");
    }
    return operand;
}

static Value read_value(const Object& object) {
    const JsonId id = object.find("value");
    if (id == kNoJson) {
        object.wrong("`value` is missing");
        return std::string();
    }
    const JsonTree& tree = object.tree;
    if (const auto number = tree.number(id)) return *number;
    if (tree.node(id).kind == JsonKind::kString) return tree.text(id);
    if (tree.node(id).kind == JsonKind::kArray && tree.child_count(id) == 2) {
        const auto low = tree.number(tree.child(id, 0));
        const auto high = tree.number(tree.child(id, 1));
        if (low && high) return Interval{*low, *high};
    }
    object.wrong("`value` is neither a number nor a text nor a pair of numbers");
    return std::string();
}

static Params read_params(const Object& object) {
    Params params;
    object.members("params", false, [&](const std::string& key, JsonId id) {
        if (const auto number = object.tree.number(id)) params.numbers[key] = *number;
        if (key == "test") {
            const Object test = object.at(id, object.place + ".params.test");
            params.test_op = test.text("op", true);
            const auto value = test.number("value", true);
            params.has_test = value.has_value();
            params.test_value = value.value_or(0);
        }
    });
    return params;
}

static Fact read_fact(const Object& object) {
    Fact fact;
    fact.id = id_of(object.text("id", true), 'F');
    if (fact.id == 0) object.wrong("`id` is not of the form F1");
    fact.label = object.text("label", true);
    fact.value = read_value(object);
    fact.unit = object.text("unit", true);
    fact.op = object.text("op", true);
    object.list("operands", true, [&](JsonId c) {
        fact.operands.push_back(read_operand(object.at(c, object.place), false));
    });
    fact.params = read_params(object);
    fact.n = object.whole("n", true);
    fact.kind = object.text("class", true);
    fact.worst = object.text("worst_class");
    fact.metric = object.text("metric");
    fact.statistic = object.text("statistic");
    object.members("scope", true, [&](const std::string& key, JsonId id) {
        fact.scope[key] = object.tree.text(id);
    });
    fact.display = object.text("display", true);
    return fact;
}

static Slot read_slot(const Object& object) {
    Slot slot;
    if (object.find("fact") != kNoJson) {
        slot.is = Slot::Is::kFact;
        slot.id = id_of(object.text("fact"), 'F');
    } else if (object.find("scope") != kNoJson) {
        slot.is = Slot::Is::kScope;
        slot.text = object.text("scope");
        slot.id = id_of(object.text("of", true), 'F');
    } else if (object.find("source") != kNoJson) {
        slot.is = Slot::Is::kSource;
        slot.id = id_of(object.text("source"), 'S');
    } else if (object.find("name") != kNoJson) {
        slot.is = Slot::Is::kName;
        slot.text = object.text("name");
    } else {
        slot.text = object.text("literal", true);
    }
    return slot;
}

static Arguments read_arguments(const Object& object, std::string_view name) {
    Arguments out;
    object.members(name, true, [&](const std::string& key, JsonId id) {
        Argument argument;
        const JsonTree& tree = object.tree;
        if (tree.node(id).kind == JsonKind::kArray) {
            argument.is_list = true;
            for (JsonId c = tree.first_child(id); c != kNoJson; c = tree.next_sibling(c)) {
                argument.texts.push_back(tree.text(c));
            }
        } else {
            argument.texts.push_back(tree.text(id));
            argument.number = tree.number(id);
        }
        out.emplace(key, std::move(argument));
    });
    return out;
}

static Claim read_claim(const Object& object) {
    Claim claim;
    claim.id = object.text("id", true);
    if (id_of(claim.id, 'C') == 0) object.wrong("`id` is not of the form C1");
    claim.section = object.text("section", true);
    claim.text = object.text("text", true);
    claim.wording = object.text("template", true);
    claim.proposition = object.text("proposition", true);
    claim.origin = object.text("origin", true);
    object.members("slots", true, [&](const std::string& key, JsonId id) {
        claim.slots[key] = read_slot(object.at(id, object.place + ".slots." + key));
    });
    for (const auto& text : object.texts("facts", true)) claim.facts.push_back(id_of(text, 'F'));
    object.list("parts", false, [&](JsonId c) {
        const Object part = object.at(c, object.place + ".parts");
        claim.parts.push_back({part.text("proposition", true), read_arguments(part, "arguments")});
    });
    const Arguments own = read_arguments(object, "arguments");
    if (claim.parts.empty()) claim.parts.push_back({claim.proposition, own});
    return claim;
}

static void read_report(const Object& top, Evidence& out) {
    const JsonId id = top.find("report");
    if (id == kNoJson || top.tree.node(id).kind != JsonKind::kObject) {
        top.wrong("`report` is not an object");
        return;
    }
    const Object report = top.at(id, "report");
    out.path = report.text("path", true);
    out.sha256 = report.text("sha256", true);
    if (const JsonId page = report.find("page"); page != kNoJson) {
        out.page_sha256 = report.at(page, "page").text("sha256", true);
    }
    out.root = report.text("root");
    out.command = report.text("command", true);
    out.started = report.text("started");
    out.raw_report = decode_json_string(top.tree.raw(id));
    out.version = report.text("chimera_version", true);
    if (out.version.empty()) report.wrong("`chimera_version` is missing");
    report.number("seed", true);
    report.members("timings", true, [&](const std::string& key, JsonId value) {
        const auto number = top.tree.number(value);
        if (!number || *number < 0) report.wrong(fmt::format("timing `{}` is no duration", key));
    });
}

static void index_all(Evidence& out) {
    for (std::size_t i = 0; i < out.sources.size(); ++i) {
        if (!out.source_index.emplace(out.sources[i].id, i).second) {
            out.problems.push_back({fmt::format("S{}", out.sources[i].id), "stands there twice"});
        }
        if (!out.path_index.emplace(out.sources[i].path, i).second) {
            out.problems.push_back({out.sources[i].path, "is listed twice"});
        }
    }
    for (std::size_t i = 0; i < out.claims.size(); ++i)
        out.claim_index.emplace(out.claims[i].id, i);
    for (std::size_t i = 0; i < out.facts.size(); ++i) {
        if (!out.fact_index.emplace(out.facts[i].id, i).second) {
            out.problems.push_back({fmt::format("F{}", out.facts[i].id), "stands there twice"});
        }
    }
}

Result<Evidence> read_evidence(std::string_view text) {
    const JsonTree tree = JsonTree::parse(text, false);
    if (tree.documents().size() != 1 || !tree.sound() ||
        tree.node(tree.documents()[0]).kind != JsonKind::kObject) {
        return input_error("the evidence file is not one JSON object; write the report anew");
    }
    Evidence out;
    const Object top{tree, tree.documents()[0], "evidence", out.problems};
    if (top.text("schema", true) != "chimera-evidence/1") {
        return input_error("the evidence file is not of version chimera-evidence/1");
    }
    read_report(top, out);
    const auto named = [&](JsonId c, std::string_view list) {
        const JsonId id = tree.node(c).kind == JsonKind::kObject ? tree.member(c, "id") : kNoJson;
        return id == kNoJson ? fmt::format("{}[{}]", list, tree.node(c).index) : tree.text(id);
    };
    top.list("sources", true,
             [&](JsonId c) { out.sources.push_back(read_source(top.at(c, named(c, "sources")))); });
    top.list("facts", true,
             [&](JsonId c) { out.facts.push_back(read_fact(top.at(c, named(c, "facts")))); });
    top.members("templates", true, [&](const std::string& key, JsonId id) {
        const Object item = top.at(id, "template " + key);
        out.templates[key] = {item.text("proposition", true), item.text("text", true),
                              item.texts("gated"), item.texts("columns")};
    });
    top.list("claims", true,
             [&](JsonId c) { out.claims.push_back(read_claim(top.at(c, named(c, "claims")))); });
    std::vector<std::string> wrong;
    out.figures = read_figures(tree, tree.documents()[0], wrong);
    for (std::string& what : wrong) out.problems.push_back({"figures", std::move(what)});
    index_all(out);
    return out;
}

}  // namespace chimera::verify
