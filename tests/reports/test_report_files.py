"""PDF, XLSX, CSV, JSON and terminal text: the same digits, user text as text."""

from __future__ import annotations

import csv as reading
import io
import json as parsing

import openpyxl
import pypdf
import pytest

from evaluators.tools.results import Level
from i18n import formats, texts
from reports import csv, json, pdf, terminal, xlsx
from reports.blocks import Table
from reports.one_page import one_page
from reports.tools import full_report
from tests.reports import hostile, samples

LANGUAGES = ("fi", "en")


def made(language="fi", level=Level.CLOSE):
    doc = samples.document()
    return full_report(doc, samples.result(level, doc), language)


def attacked(language="fi", build=full_report):
    doc = hostile.document()
    return build(doc, hostile.result(doc), language, show_names=True)


def pdf_text(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u200b", "").replace("\N{NO-BREAK SPACE}", " ").split())


def tables(report):
    return [block for block in report.blocks if isinstance(block, Table)]


@pytest.mark.parametrize(
    ("language", "verdict"),
    [
        ("fi", "Brevo johtaa, mutta ero on pieni: se sijoittuu ensimmäiseksi 63 %:ssa"),
        ("en", "Brevo leads, but it is close: it comes first in 63% of simulated cases"),
    ],
)
def test_pdf_opens_and_says_the_verdict(language, verdict):
    reader, text = pdf_text(pdf.render(made(language)))
    assert verdict in text
    assert "€" in text
    assert "\N{MINUS SIGN}0" in text
    assert reader.trailer["/Root"]["/Lang"] == language
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"], "tagged for screen readers"
    width, height = (float(side) for side in reader.pages[0].mediabox[2:])
    assert (round(width), round(height)) == (595, 842)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", Level)
def test_one_page_fits_one_a4(level, language):
    doc = samples.document()
    reader, text = pdf_text(pdf.render(one_page(doc, samples.result(level, doc), language)))
    assert len(reader.pages) == 1
    assert texts(language)("one_page.next") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_fits_with_the_longest_names(language):
    reader, text = pdf_text(pdf.render(attacked(language, one_page)))
    assert len(reader.pages) == 1
    assert texts(language)("one_page.next") in text


def test_hostile_text_is_text_in_the_pdf():
    reader, text = pdf_text(pdf.render(attacked()))
    tight = text.replace(" ", "")
    assert "<script>alert(1)</script>" in tight
    assert '#import"/etc/passwd":*' in tight
    assert "root:" not in text
    assert not [note for page in reader.pages for note in page.get("/Annots", [])], "no links"


def test_pdf_is_the_same_twice():
    assert pdf.render(made()) == pdf.render(made())


def cells(content):
    book = openpyxl.load_workbook(io.BytesIO(content))
    return book, [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("report", [made, attacked])
def test_workbook_has_no_formula_and_no_link(report):
    _, found = cells(xlsx.render(report()))
    assert len(found) > 300
    assert not [cell for cell in found if cell.data_type == "f" or cell.hyperlink]


def test_workbook_keeps_hostile_text_as_it_is():
    _, found = cells(xlsx.render(attacked()))
    assert hostile.FORMULA in {cell.value for cell in found}


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_has_a_sheet_per_table_in_the_language(language):
    report = made(language)
    book, _ = cells(xlsx.render(report))
    t = texts(language)
    expected = [t("sheet.summary"), *(t(f"sheet.{table.name}") for table in tables(report))]
    assert book.sheetnames == expected
    for table, name in zip(tables(report), book.sheetnames[1:], strict=True):
        assert [cell.value for cell in book[name][1]] == [column.text for column in table.columns]


def shown(cell, language):
    """Return what a spreadsheet in the language shows of a numeric cell."""
    decimals = len(cell.number_format.rstrip("%").partition(".")[2])
    if cell.number_format.endswith("%"):
        return formats.percent(cell.value, language, decimals)
    return formats.number(cell.value, language, decimals)


@pytest.mark.parametrize("language", LANGUAGES)
def test_workbook_shows_the_digits_of_the_report(language):
    report = made(language)
    book, _ = cells(xlsx.render(report))
    compared = 0
    for table, name in zip(tables(report), book.sheetnames[1:], strict=True):
        for row, written in zip(table.rows, book[name].iter_rows(min_row=2), strict=True):
            for cell, other in zip(row, written, strict=True):
                if cell.number is None:
                    continue
                assert isinstance(other.value, int | float)
                digits = "".join(char for char in cell.text if char.isdigit())
                if cell.text.startswith(("yli", "over", "alle", "under")):
                    continue
                assert "".join(char for char in shown(other, language) if char.isdigit()) == digits
                compared += 1
    assert compared > 80


@pytest.mark.parametrize(("language", "delimiter"), [("fi", ";"), ("en", ",")])
def test_csv_holds_the_figures_of_the_report(language, delimiter):
    report = made(language)
    content = csv.render(report)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(reading.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=delimiter))
    ranking = tables(report)[0]
    start = rows.index([column.text for column in ranking.columns])
    for row, written in zip(ranking.rows, rows[start + 1 :], strict=False):
        for cell, text in zip(row, written, strict=True):
            if cell.number is not None:
                assert float(text.replace(",", ".")) == pytest.approx(cell.number, rel=1e-11)
                assert ("." in text) <= (language == "en")
            else:
                assert text == cell.text


@pytest.mark.parametrize(
    "start", ["=", "+", "-", "@", "\t=", "\r=", "\n=", "  =", "\u00a0=", "\u202f@", "＝", "＋", "－", "＠", " \ufeff="]
)
def test_csv_neutralises_what_could_start_a_formula(start):
    assert csv.neutral(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("text", ["Brevo", "a=b", "\N{MINUS SIGN}5", "", "'=1"])
def test_csv_leaves_other_text_alone(text):
    assert csv.neutral(text) == text


def test_csv_of_hostile_names_starts_no_formula():
    content = csv.render(attacked()).decode("utf-8-sig")
    found = [cell for row in reading.reader(io.StringIO(content, newline=""), delimiter=";") for cell in row]
    text_cells = [cell for cell in found if not cell.replace(",", "").replace("-", "").replace("e", "").isdigit()]
    assert any(cell == f"'{hostile.FORMULA}" for cell in text_cells)
    assert not [cell for cell in text_cells if cell.lstrip().startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("report", [made, attacked])
def test_terminal_text_is_narrow_and_harmless(report, language):
    text = terminal.render(report(language))
    assert max(map(len, text.splitlines())) <= terminal.WIDTH
    assert not [char for char in text if ord(char) < 32 and char != "\n"]


def test_terminal_shows_the_figures_of_the_ranking():
    report = made("en")
    text = terminal.render(report)
    assert all(cell.text in text for row in tables(report)[0].rows for cell in row)
    assert "[Leads, but it is close] Brevo leads" in text


def test_json_holds_document_result_and_provenance():
    doc = samples.document()
    result = samples.result(doc=doc)
    found = parsing.loads(json.render(doc, result, show_names=True))
    assert found["document"] == doc.model_dump(mode="json")
    assert found["document_hash"] == result.provenance.document_hash
    assert found["result"]["verdict"]["first_share"] == result.verdict.first_share
    assert found["result"]["verdict"]["level"] == "close"
    assert found["result"]["provenance"]["as_of"] == "2026-11-01"
    assert found["result"]["must_haves"][0]["facts"][0]["source_kind"] == "dataset"


def test_json_hides_evaluators_unless_asked():
    doc = samples.document()
    text = json.render(doc, samples.result(doc=doc))
    assert "anna" not in text.lower()
    found = parsing.loads(text)
    assert found["names_hidden"]
    assert [one["id"] for one in found["document"]["evaluators"]] == ["evaluator-1", "evaluator-2"]
    assert found["result"]["team"]["views"][0]["evaluator"] == "evaluator-1"
    assert found["result"]["cells"][0]["statements"][0]["by"] == "evaluator-1"
