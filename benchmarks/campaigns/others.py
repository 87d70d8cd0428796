"""What a campaign's cells are measured against: the bare scan, the same sums as bare SQL, and tea-tasting."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

PEERS = {"tea-tasting on DuckDB": "ibis", "tea-tasting on Polars": "polars"}  # and the library that each needs
SCANNED = ("sum(strlen(variant))", "sum(strlen(segment))", "sum(revenue)", "sum(covariate)", "sum(converted)")
GROUPED = ("variant", "segment")
SUMMED = (
    "count(*)",
    "sum(revenue)",
    "sum(covariate)",
    "var_samp(revenue)",
    "var_samp(covariate)",
    "covar_samp(revenue, covariate)",
)


def scan(path: Path, threads: int, columns: int = len(SCANNED)) -> object:
    """Read the first of the columns and do no more than add them up."""
    return _table_of(path, threads).aggregate(", ".join(SCANNED[:columns])).fetchall()


def _table_of(path: Path, threads: int) -> Any:
    """Open the file as leanly as DuckDB can: what it reads is not kept for a second time."""
    import duckdb

    connection = duckdb.connect(config={"threads": threads, "enable_external_file_cache": "false"})
    return connection.read_parquet(str(path))


def bare(path: Path, threads: int, groups: tuple[str, ...]) -> object:
    """Ask for the fewest sums that the tests can be worked out from, with nothing of ours around them."""
    return _table_of(path, threads).aggregate(", ".join((*groups, *SUMMED)), ", ".join(groups)).fetchall()


def peers() -> dict[str, str]:
    """Return the peers that are installed."""
    if not importlib.util.find_spec("tea_tasting"):
        return {}
    return {name: library for name, library in PEERS.items() if importlib.util.find_spec(library)}


def tea_tasting(path: Path, library: str, threads: int) -> object:
    """Let tea-tasting make the same 27 tests: it knows no segments, so it reads the table once for each."""
    import tea_tasting as tt

    table = _table(path, library, threads)
    experiment = tt.Experiment(
        converted=tt.Mean("converted"), revenue=tt.Mean("revenue"), cuped=tt.Mean("revenue", covariate="covariate")
    )
    parts = [table, *(_segment(table, library, f"segment_{place}") for place in range(8))]
    return [experiment.analyze(part, control="A") for part in parts]


def _table(path: Path, library: str, threads: int) -> Any:
    columns = ["variant", "segment", "converted", "revenue", "covariate"]
    if library == "polars":
        import polars

        return polars.scan_parquet(path).select(columns)
    import ibis

    return ibis.duckdb.connect(threads=threads).read_parquet(path).select(columns)


def _segment(table: Any, library: str, name: str) -> Any:
    if library == "polars":
        import polars

        return table.filter(polars.col("segment") == name)
    return table.filter(table["segment"] == name)
