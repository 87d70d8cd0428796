"""Files of a campaign test's report: the same words and digits everywhere, user text as text, one page on one A4."""

from __future__ import annotations

import csv as reading
import io

import openpyxl
import pypdf
import pytest

from evaluators.campaigns.design import Guardrail, Metric, Segment, Variant
from evaluators.campaigns.experiment import Override, PlannedDesign, Send
from evaluators.campaigns.reading import read
from evaluators.campaigns.source import PastedTable
from i18n import texts
from reports import csv, html, pdf, terminal, xlsx
from reports.blocks import Table
from reports.campaigns.one_page_test import one_page
from reports.campaigns.test_report import full_report
from reports.campaigns.verdicts import verdict_sentence
from tests.evaluators.campaigns.campaign_tests import CLOSED, SENT, row, table_of
from tests.reports import hillstrom_sums
from tests.reports.hostile import CONTROL, FORMULA, HTML, LINK, LONG, MARKUP
from tests.reports.test_campaign_report import DOCUMENTS, said
from tests.reports.test_report_html import Page

LANGUAGES = ("fi", "en")


def hillstrom(language, build=full_report):
    money = {"currency": "USD", "margin": 0.4, "smallest_effect": 0.2, "recipients": 200_000}
    document = hillstrom_sums.document(money=money, title="Hillstrom", question="Which mail?")
    return build(document, hillstrom_sums.words(document).result, language)


def hostile():
    """Return a test in which every free text is hostile, with its result."""
    base = DOCUMENTS["ship_b_watch"]
    rows = [
        row(arm, customers, segment, bought=bought, left=30)
        for segment in ("one", "two")
        for arm, customers, bought in (("a", 5_000, 100), ("b", 5_000, 170))
    ]
    design = base.design.model_copy(
        update={
            "metrics": (
                Metric(id="bought", name=HTML, kind="proportion", unit=FORMULA),
                Metric(id="left", name=FORMULA, kind="proportion", better="less"),
            ),
            "variants": (Variant(id="a", name=CONTROL), Variant(id="b", name=LONG)),
            "segments": (Segment(id="one", name=FORMULA), Segment(id="two", name=MARKUP)),
            "segmented_by": MARKUP,
            "guardrails": (Guardrail(metric="left", margin=0.0005),),
        }
    )
    planned = design.model_copy(update={"segmented_by": LINK, "metrics": design.metrics[:1], "guardrails": ()})
    document = base.model_copy(
        update={
            "title": HTML,
            "question": MARKUP,
            "design": design,
            "planned": PlannedDesign(design=planned),
            "sends": (Send(id="s1", name=FORMULA, source=PastedTable(rows=tuple(rows)), sent_on=SENT),),
            "as_of": SENT,
            "overrides": (Override(check="window_open", reason=MARKUP + HTML + FORMULA, on=CLOSED),),
        }
    )
    return document, read(document, table_of(document))


def attacked(language, build=full_report):
    return build(*hostile(), language)


def pdf_text(content):
    reader = pypdf.PdfReader(io.BytesIO(content))
    text = " ".join(page.extract_text() for page in reader.pages)
    return reader, " ".join(text.replace("\u200b", "").replace("\N{NO-BREAK SPACE}", " ").split())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_file_says_the_verdict(language):
    document = hillstrom_sums.document()
    expected = verdict_sentence(document, hillstrom_sums.words(document).result, language)
    expected = " ".join(expected.replace("\N{NO-BREAK SPACE}", " ").split())
    report = hillstrom(language)
    for text in (terminal.render(report), html.render(report), pdf_text(pdf.render(report))[1]):
        assert expected in " ".join(text.replace("\N{NO-BREAK SPACE}", " ").replace("&nbsp;", " ").split())
    assert expected.split(":")[0] in csv.render(report).decode("utf-8-sig")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_one_page_fits_one_a4(name, language):
    document = DOCUMENTS[name]
    report = one_page(document, read(document, table_of(document)), language)
    reader, text = pdf_text(pdf.render(report))
    assert len(reader.pages) == 1
    assert texts(language)("one_page.next") in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("build", [hillstrom, attacked])
def test_one_page_with_everything_fits_too(build, language):
    report = build(language, one_page)
    reader, text = pdf_text(pdf.render(report))
    assert len(reader.pages) == 1
    assert texts(language)("one_page.next") in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_tells_question_money_sureness_segments_checks_and_next_step(language):
    report = hillstrom(language, one_page)
    text = said(report.blocks)
    t = texts(language)
    for key in ("campaign_money.heading", "one_page.sure", "campaign_sheet.segments", "campaign_checks.heading"):
        assert t(key) in text
    assert "Q = 3" in text
    assert "0.003" in text.replace(",", ".")


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text_in_html(language):
    page = Page(html.render(attacked(language)))
    assert not page.all("script")
    assert not [one for one in page.all("img") if "onerror" in one["attrs"]]
    assert not [one for one in page.all("a") if one["attrs"].get("href", "").startswith("javascript")]
    assert "<script>alert(1)</script>" in "".join(one["text"] for one in page.all("h1"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text_in_the_pdf(language):
    reader, text = pdf_text(pdf.render(attacked(language)))
    assert "<script>alert(1)</script>" in text.replace(" ", "")
    assert "root:" not in text
    assert not [note for page in reader.pages for note in page.get("/Annots", [])], "no links"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("build", [hillstrom, attacked])
def test_spreadsheets_start_no_formula(build, language):
    report = build(language)
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report)))
    found = [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]
    assert len(found) > 150
    assert not [cell for cell in found if cell.data_type == "f" or cell.hyperlink]
    assert len(book.sheetnames) == 1 + sum(isinstance(block, Table) for block in report.blocks)
    content = csv.render(report).decode("utf-8-sig")
    delimiter = ";" if language == "fi" else ","
    cells = [cell for line in reading.reader(io.StringIO(content, newline=""), delimiter=delimiter) for cell in line]
    figures = set("0123456789.,-e")
    assert not [cell for cell in cells if cell.lstrip().startswith(("=", "+", "-", "@")) and set(cell) - figures]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("build", [hillstrom, attacked])
def test_terminal_text_is_narrow_and_harmless(build, language):
    text = terminal.render(build(language))
    assert max(map(len, text.splitlines())) <= terminal.WIDTH
    assert not [char for char in text if ord(char) < 32 and char != "\n"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_pictures_have_words(language):
    page = Page(html.render(hillstrom(language)))
    drawings = [one for one in page.all("svg") if one["attrs"].get("role") == "img"]
    assert drawings
    assert all(one["attrs"].get("aria-label") for one in drawings)
