"""A whole evaluation against the bare simulation of the same table: the examples while a weight moves, large documents.

Run: python benchmarks/evaluate.py [ROUNDS] [LARGEST], where LARGEST leaves out documents with more tools.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # one thread for every way: idle threads waiting distort ratios

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds
from data.templates import examples
from evaluators.decision.acceptability import rank_acceptability
from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.evaluate import evaluate
from evaluators.tools.evidence import Evidence
from evaluators.tools.performances import cells
from evaluators.tools.prices import price_models
from evaluators.tools.records import records_of
from evaluators.tools.scales import NumberScale
from evaluators.tools.simulation import grid_of, score_model
from evaluators.tools.team import common_weights
from services.results import forget_results, live_result
from settings import settings

SEED = 20_240_901
UNKNOWN = 0.1  # share of cells that nobody has scored
WHOLE, BARE = "whole evaluation", "ranks alone"
LARGE = ((50, 12, 100_000), (200, 30, 100_000), (500, 100, 10_000))  # the last is the largest document there may be
MEGABYTE = 1024  # in kilobytes


def large(tools: int, criteria: int) -> ToolEvaluation:
    """Return a document with a score in nearly every cell."""
    rng = np.random.default_rng(SEED)
    day, scale = date(2026, 11, 1), NumberScale(worst=0, best=100)
    scores = rng.uniform(0, 100, (tools, criteria))
    known = rng.random(scores.shape) >= UNKNOWN
    weights = {f"c{place}": float(points) for place, points in enumerate(rng.integers(1, 100, criteria))}
    return ToolEvaluation(
        as_of=day,
        tools=[Tool(id=f"t{row}", name=f"Tool {row}") for row in range(tools)],
        criteria=[Criterion(id=one, name=one, scale=scale) for one in weights],
        weighting={"top": {"points": weights}},
        evidence=[
            Evidence(id=f"e{row}-{place}", tool=f"t{row}", criterion=f"c{place}", value=scores[row, place], seen=day)
            for row, place in np.argwhere(known).tolist()
        ],
    )


def bare(document: ToolEvaluation, draws: int) -> Callable[[], object]:
    """Return the simulation of ranks on the document's own table and weights."""
    models = price_models(document, records_of(document))
    grid = grid_of(document, cells(document, prices=models), models)
    sampler, scores, seed = common_weights(document).sampler, score_model(document, grid), document.settings.seed
    return lambda: rank_acceptability(sampler, scores, draws=draws, seed=seed, extras=False)


def live(document: ToolEvaluation, draws: int) -> Callable[[], object]:
    """Return what a moved weight asks for, worked out anew each time."""

    def run() -> None:
        forget_results()
        live_result(document, draws)

    return run


def line(name: str, timed: dict[str, Callable[[], object]], rounds: int) -> None:
    """Time both ways in turn and print one line."""
    for way in timed.values():
        way()
    taken = seconds(timed, rounds)
    whole, alone = (statistics.median(taken[way]) * 1000 for way in (WHOLE, BARE))
    print(f"  {name:34s} {whole:10.1f} ms  {alone:10.1f} ms ranks alone  {ratio(taken, WHOLE, BARE):6.2f} x")


def main() -> None:
    """Print medians, ratios and the memory used."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 9
    largest = int(sys.argv[2]) if len(sys.argv) > 2 else LARGE[-1][0]
    draws = settings().live_draws
    print(f"\nexamples at {draws:,} draws, median of {rounds} interleaved rounds")
    for example in examples():
        document = example.document
        line(example.id, {WHOLE: live(document, draws), BARE: bare(document, draws)}, rounds)
    print("\nlarge documents, one run each")
    for tools, criteria, count in LARGE:
        if tools > largest:
            continue
        document = large(tools, criteria)
        begun = time.perf_counter()
        evaluate(document, draws=count)
        whole = time.perf_counter() - begun
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MEGABYTE
        alone = bare(document, count)
        begun = time.perf_counter()
        alone()
        taken = time.perf_counter() - begun
        print(
            f"  {f'{tools} x {criteria} x {count:,} draws':34s} {whole:10.2f} s   {taken:10.2f} s ranks alone "
            f" {whole / taken:6.2f} x  peak memory {peak:,.0f} MB"
        )


if __name__ == "__main__":
    main()
