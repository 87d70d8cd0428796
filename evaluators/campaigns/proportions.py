"""Two proportions: the pooled score test and intervals that hold in small segments."""

from __future__ import annotations

from math import hypot, sqrt

from evaluators.campaigns.aggregates import Estimate, Proportion, critical_value, normal_interval, two_sided
from evaluators.campaigns.exact import exact_p_value, small_counts_test
from evaluators.campaigns.score import score_limits, score_variance
from evaluators.errors import NotComputable
from evaluators.notes import Note, Severity
from evaluators.results import Interval


def wilson_interval(arm: Proportion, *, confidence: float = 0.95) -> Interval:
    """Return the score interval of one proportion.

    Parameters
    ----------
    arm : Proportion
        At least one customer.
    confidence : float
        Two-sided, in (0, 1).

    Raises
    ------
    NotComputable
        ``no_trials``.

    References
    ----------
    Wilson (1927), J. Am. Stat. Assoc. 22:209-212. doi:10.1080/01621459.1927.10502953

    >>> wilson_interval(Proportion(0, 20)).rounded(4)
    Interval(low=0.0, high=0.1611)
    """
    z = critical_value(confidence)
    share, n = arm.share, arm.trials
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    reach = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return Interval(
        low=max(centre - reach, 0.0) if arm.events else 0.0,
        high=min(centre + reach, 1.0) if arm.events < n else 1.0,
    )


def newcombe_interval(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Interval:
    """Return the hybrid score interval of the difference, variant - control: no iteration, for large tables.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Interval
        Absolute difference, each limit in [-1, 1].

    Raises
    ------
    NotComputable
        ``no_trials``.

    References
    ----------
    Newcombe (1998), Stat. Med. 17:873-890, method 10.
    doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I

    >>> newcombe_interval(Proportion(48, 80), Proportion(56, 70)).rounded(4)
    Interval(low=0.0524, high=0.3339)
    """
    around_control = wilson_interval(control, confidence=confidence)
    around_variant = wilson_interval(variant, confidence=confidence)
    difference = variant.share - control.share
    return Interval(
        low=difference - hypot(variant.share - around_variant.low, around_control.high - control.share),
        high=difference + hypot(around_variant.high - variant.share, control.share - around_control.low),
    )


def agresti_caffo_interval(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Interval:
    """Return the interval of the difference after adding one event and one non-event to each arm.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Interval
        Absolute difference, variant - control, cut to [-1, 1].

    Raises
    ------
    NotComputable
        ``no_trials``.

    References
    ----------
    Agresti and Caffo (2000), Am. Stat. 54:280-288. doi:10.1080/00031305.2000.10474560
    """
    if not control.trials or not variant.trials:
        raise NotComputable("no_trials")
    shares = [(arm.events + 1) / (arm.trials + 2) for arm in (control, variant)]
    sizes = [arm.trials + 2 for arm in (control, variant)]
    error = sqrt(sum(share * (1 - share) / n for share, n in zip(shares, sizes, strict=True)))
    plain = normal_interval(shares[1] - shares[0], error, confidence=confidence)
    return Interval(low=max(plain.low, -1.0), high=min(plain.high, 1.0))


def wald_interval(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Interval:
    """Return the plain normal interval: too narrow in small segments, kept for comparison with other tools."""
    return normal_interval(variant.share - control.share, unpooled_error(control, variant), confidence=confidence)


def unpooled_error(control: Proportion, variant: Proportion) -> float:
    """Return the plug-in standard error of the difference; 0 where neither arm varies."""
    return sqrt(sum(arm.share * (1 - arm.share) / arm.trials for arm in (control, variant)))


def miettinen_nurminen_interval(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Interval:
    """Return the score interval of the difference, variant - control: those differences the score test keeps.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Interval
        Absolute difference, each limit in [-1, 1]. It holds 0 exactly where `pooled_z` with its default factor
        is within the critical value.

    Raises
    ------
    NotComputable
        ``no_trials``; ``too_few_customers`` for one customer in all.

    References
    ----------
    Miettinen and Nurminen (1985), Stat. Med. 4:213-226. doi:10.1002/sim.4780040211
    """
    _needs_customers(control, variant)
    low, high = score_limits(control.events, control.trials, variant.events, variant.trials, confidence=confidence)
    return Interval(low=float(low), high=float(high))


def pooled_z(control: Proportion, variant: Proportion, *, finite: bool = True) -> float:
    """Return the score statistic of no difference, positive where the variant's share is larger.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    finite : bool
        Multiply the variance by N / (N - 1), as the Miettinen-Nurminen interval does; False is the textbook's z.

    Returns
    -------
    float
        0 where nobody or everybody did it in both arms.

    >>> round(pooled_z(Proportion(48, 80), Proportion(56, 70), finite=False), 6)
    2.650172
    """
    _needs_customers(control, variant)
    total = control.trials + variant.trials
    share = (control.events + variant.events) / total
    variance = share * (1 - share) * (1 / control.trials + 1 / variant.trials)
    if finite:
        variance *= total / (total - 1)
    return (variant.share - control.share) / sqrt(variance) if variance > 0 else 0.0


def margin_z(control: Proportion, variant: Proportion, margin: float, *, finite: bool = True) -> float:
    """Return the score statistic against a difference other than zero, as non-inferiority needs.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    margin : float
        Variant - control under the hypothesis, within (-1, 1).
    finite : bool
        Multiply the variance by N / (N - 1); False is the statistic of Farrington and Manning.

    Returns
    -------
    float
        Positive where the observed difference is above the margin.

    Raises
    ------
    NotComputable
        ``no_trials``; ``no_variation`` where the margin leaves nothing to vary.

    References
    ----------
    Farrington and Manning (1990), Stat. Med. 9:1447-1454. doi:10.1002/sim.4780091208
    """
    _needs_customers(control, variant)
    total = control.trials + variant.trials
    variance = float(score_variance(control.events, control.trials, variant.events, variant.trials, margin))
    variance *= 1.0 if finite else (total - 1) / total
    gap = variant.share - control.share - margin
    if variance <= 0 and gap:
        raise NotComputable("no_variation")
    return gap / sqrt(variance) if gap else 0.0


def compare_proportions(control: Proportion, variant: Proportion, *, confidence: float = 0.95) -> Estimate:
    """Compare two shares: pooled score test with its own interval, and an exact test where counts are small.

    With any expected count under 5 the test is Boschloo's for arms of at most 200 customers, else the mid-P.
    The interval stays Miettinen-Nurminen; a note tells where it and the exact test differ about zero.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Estimate
        Method ``score``, ``boschloo`` or ``mid_p``; difference variant - control, -1..1.

    Raises
    ------
    NotComputable
        ``no_trials``; ``too_few_customers`` for one customer in all.
    """
    interval = miettinen_nurminen_interval(control, variant, confidence=confidence)
    exact = small_counts_test(control, variant)
    p_value = exact_p_value(control, variant, exact) if exact else two_sided(pooled_z(control, variant))
    notes: tuple[Note, ...] = ()
    if exact:
        facts = {"method": exact}
        notes = (Note(code="small_counts", facts=facts),)
        if (p_value < 1 - confidence) == (interval.low <= 0 <= interval.high):
            notes += (Note(code="test_and_interval_differ", severity=Severity.WARNING, facts=facts),)
    return Estimate(
        value=variant.share - control.share,
        standard_error=unpooled_error(control, variant),
        interval=interval,
        p_value=p_value,
        method=exact or "score",
        interval_method="miettinen_nurminen" if exact else None,
        notes=notes,
    )


def _needs_customers(control: Proportion, variant: Proportion) -> None:
    if not control.trials or not variant.trials:
        raise NotComputable("no_trials")
