"""The sample as a newcomer meets it: measured, stopped and begun again, kept in every tab; rules built and mended."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from i18n import LANGUAGES
from i18n.formats import editable
from tests.browser.driving import (
    answered,
    at_rest,
    choose,
    clear,
    fold_out,
    go,
    part,
    press,
    to_step,
    verdict,
    words,
    write,
)
from tests.browser.segmentation_driving import LONG, listed, open_measured, open_sample


def test_a_measured_sample_stays_measured_in_every_tab(visit):
    page = visit("fi")
    address = open_measured(page)
    sentence = verdict(page)
    page.reload()
    at_rest(page)
    assert verdict(page) == sentence
    second = page.context.new_page()
    go(second, f"{address}step=result")
    assert verdict(second) == sentence

    to_step(page, "candidates", "fi")
    limit = threshold(page)
    before = limit.input_value()
    write(limit, "45,5")
    expect(page.get_by_text(words("fi")("campaign_page.problem.whole"))).to_be_visible()
    expect(limit).to_have_value(before)
    write(limit, "45")
    answered(page)
    to_step(page, "result", "fi")
    expect(part(page, "measure")).to_be_visible()
    press(page, "undo")
    assert verdict(page) == sentence, "what was measured before holds again"


def threshold(page: Page) -> Locator:
    """Open the lifecycle and return the field of the days after which a customer is a former one."""
    fold_out(page, "candidate-lifecycle-card")
    return part(page, "candidate-lifecycle-former_after_days").get_by_role("textbox")


def test_measuring_is_stopped_begun_again_and_goes_on_over_a_reload(visit):
    page = visit("en")
    address = open_sample(page)
    go(page, f"{address}step=candidates")
    limit = threshold(page)
    write(limit, "77")
    expect(limit).to_have_value("77")
    answered(page)
    to_step(page, "result", "en")
    press(page, "measure")
    press(page, "measure-stop")
    expect(part(page, "measure")).to_be_visible()
    page.reload()
    at_rest(page)
    press(page, "measure")
    expect(part(page, "measure-stop")).to_be_visible()
    page.reload()
    at_rest(page)
    expect(part(page, "measure")).to_have_count(0)
    assert verdict(page, LONG)


@pytest.mark.parametrize("language", LANGUAGES)
def test_rules_are_built_and_a_hole_in_them_is_mended(visit, language):
    t = words(language)
    page = visit(language)
    address = open_sample(page)
    go(page, f"{address}step=candidates")
    press(page, "add-rules")
    expect(part(page, "candidate-rules-card")).to_be_visible()
    answered(page)
    fold_out(page, "candidate-rules-card")
    press(page, "candidate-rules-line-add")
    line = "candidate-rules-line-1"
    choose(page, f"{line}-0-field", t("segmentation_feature.average_basket"))
    value = part(page, f"{line}-0-value").get_by_role("textbox")
    write(value, "45,5")
    answered(page)
    expect(value).to_have_value(editable(45.5, language))
    hole(page)
    press(page, "candidate-rules-repair")
    expect(part(page, "candidate-rules-repair")).to_have_count(0)
    answered(page)
    assert listed(page, "candidate-rules-otherwise").input_value()
    press(page, "undo")
    expect(part(page, "candidate-rules-repair")).to_be_visible()
    page.reload()
    at_rest(page)
    fold_out(page, "candidate-rules-card")
    expect(part(page, "candidate-rules-repair")).to_be_visible()
    expect(part(page, line)).to_contain_text(editable(45.5, language))


def hole(page: Page) -> None:
    """Send nobody anywhere whom no line takes."""
    expect(part(page, "candidate-rules-repair")).to_have_count(0)
    clear(page, "candidate-rules-otherwise")
    expect(part(page, "candidate-rules-repair")).to_be_visible()
