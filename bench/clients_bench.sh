#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# clients_bench.sh PROGRAM: what chimera, AIPerf and GuideLLM say of a server on this machine whose times
# are known, side by side (clients_bench.py). A rival is installed once, into build/rivals; one that
# cannot be had is left out, and said so. BENCH_PREFIX is put before every command, as in
# BENCH_PREFIX='chrt -f 10' on a machine that others use too.
set -u
export LC_ALL=C
program=${1:?usage: clients_bench.sh PROGRAM}
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
rivals=$here/../build/rivals
mkdir -p "$rivals"

# have NAME: the rival's newest release that installs, in an environment of its own.
have() {
    local name=$1 python
    [ -x "$rivals/$name/bin/$name" ] && return
    for python in python3 python3.13 python3.12 python3.11 python3.10; do
        command -v "$python" >/dev/null || continue
        echo "clients: installing $name for $("$python" --version)" >&2
        rm -rf -- "${rivals:?}/$name"
        "$python" -m venv "$rivals/$name" &&
            "$rivals/$name/bin/pip" install --quiet --disable-pip-version-check "$name" \
                >"$rivals/$name.log" 2>&1 &&
            [ -x "$rivals/$name/bin/$name" ] && return
    done
    rm -rf -- "${rivals:?}/$name"
    echo "clients: $name is left out: it could not be installed ($rivals/$name.log)"
}

have aiperf
have guidellm
exec python3 "$here/clients_bench.py" "$program" "$rivals"
