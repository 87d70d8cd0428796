"""What chance gives: labels dealt anew among customers, and data whose columns are shuffled apart."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluators.results import Interval

Floats = NDArray[np.float64]
Codes = NDArray[np.signedinteger[Any]]

LABEL_DRAWS = 200  # permuted labels, for criteria of outcome
DATA_DRAWS = 20  # the whole method again on shuffled columns, for criteria of structure
RANGE = 0.95  # share of chance's draws within the range


@dataclass(frozen=True, slots=True, kw_only=True)
class NullDraws:
    """A statistic under chance alone."""

    mean: float
    interval: Interval  # middle 95 % of the draws
    draws: int


def summarise_draws(values: Floats) -> NullDraws:
    """Return mean and middle range of drawn statistics, shape (draws,)."""
    low, high = np.quantile(values, [(1 - RANGE) / 2, (1 + RANGE) / 2])
    return NullDraws(mean=float(values.mean()), interval=Interval(low=float(low), high=float(high)), draws=len(values))


def permuted_labels_null(
    statistic: Callable[[Codes], float],
    codes: Codes,
    *,
    rng: np.random.Generator,
    draws: int = LABEL_DRAWS,
    progress: Callable[[float], None] | None = None,
) -> NullDraws:
    """Compute a statistic again and again with the labels dealt anew among the customers.

    Parameters
    ----------
    statistic : callable
        Codes of segments, shape (n,), signed whole numbers of any length, to a number.
    codes : ndarray of int, shape (n,)
        Sizes of segments, and the number unassigned, stay as they are.
    rng : numpy.random.Generator
    draws : int
    progress : callable, optional
        Told the share done, 0..1.

    References
    ----------
    Pitman (1937), Suppl. J. R. Stat. Soc. 4:119-130. doi:10.2307/2984124
    """
    small = codes.astype(np.min_scalar_type(-int(codes.max()) - 2))  # shuffled twice as fast as long whole numbers
    values = np.empty(draws)
    for draw in range(draws):
        values[draw] = statistic(rng.permutation(small))
        if progress:
            progress((draw + 1) / draws)
    return summarise_draws(values)


def column_permuted(data: Floats, *, rng: np.random.Generator) -> Floats:
    """Return data, shape (n, p), with each column shuffled by itself: distributions stay, structure goes."""
    return rng.permuted(data, axis=0)


def shuffled_data_null(
    statistic: Callable[[Floats], float],
    data: Floats,
    *,
    rng: np.random.Generator,
    draws: int = DATA_DRAWS,
    progress: Callable[[float], None] | None = None,
) -> NullDraws:
    """Run a whole method again and again on column-permuted data.

    Parameters
    ----------
    statistic : callable
        Data, shape (n, p), to a number: fits and measures as for the real data.
    data : ndarray, shape (n, p)
    rng : numpy.random.Generator
    draws : int
    progress : callable, optional
        Told the share done, 0..1.

    References
    ----------
    Buja & Eyuboglu (1992), Multivar. Behav. Res. 27:509-540. doi:10.1207/s15327906mbr2704_2
    """
    values = np.empty(draws)
    for draw in range(draws):
        values[draw] = statistic(column_permuted(data, rng=rng))
        if progress:
            progress((draw + 1) / draws)
    return summarise_draws(values)
