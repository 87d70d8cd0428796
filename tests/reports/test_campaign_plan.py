"""A campaign plan in words: answers, tables, picture, lock, the deal of a list; every renderer, both languages."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass, field, fields
from datetime import date
from xml.etree import ElementTree

import altair
import openpyxl
import pypdf
import pytest

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.covariate_balance import covariate_balance
from evaluators.campaigns.design import Design, Errors, Guardrail, Looks, Metric, Money, Segment, Variant
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_curves import power_curves
from evaluators.campaigns.planning import locked, plan
from evaluators.documents import LocalText, revise
from i18n import texts
from reports import csv, html, pdf, terminal, xlsx
from reports.blocks import Bullets, Explanation, Facts, Figure, Heading, Sentence, Table
from reports.campaigns.context import words_of_plan
from reports.campaigns.dealing import assignment_blocks
from reports.campaigns.one_page_plan import one_page
from reports.campaigns.plan_report import PlanReport, answer_sentence, full_report, sections
from reports.charts.power import MOST_SEGMENTS, power_chart
from reports.charts.theme import NARROW, WIDE
from reports.drawing import svg
from tests.reports import hostile

LANGUAGES = ("fi", "en")
DAY = date(2026, 11, 22)
BOUGHT = Metric(id="bought", name=LocalText(fi="Ostaneet", en="Buyers"), kind="proportion")
REVENUE = Metric(id="revenue", name="Revenue", kind="mean", unit="EUR")
LEFT = Metric(id="left", name=LocalText(fi="Peruneet", en="Unsubscribed"), kind="proportion", better="less")
CONTROL = Variant(id="none", name=LocalText(fi="Ei viestiä", en="No message"), strategy="nothing")
SAME = Variant(id="same", name=LocalText(fi="Sama kaikille", en="Same for all"), send_cost=0.02)
OWN = Variant(id="own", name=LocalText(fi="Oma viesti", en="Own message"), strategy="tailored", send_cost=0.03)
SIZES = {"regular": 1800, "lapsed": 1200, "new": 600, "family": 400}


def segments(times=1, **more):
    return tuple(Segment(id=name, name=name.title(), customers=size * times, **more) for name, size in SIZES.items())


def a_plan(*, effect=0.006, baseline=0.02, deviation=None, visitors=None, title="Joulu", **design):
    given = {
        "metrics": (BOUGHT, LEFT),
        "primary": "bought",
        "guardrails": (Guardrail(metric="left", margin=0.003, baseline=0.004),),
        "variants": (CONTROL, SAME),
        "segments": segments(),
        "money": Money(margin=24, smallest_effect=effect, switching_cost=300),
        **design,
    }
    return CampaignPlan(
        title=title,
        as_of=DAY,
        design=Design(**given),
        baseline=baseline,
        deviation=deviation,
        visitors_day=visitors,
    )


def a_web_test(**design):
    money = Money(margin=18, smallest_effect=0.004, recipients=200_000)
    return a_plan(
        baseline=0.031,
        visitors=900,
        **{"segments": (), "guardrails": (), "money": money, "looks": Looks(method="always_valid"), **design},
    )


def texts_in(blocks):
    """Return everything that a reader sees of some blocks."""
    said = []
    for block in blocks:
        match block:
            case Heading() | Sentence():
                said.append(block.text)
            case Bullets():
                said.extend(block.items)
            case Facts():
                said.extend(part for fact in block.items for part in (fact.label, fact.value, fact.explanation))
            case Table():
                said.append(block.caption)
                said.extend(column.text for column in block.columns)
                said.extend(cell.text for row in block.rows for cell in row)
            case Figure():
                said.extend((block.alt, block.caption))
            case Explanation():
                said.extend((block.title, block.text, block.formula, block.source))
    return "\n".join(said).replace("\N{NO-BREAK SPACE}", " ")


def parts(document, language="en"):
    return sections(document, plan(document), language, power_curves(document))


def answer(document, language="en"):
    return answer_sentence(document, plan(document), language).replace("\N{NO-BREAK SPACE}", " ")


def table(blocks, name):
    return next(block for block in blocks if isinstance(block, Table) and block.name == name)


def cells(block, row):
    return [cell.text.replace("\N{NO-BREAK SPACE}", " ") for cell in block.rows[row]]


PLANS = {
    "short": a_plan(),
    "enough": a_plan(effect=0.04),
    "three": a_plan(variants=(CONTROL, SAME, OWN), holdout=0.05),
    "web": a_web_test(),
    "looks": a_plan(looks=Looks(method="group_sequential", planned=5)),
    "no list": a_plan(segments=()),
    "no effect": a_plan(money=Money()),
    "tiny list": a_plan(segments=(Segment(id="few", name="Few", customers=9),)),
    "mean": a_plan(metrics=(REVENUE, LEFT), primary="revenue", effect=1.5, baseline=None, deviation=40),
    "less": a_plan(metrics=(LEFT,), primary="left", guardrails=(), effect=0.004),
    "no metric": a_plan(metrics=(), primary=None, guardrails=()),
    "no baseline": a_plan(baseline=None),
    "empty": CampaignPlan(as_of=DAY),
}


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        (
            "short",
            "en",
            (
                "This list can show a relative change of 72% at best, so the smallest effect worth having (30%) may go"
                " unnoticed."
            ),
        ),
        (
            "short",
            "fi",
            (
                "Tällä listalla voi osoittaa parhaimmillaan 72 %:n suhteellisen muutoksen, joten pienin kannattava"
                " vaikutus (30 %) voi jäädä huomaamatta."
            ),
        ),
        (
            "enough",
            "en",
            (
                "The list is large enough: with 4,000 customers the smallest effect worth having is found with a"
                " probability of over 99%."
            ),
        ),
        ("web", "fi", "Testi kestää 18 viikkoa: se tarvitsee 108 972 kävijää."),
        ("no effect", "en", "This list can show a relative change of 72% at best."),
        ("no list", "fi", None),
        ("no metric", "fi", "Suunnitelmasta puuttuu vielä mittari, joka ratkaisee."),
    ],
)
def test_answer_in_one_sentence(name, language, expected):
    said = answer(PLANS[name], language)
    if expected is None:
        customers = plan(PLANS[name]).needed.with_holdout
        expected = (
            texts(language)(
                "plan_answer.needs",
                effect="+0,60 prosenttiyksikköä eli suhteellisesti +30 %",
                customers=f"{customers:,}",
            )
            .replace(",", " ")
            .replace("+0 60", "+0,60")
        )
    assert said == expected


def test_answers_differ_and_have_a_label():
    openings = [parts(document).answer[0] for document in PLANS.values()]
    assert all(opening.label and opening.look for opening in openings)
    assert len({opening.label for opening in openings}) >= 7


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLANS)
def test_every_renderer_takes_every_plan(name, language):
    document = PLANS[name]
    result, curves = plan(document), power_curves(document)
    report = full_report(document, result, language, curves)
    said = answer_sentence(document, result, language)
    assert said in html.render(report).replace("&#39;", "'")
    assert said[:40] in " ".join(terminal.render(report).split("\n"))
    assert csv.render(report) or not [block for block in report.blocks if isinstance(block, Table)]
    sheets = openpyxl.load_workbook(io.BytesIO(xlsx.render(report))).sheetnames
    assert not [sheet for sheet in sheets if sheet.startswith("plan-")], "sheets have names in the language"
    assert pypdf.PdfReader(io.BytesIO(pdf.render(report))).pages
    assert not re.search(r"\bNone\b(?! of the)|\bnan\b|[{}]", texts_in(report.blocks))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLANS)
def test_one_page_fits_one_a4(name, language):
    document = PLANS[name]
    report = one_page(document, plan(document), language, power_curves(document))
    reader = pypdf.PdfReader(io.BytesIO(pdf.render(report)))
    assert len(reader.pages) == 1
    assert texts(language)("plan_page.next") in " ".join(reader.pages[0].extract_text().split())


def test_a_full_plan_has_every_part():
    document = revise(PLANS["three"], visitors_day=500)
    found = parts(document)
    assert [part.name for part in fields(PlanReport) if not getattr(found, part.name)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_customers_by_variant_and_the_formula_by_name(language):
    found = parts(PLANS["three"], language)
    result = plan(PLANS["three"])
    block = table(found.needs, "plan-arms")
    assert [row[1].number for row in block.rows] == [arm.needed_whole for arm in result.arms]
    assert [row[3].number for row in block.rows] == [arm.needed_whole - arm.at_hand for arm in result.arms]
    assert texts(language)("plan_method.fleiss") in texts_in(found.needs)


@pytest.mark.parametrize("formula", ["fleiss", "fleiss_corrected", "baseline_variance", "arcsine"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_formula_has_its_name_and_source(formula, language):
    found = parts(revise(PLANS["short"], formula=formula), language)
    t = texts(language)
    assert t(f"plan_method.{formula}") in texts_in(found.needs)
    assert t(f"plan_method.{formula}.source") in texts_in(found.methods)


def test_list_table_says_what_each_segment_can_show():
    block = table(parts(PLANS["short"]).shows, "plan-list")
    result = plan(PLANS["short"])
    assert [row[0].text for row in block.rows] == ["Whole list", "Regular", "Lapsed", "New", "Family"]
    shown = (result.overall, *result.segments)
    assert [row[3].number for row in block.rows] == [one.absolute for one in shown]
    assert [row[4].number for row in block.rows] == [one.relative for one in shown]
    assert cells(block, 0)[3:] == ["+1.44 pp", "+72%", "24%", "no"]
    assert {row[6].mark for row in block.rows} == {"warning"}


def test_segments_that_are_enough_are_named():
    said = texts_in(parts(a_plan(effect=0.04, segments=segments(5))).shows)
    assert "are enough by themselves" in said
    mixed = a_plan(effect=0.02, segments=segments(3))
    strong = [one.segment.title() for one in plan(mixed).segments if one.enough]
    assert 0 < len(strong) < len(SIZES)
    assert f"{len(strong)} of {len(SIZES)}" in texts_in(parts(mixed).shows)


def test_unplanned_segments_are_leads_only():
    said = texts_in(parts(a_plan(segments=segments(planned=False)), "fi").shows)
    assert "Regular (vain vihje)" in said
    assert texts("fi")("plan_list.leads") in said


@pytest.mark.parametrize("effect", [0.006, 0.015, 0.02])
def test_merging_is_advised_only_where_it_helps(effect):
    document = a_plan(effect=effect, segments=segments(3))
    said, merges = texts_in(parts(document).shows), plan(document).merges
    if len(merges) == 1 and not merges[0].enough and len(merges[0].segments) == len(SIZES):
        assert "Merging is not enough either" in said
        assert "That is enough" not in said
    else:
        assert ("That is enough." in said) == any(one.enough for one in merges)


def test_both_kinds_of_merging_are_tried_above():
    outcomes = {plan(a_plan(effect=effect, segments=segments(3))).merges[0].enough for effect in (0.006, 0.015, 0.02)}
    assert outcomes == {True, False}


@pytest.mark.parametrize("language", LANGUAGES)
def test_price_of_looks_is_on_the_screen(language):
    price = plan(PLANS["web"]).looks
    said = texts_in(parts(PLANS["web"], language).looks)
    words = words_of_plan(PLANS["web"], plan(PLANS["web"]), language)
    for figure in (words.share(price.power_without), words.share(price.power_with), words.number(price.inflation, 2)):
        assert figure.replace("\N{NO-BREAK SPACE}", " ") in said
    assert "49" in said
    assert "80" in said


def test_silence_of_a_guardrail_is_not_safety():
    found = parts(PLANS["short"])
    assert not plan(PLANS["short"]).guardrails[0].enough
    assert "Silence is not safety" in texts_in(found.guardrails)
    assert cells(table(found.guardrails, "plan-guardrails"), 0)[1] == "+0.30 pp", "harm of a metric better when less"
    safe = a_plan(segments=segments(10))
    assert plan(safe).guardrails[0].enough
    assert "Silence is not safety" not in texts_in(parts(safe).guardrails)


def test_differences_between_segments_need_four_times():
    assert "four times" in texts_in(parts(PLANS["short"]).differences)
    assert not parts(a_plan(segments=segments()[:1])).differences


def test_money_of_the_smallest_effect():
    result = plan(PLANS["three"])
    found = parts(PLANS["three"])
    block = table(found.money, "plan-money")
    assert [row[4].number for row in block.rows] == pytest.approx([one.net for one in result.worth])
    assert "brings €196 after costs" in texts_in(found.money)
    losing = a_plan(money=Money(margin=1, smallest_effect=0.006, switching_cost=300))
    assert "it loses €356 after costs" in texts_in(parts(losing).money)
    assert not parts(a_plan(money=Money(smallest_effect=0.006))).money


def test_time_of_a_web_test():
    time = plan(PLANS["web"]).duration
    said = texts_in(parts(PLANS["web"]).time)
    assert f"{time.days} days" in said
    assert f"day {time.days_to_result} at the earliest" in said
    assert not parts(PLANS["short"]).time


def test_strategies_channels_and_times():
    only = Variant(id="only", name="Only lapsed", strategy="one_segment", only_segment="lapsed")
    sms = LocalText(fi="Tekstiviesti", en="SMS")
    mailed = tuple(one.model_copy(update={"channel": sms, "send_time": "Thu 16"}) for one in segments())
    document = a_plan(variants=(CONTROL, SAME, OWN, only), segments=mailed, holdout=0.1)
    found = parts(document)
    block = table(found.arms, "plan-variants")
    assert [row[1].text for row in block.rows] == [
        "No message",
        "The same for everyone",
        "A message of its own for each segment",
        "A message to “Lapsed” only, nothing to others",
        "Neither this campaign nor the next ones",
    ]
    assert sum(row[2].number for row in block.rows) == pytest.approx(1)
    assert cells(table(found.arms, "plan-segments"), 1) == ["Lapsed", "1,200", "SMS", "Thu 16", "yes"]


def test_lock_is_told():
    document = locked(PLANS["short"], DAY)
    assert "not locked" in texts_in(parts(PLANS["short"]).lock)
    assert "has not changed since" in texts_in(parts(document).lock)
    changed = revise(document, design=document.design.model_copy(update={"window_days": 30}))
    assert "has been changed since" in texts_in(parts(changed).lock)


def test_notes_are_said_once_and_none_is_lost():
    document = a_plan(segments=(*segments(), Segment(id="open", name="Open")), window_days=3)
    said = texts_in(parts(document).all_blocks())
    words = words_of_plan(document, plan(document), "en")
    told = {note.code: words.note(note).replace("\N{NO-BREAK SPACE}", " ") for note in plan(document).notes}
    assert {"plan_segments_uncounted", "plan_window_short", "plan_list_too_small"} <= set(told)
    for code, text in told.items():
        assert said.count(text) == (0 if code == "plan_list_too_small" else 1), code


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name, document in PLANS.items() if power_curves(document)])
def test_power_picture(name, language, width):
    document = PLANS[name]
    figure = parts(document, language).power[1]
    altair.Chart.from_dict(figure.spec, validate=True)
    assert json.loads(json.dumps(figure.spec, allow_nan=False)) == figure.spec
    root = ElementTree.fromstring(svg(figure, width))  # noqa: S314 - the drawing is our own
    assert float(root.get("width")) <= width + 1
    assert root.get("aria-label") == figure.alt
    assert ("0,5" in "".join(root.itertext())) <= (language == "fi")


def test_power_picture_shows_the_computed_points_of_the_largest_segments():
    many = tuple(Segment(id=f"s{size}", name=f"S{size}", customers=size) for size in range(300, 1000, 100))
    document = a_plan(segments=many)
    curves = power_curves(document)
    spec = power_chart(words_of_plan(document, plan(document), "en"), curves)
    rows = spec["data"]["values"]
    assert {row["name"] for row in rows} == {"Whole list", "S900", "S800", "S700", "S600"}
    assert len({row["name"] for row in rows}) == MOST_SEGMENTS + 1
    whole = [row for row in rows if row["whole"]]
    assert [row["effect"] for row in whole] == pytest.approx([100 * point.effect for point in curves[0].points])
    assert [row["power"] for row in whole] == [point.power for point in curves[0].points]
    dashes = spec["layer"][-1]["encoding"]["strokeDash"]["scale"]["range"]
    assert len({tuple(dash) for dash in dashes}) == MOST_SEGMENTS + 1, "told apart without colour"


def test_names_of_lines_stay_inside_a_lower_picture():
    figure = one_page(PLANS["enough"], plan(PLANS["enough"]), "en", power_curves(PLANS["enough"])).blocks
    spec = next(block for block in figure if isinstance(block, Figure)).spec
    assert spec["height"] < 300
    for layer in spec["layer"]:
        assert "value" not in layer["encoding"].get("y", {}), "pixels would not follow the height"


def test_picture_says_what_the_plan_says():
    figure = parts(PLANS["short"]).power[1]
    overall = plan(PLANS["short"]).overall
    words = words_of_plan(PLANS["short"], plan(PLANS["short"]), "en")
    assert words.effect("bought", overall.absolute) in figure.alt
    assert words.share(overall.power) in figure.alt


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_text_is_text(language):
    names = (hostile.HTML, hostile.FORMULA, hostile.LONG, hostile.CONTROL)
    document = a_plan(
        title=hostile.MARKUP,
        variants=(CONTROL, Variant(id="b", name=hostile.HTML), Variant(id="c", name=hostile.FORMULA)),
        segments=tuple(
            Segment(id=f"s{place}", name=name, customers=900, channel=hostile.HTML, send_time=hostile.FORMULA)
            for place, name in enumerate(names)
        ),
        segmented_by=hostile.HTML,
    )
    result, curves = plan(document), power_curves(document)
    report = full_report(document, result, language, curves)
    page = html.render(report)
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "\x1b" not in terminal.render(report)
    assert pdf.render(report)
    assert len(pypdf.PdfReader(io.BytesIO(pdf.render(one_page(document, result, language, curves)))).pages) == 1
    book = openpyxl.load_workbook(io.BytesIO(xlsx.render(report)))
    assert not [cell for sheet in book for row in sheet for cell in row if cell.data_type == "f"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PLANS)
def test_power_and_errors_at_their_ends(name, language):
    strict = PLANS[name]
    strict = revise(strict, design=strict.design.model_copy(update={"errors": Errors(alpha=1e-12, power=0.999)}))
    assert answer_sentence(strict, plan(strict), language)
    assert html.render(full_report(strict, plan(strict), language, power_curves(strict)))


@dataclass(frozen=True)
class Dealt:
    listed: int = 4010
    without_id: int = 1
    duplicates: int = 2
    without_consent: int = 3
    excluded: int = 4
    counts: dict = field(default_factory=lambda: {"regular": (900, 899), "": (1000, 1001)})
    held_out: dict = field(default_factory=lambda: {"regular": 95, "": 105})
    balance: dict = field(default_factory=dict)


def balance(*arms):
    return covariate_balance([Summary.of(arm) for arm in arms])


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_deal_of_a_list(language):
    words = words_of_plan(PLANS["short"], plan(PLANS["short"]), language)
    blocks = assignment_blocks(words, Dealt())
    figures = {row[0].text: [cell.number for cell in row[1:]] for row in table(blocks, "plan-dealt").rows}
    assert figures == {
        "Regular": [900, 899, 95, 1894],
        texts(language)("plan_deal.no_segment"): [1000, 1001, 105, 2106],
        texts(language)("plan_list.whole"): [1900, 1900, 200, 4000],
    }
    assert [fact.value for block in blocks if isinstance(block, Facts) for fact in block.items] == ["3", "4", "2", "1"]
    assert not [block for block in blocks if isinstance(block, Table) and block.name == "plan-balance"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_balance_is_judged_in_words(language):
    t = texts(language)
    words = words_of_plan(PLANS["short"], plan(PLANS["short"]), language)
    alike, apart = balance(range(100), range(100)), balance(range(100), range(100, 200))
    same, split = balance([1] * 9, [1] * 9), balance([1] * 9, [2] * 9)
    blocks = assignment_blocks(words, Dealt(balance={"age": alike, "orders": apart, "land": same, "shop": split}))
    states = {row[0].text: row[2].text for row in table(blocks, "plan-balance").rows}
    assert states == {
        "age": t("plan_balance.fine"),
        "orders": t("plan_balance.alarm"),
        "land": t("plan_balance.constant"),
        "shop": t("plan_balance.alarm"),
    }
    assert "orders" in blocks[-1].text
    good = assignment_blocks(words, Dealt(balance={"age": alike}, held_out={}))
    assert good[-1].text == t("plan_balance.good")
    assert t("plan.holdout") not in [column.text for column in table(good, "plan-dealt").columns]
