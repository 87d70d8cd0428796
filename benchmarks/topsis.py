"""TOPSIS under many weight vectors against a loop over pymcdm.

Run: python benchmarks/topsis.py [ROUNDS]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one thread for every way: idle threads waiting distort ratios

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import seconds
from evaluators.decision.sampling import UniformWeights
from evaluators.decision.topsis import topsis_many

TOOLS, CRITERIA, VECTORS = 50, 12, 10_000
LOOP_VECTORS = 200


def main() -> None:
    """Print both times, their ratio in each round and how far the results differ."""
    from pymcdm.methods import TOPSIS
    from pymcdm.normalizations import vector_normalization

    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    rng = np.random.default_rng(20_240_901)
    performances = rng.uniform(1, 100, (TOOLS, CRITERIA))
    weights = UniformWeights(CRITERIA).draw(VECTORS, rng)
    directions = np.ones(CRITERIA)
    method = TOPSIS(normalization_function=vector_normalization)
    found: list[np.ndarray] = []

    def loop() -> None:
        found[:] = [method(performances, row, directions) for row in weights[:LOOP_VECTORS]]

    start = time.perf_counter()
    own = topsis_many(performances, weights, directions)
    print(f"first call {(time.perf_counter() - start) * 1000:.1f} ms")
    taken = seconds({"own": lambda: topsis_many(performances, weights, directions), "loop": loop}, rounds)
    scale = VECTORS / LOOP_VECTORS
    ratios = [b * scale / a for a, b in zip(taken["own"], taken["loop"], strict=True)]
    print(f"{TOOLS} tools x {CRITERIA} criteria x {VECTORS:,} weight vectors, median of {rounds} interleaved rounds")
    print(f"  all at once                  {statistics.median(taken['own']) * 1000:10.1f} ms")
    print(f"  pymcdm loop, extrapolated    {statistics.median(taken['loop']) * scale * 1000:10.1f} ms")
    print(f"  ratio                        {statistics.median(ratios):10.0f}")
    print(f"  largest difference           {np.abs(own[:LOOP_VECTORS] - np.array(found)).max():10.1e}")


if __name__ == "__main__":
    main()
