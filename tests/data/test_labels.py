"""Labels of whole files: what is written and counted, SQL for elsewhere, the sample that is compared, the drift."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import duckdb
import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data import label_files, labels
from data.engines import duckdb_engine
from data.label_sql import label_sql
from data.labels import SegmentMix, agreement, checksum_of, mix_shift, segment_mix, write_labels
from evaluators.errors import DataError
from evaluators.segmentations.models.assigner import LinearCentroids
from evaluators.segmentations.models.inputs import NumberField
from evaluators.segmentations.rules.rule_table import RuleTable
from evaluators.version import VERSION

NEAREST = LinearCentroids(
    fields=(NumberField(name="x"), NumberField(name="y")),
    weights=((0.0, 0.0), (20.0, 0.0), (0.0, 20.0)),
    offsets=(0.0, 100.0, 100.0),
)
NAMES = ("=HYPERLINK(1)", "right", "up")
RULES = RuleTable.model_validate(
    {
        "segments": [{"id": "near"}, {"id": "it-s"}],
        "lines": [{"segment": "near", "when": {"field": "x", "operator": "lt", "value": 5}}],
        "otherwise": "it-s",
    }
)


def _points(rows):
    rng = np.random.default_rng(2)
    corner = np.arange(rows) % 4
    x = np.where(corner == 1, 10.0, 0.0) + rng.normal(size=rows)
    y = np.where(corner == 2, 10.0, 0.0) + rng.normal(size=rows)
    return x, pa.array(y, mask=corner == 3), [f"c{place}" for place in range(rows)]


def _write(path, ids, x, y):
    pq.write_table(pa.table({"id": ids, "x": x, "y": y}), path)
    return path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    x, y, ids = _points(400)
    ids[:5] = ["@cmd", "+358401234567", None, "  ", "-2+3"]
    return _write(tmp_path / "points.parquet", ids, x, y)


def _written(file, kind, way=NEAREST, names=NAMES, **more):
    path = file.with_name(f"labels.{kind}")
    with duckdb_engine([file]) as engine:
        found = write_labels(
            engine, engine.parquet(file), way, customer="id", names=names, path=path, kind=kind, **more
        )
    return path, found


def _lines(path):
    if path.suffix == ".csv":
        with path.open(encoding="utf-8", newline="") as opened:
            return [tuple(row) for row in csv.reader(opened)]
    rows = openpyxl.load_workbook(path).active.iter_rows(values_only=True)
    return [tuple(cell or "" for cell in row) for row in rows]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_for_people_runs_nothing(file: Path, kind: str):
    path, found = _written(file, kind)
    header, *rows = _lines(path)
    assert header == ("customer", "segment")
    assert rows[:4] == [
        ("'@cmd", "'=HYPERLINK(1)"),
        ("+358401234567", "right"),
        ("'-2+3", "'=HYPERLINK(1)"),
        ("c5", "right"),
    ]
    assert (found.without_id, found.mix.counts, found.mix.unassigned) == (2, (100, 100, 99), 99)
    assert len(rows) == found.mix.customers == 398
    assert found.checksum == checksum_of(NEAREST)


def test_a_typed_file_keeps_types_order_and_gaps(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(labels, "BATCH", 2_048)
    x, y, _ = _points(30_000)
    many = _write(file.with_name("many.parquet"), np.arange(30_000), x, y)
    told = []
    path, found = _written(many, "parquet", progress=told.append)
    table = pq.read_table(path)
    assert table["customer"].type == pa.int64()
    assert np.array_equal(table["customer"].to_numpy(), np.arange(30_000))
    assert table["segment"].to_pylist()[:8] == [*NAMES, None] * 2
    assert (found.mix.counts, found.mix.unassigned) == ((7_500,) * 3, 7_500)
    assert len(told) > 2
    assert told == sorted(told)
    assert told[-1] == 1.0


def test_a_workbook_has_its_limit_and_leaves_nothing_behind(file: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(label_files, "WORKBOOK_ROWS", 100)
    with pytest.raises(DataError, match="too_many_rows"):
        _written(file, "xlsx")
    assert not file.with_name("labels.xlsx").exists()


def test_nobody_still_makes_a_file(tmp_path: Path):
    empty = _write(tmp_path / "empty.parquet", pa.array([], pa.string()), np.zeros(0), np.zeros(0))
    for kind in ("csv", "xlsx", "parquet"):
        path, found = _written(empty, kind)
        assert found.mix.customers == 0
        assert path.exists()
    assert pq.read_table(empty.with_name("labels.parquet")).column_names == ["customer", "segment"]


def test_names_are_for_every_segment(file: Path):
    with pytest.raises(ValueError, match="2 names for 3 segments"):
        _written(file, "csv", names=("a", "b"))


def test_a_broken_file_is_an_answer_in_batches_too(tmp_path: Path):
    x, y, ids = _points(50_000)
    file = _write(tmp_path / "broken.parquet", ids, x, y)
    content = bytearray(file.read_bytes())
    content[4:200_000] = bytes(199_996)
    file.write_bytes(content)
    with pytest.raises(DataError, match="file_broken"):
        _written(file, "parquet")
    assert not (tmp_path / "labels.parquet").exists()


def test_the_sample_is_about_as_large_as_asked_and_the_same_again(tmp_path: Path):
    x, y, ids = _points(20_000)
    file = _write(tmp_path / "points.parquet", ids, x, y)
    with duckdb_engine([file]) as engine:
        found = agreement(engine, engine.parquet(file), NEAREST, customer="id", rows=2_000)
        again = agreement(engine, engine.parquet(file), NEAREST, customer="id", rows=2_000)
    assert found == again
    assert found.complete
    assert abs(found.rows - 2_000) < 5 * 2_000**0.5


def test_other_labels_do_not_agree(file: Path, monkeypatch: pytest.MonkeyPatch):
    """The comparison is with what numpy gives, not with the engine itself."""
    assign = labels.assign
    monkeypatch.setattr(labels, "assign", lambda way, columns: np.maximum(assign(way, columns), 0))
    with duckdb_engine([file]) as engine:
        found = agreement(engine, engine.parquet(file), NEAREST, customer="id")
    assert (found.rows, found.equal, found.complete) == (400, 300, False)


def test_a_mix_that_moves_is_told_from_one_that_does_not(tmp_path: Path):
    x, y, ids = _points(4_000)
    first, second = (_write(tmp_path / f"{part}.parquet", ids[part::2], x[part::2], y[part::2]) for part in (0, 1))
    whole = _write(tmp_path / "whole.parquet", ids, x, y)
    with duckdb_engine([first, second, whole]) as engine:
        mixes = [segment_mix(engine, engine.parquet(path), NEAREST) for path in (whole, first, second)]
    assert mixes[0] == SegmentMix(counts=(1_000, 1_000, 1_000), unassigned=1_000)
    assert mixes[0].shares == (0.25, 0.25, 0.25)
    assert not mix_shift(mixes[0], mixes[0]).beyond_chance
    moved = mix_shift(mixes[1], mixes[2])
    assert moved.beyond_chance
    assert len(moved.by_segment) == 4


@pytest.mark.parametrize("way", [NEAREST, RULES], ids=["model", "rules"])
def test_exported_sql_gives_the_same_segments(file: Path, way):
    """Run as it stands by another DuckDB, on a table of that name."""
    names = NAMES if way is NEAREST else ("near", "it's")
    columns = {"id": "string", "other": "date", "x": "float64", "y": "float64"}
    found = label_sql(columns, way, customer="id", names=names, source="my customers", dialect="duckdb")
    head = found.text.splitlines()
    assert head[:2] == [f"-- puntari {VERSION}", f"-- sha256 {checksum_of(way)}"]
    assert "other" not in found.text
    points = pq.read_table(file)
    connection = duckdb.connect()
    connection.register("points", points)
    connection.execute('CREATE TABLE "my customers" AS SELECT * FROM points')
    rows = connection.execute(found.text).fetchall()
    connection.close()
    path, _ = _written(file, "parquet", way, names)
    written = pq.read_table(path)
    kept = [row for row in rows if row[0] and row[0].strip()]
    assert kept == list(zip(written["customer"].to_pylist(), written["segment"].to_pylist(), strict=True))


@pytest.mark.parametrize("dialect", ["postgres", "databricks"])
def test_exported_sql_of_other_databases(dialect: str):
    """One statement, the same checksum, every constant to its last digit."""
    columns = {"id": "string", "x": "float64", "y": "float64"}
    found = label_sql(columns, NEAREST, customer="id", names=NAMES, source="customers", dialect=dialect)
    body = "\n".join(found.text.splitlines()[2:])
    assert ";" not in body
    assert re.search(r"CAST\('-?20.0' AS DOUBLE( PRECISION)?\)", body)
    assert (found.checksum, found.version, found.dialect) == (checksum_of(NEAREST), VERSION, dialect)
    with pytest.raises(DataError, match="column_missing"):
        label_sql(columns, NEAREST, customer="who", names=NAMES, source="customers", dialect=dialect)
