"""Cells of a large campaign against the bare scan of the same columns, in turn, each in a process of its own.

Arguments: numbers of rows (default 10000000; 50000000 takes some minutes). Rows are generated into a temporary folder;
an existing folder as the first argument keeps the files for the next time. Beside the scan stands tea-tasting, which
makes the same 27 tests, on DuckDB and, where it is installed, on Polars.
"""

from __future__ import annotations

import importlib.util
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds

BLOCK = 1_000_000
ROUNDS, WITHIN = 3, 3  # processes of each way, and timed pairs of scan and way in each after a first run
FLOAT_RATIO, EXACT_RATIO, MEMORY_RATIO, GROWTH, METRIC_SHARE, PEER_RATIO = 1.6, 3.0, 1.2, 1.1, 0.10, 6.0
PEERS = {"tea-tasting on DuckDB": "ibis", "tea-tasting on Polars": "polars"}  # and the library that each needs
SLOW = {*PEERS, "grouped by customer"}  # run in the first round only, and timed once
Figures = dict[str, float]


def block(number: int, rows: int) -> pa.Table:
    """Make some rows: two variants, eight segments, ten per cent of buyers, past spend as the covariate."""
    rng = np.random.Generator(np.random.SFC64([20_261_122, number]))
    variant, segment = rng.integers(0, 2, rows, dtype=np.int8), rng.integers(0, 8, rows, dtype=np.int8)
    tie, own = rng.standard_normal(rows), rng.standard_normal(rows)
    bought = rng.random(rows) < 0.10 + 0.005 * variant + 0.004 * segment
    cents = np.where(bought, np.round(100 * np.exp(3.2 + 0.01 * variant + 0.42 * tie + 0.56 * own)), 0).astype(np.int64)
    past = np.round(100 * np.exp(3 + 0.7 * tie)).astype(np.int64)
    text = {
        name: pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(words)).cast(pa.string())
        for name, codes, words in (
            ("variant", variant, ["A", "B"]),
            ("segment", segment, [f"segment_{place}" for place in range(8)]),
        )
    }
    return pa.table(
        {
            "customer": np.arange(number * BLOCK, number * BLOCK + rows),
            **text,
            "converted": bought.astype(np.int32),
            "revenue": cents / 100,
            "covariate": past / 100,
            "revenue_exact": _money(cents),
            "covariate_exact": _money(past),
        }
    )


def _money(cents: np.ndarray[Any, np.dtype[np.int64]]) -> pa.Array:
    """Return cents as decimals with two places: the number below, its scale beside it."""
    words = np.zeros((len(cents), 2), dtype=np.int64)
    words[:, 0] = cents
    return pa.Array.from_buffers(pa.decimal128(18, 2), len(cents), [None, pa.py_buffer(words)])


def generate(folder: Path, rows: int) -> Path:
    """Write the rows as Parquet, block by block."""
    path = folder / f"campaign_{rows}.parquet"
    writer = None
    for start in range(0, rows, BLOCK):
        table = block(start // BLOCK, min(BLOCK, rows - start))
        writer = writer or pq.ParquetWriter(
            path, table.schema, compression="zstd", use_dictionary=["variant", "segment"], store_decimal_as_integer=True
        )
        writer.write_table(table, row_group_size=122_880)
    if writer is not None:
        writer.close()
    return path


def document_of(path: Path, rows: int, columns: dict[str, str], customer: str | None) -> Any:
    """Return a test whose metrics are ``columns``; ``covariate`` among them is the covariate."""
    from data.fingerprints import fingerprint
    from evaluators.campaigns.experiment import CampaignTest

    kinds = {name: "proportion" if name == "converted" else "mean" for name in columns if "covariate" not in name}
    roles = {
        "variant": "variant",
        "variants": {"A": "a", "B": "b"},
        "segment": "segment",
        "customer": customer,
        "metrics": {name: columns[name] for name in kinds},
        "covariates": [column for name, column in columns.items() if "covariate" in name],
    }
    file = {"sha256": fingerprint(path), "name": path.name, "rows": rows, "columns": pq.read_schema(path).names}
    return CampaignTest.model_validate(
        {
            "as_of": date(2026, 11, 22),
            "design": {
                "metrics": [{"id": name, "name": name, "kind": kind} for name, kind in kinds.items()],
                "variants": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}],
            },
            "sends": [{"id": "s", "source": {"type": "rows", "file": file, "roles": roles}}],
        }
    )


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
        if covariates:
            done.append(cuped(control, variant, metrics[-1], covariates))
    return done


def cells(path: Path, rows: int, threads: int, columns: dict[str, str], customer: str | None = None) -> object:
    """Do what a test does, from the file to its figures."""
    from data.audits import one_row_each
    from data.cell_sums import grouped_sums, moments_of
    from data.cells import opened
    from data.customers import customers

    document = document_of(path, rows, columns, customer)
    send = document.sends[0]
    with opened(document, send, send.source, {send.source.file.sha256: path}, threads=threads) as sources:
        grouped = grouped_sums(sources, customers(sources, one_row_each=one_row_each(sources)))
    found = {key: moments_of(grouped, parts[""]) for key, parts in grouped.groups.items()}
    return tests_of(found, [one.id for one in document.design.metrics], list(send.source.roles.covariates))


def scan(path: Path, threads: int) -> object:
    """Read the five columns and do no more than add them up."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    sums = "sum(strlen(variant)), sum(strlen(segment)), sum(converted), sum(revenue), sum(covariate)"
    return connection.read_parquet(str(path)).aggregate(sums).fetchall()


def peer(path: Path, backend: str, threads: int) -> object:
    """Let tea-tasting make the same 27 tests: it knows no segments, so it reads the table once for each."""
    import tea_tasting as tt

    table = _peer_table(path, backend, threads)
    experiment = tt.Experiment(
        converted=tt.Mean("converted"), revenue=tt.Mean("revenue"), cuped=tt.Mean("revenue", covariate="covariate")
    )
    parts = [table, *(_peer_segment(table, backend, f"segment_{place}") for place in range(8))]
    return [experiment.analyze(part, control="A") for part in parts]


def _peer_table(path: Path, backend: str, threads: int) -> Any:
    if backend == "polars":
        import polars

        return polars.scan_parquet(path)
    import ibis

    return ibis.duckdb.connect(threads=threads).read_parquet(path)


def _peer_segment(table: Any, backend: str, name: str) -> Any:
    if backend == "polars":
        import polars

        return table.filter(polars.col("segment") == name)
    return table.filter(table["segment"] == name)


def ways(path: Path, rows: int, threads: int) -> dict[str, Callable[[], object]]:
    """Return what is timed."""
    three = {"converted": "converted", "revenue": "revenue", "covariate": "covariate"}
    exact = {"converted": "converted", "revenue": "revenue_exact", "covariate": "covariate_exact"}
    one = {"revenue": "revenue", "covariate": "covariate"}
    found: dict[str, Callable[[], object]] = {
        "scan": lambda: scan(path, threads),
        "float": lambda: cells(path, rows, threads, three),
        "exact": lambda: cells(path, rows, threads, exact),
        "one metric": lambda: cells(path, rows, threads, one),
        "one more metric": lambda: cells(path, rows, threads, {"converted": "converted", **one}),
        "grouped by customer": lambda: cells(path, rows, threads, three, "customer"),
    }
    for name, backend in PEERS.items():
        if importlib.util.find_spec("tea_tasting") and importlib.util.find_spec(backend):
            found[name] = partial(peer, path, backend, threads)
    return found


def child(way: str, path: Path, rows: int, threads: int) -> None:
    """Run one way, tell its peak memory, then time it in turn with the scan; the same libraries loaded for each."""
    import ibis.backends.duckdb  # noqa: F401
    import pyarrow.parquet  # noqa: F401
    import scipy.special  # noqa: F401

    import data.cells  # noqa: F401
    import evaluators.campaigns.adjustment  # noqa: F401

    all_ways = ways(path, rows, threads)
    pair = {"scan": all_ways["scan"], way: all_ways[way]}
    for _ in range(1 if way in SLOW else WITHIN):
        pair[way]()
    peak = peak_bytes()
    taken = seconds(pair, 1 if way in SLOW else WITHIN)
    times = 1.0 if way == "scan" else ratio(taken, way, "scan")
    print(json.dumps({"seconds": statistics.median(taken[way]), "times": times, "bytes": peak}))


def peak_bytes() -> int:
    """Return this program's own peak memory; ``getrusage`` would count the parent's before the fork."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def measured(path: Path, rows: int, threads: int) -> dict[str, Figures]:
    """Run every way once per round, in turn, each in a process of its own; return the medians."""
    found: dict[str, list[Figures]] = {name: [] for name in ways(path, rows, threads)}
    for turn in range(ROUNDS):
        for name in found:
            if turn and name in SLOW:
                continue
            command = [sys.executable, __file__, "--child", name, str(path), str(rows), str(threads)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this very script
            found[name].append(json.loads(done.stdout))
    return {name: {key: statistics.median(one[key] for one in runs) for key in runs[0]} for name, runs in found.items()}


def goals(found: dict[str, Figures], smallest: dict[str, Figures]) -> list[str]:
    """Say of every goal what was found and whether it is met."""
    own, scanned = found["float"], found["scan"]
    upper = (
        ("float path, times the scan", own["times"], FLOAT_RATIO),
        ("exact path, times the scan", found["exact"]["times"], EXACT_RATIO),
        ("peak memory, times the scan's", own["bytes"] / scanned["bytes"], MEMORY_RATIO),
        ("peak memory, times that of the fewest rows", own["bytes"] / smallest["float"]["bytes"], GROWTH),
        (
            "one more metric, share of one metric's time",
            found["one more metric"]["times"] / found["one metric"]["times"] - 1,
            METRIC_SHARE,
        ),
    )
    told = [f"{name}: {value:.2f}, at most {goal} {_met(value <= goal)}" for name, value, goal in upper]
    if peers := [found[name]["times"] for name in PEERS if name in found]:
        times = min(peers) / own["times"]
        told.append(
            f"times faster than tea-tasting's fastest: {times:.1f}, at least {PEER_RATIO} {_met(times >= PEER_RATIO)}"
        )
    return told


def _met(met: bool) -> str:
    return "met" if met else "MISSED"


def main(folder: Path, sizes: list[int]) -> None:
    """Generate what is not there yet, time and print."""
    threads = os.cpu_count() or 1
    all_found: list[dict[str, Figures]] = []
    for rows in sizes:
        path = folder / f"campaign_{rows}.parquet"
        if not path.exists():
            generate(folder, rows)
        all_found.append(measured(path, rows, threads))
        print(f"{rows:,} rows, {threads} threads, load {os.getloadavg()[0]:.1f}")
        for name, one in all_found[-1].items():
            print(f"  {name:22s} {one['seconds']:7.3f} s {one['times']:6.2f}x scan {one['bytes'] / 2**20:6.0f} MiB")
        print("\n".join(f"  {line}" for line in goals(all_found[-1], all_found[0])), flush=True)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments[:1] == ["--child"]:
        child(arguments[1], Path(arguments[2]), int(arguments[3]), int(arguments[4]))
    elif arguments and Path(arguments[0]).is_dir():
        main(Path(arguments[0]), [int(text) for text in arguments[1:]] or [10_000_000])
    else:
        with tempfile.TemporaryDirectory() as own:
            main(Path(own), [int(text) for text in arguments] or [10_000_000])
