"""Cells of a large campaign against the bare scan of the same columns, in turn, each in a process of its own.

Arguments: numbers of rows (default 10000000; 50000000 takes some minutes). Rows are generated into a temporary folder.
"""

from __future__ import annotations

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

BLOCK = 1_000_000
ROUNDS, WITHIN = 3, 3  # processes of each way, and timed runs in each after a first one
FLOAT_RATIO, EXACT_RATIO, MEMORY_RATIO, GROWTH, METRIC_SHARE = 1.6, 3.0, 1.2, 1.1, 0.10


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
    found = {key: moments_of(grouped, parts[""])[0] for key, parts in grouped.groups.items()}
    return tests_of(found, [one.id for one in document.design.metrics], list(send.source.roles.covariates))


def scan(path: Path, threads: int) -> object:
    """Read the five columns and do no more than add them up."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads})
    sums = "sum(strlen(variant)), sum(strlen(segment)), sum(converted), sum(revenue), sum(covariate)"
    return connection.read_parquet(str(path)).aggregate(sums).fetchall()


def ways(path: Path, rows: int, threads: int) -> dict[str, Callable[[], object]]:
    """Return what is timed."""
    three = {"converted": "converted", "revenue": "revenue", "covariate": "covariate"}
    exact = {"converted": "converted", "revenue": "revenue_exact", "covariate": "covariate_exact"}
    one = {"revenue": "revenue", "covariate": "covariate"}
    return {
        "scan": lambda: scan(path, threads),
        "float": lambda: cells(path, rows, threads, three),
        "exact": lambda: cells(path, rows, threads, exact),
        "one metric": lambda: cells(path, rows, threads, one),
        "one more metric": lambda: cells(path, rows, threads, {"converted": "converted", **one}),
        "grouped by customer": lambda: cells(path, rows, threads, three, "customer"),
    }


def child(way: str, path: Path, rows: int, threads: int) -> None:
    """Run one way: once to warm up, then timed; print seconds and peak memory, the same libraries loaded for each."""
    import ibis  # noqa: F401
    import scipy.special  # noqa: F401

    import data.cells  # noqa: F401
    import evaluators.campaigns.adjustment  # noqa: F401

    run = ways(path, rows, threads)[way]
    run()
    taken = []
    for _ in range(WITHIN):
        start = time.perf_counter()
        run()
        taken.append(time.perf_counter() - start)
    print(json.dumps({"seconds": min(taken), "bytes": peak_bytes()}))


def peak_bytes() -> int:
    """Return this program's own peak memory; ``getrusage`` would count the parent's before the fork."""
    try:
        lines = Path("/proc/self/status").read_text().splitlines()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmHWM"))


def measured(path: Path, rows: int, threads: int) -> dict[str, list[dict[str, float]]]:
    """Run every way once per round, in turn, each in a process of its own."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in ways(path, rows, threads)}
    for _ in range(ROUNDS):
        for name in found:
            command = [sys.executable, __file__, "--child", name, str(path), str(rows), str(threads)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603  # this very script
            found[name].append(json.loads(done.stdout))
    return found


def main(sizes: list[int]) -> None:
    """Generate, time and print, goals that were missed at the end."""
    threads = os.cpu_count() or 1
    peaks: dict[int, float] = {}
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        for rows in sizes:
            path = generate(Path(folder), rows)
            found = measured(path, rows, threads)
            path.unlink()
            middle = {
                name: {key: statistics.median(one[key] for one in runs) for key in ("seconds", "bytes")}
                for name, runs in found.items()
            }
            print(f"{rows:,} rows, {threads} threads")
            for name, one in middle.items():
                times, memory = (one[key] / middle["scan"][key] for key in ("seconds", "bytes"))
                mebibytes = one["bytes"] / 2**20
                print(f"  {name:20s} {one['seconds']:7.3f} s {times:5.2f}x scan {mebibytes:6.0f} MiB {memory:4.2f}x")
            more = middle["one more metric"]["seconds"] / middle["one metric"]["seconds"] - 1
            print(f"  one more metric costs {more:.1%} of one")
            peaks[rows] = middle["float"]["bytes"]
            goals = (
                ("float path", middle["float"]["seconds"] / middle["scan"]["seconds"], FLOAT_RATIO),
                ("exact path", middle["exact"]["seconds"] / middle["scan"]["seconds"], EXACT_RATIO),
                ("memory", middle["float"]["bytes"] / middle["scan"]["bytes"], MEMORY_RATIO),
                ("one more metric", more, METRIC_SHARE),
                ("memory growth", peaks[rows] / peaks[sizes[0]], GROWTH),
            )
            missed += [
                f"{rows:,} rows, {name}: {value:.2f} above {goal}" for name, value, goal in goals if value > goal
            ]
    print("\n".join(missed) or "all goals met")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(sys.argv[2], Path(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    else:
        main([int(text) for text in sys.argv[1:]] or [10_000_000])
