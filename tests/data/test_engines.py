"""The engine reaches the files that it was given and nothing else, and fits the version of ibis."""

from __future__ import annotations

from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.engines import ROW, duckdb_engine
from evaluators.errors import DataError


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    folder = tmp_path / "it's kept"
    folder.mkdir()
    pq.write_table(pa.table({"v": ["a", "b", "a"], "x": [1, 2, 3]}), folder / "one.parquet")
    pq.write_table(pa.table({"v": ["b"], "x": [10]}), folder / "two.parquet")
    return folder


def test_a_file_and_a_folder_are_read(kept: Path):
    with duckdb_engine([kept]) as engine:
        one, both = engine.parquet(kept / "one.parquet"), engine.parquet(kept)
        assert engine.rows(one.aggregate(s=one["x"].sum())) == [{"s": 6}]
        assert engine.rows(both.aggregate(s=both["x"].sum())) == [{"s": 16}]
        assert [row[ROW] for row in engine.rows(one.select(ROW))] == [0, 1, 2]


def test_what_was_read_is_not_kept_in_memory(kept: Path):
    """However large a file is, memory stays as it is: the system keeps files by itself."""
    with duckdb_engine([kept]) as engine:
        table = engine.parquet(kept / "one.parquet")
        assert engine.rows(table.aggregate(s=table["x"].sum())) == [{"s": 6}]
        held = "SELECT sum(memory_usage_bytes) FROM duckdb_memory() WHERE tag = 'EXTERNAL_FILE_CACHE'"
        assert engine.backend.con.execute(held).fetchone() == (0,)


def test_a_single_file_does_not_open_its_folder(kept: Path):
    with duckdb_engine([kept / "one.parquet"]) as engine:
        assert engine.rows(engine.parquet(kept / "one.parquet").count().as_table())[0]
        with pytest.raises(DataError, match="file_broken"):
            engine.parquet(kept / "two.parquet")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT * FROM read_csv('/etc/hostname')",
        "SELECT * FROM read_text('/etc/hostname')",
        "SELECT * FROM glob('/etc/*')",
        "ATTACH '/tmp/puntari-never.db'",
        "COPY (SELECT 1) TO '/tmp/puntari-never.csv'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_parquet('https://example.com/x.parquet')",
        "SET threads = 1",
        "SET enable_external_access = true",
        "SET allowed_directories = ['/etc']",
        "RESET memory_limit",
        "SELECT * FROM secret_of_the_server",
    ],
)
def test_nothing_else_is_reached(kept: Path, statement: str):
    secret_of_the_server = pa.table({"x": [1]})
    assert secret_of_the_server.num_rows
    with duckdb_engine([kept]) as engine, pytest.raises(duckdb.Error):
        engine.backend.con.execute(statement).fetchall()


def test_a_broken_file_is_an_answer(kept: Path):
    broken = kept / "broken.parquet"
    content = (kept / "one.parquet").read_bytes()
    broken.write_bytes(content[:60] + bytes(60) + content[120:])
    with duckdb_engine([kept]) as engine:
        table = engine.parquet(broken)
        with pytest.raises(DataError, match="file_broken"):
            engine.rows(table.aggregate(n=table["x"].sum()))


def test_buckets_are_even_and_the_same_again(kept: Path):
    pq.write_table(pa.table({"k": [str(i) for i in range(25_600)]}), kept / "keys.parquet")
    with duckdb_engine([kept / "keys.parquet"]) as engine:
        table = engine.parquet(kept / "keys.parquet")
        table = table.mutate(one=engine.digits(table["k"], "1", 2), two=engine.digits(table["k"], "2", 2))
        sizes = [row["n"] for row in engine.rows(table.group_by("one").aggregate(n=table.count()))]
        same = engine.rows(table.aggregate(n=(table["one"] == table["two"]).sum()))[0]["n"]
    assert len(sizes) == 256
    assert sum((n - 100) ** 2 / 100 for n in sizes) < 330  # chi-square with 255 degrees of freedom, p = 0.001
    assert 50 < same < 150  # 100 expected when salts are independent


def test_the_engine_is_one_that_ibis_can_drive():
    """ibis 12 breaks on duckdb 2: arrow results fail there while an in-memory table still answers."""
    assert int(duckdb.__version__.split(".")[0]) < 2
    backend = ibis.duckdb.from_connection(duckdb.connect())
    backend.con.execute("CREATE VIEW made AS SELECT 2 AS x")
    assert backend.table("made").mutate(y=ibis._.x + 1).to_pyarrow().to_pylist() == [{"x": 2, "y": 3}]


def test_a_path_with_quotes_is_a_path(tmp_path: Path):
    place = tmp_path / "it's [a], folder"
    place.mkdir()
    pq.write_table(pa.table({"x": [1, 2]}), place / "o'x.parquet")
    with duckdb_engine([place / "o'x.parquet"]) as engine:
        table = engine.parquet(place / "o'x.parquet")
        assert engine.rows(table.aggregate(n=table.count())) == [{"n": 2}]
