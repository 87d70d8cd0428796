"""Looking before the end, targeting rules, and the counts of the arms."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from statistics import fmean

import numpy as np

from benchmarks.calibrating.case import ALPHA, CONFIDENCE, Case, Counts, Floats, alarms, holds
from evaluators.campaigns.aggregates import Proportion, critical_value
from evaluators.campaigns.balance import Tier, sample_ratio, segment_sample_ratios
from evaluators.campaigns.confidence_sequence import confidence_sequence
from evaluators.campaigns.policy import Rule, SegmentArms, best_single, one_variant, policy_difference, policy_value
from evaluators.campaigns.policy_choice import choose_rule, cross_fitted
from evaluators.campaigns.proportions import pooled_z, unpooled_error
from evaluators.campaigns.spending import equal_looks, spending_boundaries

Table = tuple[SegmentArms, ...]
ARMS = ("a", "b", "c")
CURSE = (
    "where nothing differs shrinking seldom chooses a rule, so little is flattered; cross-fitting does not lean on it"
)
ROUNDING = 1e-12  # of a gain that is exactly zero
BUCKETS, SPLITS = 32, 5  # parts that customers fall into, and halvings of them


def _building_up(rng: np.random.Generator, draws: int, looks: int, n: int, share: float) -> tuple[Counts, Counts]:
    """Draw events of two like arms by look, n more customers in each every time."""
    both = rng.binomial(n, share, (2, draws, looks)).cumsum(axis=2)
    return both[0], both[1]


def _statistics(rng: np.random.Generator, draws: int, looks: int, n: int, share: float) -> Floats:
    control, variant = _building_up(rng, draws, looks, n, share)
    z = [
        pooled_z(Proportion(x0, n * look), Proportion(x1, n * look))
        for look in range(1, looks + 1)
        for x0, x1 in zip(control[:, look - 1].tolist(), variant[:, look - 1].tolist(), strict=True)
    ]
    return np.array(z).reshape(looks, draws)


def _spending(looks: int, n: int, share: float, rng: np.random.Generator, draws: int) -> Floats:
    limits = np.array([look.z or np.inf for look in spending_boundaries(equal_looks(looks))])
    return np.asarray((np.abs(_statistics(rng, draws, looks, n, share)) >= limits[:, None]).any(axis=0))


def _peeking(looks: int, n: int, share: float, rng: np.random.Generator, draws: int) -> Floats:
    return np.asarray((np.abs(_statistics(rng, draws, looks, n, share)) >= critical_value(CONFIDENCE)).any(axis=0))


def _sequence(looks: int, n: int, share: float, rng: np.random.Generator, draws: int) -> Floats:
    control, variant = _building_up(rng, draws, looks, n, share)
    missed = np.zeros(draws, dtype=bool)
    for look in range(1, looks + 1):
        for draw in range(draws):
            arms = [Proportion(int(one[draw, look - 1]), n * look) for one in (control, variant)]
            gap = arms[1].share - arms[0].share
            error, seen = unpooled_error(*arms), 2 * n * look
            around = confidence_sequence(gap, error, seen, planned_customers=2 * n * looks).interval if error else None
            missed[draw] |= around is not None and not around.low <= 0 <= around.high
    return missed


def _ratio(
    shares: Sequence[float], planned: Sequence[float], n: int, tiers: set[Tier], rng: np.random.Generator, draws: int
) -> Floats:
    counts = rng.multinomial(n, shares, draws).tolist()
    return np.array([sample_ratio(one, planned).tier in tiers for one in counts])


def _segment_ratios(n: int, segments: int, rng: np.random.Generator, draws: int) -> Floats:
    counts = rng.binomial(n, 0.5, (draws, segments)).tolist()
    found = (segment_sample_ratios({str(s): (x, n - x) for s, x in enumerate(row)}, [1, 1]) for row in counts)
    return np.array([any(one is not None and one.tier is Tier.ALARM for one in each.values()) for each in found])


def _truth(differs: bool) -> Floats:
    """Return true shares by arm and segment; three arms, four segments."""
    levels = np.array([0.03, 0.05, 0.08, 0.12])
    gains = np.array([[0, 0, 0, 0], [0.02, 0.02, -0.01, -0.01], [-0.01, -0.01, 0.02, 0.02]])
    return np.asarray(levels + gains * differs)


def _parts(rng: np.random.Generator, draws: int, truth: Floats, n: int) -> Counts:
    """Draw events by draw, arm, segment and bucket of customers."""
    return rng.binomial(n // BUCKETS, truth[None, :, :, None], (draws, *truth.shape, BUCKETS))


def _table(parts: Counts, n: int) -> Table:
    """Return the cells of some buckets, shape (arms, segments, buckets)."""
    trials = parts.shape[2] * (n // BUCKETS)
    return tuple(
        SegmentArms(
            segment=str(segment),
            arms={name: Proportion(int(parts[arm, segment].sum()), trials) for arm, name in enumerate(ARMS)},
        )
        for segment in range(parts.shape[1])
    )


def _worth(rule: Rule, truth: Floats) -> float:
    return float(np.mean([truth[ARMS.index(rule.variants[str(s)]), s] for s in range(truth.shape[1])]))


FIXED = Rule(name="given", variants={"0": "b", "1": "b", "2": "c", "3": "c"})


def _policy(what: str, differs: bool, n: int, rng: np.random.Generator, draws: int) -> Floats:
    """Return whether the plug-in interval holds a rule's true value or gain."""
    truth, held = _truth(differs), []
    for parts in _parts(rng, draws, truth, n):
        table = _table(parts, n)
        if what == "value":
            found, true = policy_value(FIXED, table), _worth(FIXED, truth)
        else:
            rule = FIXED if what == "gain" else choose_rule(table, control="a")
            single = one_variant("a", table) if what == "gain" else best_single(table)
            found, true = policy_difference(rule, single, table), _worth(rule, truth) - _worth(single, truth)
        around = found.interval
        held.append(around is not None and around.low - ROUNDING <= true <= around.high + ROUNDING)
    return np.array(held)


def _honest(what: str, differs: bool, n: int, rng: np.random.Generator, draws: int) -> Floats:
    """Return whether the cross-fitted interval holds the true gain of the rules it chose, or claims a gain at all."""
    truth, found = _truth(differs), []
    for parts in _parts(rng, draws, truth, n):
        picks = [rng.permutation(BUCKETS) for _ in range(SPLITS)]
        halves = [
            (_table(parts[:, :, one[: BUCKETS // 2]], n), _table(parts[:, :, one[BUCKETS // 2 :]], n)) for one in picks
        ]
        gain = cross_fitted(halves, control="a").gain.interval
        assert gain is not None
        if what == "claims":
            found.append(gain.low > 0)
            continue
        true = fmean([_true_gain(half, truth) for pair in halves for half in pair])
        found.append(gain.low - ROUNDING <= true <= gain.high + ROUNDING)
    return np.array(found)


def _true_gain(half: Table, truth: Floats) -> float:
    return _worth(choose_rule(half, control="a"), truth) - _worth(best_single(half), truth)


def cases() -> Iterator[Case]:
    """Return the rows of looks, targeting and the counts of the arms."""
    section = "Looking before the end"
    yield alarms(
        section=section,
        method="Alpha spending, O'Brien–Fleming-like",
        setting="5 looks, 3%, 1,000 more an arm each",
        draws=20_000,
        run=partial(_spending, 5, 1_000, 0.03),
    )
    yield alarms(
        section=section,
        method="Confidence sequence",
        setting="20 looks, 3%, 1,000 more an arm each",
        promise="alarms at most",
        draws=4_000,
        run=partial(_sequence, 20, 1_000, 0.03),
        remark="it must hold beyond the planned end too, so by then it has spent little",
    )
    yield alarms(
        section=section,
        method="The fixed test at every look",
        setting="5 looks, 3%, 1,000 more an arm each",
        draws=20_000,
        run=partial(_peeking, 5, 1_000, 0.03),
        used=False,
        remark="peeking; Puntari keeps the answer locked instead",
    )
    yield from _targeting()
    yield from _counts()


def _targeting() -> Iterator[Case]:
    section, cells = "Targeting rules", "3 arms, 4 segments of 1,600 an arm"
    for what, method in (("value", "Value of a rule fixed beforehand"), ("gain", "Its gain over one variant")):
        yield holds(
            section=section,
            method=f"{method}, plug-in interval",
            setting=f"{cells}, unlike effects",
            draws=4_000,
            run=partial(_policy, what, True, 1_600),
        )
    for differs, truth in ((False, "no effect"), (True, "unlike effects")):
        yield holds(
            section=section,
            method="Cross-fitted gain of the chosen rules",
            setting=f"{cells}, {truth}",
            promise="holds at least",
            draws=500,
            run=partial(_honest, "holds", differs, 1_600),
            remark="the error adds the spread between halvings, so it is wide on purpose",
        )
    yield Case(
        section=section,
        method="Cross-fitted gain above zero",
        setting=f"{cells}, no effect",
        promise="alarms at most",
        nominal=ALPHA / 2,
        draws=500,
        run=partial(_honest, "claims", False, 1_600),
    )
    yield holds(
        section=section,
        method="Gain of a chosen rule on the customers that chose it",
        setting=f"{cells}, no effect",
        draws=2_000,
        run=partial(_policy, "chosen", False, 1_600),
        used=False,
        remark=CURSE,
    )


def _counts() -> Iterator[Case]:
    section = "Checks before reading"
    alarm, both = {Tier.ALARM}, {Tier.ALARM, Tier.NOTE}
    grid: tuple[tuple[str, tuple[float, ...], int, set[Tier], float], ...] = (
        ("blocks, 10,000 half and half", (0.5, 0.5), 10_000, alarm, 0.001),
        ("told or blocks, 10,000 half and half", (0.5, 0.5), 10_000, both, 0.01),
        ("told or blocks, 3,000 in 45:45:10", (0.45, 0.45, 0.10), 3_000, both, 0.01),
        ("told or blocks, 40 in 90:10", (0.9, 0.1), 40, both, 0.01),
    )
    for setting, shares, n, tiers, nominal in grid:
        yield Case(
            section=section,
            method="Counts of the arms",
            setting=setting,
            nominal=nominal,
            draws=20_000,
            promise="alarms at most" if n < 100 else "alarms",
            run=partial(_ratio, shares, shares, n, tiers),
        )
    yield Case(
        section=section,
        method="Counts of the arms by segment",
        setting="blocks, 8 segments of 1,000 half and half",
        promise="alarms",
        nominal=0.001,
        draws=10_000,
        run=partial(_segment_ratios, 1_000, 8),
    )
