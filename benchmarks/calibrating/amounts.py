"""Amounts per customer: skewed revenue, ratios of sums, adjusted means, clusters, ranks, balance."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from benchmarks.calibrating.case import ALPHA, Case, Floats, alarms, holds
from evaluators.campaigns.adjustment import StratumCell, cuped, stratified
from evaluators.campaigns.aggregates import Moments, Summary
from evaluators.campaigns.cluster_ratios import compare_clusters
from evaluators.campaigns.covariate_balance import covariate_balance
from evaluators.campaigns.guardrails import GuardrailState, guard_mean
from evaluators.campaigns.lift import LiftMethod, mean_lift
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.rank_tests import mann_whitney
from evaluators.campaigns.ratios import compare_ratios, ratio_lift
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.results import Interval

BUYERS, LOG_MEAN, LOG_SPREAD = 0.02, 3.2, 0.9  # of revenue per customer: most are zeros, orders are lognormal
MEAN = BUYERS * float(np.exp(LOG_MEAN + LOG_SPREAD**2 / 2))
LIFT = 1.25
BALANCE = 0.001  # p-value below which a covariate is called out of balance
SIZES = (  # customers of control and variant, and draws
    (500, 500, 10_000),
    (2_000, 2_000, 10_000),
    (500, 4_500, 10_000),
    (5_000, 45_000, 3_000),
    (20_000, 20_000, 5_000),
)
FEW_BUYERS = "with few buyers the mean is not yet normal; the more unequal the arms, the more it shows"
FEW_HEAVY = "few customers with heavy tails: a handful carries slope and spread, and both look surer than they are"


def revenue(rng: np.random.Generator, draws: int, n: int, *, lift: float = 1.0) -> list[Summary]:
    """Draw the summaries of arms of n customers, 2 % of whom buy for a lognormal amount."""
    buyers = rng.binomial(n, BUYERS * lift, draws)
    values = rng.lognormal(LOG_MEAN, LOG_SPREAD, int(buyers.sum()))
    owner = np.repeat(np.arange(draws), buyers)
    totals = np.bincount(owner, weights=values, minlength=draws)
    squares = np.bincount(owner, weights=values**2, minlength=draws)
    means = totals / n
    spreads = np.maximum(squares - n * means**2, 0.0) / (n - 1)
    return [Summary(n, mean, spread) for mean, spread in zip(means.tolist(), spreads.tolist(), strict=True)]


def _holds(around: Interval | None, truth: float) -> bool:
    """Say whether an interval holds the truth; one without ends always does."""
    return around is None or around.low <= truth <= around.high


def _welch(n0: int, n1: int, lift: float, rng: np.random.Generator, draws: int) -> Floats:
    arms = zip(revenue(rng, draws, n0), revenue(rng, draws, n1, lift=lift), strict=True)
    return np.array([_holds(compare_means(*arm).interval, MEAN * (lift - 1)) for arm in arms])


def _welch_alarms(n0: int, n1: int, rng: np.random.Generator, draws: int) -> Floats:
    return 1.0 - _welch(n0, n1, 1.0, rng, draws)


def _lift(method: LiftMethod, n0: int, n1: int, rng: np.random.Generator, draws: int) -> Floats:
    arms = zip(revenue(rng, draws, n0), revenue(rng, draws, n1, lift=LIFT), strict=True)
    return np.array([_holds(mean_lift(*arm, method=method).interval, LIFT - 1) for arm in arms])


def _guard(n: int, rng: np.random.Generator, draws: int) -> Floats:
    arms = zip(revenue(rng, draws, n, lift=LIFT), revenue(rng, draws, n), strict=True)
    margin = MEAN * (LIFT - 1)
    states = [guard_mean(*arm, margin=margin, worse="lower").state for arm in arms]
    return np.array([state is GuardrailState.SAFE for state in states])


def _balance(n: int, rng: np.random.Generator, draws: int) -> Floats:
    arms = zip(revenue(rng, draws, n), revenue(rng, draws, n), strict=True)
    found = [covariate_balance(list(arm)).p_value for arm in arms]
    return np.array([p is not None and p < BALANCE for p in found])


def _ranks(n: int, rng: np.random.Generator, draws: int) -> Floats:
    return np.array([mann_whitney(_amounts(rng, n), _amounts(rng, n)).p_value < ALPHA for _ in range(draws)])


def _amounts(rng: np.random.Generator, n: int) -> ValueCounts:
    bought = np.round(rng.lognormal(LOG_MEAN, LOG_SPREAD, rng.binomial(n, 0.1)), 2)
    return ValueCounts(np.append(bought, 0.0), np.append(np.ones(len(bought), dtype=int), n - len(bought)))


def _orders(rng: np.random.Generator, n: int) -> Moments:
    """Customers with orders; who buys often buys for more each time."""
    eager = rng.gamma(2.0, 0.5, n)
    orders = 1 + rng.poisson(eager)
    spent = orders * rng.lognormal(2.5 + 0.2 * eager, 0.6)
    return Moments.of(("spent", "orders"), np.stack([spent, orders], axis=1))


def _ratio(n: int, rng: np.random.Generator, draws: int) -> Floats:
    found = [compare_ratios(_orders(rng, n), _orders(rng, n), "spent", "orders") for _ in range(draws)]
    return np.array([(one.p_value or 0.0) < ALPHA for one in found])


def _ratio_lift(n: int, rng: np.random.Generator, draws: int) -> Floats:
    found = [ratio_lift(_orders(rng, n), _orders(rng, n), "spent", "orders") for _ in range(draws)]
    return np.array([_holds(one.interval, 0.0) for one in found])


def _known_before(rng: np.random.Generator, n: int, effect: float = 0.0, level: float = 0.0) -> Moments:
    """Spending that goes with spending before, both lognormal."""
    common, own, past = rng.standard_normal((3, n))
    before = np.exp(1 + 0.8 * common + 0.3 * past)
    after = np.exp(1 + level + 0.8 * common + 0.5 * own) + effect
    return Moments.of(("after", "before"), np.stack([after, before], axis=1))


def _cuped(n0: int, n1: int, rng: np.random.Generator, draws: int) -> Floats:
    arms = ((_known_before(rng, n0), _known_before(rng, n1, 0.5)) for _ in range(draws))
    return np.array([_holds(cuped(*arm, "after", ["before"]).estimate.interval, 0.5) for arm in arms])


def _lin(covariates: tuple[str, ...], n0: int, n1: int, rng: np.random.Generator, draws: int) -> Floats:
    levels, held = (-0.5, 0.0, 0.3, 0.6), []
    for _ in range(draws):
        cells = [
            StratumCell(_known_before(rng, n0, 0.0, level), _known_before(rng, n1, 0.5, level)) for level in levels
        ]
        held.append(_holds(stratified(cells, "after", covariates).estimate.interval, 0.5))
    return np.array(held)


def _stores(rng: np.random.Generator, clusters: int) -> Moments:
    """Stores of unlike size whose customers are alike: sums and customers of each."""
    sizes = 5 + rng.poisson(rng.gamma(3.0, 10.0, clusters))
    level = rng.normal(10.0, 1.0, clusters)
    sums = sizes * level + rng.normal(0.0, 4.0, clusters) * np.sqrt(sizes)
    return Moments.of(("sales", "customers"), np.stack([sums, sizes], axis=1))


def _clusters(n: int, rng: np.random.Generator, draws: int) -> Floats:
    pairs = ((_stores(rng, n), _stores(rng, n)) for _ in range(draws))
    return np.array([(compare_clusters([pair], "sales", "customers").p_value or 0.0) < ALPHA for pair in pairs])


def cases() -> Iterator[Case]:
    """Return the rows of amounts."""
    yield from _revenue()
    yield from _relative()
    yield alarms(
        section="Guardrails",
        method="Loss of revenue called safe",
        setting="5,000 customers an arm, loss at the margin",
        draws=10_000,
        run=partial(_guard, 5_000),
    )
    yield from _ratios()
    yield from _adjusted()
    for n in (10, 40):
        yield alarms(
            section="Customers dealt in clusters",
            method="Test over clusters",
            setting=f"{n} stores an arm",
            draws=10_000,
            run=partial(_clusters, n),
        )
    yield alarms(
        section="Checks before reading",
        method="Balance of a covariate",
        setting="skewed amounts, 5,000 customers an arm",
        promise="alarms at most",
        nominal=BALANCE,
        draws=20_000,
        run=partial(_balance, 5_000),
    )


def _revenue() -> Iterator[Case]:
    section = "Revenue per customer, zeros counted"
    for n0, n1, draws in SIZES:
        people = f"{BUYERS:.0%} buy, {n0:,} and {n1:,} customers"
        remark = FEW_BUYERS if n0 == 500 or n0 != n1 else ""
        yield alarms(
            section=section,
            method="Welch's test",
            setting=people,
            draws=draws,
            run=partial(_welch_alarms, n0, n1),
            remark=remark,
        )
        yield holds(
            section=section,
            method="Welch's interval",
            setting=f"{people}, {LIFT - 1:.0%} more in the variant",
            draws=draws,
            run=partial(_welch, n0, n1, LIFT),
            remark=remark,
        )
    yield alarms(
        section=section,
        method="Mann–Whitney (beside means, never decides)",
        setting="10% buy, 300 customers an arm",
        draws=4_000,
        run=partial(_ranks, 300),
        used=False,
    )


def _relative() -> Iterator[Case]:
    lifts: tuple[tuple[LiftMethod, bool], ...] = (("fieller", True), ("delta", False))
    for method, used in lifts:
        for n in (500, 5_000):
            yield holds(
                section="Relative difference of means",
                method=f"{method.capitalize()} interval",
                setting=f"{BUYERS:.0%} buy, {n:,} customers an arm, {LIFT - 1:.0%} more",
                draws=5_000,
                run=partial(_lift, method, n, n),
                used=used,
                remark="an interval without ends counts as holding" if used else "",
            )


def _ratios() -> Iterator[Case]:
    section = "Ratios of sums"
    for n in (100, 1_000):
        yield alarms(
            section=section,
            method="Revenue per order, test by the delta method",
            setting=f"{n:,} buyers an arm",
            draws=4_000,
            run=partial(_ratio, n),
        )
    yield holds(
        section=section,
        method="Relative revenue per order, Fieller interval",
        setting="300 buyers an arm",
        draws=4_000,
        run=partial(_ratio_lift, 300),
    )


def _adjusted() -> Iterator[Case]:
    section = "Means adjusted for what was known before"
    for n0, n1, draws in ((100, 100, 4_000), (100, 900, 4_000), (1_000, 9_000, 2_000)):
        yield holds(
            section=section,
            method="CUPED interval",
            setting=f"skewed spending, {n0:,} and {n1:,} customers",
            draws=draws,
            run=partial(_cuped, n0, n1),
            remark=FEW_HEAVY if n0 < 1_000 else "",
        )
    for covariates, method in ((("before",), "Lin's interval"), ((), "Post-stratified interval")):
        for n0, n1, draws in ((50, 50, 2_000), (50, 450, 2_000), (500, 500, 1_500)):
            yield holds(
                section=section,
                method=method,
                setting=f"4 segments of {n0} and {n1} customers",
                draws=draws,
                run=partial(_lin, covariates, n0, n1),
                remark=FEW_HEAVY if covariates and n0 < 500 else "",
            )
