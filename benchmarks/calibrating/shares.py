"""Two shares: tests, intervals of the difference and of the ratio, guardrails, sends as strata."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from benchmarks.calibrating.case import ALPHA, Case, Counts, Floats, Promise, alarms, by_pair, holds
from evaluators.campaigns.aggregates import Proportion, two_sided
from evaluators.campaigns.exact import exact_p_value, small_counts_test
from evaluators.campaigns.guardrails import GuardrailState, guard_share
from evaluators.campaigns.proportions import newcombe_interval, pooled_z, wald_interval, wilson_interval
from evaluators.campaigns.score import ratio_limits, score_limits
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.campaigns.simpson import post_stratified

GRID = (  # control's share and customers, variant's share and customers
    (0.03, 200, 0.02, 200),
    (0.03, 900, 0.02, 100),
    (0.008, 500, 0.005, 2_000),
    (0.02, 450, 0.02, 50),
    (0.15, 1_000, 0.12, 1_000),
    (0.01, 500, 0.012, 4_500),
)
NULLS = (  # share, control's and variant's customers
    (0.03, 200, 200),
    (0.03, 900, 100),
    (0.005, 5_000, 5_000),
    (0.01, 500, 4_500),
    (0.15, 1_000, 1_000),
)
SMALL = ((0.02, 100, 100), (0.02, 50, 150), (0.005, 250, 250), (0.01, 100, 900))


def _drawn(rng: np.random.Generator, draws: int, p0: float, n0: int, p1: float, n1: int) -> tuple[Counts, Counts]:
    return rng.binomial(n0, p0, draws), rng.binomial(n1, p1, draws)


def _score(at: tuple[float, int, float, int], rng: np.random.Generator, draws: int) -> Floats:
    gap = at[2] - at[0]
    low, high = score_limits(*_mixed(at, rng, draws))
    return np.asarray((low <= gap) & (gap <= high))


def _ratio(at: tuple[float, int, float, int], rng: np.random.Generator, draws: int) -> Floats:
    low, high = ratio_limits(*_mixed(at, rng, draws))
    return np.asarray((low <= at[2] / at[0]) & (at[2] / at[0] <= high))


def _mixed(at: tuple[float, int, float, int], rng: np.random.Generator, draws: int) -> tuple[Counts, int, Counts, int]:
    x0, x1 = _drawn(rng, draws, *at)
    return x0, at[1], x1, at[3]


def _interval(method: str, at: tuple[float, int, float, int], rng: np.random.Generator, draws: int) -> Floats:
    p0, n0, p1, n1 = at
    make = newcombe_interval if method == "newcombe" else wald_interval

    def holds(control: Proportion, variant: Proportion) -> float:
        around = make(control, variant)
        return around.low <= p1 - p0 <= around.high

    x0, x1 = _drawn(rng, draws, *at)
    return by_pair(x0, n0, x1, n1, holds)


def _wilson(share: float, n: int, rng: np.random.Generator, draws: int) -> Floats:
    around = [wilson_interval(Proportion(x, n)) for x in range(n + 1)]
    holds = np.array([one.low <= share <= one.high for one in around])
    return holds[rng.binomial(n, share, draws)]


def default_p(control: Proportion, variant: Proportion) -> float:
    """Return the p-value of the test that Puntari takes for these counts."""
    exact = small_counts_test(control, variant)
    return exact_p_value(control, variant, exact) if exact else two_sided(pooled_z(control, variant))


def _test(at: tuple[float, int, int], rng: np.random.Generator, draws: int) -> Floats:
    share, n0, n1 = at
    x0, x1 = _drawn(rng, draws, share, n0, share, n1)
    return by_pair(x0, n0, x1, n1, lambda control, variant: default_p(control, variant) < ALPHA)


def _guardrail(
    state: GuardrailState, share: float, harm: float, margin: float, n: int, rng: np.random.Generator, draws: int
) -> Floats:
    x0, x1 = _drawn(rng, draws, share, n, share + harm, n)
    return by_pair(x0, n, x1, n, lambda control, variant: guard_share(control, variant, margin=margin).state is state)


def _sends(rng: np.random.Generator, draws: int) -> Floats:
    """Three sends with splits and levels of their own, the variant half a point better in each."""
    sizes, shares = ((500, 1_500), (1_000, 1_000), (300, 700)), (0.02, 0.05, 0.10)
    counts = [
        (rng.binomial(n0, share, draws), rng.binomial(n1, share + 0.005, draws))
        for (n0, n1), share in zip(sizes, shares, strict=True)
    ]
    held = []
    for draw in range(draws):
        pairs = [
            SegmentPair(
                segment=str(place), control=Proportion(int(x0[draw]), n0), variant=Proportion(int(x1[draw]), n1)
            )
            for place, ((x0, x1), (n0, n1)) in enumerate(zip(counts, sizes, strict=True))
        ]
        around = post_stratified(pairs).interval
        held.append(around is not None and around.low <= 0.005 <= around.high)
    return np.array(held)


def _arms(at: tuple[float, int, float, int]) -> str:
    p0, n0, p1, n1 = at
    return f"{p0:.1%} of {n0:,} against {p1:.1%} of {n1:,}"


def cases() -> Iterator[Case]:
    """Return the rows of shares."""
    yield from _difference()
    for at in GRID:
        yield holds(
            section="Relative difference of two shares",
            method="Score interval of the ratio",
            setting=_arms(at),
            draws=20_000,
            run=partial(_ratio, at),
        )
    yield holds(
        section="Several sends of one plan",
        method="Post-stratified interval",
        setting="3 sends of 2%, 5% and 10%, splits 1:3, 1:1 and 3:7",
        draws=10_000,
        run=_sends,
    )
    yield from _guardrails()


def _difference() -> Iterator[Case]:
    section = "Difference of two shares"
    tests: tuple[tuple[str, Promise, tuple[tuple[float, int, int], ...]], ...] = (
        ("Default test", "alarms", NULLS),
        ("Exact test (few events)", "alarms at most", SMALL),
    )
    for method, promise, nulls in tests:
        for null in nulls:
            yield alarms(
                section=section,
                method=method,
                setting=f"{null[0]:.1%} in both, {null[1]:,} and {null[2]:,} customers",
                promise=promise,
                draws=20_000,
                run=partial(_test, null),
            )
    for method, used, run in (
        ("Miettinen–Nurminen interval", True, _score),
        ("Newcombe interval", False, partial(_interval, "newcombe")),
        ("Wald interval", False, partial(_interval, "wald")),
    ):
        for at in GRID:
            yield holds(
                section=section, method=method, setting=_arms(at), draws=20_000, run=partial(run, at), used=used
            )
    yield holds(
        section=section,
        method="Wilson interval of one share",
        setting="1.0% of 500",
        draws=20_000,
        run=partial(_wilson, 0.01, 500),
    )


def _guardrails() -> Iterator[Case]:
    section = "Guardrails"
    for n, share, margin in ((10_000, 0.003, 0.001), (2_000, 0.01, 0.01)):
        arms = f"{share:.1%}, margin {margin:.1%}, {n:,} customers an arm"
        yield alarms(
            section=section,
            method="Harm called safe",
            setting=f"{arms}, true harm at the margin",
            draws=5_000,
            run=partial(_guardrail, GuardrailState.SAFE, share, margin, margin, n),
        )
        yield alarms(
            section=section,
            method="No harm called harm",
            setting=f"{arms}, no harm",
            promise="alarms at most",
            draws=5_000,
            run=partial(_guardrail, GuardrailState.HARMED, share, 0.0, margin, n),
        )
