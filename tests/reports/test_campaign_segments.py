"""Segments, targeting and the course of the effect in words and pictures; Hillstrom's figures as published."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from xml.etree import ElementTree

import altair
import pytest

from evaluators.campaigns.aggregates import Estimate, Proportion
from evaluators.campaigns.design import Metric, Segment
from evaluators.campaigns.experiment import ReadingSettings, RuleLine
from evaluators.campaigns.guardrails import guard_share
from evaluators.campaigns.reading import read
from evaluators.campaigns.results import GuardrailReading, OverTime, OverTimePoint
from evaluators.notes import Note, Severity
from evaluators.results import Interval
from reports.blocks import Figure, Heading, Sentence, Table, Tone
from reports.campaigns.context import words_of_test
from reports.campaigns.over_time import over_time_blocks
from reports.campaigns.segments import segment_blocks, segments_sentence
from reports.campaigns.targeting import targeting_blocks, targeting_sentence
from reports.charts.effects import guardrail_chart, interval_chart
from reports.charts.forests import UNPLANNED, forest_chart
from reports.charts.over_time import over_time_chart
from reports.charts.policies import policy_chart
from reports.charts.theme import NARROW, WIDE
from reports.drawing import svg
from tests.evaluators.campaigns.campaign_tests import SPEND, campaign, row, table_of
from tests.reports import hillstrom_sums as hillstrom

LEFTOVER = re.compile(r"\b(by_segment|targeting|over_time|effects|forest|policy|campaign)\.[a-z_]+|[{}]")


def texts(blocks):
    """Return all that a reader sees, in order."""
    found = []
    for block in blocks:
        match block:
            case Heading() | Sentence():
                found.append(block.text)
            case Figure():
                found += [block.alt, block.caption]
            case Table():
                found += [block.caption, *(column.text for column in block.columns)]
                found += [cell.text for line in block.rows for cell in line]
    return [text.replace("\u00a0", " ") for text in found]


def section(blocks, anchor):
    """Return the blocks from one heading to the next."""
    anchors = [block.anchor if isinstance(block, Heading) else "" for block in blocks]
    start = anchors.index(anchor)
    end = next((place for place in range(start + 1, len(blocks)) if anchors[place]), len(blocks))
    return blocks[start:end]


def tables(blocks):
    return {block.name: block for block in blocks if isinstance(block, Table)}


def lines(table):
    return [[cell.text.replace("\u00a0", " ") for cell in row] for row in table.rows]


def estimate(value, error):
    around = Interval(low=value - 2 * error, high=value + 2 * error)
    return Estimate(value=value, standard_error=error, interval=around, p_value=None, method="welch")


def two(language="en", **more):
    return hillstrom.words(hillstrom.document(two=True, primary="visit", **more), language)


def halved(language="en"):
    """Return the three segments with a made-up halving, so that there is a cross-fitted figure."""
    document = hillstrom.document()
    table = hillstrom.cells(document)
    return hillstrom.words(document, language, halves=[(table, table)])


def with_course(words, by="send"):
    labels = [one.id for one in words.document.sends] * 3 if by == "send" else ["1", "2", "14"]
    points = tuple(
        OverTimePoint(label=label, customers=1000 * place, estimate=estimate(0.3 * place, 0.2))
        for place, label in enumerate(labels, 1)
    )
    course = tuple(
        OverTime(variant=variant, metric="spend", by=by, points=points) for variant in ("womens_mail", "mens_mail")
    )
    return words_of_test(words.document, replace(words.result, over_time=course), words.language)


class TestHillstrom:
    def test_visits_differ_and_spend_does_not(self):
        """Q, I2 and p as in Hillstrom 2008 by earlier purchase of womens goods (pooled variances)."""
        found = segment_blocks(two())
        visits = " ".join(texts(section(found, "segments-visit-womens_mail")))
        assert "Visits, Womens e-mail: the effect differs between the segments (earlier purchase)" in visits
        assert "(Q = 94.1, I² = 99%, p < 0.001)" in visits
        spend = " ".join(texts(section(found, "segments-spend-womens_mail")))
        assert "Spend, Womens e-mail: chance is enough to explain the differences" in spend
        assert "Q = 1.0, I² = 1%, p = 0.32" in spend
        assert "does not prove" in spend

    def test_relative_scale_stands_beside(self):
        mens = " ".join(texts(section(segment_blocks(two()), "segments-visit-mens_mail")))
        assert "more than chance would explain (Q = 3.9" in mens
        assert "in per cent, the differences stay within chance (Q = 0.3" in mens

    def test_table_has_raw_interval_and_shrunken(self):
        """Differences 0.0731 and 0.0111 and shrunken 0.0728 and 0.0114 as published."""
        table = tables(segment_blocks(two()))["segments-1"]
        assert [line[:6] for line in lines(table)] == [
            ["Bought womens goods", "23,433", "+7.31", "+6.16 … +8.46", "+7.28", "Better"],
            ["Did not", "19,260", "+1.11", "+0.01 … +2.21", "+1.14", "Better"],
        ]
        assert "percentage points" in table.caption
        assert "98.7%" in table.columns[3].explanation, "Šidák over two segments of two variants"

    def test_summary_names_metric_variant_and_segments(self):
        text = segments_sentence(two()).replace("\u00a0", " ")
        assert "Visits, Womens e-mail" in text
        assert "(earlier purchase)" in text
        assert "Q = 94.1" in text
        assert "Spend, Womens e-mail: there the differences stay within chance (Q = 1.0" in text
        assert text.index("more than chance") < text.index("p <"), "the meaning first"

    def test_own_rule_gains_next_to_nothing(self):
        """Hillstrom 2008: 1.427 by the rule against 1.420, gain 0.007 (95 % -0.18 to 0.19)."""
        words = hillstrom.words(hillstrom.document())
        found = " ".join(texts(targeting_blocks(words)))
        assert "Your own rule, Spend by segment (earlier purchase)" in found
        assert "Womens goods only → Womens e-mail" in found
        assert "Mens goods only and Both → Mens e-mail" in found
        assert "brings US$1.427 per customer, and Mens e-mail for everybody brings US$1.420" in found
        assert "+US$0.007 (95% interval −US$0.18 … +US$0.19)" in found
        assert "not shown that the rule pays" in found
        assert "Differences between segments are no proof that targeting pays" in found
        assert "needs customer rows" in found
        assert "+US$0.007" in targeting_sentence(words)

    def test_finnish_says_the_same(self):
        words = hillstrom.words(hillstrom.document(), "fi")
        found = " ".join(texts(targeting_blocks(words)))
        assert "säännön hyöty on +0,007 $ (95 %:n luottamusväli −0,18 $ … +0,19 $)" in found
        assert "(Q = 94,1, I² = 99 %, p < 0,001)" in " ".join(texts(segment_blocks(two("fi"))))

    def test_control_for_everybody_is_valued(self):
        """Hillstrom 2008: 0.6522849853 of spend per customer without e-mail, standard error 0.07927982544."""
        nothing = hillstrom.words(hillstrom.document()).result.policy.control
        assert nothing.value == pytest.approx(0.6522849853, rel=1e-7)
        assert nothing.standard_error == pytest.approx(0.07927982544, rel=1e-7)

    def test_values_beside_each_other(self):
        table = tables(targeting_blocks(hillstrom.words(hillstrom.document())))["targeting-values"]
        assert [line[1] for line in lines(table)] == ["US$0.652", "US$1.420", "US$1.427"]
        rules = tables(targeting_blocks(hillstrom.words(hillstrom.document())))["targeting-rules"]
        assert lines(rules)[0] == ["Womens goods only", "Womens e-mail", "Mens e-mail"]

    def test_cross_fitted_value_stands_beside_the_own_rule(self):
        found = texts(targeting_blocks(halved()))
        honest = [text for text in found if "cross-fitted, honest figure, Spend by segment (earlier purchase)" in text]
        assert len(honest) == 1
        assert any("Your own rule, Spend" in text for text in found)
        assert not any("needs customer rows" in text for text in found)
        assert "nothing to target by segment" in targeting_sentence(halved()), "both halves choose the same mail"


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("make", [two, halved, lambda language: with_course(halved(language))])
def test_no_key_and_no_bracket_is_left(make, language):
    words = make(language)
    found = texts((*segment_blocks(words), *targeting_blocks(words), *over_time_blocks(words)))
    assert found
    assert not [text for text in found if LEFTOVER.search(text)]


@pytest.mark.parametrize("by", ["shrunken", "raw", "significant"])
def test_the_way_a_rule_is_chosen_is_named(by):
    settings = ReadingSettings(switch_rule=by)
    words = hillstrom.words(hillstrom.document(primary="visit", settings=settings))
    chosen = next(text for text in texts(targeting_blocks(words)) if text.startswith("The rule that these results"))
    said = {"shrunken": "largest shrunken effect", "raw": "largest observed effect", "significant": "within chance"}
    assert said[by] in chosen
    assert "which flatters it" in chosen


def test_clusters_are_not_read_by_segment():
    document = hillstrom.document()
    note = Note(code="clusters_no_segments", severity=Severity.WARNING)
    result = replace(read(document, hillstrom.cells(document)), segments=(), notes=(note,))
    words = words_of_test(document, result, "en")
    assert texts(segment_blocks(words))[1] == words.note(note)


def test_the_honest_gain_decides_the_answer():
    words = halved()
    policy = words.result.policy

    def answer(gain):
        honest = replace(policy.cross_fitted, gain=gain)
        result = replace(words.result, policy=replace(policy, cross_fitted=honest))
        return targeting_sentence(words_of_test(words.document, result, "en"))

    assert "(earlier purchase) pays" in answer(estimate(0.5, 0.1))
    assert "(earlier purchase) loses" in answer(estimate(-0.5, 0.1))
    assert "it is not shown that targeting" in answer(estimate(0.1, 0.1))
    assert "judged on customers who had no part in choosing" in answer(estimate(0.1, 0.1))


def test_money_where_a_margin_is_known():
    money = {"currency": "EUR", "margin": 0.5, "recipients": 100_000}
    words = hillstrom.words(hillstrom.document(money=money))
    found = " ".join(texts(targeting_blocks(words)))
    assert "€0.714 per customer, and Mens e-mail for everybody brings €0.710" in found
    assert "Over the 100,000 customers that the choice concerns, that is +€357" in found
    assert "€" in policy_chart(words)["data"]["values"][0]["text"]


def test_smallest_effect_brings_the_risks_of_a_finding():
    words = two(money={"currency": "USD", "smallest_effect": 0.005})
    table = tables(segment_blocks(words))["segments-1"]
    assert [column.text for column in table.columns[-2:]] == ["Overstatement", "Wrong way"]
    assert lines(table)[0][-2:] == ["× 2.7", "under 1%"]
    assert any("+0.50 percentage points" in text and "2.7 times" in text for text in texts(segment_blocks(words)))
    assert len(tables(segment_blocks(words))["segments-3"].columns) == 6, "the primary metric alone has such an effect"


def test_unplanned_segments_are_leads_and_never_better():
    unplanned = tuple(one.model_copy(update={"planned": False}) for one in hillstrom.THREE)
    words = hillstrom.words(hillstrom.document(primary="visit", segments=unplanned))
    found = segment_blocks(words)
    verdicts = {
        line[5] for name, table in tables(found).items() if name.startswith("segments-") for line in lines(table)
    }
    assert "Lead, not a finding" in verdicts
    assert not {"Better", "Worse"} & verdicts
    leads = [block for block in found if isinstance(block, Sentence) and block.text.startswith("Leads, not findings")]
    assert leads
    assert all("10%" in block.text and block.tone is Tone.OPEN for block in leads)
    names = {line["name"] for line in forest_chart(words, words.result.segments[0])["data"]["values"]}
    assert all(name.startswith(UNPLANNED) for name in names)


def test_direction_that_changes_is_said_with_both_sides():
    rows = (
        row("a", 5000, "x", bought=500),
        row("b", 5000, "x", bought=700),
        row("a", 5000, "y", bought=700),
        row("b", 5000, "y", bought=500),
    )
    document = campaign(rows, segments=("x", "y"))
    words = hillstrom_like(document)
    text = " ".join(texts(segment_blocks(words)))
    assert "The direction changes by more than chance would explain (p < 0.001, Gail–Simon test)" in text
    assert "ahead here: x. Behind here: y." in text
    assert [line[5] for line in lines(tables(segment_blocks(words))["segments-1"])] == ["Better", "Worse"]


def test_less_is_better_turns_the_sides_and_not_the_figures():
    left = Metric(id="left", name="Left", kind="proportion", better="less")
    rows = (
        row("a", 5000, "x", left=500),
        row("b", 5000, "x", left=700),
        row("a", 5000, "y", left=700),
        row("b", 5000, "y", left=500),
    )
    document = campaign(rows, metrics=(left,), segments=("x", "y"), rule=(RuleLine(segment="y", variant="b"),))
    words = hillstrom_like(document)
    text = " ".join(texts(segment_blocks(words)))
    assert "ahead here: y. Behind here: x." in text
    assert [line[2:6:3] for line in lines(tables(segment_blocks(words))["segments-1"])] == [
        ["+4.00", "Worse"],
        ["−4.00", "Better"],
    ]
    targeting = targeting_blocks(words)
    values = lines(tables(targeting)["targeting-values"])
    assert [line[1] for line in values[:3]] == ["12.0%", "12.0%", "10.0%"]
    assert values[2][2] == "+2.00 percentage points", "a plus is better"
    assert any("Less is better" in text for text in texts(targeting))
    bars = policy_chart(words)["data"]["values"]
    assert all(bar["value"] > 0 and bar["low"] <= bar["value"] <= bar["high"] for bar in bars)


def hillstrom_like(document, language="en"):
    """Return the words of a small document."""
    return words_of_test(document, read(document, table_of(document)), language)


def test_mixing_that_turns_the_result_is_warned_of():
    """Kidney stones (Charig et al. 1986, BMJ 292:879-882): better in both groups, worse in all."""
    rows = (
        row("a", 87, "small", bought=81),
        row("b", 270, "small", bought=234),
        row("a", 263, "large", bought=192),
        row("b", 80, "large", bought=55),
    )
    found = segment_blocks(hillstrom_like(campaign(rows, segments=("small", "large"))))
    warned = [block for block in found if isinstance(block, Sentence) and block.tone is Tone.WARNING]
    assert ["The mix of segments turns the result around" in block.text for block in warned] == [True]
    assert "+4.57 percentage points" in warned[0].text
    assert "−5.3" in warned[0].text


def test_odds_ratios_stand_by_the_guard():
    """The same source: 234/270 against 55/80 and 81/87 against 192/263; odds ratios worked out by hand."""
    rows = (
        row("a", 87, "small", bought=81),
        row("b", 270, "small", bought=234),
        row("a", 263, "large", bought=192),
        row("b", 80, "large", bought=55),
    )
    document = campaign(rows, segments=("small", "large"))
    crude = 289 * 77 / (61 * 273)
    common = (234 * 6 / 357 + 55 * 71 / 343) / (36 * 81 / 357 + 25 * 192 / 343)
    said = [text for text in texts(segment_blocks(hillstrom_like(document))) if "odds ratio" in text]
    assert len(said) == 1
    assert f"is {crude:.2f} over all customers together and {common:.2f} (" in said[0]
    assert "differ from one another by no more than chance explains (Breslow–Day, p = " in said[0]
    finnish = texts(segment_blocks(hillstrom_like(document, "fi")))
    figures = f"{crude:.2f}".replace(".", ","), f"{common:.2f}".replace(".", ",")
    assert any("Ristitulosuhde" in text and all(one in text for one in figures) for text in finnish)


def test_odds_ratios_that_differ_are_not_given_as_one():
    rows = [
        row(arm, 1_000, segment, bought=n)
        for segment, *both in (("x", 100, 200), ("y", 200, 100))
        for arm, n in zip("ab", both, strict=True)
    ]
    apart = hillstrom_like(campaign(rows, segments=("x", "y")))
    assert "One ratio does not fit all" in " ".join(texts(segment_blocks(apart)))
    spend = [row(arm, 900, "x", spend=900, squares={"spend": 9e5}) for arm in "ab"]
    means = hillstrom_like(campaign(spend, metrics=(SPEND,), segments=("x",)))
    assert "odds ratio" not in " ".join(texts(segment_blocks(means))), "a mean has no odds"


def test_segment_without_customers_says_why():
    rows = (row("a", 500, "x", bought=50), row("b", 500, "x", bought=60), row("a", 500, "y", bought=50))
    words = hillstrom_like(campaign(rows, segments=("x", "y"), rule=(RuleLine(segment="y", variant="b"),)))
    table = tables(segment_blocks(words))["segments-1"]
    assert lines(table)[1][5] == "Not computed: one of the groups has no customers"
    assert "known in fewer than two" in segments_sentence(words)
    found = " ".join(texts(targeting_blocks(words)))
    assert "in some segment fewer than two customers got the variant" in found


def test_table_without_squares_says_why():
    rows = (row("a", 500, "x", spend=50), row("b", 500, "x", spend=60))
    words = hillstrom_like(campaign(rows, metrics=(SPEND,), segments=("x",)))
    assert [type(block) for block in segment_blocks(words)] == [Heading, Sentence]
    assert "no sums of squares" in targeting_sentence(words)


def test_nothing_without_segments():
    rows = (row("a", 500, bought=50), row("b", 500, bought=60))
    words = hillstrom_like(campaign(rows))
    assert segment_blocks(words) == targeting_blocks(words) == over_time_blocks(words) == ()
    assert segments_sentence(words) == targeting_sentence(words) == ""


class TestOverTime:
    def test_only_the_end_counts(self):
        found = over_time_blocks(with_course(hillstrom.words(hillstrom.document())))
        text = " ".join(texts(found))
        assert "only the last one counts" in text
        assert "is +US$0.30 at the first point and +US$0.90 at the last" in text

    def test_days_are_named(self):
        table = tables(over_time_blocks(with_course(hillstrom.words(hillstrom.document()), by="day")))["over-time"]
        assert [line[0] for line in lines(table)][:3] == ["Day 1", "Day 2", "Day 14"]

    def test_sends_that_differ_are_told(self):
        sends = [
            (row("a", 5000, bought=500), row("b", 5000, bought=700)),
            (row("a", 5000, bought=700), row("b", 5000, bought=500)),
        ]
        text = " ".join(texts(over_time_blocks(hillstrom_like(campaign(*sends)))))
        assert "b: the effect differs between the sends by more than chance would explain (Q = " in text


def charts():
    """Return every picture by name, with hostile names in all of them."""
    evil = '<script>alert("x")</script> ](javascript:1) {{7*7}}'
    document = hillstrom.document(
        primary="visit",
        segmented_by=evil,
        segments=tuple(
            Segment(id=one.id, name=f"{evil} {one.id}", planned=one.id != "both") for one in hillstrom.THREE
        ),
        money={"currency": "EUR", "smallest_effect": 0.01},
    )
    design = document.design.model_copy(
        update={"variants": tuple(one.model_copy(update={"name": f"{evil} {one.id}"}) for one in hillstrom.MAILS)}
    )
    words = with_course(hillstrom.words(document.model_copy(update={"design": design}), "fi"))
    guard = guard_share(Proportion(30, 10_000), Proportion(33, 10_000), margin=0.001)
    reading = GuardrailReading(variant="mens_mail", metric="visit", guardrail=guard, reason=None)
    words = words_of_test(words.document, replace(words.result, guardrails=(reading,)), "fi")
    return {
        "interval": interval_chart(words),
        "guardrail": guardrail_chart(words),
        "forest": forest_chart(words, words.result.segments[0]),
        "policy": policy_chart(words),
        "over_time": over_time_chart(words),
    }


NAMES = ["interval", "guardrail", "forest", "policy", "over_time"]


@pytest.fixture(scope="module")
def pictures():
    return charts()


@pytest.mark.parametrize("name", NAMES)
def test_picture_is_valid_and_keeps_user_text_in_its_data(pictures, name):
    spec = pictures[name]
    altair.Chart.from_dict(spec, validate=True)
    assert json.loads(json.dumps(spec, allow_nan=False)) == spec
    assert not re.search(r'"(href|url|expr|labelExpr)"', json.dumps(spec))
    for layer in spec["layer"]:
        parts = layer["encoding"].values()
        for channel in [one for part in parts for one in (part if isinstance(part, list) else [part])]:
            assert re.fullmatch(r"[a-z_]*", channel.get("field", ""))
            assert "script" not in str(channel.get("title"))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("name", NAMES)
def test_drawing_is_within_its_width(pictures, name, width):
    drawing = svg(Figure(spec=pictures[name], alt="a"), width)
    root = ElementTree.fromstring(drawing)  # noqa: S314 - the drawing is our own
    assert float(root.get("width")) <= width + 1
    assert not [one for one in root.iter() if one.tag.endswith(("script", "image", "use"))]


def test_lines_to_read_against_lie_where_they_should(pictures):
    marks = pictures["interval"]["layer"][0]["data"]["values"]
    assert [(one["line"], one["at"]) for one in marks] == [("Ei eroa", 0.0), ("Pienin kannattava vaikutus", 1.0)]
    marks = pictures["guardrail"]["layer"][0]["data"]["values"]
    assert [one["at"] for one in marks] == [0.0, 1.0]
    harm = pictures["guardrail"]["data"]["values"][0]
    assert harm["value"] == pytest.approx(0.3), "0.03 points of a margin of 0.1"
    marks = pictures["forest"]["layer"][0]["data"]["values"]
    assert marks[1]["line"] == "Kaikki asiakkaat"


def test_a_picture_without_guardrails_is_none():
    assert guardrail_chart(hillstrom.words(hillstrom.document())) is None
