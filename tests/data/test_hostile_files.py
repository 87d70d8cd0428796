"""Files made to hurt, dying children, and a full queue: every one is an answer, and the server lives on."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace

import pytest

from data import readers
from data.readers import ChildSlots, read_table
from evaluators.errors import DataError, UnsafeFile
from tests.data.uploads import LIMITS, SHEET, fault_of, with_part, workbook


def far_cell(body: bytes) -> bytes:
    return body.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def wide_cell(body: bytes) -> bytes:
    return body.replace(b"</sheetData>", b'<row r="9"><c r="XFD9"><v>1</v></c></row></sheetData>')


def row_bomb(body: bytes) -> bytes:
    return body.replace(b"</sheetData>", b"<row><c><v>1</v></c></row>" * 3_000_000 + b"</sheetData>")


def doctype(body: bytes) -> bytes:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    return body.replace(b"<worksheet", bomb + b"<worksheet", 1)


def late_doctype(body: bytes) -> bytes:
    """The token lies across two pieces of the guard's reading."""
    padding = b" " * (65_536 - body.index(b"<worksheet") - 4)
    return body.replace(b"<worksheet", padding + b"<!DOCTYPE x><worksheet", 1)


def in_utf16(body: bytes) -> bytes:
    text = body.decode().replace("<worksheet", "<!DOCTYPE x><worksheet", 1)
    return text.replace('encoding="UTF-8"', 'encoding="UTF-16"').encode("utf-16")


def zip_bomb(body: bytes) -> bytes:
    return body + b" " * 210_000_000


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (far_cell, "too_many_rows"),
        (wide_cell, "too_many_columns"),
        (row_bomb, "too_many_cells"),
        (doctype, "workbook_has_doctype"),
        (late_doctype, "workbook_has_doctype"),
        (in_utf16, "workbook_encoding"),
        (zip_bomb, "workbook_too_large"),
    ],
)
def test_hostile_workbooks(change, code: str):
    content = with_part(workbook([["a", "b"], [1, 2]]), SHEET, change)
    fault = fault_of(content, "a.xlsx")
    assert isinstance(fault, UnsafeFile)
    assert fault.code == code


@pytest.mark.skipif(os.name != "posix", reason="the child's own limits need the resource module")
@pytest.mark.parametrize("change", [far_cell, wide_cell, row_bomb, doctype])
def test_the_child_survives_what_the_guard_would_miss(change):
    """The guard is passed by: the child's own limits answer, and the server lives on."""
    content = with_part(workbook([["a", "b"], [1, 2]]), SHEET, change)
    limits = replace(LIMITS, cpu_seconds=5, wall_seconds=10)
    try:
        answer = readers._answer(content, limits)
    except UnsafeFile:
        return  # it died, and that is an answer
    else:
        assert answer["fault"]["code"] in {"too_many_rows", "row_ragged", "too_many_columns", "workbook_broken"}


def test_too_many_parts():
    content = workbook([["a"], [1]])
    assert fault_of(content, "a.xlsx", replace(LIMITS, members=3)).code == "workbook_too_large"


def test_a_false_dimension_costs_nothing():
    def lie(body: bytes) -> bytes:
        return body.replace(b'<dimension ref="A1:B2"', b'<dimension ref="A1:XFD1048576"')

    table = read_table(with_part(workbook([["a", "b"], [1, 2]]), SHEET, lie), "a.xlsx")
    assert table.rows == [("1", "2")]


@pytest.mark.skipif(os.name != "posix", reason="the memory limit needs the resource module")
def test_a_child_out_of_memory_is_an_answer():
    content = ("a;b\n" + "1;2\n" * 90_000).encode()
    fault = fault_of(content, "a.csv", replace(LIMITS, memory_bytes=24_000_000))
    assert fault.code == "file_not_readable_safely"
    assert isinstance(fault, UnsafeFile)


def test_a_child_out_of_time_is_an_answer():
    fault = fault_of(b"a;b\n1;2\n", "a.csv", replace(LIMITS, wall_seconds=0.001))
    assert (fault.code, fault.facts["reason"]) == ("file_not_readable_safely", "time")


def test_nothing_of_the_environment_reaches_the_child(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PUNTARI_DATABASE_URL", "postgresql://secret")
    assert "secret" not in str(readers._environment())
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    assert read_table(b"a;b\n1;2\n", "a.csv").rows == [("1", "2")]


def test_busy_after_the_queue_is_full():
    slots = ChildSlots(running=1, waiting=1)
    entered, leave = threading.Event(), threading.Event()
    outcomes: list[str] = []

    def hold() -> None:
        with slots.taken(5):
            entered.set()
            leave.wait(5)

    def wait() -> None:
        with slots.taken(5):
            outcomes.append("waited")

    holder, waiter = threading.Thread(target=hold), threading.Thread(target=wait)
    holder.start()
    assert entered.wait(5)
    waiter.start()
    while slots._places._value:  # until the waiting place is taken
        time.sleep(0.01)
    with pytest.raises(DataError, match="reader_busy"), slots.taken(5):
        pass
    leave.set()
    holder.join(5)
    waiter.join(5)
    assert outcomes == ["waited"]
    with slots.taken(0.1):
        outcomes.append("free again")
    assert len(outcomes) == 2


def test_patience_ends():
    slots = ChildSlots(running=1, waiting=1)
    with slots.taken(1), pytest.raises(DataError, match="reader_busy"), slots.taken(0.01):
        pass
