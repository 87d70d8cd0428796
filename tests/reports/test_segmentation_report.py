"""The report of a segmentation evaluation: every verdict, what is not known, what is left out, in both languages."""

from __future__ import annotations

import re
from dataclasses import replace
from string import Formatter

import pytest

from evaluators.notes import Note, Severity
from evaluators.results import Interval
from evaluators.segmentations.criteria.knock_outs import KnockOut
from evaluators.segmentations.results import Fault, Prediction, PrivacyPrice, Simplest
from evaluators.tools.results import Level
from i18n import texts
from reports.blocks import Bullets, Explanation, Facts, Figure, Heading, Sentence, Table
from reports.segmentations.choosing import choosing_blocks, targets_sentence
from reports.segmentations.context import SegmentationWords
from reports.segmentations.coverage import coverage_blocks
from reports.segmentations.criteria import criterion_sentences
from reports.segmentations.left_out import left_out_blocks
from reports.segmentations.naming import name_remark, name_remarks
from reports.segmentations.one_page import one_page
from reports.segmentations.privacy import price_sentence
from reports.segmentations.ranking import MeasuredWords, ranking_texts
from reports.segmentations.report import full_report, sections
from reports.segmentations.verdicts import foretelling_sentence, part_text, simplest_sentence, verdict_sentence
from tests.reports import segmentation_samples as samples

LANGUAGES = ("fi", "en")
LEFTOVER = re.compile(r"\b[a-z]+_[a-z_]+\b|\{|\}|\bNone\b|\bnan\b|\binf\b|Interval\(|\b[a-z_]+\.[a-z_]{3,}\b")
SOURCES = re.compile(r"doi:\S+")


def said(blocks):
    """Return everything that a reader sees of some blocks."""
    found = []
    for block in blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Sentence():
                found.extend((block.text, block.label))
            case Bullets():
                found.extend(block.items)
            case Facts():
                found.extend(part for fact in block.items for part in (fact.label, fact.value, fact.explanation))
            case Table():
                found.append(block.caption)
                found.extend(part for column in block.columns for part in (column.text, column.explanation))
                found.extend(cell.text for line in block.rows for cell in line)
            case Figure():
                found.extend((block.alt, block.caption))
            case Explanation():
                found.extend((block.title, block.text))
    return "\n".join(found).replace("\N{NO-BREAK SPACE}", " ")


def words_of(name, language="en", show_names=False, **changes):
    document, result = samples.SAMPLES[name]()
    return MeasuredWords(document, replace(result, **changes), language, show_names)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in samples.SAMPLES if name != "hostile"])
def test_no_key_or_code_is_left_in_what_is_read(name, language):
    document, result = samples.SAMPLES[name]()
    for report in (full_report(document, result, language), one_page(document, result, language)):
        assert LEFTOVER.findall(SOURCES.sub("", said(report.blocks))) == []
        assert result.provenance.document_hash[:12] in report.footer[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_other_wording_of_a_ranking_replaces_one_with_the_same_values(language):
    every = texts(language).messages
    own = {key: text for key, text in every.items() if key.startswith("as_segmentations.")}
    assert len(own) > 20
    for key, text in own.items():
        base = every[key.removeprefix("as_segmentations.")]
        fields = [{part[1] for part in Formatter().parse(one) if part[1]} for one in (text, base)]
        assert fields[0] <= fields[1]
        assert ranking_texts(language).messages[key.removeprefix("as_segmentations.")] == text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", ["measured", "judged", "without_outcome", "left_out"])
def test_a_report_of_segmentations_never_speaks_of_tools(name, language):
    document, result = samples.SAMPLES[name]()
    report = full_report(document, result, language)
    assert not re.search(r"työkalu|\btools?\b", said(report.blocks), re.IGNORECASE)


def told(share, low, high, reference="three", candidate="stages"):
    found = Prediction(candidate=candidate, reference=reference, share=share, interval=Interval(low=low, high=high))
    return words_of("measured", predictions=(found,))


@pytest.mark.parametrize(
    ("prediction", "expected"),
    [
        (
            (0.25, 0.19, 0.38),
            (
                "The 4-line rule Customer lifecycle predicts a quarter of what K-means (3 segments) predicts in money "
                "(25%, 95% interval 19–38%), and needs no model."
            ),
        ),
        (
            (0.86, 0.80, 0.92),
            (
                "The 4-line rule Customer lifecycle predicts 86% of what K-means (3 segments) predicts in money "
                "(95% interval 80–92%), and needs no model."
            ),
        ),
        (
            (0.91, 0.81, 1.06),
            (
                "The 4-line rule Customer lifecycle predicts as much as K-means (3 segments) in money: no difference "
                "can be shown (91%, 95% interval 81–106%), and it needs no model."
            ),
        ),
        (
            (0.01, -0.02, 0.04),
            (
                "The 4-line rule Customer lifecycle cannot be shown to predict anything of what K-means (3 segments) "
                "predicts in money (1%, 95% interval −2…4%)."
            ),
        ),
        (
            (0.5, 0.46, 0.54, "country"),
            (
                "The 4-line rule Customer lifecycle predicts half of what Geographic (country) predicts in money "
                "(50%, 95% interval 46–54%)."
            ),
        ),
    ],
)
def test_what_the_leader_foretells_beside_the_best(prediction, expected):
    assert foretelling_sentence(told(*prediction)).replace("\N{NO-BREAK SPACE}", " ") == expected


def test_the_simplest_of_the_others_is_told_of_where_the_leader_predicts_best():
    words = told(0.25, 0.19, 0.38, reference="stages", candidate="country")
    assert foretelling_sentence(words).startswith("The 2-line rule Geographic (country) predicts a quarter of what")


def test_what_cannot_be_compared_says_why():
    fault = Fault(code="reference_tells_nothing")
    found = Prediction(candidate="stages", reference="three", share=None, interval=None, fault=fault)
    text = foretelling_sentence(words_of("measured", predictions=(found,)))
    assert text.startswith("The 4-line rule Customer lifecycle could not be compared with the best predictor")
    assert "does not predict the outcome" in text


@pytest.mark.parametrize(
    ("share", "part"), [(0.25, "a quarter"), (0.2, ""), (0.33, "a third"), (0.97, "nearly all"), (0.6, "")]
)
def test_parts_in_words(share, part):
    assert part_text(share, texts("en")) == part


def test_a_simpler_one_within_one_standard_error_is_named_with_the_gap():
    simplest = Simplest(candidate="country", best="stages", score=70, best_score=72.5, standard_error=3)
    assert simplest_sentence(words_of("measured", simplest=simplest)) == (
        "The simpler one will do: Geographic (country) is 2.5 points behind the best (Customer lifecycle), and the "
        "difference has a standard error of 3 points. Take the simpler one unless something else speaks for the other."
    )
    assert "is also the simplest" in simplest_sentence(words_of("measured"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", Level)
def test_every_level_has_its_look(level, language):
    document, result = samples.measured()
    verdict = replace(result.ranking.verdict, level=level)
    changed = replace(result, ranking=replace(result.ranking, verdict=verdict))
    opening = sections(document, changed, language).verdict[0]
    assert opening.look == level.value
    assert opening.label


def test_nothing_left_says_how_many_are_out_and_why():
    document, result = samples.left_out()
    assert verdict_sentence(document, result, "en") == (
        "No segmentation is left: all 4 are out. The reasons stand below."
    )
    text = said(left_out_blocks(words_of("left_out")))
    assert "4 segmentations are left out of the ranking" in text
    assert "K-means (50 segments): You asked for 50 segments, but only 3 customers differ" in text
    assert re.search(r"RFM \(scores 1–5\): .*Money spent", text)
    assert "Imported segments (plan): " in text
    assert "Maa: The smallest segment has 40 customers, and every segment needs at least 200" in text


def test_a_search_that_is_not_adequate_says_how_often_it_found_the_best():
    document, result = samples.measured()
    note = Note(code="restarts_too_few", severity=Severity.BLOCKING, facts={"found": 3, "tries": 60})
    out = replace(
        result.candidate("three"), knock_outs=(KnockOut(code="restarts", passed=False, note=note),), knocked_out=True
    )
    others = tuple(out if one.candidate == "three" else one for one in result.candidates)
    text = said(left_out_blocks(MeasuredWords(document, replace(result, candidates=others), "en")))
    assert "K-means (3 segments): Only 3 of 60 tries found the best solution" in text


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_outcome_leaves_criteria_open_and_never_scores_them_nought(language):
    words = words_of("without_outcome", language)
    blocks = coverage_blocks(words)
    table = next(block for block in blocks if isinstance(block, Table))
    assert "58 %" in said([table]) or "58%" in said([table])
    assert {row[-1].text for row in table.rows} == {"1–5"}
    assert "A1, A3, A4, B4" in said(blocks)
    overview = next(block for block in sections(words.document, words.result, language).criteria if block_is(block))
    outcome = next(row for row in overview.rows if row[0].text == "A1")
    assert {cell.text for cell in outcome[1:]} == {texts(language)("cell.unknown")}
    assert criterion_sentences(words, "A1") == [texts(language)("segmentation_criteria.unknown_all")]


def block_is(block):
    return isinstance(block, Table) and block.name == "criteria"


def test_coverage_says_when_nothing_missing_can_change_the_leader():
    document, result = samples.judged()
    text = said(coverage_blocks(MeasuredWords(document, result, "en")))
    assert "could still change the leader" in text or "stays first" in text


def test_measured_values_stand_between_chance_and_the_best():
    blocks = sections(*samples.measured(), "en").criteria
    table = next(block for block in blocks if isinstance(block, Table) and block.name == "criterion-A1")
    row = next(row for row in table.rows if row[0].text == "K-means (3 segments)")
    value, ceiling = row[1].number, row[5].number
    assert row[3].number == 0
    assert row[6].number == pytest.approx(100 * value / ceiling)
    chance = next(row for row in table.rows if row[0].text == "Random (3 segments)")
    assert chance[6].number == 0
    assert "No better than chance, so the score is 0: Geographic (country) and Random (3 segments)." in said(blocks)


def test_fixed_rules_are_stable_by_construction_and_not_one():
    blocks = sections(*samples.measured(), "en").criteria
    table = next(block for block in blocks if isinstance(block, Table) and block.name == "criterion-B1")
    row = next(row for row in table.rows if row[0].text == "Customer lifecycle")
    assert row[1].text == "stable by construction"
    assert row[1].number is None
    overview = next(block for block in blocks if block_is(block))
    cell = next(row for row in overview.rows if row[0].text == "B1")[1]
    assert cell.text == "100, stable by construction"
    figure = next(block for block in blocks if isinstance(block, Figure) and block.name == "criterion-B1")
    assert {row["name"] for row in figure.spec["data"]["values"]} == {"K-means (3 segments)", "Random (3 segments)"}


def test_the_log_scale_stands_beside_money():
    blocks = sections(*samples.measured(), "en").prediction
    table = next(block for block in blocks if isinstance(block, Table) and block.name == "prediction")
    row = next(row for row in table.rows if row[0].text == "Customer lifecycle")
    assert row[3].number > row[1].number, "it looks better on the log scale"
    assert "The score is given in money." in said(blocks)


@pytest.mark.parametrize(
    ("score", "without", "expected"),
    [
        (70.0, 66.9, "the score falls by 3.1 points"),
        (70.0, 69.8, "falls by only 0.2 points"),
        (70.0, 70.0, "costs nothing"),
        (70.0, 72.0, "the score rises by 2 points"),
    ],
)
def test_the_price_of_privacy(score, without, expected):
    price = PrivacyPrice(candidate="three", field="revenue", score=score, without=without, lift=0.3, lift_without=0.2)
    assert expected in price_sentence(words_of("measured"), price)


def test_a_price_that_cannot_be_worked_out_says_why():
    fault = Fault(code="made_of_the_field", facts={"field": "revenue"})
    price = PrivacyPrice(
        candidate="stages", field="revenue", score=None, without=None, lift=None, lift_without=None, fault=fault
    )
    text = price_sentence(words_of("measured"), price)
    assert "cannot be worked out" in text
    assert "Money spent" in text


def test_a_name_that_says_other_than_the_profile_is_remarked_on_and_stays():
    words = words_of("judged")
    found = words.found("stages")
    assert words.segment("stages", "former") == "Uskolliset"
    assert words.proposed["stages"]["former"] == "Former customers"
    remarks = name_remarks(words, found)
    assert "The name “Uskolliset” says other than the segment's profile: Number of orders." in remarks[0]
    loyal = next(one for one in found.segments if one.segment == "loyal")
    assert name_remark(words, found, loyal) == ""


@pytest.mark.parametrize(
    ("strategy", "targets", "expected"),
    [
        ("undifferentiated", (), "everybody gets the same"),
        ("selective", (), "No target segments are chosen yet. The strategy is selective"),
        ("selective", ("loyal",), "Selective strategy: the target is Loyal customers."),
        ("selective", ("loyal", "potential"), "the targets are Loyal customers and Potential customers."),
        ("concentrated", (), "choose the one segment"),
        ("concentrated", ("loyal",), "all effort goes to one segment, Loyal customers."),
    ],
)
def test_targets_are_told_under_the_strategy(strategy, targets, expected):
    document, result = samples.judged()
    chosen = [{"candidate": "stages", "segment": one} for one in targets]
    changed = type(document).model_validate(document.model_dump() | {"strategy": strategy, "targets": chosen})
    assert expected in targets_sentence(MeasuredWords(changed, result, "en"))


def test_choosing_tells_reasons_limits_and_the_plot():
    blocks = choosing_blocks(words_of("judged"))
    text = said(blocks)
    assert "Loyal customers: Tuovat eniten." in text
    assert "The chosen segment Potential customers is below a limit that was set (Asiakkaita)" in text
    figure = next(block for block in blocks if isinstance(block, Figure))
    states = {row["name"]: row["state"] for row in figure.spec["data"]["values"]}
    assert states["Loyal customers"] == "target"
    assert states["Occasional customers"] == "out"
    assert "Loyal customers is the most attractive" in figure.alt


def test_without_judgements_the_plot_is_bars_and_says_what_is_missing():
    document, result = samples.judged()
    places = tuple(replace(one, competitiveness=None) for one in result.selection)
    blocks = choosing_blocks(MeasuredWords(document, replace(result, selection=places), "en"))
    figure = next(block for block in blocks if isinstance(block, Figure))
    assert "the second axis is missing" in figure.caption


def test_evaluators_appear_by_number_unless_names_are_shown():
    document, result = samples.judged()
    hidden = said(full_report(document, result, "en").blocks)
    assert "Anna" not in hidden
    assert "Evaluators appear by number." in hidden
    shown = said(full_report(document, result, "en", show_names=True).blocks)
    assert "Anna Korhonen" in shown
    assert "Evaluators appear by number." not in shown


def test_profiles_have_a_picture_for_each_segment_with_its_markers():
    blocks = sections(*samples.measured(), "en").profiles
    pictures = [block for block in blocks if isinstance(block, Figure)]
    assert [one.name for one in pictures] == [
        "profile-loyal",
        "profile-former",
        "profile-occasional",
        "profile-potential",
    ]
    loyal = {row["name"]: row for row in pictures[0].spec["data"]["values"]}
    assert loyal["Number of orders"]["marker"]
    assert loyal["Number of orders"]["value"] > loyal["Number of orders"]["overall"] == 0.5
    assert not loyal["country: FI"]["marker"]
    assert "number of orders above the usual" in said(blocks)


def test_moves_tell_value_and_shift_against_chance():
    text = said(sections(*samples.measured(), "en").moves)
    assert re.search(r"92% of the customers stayed in their segment .* by chance 31% would", text)
    assert "PSI 0.0" in text
    assert "at most" in text


def test_names_without_a_result_come_from_rules_alone():
    document, _ = samples.judged()
    words = SegmentationWords(document, None, "en")
    assert words.segment("stages", "loyal") == "Loyal customers"
    assert words.segment("rfm", "champions") == "Best customers"
    assert words.segment("mixture", "s2") == "Segment 2"
    assert words.segment("plans", "s1") == "s1", "what nobody knows stays an id"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", samples.SAMPLES)
def test_names_are_distinct(name, language):
    words = words_of(name, language)
    for names in (words.candidates, words.fields, *words.segments.values()):
        assert len(set(names.values())) == len(names)
