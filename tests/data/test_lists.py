"""Customer lists that are read to be dealt and not kept: ids as they are written, and nothing left behind."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import xlsxwriter

from data.table_files import WORKBOOK_ROWS, read_list
from data.tables import ReaderLimits
from evaluators.errors import DataError, UnsafeFile

LIST = "tunnus;osoite;ostot\n+358401234567;Anna@Example.fi;12,50\n00017; b@example.fi ;3,00\n"


def test_ids_and_addresses_come_out_as_they_are_written(tmp_path: Path):
    found = read_list(LIST.encode(), "list.csv", tmp_path / "data", texts=["tunnus"])
    assert found.table["tunnus"].to_pylist() == ["+358401234567", "00017"]
    assert found.table["osoite"].to_pylist() == ["Anna@Example.fi", " b@example.fi "]
    assert [float(one) for one in found.table["ostot"].to_pylist()] == [12.5, 3.0]
    assert [(one.name, one.type, one.hashed) for one in found.columns] == [
        ("tunnus", "text", False),
        ("osoite", "text", False),
        ("ostot", "decimal", False),
    ]


def test_nothing_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    seen: list[list[Path]] = []
    import data.table_files as files

    inside = files.child_answer

    def watched(script, content, limits, *, collect, **more):
        def look(room: Path) -> None:
            seen.append(list(tmp_path.rglob("*.parquet")))
            collect(room)

        return inside(script, content, limits, collect=look, **more)

    monkeypatch.setattr(files, "child_answer", watched)
    read_list(LIST.encode(), "list.csv", tmp_path)
    assert len(seen[0]) == 1
    assert list(tmp_path.rglob("*")) == []
    with pytest.raises(DataError, match="row_ragged"):
        read_list(b"a,b\n1\n", "list.csv", tmp_path)
    with pytest.raises(DataError, match="column_missing"):
        read_list(b"a,b\n1,2\n", "list.csv", tmp_path, texts=["c"])
    with pytest.raises(UnsafeFile, match="file_not_readable_safely"):
        read_list(b"a,b\n1,2\n", "list.csv", tmp_path, limits=ReaderLimits(memory_bytes=1 << 20))
    assert list(tmp_path.rglob("*")) == []


def sheet(last: int) -> bytes:
    """A workbook with a header, and one cell on a row far below."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, "id")
        page.write_string(last - 1, 0, "A1")
    return made.getvalue()


def test_workbooks_reach_to_two_hundred_thousand_rows(tmp_path: Path):
    assert read_list(sheet(WORKBOOK_ROWS), "list.xlsx", tmp_path).table["id"].to_pylist() == ["A1"]
    with pytest.raises(UnsafeFile, match="too_many_rows"):
        read_list(sheet(WORKBOOK_ROWS + 2), "list.xlsx", tmp_path)
