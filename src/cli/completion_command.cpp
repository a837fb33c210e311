// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "cli/command.h"
#include "cli/flags.h"
#include "cli/output.h"
#include "core/text.h"

namespace chimera::cli {

static std::vector<Flag> completion_flags(std::string& shell) {
    return {{"SHELL", "", "bash or zsh", &shell, Needed::kRequired}};
}

static std::string options_of(const Command& command) {
    std::vector<std::string> names = {"--help"};
    for (const Flag& flag : command.flags()) {
        if (!is_operand(flag)) names.push_back(long_name(flag));
    }
    return join(names, " ");
}

static std::string bash_completion() {
    std::vector<std::string> names;
    std::string cases;
    for (const Command& command : commands()) {
        names.emplace_back(command.name);
        cases += fmt::format("        {}) options=\"{}\" ;;\n", command.name, options_of(command));
    }
    return fmt::format(
        "_chimera() {{\n"
        "    local word=\"${{COMP_WORDS[COMP_CWORD]}}\" options=\"\"\n"
        "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
        "        COMPREPLY=($(compgen -W \"{} --help --version\" -- \"$word\"))\n"
        "        return\n"
        "    fi\n"
        "    case \"${{COMP_WORDS[1]}}\" in\n{}"
        "    esac\n"
        "    case \"$word\" in\n"
        "        -*) COMPREPLY=($(compgen -W \"$options\" -- \"$word\")) ;;\n"
        "        *) COMPREPLY=($(compgen -f -- \"$word\")) ;;\n"
        "    esac\n"
        "}}\n"
        "complete -o filenames -F _chimera chimera\n",
        join(names, " "), cases);
}

// Text between single quotes where a colon would begin a description.
static std::string zsh_words(std::string_view text) {
    return replace_all(replace_all(std::string(text), "'", "'\\''"), ":", "\\:");
}

static std::string zsh_completion() {
    std::string described;
    std::string cases;
    for (const Command& command : commands()) {
        described += fmt::format("            '{}:{}'\n", command.name, zsh_words(command.summary));
        cases += fmt::format("        {}) compadd -- {} ;;\n", command.name, options_of(command));
    }
    return fmt::format(
        "#compdef chimera\n"
        "_chimera() {{\n"
        "    if (( CURRENT == 2 )); then\n"
        "        local -a names=(\n{}        )\n"
        "        _describe command names\n"
        "        return\n"
        "    fi\n"
        "    if [[ $PREFIX != -* ]]; then\n"
        "        _files\n"
        "        return\n"
        "    fi\n"
        "    case $words[2] in\n{}"
        "    esac\n"
        "}}\n"
        "compdef _chimera chimera\n",
        described, cases);
}

static Result<int> run_completion(const Arguments& arguments) {
    std::string shell;
    TRY(parse_flags(completion_command(), completion_flags(shell), arguments));
    if (shell != "bash" && shell != "zsh") {
        return usage_error(fmt::format("no completion for {}; there is bash and zsh", shell));
    }
    print(shell == "bash" ? bash_completion() : zsh_completion());
    return kDone;
}

static std::vector<Flag> completion_table() {
    static std::string unused;
    return completion_flags(unused);
}

Command completion_command() {
    return {"completion", "print a completion script for bash or zsh",
            "source <(chimera completion bash)", completion_table, run_completion};
}

}  // namespace chimera::cli
