"""Odds ratios over segments: crude, Mantel-Haenszel with its test, and whether the segments share one (Breslow-Day)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Proportion, critical_value
from evaluators.campaigns.segment_effects import SegmentPair
from evaluators.errors import NotComputable
from evaluators.results import Interval

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class StratifiedOdds:
    """Odds of the event in the variant as a multiple of those in the control, segments held fixed."""

    crude: float | None  # segments ignored; None: an arm has no events, or only events
    common: float | None  # Mantel-Haenszel; None: no segment has both an event and a non-event to compare
    interval: Interval | None  # of the common ratio, Robins-Breslow-Greenland; None with it, or at 0
    chi_square: float | None  # Cochran-Mantel-Haenszel, no continuity correction; None: nothing varies
    p_value: float | None  # one degree of freedom
    breslow_day: float | None  # differences between the segments' ratios, Tarone's correction not applied
    breslow_day_degrees: int  # informative segments less one
    breslow_day_p: float | None  # None: fewer than two informative segments


def stratified_odds(pairs: Sequence[SegmentPair], *, confidence: float = 0.95) -> StratifiedOdds:
    """Return odds ratios over segments of a share.

    Segments with an empty arm, or where nobody or everybody did it, tell nothing about the ratio and are passed over.

    Parameters
    ----------
    pairs : sequence of SegmentPair
        Proportions.
    confidence : float
        Two-sided, in (0, 1).

    Raises
    ------
    NotComputable
        ``odds_need_shares`` when the metric is not a share.

    References
    ----------
    Mantel & Haenszel (1959), J. Natl. Cancer Inst. 22:719-748. doi:10.1093/jnci/22.4.719
    Robins, Breslow & Greenland (1986), Biometrics 42:311-323. doi:10.2307/2531052
    Breslow & Day (1980), Statistical Methods in Cancer Research I, IARC, section 4.4.
    """
    a, b, c, d = _tables(pairs)
    used = (a + b > 0) & (c + d > 0) & (a + c > 0) & (b + d > 0)
    crude = _ratio(float(a.sum() * d.sum()), float(b.sum() * c.sum()))
    a, b, c, d = (column[used] for column in (a, b, c, d))
    n = a + b + c + d
    common = _ratio(float((a * d / n).sum()), float((b * c / n).sum()))
    chi_square, p_value = _cochran_mantel_haenszel(a, b, c, d)
    breslow_day, breslow_day_p = _breslow_day(a, b, c, d, common)
    return StratifiedOdds(
        crude=crude,
        common=common,
        interval=_interval(a, b, c, d, common, confidence) if common else None,
        chi_square=chi_square,
        p_value=p_value,
        breslow_day=breslow_day,
        breslow_day_degrees=max(len(n) - 1, 0),
        breslow_day_p=breslow_day_p,
    )


def _tables(pairs: Sequence[SegmentPair]) -> Floats:
    """Return events and non-events of the variant, then of the control, shape (4, S)."""
    rows = []
    for pair in pairs:
        if not (isinstance(pair.variant, Proportion) and isinstance(pair.control, Proportion)):
            raise NotComputable("odds_need_shares", segment=pair.segment)
        variant, control = pair.variant, pair.control
        rows.append([variant.events, variant.trials - variant.events, control.events, control.trials - control.events])
    return np.array(rows, dtype=float).reshape(-1, 4).T


def _ratio(above: float, below: float) -> float | None:
    return above / below if below > 0 else None


def _interval(a: Floats, b: Floats, c: Floats, d: Floats, common: float, confidence: float) -> Interval:
    n = a + b + c + d
    agree, differ, with_it, against = (a + d) / n, (b + c) / n, a * d / n, b * c / n
    sum_with, sum_against = with_it.sum(), against.sum()
    variance = (agree * with_it).sum() / (2 * sum_with**2)
    variance += (agree * against + differ * with_it).sum() / (2 * sum_with * sum_against)
    variance += (differ * against).sum() / (2 * sum_against**2)
    reach = critical_value(confidence) * np.sqrt(variance)
    return Interval(low=float(common * np.exp(-reach)), high=float(common * np.exp(reach)))


def _cochran_mantel_haenszel(a: Floats, b: Floats, c: Floats, d: Floats) -> tuple[float | None, float | None]:
    from scipy.special import chdtrc

    n = a + b + c + d
    variance = float(((a + b) * (c + d) * (a + c) * (b + d) / (n**2 * np.maximum(n - 1, 1))).sum())
    if not variance > 0:
        return None, None
    statistic = float((a - (a + b) * (a + c) / n).sum() ** 2 / variance)
    return statistic, float(chdtrc(1, statistic))


def _breslow_day(a: Floats, b: Floats, c: Floats, d: Floats, common: float | None) -> tuple[float | None, float | None]:
    """Compare each segment's events with those that the common ratio would bring, given its margins."""
    from scipy.special import chdtrc

    if not common or len(a) < 2:
        return None, None
    expected = _expected_events(a + b, c + d, a + c, common)
    parts = (expected, a + b - expected, a + c - expected, c + d - (a + c - expected))
    statistic = float(((a - expected) ** 2 * sum(1 / part for part in parts)).sum())
    return statistic, float(chdtrc(len(a) - 1, statistic))


def _expected_events(variants: Floats, controls: Floats, events: Floats, ratio: float) -> Floats:
    """Solve E (n0 - m + E) = ratio (n1 - E)(m - E) for the variant's events E within the margins."""
    square = 1 - ratio
    linear = controls - events + ratio * (variants + events)
    constant = -ratio * variants * events
    root = np.sqrt(np.maximum(linear**2 - 4 * square * constant, 0.0))
    return np.asarray(-2 * constant / (linear + root))
