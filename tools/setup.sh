#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# setup.sh GROUP...: installs the Debian packages of tools/packages.txt that are missing, for the groups
# `build`, `test`, `page` and `browser`. Does nothing, without network, where all are there. Exit 2 where the right to
# install is missing; standard error then holds the one line to run.
set -u
export LC_ALL=C
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
[ $# -gt 0 ] || set -- build test

# Elsewhere than on Debian the libraries may come from anywhere: CMake says what it does not find.
command -v dpkg-query >/dev/null && command -v apt-get >/dev/null || exit 0

wanted=()
for group in "$@"; do
    while read -r of package program; do
        if [ "$of" != "$group" ]; then continue; fi
        if [ -n "$program" ] && command -v "$program" >/dev/null; then continue; fi
        wanted+=("$package")
    done <"$here/packages.txt"
done
[ ${#wanted[@]} -gt 0 ] || exit 0

installed=" $(dpkg-query -W -f '${db:Status-Status}=${Package} ' "${wanted[@]}" 2>/dev/null)"
missing=()
for package in "${wanted[@]}"; do
    case $installed in
        *" installed=$package "*) ;;
        *) missing+=("$package") ;;
    esac
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" = 0 ]; then
    as_root=()
elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    as_root=(sudo)
else
    {
        echo "chimera: packages are missing and installing them needs root; run this line, then try again:"
        echo "apt-get update && apt-get install -y --no-install-recommends ${missing[*]}"
    } >&2
    exit 2
fi

echo "installing ${missing[*]}"
install=(apt-get install -y --no-install-recommends "${missing[@]}")
# A fresh machine has no package lists, and old ones name files that are gone.
"${as_root[@]}" apt-get update </dev/null || echo "apt-get update failed; trying with the lists that are there"
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive "${install[@]}" </dev/null || {
    echo "chimera: installing packages failed; see above and try again" >&2
    exit 3
}
