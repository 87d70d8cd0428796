"""Several tests at once: adjusted p-values, and the Šidák level at which interval and verdict agree."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import normal_interval
from evaluators.results import Interval

Floats = NDArray[np.float64]


def bonferroni(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust by the number of tests, in one step.

    Parameters
    ----------
    p_values : array_like, shape (m,)
        In 0..1, in any order.
    tests : int, optional
        Size of the family, at least m; larger when some planned tests could not be computed. The same in all
        functions here.

    Returns
    -------
    ndarray, shape (m,)
        Adjusted p-values in the given order; compare each with the family's alpha.
    """
    given, family = _checked(p_values, tests)
    return np.minimum(given * family, 1.0)


def sidak(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust in one step for independent tests: 1 - (1 - p)^m, shape (m,).

    A p-value adjusted so is under alpha just when the interval of confidence ``sidak_confidence`` leaves zero out.

    References
    ----------
    Šidák (1967), J. Am. Stat. Assoc. 62:626-633. doi:10.1080/01621459.1967.10482935

    >>> sidak([0.01, 0.5]).round(4).tolist()
    [0.0199, 0.75]
    """
    given, family = _checked(p_values, tests)
    with np.errstate(divide="ignore"):  # p = 1: the logarithm is -inf and the answer 1
        return np.asarray(-np.expm1(family * np.log1p(-given)))


def holm(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust step by step from the smallest p-value, whatever the dependence, shape (m,).

    References
    ----------
    Holm (1979), Scand. J. Stat. 6:65-70.
    """
    given, family = _checked(p_values, tests)
    order = np.argsort(given, kind="stable")
    stepped = np.maximum.accumulate(given[order] * (family - np.arange(len(given))))
    return _back_in_order(stepped, order)


def hochberg(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust step by step from the largest p-value, shape (m,); independent or positively dependent tests.

    Tests that could not be computed count as the largest.

    References
    ----------
    Hochberg (1988), Biometrika 75:800-802. doi:10.1093/biomet/75.4.800
    """
    given, family = _checked(p_values, tests)
    order = np.argsort(given, kind="stable")
    return _back_in_order(_from_the_largest(given[order] * (family - np.arange(len(given)))), order)


def hommel(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust by closing Simes' test, shape (m,); at least as strong as Hochberg, under the same conditions.

    References
    ----------
    Hommel (1988), Biometrika 75:383-386. doi:10.1093/biomet/75.2.383; in the form of Wright (1992), Biometrics
    48:1005-1013. doi:10.2307/2532694
    """
    given, family = _checked(p_values, tests)
    order = np.argsort(given, kind="stable")
    ordered = np.concatenate([given[order], np.ones(family - len(given))])
    adjusted = ordered.copy()
    for size in range(family, 1, -1):
        first = family - size + 1  # hypotheses before this one are the smallest of a set of this size with others
        simes = float((size * ordered[first:] / np.arange(2, size + 1)).min())
        adjusted[first:] = np.maximum(adjusted[first:], simes)
        adjusted[:first] = np.maximum(adjusted[:first], np.minimum(simes, size * ordered[:first]))
    return _back_in_order(adjusted[: len(given)], order)


def benjamini_hochberg(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust for the share of false finds among the finds (false discovery rate), shape (m,).

    References
    ----------
    Benjamini & Hochberg (1995), J. R. Stat. Soc. B 57:289-300. doi:10.1111/j.2517-6161.1995.tb02031.x
    """
    given, family = _checked(p_values, tests)
    order = np.argsort(given, kind="stable")
    return _back_in_order(_from_the_largest(given[order] * family / np.arange(1, len(given) + 1)), order)


def benjamini_yekutieli(p_values: ArrayLike, *, tests: int | None = None) -> Floats:
    """Adjust for the false discovery rate whatever the dependence, shape (m,).

    References
    ----------
    Benjamini & Yekutieli (2001), Ann. Stat. 29:1165-1188. doi:10.1214/aos/1013699998
    """
    given, family = _checked(p_values, tests)
    harmonic = float((1 / np.arange(1, family + 1)).sum()) if family else 1.0
    order = np.argsort(given, kind="stable")
    stepped = given[order] * family * harmonic / np.arange(1, len(given) + 1)
    return _back_in_order(_from_the_largest(stepped), order)


def sidak_confidence(confidence: float, tests: int) -> float:
    """Return the confidence of each of ``tests`` intervals that together hold with ``confidence``.

    Any interval method may be called at it: Miettinen-Nurminen for shares, Welch for means.

    >>> round(sidak_confidence(0.95, 4), 6)
    0.987259
    """
    if not 0 < confidence < 1 or tests < 1:
        raise ValueError(f"a confidence in (0, 1) and at least one test are needed, not {confidence} and {tests}")
    return math.exp(math.log(confidence) / tests)


def sidak_intervals(
    estimates: ArrayLike, standard_errors: ArrayLike, *, confidence: float = 0.95, tests: int | None = None
) -> tuple[Interval, ...]:
    """Return normal intervals that hold together.

    Parameters
    ----------
    estimates, standard_errors : array_like, shape (m,)
        Same unit.
    confidence : float
        Of all together.
    tests : int, optional
        Size of the family, at least m.
    """
    values, errors = np.asarray(estimates, dtype=float), np.asarray(standard_errors, dtype=float)
    if not len(values):
        return ()
    family = max(len(values), tests or 0)
    each = sidak_confidence(confidence, family)
    return tuple(
        normal_interval(float(value), float(error), confidence=each)
        for value, error in zip(values, errors, strict=True)
    )


def _checked(p_values: ArrayLike, tests: int | None) -> tuple[Floats, int]:
    """Return the p-values and the size of their family."""
    given = np.asarray(p_values, dtype=float)
    if given.ndim != 1 or not np.all((given >= 0) & (given <= 1)):
        raise ValueError("a row of p-values in 0..1 is needed")
    if tests is not None and tests < len(given):
        raise ValueError(f"a family of {tests} tests cannot have {len(given)} p-values")
    return given, len(given) if tests is None else tests


def _from_the_largest(stepped: Floats) -> Floats:
    return np.asarray(np.minimum.accumulate(stepped[::-1])[::-1])


def _back_in_order(stepped: Floats, order: NDArray[np.intp]) -> Floats:
    adjusted = np.empty_like(stepped)
    adjusted[order] = np.minimum(stepped, 1.0)
    return adjusted
