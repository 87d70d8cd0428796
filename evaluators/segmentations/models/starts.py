"""Fit from many random starts, keep the best, and count how often it was nearly reached."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

Fit = TypeVar("Fit")
Progress = Callable[[float], None]

NEARLY = 0.001
"""A start counts as having found the best when its value is within this share of it."""
ENOUGH = 3
"""Starts that must have found the best before it is trusted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Starts:
    """What the random starts of one fit reached."""

    objectives: tuple[float, ...]  # per start, lower is better: a sum of squares or -log likelihood
    near_best: int  # starts within 0.1 % of the best
    adequate: bool  # near_best is at least 3


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPlan:
    """How many starts to make."""

    first: int = 10  # always made
    limit: int = 200  # the number is doubled up to this while fewer than 3 have found the best


def best_of(
    start: Callable[[int], tuple[float, Fit]],
    plan: StartPlan,
    *,
    rng: np.random.Generator,
    reference: float = 0.0,
    progress: Progress | None = None,
) -> tuple[Fit, Starts]:
    """Run random starts until the best has been found three times, or the limit is reached.

    Parameters
    ----------
    start : callable
        Takes a seed, returns the objective (lower is better) and the fit.
    plan : StartPlan
    reference : float
        Objective from which 0.1 % is counted: 0 for a sum of squares, one segment's for a likelihood.
    progress : callable, optional
        Told the share done, 0..1, of the starts made for sure.

    Returns
    -------
    tuple of the best fit and Starts
        The first of equally good ones.
    """
    least, best = start(_seed(rng))
    objectives = [least]
    wanted = max(plan.first, 1)
    while True:
        while len(objectives) < wanted:
            value, fit = start(_seed(rng))
            if value < least:
                least, best = value, fit
            objectives.append(value)
            if progress is not None:
                progress(min(len(objectives) / max(plan.first, 1), 1.0))
        starts = _counted(objectives, reference)
        if starts.adequate or wanted >= plan.limit:
            return best, starts
        wanted = min(2 * wanted, plan.limit)


def _seed(rng: np.random.Generator) -> int:
    return int(rng.integers(2**31 - 1))


def _counted(objectives: list[float], reference: float) -> Starts:
    lowest = min(objectives)
    tolerance = NEARLY * abs(lowest - reference) + 1e-9 * abs(lowest)
    near = sum(value <= lowest + tolerance for value in objectives)
    return Starts(objectives=tuple(objectives), near_best=near, adequate=near >= ENOUGH)
