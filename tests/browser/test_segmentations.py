"""Segmentations as a marketer meets them: from a survey and from an order log to labels, links and the same digits."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

import cli
from i18n import LANGUAGES
from i18n.formats import editable
from tests.browser.driving import (
    advanced,
    answered,
    at_rest,
    choose,
    clear,
    download,
    fold_out,
    go,
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
    open_measured,
    open_sample,
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
    expect(page.locator(f"[class*='st-key-name-{key_of_latent(page)}-']")).to_have_count(4)

    to_step(page, "use", language)
    choose(page, key_of(page, "use-candidate-"), latent)
    rows = exported(page, tmp_path / "segments.csv")
    assert len(rows) == RESPONDENTS
    assert len({row["segment"] for row in rows}) == 4
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


def key_of_latent(page: Page) -> str:
    """Return the id of the latent classes, which the fields of their segments' names carry."""
    return key_of(page, "name-", "-s1").removeprefix("name-").removesuffix("-s1")


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
    same_digits(page, link, tmp_path, capsys)


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


def same_digits(page: Page, link: str, folder: Path, capsys) -> None:
    """The page's file, the link's and a shell's answer hold the same figures to the last digit."""
    exported_ = json.loads(download(page, "download-json", folder / "exported.json").read_text(encoding="utf-8"))
    behind = httpx.get(f"{link}.json").json()
    assert exported_ == behind
    file = folder / "segmentation.json"
    file.write_text(json.dumps(exported_["document"]), encoding="utf-8")
    assert cli.main(["evaluate", str(file), "--json", "--data", str(LOG)]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == behind["result"]


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


def threshold(page: Page):
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
