"""Weights drawn at random: anywhere, around stated weights, within an order, within limits, on two levels.

Every sampler turns one row of independent standard gamma variates into one row of weights. Rows are drawn one
after another, so drawing 300 and then 700 rows gives the same numbers as drawing 1000 at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.weights import normalised
from evaluators.errors import EvaluationError, NotComputable

Floats = NDArray[np.float64]

LEAST_CONCENTRATION = 0.1  # below it, a whole row of gamma variates may round to zero
EXCHANGE_SWEEPS = 12  # passes over all pairs of weights from the starting point of an interval draw
EXCHANGE_ROWS = 512  # rows worked on at once, to bound memory


class WeightDraws(Protocol):
    """What a simulation draws weights from."""

    @property
    def size(self) -> int:
        """Number of weights in a row."""

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw ``count`` rows of weights that sum to 1, shape (count, size)."""


class WeightSampler(WeightDraws, Protocol):
    """Weight draws that can be nested: weights are made from gamma variates of given shapes."""

    @property
    def shapes(self) -> Floats:
        """Shapes of the gamma variates that one row needs."""

    def weights(self, gammas: Floats) -> Floats:
        """Turn rows of gamma variates, shape (count, len(shapes)), into rows of weights, shape (count, size)."""


class _GammaRows:
    """Draws the variates of a sampler row by row."""

    __slots__ = ()

    def draw(self: WeightSampler, count: int, rng: np.random.Generator) -> Floats:
        """Draw ``count`` rows of weights that sum to 1, shape (count, size)."""
        shapes = self.shapes
        size = (count, len(shapes))
        gammas = rng.standard_exponential(size) if np.all(shapes == 1) else rng.standard_gamma(shapes, size)
        return self.weights(gammas)


@dataclass(frozen=True, slots=True)
class UniformWeights(_GammaRows):
    """Any weights at all: uniform on the simplex."""

    size: int  # at least 1

    def __post_init__(self) -> None:
        if self.size < 1:
            raise NotComputable("no_criteria")

    @property
    def shapes(self) -> Floats:
        """Shapes of the gamma variates that one row needs."""
        return np.ones(self.size)

    def weights(self, gammas: Floats) -> Floats:
        """Return exponentials divided by their sum."""
        return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class DirichletWeights(_GammaRows):
    """Weights that vary around stated ones; a stated zero stays zero.

    Parameters
    ----------
    stated : tuple of float
        Mean weights, any scale.
    concentration : float
        k of Dirichlet(k w); see ``weights.dirichlet_concentration``.

    Raises
    ------
    EvaluationError
        ``concentration_too_small`` with its ``limit``, or what ``weights.normalised`` refuses.
    """

    stated: tuple[float, ...]
    concentration: float

    def __post_init__(self) -> None:
        normalised(self.stated)
        if not LEAST_CONCENTRATION <= self.concentration < np.inf:
            raise EvaluationError("concentration_too_small", value=self.concentration, limit=LEAST_CONCENTRATION)

    @property
    def size(self) -> int:
        """Number of weights in a row."""
        return len(self.stated)

    @property
    def shapes(self) -> Floats:
        """Shapes of the gamma variates that one row needs; the variate of a zero shape is zero."""
        return normalised(self.stated) * self.concentration

    def weights(self, gammas: Floats) -> Floats:
        """Return gamma variates divided by their sum."""
        return np.asarray(gammas / gammas.sum(axis=1, keepdims=True))


@dataclass(frozen=True, slots=True)
class OrdinalWeights(_GammaRows):
    """Any weights that respect a rank order: uniform on that part of the simplex.

    Criteria of the same rank are not ordered among themselves, so the mean weights are the rank order
    centroid with tied positions averaged.

    Parameters
    ----------
    ranks : tuple of int
        1 for the most important; equal ranks are ties, and gaps do not matter.

    References
    ----------
    Lahdelma & Salminen (2001), Oper. Res. 49:444-454. doi:10.1287/opre.49.3.444.11220
    """

    ranks: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.ranks:
            raise NotComputable("no_criteria")

    @property
    def size(self) -> int:
        """Number of weights in a row."""
        return len(self.ranks)

    @property
    def shapes(self) -> Floats:
        """Shapes of the gamma variates that one row needs."""
        return np.ones(self.size)

    def weights(self, gammas: Floats) -> Floats:
        """Return normalised exponentials, the largest for the first rank; ties keep their drawn order."""
        falling = -np.sort(-gammas, axis=1) / gammas.sum(axis=1, keepdims=True)
        drawn = np.empty(falling.shape)
        start = 0
        for rank in sorted(set(self.ranks)):
            members = np.flatnonzero(np.array(self.ranks) == rank)
            places = np.argsort(np.argsort(-gammas[:, members], axis=1), axis=1)
            drawn[:, members] = np.take_along_axis(falling, start + places, axis=1)
            start += len(members)
        return drawn


@dataclass(frozen=True, slots=True)
class IntervalWeights(_GammaRows):
    """Any weights within limits: uniform on the part of the simplex where low <= w <= high.

    Each row is a chain of its own: from an inner point, every pair of weights in turn redistributes its sum
    uniformly as far as the limits allow (exchange Gibbs sampling), ``EXCHANGE_SWEEPS`` times over all pairs.

    Raises
    ------
    EvaluationError
        ``weight_limits_invalid`` with the 0-based ``criterion`` when not 0 <= low <= high <= 1.
    NotComputable
        ``weight_limits_empty`` with the sums of ``low`` and ``high``: no weights that sum to 1 respect them.
    """

    low: tuple[float, ...]
    high: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.low:
            raise NotComputable("no_criteria")
        for place, (low, high) in enumerate(zip(self.low, self.high, strict=True)):
            if not 0 <= low <= high <= 1:
                raise EvaluationError("weight_limits_invalid", criterion=place, low=low, high=high)
        if sum(self.low) > 1 + 1e-12 or sum(self.high) < 1 - 1e-12:
            raise NotComputable("weight_limits_empty", low=sum(self.low), high=sum(self.high))

    @property
    def size(self) -> int:
        """Number of weights in a row."""
        return len(self.low)

    @property
    def shapes(self) -> Floats:
        """One variate for each exchange."""
        return np.ones(EXCHANGE_SWEEPS * self.size * (self.size - 1) // 2)

    def draw(self, count: int, rng: np.random.Generator) -> Floats:
        """Draw ``count`` rows of weights that sum to 1, shape (count, size), a few rows at a time."""
        width = len(self.shapes)
        blocks = [min(EXCHANGE_ROWS, count - start) for start in range(0, count, EXCHANGE_ROWS)]
        rows = [self.weights(rng.standard_exponential((block, width))) for block in blocks]
        return np.concatenate(rows) if rows else np.empty((0, self.size))

    def weights(self, gammas: Floats) -> Floats:
        """Run the exchanges; an exponential variate e gives the uniform exp(-e)."""
        low, high = np.array(self.low), np.array(self.high)
        room = (high - low).sum()
        inner = low + (high - low) * (min(max(1 - low.sum(), 0.0), room) / room if room > 0 else 0.0)
        shares = np.ascontiguousarray(np.exp(-gammas).T)
        rows = np.repeat(inner[:, None], len(gammas), axis=1)
        pairs = list(combinations(range(self.size), 2)) * EXCHANGE_SWEEPS
        for share, (first, second) in zip(shares, pairs, strict=True):
            both = rows[first] + rows[second]
            least = np.maximum(low[first], both - high[second])
            most = np.maximum(np.minimum(high[first], both - low[second]), least)
            rows[first] = least + share * (most - least)
            rows[second] = both - rows[first]
        return np.array(np.maximum(rows, 0.0).T, order="C")


@dataclass(frozen=True, slots=True)
class HierarchyWeights(_GammaRows):
    """Weights on two levels: a criterion's weight is its group's times its own within the group.

    Parameters
    ----------
    top : WeightSampler
        Weights of the groups.
    groups : sequence of WeightSampler
        Weights within each group, in the order of ``top``; a criterion without a group is a group of one.
    members : sequence of tuple of int
        0-based places of each group's criteria; together each place exactly once.
    """

    top: WeightSampler
    groups: tuple[WeightSampler, ...]
    members: tuple[tuple[int, ...], ...]

    def __post_init__(self) -> None:
        sizes_fit = [group.size for group in self.groups] == [len(places) for places in self.members]
        places = sorted(place for group in self.members for place in group)
        if len(self.groups) != self.top.size or not sizes_fit or places != list(range(len(places))):
            raise ValueError("each group needs a sampler of its size, and each criterion one group")

    @property
    def size(self) -> int:
        """Number of weights in a row."""
        return sum(len(places) for places in self.members)

    @property
    def shapes(self) -> Floats:
        """Shapes of all levels' variates, the top first."""
        return np.concatenate([self.top.shapes, *(group.shapes for group in self.groups)])

    def weights(self, gammas: Floats) -> Floats:
        """Return the products of the two levels' weights."""
        widths = [len(self.top.shapes), *(len(group.shapes) for group in self.groups)]
        top, *within = np.split(gammas, np.cumsum(widths)[:-1], axis=1)
        shares = self.top.weights(top)
        drawn = np.empty((len(gammas), self.size))
        for place, (group, members, part) in enumerate(zip(self.groups, self.members, within, strict=True)):
            drawn[:, list(members)] = shares[:, [place]] * group.weights(part)
        return drawn


def streams(seed: int, names: Sequence[str]) -> dict[str, np.random.Generator]:
    """Return one independent stream of random numbers per name, all from one seed."""
    children = np.random.SeedSequence(seed).spawn(len(names))
    return {name: np.random.default_rng(child) for name, child in zip(names, children, strict=True)}
