"""Times several ways of doing one thing in turn, so that all meet the same load; tells the memory that a way took."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Mapping
from pathlib import Path


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


def peak_bytes() -> int:
    """Return this program's own peak memory; ``getrusage`` would count the parent's before the fork."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))
