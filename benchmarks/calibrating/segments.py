"""Segments: whether their effects differ, whether the sign changes, and effects shrunken towards their mean."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial

import numpy as np

from benchmarks.calibrating.amounts import revenue
from benchmarks.calibrating.case import ALPHA, Case, Floats, alarms, holds
from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.heterogeneity import cochran_q, heterogeneity, sign_change
from evaluators.campaigns.segment_effects import Scale, SegmentEffect, SegmentPair, segment_effects
from evaluators.campaigns.shrinkage import shrink

RESAMPLES = 499  # inside one draw; the p-value is exact at any number
KNOWN_SPREAD = "the spread of the segments is estimated from 8 figures, often as nothing, and then taken as known"
Sample = Callable[[np.random.Generator, int], Sequence[Sequence[SegmentPair]]]


def share_pairs(
    sizes: tuple[int, int], control: Sequence[float], variant: Sequence[float], rng: np.random.Generator, draws: int
) -> list[list[SegmentPair]]:
    """Draw the segments of many campaigns, true shares by segment."""
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


def even_segments(sizes: tuple[int, int], share: float, effect: float = 0.0) -> Sample:
    """Return eight segments whose shares differ from one another and whose effects do not."""
    base = share * np.linspace(0.7, 1.3, 8)
    return partial(share_pairs, sizes, base.tolist(), (base + effect).tolist())


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
    """Return the rows of segments."""
    yield from _heterogeneity()
    section = "Does the sign change (Gail–Simon)"
    for setting, effects in (
        ("8 segments, no effect", (0.0,) * 8),
        ("one of 8 segments gains much", (9.0, *(0.0,) * 7)),
    ):
        yield alarms(
            section=section,
            method="Gail–Simon",
            setting=setting,
            promise="alarms at most",
            draws=10_000,
            run=partial(_signs, effects),
        )
    yield from _shrinkage()


def _heterogeneity() -> Iterator[Case]:
    section = "Do segments differ (Q)"
    grid = (
        ("half and half, 1%, no effect", even_segments((2_500, 2_500), 0.01), "additive"),
        ("10% holdout, 1%, no effect", even_segments((250, 2_250), 0.01), "additive"),
        ("10% holdout, 1%, +0.5 points everywhere", even_segments((250, 2_250), 0.01, 0.005), "additive"),
        ("10% holdout, 5%, +1 point everywhere", even_segments((250, 2_250), 0.05, 0.01), "additive"),
        ("half and half, 3%, no effect, relative scale", even_segments((1_250, 1_250), 0.03), "relative"),
    )
    for setting, sample, scale in grid:
        yield alarms(
            section=section,
            method="Q, variances pooled",
            setting=f"8 segments, {setting}",
            draws=3_000,
            run=partial(_differences, "relative" if scale == "relative" else "additive", sample),
        )
    for sizes in ((1_250, 1_250), (500, 4_500)):
        yield alarms(
            section=section,
            method="Q of revenue",
            draws=3_000,
            setting=f"8 segments of {sizes[0]:,} and {sizes[1]:,}, 2% buy",
            run=partial(_differences, "additive", partial(_means, sizes, 8)),
            remark="skewed amounts and few buyers: the chi-square distribution is approximate",
        )
    yield alarms(
        section=section,
        method="Q with each cell's own variance",
        setting="8 segments, 10% holdout, 1%, no effect",
        draws=3_000,
        run=partial(_plug_in, even_segments((250, 2_250), 0.01)),
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
            yield holds(
                section=section,
                method=method,
                setting=f"8 segments, true spread {spread:.0f} standard errors",
                draws=3_000,
                run=partial(_shrunken, spread, 8, what),
                remark=KNOWN_SPREAD if spread else "",
            )
