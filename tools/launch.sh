#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The long way of ./chimera: installs, builds and marks the build, then runs the program.
set -u
here=$(readlink -f -- "${BASH_SOURCE[0]}")
root=${here%/tools/*}
me=chimera
# shellcheck source=tools/build_lib.sh
. "$root/tools/build_lib.sh"

program=$root/build/program/chimera
take_lock
# Another call may have built it meanwhile; then ninja finds nothing to do.
: >"$log"
# What changes during the build must count as newer than it.
started=$(mktemp "$root/build/.started.XXXXXX")
install_packages build
install_page
install_model
build_preset program chimera
[ -x "$program" ] || give_up 4 "the build made no program at $program"
mv -f -- "$started" "$root/build/program/.built"
exec 9>&-
exec "$program" "$@"
