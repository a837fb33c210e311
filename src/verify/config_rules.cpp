// SPDX-License-Identifier: Apache-2.0
// Is what the evidence says of a configuration so? Bindings by config, entries as facts, the files
// in which an entry is used.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "core/text.h"
#include "verify/config_file.h"
#include "verify/input.h"

namespace chimera::verify {

static bool measures(const Source& source) {
    return source.role == "raw" || source.role == "summary";
}

// Lower case letters and digits alone: "Gem3-1b" and "gem3_1b" are one word of a path.
static std::string plain(std::string_view text) {
    std::string out;
    for (const std::string_view word : words(text)) out += lower(word);
    return out;
}

// The entry of [models] renames the model of this source: it is the name in the column or field
// that is replaced, or a word of the path.
static bool renames(const ConfigEntry& entry, SourceFile& file, const Bind& bind) {
    if (entry.table != "models" || entry.value != bind.value) return false;
    if (!bind.replaced_pointer.empty()) {
        const auto text = file.at_pointer(nullptr, bind.replaced_pointer);
        return text && trim(*text) == trim(entry.name);
    }
    if (!bind.replaced_column.empty()) return file.all_are(bind.replaced_column, entry.name);
    const std::string word = plain(entry.name);
    return !word.empty() && plain(file.source().path).find(word) != std::string::npos;
}

void check_config(Input& input) {
    const ConfigFile& config = input.config;
    for (const auto& [id, file] : input.files) {
        const Source& source = file->source();
        const auto wrong = [&](std::string reason) {
            input.problems.push_back({source.path, std::move(reason)});
        };
        for (const auto& [key, bind] : source.bind) {
            const bool unsaid =
                bind.column.empty() && bind.pointer.empty() && bind.source == 0 && !bind.path;
            if (!bind.config) {
                if (unsaid) wrong(fmt::format("nothing is said to say its `{}`", key));
                continue;
            }
            const bool known =
                key == "model"
                    ? std::any_of(config.entries.begin(), config.entries.end(),
                                  [&](const auto& entry) { return renames(entry, *file, bind); })
                    : key == "suite" && config.of_path(source.path) != nullptr;
            if (!known) {
                wrong(
                    fmt::format("its {} is said to be `{}` by the configuration, which does not "
                                "say so",
                                key, utf8_prefix(bind.value, 60)));
            }
        }
        const ConfigEntry* suite = config.of_path(source.path);
        const auto bound = source.bind.find("suite");
        const bool obeys = bound != source.bind.end() && bound->second.config && suite != nullptr &&
                           bound->second.value == suite->value;
        if (suite != nullptr && measures(source) && !obeys) {
            wrong(fmt::format("the configuration puts it into the suite `{}`",
                              utf8_prefix(suite->value, 60)));
        }
    }
}

// The one entry that the scope of a fact names, where it names one.
static const ConfigEntry* entry_of(const Fact& fact, const ConfigFile& config) {
    if (fact.scope.size() != 1) return nullptr;
    const auto& [table, name] = *fact.scope.begin();
    const auto found = std::find_if(
        config.entries.begin(), config.entries.end(),
        [&](const ConfigEntry& entry) { return entry.table == table && entry.name == name; });
    return found == config.entries.end() ? nullptr : &*found;
}

static std::string wrong_entry(const Fact& fact, const ConfigFile& config) {
    const ConfigEntry* entry = entry_of(fact, config);
    if (entry == nullptr) return "the configuration has no such entry";
    const Operand& cell = fact.operands[0];
    if (cell.at != std::vector{fmt::format("line={}", entry->line)} || cell.raw != entry->value) {
        return fmt::format("the entry `{}` stands in line {} and is \"{}\"",
                           utf8_prefix(entry->name, 60), entry->line,
                           utf8_prefix(entry->value, 60));
    }
    return {};
}

// Files that must be counted as users of the entry, and files that may be.
struct Users {
    std::set<std::uint32_t> must;
    std::set<std::uint32_t> may;
};

static void add_user(const ConfigEntry& entry, SourceFile& file, const ConfigFile& config,
                     Users& out) {
    const Source& source = file.source();
    if (!source.duplicate_of.empty() || source.role == "rejected") return;
    if (entry.table == "suites") {
        if (!measures(source) || config.of_path(source.path) != &entry) return;
        out.must.insert(source.id);
    } else if (entry.table == "models") {
        const auto bind = source.bind.find("model");
        if (bind == source.bind.end() || !bind->second.config) return;
        if (!renames(entry, file, bind->second)) return;
        const auto same =
            std::count_if(config.entries.begin(), config.entries.end(),
                          [&](const auto& other) { return renames(other, file, bind->second); });
        if (same == 1) out.must.insert(source.id);
    } else {
        bool has = false;
        for (const std::string& name : file.field_names()) {
            has = has || config.of_column(entry.table, name) == &entry;
        }
        if (!has) return;
        // An entry that does not fit the column's unit is not applied, and the file says so. Which
        // fields of a JSON document are columns is for its reader to say.
        if (source.format == "csv" && source.rejects.empty()) out.must.insert(source.id);
    }
    out.may.insert(source.id);
}

static std::string wrong_users(const Fact& fact, const Input& input) {
    const ConfigEntry* entry = entry_of(fact, input.config);
    if (entry == nullptr) return "the configuration has no such entry";
    Users users;
    for (const auto& [id, file] : input.files) add_user(*entry, *file, input.config, users);
    std::set<std::uint32_t> counted;
    for (const Operand& operand : fact.operands) {
        counted.insert(operand.sources.begin(), operand.sources.end());
    }
    for (const std::uint32_t id : counted) {
        if (!users.may.contains(id)) return fmt::format("S{} does not use the entry", id);
    }
    for (const std::uint32_t id : users.must) {
        if (!counted.contains(id)) return fmt::format("S{} uses the entry and is left out", id);
    }
    return {};
}

std::string wrong_config(const Fact& fact, const Input& input) {
    static const std::set<std::string, std::less<>> kTables{"columns", "units", "models", "suites"};
    const bool is_entry = fact.op == "text" && fact.operands.size() == 1 &&
                          input.config.source != 0 &&
                          fact.operands[0].source == input.config.source;
    if (is_entry) return wrong_entry(fact, input.config);
    const bool of_entry = std::any_of(fact.scope.begin(), fact.scope.end(),
                                      [](const auto& one) { return kTables.contains(one.first); });
    return fact.op == "files" && of_entry ? wrong_users(fact, input) : std::string();
}

}  // namespace chimera::verify
