"""Rows of a large campaign, generated as Parquet, and the document that names them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

BLOCK = 1_000_000
FLOATS = {"converted": "converted", "revenue": "revenue", "covariate": "covariate"}  # metric or covariate to column
CENTS = {"converted": "converted", "revenue": "revenue_exact", "covariate": "covariate_exact"}


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


def generate(path: Path, rows: int) -> None:
    """Write the rows as Parquet, block by block."""
    writer = None
    for start in range(0, rows, BLOCK):
        table = block(start // BLOCK, min(BLOCK, rows - start))
        writer = writer or pq.ParquetWriter(
            path, table.schema, compression="zstd", use_dictionary=["variant", "segment"], store_decimal_as_integer=True
        )
        writer.write_table(table, row_group_size=122_880)
    if writer is not None:
        writer.close()


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
