"""A newcomer opens the example, changes a weight, sees the verdict change, and shares it with somebody else."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from i18n import LANGUAGES
from tests.browser.driving import at_rest, move, open_example, part, press, ranking, to_step, words

A4_POINTS = (595, 842)


def verdict(page: Page) -> str:
    return page.locator(".puntari-verdict .lead").inner_text()


def published_link(page: Page) -> str:
    press(page, "share-publish")
    code = page.get_by_test_id("stCode")
    expect(code).to_be_visible()
    return code.inner_text().strip()


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_the_start_page_to_a_shared_link(visit, language, tmp_path):
    t = words(language)
    page = visit(language)
    open_example(page)
    first = verdict(page)

    to_step(page, "criteria", language)
    leader = ranking(page)[0]
    move(page, 1, "End")
    for other in (0, 2, 3):
        move(page, other, "Home")
    assert ranking(page)[0] != leader

    to_step(page, "result", language)
    expect(page.locator(".puntari-verdict .lead")).not_to_have_text(first)
    changed = verdict(page)

    to_step(page, "share", language)
    check_one_page(page, tmp_path / "one.pdf")
    link = published_link(page)
    check_share(visit, link, language, changed)

    page.get_by_role("button", name=t("page.share.revoke")).click()
    expect(page.get_by_text(t("page.share.revoked"))).to_be_visible()
    for address in (link, f"{link}.json", f"{link}/report.pdf"):
        assert httpx.get(address).status_code == 410


def check_one_page(page: Page, kept: Path) -> None:
    with page.expect_download() as coming:
        part(page, "download-one-page").get_by_role("button").click()
    coming.value.save_as(kept)
    is_one_a4(kept.read_bytes())


def is_one_a4(content: bytes) -> None:
    sheets = PdfReader(BytesIO(content)).pages
    assert len(sheets) == 1
    assert (round(sheets[0].mediabox.width), round(sheets[0].mediabox.height)) == A4_POINTS


def check_share(visit, link: str, language: str, sentence: str) -> None:
    """Open a link as somebody else: another language, no session, and no scripts even if there were any."""
    other = visit("en" if language == "fi" else "fi", java_script_enabled=False)
    answer = other.goto(link)
    assert answer is not None
    assert answer.status == 200
    assert other.locator(".verdict .lead").inner_text() == sentence
    assert other.locator("html").get_attribute("lang") == language
    assert other.locator("script").count() == 0
    assert other.context.cookies() == []
    beside = httpx.get(f"{link}.json")
    assert beside.headers["content-type"].startswith("application/json")
    assert beside.json()
    is_one_a4(httpx.get(f"{link}/one-page.pdf").content)


def test_the_link_that_is_shown_opens_from_the_page(visit):
    page = visit()
    open_example(page)
    to_step(page, "share", "fi")
    link = published_link(page)
    opens = page.get_by_role("link", name=words("fi")("page.share.open"))
    with page.expect_popup() as coming:
        opens.click()
    coming.value.wait_for_load_state()
    assert coming.value.url == link
    page.reload()
    at_rest(page)
    expect(page.get_by_test_id("stCode")).to_have_count(0)  # a secret address is shown once
