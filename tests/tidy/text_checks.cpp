// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "core/text.h"
#include "tidy/tidy.h"

namespace chimera::tidy {

namespace {

constexpr std::size_t kHeaderLines = 200;
constexpr std::size_t kSourceLines = 500;
constexpr std::size_t kTestLines = 800;
constexpr std::size_t kFunctionLines = 70;
constexpr std::size_t kParameters = 4;
constexpr std::size_t kColumns = 100;

enum class Where { kEverywhere, kNotInTests, kHeaders, kTests, kRoomsButCli };

struct Ban {
    std::string_view text;
    Where where;
    std::string_view instead;
    std::string_view allowed_in;  // path prefixes, separated by spaces
};

constexpr std::array kBans{
    Ban{"std::rand", Where::kEverywhere, "core/rng.h with a saved seed", ""},
    Ban{"random_device", Where::kEverywhere, "core/rng.h with a saved seed", ""},
    Ban{"std::uniform_", Where::kEverywhere, "core/rng.h: the standard's differ between libraries",
        ""},
    Ban{"std::normal_distribution", Where::kEverywhere, "core/rng.h", ""},
    Ban{"std::discrete_distribution", Where::kEverywhere, "core/rng.h", ""},
    Ban{"high_resolution_clock", Where::kEverywhere, "core/clock.h", ""},
    Ban{"::now()", Where::kEverywhere, "core/clock.h", "src/core/clock."},
    Ban{"std::time(", Where::kEverywhere, "core/clock.h", "src/core/clock."},
    Ban{"std::stod", Where::kEverywhere, "parse_double: it knows no locale and never throws", ""},
    Ban{"std::stof", Where::kEverywhere, "parse_double", ""},
    Ban{"std::stoi", Where::kEverywhere, "std::from_chars", ""},
    Ban{"std::stol", Where::kEverywhere, "std::from_chars", ""},
    Ban{"std::stoul", Where::kEverywhere, "std::from_chars", ""},
    Ban{"atof(", Where::kEverywhere, "parse_double", ""},
    Ban{"atoi(", Where::kEverywhere, "std::from_chars", ""},
    Ban{"strtod(", Where::kEverywhere, "parse_double", ""},
    Ban{"setlocale", Where::kEverywhere, "nothing: output depends on no locale", ""},
    Ban{"std::locale", Where::kEverywhere, "nothing: output depends on no locale", ""},
    Ban{"std::regex", Where::kEverywhere, "a scanner: std::regex overflows the stack on long input",
        ""},
    Ban{"std::cout", Where::kRoomsButCli, "a Result for the caller; cli prints", ""},
    Ban{"std::cerr", Where::kRoomsButCli, "a Result for the caller; cli prints", ""},
    // A child process has no caller.
    Ban{"exit(", Where::kRoomsButCli, "a Result for the caller; cli ends the program",
        "src/llm/probe.cpp"},
    Ban{"abort(", Where::kRoomsButCli, "CHIMERA_CHECK", "src/core/result.cpp"},
    Ban{" assert(", Where::kEverywhere, "CHIMERA_CHECK, which stays on", ""},
    Ban{"catch (...)", Where::kEverywhere, "the exception that the wrapped library throws",
        "src/cli/main.cpp"},
    Ban{"using namespace", Where::kHeaders, "full names", ""},
    Ban{"sleep_for", Where::kEverywhere, "a condition to wait for", ""},
    Ban{"sleep_until", Where::kEverywhere, "a condition to wait for", ""},
    Ban{" rc::check(", Where::kTests, "EXPECT_TRUE(rc::check(...)): alone it fails no test", ""},
};

struct Function {
    std::string path;
    std::size_t line = 0;
    std::string signature;
    std::size_t length = 0;
};

// Also in comments and literals.
constexpr std::array<std::string_view, 2> kUnfinished{
    "FIX"
    "ME",
    "TO"
    "DO"};
constexpr std::array<std::string_view, 4> kEmptyNames{"Manager", "Helper", "Util", "Impl"};

}  // namespace

static bool starts_with_any(std::string_view path, std::string_view prefixes) {
    for (const std::string_view prefix : split(prefixes, ' ')) {
        if (!prefix.empty() && path.starts_with(prefix)) return true;
    }
    return false;
}

static bool applies(const Ban& ban, std::string_view path) {
    if (starts_with_any(path, ban.allowed_in)) return false;
    switch (ban.where) {
        case Where::kEverywhere: return true;
        case Where::kNotInTests: return !is_test(path);
        case Where::kHeaders: return path.ends_with(".h");
        case Where::kTests: return is_test(path);
        case Where::kRoomsButCli:
            return path.starts_with("src/") && !path.starts_with("src/cli/") && !is_test(path);
    }
    return true;
}

Findings check_sizes(const Tree& tree) {
    Findings findings;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path)) continue;
        const auto lines = lines_of(text);
        std::size_t most = path.ends_with(".h") ? kHeaderLines : kSourceLines;
        if (is_test(path)) most = kTestLines;
        if (lines.size() > most) {
            findings.push_back(
                {"sizes", path, 0,
                 fmt::format("{} lines, {} are enough; cut it at a seam", lines.size(), most)});
        }
        std::size_t number = 0;
        for (const std::string_view line : lines) {
            ++number;
            const auto columns =
                static_cast<std::size_t>(std::count_if(line.begin(), line.end(), [](char c) {
                    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
                }));
            if (columns > kColumns) {
                findings.push_back({"sizes", path, number,
                                    fmt::format("{} columns; run clang-format-19", columns)});
            }
        }
    }
    return findings;
}

// Parameters of the outermost brackets: commas outside of <>, () and {}.
static std::size_t parameters_of(std::string_view signature) {
    const std::size_t open = signature.find('(');
    if (open == std::string_view::npos) return 0;
    int depth = 0;
    std::size_t commas = 0;
    bool any = false;
    for (std::size_t i = open; i < signature.size(); ++i) {
        const char c = signature[i];
        if (c == '(' || c == '<' || c == '{' || c == '[') ++depth;
        if (c == ')' || c == '>' || c == '}' || c == ']') --depth;
        if (depth == 0) break;
        if (c == ',' && depth == 1) ++commas;
        if (c != ' ' && i > open) any = true;
    }
    return any ? commas + 1 : 0;
}

// A line in column 0 that can begin a function: no brace, directive, label or type.
static bool can_begin(std::string_view line) {
    if (line.empty() || !(is_alpha(line[0]) || line[0] == '[' || line[0] == '_')) return false;
    for (const std::string_view word :
         {"namespace", "struct", "class", "enum", "union", "extern \"", "using", "typedef",
          "public:", "private:", "METRIC", "UNIT"}) {
        if (line.starts_with(word)) return false;
    }
    return true;
}

static void check_function(const Function& function, Findings& findings) {
    const auto& [path, number, signature, length] = function;
    if (length > kFunctionLines) {
        findings.push_back({"functions", path, number,
                            fmt::format("a function of {} lines, {} are enough; name its parts",
                                        length, kFunctionLines)});
    }
    if (!is_test(path) && parameters_of(signature) > kParameters) {
        findings.push_back({"functions", path, number,
                            fmt::format("{} parameters, {} are enough; pass a struct",
                                        parameters_of(signature), kParameters)});
    }
}

// Functions that begin in column 0 and end with a brace there, as clang-format leaves them.
Findings check_functions(const Tree& tree) {
    Findings findings;
    for (const auto& [path, text] : tree) {
        if (!is_cpp(path)) continue;
        const std::string code = code_only(text);
        const auto lines = lines_of(code);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (!can_begin(lines[i])) continue;
            std::string signature;
            std::size_t open = i;
            while (open < lines.size()) {
                signature += std::string(trim(lines[open])) + " ";
                const std::string_view line = trim(lines[open]);
                if (line.ends_with("{") || line.ends_with(";") || line.ends_with("}")) break;
                ++open;
            }
            if (!trim(signature).ends_with("{") || signature.find('(') == std::string::npos) {
                i = open;
                continue;
            }
            const auto end =
                std::find_if(lines.begin() + static_cast<std::ptrdiff_t>(open), lines.end(),
                             [](std::string_view l) { return l.starts_with("}"); });
            const auto last = static_cast<std::size_t>(end - lines.begin());
            check_function({path, i + 1, signature, last - i + 1}, findings);
            i = last;
        }
    }
    return findings;
}

static bool has_reason(const std::vector<std::string_view>& lines, std::size_t number) {
    return number >= 2 && contains_ignoring_case(lines[number - 2], "shared");
}

static void check_line(const std::string& path, std::size_t number, std::string_view line,
                       Findings& findings) {
    // A call at the beginning of a line stands behind a space for the patterns.
    const std::string spaced = " " + std::string(line);
    for (const Ban& ban : kBans) {
        if (!applies(ban, path) || spaced.find(ban.text) == std::string::npos) continue;
        findings.push_back(
            {"bans", path, number, fmt::format("{}; use {}", trim(ban.text), ban.instead)});
    }
    for (const std::string_view keyword : {"class ", "struct "}) {
        const std::size_t at = line.find(keyword);
        if (at == std::string_view::npos) continue;
        std::string_view name = line.substr(at + keyword.size());
        name = name.substr(0, name.find_first_of(" :{;<"));
        for (const std::string_view empty : kEmptyNames) {
            if (name.ends_with(empty)) {
                findings.push_back(
                    {"bans", path, number,
                     fmt::format("{} says nothing; use a noun of docs/terminology.md", name)});
            }
        }
    }
}

Findings check_bans(const Tree& tree) {
    Findings findings;
    for (const auto& [path, text] : tree) {
        // The checks and their tests name what they forbid.
        if (!is_cpp(path) || path.starts_with("tests/tidy/")) continue;
        const std::string code = code_only(text);
        const auto lines = lines_of(code);
        const auto raw = lines_of(text);
        for (std::size_t i = 0; i < lines.size(); ++i) {
            check_line(path, i + 1, lines[i], findings);
            if (lines[i].find("shared_ptr<") != std::string_view::npos && !has_reason(raw, i + 1)) {
                findings.push_back({"bans", path, i + 1,
                                    "shared_ptr; use unique_ptr, or say above why it is shared"});
            }
            for (const std::string_view word : kUnfinished) {
                if (raw[i].find(word) != std::string_view::npos) {
                    findings.push_back({"bans", path, i + 1,
                                        fmt::format("{}; finish it or write an issue", word)});
                }
            }
        }
    }
    return findings;
}

Findings check_first_lines(const Tree& tree) {
    static constexpr std::string_view kMark = "SPDX-License-Identifier: Apache-2.0";
    Findings findings;
    for (const auto& [path, text] : tree) {
        const auto lines = lines_of(text);
        if (lines.empty() || path.starts_with("examples/")) continue;
        const bool script = lines[0].starts_with("#!");
        const bool cpp = is_cpp(path) || path.ends_with(".inc");
        if (!script && !cpp && !path.ends_with(".sh") && !path.ends_with(".py")) continue;
        const std::string expected = (cpp ? "// " : "# ") + std::string(kMark);
        // A sourced script names its shell first.
        const std::size_t most = std::min<std::size_t>(lines.size(), cpp ? 1 : 2);
        const auto end = lines.begin() + static_cast<std::ptrdiff_t>(most);
        if (std::find(lines.begin(), end, expected) == end) {
            findings.push_back({"first lines", path, 1, "does not begin with: " + expected});
        }
        if (path.ends_with(".h") && text.find("\n#pragma once\n") == std::string::npos) {
            findings.push_back({"first lines", path, 0, "has no #pragma once"});
        }
    }
    return findings;
}

}  // namespace chimera::tidy
