"""How many random starts a fit makes, and running them by seed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

import numpy as np

from evaluators.segmentations.restarts import Restarts, best_of_restarts
from evaluators.segmentations.stability import Progress

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """Starts of a fit; a second round follows where the best was not found three times in the first."""

    tries: int = 10  # of the first round, at least 1
    limit: int = 200  # in all; no more than tries: no second round


def searched(
    start: Callable[[int], tuple[float, Found]],
    search: Search,
    *,
    rng: np.random.Generator,
    progress: Progress | None,
) -> Restarts[Found]:
    """Return the best start; ``start`` takes a seed and returns an objective (less is better) and what it found."""
    return best_of_restarts(
        lambda stream: start(int(stream.integers(2**31 - 1))),
        rng=rng,
        tries=search.tries,
        limit=search.limit,
        progress=progress,
    )
