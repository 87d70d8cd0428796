"""Does mixing segments mislead: the crude effect beside the post-stratified one, and arms of unlike composition."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import fsum, sqrt

import numpy as np

from evaluators.campaigns.aggregates import Estimate, Proportion, Summary, normal_interval, two_sided
from evaluators.campaigns.segment_effects import Outcome, SegmentPair, as_summary, segment_effects, size
from evaluators.errors import NotComputable

UNLIKE = 0.001  # p-value under which the arms are made up of other shares of segments


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpsonGuard:
    """The effect with segments mixed and with segments held fixed."""

    crude: float | None  # variant - control over all customers; None: an arm has no customers
    post_stratified: Estimate  # segments weighted by their customers
    sign_differs: bool  # crude and post-stratified point in opposite directions
    moved_errors: float | None  # crude less post-stratified, in standard errors of the latter; None: no error or crude
    shares_p: float | None  # chi-square test that both arms have the same shares of segments; None: nothing to compare
    left_out: tuple[str, ...]  # segments with an empty arm, or one customer in it: not in the post-stratified figure
    warning: bool  # sign differs, more than one standard error, or unlike shares


def pooled(outcomes: Sequence[Outcome]) -> Outcome:
    """Return several groups of customers as one.

    References
    ----------
    Chan, Golub & LeVeque (1983), Am. Stat. 37:242-247. doi:10.1080/00031305.1983.10483115
    """
    shares = [one for one in outcomes if isinstance(one, Proportion)]
    if outcomes and len(shares) == len(outcomes):
        return Proportion(sum(one.events for one in shares), sum(one.trials for one in shares))
    groups = [as_summary(one) for one in outcomes if size(one)]
    n = sum(one.n for one in groups)
    if n == 0:
        return Summary(0, 0.0, 0.0)
    mean = fsum(one.n * one.mean for one in groups) / n
    squares = fsum((one.n - 1) * one.variance + one.n * (one.mean - mean) ** 2 for one in groups)
    return Summary(n, mean, squares / (n - 1) if n > 1 else 0.0)


def post_stratified(pairs: Sequence[SegmentPair], *, confidence: float = 0.95) -> Estimate:
    """Return the effect with every segment weighted by its customers in both arms.

    D = sum W D_s and variance sum W^2 V_s with W = n_s / n. Segments where V_s is unknown are left out.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    confidence : float
        Two-sided, in (0, 1); normal.

    Raises
    ------
    NotComputable
        ``no_segment_effects``.

    References
    ----------
    Miratrix, Sekhon & Yu (2013), J. R. Stat. Soc. B 75:369-396. doi:10.1111/j.1467-9868.2012.01048.x
    """
    known = [
        (one.customers, one.effect, one.variance)
        for one in segment_effects(pairs)
        if one.effect is not None and one.variance is not None
    ]
    if not known:
        raise NotComputable("no_segment_effects", segments=len(pairs))
    total = sum(customers for customers, _, _ in known)
    value = fsum(customers * effect for customers, effect, _ in known) / total
    error = sqrt(fsum((customers / total) ** 2 * variance for customers, _, variance in known))
    return Estimate(
        value=value,
        standard_error=error,
        interval=normal_interval(value, error, confidence=confidence),
        p_value=two_sided(value / error) if error > 0 else None,
        method="post_stratified",
    )


def shares_p_value(pairs: Sequence[SegmentPair]) -> float | None:
    """Return the chi-square p-value of equal shares of segments in both arms; None where nothing can differ."""
    from scipy.special import chdtrc

    counts = np.array([[size(pair.control), size(pair.variant)] for pair in pairs], dtype=float).reshape(-1, 2)
    counts = counts[counts.sum(axis=1) > 0]
    if len(counts) < 2 or not counts.sum(axis=0).all():
        return None
    expected = np.outer(counts.sum(axis=1), counts.sum(axis=0)) / counts.sum()
    return float(chdtrc(len(counts) - 1, ((counts - expected) ** 2 / expected).sum()))


def simpson_guard(pairs: Sequence[SegmentPair], *, confidence: float = 0.95) -> SimpsonGuard:
    """Warn where the crude effect misleads: another sign, another size, or arms made up of other segments.

    Parameters
    ----------
    pairs : sequence of SegmentPair
    confidence : float
        Of the post-stratified interval.

    Raises
    ------
    NotComputable
        ``no_segment_effects`` when no segment has both arms.

    References
    ----------
    Bickel, Hammel & O'Connell (1975), Science 187:398-404. doi:10.1126/science.187.4175.398
    """
    fixed = post_stratified(pairs, confidence=confidence)
    control, variant = pooled([pair.control for pair in pairs]), pooled([pair.variant for pair in pairs])
    crude = as_summary(variant).mean - as_summary(control).mean if size(control) and size(variant) else None
    error = fixed.standard_error
    moved = (crude - fixed.value) / error if crude is not None and error else None
    sign_differs = crude is not None and crude * fixed.value < 0
    shares_p = shares_p_value(pairs)
    unlike = shares_p is not None and shares_p < UNLIKE
    return SimpsonGuard(
        crude=crude,
        post_stratified=fixed,
        sign_differs=sign_differs,
        moved_errors=moved,
        shares_p=shares_p,
        left_out=tuple(one.segment for one in segment_effects(pairs) if one.variance is None),
        warning=sign_differs or unlike or (moved is not None and abs(moved) > 1),
    )
