"""Shared campaigns over HTTP: the page, its files and its JSON say the same, and nothing of anybody."""

from __future__ import annotations

import json
from datetime import date
from html import unescape
from io import BytesIO, StringIO

import openpyxl
import pytest
from pypdf import PdfReader

from data.samples import samples
from evaluators.campaigns.source import CustomerRows, PastedTable
from evaluators.documents import revise
from i18n import LANGUAGES
from reports.files import sentence_of
from services import datasets, evaluations, examples, sharing
from services.results import result_of
from tests.web.test_shares import Client
from web.shares import DOWNLOADS

SAMPLES = {one.id: one.document for one in samples() if one.document.kind.startswith("campaign")}
FEW = 3  # customers in a row that is not told of


@pytest.fixture(scope="module")
def client():
    return Client()


@pytest.fixture(scope="module", params=[(name, language) for name in SAMPLES for language in LANGUAGES])
def shared(request):
    """A sample that is shared, its language, and its link."""
    name, language = request.param
    evaluation_id = examples.open_example(name, language)
    made = sharing.publish(evaluation_id, language=language)
    for table in datasets.listed():
        datasets.delete(table.id)
    return SAMPLES[name], language, made


@pytest.fixture(scope="module")
def with_few(client):
    """The published test with a row of three customers in a segment of its own; the path of its link."""
    document = SAMPLES["hillstrom"]
    few = {"id": "few", "name": "Few", "planned": True}
    rows = [
        {"variant": variant, "segment": "few", "customers": FEW, "sums": {"visit": 1, "conversion": 1, "spend": 1234.5}}
        for variant in ("none", "mens", "womens")
    ]
    given = document.model_dump(mode="json")
    given["design"]["segments"].append(few)
    given["sends"][0]["source"]["rows"] += rows
    made = revise(document, design=given["design"], sends=given["sends"])
    return sharing.publish(evaluations.create(made), language="en").url_path


def plain(page):
    return unescape(page)


def test_the_page_says_the_answer(client, shared):
    document, language, made = shared
    answer = client.get(made.url_path)
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert "set-cookie" not in answer.headers
    assert "<script" not in answer.text
    result = sharing.open_share(made.token).result
    assert sentence_of(document, result, language) in plain(answer.text)


def test_the_json_holds_document_and_result(client, shared):
    document, _, made = shared
    given = client.get(f"{made.url_path}.json").json()
    assert given["document"] == document.model_dump(mode="json")
    assert given["document_hash"] == given["result"]["provenance"]["document_hash"]


@pytest.mark.parametrize("file", DOWNLOADS)
def test_files_stand_below_the_page(client, shared, file):
    document, language, made = shared
    assert f'href="{made.token}/{file}"' in client.get(made.url_path).text
    answer = client.get(f"{made.url_path}/{file}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="puntari-{file}"'
    said = sentence_of(document, sharing.open_share(made.token).result, language)
    if file.endswith(".pdf"):
        pages = PdfReader(BytesIO(answer.content)).pages
        assert (len(pages) == 1) == (file == "one-page.pdf")
    elif file.endswith(".xlsx"):
        book = openpyxl.load_workbook(BytesIO(answer.content))
        assert said in {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row}
    else:
        assert answer.content.startswith(b"\xef\xbb\xbf")
        assert StringIO(answer.content.decode("utf-8-sig")).readline().strip()


def test_rows_of_a_file_never_leave(client):
    """What a customer did is in no page and no file; what the columns are called and what decides is."""
    evaluation_id = examples.open_example("spring-campaign", "en")
    made = sharing.publish(evaluation_id, language="en")
    texts = [client.get(made.url_path + ending).text for ending in ("", ".json", "/report.csv")]
    for text in texts:
        assert "K100001" not in text
        assert "K124000" not in text


def test_rows_of_few_customers_are_not_told(client, with_few):
    beside = client.get(f"{with_few}.json").json()
    rows = beside["document"]["sends"][0]["source"]["rows"]
    assert rows
    assert "few" not in {row["segment"] for row in rows}
    assert min(row["customers"] for row in rows) >= beside["document"]["settings"]["small_cell"]
    assert "1234.5" not in json.dumps(beside)
    assert not [cell for cell in counted(beside["result"]) if 0 < cell["customers"] < FEW + 1]
    for ending in ("", "/report.csv"):
        assert "1,234.5" not in client.get(with_few + ending).text


def counted(part):
    """Yield everything in a result that says how many customers it is of."""
    if isinstance(part, list):
        for one in part:
            yield from counted(one)
    elif isinstance(part, dict):
        if isinstance(part.get("customers"), int):
            yield part
        for one in part.values():
            yield from counted(one)


def test_figures_are_frozen_when_the_table_is_deleted_and_the_document_changed(client):
    evaluation_id = examples.open_example("spring-campaign", "fi")
    made = sharing.publish(evaluation_id, language="fi")
    before = client.get(f"{made.url_path}.json").text
    page = client.get(made.url_path).text
    opened = evaluations.open_evaluation(evaluation_id)
    evaluations.edit(evaluation_id, revise(opened.document, title="muu"), base_revision=opened.revision)
    for table in datasets.listed():
        datasets.delete(table.id)
    assert client.get(f"{made.url_path}.json").text == before
    assert client.get(made.url_path).text == page


def test_an_open_window_is_locked_on_the_shared_page_too(client):
    examples.open_example("spring-campaign", "en")
    document = SAMPLES["spring-campaign"]
    sends = (document.sends[0].model_copy(update={"last_outcome_on": date(2026, 3, 9)}),)
    locked = revise(document, sends=sends)
    made = sharing.publish(evaluations.create(locked), language="en")
    page = plain(client.get(made.url_path).text)
    assert sentence_of(locked, result_of(locked), "en") in page
    assert sentence_of(document, result_of(document), "en") not in page
    assert "<svg" not in page, "no picture of an effect"


def test_samples_cover_rows_and_sums():
    sources = {type(send.source) for one in SAMPLES.values() for send in getattr(one, "sends", ())}
    assert sources == {CustomerRows, PastedTable}
