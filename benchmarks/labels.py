"""Nearest of eight centroids for ten columns, in the engine: both forms beside array SQL written by hand, in turn.

Arguments: rows (default 10000000), and a folder that keeps the file for the next time. A sample of 200,000 is labelled
by scikit-learn too.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds
from data.engines import Engine, duckdb_engine
from data.labels import SAMPLE, agreement, segment_mix, with_labels
from evaluators.segmentations.models.assigner import LinearCentroids
from evaluators.segmentations.models.inputs import NumberField

FIELDS, SEGMENTS, BLOCK, ROUNDS, RATIO = 10, 8, 1_000_000, 3, 1.3
NAMES = [f"x{place}" for place in range(FIELDS)]
Floats = np.ndarray[Any, np.dtype[np.float64]]


def centres() -> Floats:
    """Return where the made-up customers gather."""
    return np.random.default_rng(20_261_122).normal(0, 3, (SEGMENTS, FIELDS))


def generate(path: Path, rows: int) -> None:
    """Write rows around the centres as Parquet, block by block."""
    writer = None
    for start in range(0, rows, BLOCK):
        rng = np.random.Generator(np.random.SFC64([20_261_122, start]))
        count = min(BLOCK, rows - start)
        matrix = centres()[rng.integers(0, SEGMENTS, count)] + rng.normal(0, 2, (count, FIELDS))
        table = pa.table({"id": np.arange(start, start + count)} | dict(zip(NAMES, matrix.T.copy(), strict=True)))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="snappy", use_dictionary=False)
        writer.write_table(table, row_group_size=122_880)
    if writer is not None:
        writer.close()


def nearest_by_hand(way: LinearCentroids) -> str:
    """Return what somebody would write for DuckDB: arrays, no care of missing values, decimals as they are."""
    costs = ", ".join(
        f"{offset!r} - array_inner_product(v, {list(row)!r}::DOUBLE[{FIELDS}]) AS c{segment}"
        for segment, (row, offset) in enumerate(zip(way.weights, way.offsets, strict=True))
    )
    names = [f"c{segment}" for segment in range(SEGMENTS)]
    branches = " ".join(f"WHEN {name} THEN {segment}" for segment, name in enumerate(names))
    return (
        f"WITH packed AS (SELECT [{', '.join(NAMES)}]::DOUBLE[{FIELDS}] AS v FROM customers), "  # noqa: S608  # own names
        f"costs AS (SELECT {costs} FROM packed) "
        f"SELECT CASE least({', '.join(names)}) {branches} END AS label, count(*) FROM costs GROUP BY label"
    )


def portable_mix(engine: Engine, table: Any, way: LinearCentroids) -> list[dict[str, Any]]:
    """Count the segments by the form that every database follows."""
    labelled = with_labels(table, way, "label")
    return engine.rows(labelled.group_by("label").aggregate(customers=labelled.count()))


def main(rows: int, folder: Path) -> None:
    """Generate what is not there yet, time and print."""
    from sklearn.cluster import KMeans

    path = folder / f"labels_{rows}.parquet"
    if not path.exists():
        generate(path, rows)
    seen = pq.ParquetFile(path).read_row_group(0, columns=NAMES)
    matrix = np.column_stack([column.to_numpy() for column in seen.columns])
    middle, spread = matrix.mean(axis=0), matrix.std(axis=0)
    model = KMeans(SEGMENTS, n_init=1, random_state=0).fit(((matrix - middle) / spread)[:20_000])
    found = model.cluster_centers_
    way = LinearCentroids(
        fields=tuple(NumberField(name=name) for name in NAMES),
        weights=tuple(map(tuple, (2 * found / spread).tolist())),
        offsets=tuple(((found**2).sum(axis=1) + (2 * found * middle / spread).sum(axis=1)).tolist()),
    )
    with duckdb_engine([path]) as engine:
        table = engine.parquet(path)
        engine.backend.con.execute(f"CREATE VIEW customers AS FROM read_parquet('{path}')")
        by_hand, sums = nearest_by_hand(way), ", ".join(f"sum({name})" for name in NAMES)
        ways: dict[str, Callable[[], object]] = {
            "scan": lambda: engine.backend.con.sql(f"FROM customers SELECT {sums}").fetchall(),
            "array SQL by hand": lambda: engine.backend.con.execute(by_hand).fetchall(),
            "array form": lambda: segment_mix(engine, table, way),
            "portable form": lambda: portable_mix(engine, table, way),
        }
        seconds(ways, 1)
        taken = seconds(ways, ROUNDS)
        compared = agreement(engine, table, way, customer="id")
        first = engine.table(with_labels(table.limit(SAMPLE), way, "label", engine=engine))
    print(f"{rows:,} rows x {FIELDS} columns x {SEGMENTS} centroids, {os.cpu_count()} cores, ", end="")
    print(f"load {os.getloadavg()[0]:.1f}")
    for name in ways:
        times = ratio(taken, name, "array SQL by hand")
        print(f"  {name:18s} {statistics.median(taken[name]):7.2f} s {times:6.2f}x array SQL by hand")
    times = ratio(taken, "array form", "array SQL by hand")
    print(f"  array form at most {RATIO}x: {'met' if times <= RATIO else 'MISSED'}")
    print(f"  equal to numpy: {compared.equal:,} of {compared.rows:,}")
    fresh = np.column_stack([first[name].to_numpy() for name in NAMES])
    told = model.predict((fresh - middle) / spread)
    print(f"  equal to scikit-learn's predict: {(told == first['label'].to_numpy()).sum():,} of {len(told):,}")


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    if len(sys.argv) > 2:
        main(wanted, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as own:
            main(wanted, Path(own))
