"""How much of an outcome the inputs can tell at best: the best of three models of single customers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.segmentations.criteria.folds import one_thread, sampled_rows, whole_seed
from evaluators.segmentations.criteria.inputs import InputMatrix
from evaluators.segmentations.criteria.outcome_table import checked_outcome

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

LEAST = 0.05  # ceiling where no model tells more: else noise would be stretched over the whole scale
RIDGE_STRENGTHS = (0.1, 1.0, 10.0, 100.0, 1000.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftCeiling:
    """Out-of-sample R2 of models of single customers, and the ceiling that follows."""

    ridge: float  # linear, standardised, strength chosen within the training rows
    tree: float  # up to four questions deep
    boosted: float  # gradient-boosted small trees
    value: float  # the best of them, at least 0.05
    rows: int  # customers fitted to and tested on, a sample of the largest files


def out_of_fold(make: Callable[[], Any], inputs: Floats, outcome: Floats, folds: Ints) -> Floats:
    """Predict each row by a model fitted to the other folds.

    Parameters
    ----------
    make : callable
        Returns a new scikit-learn estimator.
    inputs : ndarray, shape (n, p)
    outcome : ndarray, shape (n,)
    folds : ndarray of int, shape (n,)

    Returns
    -------
    ndarray, shape (n,)
    """
    predicted = np.empty(len(outcome))
    with one_thread():
        for fold in range(int(folds.max()) + 1):
            test = folds == fold
            predicted[test] = make().fit(inputs[~test], outcome[~test]).predict(inputs[test])
    return predicted


def predicted_r2(predicted: Floats, outcome: Floats, folds: Ints) -> float:
    """Return the share of squared error that predictions save against the mean of the other folds."""
    size = np.bincount(folds)
    sums = np.bincount(folds, weights=outcome)
    means = (sums.sum() - sums) / (size.sum() - size)
    return float(1 - ((outcome - predicted) ** 2).sum() / ((outcome - means[folds]) ** 2).sum())


def lift_ceiling(inputs: InputMatrix, outcome: ArrayLike, folds: Ints, *, rng: np.random.Generator) -> LiftCeiling:
    """Return the best out-of-sample R2 of a ridge regression, a small tree and boosted trees.

    Parameters
    ----------
    inputs : InputMatrix
        What the segmentations may use, n rows.
    outcome : array_like, shape (n,)
        Winsorised money, or zeros and ones.
    folds : ndarray of int, shape (n,)
    rng : numpy.random.Generator

    References
    ----------
    Friedman (2001), Ann. Stat. 29:1189-1232. doi:10.1214/aos/1013203451
    Hoerl & Kennard (1970), Technometrics 12:55-67. doi:10.1080/00401706.1970.10488634
    """
    given = checked_outcome(outcome, rows=len(inputs.values))
    rows = sampled_rows(len(given), rng=rng)
    values, known, fold = inputs.values[rows], given[rows], folds[rows]
    seed = whole_seed(rng)
    found = [
        predicted_r2(out_of_fold(make, values, known, fold), known, fold)
        for make in (_ridge, lambda: _tree(seed), lambda: _boosted(seed))
    ]
    return LiftCeiling(ridge=found[0], tree=found[1], boosted=found[2], value=max(LEAST, *found), rows=len(rows))


def _ridge() -> Any:
    from sklearn.impute import SimpleImputer
    from sklearn.linear_model import RidgeCV
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    imputer = SimpleImputer(strategy="median", keep_empty_features=True)
    return make_pipeline(imputer, StandardScaler(), RidgeCV(alphas=RIDGE_STRENGTHS))


def _tree(seed: int) -> Any:
    from sklearn.tree import DecisionTreeRegressor

    return DecisionTreeRegressor(max_depth=4, min_samples_leaf=20, random_state=seed)


def _boosted(seed: int) -> Any:
    from sklearn.ensemble import HistGradientBoostingRegressor

    return HistGradientBoostingRegressor(
        max_iter=100, learning_rate=0.05, max_leaf_nodes=8, early_stopping=False, random_state=seed
    )
