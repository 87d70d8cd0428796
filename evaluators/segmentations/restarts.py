"""Restart adequacy: is the best solution one that the search finds again, or a single lucky try?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

import numpy as np
from numpy.typing import ArrayLike

from evaluators.notes import Note, Severity
from evaluators.segmentations.stability import Progress

Solution = TypeVar("Solution")

WITHIN = 0.001  # of the best objective: a try that counts as having found it
ENOUGH = 3  # such tries
TRIES, LIMIT = 60, 200  # first, and after a search that was not adequate


@dataclass(frozen=True, slots=True, kw_only=True)
class RestartAdequacy:
    """How often the best solution was found."""

    best: float  # least objective, for k-means the SSE
    worst: float  # largest objective of the tries
    found: int  # tries within a small share of the best, itself included
    tries: int
    adequate: bool  # found often enough
    notes: tuple[Note, ...] = ()  # blocking where it is not


@dataclass(frozen=True, slots=True, kw_only=True)
class Restarts(Generic[Solution]):
    """The best of many tries, and how far it can be relied on."""

    solution: Solution  # of the first try with the least objective
    adequacy: RestartAdequacy


def restart_adequacy(objectives: ArrayLike, *, within: float = WITHIN, enough: int = ENOUGH) -> RestartAdequacy:
    """Return how often tries came within a share of the best.

    Parameters
    ----------
    objectives : array_like, shape (tries,)
        Finite; less is better, such as the SSE or a log likelihood with its sign turned.
    within : float
        Share of the best's size by which a try may be worse and still count.
    enough : int
        Tries that must count.

    >>> restart_adequacy([10.0, 10.005, 10.2, 10.0]).found
    3
    """
    seen = np.asarray(objectives, dtype=float)
    if not len(seen) or not np.isfinite(seen).all():
        raise ValueError("objectives must be finite numbers, at least one")
    best = float(seen.min())
    found = int((seen <= best + within * abs(best)).sum())
    adequate = found >= enough
    note = Note(code="restarts_too_few", severity=Severity.BLOCKING, facts={"found": found, "tries": len(seen)})
    return RestartAdequacy(
        best=best,
        worst=float(seen.max()),
        found=found,
        tries=len(seen),
        adequate=adequate,
        notes=() if adequate else (note,),
    )


def best_of_restarts(
    attempt: Callable[[np.random.Generator], tuple[float, Solution]],
    *,
    rng: np.random.Generator,
    tries: int = TRIES,
    limit: int = LIMIT,
    within: float = WITHIN,
    enough: int = ENOUGH,
    progress: Progress | None = None,
) -> Restarts[Solution]:
    """Try from many starts, go on to the limit where the best was not found often enough, and return the best.

    Every try has its own stream of random numbers, so that more tries leave the first ones as they were.

    Parameters
    ----------
    attempt : callable
        From a generator to the objective (less is better) and the solution of one start.
    rng : numpy.random.Generator
    tries : int
        Starts of the first search, at least one.
    limit : int
        Starts in all where the first search was not adequate.
    within, enough : float, int
        See `restart_adequacy`.
    progress : callable, optional
        Told the share that is done, 0..1; may raise to stop.
    """
    if tries < 1:
        raise ValueError(f"at least one try is needed, not {tries}")
    objectives: list[float] = []
    best: tuple[float, Solution] | None = None
    for stage in (tries, max(limit, tries)):
        for stream in rng.spawn(stage - len(objectives)):
            objective, solution = attempt(stream)
            objectives.append(float(objective))
            if best is None or objective < best[0]:
                best = (float(objective), solution)
            if progress is not None:
                progress(len(objectives) / stage)
        adequacy = restart_adequacy(objectives, within=within, enough=enough)
        if adequacy.adequate:
            break
    if best is None:
        raise ValueError("no try gave a finite objective")
    return Restarts(solution=best[1], adequacy=adequacy)
