"""One browser for all flows; every visitor is a clean profile whose requests and console are watched."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.browser.driving import LOCALES, PATIENCE, Watch

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
)
Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the flows."""
    for item in items:
        if "tests/browser/" in item.nodeid:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Return the one browser of all flows."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        pytest.skip("no Chromium on this machine: the browser flows cannot run")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(ARGUMENTS))
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, server: str) -> Iterator[Visit]:
    """Open a page as somebody who has never been here; at the end nothing may have been asked or failed elsewhere.

    ``width``, ``scheme`` and everything else of a browser context can be given. ``faults=False`` leaves the console
    out, for flows in which the server is stopped or refuses.
    """
    opened: list[tuple[BrowserContext, Watch, bool]] = []

    def start(
        language: str = "fi", *, width: int = 1280, scheme: str = "light", faults: bool = True, **options: object
    ) -> Page:
        context = browser.new_context(
            base_url=server,
            locale=LOCALES[language],
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
            **options,
        )
        context.set_default_timeout(PATIENCE)
        watch = Watch(context)
        opened.append((context, watch, faults))
        return context.new_page()

    yield start
    for context, watch, faults in opened:
        context.close()
        assert not watch.outside, "the page asked another host"
        assert not (faults and watch.faults), watch.faults
