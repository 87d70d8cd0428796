"""Cells of a large campaign against the bare scan of the same columns, in turn within one process.

Arguments: numbers of rows (default 10000000; 50000000 takes some minutes). Rows are generated into a temporary folder;
an existing folder as the first argument keeps the files for the next time. Beside the scan stand the fewest sums that
the tests can be worked out from as bare SQL, which is the floor, and tea-tasting, which makes the same 27 tests, on
DuckDB and, where it is installed, on Polars. Times are medians by the clock and by the processors, and ratios medians
of ratios within a turn: on a shared machine the processors' are the steadier. Goals are judged by the clock.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.campaigns.others import GROUPED, bare, peers, scan, tea_tasting
from benchmarks.campaigns.rows import CENTS, FLOATS, document_of, generate
from benchmarks.side_by_side import peak_bytes

FLOAT_RATIO, EXACT_RATIO, MEMORY_RATIO, GROWTH, METRIC_SHARE, PEER_RATIO = 1.6, 3.0, 1.2, 1.1, 0.10, 6.0
IN_TURN = {  # ways that are timed in turn, each after a first run: processes, and turns in each
    ("scan", "scan of four", "bare", "bare, one metric", "one metric", "float", "exact"): (3, 5),
    ("scan", "float", *peers()): (1, 3),
    ("scan", "doubles looked for", "grouped by customer"): (1, 1),
}
WALL, CPU = 0, 1
Taken = dict[str, list[tuple[float, float]]]  # way to seconds by the clock and by the processors, turn by turn


def tests_of(found: dict[tuple[str, str | None], Any], metrics: list[str], covariates: list[str]) -> list[object]:
    """Run every test, overall and in each segment: means of all metrics, and the last one adjusted."""
    from evaluators.campaigns.adjustment import cuped
    from evaluators.campaigns.aggregates import merged
    from evaluators.campaigns.means import compare_means

    arms = [[part for (arm, _), part in found.items() if arm == name] for name in "ab"]
    pairs = [tuple(merged(parts) for parts in arms), *zip(*arms, strict=True)]
    done: list[object] = []
    for control, variant in pairs:
        done += [compare_means(control.summary(name), variant.summary(name)) for name in metrics]
        done.append(cuped(control, variant, metrics[-1], covariates))
    return done


def cells(path: Path, document: Any, threads: int, *, grouped: bool = False) -> object:
    """Do what a test does, from the document and the file to the figures.

    Parameters
    ----------
    grouped : bool
        Rows are put together by customer; otherwise only where a column of ids, if the document names one, has doubles.
    """
    from data.audits import one_row_each
    from data.cell_sums import grouped_sums, moments_of
    from data.cells import opened
    from data.customers import customers

    send = document.sends[0]
    with opened(document, send, send.source, {send.source.file.sha256: path}, threads=threads) as sources:
        people = customers(sources, one_row_each=not grouped and one_row_each(sources))
        sums = grouped_sums(sources, people)
    found = {key: moments_of(sums, parts[""]) for key, parts in sums.groups.items()}
    return tests_of(found, [one.id for one in document.design.metrics], list(send.source.roles.covariates))


def ways(path: Path, rows: int, threads: int) -> dict[str, Callable[[], object]]:
    """Return what is timed."""
    one = {name: column for name, column in FLOATS.items() if name != "converted"}
    made: dict[str, Any] = {}  # documents are there before a test is read, so making them is not timed

    def own(name: str, columns: dict[str, str], customer: str | None = None, *, grouped: bool = False) -> object:
        if name not in made:
            made[name] = document_of(path, rows, columns, customer)
        return cells(path, made[name], threads, grouped=grouped)

    found: dict[str, Callable[[], object]] = {
        "scan": lambda: scan(path, threads),
        "scan of four": lambda: scan(path, threads, 4),
        "bare": lambda: bare(path, threads, (*GROUPED, "converted > 0")),
        "bare, one metric": lambda: bare(path, threads, GROUPED),
        "one metric": lambda: own("one", one),
        "float": lambda: own("float", FLOATS),
        "exact": lambda: own("exact", CENTS),
        "doubles looked for": lambda: own("known", FLOATS, "customer"),
        "grouped by customer": lambda: own("known", FLOATS, "customer", grouped=True),
    }
    for name, library in peers().items():
        found[name] = partial(tea_tasting, path, library, threads)
    return found


def child(names: list[str], turns: int, path: Path, rows: int, threads: int) -> None:
    """Run some ways once, tell the peak memory, then time them in turn; the same libraries loaded for each."""
    import ibis.backends.duckdb  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import scipy.special  # noqa: F401

    import data.cells  # noqa: F401
    import evaluators.campaigns.adjustment  # noqa: F401

    chosen = {name: way for name, way in ways(path, rows, threads).items() if name in names}
    for way in chosen.values():
        way()
    peak = peak_bytes()
    taken: Taken = {name: [] for name in chosen}
    for turn in range(turns):
        for name in list(chosen)[:: -1 if turn % 2 else 1]:
            wall, processors = time.perf_counter(), time.process_time()
            chosen[name]()
            taken[name].append((time.perf_counter() - wall, time.process_time() - processors))
    print(json.dumps({"bytes": peak, "taken": taken}))


def run(names: tuple[str, ...], turns: int, path: Path, rows: int, threads: int) -> dict[str, Any]:
    """Run some ways in a process of their own."""
    command = [sys.executable, __file__, "--child", json.dumps(names), str(turns), str(path), str(rows), str(threads)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this very script
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def ratio(taken: Taken, name: str, against: str, clock: int) -> float:
    """Return the median over the turns of one way's time divided by another's in the same turn."""
    return statistics.median(one[clock] / other[clock] for one, other in zip(taken[name], taken[against], strict=True))


class Measured:
    """What was found with so many rows."""

    def __init__(self, path: Path, rows: int, threads: int) -> None:
        self.bytes: dict[str, int] = {}
        self.by_group: list[Taken] = []
        for names, (processes, turns) in IN_TURN.items():
            parts = [run(names, turns, path, rows, threads)["taken"] for _ in range(processes)]
            self.by_group.append({name: [one for part in parts for one in part[name]] for name in names})
            for name in names:
                if name not in self.bytes:
                    self.bytes[name] = run((name,), 0, path, rows, threads)["bytes"]

    def lines(self) -> list[str]:
        """Return a line for each way."""
        found = []
        for taken in self.by_group:
            for name in (name for name in taken if taken is self.by_group[0] or name not in self.by_group[0]):
                wall, processors = (statistics.median(one[clock] for one in taken[name]) for clock in (WALL, CPU))
                times = [ratio(taken, name, "scan", clock) for clock in (WALL, CPU)]
                found.append(
                    f"{name:22s} {wall:7.3f} s {times[WALL]:6.2f}x scan   processors {processors:7.3f} s "
                    f"{times[CPU]:6.2f}x scan   {self.bytes[name] / 2**20:6.0f} MiB"
                )
        return found

    def goals(self, smallest: Measured) -> list[str]:
        """Say of every goal what was found and whether it is met."""
        taken, against_peers, _ = self.by_group
        more = self._shares(taken, "one metric", "float")
        fastest = min(peers(), key=lambda name: ratio(against_peers, name, "float", WALL), default=None)
        told = [
            _judged("float path, times the scan", *_ratios(taken, "float", "scan"), FLOAT_RATIO),
            _said("its floor, the same sums as bare SQL", *_ratios(taken, "bare", "scan")),
            _judged("exact path, times the scan", *_ratios(taken, "exact", "scan"), EXACT_RATIO),
            _judged("one more metric, share of one metric's time", *more, METRIC_SHARE),
            _said("of which the scan of its column", *self._shares(taken, "scan of four", "scan", "one metric")),
            _said("its floor, as bare SQL", *self._shares(taken, "bare, one metric", "bare")),
            _judged("peak memory, times the scan's", self.bytes["float"] / self.bytes["scan"], None, MEMORY_RATIO),
            _judged(
                "peak memory, times that of the fewest rows",
                self.bytes["float"] / smallest.bytes["float"],
                None,
                GROWTH,
            ),
        ]
        if fastest is not None:
            times = _ratios(against_peers, fastest, "float")
            told.append(_judged(f"times faster than {fastest}", *times, PEER_RATIO, least=True))
        return told

    def _shares(self, taken: Taken, before: str, after: str, whole: str | None = None) -> tuple[float, float]:
        """Return what the one takes beyond the other as a share of a third, by default of the other."""
        lines = list(zip(taken[before], taken[after], taken[whole or before], strict=True))
        shares = (statistics.median((b[clock] - a[clock]) / c[clock] for a, b, c in lines) for clock in (WALL, CPU))
        wall, processors = shares
        return wall, processors


def _ratios(taken: Taken, name: str, against: str) -> tuple[float, float]:
    return ratio(taken, name, against, WALL), ratio(taken, name, against, CPU)


def _said(what: str, wall: float, processors: float | None) -> str:
    return f"{what}: {wall:.2f}" + (f" (processors {processors:.2f})" if processors is not None else "")


def _judged(what: str, wall: float, processors: float | None, goal: float, *, least: bool = False) -> str:
    met = wall >= goal if least else wall <= goal
    return f"{_said(what, wall, processors)}, at {'least' if least else 'most'} {goal} {'met' if met else 'MISSED'}"


def main(folder: Path, sizes: list[int]) -> None:
    """Generate what is not there yet, time and print."""
    threads = os.cpu_count() or 1
    all_found: list[Measured] = []
    for rows in sizes:
        path = folder / f"campaign_{rows}.parquet"
        if not path.exists():
            generate(path, rows)
        all_found.append(Measured(path, rows, threads))
        print(f"{rows:,} rows, {threads} threads, load {os.getloadavg()[0]:.1f}")
        told = [*all_found[-1].lines(), *all_found[-1].goals(all_found[0])]
        print("\n".join(f"  {line}" for line in told), flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--child"]:
        child(json.loads(arguments[1]), int(arguments[2]), Path(arguments[3]), int(arguments[4]), int(arguments[5]))
    elif arguments and Path(arguments[0]).is_dir():
        main(Path(arguments[0]), [int(text) for text in arguments[1:]] or [10_000_000])
    else:
        with tempfile.TemporaryDirectory() as own:
            main(Path(own), [int(text) for text in arguments] or [10_000_000])
