"""A segmentation's report as files of every kind: the same digits, user text as text."""

from __future__ import annotations

import io
import json as parsing
import re

import openpyxl
import pypdf
import pytest

from i18n import texts
from reports import csv, files, html, json, pdf, terminal, xlsx
from reports.blocks import Table
from reports.segmentations.one_page import one_page
from reports.segmentations.report import full_report
from tests.reports import segmentation_samples as samples

LANGUAGES = ("fi", "en")


def report_of(name, language="fi", **options):
    return full_report(*samples.SAMPLES[name](), language, **options)


def pdf_text(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u200b", "").replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("kind", files.MEDIA_TYPES)
@pytest.mark.parametrize("name", ["judged", "left_out"])
def test_every_kind_of_file_is_made(name, kind):
    document, result = samples.SAMPLES[name]()
    assert len(files.render(document, result, "fi", kind)) > 1_000


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_is_one_sentence_for_lists_and_the_command_line(language):
    document, result = samples.measured()
    text = files.sentence_of(document, result, language)
    assert "\n" not in text
    assert text.startswith("Asiakkuuden elinkaari" if language == "fi" else "Customer lifecycle")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["measured", "judged", "without_outcome", "left_out", "hostile"])
def test_one_page_fits_one_a4(name, language):
    reader, text = pdf_text(pdf.render(one_page(*samples.SAMPLES[name](), language)))
    assert len(reader.pages) == 1
    assert texts(language)("one_page.next") in text


def test_hostile_text_stays_text_in_html():
    made = html.render(report_of("hostile", show_names=True))
    assert "<script>alert" not in made
    assert "<img" not in made
    assert "&lt;script&gt;alert(1)" in made
    assert "\x1b" not in made
    assert "\u202e" not in made


def test_hostile_text_is_text_in_the_pdf():
    reader, text = pdf_text(pdf.render(report_of("hostile", show_names=True)))
    assert "<script>alert(1)</script>" in text.replace(" ", "")
    assert "root:" not in text
    assert not [note for page in reader.pages for note in page.get("/Annots", [])], "no links"


def test_a_workbook_has_a_sheet_per_table_and_no_formula():
    report = report_of("hostile", show_names=True)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report)))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    assert len(book.sheetnames) == 1 + sum(isinstance(block, Table) for block in report.blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sheets_have_names_in_the_language(language):
    names = openpyxl.load_workbook(io.BytesIO(xlsx.render(report_of("measured", language)))).sheetnames
    expected = ("Segmentit", "Siirtymät", "Ennuste") if language == "fi" else ("Segments", "Moves", "Prediction")
    assert set(expected) <= set(names)
    assert not [name for name in names if name.startswith("segmentation_")]


def test_csv_of_hostile_names_starts_no_formula():
    lines = csv.render(report_of("hostile", show_names=True)).decode("utf-8-sig").splitlines()
    assert not [line for line in lines if re.match(r'"?[=+@]', line)]


@pytest.mark.parametrize("name", ["measured", "hostile"])
def test_terminal_text_is_narrow_and_harmless(name):
    text = terminal.render(report_of(name))
    assert max(len(line) for line in text.split("\n")) <= terminal.WIDTH
    assert "\x1b" not in text


def test_json_hides_evaluators_wherever_they_stand():
    document, result = samples.judged()
    text = json.render(document, result)
    assert "anna" not in text.lower()
    found = parsing.loads(text)
    assert [one["id"] for one in found["document"]["evaluators"]] == ["evaluator-1", "evaluator-2"]
    assert {one["by"] for one in found["document"]["selection"]["scores"]} == {"evaluator-1"}
    assert "Anna Korhonen" in json.render(document, result, show_names=True)


def test_json_is_the_document_its_result_and_its_hash():
    document, result = samples.judged()
    found = parsing.loads(json.render(document, result, show_names=True))
    assert found["document"] == document.model_dump(mode="json")
    assert found["document_hash"] == result.provenance.document_hash
    assert found["result"]["ranking"]["verdict"]["leader"] == result.ranking.verdict.leader
