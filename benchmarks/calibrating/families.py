"""Families of tests: several variants against one control, planned segments together, leads."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import numpy as np

from benchmarks.calibrating.amounts import revenue
from benchmarks.calibrating.case import ALPHA, CONFIDENCE, Case, Floats, alarms, holds
from benchmarks.calibrating.segments import Sample, even_segments, share_pairs
from benchmarks.calibrating.shares import default_p
from evaluators.campaigns.aggregates import Estimate, Proportion, Summary, two_sided
from evaluators.campaigns.dunnett import dunnett
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.multiplicity import holm, sidak_confidence
from evaluators.campaigns.score import score_limits
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.campaigns.segment_tests import compare_pair, planned_segments, unplanned_segments

FALSE_LEADS = 0.10
DUNNETT: tuple[tuple[int, ...], ...] = (  # customers of the control and of each variant
    (2_000, 2_000, 2_000, 2_000),
    (6_000, 2_000, 2_000, 2_000),
    (30_000, 10_000, 10_000, 10_000),
)


def _remembered() -> Callable[[SegmentPair, float], Estimate]:
    """Return the comparison of a pair, equal counts compared once, intervals only where they can change a verdict."""

    @cache
    def compared(control: Proportion, variant: Proportion, confidence: float) -> Estimate:
        p_value = default_p(control, variant)
        if p_value < ALPHA:
            return compare_pair(SegmentPair(segment="", control=control, variant=variant), confidence)
        gap = variant.share - control.share
        return Estimate(value=gap, standard_error=None, interval=None, p_value=p_value, method="score")

    def compare(pair: SegmentPair, confidence: float) -> Estimate:
        assert isinstance(pair.control, Proportion)
        assert isinstance(pair.variant, Proportion)
        return compared(pair.control, pair.variant, confidence)

    return compare


def _p_only() -> Callable[[SegmentPair, float], Estimate]:
    """Return the comparison of a pair without its interval, which decides nothing about leads."""
    p_value = cache(default_p)

    def compare(pair: SegmentPair, _confidence: float) -> Estimate:
        assert isinstance(pair.control, Proportion)
        assert isinstance(pair.variant, Proportion)
        gap = pair.variant.share - pair.control.share
        found = p_value(pair.control, pair.variant)
        return Estimate(value=gap, standard_error=None, interval=None, p_value=found, method="score")

    return compare


def _planned_alarms(sample: Sample, rng: np.random.Generator, draws: int) -> Floats:
    compare = _remembered()
    found = (planned_segments(pairs, compare=compare) for pairs in sample(rng, draws))
    return np.array([any(one.verdict in ("better", "worse") for one in tests) for tests in found])


def _planned_hold(
    n: int, base: Sequence[float], truths: Sequence[float], rng: np.random.Generator, draws: int
) -> Floats:
    gaps = np.asarray(truths)
    control = rng.binomial(n, base, (draws, len(base)))
    variant = rng.binomial(n, np.asarray(base) + gaps, (draws, len(base)))
    low, high = score_limits(control, n, variant, n, confidence=sidak_confidence(CONFIDENCE, len(base)))
    return np.asarray(((low <= gaps) & (gaps <= high)).all(axis=1))


def _leads(sample: Sample, real: int, rng: np.random.Generator, draws: int) -> Floats:
    """Return the share of false leads among the leads; the first ``real`` segments have a true effect."""
    compare, shares = _p_only(), []
    for pairs in sample(rng, draws):
        leads = [place for place, one in enumerate(unplanned_segments(pairs, compare=compare)) if one.verdict == "lead"]
        shares.append(sum(place >= real for place in leads) / max(len(leads), 1))
    return np.array(shares)


def _dunnett(sizes: tuple[int, ...], rng: np.random.Generator, draws: int) -> Floats:
    """Return whether any of several variants is called different; settled by plain bounds where those suffice."""
    arms = [revenue(rng, draws, n) for n in sizes]
    return np.array([_dunnett_alarm(control, variants) for control, *variants in zip(*arms, strict=True)])


def _dunnett_alarm(control: Summary, variants: Sequence[Summary]) -> bool:
    """Say whether Dunnett alarms: never where no single test does, always where Bonferroni does."""
    least = min(compare_means(control, one).p_value or 0.0 for one in variants)
    if not ALPHA / len(variants) < least < ALPHA:
        return least < ALPHA
    return any((one.p_value or 0.0) < ALPHA for one in dunnett(control, variants))


def _holm(share: float, sizes: tuple[int, ...], rng: np.random.Generator, draws: int) -> Floats:
    counts = [rng.binomial(n, share, draws).tolist() for n in sizes]
    arms = [[Proportion(x, n) for x in own] for own, n in zip(counts, sizes, strict=True)]
    p_value = cache(default_p)
    found = (holm([p_value(control, one) for one in variants]) for control, *variants in zip(*arms, strict=True))
    return np.array([adjusted.min() < ALPHA for adjusted in found])


def _uncorrected(segments: int, rng: np.random.Generator, draws: int) -> Floats:
    z = np.abs(rng.standard_normal((draws, segments))).max(axis=1)
    return np.array([two_sided(one) < ALPHA for one in z.tolist()])


def cases() -> Iterator[Case]:
    """Return the rows of families."""
    section = "Several variants"
    for sizes in DUNNETT:
        yield alarms(
            section=section,
            method="Dunnett's test",
            draws=5_000 if sizes[0] < 30_000 else 3_000,
            setting=f"3 variants, skewed revenue, {sizes[0]:,} in control and {sizes[1]:,} in each",
            run=partial(_dunnett, sizes),
            remark="40 buyers in a variant are few for skewed amounts" if sizes[0] == 6_000 else "",
        )
    yield alarms(
        section=section,
        method="Holm",
        setting="3 variants, 2.0% of 1,000 each",
        promise="alarms at most",
        draws=10_000,
        run=partial(_holm, 0.02, (1_000,) * 4),
    )
    yield from _planned()


def _planned() -> Iterator[Case]:
    section = "Planned segments, together"
    for sizes, share in (((1_250, 1_250), 0.01), ((250, 2_250), 0.01), ((1_250, 1_250), 0.10)):
        yield alarms(
            section=section,
            method="Šidák tests",
            promise="alarms at most",
            draws=3_000,
            setting=f"8 segments of {sizes[0]:,} and {sizes[1]:,} at {share:.0%}, no effect",
            run=partial(_planned_alarms, even_segments(sizes, share)),
        )
    base, truths = (0.02, 0.04, 0.06, 0.10), (0.01, 0.0, -0.02, 0.03)
    yield holds(
        section=section,
        method="Šidák intervals, all at once",
        setting="4 segments of 1,000 and 1,000, unlike effects",
        draws=10_000,
        run=partial(_planned_hold, 1_000, base, truths),
    )
    yield alarms(
        section=section,
        method="Every segment at 5%, uncorrected",
        setting="8 segments, no effect",
        draws=20_000,
        run=partial(_uncorrected, 8),
        used=False,
        remark="what happens without a family; Puntari never does this",
    )
    section = "Leads: segments nobody planned"
    for real in (0, 2):
        lifted = [0.05 + 0.04 * (place < real) for place in range(8)]
        yield Case(
            section=section,
            method="False leads among the leads (Benjamini–Hochberg)",
            promise="alarms at most",
            setting=f"8 segments of 1,250 and 1,250 at 5%, {real} with an effect",
            nominal=FALSE_LEADS,
            draws=2_000,
            run=partial(_leads, partial(share_pairs, (1_250, 1_250), (0.05,) * 8, lifted), real),
        )
