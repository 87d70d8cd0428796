"""Uploaded tables: kept once, found by hash, deleted for good; and files that settings name."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.cells import cell_table
from evaluators.errors import DataError, NotFound
from services import datasets
from settings import reset_settings, settings
from tests.data.campaign_files import campaign

ROWS = b"email;variant;spend\naino@example.fi;a;1,50\neero@example.fi;b;2,25\n"
ROLES = {"customer": "email", "metrics": {"spend": "spend"}}
METRICS = [{"id": "spend", "name": "Spend", "kind": "mean"}]


def test_an_upload_is_kept_found_and_deleted():
    kept = datasets.add(ROWS, "C:\\lists\\spring.csv")
    assert (kept.file.name, kept.file.rows, kept.file.columns) == ("spring.csv", 2, ("email", "variant", "spend"))
    assert kept.guess.roles is not None
    assert kept.guess.roles.customer == "email"
    assert datasets.listed() == (kept,) == (datasets.opened(kept.id),)
    path = datasets.path_of(kept.file.sha256)
    assert path.parent == settings().folder / "datasets"
    document = campaign(kept.file.model_dump(), ROLES, METRICS)
    found = cell_table(document, datasets.files_of(document))
    assert [cell.moments.means[0] for cell in found.cells] == [1.5, 2.25]
    datasets.delete(kept.id)
    assert datasets.listed() == ()
    assert not path.exists()
    assert datasets.files_of(document) == {}
    for gone in (lambda: datasets.path_of(kept.file.sha256), lambda: datasets.delete(kept.id)):
        with pytest.raises(NotFound, match="dataset_unknown"):
            gone()


def test_no_address_is_left_anywhere():
    kept = datasets.add(ROWS, "a.csv")
    datasets.delete(kept.id)
    datasets.add(ROWS, "a.csv")
    for file in settings().folder.rglob("*"):
        assert not file.is_file() or b"aino@" not in file.read_bytes()


def test_the_same_upload_is_kept_once_and_comes_back_after_deletion():
    first = datasets.add(ROWS, "a.csv")
    assert datasets.add(ROWS, "b.csv").id == first.id
    datasets.delete(first.id)
    again = datasets.add(ROWS, "c.csv")
    assert again.id != first.id
    assert again.file.sha256 == first.file.sha256
    assert [one.id for one in datasets.listed()] == [again.id]


def test_the_same_table_read_otherwise_is_another_one():
    first, second = datasets.add(ROWS, "a.csv"), datasets.add(ROWS, "a.csv", types={"spend": "text"})
    assert first.file.sha256 != second.file.sha256
    datasets.delete(second.id)
    assert datasets.path_of(first.file.sha256).exists()


def test_limits_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUNTARI_DATASET_ROWS", "1")
    reset_settings()
    with pytest.raises(DataError, match="too_many_rows"):
        datasets.add(ROWS, "a.csv")
    assert datasets.listed() == ()


def test_named_files_and_folders_are_read_where_they_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = tmp_path / "warehouse"
    folder.mkdir()
    for name, arm in (("one", "a"), ("two", "b")):
        pq.write_table(pa.table({"variant": [arm] * 3, "spend": [1, 2, 3]}), folder / f"{name}.parquet")
    (tmp_path / "broken.parquet").write_bytes(b"PAR1")
    places = {"orders": str(folder), "gone": str(tmp_path / "gone"), "broken": str(tmp_path / "broken.parquet")}
    monkeypatch.setenv("PUNTARI_DATA_PATHS", json.dumps(places))
    monkeypatch.setenv("PUNTARI_DATASET_ROWS", "1")
    reset_settings()
    named = datasets.named()
    assert list(named) == ["orders"]
    assert (named["orders"].file.rows, named["orders"].file.columns) == (6, ("variant", "spend"))
    document = campaign(named["orders"].file.model_dump(), {"metrics": {"spend": "spend"}}, METRICS)
    found = cell_table(document, datasets.files_of(document))
    assert [(cell.variant, cell.moments.n, cell.moments.means[0]) for cell in found.cells] == [("a", 3, 2), ("b", 3, 2)]
