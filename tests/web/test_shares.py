"""Shared reports over HTTP: frozen, without session, cookie or script, and gone when they are gone."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from io import BytesIO

import anyio
import httpx
import openpyxl
import pytest
from pypdf import PdfReader
from starlette.applications import Starlette

from i18n import texts
from services import clock, evaluations, examples, sharing
from web import middleware, routes
from web.shares import DOWNLOADS

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


class Client:
    """Asks the routes in this process, where the test can stop the clock."""

    def __init__(self):
        self.app = Starlette(routes=routes(), middleware=middleware())

    def request(self, method, path, **more):
        async def ask():
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.request(method, path, **more)

        return anyio.run(ask)

    def get(self, path, **more):
        return self.request("GET", path, **more)


@pytest.fixture(scope="module")
def client():
    return Client()


@pytest.fixture(scope="module")
def evaluation():
    """The example with several evaluators, whose names are not to be seen."""
    offered = examples.examples("fi")
    most = max(offered, key=lambda one: len(one.document.evaluators))
    assert most.document.evaluators, "an example has evaluators"
    return examples.open_example(most.id, "fi")


@pytest.fixture(scope="module")
def published(evaluation):
    return sharing.publish(evaluation, language="en")


def test_the_page_is_whole_and_quiet(client, published):
    answer = client.get(published.url_path)
    assert answer.status_code == 200
    assert '<html lang="en"' in answer.text
    assert answer.headers["content-language"] == "en"
    assert "set-cookie" not in answer.headers
    assert answer.headers["cache-control"] == "private, no-store"
    assert "noindex" in answer.headers["x-robots-tag"]
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in answer.text
    assert not re.search(r"(?:src|href)=[\"']?(?:https?:)?//(?!doi\.org)", answer.text), "nothing is fetched"


def test_names_of_evaluators_stay_away_unless_shown(client, evaluation, published):
    names = [one.name for one in evaluations.open_evaluation(evaluation).document.evaluators]
    hidden = [client.get(published.url_path + ending).text for ending in ("", ".json", "/report.csv")]
    shown = client.get(sharing.publish(evaluation, language="en", show_names=True).url_path + ".json").text
    for name in names:
        assert not [text for text in hidden if json.dumps(name)[1:-1] in text or f">{name}<" in text]
        assert name in shown


def test_json_stands_beside_the_page(client, published):
    answer = client.get(f"{published.url_path}.json")
    assert answer.headers["content-type"] == "application/json"
    given = answer.json()
    assert given["document"]["kind"] == "tool-evaluation"
    assert given["result"]["provenance"]["document_hash"] == given["document_hash"]


@pytest.mark.parametrize("file", DOWNLOADS)
def test_files_stand_below_the_page(client, published, file):
    page = client.get(published.url_path).text
    assert f'href="{published.token}/{file}"' in page
    answer = client.get(f"{published.url_path}/{file}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="puntari-{file}"'
    assert answer.headers["cache-control"] == "private, no-store"
    if file.endswith(".pdf"):
        pages = PdfReader(BytesIO(answer.content)).pages
        assert (len(pages) == 1) == (file == "one-page.pdf")
    elif file.endswith(".xlsx"):
        assert openpyxl.load_workbook(BytesIO(answer.content)).sheetnames
    else:
        assert answer.content.startswith(b"\xef\xbb\xbf")


def test_it_is_frozen(client, evaluation, published):
    before = client.get(f"{published.url_path}.json").text
    opened = evaluations.open_evaluation(evaluation)
    tools = opened.document.tools
    changed = opened.document.model_copy(update={"title": "changed", "tools": tools})
    evaluations.edit(evaluation, changed, base_revision=opened.revision)
    assert client.get(f"{published.url_path}.json").text == before
    evaluations.undo(evaluation)


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("ending", ["", "/report.pdf"])
@pytest.mark.parametrize("token", ["unknown", "x" * 43, "%3Cscript%3E", "a'b"])
def test_an_unknown_link_says_so_in_both_languages(client, token, ending, language):
    answer = client.get(f"/s/{token}{ending}", headers={"Accept-Language": language})
    assert answer.status_code == 404
    assert f'<html lang="{language}">' in answer.text
    for one in ("fi", "en"):
        assert texts(one)("notice.share_unknown.title") in answer.text
    assert "set-cookie" not in answer.headers


def test_an_unknown_file_of_a_share(client, published):
    assert client.get(f"{published.url_path}/other.zip").status_code == 404


def test_a_revoked_link_is_gone_at_once(client, evaluation):
    made = sharing.publish(evaluation, language="fi")
    assert client.get(made.url_path).status_code == 200
    sharing.revoke(next(share.id for share in sharing.shares(evaluation) if share.language == "fi"))
    for ending in ("", "/report.pdf", "/one-page.pdf"):
        answer = client.get(made.url_path + ending)
        assert answer.status_code == 410
        assert texts("fi")("notice.share_gone.title") in answer.text
    refused = client.get(f"{made.url_path}.json")
    assert (refused.status_code, refused.json()) == (410, {"error": "share_revoked"})


def test_an_expired_link_is_gone(client, evaluation):
    with clock.stopped(NOW):
        made = sharing.publish(evaluation, language="en", days=1)
        assert client.get(made.url_path).status_code == 200
    with clock.stopped(NOW + timedelta(days=2)):
        assert client.get(made.url_path).status_code == 410
        assert client.get(f"{made.url_path}.json").json() == {"error": "share_expired"}


def test_only_reading_is_allowed(client, published):
    assert client.request("POST", published.url_path).status_code == 405


def test_readiness(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"ready": True, "database": True, "room": True, "code": None}
