"""Segmentations as a marketer meets them: from a survey and from an order log to labels, links and the same digits."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

import cli
from tests.browser.driving import (
    advanced,
    answered,
    at_rest,
    choose,
    download,
    key_of,
    move,
    part,
    plain,
    press,
    published,
    ranking,
    to_step,
    verdict,
    words,
    write,
)
from tests.browser.segmentation_driving import (
    LONG,
    begin,
    cards,
    labels,
    listed,
    measure,
    model_name,
    offer,
    take_table,
    use_table,
)
from tests.data.campaign_files import TEST_DATA

SURVEY, LOG = TEST_DATA / "mcdonalds.csv", TEST_DATA / "online_retail.parquet"
RESPONDENTS, ITEMS = 1453, 11
LATENT = "latent_class"
ROLES = {
    "customer": "CustomerID",
    "at": "InvoiceDate",
    "order": "InvoiceNo",
    "quantity": "Quantity",
    "price": "UnitPrice",
}
OTHER = {"fi": "en", "en": "fi"}


def needs(path: Path):
    """Skip a flow whose public data are not there."""
    return pytest.mark.skipif(not path.exists(), reason=f"{path} is not there; PUNTARI_TEST_DATA names the folder")


@needs(SURVEY)
def test_a_survey_from_upload_to_labels_and_a_shared_link(visit, tmp_path):
    language, t = "fi", words("fi")
    page = visit(language)
    begin(page, language, "Hampurilaisravintolan mielikuva", "survey-strategy")
    roles = take_table(page, SURVEY)
    assert listed(page, f"{roles}-customers-customer").input_value() == "", "one row is one customer"
    use_table(page, roles)
    to_step(page, "fields", language)
    expect(part(page, "fields-add")).to_have_count(0)  # all that can be used is suggested already
    compare(page, language)
    few_pairs(page, language)

    to_step(page, "result", language)
    sentence = measure(page)
    latent = model_name(t, LATENT, 4)
    expect(part(page, "part-table")).to_contain_text(latent)
    to_step(page, "segments", language)
    choose(page, "segments-segmentation", latent)
    expect(part(page, "segments-profiles").get_by_test_id("stVegaLiteChart").first).to_be_visible()
    name_first(page, "Arjen herkuttelijat")

    to_step(page, "use", language)
    choose(page, key_of(page, "use-candidate-"), latent)
    rows = exported(page, tmp_path / "segments.csv")
    assert len(rows) == RESPONDENTS
    assert len({row["segment"] for row in rows}) == 4
    assert "Arjen herkuttelijat" in {row["segment"] for row in rows}
    assert all(row["segment"] for row in rows)
    opened_by_others(visit, page, language, sentence)


def compare(page: Page, language: str) -> None:
    """Add the fair set and latent classes."""
    to_step(page, "candidates", language)
    press(page, "fair-set-add")
    expect(part(page, "fair-set-add")).to_have_count(0)
    answered(page)
    before = cards(page).count()
    offer(page, model_name(words(language), LATENT, 4))
    press(page, "offers-add")
    expect(cards(page)).to_have_count(before + 1)
    answered(page)


def few_pairs(page: Page, language: str) -> None:
    """Lower the effort of the slow models, as somebody does who waits."""
    to_step(page, "criteria", language)
    advanced(page)
    part(page, "criteria-part").get_by_text(words(language)("segmentation_page.criteria.part.settings")).click()
    answered(page)
    field = part(page, "settings-slow_pairs").get_by_role("spinbutton")
    write(field, "3")
    answered(page)
    expect(field).to_have_value("3")


def name_first(page: Page, name: str) -> None:
    """Name the first of four segments."""
    fields = page.locator("[class*='st-key-segment-name-']").get_by_role("textbox")
    expect(fields).to_have_count(4)
    write(fields.first, name)
    answered(page)
    expect(fields.first).to_have_value(name)


def exported(page: Page, kept: Path) -> list[dict[str, str]]:
    """Label all customers and take the file."""
    press(page, "use-count")
    expect(part(page, "use-labels-csv")).to_be_visible(timeout=LONG)
    at_rest(page)
    return labels(download(page, "use-labels-csv", kept))


def opened_by_others(visit, page: Page, language: str, sentence: str) -> None:
    """Share in both languages; a stranger of the other language reads what was said in the chosen one."""
    own = published(page, language)
    other = visit(OTHER[language], java_script_enabled=False)
    reads(other, own, language)
    assert other.locator(".verdict .lead").inner_text() == sentence
    chosen = words(language)(f"language.{OTHER[language]}")
    part(page, "share-language").get_by_text(chosen, exact=True).click()
    answered(page)
    press(page, "share-publish")
    expect(page.get_by_test_id("stCode")).not_to_have_text(own)
    at_rest(page)
    reads(other, page.get_by_test_id("stCode").inner_text().strip(), OTHER[language])
    assert other.locator(".verdict .lead").inner_text() != sentence


def reads(page: Page, link: str, language: str) -> None:
    answer = page.goto(link)
    assert answer is not None
    assert answer.status == 200
    assert page.locator("html").get_attribute("lang") == language
    assert page.locator("script").count() == 0
    assert page.context.cookies() == []
    expect(page.locator(".verdict .lead")).to_be_visible()


@needs(LOG)
def test_an_order_log_from_upload_to_the_same_digits_in_a_shell(visit, tmp_path, capsys):
    language, t = "en", words("en")
    page = visit(language)
    begin(page, language, "Gift shop", "balanced")
    roles = take_table(page, LOG)
    assert {role: listed(page, f"{roles}-orders-{role}").input_value() for role in ROLES} == ROLES
    expect(part(page, f"{roles}-cancelled").get_by_role("textbox")).to_have_value("C")
    use_table(page, roles)
    assert "".join(part(page, "days-split").inner_text().split()).endswith("10/09/2011"), "a window before the end"

    to_step(page, "candidates", language)
    press(page, "fair-set-add")
    expect(part(page, "fair-set-add")).to_have_count(0)
    answered(page)
    to_step(page, "result", language)
    first = measure(page)
    expect(part(page, "part-table")).to_contain_text(model_name(t, "kmeans", 4))
    changed = weighed_otherwise(page, language)
    assert changed != first

    to_step(page, "use", language)
    rows = exported(page, tmp_path / "segments.csv")
    assert len(rows) == len({row["customer"] for row in rows}) > 3000
    assert all(row["segment"] for row in rows)
    link = published(page, language)
    other = visit("fi", java_script_enabled=False)
    reads(other, link, language)
    assert other.locator(".verdict .lead").inner_text() == changed
    file = same_digits(page, link, tmp_path, capsys)
    output = tmp_path / "from-the-shell.csv"
    assert cli.main(["segments", str(file), "--data", str(LOG), "-o", str(output), "--lang", language]) == 0
    assert in_order(labels(output)) == in_order(rows)


def weighed_otherwise(page: Page, language: str) -> str:
    """Give everything to one group: another leads, and nothing is measured again; return the verdict then."""
    to_step(page, "criteria", language)
    before = ranking(page)
    move(page, 0, "Home")
    move(page, 3, "End")
    assert [plain(line) for line in ranking(page)] != [plain(line) for line in before]
    to_step(page, "result", language)
    expect(part(page, "measuring")).to_have_count(0)
    return verdict(page)


def same_digits(page: Page, link: str, folder: Path, capsys) -> Path:
    """The page's file, the link's and a shell's answer hold the same figures; return the document's file."""
    taken = json.loads(download(page, "download-json", folder / "exported.json").read_text(encoding="utf-8"))
    behind = httpx.get(f"{link}.json").json()
    assert taken == behind
    file = folder / "segmentation.json"
    file.write_text(json.dumps(taken["document"]), encoding="utf-8")
    assert cli.main(["evaluate", str(file), "--json", "--data", str(LOG)]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == behind["result"]
    return file


def in_order(rows: list[dict[str, str]]) -> list[tuple[str, str]]:
    return sorted((row["customer"], row["segment"]) for row in rows)
