"""Drives the running app as a person would: finds, waits, and watches what the browser asks and complains about."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, TimeoutError, expect

from i18n import Texts, texts

LOCALES = {"fi": "fi-FI", "en": "en-GB"}
PAGES = ("", "tools", "catalogue", "catalogue?tool=brevo", "evaluations", "methods")
STEPS = ("need", "tools", "criteria", "scores", "result", "share")
PATIENCE = 20_000  # ms until a condition counts as missed
_OWN = ("127.0.0.1", "localhost")


class Watch:
    """What a visitor's browser asked of other hosts, and what it complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.outside: list[str] = []
        self.faults: list[str] = []
        context.on("request", lambda request: self._asked(request.url))
        context.on("console", self._said)
        context.on("weberror", lambda fault: self.faults.append(str(fault.error)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(message.text)

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob") and parts.hostname not in _OWN:
            self.outside.append(url)


def words(language: str) -> Texts:
    """Return the texts in a language."""
    return texts(language)


def part(page: Page, key: str) -> Locator:
    """Return the element with a widget or container key."""
    return page.locator(f".st-key-{re.sub(r'[^A-Za-z0-9_-]', '-', key)}")


def press(page: Page, key: str) -> None:
    """Press the button with a key."""
    part(page, key).get_by_role("button").first.click()


def at_rest(page: Page) -> None:
    """Wait until the page is drawn: connected, nothing running, something to read."""
    app = page.get_by_test_id("stApp")
    expect(app).to_have_attribute("data-test-connection-state", "CONNECTED")
    expect(page.get_by_role("heading", level=1).first).to_be_visible()
    expect(app).to_have_attribute("data-test-script-state", "notRunning")
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)


def saved(page: Page) -> None:
    """Wait until the first edit of an evaluation is saved: it can be undone from then on."""
    expect(part(page, "undo").get_by_role("button")).to_be_enabled()
    at_rest(page)


def go(page: Page, address: str) -> None:
    """Open an address and wait until it is drawn."""
    page.goto(address)
    at_rest(page)


def open_example(page: Page, name: str = "three-tools") -> str:
    """Open an example from the start page; return its id."""
    go(page, "/")
    press(page, f"example-{name}")
    page.wait_for_url("**/tools?**step=result**")
    expect(page.locator(".puntari-verdict .lead")).to_be_visible()
    at_rest(page)
    return parse_qs(urlsplit(page.url).query)["id"][0]


def place(evaluation_id: str, step: str) -> str:
    """Return the address of a step."""
    return f"/tools?id={evaluation_id}&step={step}"


def to_step(page: Page, step: str, language: str) -> None:
    """Go to a step by its button."""
    part(page, "step-control").get_by_text(words(language)(f"page.step.{step}"), exact=False).click()
    page.wait_for_url(f"**step={step}**")
    at_rest(page)


def slider(page: Page, number: int) -> Locator:
    """Return the slider of one weight."""
    return page.locator("[class*='st-key-points-'] input[type=range]").nth(number)


def move(page: Page, number: int, key: str) -> None:
    """Move one weight by a key and wait until the answer beside it has changed."""
    before = part(page, "live").inner_text()
    slider(page, number).press(key)
    expect(part(page, "live")).not_to_have_text(before, use_inner_text=True)


def ranking(page: Page) -> list[str]:
    """Return the lines of the ranking beside the weights."""
    return part(page, "live").get_by_test_id("stProgress").all_inner_texts()


def title_field(page: Page, evaluation_id: str) -> Locator:
    """Return the field of the evaluation's title."""
    return part(page, f"title-{evaluation_id}").get_by_role("textbox")


def write(field: Locator, text: str) -> None:
    """Fill a field and leave it."""
    field.fill(text)
    field.press("Tab")


_FITS = """() => [document.documentElement, ...document.querySelectorAll('[data-testid=stMain]')]
    .every(box => box.scrollWidth <= box.clientWidth)"""


def fits(page: Page, width: int) -> bool:
    """Say whether the page, and the part of it that scrolls, goes into a window of a width."""
    page.set_viewport_size({"width": width, "height": 900})
    try:
        page.wait_for_function(_FITS, timeout=3_000)
    except TimeoutError:
        return False
    return True


def advanced(page: Page) -> None:
    """Show what waits behind "Advanced"."""
    part(page, "advanced").locator("label").first.click()
    expect(part(page, "advanced").locator("input")).to_be_checked()
    at_rest(page)


def unfold(page: Page) -> None:
    """Open everything that is folded away."""
    folded = page.get_by_test_id("stExpander").locator("details:not([open]) > summary")
    for _ in range(3):  # what is unfolded may hold more to unfold
        folded.evaluate_all("found => found.forEach(one => one.click())")
        at_rest(page)
    expect(folded).to_have_count(0)


_QUIET = """milliseconds => {
    const state = document.querySelector('[data-testid=stApp]').dataset.testScriptState;
    if (state !== 'notRunning') window.lastBusy = performance.now();
    return performance.now() - (window.lastBusy ??= performance.now()) > milliseconds;
}"""
QUIET = 300  # ms without a run after which a click has surely been answered


def answered(page: Page) -> None:
    """Wait until what was just clicked has been answered, where nothing that is known beforehand shows it."""
    page.evaluate("window.lastBusy = performance.now()")
    page.wait_for_function(_QUIET, arg=QUIET)
    at_rest(page)


def choose(page: Page, key: str, text: str) -> None:
    """Choose an option of a drop-down list by what it says; typing shortens a long list, of which a part is drawn."""
    field = part(page, key).get_by_role("combobox")
    field.click()
    field.fill(text)
    page.get_by_role("option", name=text, exact=True).click()
    expect(field).to_have_value(text)
    answered(page)


def clear(page: Page, key: str) -> None:
    """Empty a drop-down list; the button's name is Streamlit's own in every language."""
    part(page, key).get_by_role("button", name="Clear value").click()
    expect(part(page, key).get_by_role("combobox")).to_have_value("")
    answered(page)


def add_option(page: Page, key: str, text: str) -> None:
    """Add an option to a list of which several can be chosen; close the list, which covers the page."""
    field = part(page, key).get_by_role("combobox")
    field.click()
    field.fill(text)
    page.get_by_role("option", name=text, exact=True).click()
    page.keyboard.press("Escape")
    answered(page)


def give_file(page: Page, key: str, path: Path) -> None:
    """Hand a file to an upload field."""
    part(page, key).locator("input[type=file]").set_input_files(path)


def fold_out(page: Page, key: str) -> None:
    """Open one folded part."""
    part(page, key).locator("summary").first.click()
    expect(part(page, key).locator("details").first).to_have_attribute("open", "")
    answered(page)


def download(page: Page, key: str, kept: Path) -> Path:
    """Press a download button and keep the file."""
    with page.expect_download() as coming:
        press(page, key)
    coming.value.save_as(kept)
    return kept


def key_of(page: Page, start: str, end: str = "") -> str:
    """Return the whole key of the first container whose key begins and ends so."""
    ending = f"[class*='{end}']" if end else ""
    found = page.locator(f"[class*='st-key-{start}']{ending}").first
    names: str = found.get_attribute("class") or ""
    keys = (name.removeprefix("st-key-") for name in names.split())
    return next(key for key in keys if key.startswith(start) and key.endswith(end))


def verdict(page: Page, milliseconds: int = PATIENCE) -> str:
    """Return the answer's sentence once it is there."""
    lead = page.locator(".puntari-verdict .lead")
    expect(lead).to_be_visible(timeout=milliseconds)
    at_rest(page)
    return lead.inner_text()


def plain(text: str) -> str:
    """Return a text with every run of spaces as one."""
    return re.sub(r"\s+", " ", text)


def published(page: Page, language: str) -> str:
    """Publish the open evaluation in the language that is chosen there; return the link."""
    to_step(page, "share", language)
    press(page, "share-publish")
    code = page.get_by_test_id("stCode")
    expect(code).to_be_visible()
    return code.inner_text().strip()
