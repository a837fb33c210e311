#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# llama_cpp.sh FOLDER [TARGET...]: builds programs of llama.cpp there (llama-bench, unless others are
# named) from the very source of the llama.cpp that chimera uses, with the same flags, and prints the
# folder that they lie in. Exit 3 where that cannot be.
set -u
export LC_ALL=C
folder=${1:?usage: llama_cpp.sh FOLDER [TARGET...]}
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
version=$(sed -n 's/^llama_cpp_python=//p' "$here/../tools/model.sh")
shift
[ $# -gt 0 ] || set -- llama-bench
mkdir -p "$folder" && cd "$folder" || exit 3

built() {
    local target
    for target in "$@"; do [ -x "build/bin/$target" ] || return 1; done
}

make_them() {
    [ -x venv/bin/pip ] || python3 -m venv venv || return
    [ -f "llama_cpp_python-$version.tar.gz" ] ||
        venv/bin/pip download --disable-pip-version-check --no-binary llama-cpp-python --no-deps \
            "llama-cpp-python==$version" || return
    tar xzf "llama_cpp_python-$version.tar.gz" || return
    cmake -S "llama_cpp_python-$version/vendor/llama.cpp" -B build -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DGGML_NATIVE=OFF -DGGML_OPENMP=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
        -DLLAMA_BUILD_SERVER=ON -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF || return
    cmake --build build --target "$@"
}

if ! built "$@" && ! make_them "$@" >build.log 2>&1; then
    echo "llama_cpp.sh: $* could not be built; see $PWD/build.log" >&2
    exit 3
fi
echo "$PWD/build/bin"
