"""Every step of a campaign works first, in both languages, on a phone, in light and dark, and without barriers."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from i18n import LANGUAGES
from tests.browser.driving import advanced, answered, at_rest, fits, give_file, go, part, press, to_step, unfold, words
from tests.browser.test_places import PHONE, is_fit
from ui.panels.frame import STEPS

LOOKED_AT = {  # all steps of a test from rows and of a plan; of one from sums what is another
    "spring-campaign": STEPS["campaign-test"],
    "hillstrom": ("data", "result"),
    "small-list-plan": STEPS["campaign-plan"],
}
ROWS = "customer,group,lifecycle,bought\n" + "\n".join(
    f"K{one},{'letter' if one % 2 else 'nothing'},{'old' if one % 3 else 'new'},{int(one % 7 == 0)}"
    for one in range(600)
)


@pytest.fixture
def page(visit, language):
    """Return a visitor whose browser lets the checker in: the content policy would keep it out."""
    return visit(language, bypass_csp=True)


def open_sample(page: Page, name: str) -> None:
    go(page, "/")
    press(page, f"example-{name}")
    page.wait_for_url("**/campaigns?**step=**")
    at_rest(page)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_step_is_fit_for_all(page, name, language):
    open_sample(page, name)
    address = page.url.split("step=")[0]
    for step in LOOKED_AT[name]:
        go(page, f"{address}step={step}")
        chosen = part(page, "step-control").get_by_role("radio", checked=True)
        expect(chosen).to_contain_text(words(language)(f"page.step.{step}"))
        assert fits(page, PHONE), step
        advanced(page)
        if language == "fi":  # the longer words; once is enough for what is slow to open
            unfold(page)
        expect(page.get_by_test_id("stException")).to_have_count(0)
        is_fit(page, step)
    if "share" not in LOOKED_AT[name]:
        return
    press(page, "share-publish")
    page.goto(page.get_by_test_id("stCode").inner_text().strip())
    assert page.locator("html").get_attribute("lang") == language
    is_fit(page, "the shared report")


@pytest.mark.parametrize("language", LANGUAGES)
def test_beginning_and_bringing_files_in_are_fit_for_all(page, language, tmp_path):
    """What there is before a campaign has figures: the first page, an uploaded file's columns, a list to deal."""
    file = tmp_path / "rows.csv"
    file.write_text(ROWS, encoding="utf-8")
    go(page, "/campaigns")
    is_fit(page, "the start of campaigns")
    part(page, "campaign-kind").get_by_text(words(language)("campaign_page.start.campaign-test"), exact=True).click()
    answered(page)
    press(page, "campaign-start")
    page.wait_for_url("**step=data**")
    at_rest(page)
    is_fit(page, "an empty test")
    give_file(page, "rows-send-file", file)
    expect(page.locator("[class*='st-key-roles-send-'][class*='-use'] button")).to_be_enabled()
    answered(page)
    unfold(page)
    is_fit(page, "the columns of a file")

    open_sample(page, "small-list-plan")
    to_step(page, "assign", language)
    give_file(page, "assign-file", file)
    expect(part(page, "assign-deal")).to_be_visible()
    answered(page)
    press(page, "assign-deal")
    expect(part(page, "assign-csv")).to_be_visible()
    answered(page)
    unfold(page)
    is_fit(page, "a dealt list")
