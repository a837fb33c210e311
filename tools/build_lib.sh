# shellcheck shell=bash disable=SC2154
# SPDX-License-Identifier: Apache-2.0
# Sourced by ./chimera and ./chimera-test: installing, configuring and building with one line of progress
# on a terminal and everything in build/setup.log. Expects $root (the checkout) and $me (who speaks).

log=$root/build/setup.log

# One line that replaces itself on a terminal; silence elsewhere.
progress() {
    if [ -t 2 ]; then printf '\r\033[K%s: %.100s' "$me" "$1" >&2; fi
}
progress_done() {
    if [ -t 2 ]; then printf '\r\033[K' >&2; fi
}

# give_up CODE MESSAGE: the end of the log first, for what is wrong mostly stands there.
give_up() {
    progress_done
    if [ -s "$log" ]; then tail -n 25 "$log" >&2; fi
    echo "$me: $2; all of it is in $log" >&2
    exit "$1"
}

# Only one process at a time installs and builds; the others wait and then find the work done.
take_lock() {
    mkdir -p "$root/build" || {
        echo "$me: cannot write to $root/build; give this user the right to, or copy the checkout" >&2
        exit 2
    }
    exec 9>"$root/build/.lock"
    if ! flock -n 9; then
        progress "waiting for another build"
        flock 9
    fi
}

install_packages() {
    local code said
    said=$(mktemp)
    progress "looking for missing packages"
    "$root/tools/setup.sh" "$@" >>"$log" 2>"$said"
    code=$?
    cat "$said" >>"$log"
    if [ $code = 2 ]; then
        progress_done
        cat "$said" >&2
        rm -f "$said"
        exit 2
    fi
    rm -f "$said"
    [ $code = 0 ] || give_up 3 "installing what is missing failed"
}

# build_preset PRESET TARGET...: configures where needed, then builds. A build folder that came along
# with a copied checkout names paths of another place and is made anew.
build_preset() {
    local preset=$1 folder=$root/build/$1 line
    shift
    if [ -f "$folder/CMakeCache.txt" ] &&
        ! grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$folder/CMakeCache.txt"; then
        rm -rf -- "$folder"
    fi
    progress "configuring"
    (cd "$root" && cmake --preset "$preset") </dev/null >>"$log" 2>&1 9>&- ||
        give_up 4 "configuring failed"
    # A pipe of ninja's output: the log gets it all, the terminal where it stands.
    NINJA_STATUS='[%f/%t] ' cmake --build "$folder" --parallel "$(nproc)" --target "$@" </dev/null 2>&1 9>&- |
        while IFS= read -r line; do
            printf '%s\n' "$line"
            case $line in "["*"]"*) progress "building ${line%%]*}]" ;; esac
        done >>"$log"
    [ "${PIPESTATUS[0]}" = 0 ] || give_up 4 "the build failed"
    progress_done
}

# install_page [test]: npm and the packages of web/, which make the script of report.html; with `test` a
# browser too. Without them the program is built all the same, and its pages have no figures and no drawer.
install_page() {
    local kind=
    progress "installing what the script of report.html is made of"
    for kind in page ${1:+browser}; do
        "$root/tools/setup.sh" "$kind" </dev/null >>"$log" 2>&1 9>&-
    done
    "$root/tools/web.sh" "$root/build" "$@" </dev/null >>"$log" 2>&1 9>&- && return 0
    progress_done
    echo "$me: report.html gets no script: $(grep -a 'web.sh:' "$log" | tail -n 1); see $log" >&2
}

# install_model [test]: llama.cpp and the model that words reports. Without them the program is built all
# the same, and writes reports in its own words.
install_model() {
    progress "building llama.cpp and fetching a model (some minutes, once)"
    "$root/tools/model.sh" "$root/build" "$@" </dev/null >>"$log" 2>&1 9>&- && return 0
    progress_done
    echo "$me: no embedded model: $(grep -a 'model.sh:' "$log" | tail -n 1); see $log" >&2
}
