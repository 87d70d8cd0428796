"""Segments of a test: planned ones tested, others looked through, differences, shrinkage, sign changes, mixing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

import numpy as np

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.design import Metric
from evaluators.campaigns.differences import differences
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.grouped import grouped_readings
from evaluators.campaigns.heterogeneity import Heterogeneity, heterogeneity, sign_change
from evaluators.campaigns.mantel_haenszel import StratifiedOdds, stratified_odds
from evaluators.campaigns.multiplicity import sidak_confidence
from evaluators.campaigns.outcomes import Arms, arms_of
from evaluators.campaigns.overall import compare_arms, metrics_of
from evaluators.campaigns.results import SegmentsReading
from evaluators.campaigns.segment_effects import SegmentPair, comparable_effects
from evaluators.campaigns.segment_tests import Compare, SegmentTest, planned_segments, unplanned_segments
from evaluators.campaigns.shrinkage import Shrinkage, shrink
from evaluators.campaigns.sign_risk import SignRisk, segment_sign_risks
from evaluators.campaigns.simpson import SimpsonGuard, simpson_guard
from evaluators.errors import NotComputable

Pairs = Mapping[str, tuple[SegmentPair, ...]]  # by variant

FLIPPED = {"better": "worse", "worse": "better"}


def read_segments(
    document: CampaignTest, table: CellTable, *, confidence: float, small: Collection[str] = ()
) -> tuple[SegmentsReading, ...]:
    """Return each metric's and variant's reading by segment, the primary metric first; nothing without segments.

    The planned segments of all variants are one family of Šidák tests and are not gated by the overall test; the
    others are leads at most. Ratios have no segments, cells of clusters neither. A metric whose spread is unknown is
    left out.

    Parameters
    ----------
    document : CampaignTest
    table : CellTable
        Small segments folded.
    confidence : float
        Two-sided, of all planned intervals together.
    small : collection of str
        Segments that were folded; planned ones still count in their family.
    """
    found: list[SegmentsReading] = []
    for metric in metrics_of(document.design):
        arms = arms_of(table, metric)
        if arms.metric.kind == "ratio" or not arms.segments or len(document.design.variants) < 2:
            continue
        try:
            found.extend(_metric(document, arms, confidence, small))
        except NotComputable:
            continue
    return tuple(found)


def redrawn_means(document: CampaignTest, readings: Sequence[SegmentsReading]) -> bool:
    """Whether differences in the primary metric, a mean, were tested by redrawing its values.

    Re-randomised tables have no values to redraw, so they tell nothing of that test.
    """
    primary = document.design.primary_metric
    if primary is None or primary.kind != "mean":
        return False
    return any(one.metric == primary.id and one.heterogeneity.method == "q_resampled" for one in readings)


def send_differences(document: CampaignTest, table: CellTable) -> tuple[tuple[str, Heterogeneity], ...]:
    """Return for each variant whether its effect on the primary metric differs between sends; nothing for one send."""
    design = document.design
    metric = design.primary_metric
    if metric is None or len(design.variants) < 2:
        return ()
    arms = arms_of(table, metric)
    if arms.metric.kind == "ratio" or len(arms.sends) < 2:
        return ()
    try:
        pairs = [(one.id, arms.pairs_by_send(design.variants[0].id, one.id)) for one in design.variants[1:]]
    except NotComputable:
        return ()
    by_send = {send: arms.only(cell for cell in arms.cells if cell.send == send) for send in arms.sends}
    return tuple((variant, _differences(document, by_send, variant, own)) for variant, own in pairs)


def segment_pairs(document: CampaignTest, arms: Arms) -> dict[str, tuple[SegmentPair, ...]]:
    """Return each variant's segments, planned ones first and all of them, sends put together."""
    design = document.design
    planned = _planned(document)
    others = [one for one in arms.segments if one not in planned]
    return {
        one.id: arms.pairs_by_segment(design.variants[0].id, one.id, [*planned, *others]) for one in design.variants[1:]
    }


def planned_tests(
    document: CampaignTest, arms: Arms, pairs: Pairs, *, confidence: float, small: Collection[str] = ()
) -> tuple[tuple[str, SegmentTest], ...]:
    """Return the tests of planned segments with their variants: those of all variants are one family."""
    count = len(_planned(document))
    named = [pair for own in pairs.values() for pair in own[:count]]
    tests = planned_segments(named, confidence=confidence, compare=_compare(document, arms, pairs, small))
    owner = _owners(pairs)
    return tuple((owner[id(pair)], _turned(test, arms.metric)) for pair, test in zip(named, tests, strict=True))


def _metric(document: CampaignTest, arms: Arms, confidence: float, small: Collection[str]) -> list[SegmentsReading]:
    pairs = segment_pairs(document, arms)
    tests = [
        *planned_tests(document, arms, pairs, confidence=confidence, small=small),
        *_leads(document, arms, pairs),
    ]
    own = {variant: tuple(test for owner, test in tests if owner == variant) for variant in pairs}
    return [_reading(document, arms, one, pairs[one], own[one], confidence) for one in pairs]


def _leads(document: CampaignTest, arms: Arms, pairs: Pairs) -> list[tuple[str, SegmentTest]]:
    """Return the looks at segments that nobody planned, one family over all variants."""
    rate, count = document.design.errors.leads_rate, len(_planned(document))
    if not 0 < rate < 1:
        return []
    rest = [pair for own in pairs.values() for pair in own[count:]]
    leads = unplanned_segments(rest, false_leads=rate, compare=_compare(document, arms, pairs, ()))
    owner = _owners(pairs)
    return [(owner[id(pair)], _turned(test, arms.metric)) for pair, test in zip(rest, leads, strict=True)]


def _compare(document: CampaignTest, arms: Arms, pairs: Pairs, small: Collection[str]) -> Compare:
    control, owner = document.design.variants[0].id, _owners(pairs)

    def compare(pair: SegmentPair, level: float) -> Estimate:
        if pair.segment in small:
            raise NotComputable("segment_folded", minimum=document.settings.small_cell)
        return compare_arms(arms.within(pair.segment), control, owner[id(pair)], confidence=level)

    return compare


def _planned(document: CampaignTest) -> list[str]:
    return [one.id for one in document.design.segments if one.planned]


def _owners(pairs: Pairs) -> dict[int, str]:
    return {id(pair): variant for variant, own in pairs.items() for pair in own}


def _turned(test: SegmentTest, metric: Metric) -> SegmentTest:
    """Return a test whose verdict knows that less can be better."""
    if metric.better == "more" or test.verdict not in FLIPPED:
        return test
    return replace(test, verdict="worse" if test.verdict == "better" else "better")


def _reading(
    document: CampaignTest,
    arms: Arms,
    variant: str,
    pairs: tuple[SegmentPair, ...],
    tests: tuple[SegmentTest, ...],
    confidence: float,
) -> SegmentsReading:
    effects, metric, control = comparable_effects(pairs), arms.metric, document.design.variants[0].id
    settings, parts = document.settings, {pair.segment: arms.within(pair.segment) for pair in pairs}
    return SegmentsReading(
        variant=variant,
        metric=metric.id,
        tests=tests,
        sign_risks=_sign_risks(document, metric, pairs, tests, confidence),
        shrinkage=_shrinkage(pairs, confidence),
        heterogeneity=_differences(document, parts, variant, pairs),
        relative=_relative(document, pairs),
        sign_change=sign_change(effects),
        simpson=_simpson(pairs, confidence),
        groupings=grouped_readings(
            arms, document.design.groupings, control, variant, seed=settings.seed, draws=settings.permutations
        ),
        odds=_odds(metric, pairs, confidence),
    )


def _differences(
    document: CampaignTest, parts: Mapping[str, Arms], variant: str, pairs: Sequence[SegmentPair]
) -> Heterogeneity:
    control, settings = document.design.variants[0].id, document.settings
    own = [parts[pair.segment] for pair in pairs]
    return differences(own, pairs, control, variant, seed=settings.seed, draws=settings.permutations)


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


def _odds(metric: Metric, pairs: Sequence[SegmentPair], confidence: float) -> StratifiedOdds | None:
    """Return odds ratios of a share; nothing where no segment has a ratio."""
    if metric.kind != "proportion":
        return None
    found = stratified_odds(pairs, confidence=confidence)
    return found if found.common is not None else None


def _simpson(pairs: Sequence[SegmentPair], confidence: float) -> SimpsonGuard | None:
    try:
        return simpson_guard(pairs, confidence=confidence)
    except NotComputable:
        return None
