// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>

#include "core/text.h"
#include "tidy/tidy.h"

namespace chimera::tidy {

namespace {

// One row of the table in ARCHITECTURE.md.
struct RoomRow {
    std::set<std::string> may_include;
    bool may_include_all = false;
    std::string libraries;
};

using RoomTable = std::map<std::string, RoomRow>;

struct HomeLibrary {
    std::string_view include;  // how its headers begin
    std::string_view name;     // as the table calls it
};

// Libraries that stay in the rooms whose row names them. fmt formats text everywhere.
constexpr HomeLibrary kHomeLibraries[] = {
    {"simdjson", "simdjson"},      {"md4c", "md4c"},
    {"boost/math", "Boost.Math"},  {"boost/beast", "Boost.Beast"},
    {"boost/asio", "Boost.Beast"}, {"nlohmann/", "nlohmann-json"},
    {"valijson/", "valijson"},     {"mustache", "mustache"},
    {"toml++/", "toml++"},         {"CLI/", "CLI11"},
    {"openssl/", "OpenSSL"},       {"spdlog/", "spdlog"},
    {"zlib.h", "zlib"}};

}  // namespace

static std::vector<std::string> cells_of(std::string_view line) {
    std::vector<std::string> cells;
    for (const std::string_view cell : split(line, '|')) cells.emplace_back(trim(cell));
    return cells;
}

static RoomTable room_table(const Tree& tree) {
    RoomTable table;
    const auto document = tree.find("ARCHITECTURE.md");
    if (document == tree.end()) return table;
    bool inside = false;
    for (const std::string_view line : lines_of(document->second)) {
        const auto cells = cells_of(line);
        if (cells.size() < 6) {
            inside = false;
            continue;
        }
        if (cells[1] == "room") inside = true;
        if (!inside || cells[1] == "room" || cells[1].starts_with("---")) continue;
        RoomRow row;
        row.may_include_all = cells[3] == "all";
        for (const std::string_view word : words(cells[3])) row.may_include.emplace(word);
        row.libraries = cells[4];
        table[cells[1]] = row;
    }
    return table;
}

// What an include line names, with what stands around it: {'"', "stats/op.h"}.
static std::optional<std::pair<char, std::string>> included(std::string_view line) {
    line = trim(line);
    if (!line.starts_with("#include")) return std::nullopt;
    line = trim(line.substr(8));
    if (line.size() < 3 || (line[0] != '"' && line[0] != '<')) return std::nullopt;
    const std::size_t end = line.find(line[0] == '"' ? '"' : '>', 1);
    if (end == std::string_view::npos) return std::nullopt;
    return std::pair{line[0], std::string(line.substr(1, end - 1))};
}

static std::optional<std::string> layer_fault(const RoomTable& table, const std::string& room,
                                              const std::pair<char, std::string>& include) {
    const RoomRow& row = table.at(room);
    if (include.first == '<') {
        for (const HomeLibrary& library : kHomeLibraries) {
            if (!include.second.starts_with(library.include)) continue;
            if (contains_ignoring_case(row.libraries, library.name)) return std::nullopt;
            return "<" + include.second +
                   "> is not at home in this room; ARCHITECTURE.md says where";
        }
        return std::nullopt;
    }
    const std::string other = include.second.substr(0, include.second.find('/'));
    if (!table.contains(other) || other == room || other == "core") return std::nullopt;
    if (row.may_include_all || row.may_include.contains(other)) return std::nullopt;
    return room + " may not include " + other + "; ARCHITECTURE.md lists what it may";
}

Findings check_layers(const Tree& tree) {
    Findings findings;
    const RoomTable table = room_table(tree);
    for (const auto& [path, text] : tree) {
        const std::string room = room_of(path);
        if (room.empty() || !is_cpp(path) || is_test(path) || !table.contains(room)) continue;
        std::size_t number = 0;
        for (const std::string_view line : lines_of(text)) {
            ++number;
            const auto include = included(line);
            if (!include) continue;
            if (const auto fault = layer_fault(table, room, *include)) {
                findings.push_back({"layers", path, number, *fault});
            }
        }
    }
    return findings;
}

static void check_readme(const Tree& tree, const std::string& room, Findings& findings) {
    const std::string path = "src/" + room + "/README.md";
    const auto readme = tree.find(path);
    if (readme == tree.end()) {
        findings.push_back({"rooms", path, 0,
                            "the room has no README.md; write Takes, Gives, Rules, "
                            "Start here"});
        return;
    }
    if (lines_of(readme->second).size() > 25) {
        findings.push_back({"rooms", path, 0, "longer than 25 lines; move the rest to docs/"});
    }
    for (const std::string_view word : {"Takes", "Gives", "Rules", "Start here"}) {
        if (readme->second.find(word) == std::string::npos) {
            findings.push_back({"rooms", path, 0, "does not say: " + std::string(word)});
        }
    }
}

Findings check_rooms(const Tree& tree) {
    Findings findings;
    const RoomTable table = room_table(tree);
    if (table.empty()) {
        return {{"rooms", "ARCHITECTURE.md", 0, "has no table of rooms; give it one"}};
    }
    std::set<std::string> rooms;
    for (const auto& [path, text] : tree) {
        if (const std::string room = room_of(path); !room.empty()) rooms.insert(room);
    }
    for (const std::string& room : rooms) {
        if (!table.contains(room)) {
            findings.push_back(
                {"rooms", "src/" + room, 0, "is no room of ARCHITECTURE.md; add a row"});
        }
        check_readme(tree, room, findings);
    }
    for (const auto& [room, row] : table) {
        if (!rooms.contains(room)) {
            findings.push_back(
                {"rooms", "ARCHITECTURE.md", 0, room + " has no folder; drop its row"});
        }
        for (const std::string& other : row.may_include) {
            if (!row.may_include_all && !table.contains(other)) {
                findings.push_back({"rooms", "ARCHITECTURE.md", 0,
                                    room + " may include " + other + ", which is no room"});
            }
        }
    }
    return findings;
}

// True if the CMakeLists.txt of the file's folder or of one above it names the file.
static bool is_built(const Tree& tree, const std::string& path) {
    for (std::size_t slash = path.rfind('/'); slash != std::string::npos;
         slash = slash == 0 ? std::string::npos : path.rfind('/', slash - 1)) {
        const auto list = tree.find(path.substr(0, slash) + "/CMakeLists.txt");
        if (list == tree.end()) continue;
        const std::string name = path.substr(slash + 1);
        const std::size_t at = list->second.find(name);
        if (at == std::string::npos) continue;
        // "op.cpp" must not be found in "shop.cpp".
        const bool begins =
            at == 0 || (!is_alnum(list->second[at - 1]) && list->second[at - 1] != '_');
        if (begins || list->second.find("/" + name) != std::string::npos ||
            list->second.find(" " + name) != std::string::npos) {
            return true;
        }
    }
    return false;
}

Findings check_dead_files(const Tree& tree) {
    Findings findings;
    std::string built;
    std::set<std::string> includes;
    for (const auto& [path, text] : tree) {
        if (path.ends_with("CMakeLists.txt")) built += text;
        if (!is_cpp(path) && !path.ends_with(".inc")) continue;
        for (const std::string_view line : lines_of(text)) {
            if (const auto include = included(line)) includes.insert(include->second);
        }
    }
    for (const auto& [path, text] : tree) {
        if (path.ends_with(".cpp") && is_cpp(path)) {
            const std::string name = path.substr(path.rfind('/') + 1);
            // Benchmarks and fuzz targets are named without their ending, one list for many.
            const std::string stem = name.substr(0, name.size() - 4);
            const bool by_stem =
                (path.starts_with("bench/") && built.find(stem) != std::string::npos) ||
                path.starts_with("tests/fuzz/fuzz_") ||
                // A room's list names what its tests share from afar.
                (path.starts_with("tests/support/") && built.find("/" + path) != std::string::npos);
            if (!by_stem && !is_built(tree, path)) {
                findings.push_back(
                    {"dead", path, 0, "no CMakeLists.txt names it; build or delete it"});
            }
        }
        if (path.ends_with(".h") || path.ends_with(".inc")) {
            const std::size_t top = path.find('/');
            const std::string from_root = top == std::string::npos ? path : path.substr(top + 1);
            if (!includes.contains(from_root) && !includes.contains(path)) {
                findings.push_back({"dead", path, 0, "nothing includes it; delete it"});
            }
        }
    }
    return findings;
}

// `src/model/metric.h` in backticks: a path of this repository, if it begins like one.
static bool looks_like_path(std::string_view text) {
    static const std::set<std::string_view> kTops{"src",   "docs",  "tests",    "tools",
                                                  "cmake", "bench", "examples", ".ci"};
    const std::size_t slash = text.find('/');
    if (slash == std::string_view::npos || !kTops.contains(text.substr(0, slash))) return false;
    return std::all_of(text.begin(), text.end(), [](char c) {
        return is_alnum(c) || std::string_view("/._-+").find(c) != std::string_view::npos;
    });
}

static bool exists(const Tree& tree, std::string path) {
    while (path.ends_with('/') || path.ends_with('.')) path.pop_back();
    if (tree.contains(path)) return true;
    const auto inside = tree.lower_bound(path + "/");
    return inside != tree.end() && inside->first.starts_with(path + "/");
}

static Findings check_line_paths(const Tree& tree, const std::string& path, std::size_t number,
                                 std::string_view line) {
    Findings findings;
    const auto pieces = split(line, '`');
    for (std::size_t i = 1; i + 1 < pieces.size(); i += 2) {
        if (looks_like_path(pieces[i]) && !exists(tree, std::string(pieces[i]))) {
            findings.push_back({"documents", path, number,
                                std::string(pieces[i]) + " does not exist; name what does"});
        }
    }
    // [text](path), relative to the document
    for (std::size_t at = line.find("]("); at != std::string_view::npos;
         at = line.find("](", at + 2)) {
        const std::size_t end = line.find(')', at);
        if (end == std::string_view::npos) break;
        std::string target(line.substr(at + 2, end - at - 2));
        target = target.substr(0, target.find('#'));
        const bool local = !target.empty() && target.find(':') == std::string::npos;
        const std::size_t slash = path.rfind('/');
        const std::string folder = slash == std::string::npos ? "" : path.substr(0, slash + 1);
        if (!local || target.starts_with("..") || exists(tree, folder + target)) continue;
        findings.push_back({"documents", path, number, "the link to " + target + " leads nowhere"});
    }
    return findings;
}

Findings check_document_paths(const Tree& tree) {
    Findings findings;
    for (const auto& [path, text] : tree) {
        const bool data = path.starts_with("examples/") && path != "examples/README.md";
        if (!path.ends_with(".md") || data || path.find("/out.") != std::string::npos) continue;
        std::size_t number = 0;
        bool fenced = false;
        for (const std::string_view line : lines_of(text)) {
            ++number;
            if (line.starts_with("```")) fenced = !fenced;
            if (fenced) continue;
            Findings found = check_line_paths(tree, path, number, line);
            findings.insert(findings.end(), found.begin(), found.end());
        }
    }
    return findings;
}

Findings check_metric_documents(const Tree& tree) {
    const auto table = tree.find("src/model/metric_table.inc");
    const auto document = tree.find("docs/metrics.md");
    if (table == tree.end() || document == tree.end()) return {};
    std::map<std::string, std::string> registered;  // id -> name
    for (const std::string_view line : lines_of(table->second)) {
        if (!line.starts_with("METRIC(")) continue;
        const std::size_t comma = line.find(',');
        const auto quoted = split(line, '"');
        registered[std::string(line.substr(7, comma - 7))] = quoted.size() > 1 ? quoted[1] : "";
    }
    Findings findings;
    std::set<std::string> documented;
    for (const std::string_view line : lines_of(document->second)) {
        const auto cells = cells_of(line);
        if (cells.size() < 4 || !cells[1].starts_with('`') || cells[1].size() < 3) continue;
        const std::string id = cells[1].substr(1, cells[1].size() - 2);
        documented.insert(id);
        const auto found = registered.find(id);
        if (found == registered.end()) {
            findings.push_back(
                {"metrics", "docs/metrics.md", 0, id + " is no metric of the registry"});
        } else if (found->second != cells[2]) {
            findings.push_back({"metrics", "docs/metrics.md", 0,
                                id + " is called " + found->second + " in the registry"});
        }
    }
    for (const auto& [id, name] : registered) {
        if (!documented.contains(id)) {
            findings.push_back({"metrics", "docs/metrics.md", 0, id + " has no row; add one"});
        }
    }
    return findings;
}

}  // namespace chimera::tidy
