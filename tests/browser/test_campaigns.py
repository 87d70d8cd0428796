"""Campaigns as a marketer meets them: from a file to a shared link, from sums, from a sample, from a plan."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Page, expect

import cli
from i18n import LANGUAGES
from tests.browser.driving import (
    add_option,
    answered,
    at_rest,
    choose,
    download,
    fold_out,
    give_file,
    go,
    key_of,
    part,
    plain,
    press,
    published,
    to_step,
    unfold,
    verdict,
    words,
    write,
)
from tests.data.campaign_files import HILLSTROM, needs_hillstrom

WOMENS_ONLY = "womens 1 · mens 0"
PASTED = (
    "Segmentti\tVariantti\tLähetetty\tToimitettu\tOstanut\tMyynti (€)\tMyynnin neliösumma\n"
    "Uudet\tVertailuryhmä\t1 005\t1 000\t20\t1 000,50\t80 000,25\n"
    "Uudet\tKevätviesti\t1 010\t1 000\t45\t2 234,50\t190 000,25\n"
    "Vanhat\tVertailuryhmä\t2 010\t2 000\t60\t3 000,00\t200 000,00\n"
    "Vanhat\tKevätviesti\t2 020\t2 000\t110\t5 600,75\t420 000,50\n"
)


def begin(page: Page, kind: str, language: str, title: str) -> None:
    """From the start page to a new campaign."""
    go(page, "/")
    press(page, "start-campaigns")
    page.wait_for_url("**/campaigns**")
    at_rest(page)
    part(page, "campaign-kind").get_by_text(words(language)(f"campaign_page.start.{kind}"), exact=True).click()
    answered(page)
    part(page, "campaign-title").get_by_role("textbox").fill(title)
    press(page, "campaign-start")
    page.wait_for_url("**step=**")
    at_rest(page)


def to_result(page: Page, language: str) -> str:
    to_step(page, "result", language)
    return verdict(page)


def main_text(page: Page) -> str:
    return plain(page.get_by_test_id("stMain").inner_text())


def take_rows(page: Page, path: Path) -> str:
    """Upload a file of customers and wait until its columns are understood; return the key of the roles."""
    give_file(page, "rows-send-file", path)
    expect(page.locator("[class*='st-key-roles-send-'][class*='-use'] button")).to_be_enabled()
    answered(page)
    return key_of(page, "roles-send-", "-box").removesuffix("-box")


@needs_hillstrom
def test_from_a_file_to_a_shared_link(visit, tmp_path, capsys):
    page = visit("en")
    begin(page, "campaign-test", "en", "Two e-mails")
    roles = take_rows(page, HILLSTROM)
    expect(part(page, f"{roles}-variant").get_by_role("combobox")).to_have_value("segment")
    expect(part(page, f"{roles}-control").get_by_role("combobox")).to_have_value("No E-Mail")
    choose(page, f"{roles}-segment", "womens")
    add_option(page, f"{roles}-segment-also", "mens")
    press(page, f"{roles}-use")
    choose(page, "decides-primary", "spend")
    fold_out(page, "own-rule")
    for segment, mail in {"0-mens-1": "Mens E-Mail", "1-mens-0": "Womens E-Mail", "1-mens-1": "Mens E-Mail"}.items():
        choose(page, f"rule-womens-{segment}", mail)
    sentence = to_result(page, "en")
    assert sentence.startswith("Ship Mens E-Mail: it beats No E-Mail on spend")
    unfold(page)
    says_all_three(main_text(page))
    on_page = facts(page)
    link = published(page, "en")

    other = visit("fi", java_script_enabled=False)
    other.goto(link)
    assert other.locator(".verdict .lead").inner_text() == sentence
    shared = plain(f"{other.locator('body').inner_text()} {other.locator('body').text_content()}")  # folded parts too
    says_all_three(shared)
    assert len(on_page) > 100
    assert [fact for fact in on_page if fact not in shared] == []

    behind = httpx.get(f"{link}.json").json()
    exported = json.loads(download(page, "download-json", tmp_path / "exported.json").read_text(encoding="utf-8"))
    assert exported == behind
    file = tmp_path / "campaign.json"
    file.write_text(json.dumps(exported["document"]), encoding="utf-8")
    assert cli.main(["evaluate", str(file), "--json", "--data", str(HILLSTROM)]) == 0
    assert json.loads(capsys.readouterr().out)["result"] == behind["result"], "a shell gives the same digits"


def says_all_three(text: str) -> None:
    """Visits differ by earlier purchase, spend does not, the rule gains next to nothing; and the honest figure."""
    assert "visit, Womens E-Mail, by womens: " in text
    assert "spend, Womens E-Mail, by womens: " in text
    visits, spend = (
        re.search(rf"{metric}, Womens E-Mail, by womens: .*?\(Q = ([\d.]+), I² = \d+%, p ([=<]) ([\d.]+)\)", text)
        for metric in ("visit", "spend")
    )
    assert visits is not None
    assert spend is not None
    assert visits.groups() == ("94.1", "<", "0.001")
    assert spend.groups() == ("1.0", "=", "0.32")
    assert "the rule gains +0.007 (95% interval −0.18 … +0.19)" in text
    assert f"{WOMENS_ONLY} → Womens E-Mail" in text
    assert "The cross-fitted, honest figure, spend by segment (womens · mens)" in text


def facts(page: Page) -> list[str]:
    """Return every cell of a table and every sentence of the result's parts."""
    cells = page.locator("[class*='st-key-part-'] td, [class*='st-key-part-'] .puntari-verdict p").all_inner_texts()
    sentences = page.locator("[class*='st-key-part-'] [data-testid=stMarkdownContainer] > p").all_inner_texts()
    return [plain(text).strip() for text in (*cells, *sentences) if text.strip()]


def test_a_table_of_sums_with_decimal_commas(visit):
    page = visit("fi")
    t = words("fi")
    begin(page, "campaign-test", "fi", "Kevätviesti")
    part(page, "way-send").get_by_text(t("data.way.table"), exact=True).click()
    area = part(page, "paste-send-text").get_by_role("textbox")
    area.fill(PASTED)
    press(page, "paste-send-look")
    use = part(page, "paste-send-use").get_by_role("button")
    expect(use).to_be_enabled()
    answered(page)
    use.click()
    expect(part(page, "decides-primary")).to_be_visible()
    answered(page)
    sentence = to_result(page, "fi")
    assert "Kevätviesti" in sentence
    assert "+2,50" in sentence, "155 of 3,000 against 80 of 3,000, in percentage points"
    unfold(page)
    assert "Myynti (€)" in main_text(page)
    expect(part(page, "certificate-make")).to_have_count(0)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sample_is_one_click_away_and_makes_its_certificate(visit, language):
    page = visit(language)
    go(page, "/")
    press(page, "example-spring-campaign")
    page.wait_for_url("**/campaigns?**step=result**")
    first = verdict(page)
    press(page, "certificate-make")
    expect(part(page, "part-certificate").get_by_role("table").first).to_be_visible(timeout=90_000)
    expect(part(page, "certificate-make")).to_have_count(0)
    assert verdict(page) == first
    said = plain(part(page, "part-certificate").inner_text())
    assert {"fi": "1 000", "en": "1,000"}[language] in said


def test_from_a_plan_to_a_dealt_list_and_its_result(visit, tmp_path):
    page = visit("en")
    plan_of_two_segments(page)
    to_step(page, "answer", "en")
    expect(page.locator(".puntari-verdict .lead")).to_be_visible()
    press(page, "plan-lock")
    expect(part(page, "plan-unlock")).to_be_visible()
    answered(page)

    to_step(page, "assign", "en")
    give_file(page, "assign-file", customer_list(tmp_path))
    expect(part(page, "assign-deal")).to_be_visible()
    answered(page)
    expect(part(page, "assign-customer").get_by_role("combobox")).to_have_value("customer")
    press(page, "assign-deal")
    expect(part(page, "assign-csv")).to_be_visible()
    at_rest(page)
    dealt = download(page, "assign-csv", tmp_path / "dealt.csv")

    to_step(page, "answer", "en")
    press(page, "plan-to-test")
    page.wait_for_url("**step=data**")
    at_rest(page)
    roles = take_rows(page, with_outcomes(dealt))
    press(page, f"{roles}-use")
    expect(part(page, "decides-primary")).to_be_visible()
    answered(page)
    assert to_result(page, "en")
    t = words("en")
    expect(page.get_by_text(t("campaign_deviations.nothing"))).to_be_visible()

    to_step(page, "question", "en")
    write(part(page, "window-days").get_by_role("spinbutton"), "21")
    answered(page)
    to_result(page, "en")
    expect(page.get_by_text(t("campaign_deviations.nothing"))).to_have_count(0)
    row = part(page, "part-deviations").get_by_role("row").last
    expect(row).to_contain_text("21")
    expect(row).to_contain_text("14")


def plan_of_two_segments(page: Page) -> None:
    """Fill what a plan needs."""
    begin(page, "campaign-plan", "en", "Spring")
    write(part(page, "plan-baseline").get_by_role("textbox"), "10")
    answered(page)
    write(part(page, "smallest-effect").get_by_role("textbox"), "8")
    answered(page)
    to_step(page, "audience", "en")
    for number, (name, customers) in enumerate({"Loyal": "600", "New": "600"}.items()):
        part(page, f"new-segment-{number}-name").get_by_role("textbox").fill(name)
        part(page, f"new-segment-{number}-customers").get_by_role("textbox").fill(customers)
        press(page, f"new-segment-{number}-send")
        expect(part(page, f"new-segment-{number + 1}-name")).to_be_visible()
        answered(page)


def customer_list(folder: Path) -> Path:
    """Write 1,200 customers of two segments."""
    lines = ["customer,segment"] + [f"K{one},{'Loyal' if one % 2 else 'New'}" for one in range(1000, 2200)]
    path = folder / "list.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def with_outcomes(dealt: Path) -> Path:
    """Return the assignment file as it comes back: who bought stands in a column of its own."""
    text = dealt.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(text.splitlines(), csv.Sniffer().sniff(text.splitlines()[0], ",;\t")))
    path = dealt.with_name("results.csv")
    lines = [[*rows[0], "bought"], *([*row, str(int(number % 7 == 0))] for number, row in enumerate(rows[1:]))]
    path.write_text("\n".join(",".join(line) for line in lines), encoding="utf-8")
    return path
