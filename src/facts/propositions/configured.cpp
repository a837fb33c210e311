// SPDX-License-Identifier: Apache-2.0
// What chimera.toml changed in how the files were read: one sentence for each of its entries that
// was used, with the entry itself as a fact of class config.
#include <algorithm>
#include <map>

#include "facts/propositions/finders.h"

namespace chimera::facts {

static const Wording kWordings[] = {
    {"statement.config.columns.one.1",
     "By {config}, the column {name} is read as {value} in {n} file, {source}."},
    {"statement.config.columns.one.2",
     "The column {name} counts as {value} in {n} file, {source}, as {config} says."},
    {"statement.config.columns.many.1",
     "By {config}, the column {name} is read as {value} in {n} files, among them {source}."},
    {"statement.config.columns.many.2",
     "The column {name} counts as {value} in {n} files, {source} among them, as {config} says."},
    {"statement.config.units.one.1",
     "By {config}, the column {name} is taken to be in {value} in {n} file, {source}."},
    {"statement.config.units.one.2",
     "The unit of the column {name} is {value}, as {config} says; this concerns {n} file, "
     "{source}."},
    {"statement.config.units.many.1",
     "By {config}, the column {name} is taken to be in {value} in {n} files, among them {source}."},
    {"statement.config.units.many.2",
     "The unit of the column {name} is {value}, as {config} says; this concerns {n} files, "
     "{source} among them."},
    {"statement.config.models.one.1",
     "By {config}, the model that {source} calls {name} is named {value}; this concerns {n} file."},
    {"statement.config.models.one.2",
     "What {source} calls {name} is the model {value}, as {config} says; this concerns {n} file."},
    {"statement.config.models.many.1",
     "By {config}, the model that {source} calls {name} is named {value}; this concerns {n} "
     "files."},
    {"statement.config.models.many.2",
     "What {source} calls {name} is the model {value}, as {config} says; this concerns {n} files."},
    {"statement.config.suites.one.1",
     "By {config}, what {name} selects is the suite {value}: {n} file, {source}."},
    {"statement.config.suites.one.2",
     "The suite {value} holds what {name} selects, as {config} says: {n} file, {source}."},
    {"statement.config.suites.many.1",
     "By {config}, what {name} selects is the suite {value}: {n} files, among them {source}."},
    {"statement.config.suites.many.2",
     "The suite {value} holds what {name} selects, as {config} says: {n} files, {source} among "
     "them."},
};

// The entry as a fact: the characters of its value in its line.
static FactId entry_fact(Analysis& analysis, const model::ConfigEntry& entry) {
    Cells cell{.source = analysis.records.config->source,
               .at = {"line=" + std::to_string(entry.line)}};
    cell.raw = entry.value;
    cell.nth = entry.nth;
    Fact fact;
    fact.label = "the entry `" + entry.name + "` of [" + entry.table + "]";
    fact.value = entry.value;
    fact.op = "text";
    fact.operands = {std::move(cell)};
    fact.n = 1;
    fact.kind = fact.worst = Class::kConfig;
    fact.scope = {{entry.table, entry.name}};
    fact.display = entry.value;
    return analysis.book.add(std::move(fact));
}

// The files in which it is used; the scope tells which ones are meant.
static FactId files_fact(Analysis& analysis, const model::ConfigEntry& entry,
                         const std::vector<model::SourceIndex>& files) {
    Fact fact;
    fact.label = "files in which the entry `" + entry.name + "` is used";
    fact.value = static_cast<double>(files.size());
    fact.op = "files";
    fact.operands = {OfSources{files}};
    fact.n = files.size();
    fact.scope = {{entry.table, entry.name}};
    fact.display = std::to_string(files.size());
    return analysis.book.add(std::move(fact));
}

static void find(Analysis& analysis) {
    if (!analysis.records.config) return;
    std::map<std::string, std::vector<model::SourceIndex>> used_in;
    for (const model::ConfigUse& use : analysis.records.config_uses) {
        used_in[use.key].push_back(use.used_in);
    }
    for (const model::ConfigEntry& entry : analysis.records.config->entries) {
        const auto used = used_in.find(entry.key());
        if (used == used_in.end()) continue;
        std::vector<model::SourceIndex>& files = used->second;
        std::sort(files.begin(), files.end());
        const FactId value = entry_fact(analysis, entry);
        const FactId n = files_fact(analysis, entry, files);
        Proposition found{.kind = "statement"};
        found.slots = {{"config", SourceSlot{analysis.records.config->source}},
                       {"name", scope_of(entry.table, value)},
                       {"value", link(value)},
                       {"n", link(n)},
                       {"source", SourceSlot{files.front()}}};
        found.wordings = ids_of(
            kWordings, "statement.config." + entry.table + (files.size() == 1 ? ".one" : ".many"));
        found.salience = 0.3;
        found.mandatory = true;
        found.topic = "quality/config";
        analysis.found.push_back(std::move(found));
    }
}

Finder configured_finder() {
    return {{kWordings}, find};
}

}  // namespace chimera::facts
