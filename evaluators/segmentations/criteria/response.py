"""A4: how differently segments answered a campaign, in money per customer; known only where a test was made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.segment_effects import SegmentEffect
from evaluators.campaigns.shrinkage import Shrinkage, between_variance, shrink
from evaluators.errors import NotComputable
from evaluators.results import Interval
from evaluators.segmentations.criteria.nulls import LABEL_DRAWS, summarise_draws
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured

Floats = NDArray[np.float64]

TOLERANCE = 1e-10  # of the interval's ends, relative to the widest spread sought


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A4 of one segmentation."""

    criterion: MeasuredCriterion  # raw: tau, money per customer
    shrinkage: Shrinkage  # each segment's effect, drawn towards the mean of all


def response(
    effects: Sequence[SegmentEffect],
    *,
    largest_gain: float,
    rng: np.random.Generator,
    draws: int = LABEL_DRAWS,
) -> Response:
    """Measure A4: the standard deviation of true effects between segments, tau of the shrinkage model.

    Chance's range comes from drawing the segments' effects around one common effect with their own variances.

    Parameters
    ----------
    effects : sequence of SegmentEffect
        Additive, in money per customer, from a randomised test.
    largest_gain : float
        Largest gain of a targeting policy that the same test showed for any candidate, money per customer; the
        ceiling.
    rng : numpy.random.Generator
    draws : int

    Raises
    ------
    NotComputable
        ``response_untested`` with fewer than two segments whose effect and its variance are known.

    References
    ----------
    DerSimonian & Laird (1986), Control. Clin. Trials 7:177-188. doi:10.1016/0197-2456(86)90046-2
    """
    known = [one for one in effects if one.known]
    if len(known) < 2:
        raise NotComputable("response_untested", segments=len(known))
    values = np.array([one.effect for one in known], dtype=float)
    variances = np.array([one.variance for one in known], dtype=float)
    found = shrink(effects)
    moved = found.mean + rng.standard_normal((draws, len(known))) * np.sqrt(variances)
    chance = summarise_draws(np.sqrt([between_variance(one, variances) for one in moved]))
    criterion = measured(
        "A4",
        float(np.sqrt(between_variance(values, variances))),
        null=0.0,
        ceiling=max(largest_gain, 0.0),
        null_interval=chance.interval,
        interval=spread_interval(values, variances),
    )
    return Response(criterion=criterion, shrinkage=found)


def spread_interval(values: Floats, variances: Floats, *, confidence: float = 0.95) -> Interval:
    """Return the interval of tau from the profile of Q: the spreads at which Q is no surprise.

    References
    ----------
    Viechtbauer (2007), Stat. Med. 26:37-52. doi:10.1002/sim.2514
    """
    from scipy.optimize import brentq
    from scipy.special import chdtri

    def surplus(spread: float, sought: float) -> float:
        weights = 1 / (variances + spread)
        mean = weights @ values / weights.sum()
        return float(weights @ (values - mean) ** 2) - sought

    def end(tail: float) -> float:
        sought = float(chdtri(len(values) - 1, tail))
        widest = float(((values - values.mean()) ** 2).sum()) / sought
        if surplus(0.0, sought) <= 0:
            return 0.0
        return float(np.sqrt(brentq(surplus, 0.0, widest, args=(sought,), xtol=TOLERANCE * widest)))

    return Interval(low=end((1 - confidence) / 2), high=end((1 + confidence) / 2))


def policy_gain(shrinkage: Shrinkage, customers: Mapping[str, float]) -> float:
    """Return what sending to the segments that gain brings more than the better of all and none, money per customer.

    From shrunken effects, net of the cost of sending: a guess before it is tested.

    Parameters
    ----------
    shrinkage : Shrinkage
        In money per customer.
    customers : mapping of str to float
        Customers of each segment.
    """
    effects = np.array([one.shrunken for one in shrinkage.effects])
    shares = np.array([customers[one.segment] for one in shrinkage.effects], dtype=float)
    shares = shares / shares.sum()
    return float(shares @ np.maximum(effects, 0) - max(float(shares @ effects), 0.0))
