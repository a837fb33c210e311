#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# web.sh BUILD [test]: puts the packages of web/package-lock.json into BUILD/web: those that the script of
# report.html is made of, and with `test` those that drive a browser. Asks the network only where the lock
# has changed since. Exit 1, with one line that begins "web.sh:", where that cannot be done.
set -u
root=$(dirname -- "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")")
to=$1/web
kinds=(--omit=dev)
stamp=$to/.packages
if [ "${2:-}" = test ]; then
    kinds=()
    stamp=$to/.packages-test
fi
wanted=$(cat "$root/web/package.json" "$root/web/package-lock.json" | sha256sum)
if [ -f "$to/.packages-test" ]; then stamp=$to/.packages-test; kinds=(); fi
[ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ] && exit 0
command -v npm >/dev/null || {
    echo "web.sh: npm is missing"
    exit 1
}
mkdir -p "$to" && cp -- "$root/web/package.json" "$root/web/package-lock.json" "$root/web/.npmrc" "$to/" || exit 1
# Scripts of packages are not needed, and not run.
(cd "$to" && npm ci --ignore-scripts "${kinds[@]}" </dev/null) || {
    echo "web.sh: npm could not install the packages"
    exit 1
}
rm -f "$to/.packages" "$to/.packages-test"
printf '%s\n' "$wanted" >"$stamp"
