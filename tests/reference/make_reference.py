#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reference values for src/stats, written to *.json beside this script.

    python3 -m venv venv && venv/bin/pip install numpy scipy statsmodels
    venv/bin/python make_reference.py

Each file holds named samples and cases {op, samples | numbers, params, expected}; `expected` null means
undefined. Nothing here shares code or method with src/stats: moments are exact fractions, differences are
all enumerated, regressions go through least squares, the random engine is written out again, and SciPy
answers for every distribution and for every test that it has. Made with Python 3.11, numpy 2.4,
SciPy 1.17 and statsmodels 0.15.
"""

import functools
import itertools
import json
import math
import pathlib
import warnings
from decimal import Decimal, getcontext
from fractions import Fraction

import numpy
import scipy.stats
from statsmodels.stats.multitest import multipletests

getcontext().prec = 80
warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
LEVELS = (0.5, 0.9, 0.95, 0.99, 1 - 0.05 / 12)


def make_samples():
    rng = numpy.random.default_rng(20260101)

    def rounded(values, digits):
        return [float(v) for v in numpy.round(values, digits)]

    return {
        "empty": [],
        "one": [42.5],
        "two": [1.25, 3.5],
        "two_equal": [3.0, 3.0],
        "three": [286.5, 291.25, 279.0],
        "three_up": [1.0, 2.0, 4.0],
        "four": [0.1, 0.2, 0.3, 0.4],
        "constant": [0.1] * 7,
        "constant_large": [1e9 + 0.1] * 12,
        "ties": [1.0, 2.0, 2.0, 3.0, 3.0, 3.0, 4.0, 5.0, 5.0],
        "decimals": [17.3, 17.1, 18.9, 16.4, 17.7, 35.2, 17.2, 16.9, 17.5],
        "normal10": [float(v) for v in rng.normal(100, 7, 10)],
        "normal10_b": [float(v) for v in rng.normal(108, 15, 10)],
        "normal20": [float(v) for v in rng.normal(50, 5, 20)],
        "normal20_b": [float(v) for v in rng.normal(53, 5, 20)],
        "normal21": [float(v) for v in rng.normal(52, 5, 21)],
        "rounded40": rounded(rng.normal(5, 2, 40), 0),
        "rounded35": rounded(rng.normal(6, 2, 35), 0),
        "lognormal60": [float(v) for v in rng.lognormal(3, 1.2, 60)],
        "lognormal45": [float(v) for v in rng.lognormal(3.2, 1.2, 45)],
        "negative25": [float(v) for v in -rng.gamma(2, 30, 25)],
        "mixed24": rounded(rng.normal(0, 40, 24), 2),
        "offset30": [float(v) for v in 1e9 + rng.normal(0, 0.01, 30)],
        "offset30_b": [float(v) for v in 1e9 + 0.004 + rng.normal(0, 0.02, 30)],
        "tiny8": [float(v) * 1e-200 for v in rng.normal(5, 1, 8)],
        "huge8": [float(v) * 1e300 for v in rng.normal(5, 1, 8)],
        "far_apart": [1e16, 1.0, -1e16, 1.0, 3.0],
        "latency200": rounded(rng.lognormal(-1, 0.4, 200), 4),
        "walk30": [float(v) for v in numpy.cumsum(rng.normal(0.3, 1, 30))],
        "rising12": [1.0, 1.4, 1.3, 2.0, 2.2, 2.1, 2.9, 3.0, 3.3, 3.1, 4.0, 4.2],
        "falling10": [10.0, 9.0, 8.0, 7.5, 7.0, 6.0, 4.0, 3.0, 2.0, 1.0],
        "grid_3x4": rounded(rng.normal(10, 2, 12), 3),
        "grid_2x3x4": rounded(rng.normal(10, 2, 24) + numpy.repeat([0, 0, 0, 0, 1, 4], 4), 3),
        "grid_2x2": [1.0, 2.0, 4.0, 9.0],
        "grid_product": [1.0, 2.0, 3.0, 2.0, 4.1, 6.0, 3.0, 6.0, 9.3],
        # Hollander & Wolfe's permeability of the chorioamnion, as in the manual of R's wilcox.test.
        "amnion_term": [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46],
        "amnion_early": [1.15, 0.88, 0.90, 0.74, 1.21],
    }


SAMPLES = make_samples()


def root(fraction):
    return float((Decimal(fraction.numerator) / Decimal(fraction.denominator)).sqrt())


def exact_mean(xs):
    return sum(map(Fraction, xs)) / len(xs)


def exact_squares(xs):
    m = exact_mean(xs)
    return sum((Fraction(x) - m) ** 2 for x in xs)


def variance(xs):
    return exact_squares(xs) / (len(xs) - 1)


def near(a, b):
    assert math.isclose(a, b, rel_tol=1e-9), (a, b)


# --- one sample ---------------------------------------------------------------------------------


def quantile(xs, p):
    if not xs:
        return None
    ordered = sorted(map(Fraction, xs))
    place = Fraction(p) * (len(xs) - 1)
    low = math.floor(place)
    high = min(low + 1, len(xs) - 1)
    value = float(ordered[low] + (place - low) * (ordered[high] - ordered[low]))
    near(value, float(numpy.quantile(xs, p)))
    return value


def mad(xs):
    if not xs:
        return None
    middle = Fraction(float(numpy.median(xs)))
    return float(numpy.median([float(abs(Fraction(x) - middle)) for x in xs]))


def acf1(xs):
    if len(xs) < 3 or len(set(xs)) == 1:
        return None
    d = [Fraction(x) - exact_mean(xs) for x in xs]
    return float(sum(a * b for a, b in zip(d, d[1:])) / sum(a * a for a in d))


def cv(xs):
    if len(xs) < 2 or exact_mean(xs) <= 0:
        return None
    return 100 * root(variance(xs)) / float(exact_mean(xs))


def nearest(xs, p):
    return sorted(xs)[max(1, math.ceil(p * len(xs))) - 1] if xs else None


def summary_cases():
    cases = []
    for name, xs in SAMPLES.items():
        some = bool(xs)
        values = {
            "count": float(len(xs)),
            "distinct": float(len(set(xs))),
            "sum": float(sum(map(Fraction, xs))) if some else None,
            "mean": float(exact_mean(xs)) if some else None,
            "median": quantile(xs, 0.5),
            "min": min(xs) if some else None,
            "max": max(xs) if some else None,
            "range": max(xs) - min(xs) if some else None,
            "sd": root(variance(xs)) if len(xs) > 1 else None,
            "sd_pop": root(exact_squares(xs) / len(xs)) if some else None,
            "cv": cv(xs),
            "mad": mad(xs),
            "acf1": acf1(xs),
        }
        cases += [case(op, [name], {}, value) for op, value in values.items()]
        for p in (0.0, 0.05, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1.0):
            cases.append(case("quantile", [name], {"p": p}, quantile(xs, p)))
            cases.append(case("quantile_nearest", [name], {"p": p}, nearest(xs, p)))
    joined = SAMPLES["three"] + SAMPLES["decimals"]
    cases.append(case("mean", ["three", "decimals"], {}, float(exact_mean(joined))))
    cases.append(case("sd", ["three", "decimals"], {}, root(variance(joined))))
    cases.append(case("median", ["three", "decimals", "empty"], {}, quantile(joined, 0.5)))
    near(float(numpy.std(SAMPLES["normal10"], ddof=1)), root(variance(SAMPLES["normal10"])))
    near(scipy.stats.median_abs_deviation(SAMPLES["normal10"]), mad(SAMPLES["normal10"]))
    return cases


# --- intervals and t tests ----------------------------------------------------------------------


def t_interval(value, error, degrees, level):
    reach = scipy.stats.t.isf((1 - level) / 2, degrees) * error
    return [value - reach, value + reach]


def t_p(value, error, degrees):
    return float(2 * scipy.stats.t.sf(abs(value / error), degrees))


def mean_parts(xs):
    if len(xs) < 2 or len(set(xs)) == 1:
        return None
    return float(exact_mean(xs)), root(variance(xs) / len(xs)), len(xs) - 1


def welch_parts(a, b):
    if min(len(a), len(b)) < 2:
        return None
    ua, ub = variance(a) / len(a), variance(b) / len(b)
    if ua + ub == 0:
        return None
    degrees = (ua + ub) ** 2 / (ua**2 / (len(a) - 1) + ub**2 / (len(b) - 1))
    return float(exact_mean(a) - exact_mean(b)), root(ua + ub), float(degrees)


def paired_parts(a, b):
    if len(a) != len(b):
        return None
    return mean_parts([x - y for x, y in zip(a, b)])


def fieller(a, b, level):
    """The roots of (ma - q mb)^2 = t^2 (va + q^2 vb), as a quadratic in q."""
    if min(len(a), len(b)) < 2:
        return None
    ma, mb = exact_mean(a), exact_mean(b)
    va, vb = variance(a) / len(a), variance(b) / len(b)
    if mb == 0 or va + vb == 0:
        return None
    contrast = (ma / mb) ** 2 * vb
    degrees = (va + contrast) ** 2 / (va**2 / (len(a) - 1) + contrast**2 / (len(b) - 1))
    tt = Fraction(float(scipy.stats.t.isf((1 - level) / 2, float(degrees)))) ** 2
    first, second, third = mb**2 - tt * vb, -2 * ma * mb, ma**2 - tt * va
    if first <= 0:
        return None
    spread = second**2 - 4 * first * third
    width = (Decimal(spread.numerator) / Decimal(spread.denominator)).sqrt()
    middle = Decimal((-second).numerator) / Decimal((-second).denominator)
    twice = 2 * Decimal(first.numerator) / Decimal(first.denominator)
    return sorted([(middle - width) / twice, (middle + width) / twice])


PAIRS = [
    ("normal10", "normal10_b"), ("normal20", "normal20_b"), ("normal20", "normal21"),
    ("three", "four"), ("two", "three"), ("one", "three"), ("empty", "three"), ("one", "one"),
    ("ties", "decimals"), ("rounded40", "rounded35"), ("lognormal60", "lognormal45"),
    ("negative25", "mixed24"), ("mixed24", "negative25"), ("offset30", "offset30_b"),
    ("constant", "three"), ("three", "constant"), ("constant", "constant_large"),
    ("constant", "constant"), ("two_equal", "two"), ("amnion_term", "amnion_early"),
    ("latency200", "normal21"), ("tiny8", "tiny8"), ("four", "two"), ("three", "three_up"),
    ("walk30", "offset30"), ("falling10", "normal10"), ("rising12", "rising12"),
]  # fmt: skip


def interval_cases():
    cases = []
    for name, xs in SAMPLES.items():
        parts = mean_parts(xs)
        for level in LEVELS:
            expected = t_interval(*parts, level) if parts else None
            cases.append(case("mean_ci", [name], {"level": level}, expected))
    for a, b in PAIRS:
        xs, ys = SAMPLES[a], SAMPLES[b]
        for op, parts in (("welch", welch_parts(xs, ys)), ("paired", paired_parts(xs, ys))):
            cases.append(case(op + "_p", [a, b], {}, t_p(*parts) if parts else None))
            for level in LEVELS:
                expected = t_interval(*parts, level) if parts else None
                cases.append(case(op + "_ci", [a, b], {"level": level}, expected))
        for level in LEVELS:
            ratio = fieller(xs, ys, level)
            percent = [float(100 * (q - 1)) for q in ratio] if ratio else None
            ratio = [float(q) for q in ratio] if ratio else None
            cases.append(case("ratio_ci", [a, b], {"level": level}, ratio))
            cases.append(case("percent_ci", [a, b], {"level": level}, percent))
    check_against_scipy()
    return cases + aggregate_cases()


def check_against_scipy():
    a, b = SAMPLES["normal10"], SAMPLES["normal10_b"]
    welch = scipy.stats.ttest_ind(a, b, equal_var=False)
    near(welch.pvalue, t_p(*welch_parts(a, b)))
    near(welch.confidence_interval(0.95).low, t_interval(*welch_parts(a, b), 0.95)[0])
    paired = scipy.stats.ttest_rel(a, b)
    near(paired.pvalue, t_p(*paired_parts(a, b)))
    near(paired.confidence_interval(0.9).high, t_interval(*paired_parts(a, b), 0.9)[1])


def aggregate_cases():
    cases = []
    for ma, sa, na, mb, sb, nb in [
        (10.5, 2.25, 12, 8.0, 1.5, 9), (0.035, 0.004, 35, 0.036, 0.0005, 3),
        (1e6, 5.0, 1000000, 1e6 - 0.02, 3.0, 900000), (1.0, 0.0, 5, 2.0, 0.5, 5),
        (1.0, 0.0, 5, 2.0, 0.0, 5), (1.0, 0.5, 1, 2.0, 0.5, 5), (1.0, -0.5, 4, 2.0, 0.5, 5),
        (1.0, 0.5, 4.5, 2.0, 0.5, 5), (-3.0, 1.0, 2, -3.0, 2.0, 2),
    ]:  # fmt: skip
        numbers = [float(v) for v in (ma, sa, na, mb, sb, nb)]
        valid = min(na, nb) >= 2 and min(sa, sb) >= 0 and max(sa, sb) > 0 and na == int(na)
        if valid:
            ua, ub = sa**2 / na, sb**2 / nb
            df = (ua + ub) ** 2 / (ua**2 / (na - 1) + ub**2 / (nb - 1))
            parts = (ma - mb, math.sqrt(ua + ub), df)
            near(scipy.stats.ttest_ind_from_stats(ma, sa, na, mb, sb, nb, False).pvalue, t_p(*parts))
        cases.append(scalar_case("welch_p_stats", numbers, {}, t_p(*parts) if valid else None))
        for level in LEVELS:
            expected = t_interval(*parts, level) if valid else None
            cases.append(scalar_case("welch_ci_stats", numbers, {"level": level}, expected))
    return cases


# --- ranks --------------------------------------------------------------------------------------


@functools.cache
def arrangements(n, m, u):
    """Mann & Whitney's recursion: how many arrangements of n and m values have that U."""
    if u < 0 or n < 0 or m < 0:
        return 0
    if n == 0 or m == 0:
        return int(u == 0)
    return arrangements(n - 1, m, u - m) + arrangements(n, m - 1, u)


def is_exact(a, b):
    return max(len(a), len(b)) <= 20 and len(set(a + b)) == len(a) + len(b)


def mwu_p(a, b):
    if not a or not b:
        return None
    method = "exact" if is_exact(a, b) else "asymptotic"
    return float(scipy.stats.mannwhitneyu(a, b, use_continuity=True, method=method).pvalue)


def differences(a, b):
    return sorted(x - y for x, y in itertools.product(a, b))


def hl_ci(a, b, level):
    if not a or not b:
        return None
    n, m = len(a), len(b)
    tail = (1 - level) / 2
    if is_exact(a, b):
        total = math.comb(n + m, n)
        k = max(k for k in range(n * m + 1)
                if sum(arrangements(n, m, u) for u in range(k)) <= tail * total * (1 + 1e-12))
    else:
        pooled = a + b
        ties = sum(pooled.count(v) ** 3 - pooled.count(v) for v in set(pooled))
        inner = (n + m + 1) - ties / ((n + m) * (n + m - 1))
        if inner <= 1e-12:
            return None
        k = math.floor(n * m / 2 + 0.5 - scipy.stats.norm.isf(tail) * math.sqrt(n * m / 12 * inner))
    if k < 1:
        return None
    k = min(k, (n * m + 1) // 2)
    d = differences(a, b)
    return [d[k - 1], d[n * m - k]]


def spread(xs):
    return len(set(xs)) > 1


def spearman_parts(x, y):
    if len(x) != len(y) or len(x) < 3 or not spread(x) or not spread(y):
        return None, None
    result = scipy.stats.spearmanr(x, y)
    if math.isclose(abs(result.statistic), 1, abs_tol=1e-12):
        return math.copysign(1.0, result.statistic), 0.0 if len(x) >= 10 else None
    return float(result.statistic), float(result.pvalue)


def slope(x, y):
    if len(x) != len(y) or len(x) < 2 or not spread(x):
        return None
    mx, my = exact_mean(x), exact_mean(y)
    top = sum((Fraction(a) - mx) * (Fraction(b) - my) for a, b in zip(x, y))
    return float(top / exact_squares(x))


GROUPS = [
    ["normal10", "normal10_b"], ["normal10", "normal20", "lognormal60"], ["ties", "rounded40"],
    ["rounded40", "rounded35", "ties", "decimals"], ["constant", "constant"], ["two", "two_equal"],
    ["two", "three"], ["three", "three_up", "four"], ["one", "three"], ["empty", "three"],
    ["offset30", "offset30_b"], ["negative25", "mixed24"], ["one", "one"], ["constant", "three"],
    ["four", "four"], ["constant", "constant_large"], ["latency200", "walk30", "normal21"],
]  # fmt: skip


def kruskal_p(groups):
    if any(not g for g in groups) or not spread(sum(groups, [])):
        return None
    return float(scipy.stats.kruskal(*groups).pvalue)


def brown_forsythe_p(groups):
    if any(len(g) < 2 for g in groups) or all(len(g) == 2 or not spread(g) for g in groups):
        return None
    return float(scipy.stats.levene(*groups, center="median").pvalue)


def rank_cases():
    cases = []
    for a, b in PAIRS:
        xs, ys = SAMPLES[a], SAMPLES[b]
        cases.append(case("mwu_p", [a, b], {}, mwu_p(xs, ys)))
        shift = float(numpy.median(differences(xs, ys))) if xs and ys else None
        cases.append(case("hl", [a, b], {}, shift))
        for level in LEVELS:
            cases.append(case("hl_ci", [a, b], {"level": level}, hl_ci(xs, ys, level)))
        rho, p = spearman_parts(xs, ys)
        cases.append(case("spearman", [a, b], {}, rho))
        cases.append(case("spearman_p", [a, b], {}, p))
        cases.append(case("slope", [a, b], {}, slope(xs, ys)))
    for names in GROUPS:
        groups = [SAMPLES[name] for name in names]
        cases.append(case("kruskal_p", names, {}, kruskal_p(groups)))
        cases.append(case("brown_forsythe_p", names, {}, brown_forsythe_p(groups)))
    for family in ([0.01, 0.04, 0.03, 0.005], [0.5], [0.9, 0.8, 0.7], [0.0, 1.0, 0.02, 0.02]):
        adjusted = multipletests(family, method="holm")[1]
        for index, value in enumerate(adjusted):
            cases.append(scalar_case("holm_p", family, {"index": index}, float(value)))
        cases.append(scalar_case("holm_p", family, {"index": len(family)}, None))
    return cases


# --- order and grids ----------------------------------------------------------------------------


class Mt19937x64:
    """Matsumoto & Nishimura's 64-bit Mersenne Twister, which is std::mt19937_64."""

    MASK = (1 << 64) - 1

    def __init__(self, seed):
        self.state = [seed & self.MASK]
        for i in range(1, 312):
            last = self.state[-1]
            self.state.append((6364136223846793005 * (last ^ (last >> 62)) + i) & self.MASK)
        self.index = 312

    def __call__(self):
        if self.index == 312:
            for i in range(312):
                low = self.state[(i + 1) % 312] & 0x7FFFFFFF
                x = (self.state[i] & ~0x7FFFFFFF & self.MASK) | low
                twisted = (x >> 1) ^ (0xB5026F5AA96619E9 if x & 1 else 0)
                self.state[i] = self.state[(i + 156) % 312] ^ twisted
            self.index = 0
        x = self.state[self.index]
        self.index += 1
        x ^= (x >> 29) & 0x5555555555555555
        x ^= (x << 17) & 0x71D67FFFEDA60000
        x ^= (x << 37) & 0xFFF7EEE000000000
        return (x ^ (x >> 43)) & self.MASK


def trend_p(xs, seed, permutations, block):
    n = len(xs)
    if n < 8 or not spread(xs) or block < 1 or block >= n or permutations < 1:
        return None
    ranks = [round(2 * r) - n - 1 for r in scipy.stats.rankdata(xs)]
    blocks = [ranks[i : i + block] for i in range(0, n, block)]

    def statistic(order):
        series = [r for j in order for r in blocks[j]]
        return abs(sum(r * (2 * i - n - 1) for i, r in enumerate(series, 1)))

    rng = Mt19937x64(seed)
    observed = statistic(range(len(blocks)))
    k = 0
    for _ in range(permutations):
        order = list(range(len(blocks)))
        for i in range(len(blocks), 1, -1):
            j = rng() % i
            order[i - 1], order[j] = order[j], order[i - 1]
        k += statistic(order) >= observed
    return (k + 1) / (permutations + 1)


def residual_squares(design, y):
    solution = numpy.linalg.lstsq(design, y, rcond=None)[0]
    return float(((y - design @ solution) ** 2).sum())


def interaction_p(cells, rows, columns):
    """F of nested least squares models, with a dummy variable for every level."""
    replicates, rest = divmod(len(cells), rows * columns)
    if rows < 2 or columns < 2 or rest or replicates < 1:
        return None
    y = numpy.array(cells) - numpy.mean(cells)
    row = numpy.repeat(numpy.arange(rows), columns * replicates)
    column = numpy.tile(numpy.repeat(numpy.arange(columns), replicates), rows)
    additive = numpy.hstack([numpy.eye(rows)[row], numpy.eye(columns)[column]])
    if replicates > 1:
        full = numpy.eye(rows * columns)[row * columns + column]
        df1, df2 = (rows - 1) * (columns - 1), rows * columns * (replicates - 1)
    else:
        effect_row = numpy.array([y[row == r].mean() for r in range(rows)])
        effect_column = numpy.array([y[column == c].mean() for c in range(columns)])
        product = (effect_row[row] * effect_column[column])[:, None]
        full = numpy.hstack([additive, product])
        df1, df2 = 1, (rows - 1) * (columns - 1) - 1
    if df2 < 1:
        return None
    restricted, unrestricted = residual_squares(additive, y), residual_squares(full, y)
    if unrestricted < 1e-20:
        return None
    f = (restricted - unrestricted) / df1 / (unrestricted / df2)
    return float(scipy.stats.f.sf(f, df1, df2))


def trend_cases():
    assert [Mt19937x64(5489)() for _ in range(1)] == [14514284786278117030]
    cases = []
    for name in ("rising12", "walk30", "normal20", "ties", "rounded40", "decimals", "constant",
                 "falling10", "three", "constant_large", "offset30"):  # fmt: skip
        for seed, permutations, block in [(1, 999, 1), (2026, 199, 3), (7, 99, 50), (7, 0, 1)]:
            params = {"seed": seed, "permutations": permutations, "block": block}
            expected = trend_p(SAMPLES[name], seed, permutations, block)
            cases.append(case("trend_p", [name], params, expected))
    for name, rows, columns in [
        ("grid_3x4", 3, 4), ("grid_3x4", 4, 3), ("grid_3x4", 2, 6), ("grid_3x4", 2, 3),
        ("grid_2x3x4", 2, 3), ("grid_2x3x4", 4, 6), ("grid_2x3x4", 2, 2), ("grid_2x2", 2, 2),
        ("grid_product", 3, 3), ("constant_large", 3, 4), ("constant_large", 2, 3),
        ("grid_3x4", 5, 2), ("grid_3x4", 1, 12), ("empty", 2, 2), ("lognormal60", 3, 4),
        ("offset30", 3, 5), ("offset30", 5, 6),
    ]:  # fmt: skip
        params = {"rows": rows, "columns": columns}
        expected = interaction_p(SAMPLES[name], rows, columns)
        cases.append(case("interaction_p", [name], params, expected))
    return cases


# --- files --------------------------------------------------------------------------------------


def case(op, samples, params, expected):
    return {"op": op, "samples": samples, "params": params, "expected": expected}


def scalar_case(op, numbers, params, expected):
    return {"op": op, "numbers": numbers, "params": params, "expected": expected}


def write(name, cases):
    used = {s for c in cases for s in c.get("samples", [])}
    lines = ["{", '"samples": {']
    lines.append(",\n".join(json.dumps(n) + ": " + json.dumps(v)
                            for n, v in SAMPLES.items() if n in used))
    lines += ["},", '"cases": [']
    lines.append(",\n".join(json.dumps(c, allow_nan=False) for c in cases))
    lines += ["]", "}", ""]
    (HERE / name).write_text("\n".join(lines))
    print(name, len(cases))


if __name__ == "__main__":
    write("summary.json", summary_cases())
    write("interval.json", interval_cases())
    write("rank_test.json", rank_cases())
    write("trend.json", trend_cases())
