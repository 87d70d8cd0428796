"""Drives segmentations as a person would: a table, candidates, measuring, labels; by keys, whatever the texts say."""

from __future__ import annotations

import csv
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from i18n import Texts
from services.templates import segmentation_templates
from tests.browser.driving import answered, at_rest, give_file, go, key_of, part, press, verdict

LONG = 300_000  # ms until measuring counts as stuck: others may be at work on the same processors
SAMPLE = "pet-shop"


def begin(page: Page, language: str, title: str, template: str) -> None:
    """From the start page to a new segmentation with ready criteria."""
    go(page, "/")
    press(page, "start-segmentations")
    page.wait_for_url("**/segmentations**")
    at_rest(page)
    part(page, "segmentation-title").get_by_role("textbox").fill(title)
    name = next(one.name for one in segmentation_templates() if one.id == template)
    part(page, "segmentation-template").get_by_text(getattr(name, language), exact=True).click()
    press(page, "segmentation-start")
    page.wait_for_url("**step=data**")
    at_rest(page)


def take_table(page: Page, path: Path) -> str:
    """Upload a table and wait until its columns are understood; return the key of what they mean."""
    give_file(page, "source-add-file", path)
    expect(page.locator("[class*='st-key-source-'][class*='-use'] button")).to_be_enabled()
    answered(page)
    return key_of(page, "source-", "-use").removesuffix("-use")


def use_table(page: Page, roles: str) -> None:
    """Take the columns as they are understood."""
    press(page, f"{roles}-use")
    expect(part(page, "days-split")).to_be_visible()
    answered(page)


def listed(page: Page, key: str) -> Locator:
    """Return the field of a drop-down list."""
    return part(page, key).get_by_role("combobox")


def model_name(t: Texts, kind: str, segments: int) -> str:
    """Return what a model without a name is called."""
    return t.plural("segmentation_type.into", segments, name=t(f"segmentation_type.{kind}"), n=segments)


def offer(page: Page, name: str) -> None:
    """Choose a candidate on offer by its name."""
    page.locator("[class*='st-key-offers-']").get_by_role("button", name=name, exact=True).click()
    answered(page)


def cards(page: Page) -> Locator:
    """Return the candidates of the evaluation."""
    return page.locator("[class*='st-key-candidate-'][class*='-card']")


def measure(page: Page) -> str:
    """Measure from the result's step; return the verdict."""
    press(page, "measure")
    return verdict(page, LONG)


def open_sample(page: Page) -> str:
    """Open the sample from the start page; return its address without the step. It is measured at once."""
    go(page, "/")
    press(page, f"example-{SAMPLE}")
    page.wait_for_url("**/segmentations?**step=result**")
    at_rest(page)
    return page.url.split("step=")[0]


def open_measured(page: Page) -> str:
    """Open the sample and wait for its result, which takes a while once a server; return its address as above."""
    address = open_sample(page)
    verdict(page, LONG)
    return address


def labels(path: Path) -> list[dict[str, str]]:
    """Return the rows of an exported file of customers and segments."""
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))
