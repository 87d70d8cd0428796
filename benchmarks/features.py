"""Features of customers out of order lines against the bare group-by of the same lines, in turn.

Arguments: lines (default 50000000), and an existing folder that keeps the generated file for the next time. Bare is SQL
by hand: the last day, the number of orders and the sum of money per customer, which is recency, frequency and money and
no more; once where orders have numbers to be told apart, once where each row is an order.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds
from data.engines import Engine, duckdb_engine
from data.features import CustomerData, customer_features
from data.order_lines import LogColumns, Period, audited

BLOCK = 1_000_000
ROUNDS = 3
GOAL = 1.5  # times the bare group-by, of order lines
ROWS, LINES = "each row an order", "orders by number"
PERIOD = Period(split_on=date(2024, 10, 1), window_days=91)
FIRST, DAYS, DAY = np.datetime64("2023-01-01", "us"), 730, 86_400_000_000  # of the log; microseconds of a day
CUSTOMERS, LINES_PER_ORDER = 2_000_000, 4  # ids to draw from, and lines of an order on average


def block(number: int, rows: int) -> pa.Table:
    """Make some lines: orders by moment of their own, a few customers with most of them, as shops have."""
    rng = np.random.Generator(np.random.SFC64([20_261_122, number]))
    order = np.cumsum(rng.random(rows) < 1 / LINES_PER_ORDER)
    orders = int(order[-1]) + 1
    customer = (rng.pareto(1.2, orders) * 50_000).astype(np.int64) % CUSTOMERS
    at = rng.integers(0, DAYS * DAY, orders)
    return pa.table(
        {
            "customer": customer[order],
            "number": order + number * BLOCK,
            "bought_at": pa.array(FIRST + at[order].astype("m8[us]"), pa.timestamp("us")),
            "amount": np.round(rng.lognormal(3, 1, rows), 2),
        }
    )


def generate(path: Path, rows: int) -> None:
    """Write the lines as Parquet, block by block."""
    writer = None
    for start in range(0, rows, BLOCK):
        table = block(start // BLOCK, min(BLOCK, rows - start))
        writer = writer or pq.ParquetWriter(path, table.schema, compression="zstd")
        writer.write_table(table, row_group_size=122_880)
    if writer is not None:
        writer.close()


def bare(engine: Engine, path: Path, orders: str) -> object:
    """Group by customer by hand, and add up what comes out."""
    found = f"max(bought_at) AS latest, {orders} AS orders, sum(amount) AS money"
    each = f"SELECT customer, {found} FROM '{path}' GROUP BY 1"  # noqa: S608  # a path of our own
    sums = "count(*), max(latest), sum(orders), sum(money)"
    return engine.backend.con.execute(f"SELECT {sums} FROM ({each})").fetchall()  # noqa: S608


def features(engine: Engine, path: Path, columns: LogColumns) -> object:
    """Make all features and the outcome, and add up what comes out."""
    found = customer_features(CustomerData(period=PERIOD, log=engine.parquet(path), log_columns=columns))
    sums = {f"sum{place}": found[name].sum() for place, name in enumerate(found.columns)}
    return engine.rows(found.aggregate(customers=found.count(), **sums))


def ways(engine: Engine, path: Path) -> dict[str, Callable[[], object]]:
    """Return what is timed; each kind of features after the bare group-by it is held against."""
    rows = LogColumns(customer="customer", at="bought_at", amount="amount")
    numbered = LogColumns(customer="customer", at="bought_at", amount="amount", order="number")
    return {
        f"bare, {ROWS}": lambda: bare(engine, path, "count(*)"),
        f"features, {ROWS}": lambda: features(engine, path, rows),
        f"bare, {LINES}": lambda: bare(engine, path, "count(DISTINCT number)"),
        f"features, {LINES}": lambda: features(engine, path, numbered),
        "every row accounted for": lambda: audited(engine, engine.parquet(path), numbered, PERIOD, alike=False),
    }


def main(rows: int, folder: Path) -> None:
    """Generate what is not there yet, time and print."""
    path = folder / f"order_lines_{rows}.parquet"
    if not path.exists():
        generate(path, rows)
    threads = os.cpu_count() or 1
    with duckdb_engine([path], threads=threads) as engine:
        tried = ways(engine, path)
        next(iter(tried.values()))()
        taken = seconds(tried, ROUNDS)
    print(f"{rows:,} order lines, {threads} threads, load {os.getloadavg()[0]:.1f}")
    for name, found in taken.items():
        print(f"  {name:28s} {statistics.median(found):7.2f} s")
    times = {kind: ratio(taken, f"features, {kind}", f"bare, {kind}") for kind in (ROWS, LINES)}
    told = "met" if times[LINES] <= GOAL else "MISSED"
    print(f"  features, times the bare group-by, {LINES}: {times[LINES]:.2f}, at most {GOAL} {told}")
    print(f"  features, times the bare group-by, {ROWS}: {times[ROWS]:.2f}, for comparison")


if __name__ == "__main__":
    lines = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000_000
    if len(sys.argv) > 2:
        main(lines, Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as scratch:
            main(lines, Path(scratch))
