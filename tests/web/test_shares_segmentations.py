"""Shared segmentations over HTTP: the page, its files and its JSON say the same, and nothing of anybody."""

from __future__ import annotations

from html import unescape
from io import BytesIO

import openpyxl
import pytest
from pypdf import PdfReader

from evaluators.documents import revise
from i18n import LANGUAGES
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.verdicts import foretelling_sentence, headline
from services import datasets, evaluations, results, sharing
from tests.kept_shop import kept_evaluation
from tests.web.test_shares import Client
from web.shares import DOWNLOADS

PEOPLE = ({"id": "anna", "name": "Anna Korhonen"},)


@pytest.fixture(scope="module")
def client():
    return Client()


@pytest.fixture(scope="module")
def document():
    """A measured document with an evaluator who has judged segments, its tables still there."""
    given = evaluations.open_evaluation(kept_evaluation("balanced")).document
    selection = given.selection.model_dump(mode="json")
    selection |= {
        "candidate": "stages",
        "scores": [{"segment": "loyal", "criterion": "fit", "value": 80, "by": "anna", "note": "hyvä"}],
    }
    return revise(given, evaluators=PEOPLE, selection=selection)


@pytest.fixture(scope="module", params=LANGUAGES)
def shared(request, document):
    """The document shared in a language, and its link."""
    return request.param, sharing.publish(evaluations.create(document), language=request.param)


def test_the_page_says_the_answer(client, shared, document):
    language, made = shared
    answer = client.get(made.url_path)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert "<script" not in answer.text
    words = MeasuredWords(document, results.result_of(document), language)
    page = unescape(answer.text)
    assert headline(words) in page
    assert foretelling_sentence(words) in page
    assert "Anna" not in page


def test_the_json_holds_document_and_result_without_names(client, shared, document):
    given = client.get(f"{shared[1].url_path}.json").json()
    assert given["names_hidden"]
    assert given["document_hash"] == results.result_of(document).provenance.document_hash
    assert given["document"]["selection"]["scores"][0]["by"] == "evaluator-1"
    assert [one["candidate"] for one in given["result"]["candidates"]] == [one.id for one in document.candidates]
    assert "Anna" not in str(given)


@pytest.mark.parametrize("file", DOWNLOADS)
def test_files_stand_below_the_page(client, shared, document, file):
    language, made = shared
    answer = client.get(f"{made.url_path}/{file}")
    assert answer.status_code == 200
    said = headline(MeasuredWords(document, results.result_of(document), language))
    if file.endswith(".pdf"):
        pages = PdfReader(BytesIO(answer.content)).pages
        assert (len(pages) == 1) == (file == "one-page.pdf")
    elif file.endswith(".xlsx"):
        book = openpyxl.load_workbook(BytesIO(answer.content))
        assert said in {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    else:
        assert said in answer.content.decode("utf-8-sig")


def test_figures_are_frozen_when_the_tables_are_gone(client, document):
    evaluation_id = evaluations.create(document)
    made = sharing.publish(evaluation_id, language="fi")
    before = client.get(f"{made.url_path}.json").text
    page = client.get(made.url_path).text
    opened = evaluations.open_evaluation(evaluation_id)
    evaluations.edit(evaluation_id, revise(opened.document, title="muu"), base_revision=opened.revision)
    for table in datasets.listed():
        datasets.delete(table.id)
    assert client.get(f"{made.url_path}.json").text == before
    assert client.get(made.url_path).text == page
