"""Reads a CSV of customers into the data store, against DuckDB's own read of the same file. Argument: rows."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds
from data.table_files import TABLE_LIMITS, read_into

RATIO, ROUNDS = 3.0, 5


def generate(path: Path, rows: int) -> None:
    """Write a file as Finnish shops have them: semicolons, decimal commas, dates with points, letters beyond ASCII."""
    rng = np.random.default_rng(1)
    towns = rng.choice(["Jyväskylä", "Hämeenlinna", "Töölö", "Helsinki"], rows)
    cents, age = rng.lognormal(8, 1, rows).astype(int), rng.integers(18, 90, rows)
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write("asiakas;kaupunki;liikevaihto;ikä;päivä\n")
        for row in range(rows):
            euros, rest = divmod(int(cents[row]), 100)
            day = f"{1 + row % 28:02d}.{1 + row % 12:02d}.2026"
            file.write(f"{row};{towns[row]};{euros},{rest:02d};{age[row]};{day}\n")


def main(rows: int) -> None:
    """Time both in turn and print."""
    import duckdb

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        generate(path, rows)
        content = path.read_bytes()

        def ours() -> object:
            return read_into(content, path.name, Path(folder) / "store", limits=TABLE_LIMITS)

        def theirs() -> object:
            table = duckdb.connect().read_csv(str(path), sep=";", decimal=",", header=True)
            return table.to_arrow_table()

        taken = seconds({"ours": ours, "DuckDB": theirs}, ROUNDS)
    against = ratio(taken, "ours", "DuckDB")
    for name, times in taken.items():
        print(f"{name:8s} {sorted(times)[len(times) // 2]:.2f} s")
    told = "met" if against < RATIO else "missed"
    print(f"{rows:,} rows, {len(content) / 1e6:.0f} MB: {against:.2f}x DuckDB's read, goal {RATIO} {told}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
