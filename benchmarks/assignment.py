"""Deals customers to variants within segments and writes the file: seconds and peak memory. Argument: customers."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import peak_bytes
from data.assignment import ListColumns, assign, write_csv
from evaluators.campaigns.plan import CampaignPlan

SECONDS, BYTES = 10, 1 << 30  # what a million customers may take


def main(customers: int) -> None:
    """Deal once and print."""
    rng = np.random.default_rng(1)
    segments = pa.DictionaryArray.from_arrays(
        pa.array(rng.integers(0, 8, customers, dtype=np.int8)), pa.array([f"segment {number}" for number in range(8)])
    )
    listed = pa.table(
        {
            "email": pa.array([f"customer{number}@example.fi" for number in range(customers)]),
            "segment": segments.cast(pa.string()),
            "before": rng.lognormal(3, 1, customers),
        }
    )
    plan = CampaignPlan.model_validate(
        {
            "as_of": date(2026, 11, 22),
            "design": {"variants": [{"id": "a", "name": "A"}, {"id": "b", "name": "B"}], "holdout": 0.1},
            "assignment": {"salt": "spring", "holdout_salt": "always", "covariates": ["before"]},
        }
    )
    with tempfile.TemporaryDirectory() as folder:
        start, worked = time.perf_counter(), time.process_time()
        found = assign(listed, ListColumns(customer="email", segment="segment"), plan)
        write_csv(found, Path(folder) / "assignment.csv")
        taken, worked = time.perf_counter() - start, time.process_time() - worked
    peak = peak_bytes()
    print(f"{found.table.num_rows:,} customers dealt and written in {taken:.1f} s ({worked:.1f} s of processor time)")
    print(
        f"  load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores, peak memory {peak / 2**20:.0f} MiB"
    )
    if customers <= 1_000_000:
        for name, met in ((f"under {SECONDS} s", taken < SECONDS), (f"under {BYTES >> 20} MiB", peak < BYTES)):
            print(f"  {name}: {'met' if met else 'MISSED'}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
