"""Planned looks: boundaries that spend the false-alarm probability bit by bit, and the power they leave."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluators.campaigns.looks import CLOSEST, crossing_probabilities, crossing_sides, next_boundary
from evaluators.errors import EvaluationError

Spending = Literal["obrien_fleming", "pocock"]

DEFAULT_LOOKS = 5
WIDEST = 10.0  # constant boundary under which every sensible one lies


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One planned look at a test."""

    information: float  # share of the planned information, 1 at the planned end
    z: float | None  # stop when |Z| is at least this; None: the look spends nothing measurable, go on
    p_value: float  # two-sided p-value that stops at this look alone; 0 when z is None
    spent: float  # two-sided false-alarm probability spent so far


@dataclass(frozen=True, slots=True, kw_only=True)
class SequentialPower:
    """What a design with looks can find."""

    power: float  # probability of stopping on the side of the effect by the last look
    stopping: tuple[float, ...]  # probability of stopping at each look, either side
    expected_information: float  # mean share of the planned information used


def obrien_fleming_like(information: float, alpha: float) -> float:
    """Return the one-sided probability spent by a share of information: 2 - 2 Phi(z_{alpha/2} / sqrt(t)).

    Parameters
    ----------
    information : float
        Share of the planned information, above 0; everything is spent from 1 on.
    alpha : float
        One-sided level; half the two-sided one.

    References
    ----------
    Lan & DeMets (1983), Biometrika 70:659-663. doi:10.1093/biomet/70.3.659
    """
    from scipy.special import ndtr, ndtri

    return float(2 * ndtr(ndtri(alpha / 2) / math.sqrt(min(information, 1.0))))


def pocock_like(information: float, alpha: float) -> float:
    """Return the one-sided probability spent by a share of information: alpha ln(1 + (e - 1) t).

    References
    ----------
    Lan & DeMets (1983), Biometrika 70:659-663. doi:10.1093/biomet/70.3.659
    """
    return alpha * math.log1p((math.e - 1) * min(information, 1.0))


SPENDING: dict[Spending, Callable[[float, float], float]] = {
    "obrien_fleming": obrien_fleming_like,
    "pocock": pocock_like,
}


def equal_looks(looks: int = DEFAULT_LOOKS) -> tuple[float, ...]:
    """Return equally spaced shares of information, the last one 1.

    >>> equal_looks(4)
    (0.25, 0.5, 0.75, 1.0)
    """
    if looks < 1:
        raise EvaluationError("no_looks")
    return tuple(look / looks for look in range(1, looks + 1))


def spending_boundaries(
    information: Sequence[float], *, alpha: float = 0.05, spending: Spending = "obrien_fleming"
) -> tuple[Look, ...]:
    """Return the boundary of each look.

    A boundary depends on the looks up to its own only, so a test that is under way gives the shares of information
    as they came and leaves the later looks out; nothing that was shown before moves.

    Parameters
    ----------
    information : sequence of float
        Share of the planned information at each look, growing; may end before 1 or run over it.
    alpha : float
        Two-sided false-alarm probability of the whole test; each side spends half by the same function.

    Raises
    ------
    EvaluationError
        ``no_looks``; ``looks_not_increasing`` when a share is not clearly above the one before.

    References
    ----------
    Lan & DeMets (1983), Biometrika 70:659-663. doi:10.1093/biomet/70.3.659

    >>> [round(look.z, 3) for look in spending_boundaries(equal_looks(3))]
    [3.71, 2.511, 1.993]
    """
    times = _growing(information)
    _check_alpha(alpha)
    boundaries: list[float] = []
    looks, before = [], 0.0
    for count, time in enumerate(times, start=1):
        spent = 2 * SPENDING[spending](time, alpha / 2)
        z = next_boundary(times[:count], boundaries, max(spent - before, 0.0))
        boundaries.append(z)
        looks.append(_look(time, z, spent))
        before = spent
    return tuple(looks)


def constant_boundaries(
    looks: int = DEFAULT_LOOKS, *, alpha: float = 0.05, shape: Spending = "obrien_fleming"
) -> tuple[Look, ...]:
    """Return the classic boundaries for equally spaced looks.

    Pocock: the same z at each look; O'Brien-Fleming: C / sqrt(share of information).

    Parameters
    ----------
    looks : int
    alpha : float
        Two-sided.
    shape : "obrien_fleming" or "pocock"

    References
    ----------
    Pocock (1977), Biometrika 64:191-199. doi:10.1093/biomet/64.2.191
    O'Brien & Fleming (1979), Biometrics 35:549-556. doi:10.2307/2530245
    """
    from scipy.optimize import brentq

    times = np.array(equal_looks(looks))
    _check_alpha(alpha)
    form = np.ones(looks) if shape == "pocock" else 1 / np.sqrt(times)

    def excess(constant: float) -> float:
        return float(crossing_probabilities(times, constant * form).sum()) - alpha

    form = form * brentq(excess, 0.0, WIDEST, xtol=1e-12)
    spent = np.cumsum(crossing_probabilities(times, form))
    return tuple(_look(*one) for one in zip(times.tolist(), form.tolist(), spent.tolist(), strict=True))


def peeking_false_alarm(looks: int, *, alpha: float = 0.05) -> float:
    """Return how often a test without effect is stopped when each of equally spaced looks uses the fixed test.

    >>> round(peeking_false_alarm(20), 3)
    0.248
    """
    from scipy.special import ndtri

    _check_alpha(alpha)
    times = equal_looks(looks)
    return float(crossing_probabilities(times, np.full(looks, -ndtri(alpha / 2))).sum())


def sequential_power(looks: Sequence[Look], drift: float) -> SequentialPower:
    """Return what a design finds.

    Parameters
    ----------
    looks : sequence of Look
    drift : float
        Mean of Z at the planned information: effect over its standard error at the planned end.

    References
    ----------
    Armitage, McPherson & Rowe (1969), J. R. Stat. Soc. A 132:235-244. doi:10.2307/2343787
    """
    times = _growing([look.information for look in looks])
    bounds = [math.inf if look.z is None else look.z for look in looks]
    high, low = crossing_sides(times, bounds, drift)
    stopping = high + low
    ends = np.array(times)
    return SequentialPower(
        power=float((high if drift >= 0 else low).sum()),
        stopping=tuple(stopping.tolist()),
        expected_information=float(stopping @ ends + (1 - stopping.sum()) * ends[-1]),
    )


def required_drift(looks: Sequence[Look], power: float = 0.8) -> float:
    """Return the drift that a design finds with the given power."""
    from scipy.optimize import brentq

    return float(brentq(lambda drift: sequential_power(looks, drift).power - power, 0.0, 20.0, xtol=1e-10))


def sample_inflation(looks: Sequence[Look], *, power: float = 0.8, alpha: float = 0.05) -> float:
    """Return how many times the customers of a fixed test the design plans for, for the same power.

    >>> round(sample_inflation(constant_boundaries(5), power=0.8), 3)
    1.028
    """
    from scipy.special import ndtri

    _check_alpha(alpha)
    return float((required_drift(looks, power) / (ndtri(power) - ndtri(alpha / 2))) ** 2)


def _look(time: float, z: float, spent: float) -> Look:
    from scipy.special import ndtr

    if math.isinf(z):
        return Look(information=time, z=None, p_value=0.0, spent=spent)
    return Look(information=time, z=z, p_value=float(2 * ndtr(-z)), spent=spent)


def _growing(information: Sequence[float]) -> list[float]:
    times = [float(share) for share in information]
    if not times:
        raise EvaluationError("no_looks")
    for before, share in zip([0.0, *times], times, strict=False):
        if not before * (1 + CLOSEST) < share < math.inf:
            raise EvaluationError("looks_not_increasing", value=share, before=before)
    return times


def _check_alpha(alpha: float) -> None:
    if not 0 < alpha < 1:
        raise EvaluationError("share_outside", value=alpha, low=0, high=1)
