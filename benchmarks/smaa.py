"""Rank acceptability against its floor (matrix product and sort) and against a loop over pymcdm.

Run: python benchmarks/smaa.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one thread for every way: idle threads waiting distort ratios

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds
from evaluators.decision.acceptability import rank_acceptability
from evaluators.decision.sampling import DirichletWeights, UniformWeights, WeightDraws
from evaluators.decision.score_models import UncertainScores

DRAWS = 100_000
FLOOR = "matrix product and sort"
FLOOR_IN_BLOCKS = "the same in blocks of 4096"
LOOP_DRAWS = 200


class GivenWeights:
    """Hands out rows that were drawn beforehand, so that both sides work on the same arrays."""

    def __init__(self, rows: np.ndarray) -> None:
        self.rows, self.size, self.given = rows, rows.shape[1], 0

    def draw(self, count: int, rng: np.random.Generator) -> np.ndarray:
        """Return the next rows."""
        self.given += count
        return self.rows[self.given - count : self.given]


def ways(tools: int, criteria: int) -> tuple[dict[str, Callable[[], object]], np.ndarray, np.ndarray]:
    """Return what is timed for one size, with the values and weights that it works on."""
    rng = np.random.default_rng(20_240_901)
    values = rng.uniform(0, 100, (tools, criteria))
    weights = UniformWeights(criteria).draw(DRAWS, rng)
    unknown = rng.random(values.shape) < 0.1
    scores = UncertainScores(
        low=np.where(unknown, 0.0, np.clip(values - 15, 0, 100)),
        mode=values,
        high=np.where(unknown, 100.0, np.clip(values + 15, 0, 100)),
        uniform=unknown,
    )
    stated = DirichletWeights((1.0,) * criteria, 79.0)

    def floor_in_blocks() -> None:
        for start in range(0, DRAWS, 4096):
            np.sort(weights[start : start + 4096] @ values.T, axis=1)

    def ranks(
        sampler: Callable[[], WeightDraws], worked_on: np.ndarray | UncertainScores, extras: bool
    ) -> Callable[[], object]:
        return lambda: rank_acceptability(sampler(), worked_on, draws=DRAWS, seed=1, extras=extras)

    def given() -> WeightDraws:
        return GivenWeights(weights)

    timed: dict[str, Callable[[], object]] = {
        FLOOR: lambda: np.sort(weights @ values.T, axis=1),
        FLOOR_IN_BLOCKS: floor_in_blocks,
        "ranks, given weights": ranks(given, values, False),
        "ranks, given weights, uncertain scores": ranks(given, scores, False),
        "ranks, weights drawn (Dirichlet)": ranks(lambda: stated, values, False),
        "ranks, weights drawn, uncertain scores": ranks(lambda: stated, scores, False),
        "all figures, weights drawn": ranks(lambda: stated, values, True),
        "all figures, weights drawn, uncertain scores": ranks(lambda: stated, scores, True),
    }
    return timed, values, weights


def pymcdm_loop(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the seconds that a loop over pymcdm would take, extrapolated from ``LOOP_DRAWS`` cases."""
    from pymcdm.helpers import rankdata
    from pymcdm.methods import WSM

    method, types, held = WSM(), np.ones(values.shape[1]), np.zeros((len(values), len(values)))
    start = time.perf_counter()
    for row in weights[:LOOP_DRAWS]:
        held[np.arange(len(values)), rankdata(method(values, row, types), reverse=True).astype(int) - 1] += 1
    return (time.perf_counter() - start) * len(weights) / LOOP_DRAWS


def main() -> None:
    """Print times and ratios of both sizes."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    for tools, criteria in ((8, 6), (50, 12)):
        timed, values, weights = ways(tools, criteria)
        taken = seconds(timed, rounds)
        print(f"\n{tools} tools x {criteria} criteria x {DRAWS:,} draws, median of {rounds} interleaved rounds")
        for name, times in taken.items():
            print(
                f"  {name:46s} {statistics.median(times) * 1000:8.1f} ms"
                f"  {ratio(taken, name, FLOOR):6.2f} x plain  {ratio(taken, name, FLOOR_IN_BLOCKS):6.2f} x in blocks"
            )
        loop = pymcdm_loop(values, weights)
        own = statistics.median(taken["ranks, given weights"])
        print(f"  {'pymcdm loop, extrapolated':46s} {loop * 1000:8.0f} ms  {loop / own:6.0f} x ranks, given weights")


if __name__ == "__main__":
    main()
