#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes tests/verify/rich: an input folder, a report of it and its evidence, computed here with plain
formulas and no code of chimera, so that `verify` is tested against somebody else's arithmetic."""
import hashlib
import json
import math
import os
import statistics
import sys

HERE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "rich")
MODIFIED = "2026-01-02T03:04:05Z"


def beta_fraction(a, b, x):
    c, d = 1.0, 1.0 - (a + b) * x / (a + 1)
    d = 1.0 / (d if abs(d) > 1e-300 else 1e-300)
    h = d
    for m in range(1, 500):
        for numerator in (m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
                          -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))):
            d = 1.0 + numerator * d
            c = 1.0 + numerator / c
            d = 1.0 / (d if abs(d) > 1e-300 else 1e-300)
            h *= d * c
    return h


def beta(a, b, x):
    """The regularized incomplete beta function."""
    if x <= 0 or x >= 1:
        return float(x >= 1)
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
                     + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * beta_fraction(a, b, x) / a
    return 1 - front * beta_fraction(b, a, 1 - x) / b


def t_quantile(p, df):
    """By bisection: 200 halvings are exact to the last digit of a double."""
    low, high = 0.0, 1e6
    for _ in range(200):
        middle = (low + high) / 2
        if 1 - beta(df / 2, 0.5, df / (df + middle * middle)) / 2 < p:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def quantile(values, p):
    ordered = sorted(values)
    h = (len(ordered) - 1) * p
    low = math.floor(h)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (h - low) * (ordered[high] - ordered[low])


def mean(values):
    return math.fsum(values) / len(values)


def welch(a, b, level):
    va, vb = statistics.variance(a) / len(a), statistics.variance(b) / len(b)
    df = (va + vb) ** 2 / (va ** 2 / (len(a) - 1) + vb ** 2 / (len(b) - 1))
    half = t_quantile(0.5 + level / 2, df) * math.sqrt(va + vb)
    difference = mean(a) - mean(b)
    return [difference - half, difference + half]


# (model, num_gpu, tokens_s, ttft_s, error)
RUNS = [
    ("alpha:1b", 80, 101.5, 2.9, ""), ("alpha:1b", 80, 103.25, 0.11, ""),
    ("alpha:1b", 80, 102.0, 0.13, ""), ("alpha:1b", 80, 104.5, 0.12, ""),
    ("alpha:1b", 80, 102.75, 0.12, ""), ("alpha:1b", 80, 103.0, 0.14, ""),
    ("beta:2b", 80, 61.0, 0.21, ""), ("beta:2b", 80, 62.5, 0.19, ""),
    ("beta:2b", 80, 0, 0, "connection refused"), ("beta:2b", 80, 60.25, 0.22, ""),
    ("beta:2b", 80, 61.75, 0.2, ""), ("beta:2b", 80, 60.75, 0.23, ""),
    ("beta:2b", 80, 62.0, 0.2, ""),
    ("gamma:3b", 80, 60.25, 0.5, ""), ("gamma:3b", 80, 61.75, 0.6, ""),
    ("gamma:3b", 80, 61.0, 0.55, ""), ("gamma:3b", 80, 60.0, 1.9, ""),
    ("gamma:3b", 80, 0, 0, "out of memory"), ("gamma:3b", 80, 61.25, 0.45, ""),
    ("gamma:3b", 80, 62.75, 0.52, ""),
]


def csv_of_runs():
    lines = ["model,num_gpu,tokens_s,ttft_s,error"]
    for model, gpu, tokens, ttft, error in RUNS:
        lines.append(f"{model},{gpu},{tokens},{ttft},{error}")
    return "\n".join(lines) + "\n"


def inputs():
    rows = [{"model": m, "num_gpu": g, "tokens_s": t, "ttft_s": s, "error": e or None}
            for m, g, t, s, e in RUNS]
    log = "".join(json.dumps({"model": "delta:4b", "metrics": {"ttft_s": v}}) + "\n"
                  for v in (0.31, 0.29, 0.3, 0.305, 0.295, 0.3, 0.302, 2.4))
    alpha = [t for m, _, t, _, e in RUNS if m == "alpha:1b" and not e]
    return {
        "broken.csv": "",
        "log.jsonl": log,
        "notes.md": "# Notes\n\nWe saw 104.2 tok/s with alpha:1b on average.\n"
                    f"Its median was {quantile(alpha, 0.5):.1f} tok/s.\n",
        "runs.csv": csv_of_runs(),
        "runs.json": json.dumps({"results": rows}, indent=1) + "\n",
        "runs_summary.csv": f"model,mean_tokens_s\nalpha:1b,{mean(alpha):.2f}\n",
        "single.json": json.dumps({"model": "solo:1b", "tokens_s": 33.5}) + "\n",
        "zcopy/runs.csv": csv_of_runs(),
    }


class Evidence:
    def __init__(self, sources):
        self.sources, self.facts, self.claims, self.templates = sources, [], [], {}
        self.body = []

    def source(self, path):
        return next(s["id"] for s in self.sources if s["path"] == path)

    def fact(self, op, value, operands, display, unit="", n=1, kind="measured", scope=None, **more):
        fact = {"id": f"F{len(self.facts) + 1}", "label": more.pop("label"), "value": value,
                "unit": unit, "op": op, "operands": operands, "n": n, "class": kind,
                "scope": scope or {}, "display": display}
        fact.update(more)
        self.facts.append(fact)
        return fact["id"]

    def get(self, fact):
        return next(f for f in self.facts if f["id"] == fact)

    def claim(self, section, template, proposition, text, slots, arguments, gated=(), columns=None):
        """Fills the template; returns the id and the text."""
        wording = {"proposition": proposition, "text": text, "gated": list(gated)}
        if columns:
            wording["columns"] = columns
        self.templates[template] = wording
        filled, facts = text, []
        for name, slot in slots.items():
            if "fact" in slot:
                if slot["fact"] not in facts:
                    facts.append(slot["fact"])
                shown = slot.get("shown", self.get(slot["fact"])["display"])
                if columns:
                    shown = shown.split(" tok/s")[0]
                shown = f"[{shown}](#{slot['fact'].lower()})"
            elif "scope" in slot:
                shown = f"`{self.get(slot['of'])['scope'][slot['scope']]}`"
            elif "source" in slot:
                path = next(s["path"] for s in self.sources if s["id"] == slot["source"])
                shown = f"`{path}`"
            elif "name" in slot:
                shown = f"`{slot['name']}`"
            else:
                shown = slot["literal"]
            filled = filled.replace("{" + name + "}", shown)
        claim = {"id": f"C{len(self.claims) + 1}", "section": section, "text": filled,
                 "proposition": proposition, "arguments": arguments, "facts": facts,
                 "mandatory": False, "origin": "template", "template": template, "slots": slots}
        self.claims.append(claim)
        return claim["id"], filled


def sources_of(files):
    out = []
    for i, path in enumerate(sorted(files)):
        data = files[path].encode()
        source = {"id": f"S{i + 1}", "path": path, "sha256": hashlib.sha256(data).hexdigest(),
                  "bytes": len(data), "modified": MODIFIED, "format": "csv", "role": "raw"}
        if path.endswith(".json"):
            source["format"] = "json"
        if path.endswith(".jsonl"):
            source["format"] = "jsonl"
        if path.endswith(".md"):
            source["format"] = "markdown"
            source["role"] = "document"
        if source["format"] == "csv":
            source["dialect"] = {"delimiter": ",", "encoding": "utf-8", "header_row": 1}
        out.append(source)
    by = {s["path"]: s for s in out}
    by["broken.csv"].update(role="rejected", rejects=[{"at": "cell=1,1", "reason": "the file is empty"}])
    del by["broken.csv"]["dialect"]
    suite = {"path": True, "value": "runs"}
    by["runs.csv"]["bind"] = {"model": {"column": "model"}, "suite": suite}
    by["runs.csv"]["failed"] = [{"at": f"cell={i + 2},1-{i + 2},5", "why": run[4]}
                                for i, run in enumerate(RUNS) if run[4]]
    by["runs.json"]["bind"] = {"model": {"column": "model"}, "suite": suite}
    by["runs.json"]["twin_of"] = "runs.csv"
    by["runs.json"]["failed"] = [{"at": f"/results/{i}", "why": run[4]}
                                 for i, run in enumerate(RUNS) if run[4]]
    by["runs_summary.csv"].update(role="summary", bind={"model": {"column": "model"}, "suite": suite})
    by["log.jsonl"]["bind"] = {"model": {"column": "model"},
                               "suite": {"path": True, "value": "log"}}
    by["single.json"]["bind"] = {"model": {"pointer": "/model"},
                                 "suite": {"path": True, "value": "single"}}
    by["zcopy/runs.csv"].update(role="duplicate", duplicate_of="runs.csv")
    return out


def cells_of(model, column):
    rows = [i + 2 for i, run in enumerate(RUNS) if run[0] == model and not run[4]]
    parts, start = [], rows[0]
    for i, row in enumerate(rows):
        if i + 1 == len(rows) or rows[i + 1] != row + 1:
            parts.append(f"{start},{column}" + (f"-{row},{column}" if row != start else ""))
            start = rows[i + 1] if i + 1 < len(rows) else None
    return "cell=" + ";".join(parts)


def values_of(model, column):
    return [run[column - 1] for run in RUNS if run[0] == model and not run[4]]


def build(e):
    runs, notes = e.source("runs.csv"), e.source("notes.md")
    models = ("alpha:1b", "beta:2b", "gamma:3b")
    level = 1 - 0.05 / 2

    def sample(model, column=3):
        return {"source": runs, "at": [cells_of(model, column)]}

    def of_sample(model, op, value, digits, column=3, unit="tok/s", **more):
        metric = {3: "tokens_s", 4: "ttft_s"}[column]
        display = f"{value:.{digits}f}" + (f" {unit}" if unit else "")
        if isinstance(more.get("shown"), str):
            display = more.pop("shown")
        statistic = more.pop("statistic", op)
        return e.fact(op, more.pop("exact", value), [sample(model, column)], display, unit=unit,
                      n=len(values_of(model, column)), scope={"model": model, "suite": "runs"},
                      metric=metric, statistic=statistic, label=f"{statistic} {metric} of `{model}`",
                      **more)

    every = [s["id"] for s in e.sources]
    f_files = e.fact("files", len(every), [{"sources": every}], str(len(every)), n=len(every),
                     label="files covered")
    f_copies = e.fact("files", 1, [{"sources": [e.source("zcopy/runs.csv")]}], "1", label="copies")
    f_rejected = e.fact("files", 1, [{"sources": [e.source("broken.csv")]}], "1", label="rejected files")
    failed = [i + 2 for i, run in enumerate(RUNS) if run[4]]
    f_failed = e.fact("count", len(failed),
                      [{"source": runs, "at": ["cell=" + ";".join(f"{r},5" for r in failed)]}],
                      str(len(failed)), n=len(failed), label="failed rows")
    f_rows = e.fact("count", len(RUNS), [{"source": runs, "at": [f"cell=2,1-{len(RUNS) + 1},1"]}],
                    str(len(RUNS)), n=len(RUNS), label="rows")
    f_refused = e.fact("count", 1, [{"source": runs, "at": [f"cell={failed[0]},5"]}], "1",
                       label="rows refused")
    f = {}
    for m in models:
        v = values_of(m, 3)
        sd, mu = statistics.stdev(v), mean(v)
        half = t_quantile(0.975, len(v) - 1) * sd / math.sqrt(len(v))
        f[m] = {
            "n": e.fact("count", len(v), [sample(m)], str(len(v)), n=len(v),
                        scope={"model": m, "suite": "runs"}, metric="tokens_s", statistic="count",
                        label=f"values of `{m}`"),
            "mean": of_sample(m, "mean", mu, 2),
            "sd": of_sample(m, "sd", sd, 2),
            "ci": of_sample(m, "mean_ci", mu, 2, exact=[mu - half, mu + half],
                            shown=f"{mu - half:.2f} to {mu + half:.2f} tok/s", params={"level": 0.95}),
            "median": of_sample(m, "median", quantile(v, 0.5), 2),
            "p95": of_sample(m, "quantile", quantile(v, 0.95), 2, statistic="p95", params={"p": 0.95}),
            "cv": of_sample(m, "cv", 100 * sd / mu, 2, unit="%"),
        }

    def between(a, b):
        low, high = welch(values_of(a, 3), values_of(b, 3), level)
        return e.fact("welch_ci", [low, high], [sample(a), sample(b)],
                      f"{low:.2f} to {high:.2f} tok/s", unit="tok/s",
                      n=len(values_of(a, 3)) + len(values_of(b, 3)), metric="tokens_s",
                      statistic="welch_ci", params={"level": level}, scope={"suite": "runs"},
                      label=f"interval of `{a}` less `{b}`")

    order = sorted(models, key=lambda m: -mean(values_of(m, 3)))
    top, second, last = order
    ci_top, ci_rest = between(top, second), between(second, last)
    ci_far = between(top, last)
    mu_top, mu_last = mean(values_of(top, 3)), mean(values_of(last, 3))
    both = len(values_of(top, 3)) + len(values_of(last, 3))
    f_gap = e.fact("difference", mu_top - mu_last, [{"fact": f[top]["mean"]}, {"fact": f[last]["mean"]}],
                   f"{mu_top - mu_last:.1f} tok/s", unit="tok/s", n=both, kind="derived",
                   worst_class="measured", label="difference")
    change = 100 * (mu_top - mu_last) / mu_last
    f_change = e.fact("percent_change", change, [{"fact": f[last]["mean"]}, {"fact": f[top]["mean"]}],
                      f"{change:.1f} %", unit="%", n=both, kind="derived", worst_class="measured",
                      label="change in percent")
    ttft = values_of("alpha:1b", 4)
    f_first = e.fact("cell", ttft[0], [{"source": runs, "at": ["cell=2,4"]}], f"{ttft[0]:.2f} s", unit="s",
                     scope={"model": "alpha:1b", "suite": "runs"}, metric="ttft_s", statistic="value",
                     label="first time to first token")
    f_rest = of_sample("alpha:1b", "median", quantile(ttft, 0.5), 3, column=4, unit="s")
    gamma = values_of("gamma:3b", 4)
    f_gcv = of_sample("gamma:3b", "cv", 100 * statistics.stdev(gamma) / mean(gamma), 1, column=4, unit="%")
    log = e.source("log.jsonl")
    lat = [json.loads(line)["metrics"]["ttft_s"] for line in inputs()["log.jsonl"].splitlines()]
    centre = quantile(lat, 0.5)
    in_log = {"source": log, "at": ["line=1-8/metrics/ttft_s"]}
    of_log = {"unit": "s", "scope": {"model": "delta:4b", "suite": "log"}, "metric": "ttft_s"}
    f_lmed = e.fact("median", centre, [in_log], f"{centre:.3f} s", n=8, statistic="median",
                    label="median of the log", **of_log)
    f_lmad = e.fact("mad", quantile([abs(v - centre) for v in lat], 0.5), [in_log],
                    f"{quantile([abs(v - centre) for v in lat], 0.5):.4f} s", n=8, statistic="mad",
                    label="median deviation of the log", **of_log)
    f_out = e.fact("cell", 2.4, [{"source": log, "at": ["line=8/metrics/ttft_s"]}], "2.4 s",
                   statistic="value", label="last of the log", **of_log)
    f_solo = e.fact("cell", 33.5, [{"source": e.source("single.json"), "at": ["/tokens_s"]}], "33.5 tok/s",
                    unit="tok/s", scope={"model": "solo:1b", "suite": "single"}, metric="tokens_s",
                    statistic="value", label="the single run")
    said = {"unit": "tok/s", "kind": "claimed", "metric": "tokens_s"}
    f_said = e.fact("cell", 104.2, [{"source": notes, "at": ["line=3"], "raw": "104.2"}], "104.2 tok/s",
                    scope={"model": "alpha:1b"}, statistic="mean", label="mean in the notes", **said)
    raw = f"{quantile(values_of('alpha:1b', 3), 0.5):.1f}"
    f_smed = e.fact("cell", float(raw), [{"source": notes, "at": ["line=4"], "raw": raw}], raw + " tok/s",
                    scope={"model": "alpha:1b"}, statistic="median", label="median in the notes", **said)
    f_self = e.fact("self", 0.0123, [], "0.0123 s", unit="s", n=1, kind="self", label="time to read")

    def model(fact):
        return {"scope": "model", "of": fact}

    def suite(fact):
        return {"scope": "suite", "of": fact}

    def link(fact):
        return {"fact": fact}

    name = {"literal": "mean generation throughput"}
    s1, s2, s3 = "1. Executive Summary", "2. Data Ingestion Summary", "3. Performance Analysis"
    s4, s5 = "4. Key Findings", "5. Recommendations"
    out = e.body
    out.append(f"## {s1}\n")
    _, first = e.claim(s1, "count.1", "count", "The report covers {n} files.", {"n": link(f_files)},
                       {"n": f_files})
    among = [f[m]["mean"] for m in order]
    c_best, text = e.claim(
        s1, "best.1", "best",
        "{winner} has the highest {metric} in {suite}: {value}, before {second} with {next}.",
        {"winner": model(f[top]["mean"]), "metric": name, "suite": suite(f[top]["mean"]),
         "value": link(f[top]["mean"]), "second": model(f[second]["mean"]),
         "next": link(f[second]["mean"])},
        {"winner": f[top]["mean"], "among": among, "direction": "highest", "interval": ci_top},
        ["highest"])
    out.append(f"{first} {text}\n")
    out.append(f"## {s2}\n")
    items = [
        e.claim(s2, "failed_runs.1", "failed_runs", "{n} of {of} raw rows failed and enter no statistic.",
                {"n": link(f_failed), "of": link(f_rows)}, {"n": f_failed, "of": f_rows}),
        e.claim(s2, "failed_runs.2", "failed_runs", "{n} rows failed with {why}.",
                {"n": link(f_refused), "why": {"name": "connection refused"}}, {"n": f_refused}),
        e.claim(s2, "duplicate_files.1", "duplicate_files", "{n} files repeat another byte for byte.",
                {"n": link(f_copies)}, {"n": f_copies}),
        e.claim(s2, "rejected.1", "rejected_input", "{source} was rejected: {reason}.",
                {"source": {"source": e.source("broken.csv")}, "reason": {"name": "the file is empty"}},
                {"n": f_rejected}),
        e.claim(s2, "single.1", "single_observation", "In the single run of {subject} in {suite} it was {value}.",
                {"subject": model(f_solo), "suite": suite(f_solo), "value": link(f_solo)},
                {"value": f_solo}),
    ]
    out += [f"- {text}" for _, text in items]
    out.append(f"\n## {s3}\n")
    columns = ["model", "n", "mean", "sd", "95 % interval of the mean", "median", "p95"]
    out.append("| " + " | ".join(columns) + " |")
    out.append("|" + "---|" * len(columns))
    for m in models:
        _, text = e.claim(
            s3, "row.1", "statement", "| {subject} | {n} | {mean} | {sd} | {interval} | {median} | {tail} |",
            {"subject": model(f[m]["mean"]), "n": link(f[m]["n"]), "mean": link(f[m]["mean"]),
             "sd": link(f[m]["sd"]), "interval": link(f[m]["ci"]), "median": link(f[m]["median"]),
             "tail": link(f[m]["p95"])}, {}, columns=columns)
        out.append(text)
    out.append(f"\n## {s4}\n")
    a, b = f[top]["mean"], f[last]["mean"]
    arms = {"suite": suite(a), "a": model(a), "metric": name, "b": model(b), "va": link(a), "vb": link(b)}
    items = [
        e.claim(s4, "compare.1", "compare",
                "In {suite}, {a} has a higher {metric} than {b}: {va} against {vb}, more by {gap} or {change}.",
                {**arms, "gap": link(f_gap), "change": link(f_change)},
                {"a": a, "b": b, "direction": "higher", "interval": ci_far}),
        e.claim(s4, "nrd.1", "no_reliable_difference",
                "In {suite}, {a} and {b} show no reliable difference in {metric}: {va} against {vb}.",
                {"suite": suite(f[second]["mean"]), "a": model(f[second]["mean"]),
                 "b": model(f[last]["mean"]), "metric": name, "va": link(f[second]["mean"]),
                 "vb": link(f[last]["mean"])},
                {"a": f[second]["mean"], "b": f[last]["mean"], "interval": ci_rest}, ["reliabl"]),
        e.claim(s4, "stable.1", "stable",
                "The throughput of {subject} is stable, with a coefficient of variation of {cv} over {n} values.",
                {"subject": model(f["alpha:1b"]["cv"]), "cv": link(f["alpha:1b"]["cv"]),
                 "n": link(f["alpha:1b"]["n"])}, {"cv": f["alpha:1b"]["cv"]}, ["stable"]),
        e.claim(s4, "unstable.1", "unstable",
                "The {metric} of {subject} is unstable: its coefficient of variation is {cv}.",
                {"metric": {"literal": "time to first token"}, "subject": model(f_gcv), "cv": link(f_gcv)},
                {"cv": f_gcv}, ["unstable"]),
        e.claim(s4, "cold_start.1", "cold_start",
                "The first request of {subject} waited {first}, against a median of {rest}.",
                {"subject": model(f_first), "first": link(f_first), "rest": link(f_rest)},
                {"first": f_first, "rest": f_rest}),
        e.claim(s4, "outlier.1", "outlier",
                "One value of {subject} lies outside the fence: {value}, where the median is {median} and the "
                "median deviation {mad}.",
                {"subject": model(f_lmed), "value": link(f_out), "median": link(f_lmed), "mad": link(f_lmad)},
                {"cell": f_out, "median": f_lmed, "mad": f_lmad}),
        e.claim(s4, "conflict.1", "conflict",
                "{source} gives {claimed} as the mean of {subject}, and the rows give {found}.",
                {"source": {"source": notes}, "claimed": link(f_said), "subject": model(f_said),
                 "found": link(f["alpha:1b"]["mean"])},
                {"claimed": f_said, "recomputed": f["alpha:1b"]["mean"]}),
        e.claim(s4, "borne_out.1", "borne_out",
                "The median of {subject} in {source} is borne out: {claimed} there, {found} from the rows.",
                {"subject": model(f_smed), "source": {"source": notes}, "claimed": link(f_smed),
                 "found": link(f["alpha:1b"]["median"])},
                {"claimed": f_smed, "recomputed": f["alpha:1b"]["median"]}),
    ]
    out += [f"- {text}" for _, text in items]
    out.append(f"\n## {s5}\n")
    _, text = e.claim(s5, "recommendation.1", "recommendation", "For {metric}, start from {subject}.",
                      {"metric": name, "subject": model(f[top]["mean"])}, {"because": [c_best]})
    out.append(f"1. {text}")
    out.append("\n## Workflow Summary\n\n```chimera-files")
    out.append(f"Total files analyzed: {len(e.sources)}")
    for kind in sorted({s["format"] for s in e.sources}):
        group = [s["path"] for s in e.sources if s["format"] == kind]
        out.append(f"\n{kind.upper()} files ({len(group)})")
        out += [f"  - {path}" for path in group[:3]]
        if len(group) > 3:
            out.append(f"  ... and {len(group) - 3} more")
        out.append(f"  Latest modified: {MODIFIED}")
    out.append("```\n")
    _, text = e.claim("Workflow Summary", "self.1", "statement", "Reading took {time}.",
                      {"time": link(f_self)}, {})
    out.append(text + "\n")


def report_of(e):
    lines = ["# Technical Report: rich", "", "**Date:** 2026-01-02", "**Agent:** planner", "**Model:** none",
             "", "---", ""] + e.body
    linked = sorted({int(i[1:]) for c in e.claims for i in c["facts"]})
    lines += ["## Evidence", "", "| Fact | What | Value | How | Class |", "|---|---|---|---|---|"]
    paths = {s["id"]: s["path"] for s in e.sources}
    for i in linked:
        fact = e.facts[i - 1]
        how = fact["op"]
        cells = [o["source"] for o in fact["operands"] if "source" in o]
        facts = [o["fact"] for o in fact["operands"] if "fact" in o]
        if facts:
            how += " of " + " and ".join(facts)
        elif cells:
            how += f" of {fact['n']} cells of `{paths[cells[0]]}`"
        value = fact["display"]
        lines.append(f"| <a id=\"f{i}\"></a>F{i} | {fact['label']} | {value} | {how} | {fact['class']} |")
    return "\n".join(lines) + "\n"


def main():
    files = inputs()
    for path, text in files.items():
        target = os.path.join(HERE, "input", path)
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "w", newline="") as out:
            out.write(text)
    e = Evidence(sources_of(files))
    build(e)
    report = report_of(e)
    with open(os.path.join(HERE, "report.md"), "w") as out:
        out.write(report)
    evidence = {
        "schema": "chimera-evidence/1",
        "report": {"path": "report.md", "sha256": hashlib.sha256(report.encode()).hexdigest(),
                   "root": "input", "command": "chimera report input --llm off --title rich",
                   "chimera_version": "0.1.0", "seed": 1, "started": MODIFIED,
                   "timings": {"ingest_s": 0.0123}},
        "sources": e.sources, "facts": e.facts, "claims": e.claims, "templates": e.templates}
    with open(os.path.join(HERE, "evidence.json"), "w") as out:
        json.dump(evidence, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    sys.exit(main())
