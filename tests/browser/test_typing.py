"""Numbers mean the same in both languages, and texts stay texts."""

from __future__ import annotations

import json

import pytest
from playwright.sync_api import expect

from evaluators.tools.document import ToolEvaluation
from i18n import LANGUAGES
from i18n.formats import editable
from tests.browser.driving import STEPS, at_rest, fits, go, open_example, part, place, press, words, write
from tests.reports import hostile


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_decimal_is_read_the_same_and_an_ambiguous_one_asks(visit, language):
    page = visit(language)
    evaluation_id = open_example(page)
    go(page, place(evaluation_id, "need"))
    field = part(page, "need-budget").get_by_role("textbox")
    for typed, read in (("12,50", 12.5), ("13.50", 13.5)):  # the last zero goes once the number is saved
        write(field, typed)
        expect(field).to_have_value(editable(read, language))
        page.reload()
        at_rest(page)
        expect(field).to_have_value(editable(read, language))
    write(field, "1,234")
    choices = part(page, "need-budget-problem").get_by_role("button")
    expect(choices).to_have_count(2)
    choices.nth(1).click()
    expect(choices).to_have_count(0)
    expect(field).to_have_value(editable(1234.0, language))
    write(field, "1e5")
    expect(page.get_by_text(words(language)("input.exponent").split("{")[0])).to_be_visible()
    page.reload()
    at_rest(page)
    expect(field).to_have_value(editable(1234.0, language))


def test_hostile_texts_stay_texts_on_every_page_and_in_the_link(visit, tmp_path):
    document: ToolEvaluation = hostile.document()
    kept = tmp_path / "document.json"
    kept.write_text(document.model_dump_json(), encoding="utf-8")
    page = visit(width=400)
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    go(page, "/evaluations")
    part(page, "upload").locator("summary").click()
    part(page, "upload-file").locator("input[type=file]").set_input_files(kept)
    expect(part(page, "upload-file").get_by_text("document.json")).to_be_visible()
    press(page, "upload-send")
    expect(page.get_by_text(words("fi")("page.evaluations.uploaded"))).to_be_visible()
    at_rest(page)  # the list stands below the message, and others may have been there before
    rows = page.locator("[class*='st-key-evaluation-']")
    found = rows.first.get_attribute("class") or ""
    evaluation_id = next(name for name in found.split() if name.startswith("st-key-evaluation-"))[18:]
    for step in STEPS:
        go(page, place(evaluation_id, step))
        expect(page.get_by_test_id("stException")).to_have_count(0)
        is_text_only(page)
        assert fits(page, 400), step
    press(page, "share-publish")
    link = page.get_by_test_id("stCode").inner_text().strip()
    shared = visit(width=400)
    shared.goto(link)
    is_text_only(shared)
    assert "<script>alert(1)</script>" in shared.locator("main").inner_text()
    assert fits(shared, 400)
    assert json.loads(shared.request.get(f"{link}.json").text())


def is_text_only(page) -> None:
    """Nothing that a text could have made: no script in the content, no picture of it, no link of it."""
    assert page.locator("body img[onerror], #root script, main script").count() == 0
    assert page.locator("a[href^='javascript:']").count() == 0
    assert (
        page.locator("a[href*='example.org']").evaluate_all("found => found.map(one => one.parentElement.innerHTML)")
        == []
    )
