#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# llama_bench.sh FOLDER: builds llama-bench there from the very source of the llama.cpp that chimera
# uses, with the same flags, and prints the path of the program.
set -eu
export LC_ALL=C
folder=${1:?usage: llama_bench.sh FOLDER}
here=$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")
version=$(sed -n 's/^llama_cpp_python=//p' "$here/../tools/model.sh")
mkdir -p "$folder"
cd "$folder"
if [ ! -x build/bin/llama-bench ]; then
    python3 -m venv venv >&2
    venv/bin/pip download --disable-pip-version-check --no-binary llama-cpp-python --no-deps \
        "llama-cpp-python==$version" >&2
    tar xzf "llama_cpp_python-$version.tar.gz"
    cmake -S "llama_cpp_python-$version/vendor/llama.cpp" -B build -G Ninja -DCMAKE_BUILD_TYPE=Release \
        -DGGML_NATIVE=OFF -DGGML_OPENMP=OFF -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF \
        -DLLAMA_BUILD_SERVER=OFF -DLLAMA_CURL=OFF -DLLAMA_OPENSSL=OFF >&2
    cmake --build build --target llama-bench >&2
fi
echo "$PWD/build/bin/llama-bench"
