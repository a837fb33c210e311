# SPDX-License-Identifier: Apache-2.0
# Sourced by the benchmarks.

# many_files EXAMPLES COUNT TO: so many files in TO, copies of EXAMPLES in numbered folders. Every copy gets
# other digits, for byte-identical files are counted once and would make the work easier than it is.
many_files() {
    local from=$1 wanted=$2 to=$3 made=0 copy file name
    for ((copy = 1; made < wanted; ++copy)); do
        mkdir -p "$to/run$copy"
        while IFS= read -r file; do
            name=${file#"$from"/}
            mkdir -p "$to/run$copy/$(dirname -- "$name")"
            sed "s/\.\([0-9][0-9]*\)\([0-9]\)/.\1$((copy % 10))\2$((copy / 10))/" "$file" \
                >"$to/run$copy/$name"
            made=$((made + 1))
            [ "$made" -lt "$wanted" ] || break
        done < <(find "$from" -type f | sort)
    done
}
