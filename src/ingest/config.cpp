// SPDX-License-Identifier: Apache-2.0
#include "ingest/config.h"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "model/unit.h"

namespace chimera::ingest {

namespace {

struct NamedMeaning {
    std::string_view name;
    model::Meaning meaning;
};

constexpr std::array<NamedMeaning, 15> kMeanings = {{
    {"model", model::Meaning::kModel},
    {"suite", model::Meaning::kSuite},
    {"variant", model::Meaning::kVariant},
    {"hardware", model::Meaning::kHardware},
    {"input", model::Meaning::kInput},
    {"error", model::Meaning::kError},
    {"success", model::Meaning::kSuccess},
    {"parameter", model::Meaning::kParameter},
    {"time", model::Meaning::kTime},
    {"identifier", model::Meaning::kIdentifier},
    {"body", model::Meaning::kBody},
    {"telemetry", model::Meaning::kTelemetry},
    {"private", model::Meaning::kPrivate},
    {"ignore", model::Meaning::kOther},
    {"other", model::Meaning::kOther},
}};

const NamedMeaning* meaning_named(std::string_view name) {
    const auto at = std::find_if(kMeanings.begin(), kMeanings.end(),
                                 [&](const NamedMeaning& known) { return known.name == name; });
    return at == kMeanings.end() ? nullptr : &*at;
}

Error bad_config(std::string message, const std::string& path, toml::source_index line) {
    Error error = usage_error(std::move(message));
    error.place = fmt::format("{}:{}", path, line);
    return error;
}

}  // namespace

static Error twice(const std::string& key) {
    return usage_error(fmt::format(
        "\"{}\" stands here in another case too, and case does not count; keep one", key));
}

static Status take_entry(Config& config, std::string_view table, const std::string& key,
                         const std::string& value) {
    const std::string heading = lower(trim(key));
    const std::string table_heading = fmt::format("{}.{}", table, heading);
    if (table == "columns") {
        if (meaning_named(value) == nullptr && model::find_metric(value) == nullptr) {
            return usage_error(
                fmt::format("\"{}\" is neither a metric nor a meaning; write a metric's id "
                            "(docs/metrics.md) or one "
                            "of model, suite, variant, hardware, input, error, success, parameter, "
                            "time, ignore",
                            value));
        }
        if (!config.columns.emplace(heading, value).second) return twice(key);
        config.spelling[table_heading] = key;
    } else if (table == "units") {
        if (!model::find_unit(value)) {
            return usage_error(fmt::format(
                "\"{}\" is no known unit; write one such as ms, s, tok/s, %, bytes", value));
        }
        if (!config.units.emplace(heading, value).second) return twice(key);
        config.spelling[table_heading] = key;
    } else if (table == "models") {
        config.models[key] = value;
    } else {
        config.suites.emplace_back(key, value);
    }
    return Done{};
}

namespace {

// An entry, and where its value begins in the file: both from 1.
struct Written {
    model::ConfigEntry entry;
    toml::source_position at;
};

}  // namespace

// How often `text` stands in `line` before the byte `end`, bounded by other characters than digits.
static std::uint32_t occurrences_before(std::string_view line, std::string_view text,
                                        std::size_t end) {
    std::uint32_t seen = 0;
    for (auto at = line.find(text); at < end; at = line.find(text, at + 1)) {
        const std::size_t after = at + text.size();
        const bool cut =
            (at > 0 && is_digit(line[at - 1])) || (after < line.size() && is_digit(line[after]));
        seen += cut ? 0 : 1;
    }
    return seen;
}

// Whoever checks a report finds the value in its line as it is: escapes and values over several
// lines would have to be decoded first. toml++ counts columns in characters.
static bool stands_plainly(Written& written, std::string_view line) {
    std::size_t at = 0;
    for (toml::source_index column = 1; column < written.at.column && at < line.size(); ++column) {
        ++at;
        while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0U) == 0x80U) ++at;
    }
    const std::string_view rest = line.substr(at);
    for (const std::string_view quote : {"\"\"\"", "'''", "\"", "'"}) {
        if (!rest.starts_with(quote)) continue;
        const std::string_view inner = rest.substr(quote.size());
        const std::string& value = written.entry.value;
        written.entry.nth = occurrences_before(line, value, at + quote.size()) + 1;
        return inner.starts_with(value) && inner.substr(value.size()).starts_with(quote);
    }
    return false;
}

static Result<std::vector<Written>> written_entries(const toml::table& parsed,
                                                    const std::string& path) {
    constexpr std::array<std::string_view, 4> kTables = {"columns", "units", "models", "suites"};
    std::vector<Written> out;
    for (const auto& [name, node] : parsed) {
        const toml::table* table = node.as_table();
        const auto line = node.source().begin.line;
        if (std::find(kTables.begin(), kTables.end(), name.str()) == kTables.end() ||
            table == nullptr) {
            return bad_config(
                fmt::format("\"{}\" is not understood here; the tables are [columns], "
                            "[units], [models] and [suites]",
                            name.str()),
                path, line);
        }
        for (const auto& [key, value] : *table) {
            const auto begin = value.source().begin;
            const auto word = value.value_exact<std::string>();
            if (!word || word->empty()) {
                return bad_config(fmt::format("{}.\"{}\" has no text; write {} = \"...\" in quotes",
                                              name.str(), key.str(), key.str()),
                                  path, begin.line);
            }
            out.push_back(
                {{std::string(name.str()), std::string(key.str()), *word, begin.line, 1}, begin});
        }
    }
    // toml++ sorts keys; globs are asked in the order in which the user wrote them.
    std::stable_sort(out.begin(), out.end(), [](const Written& a, const Written& b) {
        return std::pair(a.at.line, a.at.column) < std::pair(b.at.line, b.at.column);
    });
    return out;
}

static Result<Config> take_tables(const toml::table& parsed, std::string_view text,
                                  const std::string& path) {
    TRY_ASSIGN(std::vector<Written> all, written_entries(parsed, path));
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    const auto lines = split(text, '\n');
    Config config;
    for (Written& written : all) {
        model::ConfigEntry& entry = written.entry;
        if (entry.line == 0 || entry.line > lines.size() ||
            !stands_plainly(written, lines[entry.line - 1])) {
            return bad_config(fmt::format("the value of {} does not stand in its line as it is; "
                                          "write it on one line and without escapes, such as "
                                          "'a\\b'",
                                          entry.key()),
                              path, entry.line);
        }
        Status taken = take_entry(config, entry.table, entry.name, entry.value);
        if (!taken.ok()) return bad_config(taken.error().message, path, entry.line);
        config.entries.push_back(std::move(entry));
    }
    return config;
}

Result<Config> parse_config(std::string_view text, const std::string& path) {
    try {
        const toml::table parsed = toml::parse(text, path);
        return take_tables(parsed, text, path);
    } catch (const toml::parse_error& error) {
        return bad_config(fmt::format("this is not TOML: {}; mend that line", error.description()),
                          path, error.source().begin.line);
    }
}

using Entries = std::map<std::string, std::string>;

static Entries::const_iterator find_heading(const Entries& entries, std::string_view name) {
    const auto whole = entries.find(lower(trim(name)));
    if (whole != entries.end()) return whole;
    const auto slash = name.rfind('/');
    return slash == std::string_view::npos ? entries.end()
                                           : entries.find(lower(name.substr(slash + 1)));
}

// The column as a metric of the registry. What the name itself says of unit and statistic ("Mean
// latency (ms)") stays true under another metric.
static void read_as_metric(const model::Metric& metric, const model::Reading& natural,
                           std::string_view stated_unit, ConfiguredReading& out) {
    model::Reading reading;
    reading.metric = metric;
    reading.meaning = model::Meaning::kMetric;
    reading.statistic = natural.statistic;
    reading.p = natural.p;
    const bool states = !stated_unit.empty();
    const std::string from =
        states || !natural.metric ? std::string(stated_unit) : natural.metric->unit;
    const auto scale = from.empty() ? std::optional(1.0) : model::unit_scale(from, metric.unit);
    if (scale) {
        reading.scale = (states ? 1.0 : natural.scale) * *scale;
        out.reading = std::move(reading);
        return;
    }
    out.reading = model::Reading{};
    out.complaint = fmt::format("{} of chimera.toml was not applied: the column is in {}, {} in {}",
                                out.uses.back().key, from, metric.id, metric.unit);
    out.uses.pop_back();
}

ConfiguredReading configured_reading(const Config& config, std::string_view name,
                                     std::string_view stated_unit) {
    ConfiguredReading out;
    const auto column = find_heading(config.columns, name);
    const auto unit = find_heading(config.units, name);
    if (column == config.columns.end() && unit == config.units.end()) return out;
    const auto use = [&](std::string_view table, const auto& entry) {
        out.uses.push_back(
            {fmt::format("{}.\"{}\"", table,
                         config.spelling.at(fmt::format("{}.{}", table, entry->first))),
             entry->second, 0, 0});
    };
    if (unit != config.units.end()) {
        stated_unit = unit->second;
        use("units", unit);
    }
    model::Reading natural = model::read_column(name, stated_unit);
    if (column == config.columns.end()) {
        out.reading = std::move(natural);
        return out;
    }
    use("columns", column);
    if (const NamedMeaning* meaning = meaning_named(column->second)) {
        out.reading.emplace().meaning = meaning->meaning;
    } else {
        read_as_metric(*model::find_metric(column->second), natural, stated_unit, out);
    }
    return out;
}

}  // namespace chimera::ingest
