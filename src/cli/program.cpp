// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <fmt/format.h>

#include <algorithm>

#include "cli/flags.h"
#include "cli/output.h"
#include "core/text.h"

namespace chimera::cli {

static constexpr std::size_t kFlagColumn = 26;

std::string_view version() {
    return CHIMERA_VERSION;
}

static std::string general_help() {
    std::string out =
        "chimera: from a folder of benchmark results to a report in which every number can be\n"
        "executed again\n\nUsage: chimera COMMAND [OPTIONS]\n\nCommands:\n";
    for (const Command& command : commands()) {
        out += fmt::format("  {:<12}{}\n", command.name, command.summary);
    }
    out += "\nExamples:\n";
    for (const Command& command : commands()) out += fmt::format("  {}\n", command.example);
    return out +
           "\nchimera COMMAND --help says more of each; chimera --version names the version.\n"
           "Exit codes: 0 done, 1 a finding (verify: not verified, validate: not valid), 2 usage, "
           "3 input, 4 internal.\n";
}

static std::string command_help(const Command& command) {
    const std::vector<Flag> flags = command.flags();
    std::string usage = fmt::format("Usage: chimera {}", command.name);
    std::string table;
    for (const Flag& flag : flags) {
        std::string left = replace_all(std::string(flag.names), ",", ", ");
        if (is_operand(flag)) {
            const bool is_required = flag.needed == Needed::kRequired;
            usage +=
                is_required ? fmt::format(" {}", flag.names) : fmt::format(" [{}]", flag.names);
        } else if (!flag.value.empty()) {
            left += fmt::format(" {}", flag.value);
        }
        if (left.size() >= kFlagColumn) left += fmt::format("\n  {:{}}", "", kFlagColumn);
        table += fmt::format("  {:<{}}{}\n", left, kFlagColumn, flag.help);
    }
    table += fmt::format("  {:<{}}{}\n", "-h, --help", kFlagColumn, "this text");
    const std::string more =
        command.more.empty() ? std::string() : fmt::format("  {}\n", command.more);
    return fmt::format("chimera {}: {}\n\n{} [OPTIONS]\n\n{}\nExample:\n  {}\n{}", command.name,
                       command.summary, usage, table, command.example, more);
}

static const Command* find_command(std::string_view name) {
    const auto found = std::find_if(commands().begin(), commands().end(),
                                    [&](const Command& command) { return command.name == name; });
    return found == commands().end() ? nullptr : &*found;
}

static Error unknown_command(const std::string& name) {
    std::vector<std::string> known;
    for (const Command& command : commands()) known.emplace_back(command.name);
    const std::string near = nearest(name, known);
    const std::string kind = name.starts_with('-') ? "option" : "command";
    return usage_error(
        near.empty() ? fmt::format("unknown {} {}; chimera --help lists what there is", kind, name)
                     : fmt::format("unknown {} {}; did you mean {}?", kind, name, near));
}

// An argument asks for help, unless it follows `--`.
static bool asks_for_help(const Arguments& arguments) {
    for (const std::string& argument : arguments) {
        if (argument == "--") return false;
        if (argument == "-h" || argument == "--help") return true;
    }
    return false;
}

static int run_command(const Command& command, const Arguments& arguments) {
    if (asks_for_help(arguments)) {
        print(command_help(command));
        return kDone;
    }
    const Result<int> code = command.run(arguments);
    return code.ok() ? code.value() : print_error(command.name, code.error());
}

static int dispatch(const Arguments& arguments) {
    if (arguments.empty()) {
        return print_error("", usage_error("no command was given; chimera --help lists them, and "
                                           "chimera report DIR is the main one"));
    }
    const std::string& first = arguments.front();
    if (first == "--version" || first == "version") {
        print(fmt::format("chimera {}\n", version()));
        return kDone;
    }
    const bool wants_help = first == "-h" || first == "--help" || first == "help";
    if (wants_help && arguments.size() == 1) {
        print(general_help());
        return kDone;
    }
    const std::string& name = wants_help ? arguments[1] : first;
    const Command* command = find_command(name);
    if (command == nullptr) return print_error("", unknown_command(name));
    if (wants_help) {
        print(command_help(*command));
        return kDone;
    }
    return run_command(*command, {arguments.begin() + 1, arguments.end()});
}

int run_program(const Arguments& arguments) {
    const int code = dispatch(arguments);
    if (output_arrived()) return code;
    return print_error("", internal_error("standard output cannot be written; make room there"));
}

}  // namespace chimera::cli
