"""Customer files made for the tests, and the documents that name them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from data.fingerprints import fingerprint
from evaluators.campaigns.experiment import CampaignTest

TEST_DATA = Path(os.environ.get("PUNTARI_TEST_DATA", "../shared/data"))
HILLSTROM = TEST_DATA / "hillstrom.csv.gz"
needs_hillstrom = pytest.mark.skipif(
    not HILLSTROM.exists(), reason=f"the public Hillstrom data are not at {HILLSTROM} (PUNTARI_TEST_DATA)"
)


def written(folder: Path, name: str, table: pa.Table) -> tuple[dict[str, Any], dict[str, Path]]:
    """Write a table; return it as a document names it, and the files by fingerprint."""
    path = folder / f"{name}.parquet"
    pq.write_table(table, path, store_decimal_as_integer=True)
    sha = fingerprint(path)
    file = {"sha256": sha, "name": name, "rows": table.num_rows, "columns": table.column_names}
    return file, {sha: path}


def campaign(
    file: dict[str, Any],
    roles: dict[str, Any],
    metrics: list[dict[str, Any]],
    *,
    send: dict[str, Any] | None = None,
    **source: Any,
) -> CampaignTest:
    """A test of ``a`` against ``b`` with one send of rows."""
    variants = sorted(set(roles.get("variants", {"a": "a", "b": "b"}).values()))
    return CampaignTest.model_validate(
        {
            "as_of": date(2026, 11, 22),
            "design": {
                "metrics": metrics,
                "variants": [{"id": one, "name": one} for one in variants],
            },
            "sends": [
                {
                    "id": "s1",
                    "source": {"type": "rows", "file": file, "roles": {"variant": "variant", **roles}, **source},
                    **(send or {}),
                }
            ],
        }
    )


def hillstrom(folder: Path) -> tuple[CampaignTest, dict[str, Path]]:
    """The public e-mail campaign: three arms, visits, conversions and spend, segments by past purchase."""
    table = pyarrow.csv.read_csv(HILLSTROM)
    both = [
        f"{mens}{womens}"
        for mens, womens in zip(*(table[name].to_pylist() for name in ("mens", "womens")), strict=True)
    ]
    cents = pa.array([round(spend * 100) for spend in table["spend"].to_pylist()]).cast(pa.int64())
    table = table.append_column("bought", [both]).append_column("spend_cents", cents)
    file, files = written(folder, "hillstrom", table)
    roles = {
        "variant": "segment",
        "variants": {"No E-Mail": "none", "Mens E-Mail": "mens", "Womens E-Mail": "womens"},
        "segment": "bought",
        "segments": {"01": "womens", "10": "mens", "11": "both"},
        "metrics": {"visit": "visit", "conversion": "conversion", "spend": "spend"},
        "covariates": ["history"],
    }
    metrics = [
        {"id": "visit", "name": "Visit", "kind": "proportion"},
        {"id": "conversion", "name": "Conversion", "kind": "proportion"},
        {"id": "spend", "name": "Spend", "kind": "mean"},
    ]
    return campaign(file, roles, metrics), files
