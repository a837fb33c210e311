#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# page_bench.sh PROGRAM: how long report.html takes to open in headless chromium: those of both example
# folders, and that of six thousand files. Prints milliseconds since the navigation began (the median of
# some openings) and the page's size; says why where there is no browser.
set -u
export LC_ALL=C
program=${1:?usage: page_bench.sh PROGRAM}
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
scratch=$(mktemp -d) || exit 2
trap 'rm -rf -- "$scratch"' EXIT
# shellcheck source=bench/corpus_lib.sh
. "$here/corpus_lib.sh"

if ! command -v node >/dev/null; then
    echo "page: not measured: node is missing"
    exit 0
fi

# opened RUNS LABEL ROOT: the page of a folder's report, opened so many times.
opened() {
    local runs=$1 label=$2 root=$3
    "$program" report "$root" --llm off --figures none -o "$scratch/out" --force --quiet >"$scratch/said" 2>&1 || {
        echo "$label: failed"
        tail -n 3 "$scratch/said"
        return 1
    }
    node "$here/page_bench.mjs" "$here/../build/web/node_modules" "$scratch/out/report.html" "$runs" "$label"
}

code=0
opened 7 "page, the example folder" "$here/../examples/chimera-101" || code=1
opened 7 "page, the folder of formats" "$here/../examples/formats" || code=1
many_files "$here/../examples/chimera-101" 6000 "$scratch/many"
opened 3 "page, 6,000 different files" "$scratch/many" || code=1
exit $code
