"""Times several ways of doing one thing in turn, so that all meet the same load."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping


def seconds(ways: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """Run every way once per round, in turn, and return the seconds of each round."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(rounds):
        for name, way in ways.items():
            start = time.perf_counter()
            way()
            taken[name].append(time.perf_counter() - start)
    return taken


def ratio(taken: Mapping[str, list[float]], name: str, against: str) -> float:
    """Return the median over the rounds of one way's time divided by another's in the same round."""
    return statistics.median(a / b for a, b in zip(taken[name], taken[against], strict=True))
