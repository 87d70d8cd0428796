"""Several variants and segments: families of tests, differences between segments, leads, shrinkage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial

import numpy as np

from benchmarks.calibrating.amounts import revenue
from benchmarks.calibrating.case import Case, Floats
from benchmarks.calibrating.shares import default_p
from evaluators.campaigns.aggregates import Estimate, Proportion, Summary, two_sided
from evaluators.campaigns.dunnett import dunnett
from evaluators.campaigns.heterogeneity import cochran_q, heterogeneity, sign_change
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.multiplicity import holm, sidak_confidence
from evaluators.campaigns.score import score_limits
from evaluators.campaigns.segment_effects import Scale, SegmentEffect, SegmentPair, segment_effects
from evaluators.campaigns.segment_tests import compare_pair, planned_segments, unplanned_segments
from evaluators.campaigns.shrinkage import shrink

ALPHA, CONFIDENCE, FALSE_LEADS = 0.05, 0.95, 0.10
RESAMPLES = 499  # inside one draw; the p-value is exact at any number
Sample = Callable[[np.random.Generator, int], Sequence[Sequence[SegmentPair]]]


def _shares(
    sizes: tuple[int, int], control: Sequence[float], variant: Sequence[float], rng: np.random.Generator, draws: int
) -> list[list[SegmentPair]]:
    counts = [
        rng.binomial(n, shares, (draws, len(shares))) for n, shares in zip(sizes, (control, variant), strict=True)
    ]
    return [
        [
            SegmentPair(
                segment=str(place), control=Proportion(int(x0), sizes[0]), variant=Proportion(int(x1), sizes[1])
            )
            for place, (x0, x1) in enumerate(zip(before, after, strict=True))
        ]
        for before, after in zip(*counts, strict=True)
    ]


def _means(sizes: tuple[int, int], segments: int, rng: np.random.Generator, draws: int) -> list[list[SegmentPair]]:
    arms = [[revenue(rng, draws, n) for _ in range(segments)] for n in sizes]
    return [
        [
            SegmentPair(segment=str(place), control=arms[0][place][draw], variant=arms[1][place][draw])
            for place in range(segments)
        ]
        for draw in range(draws)
    ]


def _even(sizes: tuple[int, int], share: float, effect: float = 0.0) -> Sample:
    """Return eight segments whose shares differ from one another and whose effects do not."""
    base = share * np.linspace(0.7, 1.3, 8)
    return partial(_shares, sizes, base.tolist(), (base + effect).tolist())


def _differences(scale: Scale, sample: Sample, rng: np.random.Generator, draws: int) -> Floats:
    found = [heterogeneity(pairs, rng=rng, scale=scale, draws=RESAMPLES) for pairs in sample(rng, draws)]
    return np.array([one.p_value is not None and one.p_value <= ALPHA for one in found])


def _plug_in(sample: Sample, rng: np.random.Generator, draws: int) -> Floats:
    found = [cochran_q(segment_effects(pairs)) for pairs in sample(rng, draws)]
    return np.array([one.p_value is not None and one.p_value <= ALPHA for one in found])


def _signs(sizes: Sequence[float], rng: np.random.Generator, draws: int) -> Floats:
    """Return alarms of the sign-change test; true effects in standard errors."""
    values = rng.standard_normal((draws, len(sizes))) + np.asarray(sizes)
    found = [sign_change(_effects(row)) for row in values]
    return np.array([one.p_value is not None and one.p_value <= ALPHA for one in found])


def _effects(values: Floats) -> list[SegmentEffect]:
    return [
        SegmentEffect(segment=str(place), customers=1_000, effect=value, variance=1.0)
        for place, value in enumerate(values.tolist())
    ]


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


def _shrunken(spread: float, segments: int, what: str, rng: np.random.Generator, draws: int) -> Floats:
    """Return shares of segments whose shrunken interval holds; or whether the mean's or a new segment's does."""
    truths = 0.3 + spread * rng.standard_normal((draws, segments))
    new = 0.3 + spread * rng.standard_normal(draws)
    held = []
    for truth, seen, unseen in zip(truths, truths + rng.standard_normal(truths.shape), new, strict=True):
        found = shrink(_effects(seen))
        if what == "each":
            around = [one.interval for one in found.effects]
            held.append(np.mean([one.low <= t <= one.high for one, t in zip(around, truth, strict=True)]))
        else:
            one, t = (found.mean_interval, 0.3) if what == "mean" else (found.new_segment, unseen)
            held.append(one is not None and one.low <= t <= one.high)
    return np.array(held, dtype=float)


def cases() -> Iterator[Case]:
    """Return the rows of families."""
    section = "Several variants"
    for sizes in ((2_000, 2_000, 2_000, 2_000), (6_000, 2_000, 2_000, 2_000)):
        yield Case(
            section=section,
            method="Dunnett's test",
            promise="alarms",
            nominal=ALPHA,
            draws=5_000,
            setting=f"3 variants, skewed revenue, {sizes[0]:,} in control and {sizes[1]:,} in each",
            run=partial(_dunnett, sizes),
        )
    yield Case(
        section=section,
        method="Holm",
        setting="3 variants, 2.0% of 1,000 each",
        promise="alarms at most",
        nominal=ALPHA,
        draws=10_000,
        run=partial(_holm, 0.02, (1_000,) * 4),
    )
    yield from _planned()
    yield from _heterogeneity()
    section = "Does the sign change (Gail–Simon)"
    for setting, effects in (
        ("8 segments, no effect", (0.0,) * 8),
        ("one of 8 segments gains much", (9.0, *(0.0,) * 7)),
    ):
        yield Case(
            section=section,
            method="Gail–Simon",
            setting=setting,
            promise="alarms at most",
            nominal=ALPHA,
            draws=10_000,
            run=partial(_signs, effects),
        )
    yield from _shrinkage()


def _planned() -> Iterator[Case]:
    section = "Planned segments, together"
    for sizes, share in (((1_250, 1_250), 0.01), ((250, 2_250), 0.01), ((1_250, 1_250), 0.10)):
        yield Case(
            section=section,
            method="Šidák tests",
            promise="alarms at most",
            nominal=ALPHA,
            draws=3_000,
            setting=f"8 segments of {sizes[0]:,} and {sizes[1]:,} at {share:.0%}, no effect",
            run=partial(_planned_alarms, _even(sizes, share)),
        )
    base, truths = (0.02, 0.04, 0.06, 0.10), (0.01, 0.0, -0.02, 0.03)
    yield Case(
        section=section,
        method="Šidák intervals, all at once",
        setting="4 segments of 1,000 and 1,000, unlike effects",
        promise="holds",
        nominal=CONFIDENCE,
        draws=10_000,
        run=partial(_planned_hold, 1_000, base, truths),
    )
    yield Case(
        section=section,
        method="Every segment at 5%, uncorrected",
        setting="8 segments, no effect",
        promise="alarms",
        nominal=ALPHA,
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
            run=partial(_leads, partial(_shares, (1_250, 1_250), (0.05,) * 8, lifted), real),
        )


def _heterogeneity() -> Iterator[Case]:
    section = "Do segments differ (Q)"
    grid = (
        ("half and half, 1%, no effect", _even((2_500, 2_500), 0.01), "additive"),
        ("10% holdout, 1%, no effect", _even((250, 2_250), 0.01), "additive"),
        ("10% holdout, 1%, +0.5 points everywhere", _even((250, 2_250), 0.01, 0.005), "additive"),
        ("10% holdout, 5%, +1 point everywhere", _even((250, 2_250), 0.05, 0.01), "additive"),
        ("half and half, 3%, no effect, relative scale", _even((1_250, 1_250), 0.03), "relative"),
    )
    for setting, sample, scale in grid:
        yield Case(
            section=section,
            method="Q, variances pooled",
            setting=f"8 segments, {setting}",
            promise="alarms",
            nominal=ALPHA,
            draws=3_000,
            run=partial(_differences, "relative" if scale == "relative" else "additive", sample),
        )
    for sizes in ((1_250, 1_250), (500, 4_500)):
        yield Case(
            section=section,
            method="Q of revenue",
            promise="alarms",
            nominal=ALPHA,
            draws=3_000,
            setting=f"8 segments of {sizes[0]:,} and {sizes[1]:,}, 2% buy",
            run=partial(_differences, "additive", partial(_means, sizes, 8)),
            remark="skewed amounts and few buyers: the chi-square distribution is approximate",
        )
    yield Case(
        section=section,
        method="Q with each cell's own variance",
        setting="8 segments, 10% holdout, 1%, no effect",
        promise="alarms",
        nominal=ALPHA,
        draws=3_000,
        run=partial(_plug_in, _even((250, 2_250), 0.01)),
        used=False,
        remark="the textbook's form; a cell that by chance saw few events claims too much",
    )


def _shrinkage() -> Iterator[Case]:
    section = "Shrunken segment effects"
    for spread in (0.0, 1.0):
        for what, method in (
            ("each", "Interval of a shrunken effect, over the segments"),
            ("mean", "Interval of the mean effect"),
            ("new", "Prediction for a new segment"),
        ):
            yield Case(
                section=section,
                method=method,
                setting=f"8 segments, true spread {spread:.0f} standard errors",
                promise="holds",
                nominal=CONFIDENCE,
                draws=3_000,
                run=partial(_shrunken, spread, 8, what),
                remark="" if what == "each" else "the spread is estimated from 8 figures and taken as known",
            )
