"""Verdicts on single segments: planned ones tested together (Šidák), the rest looked through for leads only."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluators.campaigns.aggregates import Estimate, Proportion, Summary
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.multiplicity import benjamini_hochberg, sidak, sidak_confidence
from evaluators.campaigns.proportions import compare_proportions
from evaluators.campaigns.segment_effects import SegmentPair, as_summary, size
from evaluators.errors import NotComputable

Verdict = Literal["better", "worse", "unclear", "lead", "not_computed"]
Compare = Callable[[SegmentPair, float], Estimate]

FALSE_LEADS = 0.10  # share of the leads that may be chance


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTest:
    """The variant against the control within one segment, with the other segments of its family in mind."""

    segment: str
    planned: bool  # named in the plan
    customers: int  # both arms
    estimate: Estimate | None  # p-value as if alone, interval at ``confidence``; None: not computable
    confidence: float | None  # of this interval; None with the estimate
    adjusted_p: float | None  # within its family: Šidák for planned, Benjamini-Hochberg for others
    verdict: Verdict  # others than planned are leads at most
    reason: str | None  # error code where it could not be computed


def compare_pair(pair: SegmentPair, confidence: float) -> Estimate:
    """Compare shares by the score test (exact for small counts) and means by Welch, variant - control."""
    if isinstance(pair.control, Proportion) and isinstance(pair.variant, Proportion):
        return compare_proportions(pair.control, pair.variant, confidence=confidence)
    control: Summary = as_summary(pair.control)
    return compare_means(control, as_summary(pair.variant), confidence=confidence)


def planned_segments(
    pairs: Sequence[SegmentPair], *, confidence: float = 0.95, compare: Compare = compare_pair
) -> tuple[SegmentTest, ...]:
    """Test the segments that the plan names, in one step, whatever the overall test says.

    Each interval has the Šidák confidence, so all hold together and none contradicts its verdict: better or worse
    needs both a small adjusted p-value and an interval without zero. A segment that cannot be computed still counts
    in the family.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    confidence : float
        Of all intervals together, in (0, 1); tests are made at 1 - confidence.
    compare : callable of (SegmentPair, confidence), optional
        Another metric or scale.

    References
    ----------
    Šidák (1967), J. Am. Stat. Assoc. 62:626-633. doi:10.1080/01621459.1967.10482935
    """
    if not pairs:
        return ()
    each = sidak_confidence(confidence, len(pairs))
    found = [_attempt(pair, each, compare) for pair in pairs]
    tests = []
    for pair, one in zip(pairs, found, strict=True):
        p_value = one.p_value if isinstance(one, Estimate) else None
        adjusted = None if p_value is None else float(sidak([p_value], tests=len(pairs))[0])
        tests.append(_test(pair, one, each, adjusted, planned=True, alpha=1 - confidence))
    return tuple(tests)


def unplanned_segments(
    pairs: Sequence[SegmentPair], *, false_leads: float = FALSE_LEADS, compare: Compare = compare_pair
) -> tuple[SegmentTest, ...]:
    """Look through segments that the plan does not name, for leads to test next time.

    Benjamini-Hochberg at ``false_leads``. With R leads among m segments every interval has confidence
    1 - max(R, 1) false_leads / m, so that of the leads' intervals at most that share misses, on average.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    false_leads : float
        Expected share of false leads among the leads, in (0, 1).
    compare : callable of (SegmentPair, confidence), optional

    References
    ----------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57:289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    Benjamini & Yekutieli (2005), J. Am. Stat. Assoc. 100:71-81. doi:10.1198/016214504000001907
    """
    if not pairs:
        return ()
    alone = [_attempt(pair, 1 - false_leads, compare) for pair in pairs]
    p_values = [None if isinstance(one, NotComputable) else one.p_value for one in alone]
    computed = [value for value in p_values if value is not None]
    steps = iter(benjamini_hochberg(computed, tests=len(pairs)).tolist())
    adjusted = [None if value is None else float(next(steps)) for value in p_values]
    leads = sum(value is not None and value <= false_leads for value in adjusted)
    each = 1 - max(leads, 1) * false_leads / len(pairs)
    return tuple(
        _test(pair, _attempt(pair, each, compare), each, value, planned=False, alpha=false_leads)
        for pair, value in zip(pairs, adjusted, strict=True)
    )


def _attempt(pair: SegmentPair, confidence: float, compare: Compare) -> Estimate | NotComputable:
    try:
        return compare(pair, confidence)
    except NotComputable as reason:
        return reason


def _test(
    pair: SegmentPair,
    found: Estimate | NotComputable,
    confidence: float,
    adjusted: float | None,
    *,
    planned: bool,
    alpha: float,
) -> SegmentTest:
    computed = isinstance(found, Estimate)
    return SegmentTest(
        segment=pair.segment,
        planned=planned,
        customers=size(pair.control) + size(pair.variant),
        estimate=found if isinstance(found, Estimate) else None,
        confidence=confidence if computed else None,
        adjusted_p=adjusted,
        verdict=_verdict(found, adjusted, planned, alpha) if isinstance(found, Estimate) else "not_computed",
        reason=found.code if isinstance(found, NotComputable) else None,
    )


def _verdict(estimate: Estimate, adjusted: float | None, planned: bool, alpha: float) -> Verdict:
    if adjusted is None:
        return "not_computed"
    if not planned:
        return "lead" if adjusted <= alpha else "unclear"
    around = estimate.interval
    if adjusted >= alpha or around is None or around.low <= 0 <= around.high:
        return "unclear"
    return "better" if estimate.value > 0 else "worse"
