"""Every address works first, in both languages, on a phone, in light and dark, and without barriers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from i18n import LANGUAGES
from tests.browser.driving import (
    PAGES,
    STEPS,
    advanced,
    at_rest,
    fits,
    go,
    open_example,
    part,
    place,
    press,
    to_step,
    unfold,
    words,
)

PHONE, DESK = 400, 1280  # CSS pixels
GRAVE = frozenset({"serious", "critical"})
ALLOWED: frozenset[tuple[str, str]] = frozenset({("scrollable-region-focusable", ".katex-display")})
"""Rule and the end of a selector of what Streamlit's own parts get wrong and no setting mends: formulas that scroll."""


def barriers(page: Page) -> Iterator[str]:
    """Return the grave findings in both colour schemes."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        if page.get_by_test_id("stApp").count():
            dark = scheme == "dark"
            page.wait_for_function(_IS_DARK, arg=dark)
        for finding in Axe().run(page).response["violations"]:
            for node in finding["nodes"]:
                where = str(node["target"][0])
                allowed = any(finding["id"] == rule and where.endswith(end) for rule, end in ALLOWED)
                if finding["impact"] in GRAVE and not allowed:
                    yield f"{scheme}: {finding['id']}: {node['html'][:300]}"


_IS_DARK = """dark => {
    const ground = getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor;
    const moving = document.getAnimations().some(
        one => one.playState === 'running' && one.effect.getComputedTiming().endTime < Infinity);
    return (Number(ground.match(/\\d+/)[0]) < 128) === dark && !moving;
}"""


def is_fit(page: Page, where: str) -> None:
    """Fail when a place is too wide for a phone or has a barrier."""
    assert fits(page, PHONE), where
    assert fits(page, DESK), where
    assert not list(barriers(page)), where


@pytest.fixture
def page(visit, language):
    """Return a visitor whose browser lets the checker in: the content policy would keep it out."""
    return visit(language, bypass_csp=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_opens_first_and_is_fit_for_all(page, language):
    for address in PAGES:
        go(page, f"/{address}")
        assert page.locator("html").get_attribute("lang") == language
        expect(page.get_by_test_id("stException")).to_have_count(0)
        is_fit(page, address)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_opens_first_and_is_fit_for_all(page, language):
    evaluation_id = open_example(page, "web-shop")
    for step in STEPS:
        go(page, place(evaluation_id, step))
        expect(part(page, "step-control").get_by_role("radio", checked=True)).to_have_text(
            f"{STEPS.index(step) + 1} {words(language)(f'page.step.{step}')}"
        )
        assert fits(page, PHONE), step
        advanced(page)
        if language == "fi":  # the longer words; once is enough for what is slow to open
            unfold(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        is_fit(page, step)
    press(page, "share-publish")
    page.goto(page.get_by_test_id("stCode").inner_text().strip())
    assert page.locator("html").get_attribute("lang") == language
    is_fit(page, "the shared report")


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


def test_the_texts_of_a_chart_turn_light_and_dark_with_the_page(visit):
    page = visit(scheme="dark")
    open_example(page)
    label = page.get_by_test_id("stVegaLiteChart").first.locator("text").first
    dark = label.evaluate("text => getComputedStyle(text).fill")
    page.emulate_media(color_scheme="light")
    page.wait_for_function(_IS_DARK, arg=False)
    light = label.evaluate("text => getComputedStyle(text).fill")
    assert light != dark
    assert light == page.get_by_test_id("stApp").evaluate("app => getComputedStyle(app).color")
