// SPDX-License-Identifier: Apache-2.0
#include "cli/flags.h"

#include <fmt/format.h>

#include <CLI/App.hpp>
#include <CLI/CLI.hpp>
#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>
#include <type_traits>

#include "core/text.h"

namespace chimera::cli {

template <typename Number>
struct Held {
    using Type = Number;
};
template <typename Number>
struct Held<std::optional<Number>> {
    using Type = Number;
};

// The library's own conversion takes -4 for a number near 2^64, and knows no absent number.
template <typename Number>
static CLI::Option* add_number(CLI::App& app, const Flag& flag, Number* to) {
    const auto take = [to, name = long_name(flag)](const std::string& text) {
        typename Held<Number>::Type number{};
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        const bool whole = !std::is_floating_point_v<decltype(number)>;
        const bool read = error == std::errc() && end == text.data() + text.size();
        if (read && !text.empty() && std::isfinite(static_cast<double>(number))) {
            *to = number;
            return;
        }
        throw CLI::ConversionError(
            fmt::format("{} takes a {}number, not {}", name, whole ? "whole " : "", text));
    };
    return app.add_option_function<std::string>(std::string(flag.names), take);
}

static CLI::Option* add(CLI::App& app, const Flag& flag) {
    const std::string names(flag.names);
    const auto by_type = [&](auto* to) -> CLI::Option* {
        using Target = std::remove_pointer_t<decltype(to)>;
        if constexpr (std::is_same_v<Target, bool>) {
            return app.add_flag(names, *to);
        } else if constexpr (std::is_same_v<Target, std::string> ||
                             std::is_same_v<Target, std::vector<std::string>>) {
            return app.add_option(names, *to);
        } else {
            return add_number(app, flag, to);
        }
    };
    return std::visit(by_type, flag.target);
}

static std::vector<std::string> option_names(const std::vector<Flag>& flags) {
    std::vector<std::string> names = {"--help"};
    for (const Flag& flag : flags) {
        if (!is_operand(flag)) names.push_back(long_name(flag));
    }
    return names;
}

static Error unexpected(const Command& command, const std::vector<Flag>& flags,
                        const std::string& argument) {
    const std::string help = fmt::format("see chimera {} --help", command.name);
    if (!argument.starts_with('-')) {
        return usage_error(fmt::format("unexpected argument {}; {}", argument, help));
    }
    const std::string name = argument.substr(0, argument.find('='));
    const std::string near = nearest(name, option_names(flags));
    return usage_error(
        near.empty() ? fmt::format("unknown option {}; {}", name, help)
                     : fmt::format("unknown option {}; did you mean {}? {}", name, near, help));
}

Status parse_flags(const Command& command, const std::vector<Flag>& flags,
                   const Arguments& arguments) {
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    for (const Flag& flag : flags) {
        CLI::Option* option = add(app, flag);
        if (flag.needed == Needed::kRequired) option->required();
    }
    try {
        // The library takes them from the back.
        app.parse(std::vector<std::string>(arguments.rbegin(), arguments.rend()));
    } catch (const CLI::RequiredError&) {
        for (const std::string& argument : app.remaining()) {
            if (argument.starts_with('-')) return unexpected(command, flags, argument);
        }
        std::string missing;
        for (const Flag& flag : flags) {
            if (flag.needed == Needed::kRequired && missing.empty()) missing = flag.names;
        }
        return usage_error(fmt::format("{} is missing; for example: {}", missing, command.example));
    } catch (const CLI::ArgumentMismatch& error) {
        // "--rate: At Most 1 required but received 2", "--rate: 1 required TEXT missing"
        const std::string_view what = error.what();
        const std::string_view name = what.substr(0, what.find(':'));
        return usage_error(
            what.find("received") == std::string_view::npos
                ? fmt::format("{} has no value; see chimera {} --help", name, command.name)
                : fmt::format("{} is given twice; give it once", name));
    } catch (const CLI::ParseError& error) {
        return usage_error(fmt::format("{}; see chimera {} --help", error.what(), command.name));
    }
    const std::vector<std::string> extra = app.remaining();
    if (!extra.empty()) return unexpected(command, flags, extra.front());
    return Done{};
}

// Levenshtein's distance, one row at a time.
static std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t k = 0; k < b.size(); ++k) {
            const std::size_t changed = diagonal + (a[i] == b[k] ? 0 : 1);
            diagonal = row[k + 1];
            row[k + 1] = std::min({changed, row[k] + 1, diagonal + 1});
        }
    }
    return row.back();
}

std::string nearest(std::string_view word, const std::vector<std::string>& known) {
    constexpr std::size_t kLongestWord = 64;
    if (word.size() > kLongestWord) return {};
    std::string best;
    std::size_t least = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string& each : known) {
        const bool begins = word.size() >= 3 && each.starts_with(word);
        const std::size_t found = begins ? 1 : distance(word, each);
        if (found < least) {
            least = found;
            best = each;
        }
    }
    return best;
}

bool is_operand(const Flag& flag) {
    return !flag.names.starts_with('-');
}

std::string long_name(const Flag& flag) {
    const std::vector<std::string_view> names = split(flag.names, ',');
    return std::string(names.back());
}

}  // namespace chimera::cli
