"""What a significant segment effect is worth under a design: wrong-sign (type S) and exaggeration (type M) risk."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, pi, sqrt

import numpy as np

from evaluators.campaigns.aggregates import critical_value
from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.errors import EvaluationError


@dataclass(frozen=True, slots=True, kw_only=True)
class SignRisk:
    """What happens to a significant estimate when the true effect is as assumed."""

    power: float  # chance of a significant estimate, 0..1
    wrong_sign: float  # type S: chance that a significant estimate has the wrong sign, 0..1
    exaggeration: float | None  # type M: size of a significant estimate, on average, per true size; None: true is 0


def sign_risk(true_effect: float, standard_error: float, *, confidence: float = 0.95) -> SignRisk:
    """Return the risks of calling an effect when significant, for a normal estimate.

    Parameters
    ----------
    true_effect : float
        Assumed before the data, such as the smallest effect worth having; metric's unit.
    standard_error : float
        Of the estimate under the design; above 0, same unit.
    confidence : float
        Two-sided, in (0, 1).

    Raises
    ------
    EvaluationError
        ``standard_error_not_positive``.

    References
    ----------
    Gelman & Carlin (2014), Perspect. Psychol. Sci. 9:641-651. doi:10.1177/1745691614551642

    >>> risk = sign_risk(2, 8.1)
    >>> round(risk.power, 2), round(risk.wrong_sign, 2), round(risk.exaggeration, 1)
    (0.06, 0.24, 9.5)
    """
    from scipy.special import ndtr

    if not standard_error > 0:
        raise EvaluationError("standard_error_not_positive", value=standard_error)
    z, size = critical_value(confidence), abs(true_effect) / standard_error
    right, wrong = float(ndtr(size - z)), float(ndtr(-size - z))
    power = right + wrong
    reach = size * (right - wrong) + _density(z - size) + _density(z + size)
    exaggeration = reach / (power * size) if size > 0 else None
    if exaggeration is not None and not np.isfinite(exaggeration):
        exaggeration = None
    return SignRisk(power=power, wrong_sign=wrong / power, exaggeration=exaggeration)


def segment_sign_risks(
    effects: Sequence[SegmentEffect], true_effect: float, *, confidence: float = 0.95
) -> tuple[SignRisk | None, ...]:
    """Return each segment's risks from the variance of its effect; None where there is no variance.

    Parameters
    ----------
    effects : sequence of SegmentEffect
        With the variances of ``comparable_effects``.
    true_effect : float
        Assumed for every segment, on the scale of the effects.
    confidence : float
        Two-sided, in (0, 1); for simultaneous tests that of one test.
    """
    return tuple(
        sign_risk(true_effect, sqrt(one.variance), confidence=confidence) if one.known and one.variance else None
        for one in effects
    )


def _density(z: float) -> float:
    return exp(-z * z / 2) / sqrt(2 * pi)
