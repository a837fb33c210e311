// SPDX-License-Identifier: Apache-2.0
#include "verify/config_file.h"

#include <algorithm>
#include <array>

#include "core/text.h"
#include "sources/walk.h"
#include "verify/source_file.h"

namespace chimera::verify {

namespace {

// Reads TOML as far as entries of text need it: tables, dotted and quoted keys, inline tables,
// strings of all four kinds, comments.
class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {
        if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
    }

    std::vector<ConfigEntry> read() {
        std::vector<std::string> table;
        while (skip_blank(true)) {
            if (here() == '[') {
                ++at_;
                table = keys();
                skip_line();
            } else if (!entry(table, 0)) {
                skip_line();
            }
        }
        return std::move(out_);
    }

private:
    static constexpr int kDeepest = 32;

    char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }
    bool is_here(std::string_view part) const { return text_.substr(at_).starts_with(part); }

    // True if something follows.
    bool skip_blank(bool lines) {
        while (at_ < text_.size()) {
            if (here() == '#' && lines) {
                skip_line();
            } else if (here() == ' ' || here() == '\t' || here() == '\r' ||
                       (lines && here() == '\n')) {
                step();
            } else {
                return true;
            }
        }
        return false;
    }

    void step() {
        if (text_[at_] == '\n') ++line_;
        ++at_;
    }

    void skip_line() {
        while (at_ < text_.size() && here() != '\n') ++at_;
    }

    // a."b c".d
    std::vector<std::string> keys() {
        std::vector<std::string> out;
        for (;;) {
            skip_blank(false);
            if (here() == '"' || here() == '\'') {
                out.push_back(string().value_or(""));
            } else {
                const std::size_t begin = at_;
                while (is_alnum(here()) || here() == '_' || here() == '-') ++at_;
                out.emplace_back(text_.substr(begin, at_ - begin));
            }
            skip_blank(false);
            if (here() != '.') return out;
            ++at_;
        }
    }

    // key = value, beneath `table`.
    bool entry(const std::vector<std::string>& table, int depth) {
        std::vector<std::string> path = table;
        for (std::string& key : keys()) path.push_back(std::move(key));
        if (here() != '=' || depth > kDeepest) return false;
        ++at_;
        skip_blank(false);
        if (here() == '{') return inline_table(path, depth);
        const std::uint32_t line = line_;
        if (here() != '"' && here() != '\'') return false;
        const auto value = string();
        if (!value) return false;
        if (path.size() == 2) out_.push_back({path[0], path[1], *value, line});
        return true;
    }

    bool inline_table(const std::vector<std::string>& path, int depth) {
        do {
            ++at_;  // '{' or ','
            skip_blank(false);
            if (here() == '}') break;
            if (!entry(path, depth + 1)) return false;
            skip_blank(false);
        } while (here() == ',');
        if (here() != '}') return false;
        ++at_;
        return true;
    }

    std::optional<std::string> string() {
        const char mark = here();
        const std::string three(3, mark);
        const std::string quote = is_here(three) ? three : std::string(1, mark);
        at_ += quote.size();
        std::string out;
        while (at_ < text_.size() && !is_here(quote)) {
            if (here() == '\n' && quote.size() == 1) return std::nullopt;
            if (here() == '\\' && mark == '"') {
                escape(out);
                continue;
            }
            out += here();
            step();
        }
        if (at_ >= text_.size()) return std::nullopt;
        at_ += quote.size();
        return out;
    }

    void escape(std::string& out) {
        static constexpr std::string_view kShort = "btnfre\"\\";
        static constexpr std::string_view kMeant = "\b\t\n\f\r\x1B\"\\";
        ++at_;
        const auto known = kShort.find(here());
        const std::size_t digits = here() == 'u' ? 4 : here() == 'U' ? 8 : 0;
        ++at_;
        if (digits == 0) {
            if (known != std::string_view::npos) out += kMeant[known];
            return;
        }
        std::uint32_t code = 0;
        for (std::size_t i = 0; i < digits && at_ < text_.size(); ++i, ++at_) {
            const auto digit = std::string_view("0123456789abcdef").find(ascii_lower(here()));
            code = code * 16 + static_cast<std::uint32_t>(digit & 15U);
        }
        append_utf8(code, out);
    }

    static void append_utf8(std::uint32_t code, std::string& out) {
        const auto add = [&](std::uint32_t byte) { out += static_cast<char>(byte & 0xFFU); };
        const auto rest = [&](std::uint32_t shift) { add(0x80U | ((code >> shift) & 0x3FU)); };
        if (code < 0x80) return add(code);
        if (code < 0x800) {
            add(0xC0U | (code >> 6U));
        } else if (code < 0x10000) {
            add(0xE0U | (code >> 12U));
            rest(6);
        } else {
            add(0xF0U | (code >> 18U));
            rest(12);
            rest(6);
        }
        rest(0);
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
    std::vector<ConfigEntry> out_;
};

}  // namespace

std::vector<ConfigEntry> read_config(std::string_view text) {
    return Reader(text).read();
}

const Source* config_source(const Evidence& evidence) {
    for (const Source& source : evidence.sources) {
        const bool own = source.beside || source.path == "chimera.toml";
        if (own && source.role == "config" && source.format == "toml") return &source;
    }
    return nullptr;
}

const ConfigEntry* ConfigFile::of_column(std::string_view table, std::string_view column) const {
    const auto named = [&](const std::string& name) -> const ConfigEntry* {
        const auto found =
            std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& entry) {
                return entry.table == table && lower(trim(entry.name)) == name;
            });
        return found == entries.end() ? nullptr : &*found;
    };
    if (entries.empty()) return nullptr;
    if (const ConfigEntry* whole = named(lower(trim(column)))) return whole;
    const auto slash = column.rfind('/');
    return slash == std::string_view::npos ? nullptr : named(lower(column.substr(slash + 1)));
}

const ConfigEntry* ConfigFile::of_path(std::string_view path) const {
    const auto found = std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& entry) {
        return entry.table == "suites" && sources::glob_matches(entry.name, path);
    });
    return found == entries.end() ? nullptr : &*found;
}

std::optional<model::Reading> configured_reading(SourceFile& file, const Cell& cell) {
    if (file.config == nullptr || file.config->entries.empty()) return std::nullopt;
    const std::string column = file.column_name(cell);
    const ConfigEntry* means = file.config->of_column("columns", column);
    const ConfigEntry* in_unit = file.config->of_column("units", column);
    if (means == nullptr && in_unit == nullptr) return std::nullopt;
    const std::string unit = in_unit != nullptr ? in_unit->value : file.stated_unit(cell);
    const model::Reading natural = model::read_column(column, unit);
    if (means == nullptr) return natural;
    model::Reading out;
    const model::Metric* metric = model::find_metric(means->value);
    if (metric == nullptr) return out;  // a meaning: no metric at all
    const std::string from = !unit.empty() || !natural.metric ? unit : natural.metric->unit;
    const auto scale = from.empty() ? std::optional(1.0) : model::unit_scale(from, metric->unit);
    if (!scale) return out;
    out.metric = *metric;
    out.meaning = model::Meaning::kMetric;
    out.statistic = natural.statistic;
    out.p = natural.p;
    out.scale = (unit.empty() ? natural.scale : 1.0) * *scale;
    return out;
}

}  // namespace chimera::verify
