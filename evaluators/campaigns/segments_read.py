"""Segments of a test: planned ones tested, others looked through, differences, shrinkage, sign changes, mixing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Metric
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.heterogeneity import Heterogeneity, heterogeneity, sign_change
from evaluators.campaigns.multiplicity import sidak_confidence
from evaluators.campaigns.outcomes import Arms, arms_of
from evaluators.campaigns.overall import compare_arms, metrics_of
from evaluators.campaigns.results import SegmentsReading
from evaluators.campaigns.segment_effects import SegmentPair, comparable_effects
from evaluators.campaigns.segment_tests import SegmentTest, planned_segments, unplanned_segments
from evaluators.campaigns.shrinkage import Shrinkage, shrink
from evaluators.campaigns.sign_risk import SignRisk, segment_sign_risks
from evaluators.campaigns.simpson import SimpsonGuard, simpson_guard
from evaluators.errors import NotComputable

FLIPPED = {"better": "worse", "worse": "better"}


def read_segments(document: CampaignTest, table: CellTable, *, confidence: float) -> tuple[SegmentsReading, ...]:
    """Return each metric's and variant's reading by segment, the primary metric first; nothing without segments.

    The planned segments of all variants are one family of Šidák tests and are not gated by the overall test; the
    others are leads at most. Ratios have no segments. A metric whose spread is unknown is left out.
    """
    found: list[SegmentsReading] = []
    for metric in metrics_of(document.design):
        arms = arms_of(table, metric)
        if metric.kind == "ratio" or not arms.segments or len(document.design.variants) < 2:
            continue
        try:
            found.extend(_metric(document, arms, confidence))
        except NotComputable:
            continue
    return tuple(found)


def send_differences(document: CampaignTest, table: CellTable) -> tuple[tuple[str, Heterogeneity], ...]:
    """Return for each variant whether its effect on the primary metric differs between sends; nothing for one send."""
    design = document.design
    metric = design.primary_metric
    if metric is None or metric.kind == "ratio" or len(design.variants) < 2:
        return ()
    arms = arms_of(table, metric)
    if len(arms.sends) < 2:
        return ()
    try:
        pairs = [(one.id, arms.pairs_by_send(design.variants[0].id, one.id)) for one in design.variants[1:]]
    except NotComputable:
        return ()
    return tuple((variant, _differences(document, own)) for variant, own in pairs)


def _metric(document: CampaignTest, arms: Arms, confidence: float) -> list[SegmentsReading]:
    design = document.design
    control = design.variants[0].id
    planned = [one.id for one in design.segments if one.planned]
    others = [one for one in arms.segments if one not in planned]
    variants = [one.id for one in design.variants[1:]]
    pairs = {one: arms.pairs_by_segment(control, one, [*planned, *others]) for one in variants}
    tests = _tests(document, arms, pairs, len(planned), confidence)
    return [_reading(document, arms.metric, one, pairs[one], tests[one], confidence) for one in variants]


def _tests(
    document: CampaignTest, arms: Arms, pairs: dict[str, tuple[SegmentPair, ...]], planned: int, confidence: float
) -> dict[str, tuple[SegmentTest, ...]]:
    """Return every variant's tests; all variants' planned segments are one family, and so are all the others."""
    control, rate = document.design.variants[0].id, document.design.errors.leads_rate
    owner = {id(pair): variant for variant, own in pairs.items() for pair in own}

    def compare(pair: SegmentPair, level: float) -> Estimate:
        return compare_arms(arms.within(pair.segment), control, owner[id(pair)], confidence=level)

    named = [pair for own in pairs.values() for pair in own[:planned]]
    rest = [pair for own in pairs.values() for pair in own[planned:]]
    tests = planned_segments(named, confidence=confidence, compare=compare)
    leads = unplanned_segments(rest, false_leads=rate, compare=compare) if 0 < rate < 1 else ()
    found: dict[str, tuple[SegmentTest, ...]] = dict.fromkeys(pairs, ())
    for pair, test in [*zip(named, tests, strict=True), *(zip(rest, leads, strict=True) if leads else ())]:
        found[owner[id(pair)]] += (_turned(test, arms.metric),)
    return found


def _turned(test: SegmentTest, metric: Metric) -> SegmentTest:
    """Return a test whose verdict knows that less can be better."""
    if metric.better == "more" or test.verdict not in FLIPPED:
        return test
    return replace(test, verdict="worse" if test.verdict == "better" else "better")


def _reading(
    document: CampaignTest,
    metric: Metric,
    variant: str,
    pairs: tuple[SegmentPair, ...],
    tests: tuple[SegmentTest, ...],
    confidence: float,
) -> SegmentsReading:
    effects = comparable_effects(pairs)
    return SegmentsReading(
        variant=variant,
        metric=metric.id,
        tests=tests,
        sign_risks=_sign_risks(document, metric, pairs, tests, confidence),
        shrinkage=_shrinkage(pairs, confidence),
        heterogeneity=_differences(document, pairs),
        relative=_relative(document, pairs),
        sign_change=sign_change(effects),
        simpson=_simpson(pairs, confidence),
    )


def _differences(document: CampaignTest, pairs: Sequence[SegmentPair]) -> Heterogeneity:
    rng = np.random.default_rng(document.settings.seed)
    return heterogeneity(pairs, rng=rng, draws=document.settings.permutations)


def _relative(document: CampaignTest, pairs: Sequence[SegmentPair]) -> Heterogeneity | None:
    rng = np.random.default_rng(document.settings.seed)
    found = heterogeneity(pairs, rng=rng, scale="relative", draws=document.settings.permutations)
    return found if found.q is not None else None


def _sign_risks(
    document: CampaignTest,
    metric: Metric,
    pairs: tuple[SegmentPair, ...],
    tests: tuple[SegmentTest, ...],
    confidence: float,
) -> tuple[SignRisk | None, ...]:
    smallest, primary = document.design.money.smallest_effect, document.design.primary_metric
    if not smallest or primary is None or metric.id != primary.id or not tests:
        return ()
    each = sidak_confidence(confidence, len(pairs) * (len(document.design.variants) - 1))
    by_segment = dict(
        zip(
            (pair.segment for pair in pairs),
            segment_sign_risks(comparable_effects(pairs), smallest, confidence=each),
            strict=True,
        )
    )
    return tuple(by_segment[test.segment] for test in tests)


def _shrinkage(pairs: Sequence[SegmentPair], confidence: float) -> Shrinkage | None:
    try:
        return shrink(comparable_effects(pairs), confidence=confidence)
    except NotComputable:
        return None


def _simpson(pairs: Sequence[SegmentPair], confidence: float) -> SimpsonGuard | None:
    try:
        return simpson_guard(pairs, confidence=confidence)
    except NotComputable:
        return None
