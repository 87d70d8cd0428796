"""Weights from pairwise comparisons by the principal eigenvector, and how consistent they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import ArrayLike

from evaluators.decision.tables import Floats
from evaluators.errors import EvaluationError, NotComputable

# Saaty (1980), mean consistency index of random matrices of 3 to 10 items.
RANDOM_INDEX = {3: 0.58, 4: 0.90, 5: 1.12, 6: 1.24, 7: 1.32, 8: 1.41, 9: 1.45, 10: 1.49}
ACCEPTABLE_RATIO = 0.10
STRONGEST = 9.0  # end of Saaty's scale
ROUNDING = 1e-9


@dataclass(frozen=True, slots=True, kw_only=True)
class Inconsistency:
    """The pair whose judgement is furthest from what the weights say."""

    first: int  # 0-based; the item that the judgement favours more than the weights do
    second: int
    stated: float  # how many times as much ``first`` was said to matter as ``second``
    implied: float  # the same by the weights


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AhpWeights:
    """Weights from a matrix of pairwise comparisons."""

    weights: Floats  # (n,), sum 1
    lambda_max: float  # largest eigenvalue; n when fully consistent
    consistency_index: float  # (lambda_max - n) / (n - 1); 0 for one item
    consistency_ratio: float | None  # consistency index over Saaty's random index; None: under three items
    most_inconsistent: Inconsistency | None  # None: under three items, or fully consistent
    acceptable: bool  # the ratio is at most 0.10, or there is none


def pairwise_matrix(n: int, judgements: Mapping[tuple[int, int], float]) -> Floats:
    """Build the reciprocal matrix from judgements of pairs.

    Parameters
    ----------
    n : int
        Number of items, at least 1.
    judgements : mapping
        ``(i, j)``, 0-based, to how many times as much ``i`` matters as ``j`` (1/9..9). Each pair once, in
        either order.

    Returns
    -------
    ndarray, shape (n, n)

    Raises
    ------
    NotComputable
        ``no_criteria`` without items; ``pairwise_missing`` with the ``missing`` pairs and their ``count``.
    EvaluationError
        ``pairwise_outside`` with ``first``, ``second``, ``value``; ``pairwise_given_twice`` when both orders of a
        pair are given and do not agree.

    >>> pairwise_matrix(2, {(1, 0): 4})
    array([[1.  , 0.25],
           [4.  , 1.  ]])
    """
    if n < 1:
        raise NotComputable("no_criteria")
    missing = [pair for pair in combinations(range(n), 2) if pair not in judgements and pair[::-1] not in judgements]
    if missing:
        raise NotComputable("pairwise_missing", missing=missing, count=len(missing))
    matrix = np.eye(n)
    for (i, j), ratio in judgements.items():
        in_scale = 1 / STRONGEST - ROUNDING <= ratio <= STRONGEST + ROUNDING
        if not in_scale or (i == j and ratio != 1):
            raise EvaluationError("pairwise_outside", first=i, second=j, value=ratio, low=1 / STRONGEST, high=STRONGEST)
        other_way = judgements.get((j, i))
        if other_way is not None and abs(ratio * other_way - 1) > ROUNDING:
            raise EvaluationError("pairwise_given_twice", first=i, second=j, value=ratio, other=other_way)
        matrix[i, j], matrix[j, i] = ratio, 1 / ratio
    return matrix


def ahp_weights(matrix: ArrayLike) -> AhpWeights:
    """Derive weights from a reciprocal matrix: A w = lambda_max w.

    The consistency ratio divides by Saaty's random indices. They end at ten items; for more items the last
    one is used, and since random indices grow with the number of items, the ratio is then too high rather
    than too low.

    Parameters
    ----------
    matrix : array_like, shape (n, n)
        ``matrix[i, j]``: how many times as much item ``i`` matters as ``j``.

    Raises
    ------
    NotComputable
        ``no_criteria`` when the matrix is empty.
    EvaluationError
        ``pairwise_not_reciprocal`` with ``first`` and ``second``: a judgement is not above zero, or the two
        halves of the matrix contradict each other.

    References
    ----------
    Saaty (1977), J. Math. Psychol. 15:234-281. doi:10.1016/0022-2496(77)90033-5
    Saaty (1980), The Analytic Hierarchy Process.
    """
    judged = _checked_matrix(matrix)
    n = len(judged)
    values, vectors = np.linalg.eig(judged)
    principal = int(np.argmax(values.real))
    weights = np.abs(vectors[:, principal].real)
    weights = weights / weights.sum()
    lambda_max = float(values[principal].real)
    index = max((lambda_max - n) / (n - 1), 0.0) if n > 1 else 0.0
    ratio = index / RANDOM_INDEX[min(n, max(RANDOM_INDEX))] if n >= min(RANDOM_INDEX) else None
    return AhpWeights(
        weights=weights,
        lambda_max=lambda_max,
        consistency_index=index,
        consistency_ratio=ratio,
        most_inconsistent=_most_inconsistent(judged, weights),
        acceptable=ratio is None or ratio <= ACCEPTABLE_RATIO,
    )


def _checked_matrix(matrix: ArrayLike) -> Floats:
    judged = np.asarray(matrix, dtype=float)
    if judged.ndim != 2 or judged.shape[0] != judged.shape[1]:
        raise ValueError(f"a square matrix is needed, not {judged.shape}")
    if len(judged) == 0:
        raise NotComputable("no_criteria")
    usable = np.isfinite(judged) & (judged > 0)
    safe = np.where(usable, judged, 1.0)
    wrong = np.argwhere(~usable | (np.abs(np.log(safe) + np.log(safe).T) > ROUNDING))
    if len(wrong):
        i, j = (int(place) for place in wrong[0])
        raise EvaluationError(
            "pairwise_not_reciprocal", first=i, second=j, value=float(judged[i, j]), other=float(judged[j, i])
        )
    return judged


def _most_inconsistent(judged: Floats, weights: Floats) -> Inconsistency | None:
    """Find the largest a_ij w_j / w_i: the judgement that overstates its pair the most."""
    implied = weights[:, None] / weights[None, :]
    overstated = judged / implied
    i, j = (int(place) for place in np.unravel_index(int(np.argmax(overstated)), judged.shape))
    if len(judged) < 3 or overstated[i, j] <= 1 + ROUNDING:
        return None
    return Inconsistency(first=i, second=j, stated=float(judged[i, j]), implied=float(implied[i, j]))
