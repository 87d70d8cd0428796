"""Every page can be the first thing that anybody asks of a fresh server."""

from __future__ import annotations

import httpx
import pytest

from i18n import texts

TITLES = {
    "tools": "page.begin.title",
    "catalogue": "page.catalogue.title",
    "evaluations": "page.evaluations.title",
    "methods": "methods.title",
    "": "start.title",
}


def _elements(tree: dict[str, object]) -> list[dict[str, object]]:
    children = tree.get("children") or []
    assert isinstance(children, list)
    return [tree, *(element for child in children for element in _elements(child))]


@pytest.mark.parametrize("page", TITLES, ids=lambda name: name or "start")
def test_page_before_the_start_page(fresh_server, page):
    address = fresh_server("--server.enableAgentApi=true")
    asked = {"page": page} if page else {}
    answer = httpx.post(f"{address}/_stcore/agent/interact", json=asked, timeout=60)
    assert answer.status_code == 200, answer.text[:1000]
    assert answer.json()["status"] == "ready"
    elements = _elements(answer.json()["tree"])
    assert not [element for element in elements if element["type"] in ("exception", "error")]
    shown = str(elements)
    assert texts("fi")(TITLES[page]) in shown, "the page is there"
    assert "language/en" in shown, "the frame is there"
