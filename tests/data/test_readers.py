"""Uploads and pastes: what is read, what is refused, and that nothing is misread in silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

import pytest

from data.readers import ReaderLimits, read_pasted, read_table
from data.workbook import as_text
from evaluators.errors import DataError
from i18n.parsing import parse_number
from tests.data.uploads import LIMITS, SHEET, fault_of, with_part, workbook


def test_semicolons_and_decimal_commas():
    table = read_table("Työkalu;Hinta;Huomio\nCreamailer;12,5;Ärsyttävän hyvä\n".encode(), "a.csv")
    assert table.columns == ("Työkalu", "Hinta", "Huomio")
    assert table.rows == [("Creamailer", "12,5", "Ärsyttävän hyvä")]
    assert (table.encoding, table.delimiter, table.lines) == ("utf-8-sig", ";", [2])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings(encoding: str):
    table = read_table("nimi;hinta €\nKäyttö;1\n".encode(encoding), "a.csv")
    assert table.columns == ("nimi", "hinta €")
    assert table.rows == [("Käyttö", "1")]


@pytest.mark.parametrize(("text", "delimiter"), [("a,b\n1,2\n", ","), ("a\tb\n1\t2\n", "\t"), ("a;b\n1,5;2\n", ";")])
def test_delimiters(text: str, delimiter: str):
    table = read_table(text.encode(), "a.csv")
    assert (table.columns, table.delimiter) == (("a", "b"), delimiter)


def test_a_first_line_may_name_the_delimiter():
    table = read_table(b"sep=;\r\na,x;b\r\n1;2\r\n", "a.csv")
    assert table.columns == ("a,x", "b")
    assert table.lines == [3]


def test_text_is_kept_as_it_stands():
    row = ("00100", "NA", "=1+1", "<script>alert(1)</script>", "1e309", "03/04/2026")
    table = read_table((";".join("abcdef") + "\n" + ";".join(row) + "\n").encode(), "a.csv")
    assert table.rows == [row]


def test_quoted_cells_may_hold_lines_and_delimiters():
    table = read_table(b'a;b\n"x;1\ny";2\n3;4\n', "a.csv")
    assert table.rows == [("x;1\ny", "2"), ("3", "4")]
    assert table.lines == [2, 4]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_cell_may_be_quoted_headings_too(delimiter: str):
    lines = (delimiter.join(f'"{cell}"' for cell in row) for row in (("a", "b c"), ("1", "2,5"), ("x;y", "")))
    table = read_table("\n".join(lines).encode(), "a.csv")
    assert table.columns == ("a", "b c")
    assert table.rows == [("1", "2,5"), ("x;y", "")]


def test_empty_lines_are_left_out_and_lines_stay_right():
    table = read_table(b"\na;b\n\n1;2\n;\n3;4\n", "a.csv")
    assert table.rows == [("1", "2"), ("3", "4")]
    assert table.lines == [4, 6]


@pytest.mark.parametrize(
    ("text", "code", "facts"),
    [
        ("a;b\n1;2;3\n", "row_ragged", {"line": 2, "found": 3, "expected": 2}),
        ("a;b\n1;2\n3\n", "row_ragged", {"line": 3, "found": 1, "expected": 2}),
        ("a;b;A\n1;2;3\n", "column_twice", {"line": 1, "column": "a", "positions": [1, 3]}),
        ("\na;;c\n1;2;3\n", "column_unnamed", {"line": 2, "position": 2}),
        ('a;b\n1;"2\n3;4\n', "quote_broken", {"line": 2}),
        ("a;b\n1;x\0y\n", "file_has_nul", {"line": 2}),
        ("<!DOCTYPE html><html></html>", "file_is_html", {}),
        ("\n<table><tr><td>a</td></tr></table>", "file_is_html", {}),
        (" \n \n", "file_empty", {}),
    ],
)
def test_refused_text(text: str, code: str, facts: dict[str, object]):
    fault = fault_of(text.encode())
    assert fault.code == code
    assert {name: fault.facts[name] for name in facts} == facts
    assert fault.facts["file"] == "file.csv"


def test_bytes_of_no_known_encoding():
    assert fault_of(b"a;b\n\x81\x8d;\xff\n").code == "file_encoding_unknown"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 600, "file_is_old_excel"),
        (b"PAR1xxxx", "file_type_unknown"),
        (b"%PDF-1.7", "file_type_unknown"),
        (b"PK\x03\x04broken", "workbook_broken"),
    ],
)
def test_foreign_files(content: bytes, code: str):
    assert fault_of(content, "folder\\file.xlsx").code == code


@pytest.mark.parametrize(
    ("limits", "text", "code"),
    [
        (replace(LIMITS, rows=2), "a;b\n" + "1;2\n" * 3, "too_many_rows"),
        (replace(LIMITS, columns=2), "a;b;c\n1;2;3\n", "too_many_columns"),
        (replace(LIMITS, cells=3), "a;b\n1;2\n3;4\n", "too_many_cells"),
        (replace(LIMITS, cell_characters=5), "a;b\n1;123456\n", "cell_too_long"),
        (replace(LIMITS, header_characters=5), "a;b23456\n1;2\n", "header_too_long"),
        (replace(LIMITS, file_bytes=5), "a;b\n1;2\n", "file_too_large"),
    ],
)
def test_limits(limits: ReaderLimits, text: str, code: str):
    assert fault_of(text.encode(), "a.csv", limits).code == code


def test_a_workbook():
    content = workbook(
        [
            ["Tool", "Price", "When", "Free", "Trial", None],
            ["Brevo", 12.5, date(2026, 11, 1), True, None, None],
            [None, None, None, None, None, None],
            ["Ä <b>", 12.0, datetime.fromisoformat("2026-11-01T08:30"), False, "x", None],
        ],
        [["other"]],
    )
    table = read_table(content, "a.xlsx")
    assert table.columns == ("Tool", "Price", "When", "Free", "Trial")
    assert table.rows[0] == ("Brevo", "12.5", "2026-11-01", "true", "")
    assert table.rows[1] == ("Ä <b>", "12", "2026-11-01 08:30:00", "false", "x")
    assert (table.sheet, table.other_sheets, table.lines) == ("Sheet", ("Sheet1",), [2, 4])


def test_a_formula_counts_by_its_saved_value():
    content = workbook([["a", "b"], [1, "=1+1"]])
    saved = with_part(content, SHEET, lambda body: body.replace(b"<v></v>", b"<v>2</v>").replace(b"<v />", b"<v>2</v>"))
    assert read_table(saved, "a.xlsx").rows == [("1", "2")]
    assert (fault := fault_of(content, "a.xlsx")).code == "formula_without_value"
    assert (fault.facts["line"], fault.facts["position"]) == (2, 2)


def test_an_error_in_a_cell_is_refused():
    content = workbook([["a", "b"], [1, "#REF!"]])
    assert (fault := fault_of(content, "a.xlsx")).code == "cell_is_error"
    assert fault.facts["value"] == "#REF!"


def test_a_value_beyond_the_header_is_noticed():
    assert fault_of(workbook([["a", "b"], [1, 2, 3]]), "a.xlsx").code == "row_ragged"


@pytest.mark.parametrize(("rows", "code"), [([["a", None, "c"], [1, 2, 3]], "column_unnamed"), ([], "file_empty")])
def test_workbook_headers(rows: list[list[object]], code: str):
    assert fault_of(workbook(rows), "a.xlsx").code == code


def test_a_broken_sheet_is_said_to_be_broken():
    content = with_part(workbook([["a"], [1]]), SHEET, lambda body: body[: len(body) // 2])
    assert fault_of(content, "a.xlsx").code == "workbook_broken"


@pytest.mark.parametrize("value", [0.0, 12.0, 1.234, -1.234, 1234.567, 1e-7, 1e20, 0.1, 123456.78])
def test_numbers_from_a_workbook_read_back_the_same(value: float):
    assert parse_number(as_text(value)).value == value


def test_a_paste_from_a_spreadsheet():
    table = read_pasted('Työkalu\tHinta\nBrevo\t12,5\n"Rivi 1\nrivi 2"\t7\n')
    assert table.columns == ("Työkalu", "Hinta")
    assert table.rows == [("Brevo", "12,5"), ("Rivi 1\nrivi 2", "7")]


@pytest.mark.parametrize(
    ("text", "code"), [("", "file_empty"), ("a\tb\n1\n", "row_ragged"), ("a\0\tb", "file_has_nul")]
)
def test_refused_pastes(text: str, code: str):
    with pytest.raises(DataError) as caught:
        read_pasted(text)
    assert caught.value.code == code


def test_a_paste_is_not_a_file():
    with pytest.raises(DataError, match="paste_too_long"):
        read_pasted("x" * 2_000_001)


def test_old_line_ends():
    assert read_table(b"a;b\r1;2\r3;4\r", "a.csv").lines == [2, 3]
