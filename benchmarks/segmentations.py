"""Segmentations from file to ranking and labels: processor time, peak memory, and the time a user waits.

Arguments: customers of the large file (default 1000000). Online Retail and the survey on McDonald's are read from the
folder that PUNTARI_TEST_DATA names and left out where it is absent. Each case runs in a process of its own.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import peak_bytes

HERE = Path(__file__).resolve()
DATA = Path(os.environ.get("PUNTARI_TEST_DATA", HERE.parent.parent.parent / "shared" / "data"))
GIB = 1024**2  # in kilobytes
BEHAVIOUR = ("recency_days", "orders", "revenue")
LEARNT = {"fields": BEHAVIOUR, "signed_log": BEHAVIOUR}
HOME = {
    "segments": [{"id": "home"}, {"id": "abroad"}],
    "lines": [{"segment": "home", "when": {"field": "country", "operator": "eq", "value": "United Kingdom"}}],
    "otherwise": "abroad",
}
RETAIL = (
    {"type": "rules", "id": "country", "family": "geographic", "table": HOME},
    {"type": "lifecycle", "id": "lifecycle"},
    {"type": "rfm", "id": "rfm"},
    {"type": "kmeans", "id": "four", "segments": 4, **LEARNT},
    {"type": "kmeans", "id": "eight", "segments": 8, **LEARNT},
    {"type": "gaussian_mixture", "id": "mixture", "segments": 4, **LEARNT},
)
ANSWERS = 11  # of the survey, all yes or no
NUMBERS = ("recency_days", "orders", "revenue", "visits", "opened", "clicked", "tenure_days", "returns", "age")
LARGE = (
    {"type": "lifecycle", "id": "lifecycle"},
    {"type": "rfm", "id": "rfm"},
    {"type": "kmeans", "id": "six", "segments": 6, "fields": NUMBERS, "signed_log": BEHAVIOUR},
    {"type": "gaussian_mixture", "id": "mixture", "segments": 4, "fields": NUMBERS, "signed_log": BEHAVIOUR},
)
SECONDS, MEMORY, MINUTES = 60.0, 1.5, 5.0
"""Processor seconds of six candidates and of a latent class; GiB of the first; minutes to wait for a large file."""


def document(**parts: object) -> Any:
    """Return a document with the balanced criteria and the usual effort."""
    from data.templates.segmentation_reader import segmentation_templates
    from evaluators.segmentations.document import SegmentationEvaluation

    template = segmentation_templates()[0]
    given = {"groups": template.groups, "criteria": template.criteria, "weighting": template.weighting}
    return SegmentationEvaluation.model_validate({"as_of": date(2026, 11, 1), **given, **parts})


def retail() -> dict[str, object]:
    """Six candidates on Online Retail, split 91 days before its end."""
    from services import datasets

    kept = datasets.add((DATA / "online_retail.parquet").read_bytes(), "online_retail.parquet")
    orders = {
        "file": kept.file,
        "customer": "CustomerID",
        "at": "InvoiceDate",
        "order": "InvoiceNo",
        "quantity": "Quantity",
        "price": "UnitPrice",
        "cancelled_with": "C",
        "category": "StockCode",
        "traits": ("Country",),
    }
    fields = [{"id": name, "sensitivity": 2} for name in BEHAVIOUR]
    fields.append({"id": "country", "column": "Country", "kind": "category", "at_signup": True})
    days = {"split_on": "2011-09-10", "earlier_on": "2011-06-11"}
    return judged(document(data={"orders": orders, **days}, fields=fields, candidates=RETAIL))


def survey() -> dict[str, object]:
    """A latent class of four segments on the survey."""
    from services import datasets

    kept = datasets.add((DATA / "mcdonalds.csv").read_bytes(), "mcdonalds.csv")
    answers = kept.file.columns[:ANSWERS]
    fields = [{"id": name.lower(), "column": name, "kind": "category"} for name in answers]
    latent = {"type": "latent_class", "id": "latent", "segments": 4, "categories": [one["id"] for one in fields]}
    return judged(document(data={"customers": {"file": kept.file}}, fields=fields, candidates=[latent]))


def large(customers: int) -> dict[str, object]:
    """Four candidates on a large file of customers, from the upload to a file of labels."""
    from services import datasets

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "customers.csv"
        generate(path, customers)
        begun = time.perf_counter()
        kept = datasets.add(path.read_bytes(), path.name)
    read = time.perf_counter() - begun
    fields = [{"id": name, "sensitivity": 2} for name in NUMBERS]
    fields += [
        {"id": "region", "kind": "category", "at_signup": True},
        {"id": "mail", "kind": "yes_no", "role": "channel"},
    ]
    people = {"file": kept.file, "customer": "id", "outcome": "later", "value": "revenue"}
    told = judged(document(data={"customers": people}, fields=fields, candidates=LARGE))
    return {**told, "reading": read, "waited": time.perf_counter() - begun}


def generate(path: Path, customers: int) -> None:
    """Write customers of four kinds whose later money is known."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv

    rng = np.random.Generator(np.random.SFC64(20_261_128))
    kind = rng.integers(0, 4, customers)
    orders = 1 + rng.poisson(np.array([0.2, 1.0, 3.0, 8.0])[kind])
    revenue = np.round(orders * rng.gamma(4, 9, customers), 2)
    bought = rng.random(customers) < np.array([0.05, 0.15, 0.35, 0.6])[kind]
    columns = {
        "id": np.arange(customers) + 1_000_000,
        "recency_days": rng.geometric(1 / np.array([300, 160, 80, 25])[kind]),
        "orders": orders,
        "revenue": revenue,
        "visits": rng.poisson(2 + 3 * kind),
        "opened": rng.poisson(1 + kind),
        "clicked": rng.poisson(0.3 + 0.4 * kind),
        "tenure_days": rng.integers(1, 2_000, customers),
        "returns": rng.binomial(orders, 0.08),
        "age": rng.integers(18, 85, customers),
        "region": np.array(["south", "west", "east", "north"])[rng.integers(0, 4, customers)],
        "mail": (rng.random(customers) < 0.7).astype(int),
        "later": np.where(bought, np.round(rng.gamma(2, 10 + 12 * kind), 2), 0.0),
    }
    pyarrow.csv.write_csv(pa.table(columns), path)


def judged(given: Any) -> dict[str, object]:
    """Measure and rank a document; return what is worth telling."""
    from services.results import result_of

    result = result_of(given)
    ranked = [(one.tool, round(one.score, 1)) for one in result.ranking.ranking]
    return {"customers": result.customers, "ranking": ranked}


def run(case: str, customers: int) -> None:
    """Run one case in this process and print what it took."""
    cases: Mapping[str, Callable[[], dict[str, object]]] = {
        "retail": retail,
        "survey": survey,
        "large": lambda: large(customers),
    }
    told = cases[case]()
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    told["cpu"] = sum(one.ru_utime + one.ru_stime for one in used)
    told["peak"] = max(peak_bytes() / 1024, used[1].ru_maxrss) / GIB  # its own, or that of the child that reads files
    print(json.dumps(told))


def apart(case: str, customers: int) -> dict[str, Any]:
    """Run one case in a process and a data folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        wish = {**os.environ, "PUNTARI_DATA_DIR": folder, "PUNTARI_DATASET_ROWS": str(2 * customers)}
        wish |= {"PUNTARI_UPLOAD_BYTES": "500000000"}
        command = [sys.executable, str(HERE), "--case", case, str(customers)]
        begun = time.perf_counter()
        done = subprocess.run(command, env=wish, capture_output=True, text=True, check=True)  # noqa: S603  # ourselves
        found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
        return {"wall": time.perf_counter() - begun, **found}


def told(name: str, found: Mapping[str, Any]) -> None:
    """Print one case."""
    print(f"{name}: {found['customers']:,} customers, load {os.getloadavg()[0]:.1f}")
    print(f"  {found['cpu']:6.1f} s of CPU, {found['wall']:6.1f} s of wall time, peak memory {found['peak']:.2f} GiB")
    print("  " + ", ".join(f"{candidate} {score}" for candidate, score in found["ranking"]))


def main(customers: int) -> None:
    """Run all cases that have their data, and hold them against their goals."""
    if (DATA / "online_retail.parquet").exists():
        found = apart("retail", customers)
        told("Online Retail, six candidates, all criteria", found)
        met = found["cpu"] <= SECONDS and found["peak"] <= MEMORY
        print(f"  at most {SECONDS:.0f} s of CPU and {MEMORY} GiB: {'met' if met else 'MISSED'}")
    else:
        print(f"Online Retail: left out, no data in {DATA.name}")
    if (DATA / "mcdonalds.csv").exists():
        found = apart("survey", customers)
        told(f"Latent class on {ANSWERS} answers", found)
        print(f"  at most {SECONDS:.0f} s of CPU: {'met' if found['cpu'] <= SECONDS else 'MISSED'}")
    else:
        print(f"The survey: left out, no data in {DATA.name}")
    found = apart("large", customers)
    told("A large file, four candidates, all criteria", found)
    waited = found["waited"] / 60
    print(f"  read in {found['reading']:.1f} s; {waited:.1f} minutes in all, ", end="")
    print(f"at most {MINUTES:.0f}: {'met' if waited <= MINUTES else 'MISSED'}")


if __name__ == "__main__":
    if len(sys.argv) > 2 and sys.argv[1] == "--case":
        run(sys.argv[2], int(sys.argv[3]))
    else:
        main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
