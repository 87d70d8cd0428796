"""Every address works first, in both languages, on a phone, and keeps its place when the language changes."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from i18n import LANGUAGES
from tests.browser.driving import (
    PAGES,
    STEPS,
    at_rest,
    go,
    open_example,
    overflow,
    part,
    place,
    press,
    to_step,
    words,
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_and_step_opens_first_and_fits_a_phone(visit, language):
    page = visit(language, width=400)
    for address in PAGES:
        go(page, f"/{address}")
        assert page.locator("html").get_attribute("lang") == language
        expect(page.get_by_test_id("stException")).to_have_count(0)
        assert overflow(page) <= 0, address
    evaluation_id = open_example(page, "web-shop")
    for step in STEPS:
        stranger = visit(language, width=400)
        go(stranger, place(evaluation_id, step))
        expect(part(stranger, "step-control").get_by_role("radio", checked=True)).to_have_text(
            f"{STEPS.index(step) + 1} {words(language)(f'page.step.{step}')}"
        )
        expect(stranger.get_by_test_id("stException")).to_have_count(0)
        assert overflow(stranger) <= 0, step
        stranger.context.close()
    to_step(page, "share", language)
    press(page, "share-publish")
    shared = visit(language, width=400)
    shared.goto(page.get_by_test_id("stCode").inner_text().strip())
    assert overflow(shared) <= 0


def test_switching_the_language_keeps_the_place(visit):
    page = visit("fi")
    evaluation_id = open_example(page)
    to_step(page, "criteria", "fi")
    page.get_by_role("link", name=words("fi")("language.en")).click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    at_rest(page)
    assert f"id={evaluation_id}" in page.url
    assert "step=criteria" in page.url
    expect(page.get_by_role("heading", level=1)).to_have_text(words("en")("page.step.criteria"))
    go(page, "/methods")
    expect(page.get_by_role("heading", level=1)).to_have_text(words("en")("methods.title"))
    page.get_by_role("link", name=words("en")("language.fi")).click()
    expect(page.locator("html")).to_have_attribute("lang", "fi")
    at_rest(page)
    expect(page.get_by_role("heading", level=1)).to_have_text(words("fi")("methods.title"))
