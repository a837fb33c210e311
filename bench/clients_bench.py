# SPDX-License-Identifier: Apache-2.0
"""clients_bench.py PROGRAM RIVALS: runs each client against `chimera mock-server --ttft 50ms --itl 10ms`
at the same load, in turn, and prints its mean and p99 beside the truth, which is 50 and 10 ms. Then a
constant 1,000 requests a second, and the case of coordinated omission, whose answer is arithmetic."""

import contextlib
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile

TTFT_MS, ITL_MS = 50, 10
TOKENS = 100  # of an answer
WAVES = 4  # requests of a stream
PREFIX = shlex.split(os.environ.get("BENCH_PREFIX", ""))

# Offline, a rival finds no tokenizer; it needs one to make up prompts, and none to count: the server does.
TOKENIZER = """
import sys
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast
made = Tokenizer(models.BPE(unk_token="<unk>"))
made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
made.decoder = decoders.ByteLevel()
made.train_from_iterator(["one two three"], trainers.BpeTrainer(
    special_tokens=["<unk>", "<s>", "</s>"], initial_alphabet=pre_tokenizers.ByteLevel.alphabet()))
PreTrainedTokenizerFast(tokenizer_object=made, unk_token="<unk>", bos_token="<s>",
                        eos_token="</s>").save_pretrained(sys.argv[1])
"""


class Failed(Exception):
    pass


def run(command, log):
    """Returns the peak memory of the largest of its processes, in MB."""
    with open(log, "wb") as out:
        child = subprocess.Popen(PREFIX + command, stdout=out, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(child.pid, 0)
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode != 0:
        tail = pathlib.Path(log).read_text(errors="replace").strip().splitlines()[-3:]
        raise Failed(f"exit {child.returncode}: " + " / ".join(tail))
    return usage.ru_maxrss / 1024


@contextlib.contextmanager
def server(program, *settings):
    command = PREFIX + [program, "mock-server", "--port", "0", *settings]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        try:
            yield child.stdout.readline().strip()
        finally:
            child.terminate()


class Chimera:
    name = "chimera"

    def __init__(self, program):
        self.program = program

    def version(self):
        return subprocess.run([self.program, "--version"], capture_output=True, text=True).stdout.split()[-1]

    def measure(self, folder, url, load):
        out = folder / "chimera.json"
        asked = (["--rate", str(load["rate"]), "--arrival", "constant"] if "rate" in load
                 else ["--concurrency", str(load["streams"])])
        command = [self.program, "bench", "--base-url", url, "--max-tokens", str(load["tokens"]), *asked,
                   "--ignore-eos", "--requests", str(load["requests"]), "-o", str(folder), "--json"]
        peak = run(["sh", "-c", shlex.join(command) + " >" + shlex.quote(str(out))], folder / "chimera.log")
        measured = json.loads(out.read_text())["runs"][0]
        metrics = measured["metrics"]
        return {"n": metrics["ttft"]["n"], "peak": peak, "note": ", ".join(measured["verdicts"]),
                "ttft": (metrics["ttft"]["mean"], metrics["ttft"]["p99"]),
                "itl": (metrics["itl"]["mean"], metrics["itl"]["p99"]),
                "rate": metrics.get("delivered_rate", {}).get("value"),
                "lag_p99": metrics["schedule_lag"]["p99"]}


class Rival:
    def __init__(self, rivals):
        self.home = rivals / self.name
        self.program = str(self.home / "bin" / self.name)
        self.tokenizer = str(self.home / "tokenizer")

    def version(self):
        """Empty where it is not installed."""
        if not os.path.exists(self.program):
            return ""
        if not os.path.isdir(self.tokenizer):
            subprocess.run([self.home / "bin" / "python", "-c", TOKENIZER, self.tokenizer],
                           capture_output=True, check=True)
        asked = f"import importlib.metadata as m; print(m.version('{self.name}'))"
        return subprocess.run([self.home / "bin" / "python", "-c", asked], capture_output=True,
                              text=True).stdout.strip()


class AIPerf(Rival):
    name = "aiperf"

    def measure(self, folder, url, load):
        asked = (["--request-rate", str(load["rate"]), "--arrival-pattern", "constant"] if "rate" in load
                 else ["--concurrency", str(load["streams"])])
        peak = run([self.program, "profile", "--model-names", "mock", "--url", url, "--endpoint-type", "chat",
                    "--streaming", *asked, "--request-count", str(load["requests"]),
                    "--prompt-input-tokens-mean", "16", "--prompt-output-tokens-mean", str(load["tokens"]),
                    "--tokenizer", self.tokenizer, "--use-server-token-count", "--num-dataset-entries", "100",
                    "--output-artifact-dir", str(folder / "aiperf"), "--ui", "none"], folder / "aiperf.log")
        said = json.loads((folder / "aiperf" / "profile_export_aiperf.json").read_text())
        # Its gaps between chunks are what others call ITL; its own ITL is a mean of each request.
        first, gap = said["time_to_first_token"], said["inter_chunk_latency"]
        return {"n": first["count"], "peak": peak, "ttft": (first["avg"], first["p99"]),
                "itl": (gap["avg"], gap["p99"])}


class GuideLLM(Rival):
    name = "guidellm"

    def measure(self, folder, url, load):
        out = folder / "guidellm.json"
        profile = (f"kind=constant,rate={load['rate']}" if "rate" in load
                   else f"kind=concurrent,streams={load['streams']}")
        peak = run([self.program, "run", "--backend", f"kind=openai_http,target={url},model=mock",
                    "--profile", profile, "--constraint", f"kind=max_requests,count={load['requests']}",
                    "--tokenizer", f"kind=huggingface_auto,model={self.tokenizer}",
                    "--data", f"kind=synthetic_text,prompt_tokens=16,output_tokens={load['tokens']}",
                    "--output", f"kind=json,path={out}", "--disable-progress"], folder / "guidellm.log")
        metrics = json.loads(out.read_text())["benchmarks"][0]["metrics"]
        first = metrics["time_to_first_token_ms"]["successful"]
        gap = metrics["inter_token_latency_ms"]["successful"]
        return {"n": first["count"], "peak": peak, "ttft": (first["mean"], first["percentiles"]["p99"]),
                "itl": (gap["mean"], gap["percentiles"]["p99"])}


def row(client, load, got, ours):
    error = abs(got["ttft"][0] - TTFT_MS)
    beside = f"  {error / ours:6.1f} times ours" if ours else ""
    print(f"  {client.name:9}{load:>12}  {got['n']:6} samples  TTFT {got['ttft'][0]:8.2f} ms (p99 {got['ttft'][1]:8.2f})"
          f"  ITL {got['itl'][0]:6.2f} ms (p99 {got['itl'][1]:7.2f})  {got['peak']:5.0f} MB"
          f"  error {error:7.2f} ms{beside}  {got.get('note', '')}".rstrip(), flush=True)
    return error


def side_by_side(clients, url, folder, label, load):
    ours = None
    for client in clients:
        try:
            got = client.measure(folder, url, load)
        except (Failed, KeyError, ValueError, OSError) as why:
            print(f"  {client.name:9}{label:>12}  no figures: {why}", flush=True)
            continue
        error = row(client, label, got, ours)
        if client.name == "chimera":
            ours = error
            if "rate" in load:
                print(f"  {'':9}{'':12}  {got['rate']:.2f} requests a second left of {load['rate']} asked,"
                      f" p99 of their lag {got['lag_p99']:.3f} ms", flush=True)


def omission(program, folder):
    """A server of half a second, ten requests a second, one at a time: request i of n is due at 0.1 i and
    answered at 0.5 (i + 1), so that the mean from due is 0.5 + 0.4 (n - 1) / 2."""
    n = 8
    out = folder / "omission.json"
    with server(program, "--ttft", "500ms", "--itl", "10ms") as url:
        command = [program, "bench", "--base-url", url, "--rate", "10", "--arrival", "constant",
                   "--max-concurrency", "1", "--requests", str(n), "--max-tokens", "1", "--warmup", "0",
                   "-o", str(folder), "--json"]
        run(["sh", "-c", shlex.join(command) + " >" + shlex.quote(str(out))], folder / "omission.log")
    metrics = json.loads(out.read_text())["runs"][0]["metrics"]
    print(f"  latency from due {metrics['e2e_latency']['mean']:.0f} ms where arithmetic says"
          f" {500 + 400 * (n - 1) / 2:.0f}; from sent {metrics['e2e_latency_sent']['mean']:.0f} ms")


def main():
    program, rivals = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    clients = [Chimera(program), *(one for one in (AIPerf(rivals), GuideLLM(rivals)) if one.version())]
    print("clients: " + ", ".join(f"{one.name} {one.version()}" for one in clients)
          + f"; the truth is {TTFT_MS} ms and {ITL_MS} ms; load {os.getloadavg()[0]:.1f} on"
          f" {os.cpu_count()} processors")
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        with server(program, "--ttft", f"{TTFT_MS}ms", "--itl", f"{ITL_MS}ms") as url:
            for streams in (100, 500, 1000):
                side_by_side(clients, url, folder, f"{streams} streams",
                             {"streams": streams, "requests": WAVES * streams, "tokens": TOKENS})
            side_by_side(clients[:1], url, folder, "10k streams",
                         {"streams": 10000, "requests": 20000, "tokens": 20})
            side_by_side(clients, url, folder, "1,000 req/s",
                         {"rate": 1000, "requests": 10000, "tokens": 8})
        omission(program, folder)


main()
