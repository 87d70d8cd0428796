"""Every step of a segmentation works first, in both languages, on a phone, in light and dark, and without barriers."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from i18n import LANGUAGES
from tests.browser.driving import (
    advanced,
    answered,
    at_rest,
    fits,
    give_file,
    go,
    key_of,
    part,
    press,
    published,
    to_step,
    unfold,
    words,
)
from tests.browser.segmentation_driving import LONG, cards, open_measured, open_sample
from tests.browser.test_places import DESK, PHONE, is_fit
from ui.panels.frame import STEPS
from ui.panels.segmentations import criteria, segments, use

PARTS = {
    "criteria": ("criteria-part", "segmentation_page.criteria.part", criteria.PARTS),
    "segments": ("segments-part-", "segmentation_page.segments.part", tuple(segments.PARTS)),
    "use": ("use-part-", "segmentation_page.use.part", tuple(use.PARTS)),
}
ROWS = "customer,joined,town,age,letter,later\n" + "\n".join(
    f"K{one},2026-0{one % 6 + 1}-11,{('Turku', 'Pori')[one % 2]},{20 + one % 50},{one % 3 // 2},{7 * (one % 5)}"
    for one in range(200)
)


@pytest.fixture
def page(visit, language):
    """Return a visitor whose browser lets the checker in: the content policy would keep it out."""
    return visit(language, bypass_csp=True)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_step_is_fit_for_all(page, language):
    address = open_measured(page)
    for step in STEPS["segmentation-evaluation"]:
        go(page, f"{address}step={step}")
        chosen = part(page, "step-control").get_by_role("radio", checked=True)
        expect(chosen).to_contain_text(words(language)(f"page.step.{step}"))
        assert fits(page, PHONE), step
        advanced(page)
        for where in parts(page, step, language):
            if language == "fi":  # the longer words; once is enough for what is slow to open
                unfold(page)
            expect(page.get_by_test_id("stException")).to_have_count(0)
            is_fit(page, where)
    page.goto(published(page, language))
    assert page.locator("html").get_attribute("lang") == language
    is_fit(page, "the shared report")
    for width in (PHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(_CUT) == []


_CUT = """() => [...document.querySelectorAll('figure svg text')].filter(text => {
    const box = text.getBoundingClientRect(), svg = text.ownerSVGElement;
    const shown = getComputedStyle(svg).overflow === 'visible'
        ? {left: 0, right: document.documentElement.clientWidth} : svg.getBoundingClientRect();
    return box.width && (box.left < shown.left || box.right > shown.right);
}).map(text => text.textContent)"""
"""Texts of drawings that are cut at an edge: another font than the drawing was made with may be wider."""


def parts(page: Page, step: str, language: str) -> Iterator[str]:
    """Open the parts of a step one after another; in the language of the shorter words the first one only."""
    if step not in PARTS or language != "fi":
        yield step
        return
    key, text, codes = PARTS[step]
    for code in codes:
        part(page, key_of(page, key)).get_by_text(words(language)(f"{text}.{code}"), exact=True).click()
        answered(page)
        yield f"{step}, {code}"


@pytest.mark.parametrize("language", ["fi"])
def test_every_kind_of_candidate_is_fit_for_all(page, language):
    address = open_sample(page)
    go(page, f"{address}step=candidates")
    advanced(page)
    for way in ("rules", "imported"):
        press(page, f"add-{way}")
        expect(part(page, f"candidate-{way}-card")).to_be_visible()
        answered(page)
    before = cards(page).count()
    found = page.locator("[class*='st-key-offers-found-']").get_by_role("button")
    models = found.count() - 1  # the first is the help
    for place in range(models):
        found.nth(place + 1).click()
        answered(page)
    press(page, "offers-add")
    expect(cards(page)).to_have_count(before + models)
    answered(page)
    unfold(page)
    press(page, "candidate-rules-line-0-change")
    answered(page)
    is_fit(page, "all kinds of candidates")


@pytest.mark.parametrize("language", LANGUAGES)
def test_beginning_and_bringing_a_file_in_are_fit_for_all(page, language, tmp_path):
    """What there is before anything is measured: the first page, an uploaded file's columns, the button."""
    file = tmp_path / "customers.csv"
    file.write_text(ROWS, encoding="utf-8")
    go(page, "/segmentations")
    is_fit(page, "the start of segmentations")
    press(page, "segmentation-start")
    page.wait_for_url("**step=data**")
    at_rest(page)
    is_fit(page, "no data yet")
    give_file(page, "source-add-file", file)
    expect(page.locator("[class*='st-key-source-'][class*='-use'] button")).to_be_enabled()
    answered(page)
    is_fit(page, "the columns of a file")
    press(page, key_of(page, "source-", "-use"))
    expect(part(page, "days-split")).to_be_visible()
    answered(page)
    for step in ("fields", "candidates", "criteria", "result"):
        to_step(page, step, language)
        is_fit(page, f"{step} before candidates")


@pytest.mark.parametrize("language", ["fi"])
def test_labels_sizes_and_methods_are_fit_for_all(page, language):
    """What takes a press to see: counted labels, the comparison of numbers of segments, unfolded methods."""
    address = open_measured(page)
    go(page, f"{address}step=use")
    press(page, "use-count")
    expect(part(page, "use-labels-csv")).to_be_visible(timeout=LONG)
    answered(page)
    is_fit(page, "counted labels")
    go(page, f"{address}step=candidates")
    part(page, "candidate-kmeans-card").locator("summary").click()
    answered(page)
    press(page, "candidate-kmeans-sizes-start")
    expect(part(page, "candidate-kmeans-sizes")).to_be_visible(timeout=LONG)
    answered(page)
    is_fit(page, "numbers of segments compared")
    go(page, "/methods")
    unfold(page)
    is_fit(page, "all methods")
