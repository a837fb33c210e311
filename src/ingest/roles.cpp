// SPDX-License-Identifier: Apache-2.0
#include "ingest/roles.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>

#include "core/text.h"

namespace chimera::ingest {

using model::Meaning;
using model::Role;
using model::Table;

namespace {

struct Kinds {
    std::size_t raw = 0;        // registered metrics, or such that state a unit
    std::size_t raw_vague = 0;  // other numbers that may be measurements
    std::size_t aggregates = 0;
    std::size_t telemetry = 0;
};

}  // namespace

static void count(Kinds& kinds, const model::Reading& reading) {
    if (reading.meaning == Meaning::kTelemetry) ++kinds.telemetry;
    if (reading.meaning != Meaning::kMetric) return;
    if (reading.statistic != model::Statistic::kRaw) {
        ++kinds.aggregates;
    } else if (reading.metric && (reading.metric->registered || !reading.metric->unit.empty())) {
        ++kinds.raw;
    } else {
        ++kinds.raw_vague;
    }
}

static bool named_as_summary(std::string_view base) {
    static constexpr std::array<std::string_view, 16> kNames = {
        "summary", "aggregate",  "aggregates", "aggregated",   "aggregation", "overall",
        "stats",   "statistics", "total",      "totals",       "average",     "averages",
        "mean",    "means",      "summaries",  "summary_stats"};
    const auto segments = split(base, '/');
    return std::any_of(segments.begin(), segments.end(), [&](std::string_view segment) {
        return std::find(kNames.begin(), kNames.end(), lower(segment)) != kNames.end();
    });
}

static Kinds kinds_of(const Table& table) {
    Kinds kinds;
    for (const model::Column& column : table.columns) {
        if (!column.numbers.empty()) count(kinds, column.reading);
    }
    for (const model::ListColumn& list : table.lists) {
        // A list of measurements is a sample, whatever the name that it stands under.
        if (list.reading.meaning == Meaning::kMetric && !list.values.empty()) ++kinds.raw;
    }
    return kinds;
}

static Role role_of(const Table& table) {
    const Kinds kinds = kinds_of(table);
    const std::size_t metrics = kinds.raw + kinds.raw_vague + kinds.aggregates;
    if (metrics > 0 && named_as_summary(table.base)) return Role::kSummary;
    if (kinds.raw > 0) return Role::kRaw;
    // A count beside nothing but aggregates ("prompts: 5") does not make a measurement of them.
    if (kinds.aggregates > 0) return Role::kSummary;
    if (kinds.telemetry > 0) return Role::kTelemetry;
    return kinds.raw_vague > 0 ? Role::kRaw : Role::kConfig;
}

// The object around a list of measurements holds totals of them, whatever their names.
static bool encloses_raw_rows(const model::FileRecords& records, const Table& object) {
    return std::any_of(records.tables.begin(), records.tables.end(), [&](const Table& table) {
        // Lists of lists are samples of the object, as its plain lists are.
        return &table != &object && table.role == Role::kRaw && table.rows >= 2 &&
               !table.columns.empty() && table.document == object.document &&
               model::stands_in(table, object);
    });
}

void assign_roles(model::FileRecords& records) {
    for (Table& table : records.tables) table.role = role_of(table);
    // A hostile document can hold very many tables; then the look at each pair is not worth it.
    constexpr std::size_t kMostTables = 2048;
    if (records.tables.size() > kMostTables) return;
    for (Table& table : records.tables) {
        if (table.rows_are == model::RowsAre::kJsonObject && table.role == Role::kRaw &&
            encloses_raw_rows(records, table)) {
            table.role = Role::kSummary;
        }
    }
}

void heed_file_name(model::FileRecords& records, std::string_view stem) {
    bool says_so = false;
    for (const std::string_view word : words(stem)) says_so = says_so || named_as_summary(word);
    if (!says_so) return;
    for (Table& table : records.tables) {
        // LoadGen calls what it measured a summary, beside a log of the same figures.
        if (table.is_text()) continue;
        if (table.role == Role::kRaw && kinds_of(table).aggregates > 0) table.role = Role::kSummary;
    }
}

Role role_of_source(const model::FileRecords& records) {
    if (records.format == "markdown") return Role::kDocument;
    constexpr std::array<Role, 3> kOrder = {Role::kRaw, Role::kSummary, Role::kTelemetry};
    for (const Role role : kOrder) {
        const bool has = std::any_of(records.tables.begin(), records.tables.end(),
                                     [&](const Table& table) { return table.role == role; });
        if (has) return role;
    }
    return Role::kConfig;
}

// Where a table stands, and nothing of another one: arrays side by side have other members of
// their object around them.
static std::vector<std::string> places_of(const Table& table) {
    const std::string prefix = table.document == 0 ? "" : fmt::format("doc={}", table.document);
    if (table.rows_are != model::RowsAre::kJsonSideBySide) return {prefix + table.base};
    std::vector<std::string> out;
    for (const model::Column& column : table.columns) {
        out.push_back(fmt::format("{}{}/{}", prefix, table.base, column.name));
    }
    return out;
}

// Whether one of these places is around this one, or the place itself.
static bool is_covered(const std::set<std::string>& places, std::string_view place) {
    for (;;) {
        if (places.contains(std::string(place))) return true;
        const auto slash = place.rfind('/');
        if (slash == std::string_view::npos) return false;
        place = place.substr(0, slash);
    }
}

std::vector<model::RoleAt> other_roles(const model::FileRecords& records, Role role) {
    std::vector<model::RoleAt> out;
    std::set<std::string> seen;
    for (const Table& table : records.tables) {
        if (table.role == role || table.rows_are == model::RowsAre::kJsonLines || table.is_text())
            continue;
        for (std::string& place : places_of(table)) {
            if (seen.insert(place).second) out.push_back({std::move(place), table.role});
        }
    }
    // An entry covers all that stands in its place, so the rest there says what it is.
    const std::set<std::string> others = seen;
    for (const Table& table : records.tables) {
        if (table.role != role) continue;
        for (std::string& place : places_of(table)) {
            if (!is_covered(others, place) || !seen.insert(place).second) continue;
            out.push_back({std::move(place), role});
        }
    }
    return out;
}

}  // namespace chimera::ingest
