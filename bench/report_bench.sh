#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# report_bench.sh PROGRAM: the whole program on the example folder, on six thousand different files made
# from it, on a large JSON Lines file and on 120,000 records of AIPerf. Prints seconds (the median of some
# runs), the processor seconds of all its threads and peak memory; for the large files also the seconds
# until every statistic is known beside those that were aimed at on two cores, and for one of them what
# others do with the same bytes.
set -u
export LC_ALL=C
program=${1:?usage: report_bench.sh PROGRAM}
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
examples=$here/../examples/chimera-101
scratch=$(mktemp -d) || exit 2
trap 'rm -rf -- "$scratch"' EXIT
# shellcheck source=bench/corpus_lib.sh
. "$here/corpus_lib.sh"

# measure RUNS LABEL ROOT: time of `report ROOT` and the most memory that it had.
measure() {
    local runs=$1 label=$2 root=$3 i begin end times=() peak said=$scratch/out/metrics.json
    known_s=()
    local TIMEFORMAT='%U %S'
    for ((i = 0; i < runs; ++i)); do
        begin=$(date +%s%N)
        { time "$program" report "$root" --llm off -o "$scratch/out" --force --quiet \
            >"$scratch/said" 2>&1; } 2>"$scratch/cpu" || {
            echo "$label: failed"
            tail -n 3 "$scratch/said"
            return 1
        }
        end=$(date +%s%N)
        times+=("$(((end - begin) / 1000)) $(cat "$scratch/cpu")")
        known_s+=("$(grep -o '"\(ingest\|analysis\)_s": *[0-9.e-]*' "$said" | awk '{ s += $NF } END { print s }' FS=:)")
    done
    # The program writes its own peak into metrics.json; without it, seconds alone are shown.
    peak=$(grep -o '"peak_rss_bytes": *[0-9]*' "$said" 2>/dev/null |
        grep -o '[0-9]*$' | head -n 1)
    printf '%s\n' "${times[@]}" | sort -n | awk -v label="$label" -v peak="${peak:-0}" '
        { t[NR] = $1; cpu[NR] = $2 + $3 }
        END {
            middle = int((NR + 1) / 2)
            printf "%-44s %8.3f s  %8.3f s of processor", label, t[middle] / 1e6, cpu[middle]
            if (peak > 0) printf "  %7.1f MB", peak / 1e6
            printf "\n"
        }'
}

# aimed_at SECONDS FILE: the last measurement's median time until every statistic is known, its share of
# what was aimed at, and its speed.
aimed_at() {
    printf '%s\n' "${known_s[@]}" | sort -n | awk -v aim="$1" -v bytes="$(stat -c %s "$2")" '
        { s[NR] = $1 }
        END {
            middle = s[int((NR + 1) / 2)]
            printf "  read and all statistics known %10.3f s  %6.2f of %.2f s  %6.0f MB/s (best %.3f s)\n",
                middle, middle / aim, aim, bytes / 1e6 / middle, s[1]
        }'
}

# The last measurement's peak memory beside its packed samples: eight bytes for each number that was
# read. Texts, units, addresses and the program itself are not among them.
packed() {
    local said=$scratch/out/metrics.json
    grep -o '"\(numbers\|peak_rss_bytes\)": *[0-9]*' "$said" | awk -F: '
        /numbers/ { packed = 8 * $2 }
        /peak/ { peak = $2 }
        END { printf "  peak memory %28.2f times the packed samples (%.1f MB), 2.5 aimed at\n", peak / packed, packed / 1e6 }'
}

large_jsonl() {
    mkdir -p "$scratch/large"
    awk -v bytes="$1" 'BEGIN {
        srand(1)
        for (n = 0; written < bytes; ++n) {
            line = sprintf("{\"request_id\":\"r%08d\",\"model\":\"model-%d\",\"suite\":\"load\",\"concurrency\":%d," \
                "\"ttft_ms\":%.3f,\"tokens_per_second\":%.4f,\"latency_ms\":%.2f,\"output_tokens\":%d,\"status\":\"ok\"}",
                n, n % 4, 2 ^ (n % 5), 20 + 80 * rand(), 50 + 200 * rand(), 500 + 4000 * rand(), 100 + 900 * rand())
            print line
            written += length(line) + 1
        }
    }' >"$scratch/large/requests.jsonl"
}

measure 5 "report, the example folder" "$examples"
many_files "$examples" 1500 "$scratch/many"
measure 1 "report, 1,500 different files" "$scratch/many"
rm -rf -- "${scratch:?}/many"
many_files "$examples" 6000 "$scratch/many"
measure 1 "report, 6,000 different files" "$scratch/many"
rm -rf -- "${scratch:?}/many"
large_jsonl 400000000
measure 5 "report, 400 MB of JSON Lines" "$scratch/large"
aimed_at 0.8 "$scratch/large/requests.jsonl"
rival=$(dirname -- "$program")/bench/jsonl_bench
if [ -x "$rival" ]; then "$rival" 0 "$scratch/large/requests.jsonl"; fi
rm -rf -- "${scratch:?}/large"
writer=$(dirname -- "$program")/bench/aiperf_lines
if [ -x "$writer" ]; then
    mkdir -p "$scratch/aiperf"
    requests=$scratch/aiperf/profile_export.jsonl
    "$writer" "$here/../examples/formats/aiperf/profile_export.jsonl" 120000 "$requests"
    measure 5 "report, 120,000 records of AIPerf" "$scratch/aiperf"
    aimed_at 1 "$requests"
    packed
fi
