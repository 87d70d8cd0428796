"""The app in a browser, in turn with a trivial Streamlit page: first page, moving a weight; and the cold import.

Run: python benchmarks/web.py [ROUNDS]
"""

from __future__ import annotations

import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Browser, Page, expect, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.side_by_side import ratio, seconds
from tests.browser.driving import LOCALES, at_rest, go, open_example, place
from tests.serving import Running

ROOT = Path(__file__).resolve().parent.parent
IMPORTS = {
    "cold import of the engine": "import evaluators.tools.evaluate",
    "python alone": "pass",
    "numpy alone": "import numpy",
}
GOALS = {"first page": 2.0, "weight to new ranking": 0.3, "cold import of the engine": 1.0}  # seconds
FOLLOWED = """() => {
    const live = document.querySelector('.st-key-live'), before = live.innerText;
    window.moved = new Promise(done => {
        addEventListener('keydown', () => { window.start = performance.now(); }, {capture: true, once: true});
        const look = () => document.querySelector('.st-key-live')?.innerText !== before
            ? requestAnimationFrame(() => done((performance.now() - window.start) / 1000))
            : requestAnimationFrame(look);
        requestAnimationFrame(look);
    });
}"""


def first_page(browser: Browser, address: str) -> Callable[[], object]:
    """Return a visit by somebody who has never been here, until the page is drawn."""

    def visit() -> None:
        context = browser.new_context(locale=LOCALES["fi"])
        go(context.new_page(), address)
        context.close()

    return visit


def weight(page: Page) -> float:
    """Move the first slider by one step; return the seconds from the key to the changed answer on the screen."""
    handle = page.locator("[class*='st-key-points-'] input[type=range]").first
    page.evaluate(FOLLOWED)
    handle.press("ArrowRight" if int(handle.input_value()) < 50 else "ArrowLeft")
    taken = float(page.evaluate("window.moved"))
    at_rest(page)
    return taken


def weights(pages: dict[str, Page], rounds: int) -> dict[str, list[float]]:
    """Move a weight on every page in turn; the first move of each only warms up."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for turn in range(rounds + 1):
        for name, page in pages.items():
            moved = weight(page)
            if turn:
                taken[name].append(moved)
    return taken


def imports(rounds: int) -> dict[str, list[float]]:
    """Time fresh interpreters that import the engine, numpy, nothing."""
    return seconds({name: partial(_run, code) for name, code in IMPORTS.items()}, rounds)


def _run(code: str) -> None:
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)  # noqa: S603


def report(what: str, taken: dict[str, list[float]]) -> None:
    """Print medians, and the first way against each of the others."""
    first, *others = taken
    for name, times in taken.items():
        goal = f"  (goal under {GOALS[what]} s)" if name == first else ""
        print(f"{what:26} {name:26} {statistics.median(times):7.3f} s  slowest {max(times):6.3f} s{goal}")
    for other in others:
        print(f"{what:26} {'ratio to ' + other:26} {ratio(taken, first, other):7.2f}")


def main(rounds: int) -> None:
    """Start both apps and the browser, time, print."""
    what = "cold import of the engine"
    report(what, imports(rounds))
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("no Chromium on this machine: the pages were not timed")
        return
    trivial_page = Path("benchmarks") / "trivial" / "page.py"
    with (
        tempfile.TemporaryDirectory() as folder,
        Running(Path(folder) / "app") as app,
        Running(Path(folder) / "trivial", script=str(trivial_page)) as trivial,
        sync_playwright() as playwright,
    ):
        expect.set_options(timeout=30_000)
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        visits = {"Puntari": first_page(browser, app.address), "trivial page": first_page(browser, trivial.address)}
        seconds(visits, 1)
        report("first page", seconds(visits, rounds))
        pages = {
            name: browser.new_context(base_url=running.address, locale=LOCALES["fi"]).new_page()
            for name, running in (("Puntari", app), ("trivial page", trivial))
        }
        go(pages["Puntari"], place(open_example(pages["Puntari"], "web-shop"), "criteria"))
        go(pages["trivial page"], "/")
        report("weight to new ranking", weights(pages, rounds))
        browser.close()


if __name__ == "__main__":
    started = time.perf_counter()
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10)
    print(f"measured in {time.perf_counter() - started:.0f} s")
