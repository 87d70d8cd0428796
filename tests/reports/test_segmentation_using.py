"""A segmentation put to use in words: what is said of labels, packages, drift, moves, and campaigns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest

from evaluators.campaigns.segment_needs import segment_needs
from evaluators.documents import LocalText
from evaluators.segmentations.document import CampaignEffect
from evaluators.segmentations.drift import NewLabels, drift, moves
from i18n import LANGUAGES, texts
from reports import csv, html, pdf, terminal, xlsx
from reports.blocks import Bullets, Sentence, Table, Tone
from reports.segmentations.context import SegmentationWords
from reports.segmentations.drifting import drift_sentence, new_blocks, new_report
from reports.segmentations.using import (
    PackageWords,
    candidate_label,
    checked_blocks,
    field_labels,
    package_blocks,
    segment_labels,
    sql_remarks,
)
from reports.segmentations.using_campaigns import carrying_blocks, effects_blocks, question_of
from tests.evaluators.campaigns.test_planning import a_plan, listed
from tests.evaluators.segmentations.made_up_shop import light, question
from tests.evaluators.segmentations.test_package import package, values
from tests.reports.hostile import CONTROL, FORMULA, HTML

DAY = date(2026, 11, 28)


@dataclass(frozen=True)
class Checked:
    counts: tuple[int, ...] = (600, 400)
    unassigned: int = 0
    compared: int = 1000
    equal: int = 1000


def found(counts=(600, 400), unassigned=0, *, given=None, before=None, after=None, unknown=0, tolerated=0.0):
    given = given or package()
    moved = None if before is None else moves(given, before, after, rows=len(before), unknown=unknown)
    return NewLabels(
        counts=counts,
        unassigned=unassigned,
        without_id=0,
        checksum=given.way_sha256,
        drift=drift(given, counts, unassigned, tolerated=tolerated),
        moves=moved,
    )


def words(language="fi", given=None):
    return PackageWords(given or package(), language)


def said(blocks):
    lines = []
    for block in blocks:
        if isinstance(block, Sentence):
            lines.append(block.text)
        elif isinstance(block, Bullets):
            lines += block.items
        elif isinstance(block, Table):
            lines += [block.caption, *(cell.text for row in block.rows for cell in row)]
    return "\n".join(lines)


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_said_to_be_the_segmentations_own_only_when_they_are(language):
    same = checked_blocks(words(language), Checked())
    assert same[0].tone is Tone.GOOD
    differ = checked_blocks(words(language), Checked(equal=998, unassigned=3))
    assert differ[0].tone is Tone.WARNING
    assert "2" in differ[0].text.split("000")[-1]
    assert texts(language)("segmentation_use.unassigned") in said(differ)
    assert checked_blocks(words(language), Checked(compared=0, equal=0))[0].tone is Tone.WARNING


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_stand_in_says_how_faithful_it_is(language):
    known = package(stand_in={"agreement": 0.97, "balanced_accuracy": 0.91})
    assert "91" in said(checked_blocks(words(language, known), Checked()))
    unchecked = package(stand_in={"agreement": 0.97, "balanced_accuracy": None})
    assert "97" in said(checked_blocks(words(language, unchecked), Checked()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_package_says_what_new_tables_need(language):
    assert "who" in said(package_blocks(words(language)))
    people = package(
        customers={"customer": None}, fields=[{"id": "days", "source": "age", "origin": "customers"}], orders=None
    )
    assert "age" in said(package_blocks(words(language, people)))
    assert "None" not in said(package_blocks(words(language, people)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_sql_tells_the_day_or_the_columns(language):
    itself, ready = (sql_remarks(words(language), ready=one) for one in (False, True))
    assert any("2026-01-01" in one for one in itself)
    assert not any("2026-01-01" in one for one in ready)
    assert any(one.startswith("days: ") for one in ready)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_alarm_is_a_warning_and_silence_is_good(language):
    silent = drift_sentence(words(language), found())
    assert silent.tone is Tone.GOOD
    loud = drift_sentence(words(language), found((300, 700)))
    assert loud.tone is Tone.WARNING
    assert ("Lähellä" if language == "fi" else "Near") in loud.text
    assert drift_sentence(words(language), found((300, 700), tolerated=5)).tone is Tone.OPEN
    one = package(
        segments=[{"id": "all", "name": "", "customers": 100}],
        rules={"segments": [{"id": "all"}], "otherwise": "all", "unknown": "all"},
        fields=[],
    )
    alone = drift_sentence(words(language, one), found((90,), given=one))
    assert alone.tone is Tone.OPEN
    assert texts(language)("error.segments_only_one") in alone.text


def test_the_mix_shows_both_shares_and_the_change():
    table = next(block for block in new_blocks(words("en"), found((300, 600), 100), DAY) if isinstance(block, Table))
    assert [[cell.text for cell in row] for row in table.rows] == [
        ["Near", "300", "30%", "60%", "−30.0"],
        ["Far", "600", "60%", "40%", "+20.0"],
        [texts("en")("segmentation_use.unassigned"), "100", "10%", "0%", "+10.0"],
    ]


def test_counts_of_few_are_not_told_of_the_time_of_making():
    small = package(segments=[values()["segments"][0], {"id": "far", "name": "", "customers": None}], rest=10)
    blocks = new_blocks(words("en", small), found((600, 30), given=small), DAY)
    assert texts("en")("segmentation_use.few") in said(blocks)


@pytest.mark.parametrize("language", LANGUAGES)
def test_moves_are_counted_and_named(language):
    aged = package(aging=[{"before": "near", "after": "far"}])
    given = found((2, 2), given=aged, before=[0, 0, 1, -1, 0], after=[0, 1, 0, 1, -1], unknown=1)
    text = said(new_blocks(words(language, aged), given, DAY))
    t = texts(language)
    assert t.plural("segmentation_use.moves.unknown", 1, n="1") in text
    assert t("segmentation_use.moves.aged", aged="1") in text
    nobody = found((1, 0), before=[-1, 0], after=[0, -1])
    assert t("error.migration_no_common") in said(new_blocks(words(language), nobody, DAY))


def test_hostile_names_are_only_names_in_every_kind_of_file():
    bad = package(
        title=HTML,
        candidate_name=FORMULA,
        segments=[
            {"id": "near", "name": HTML, "customers": 600},
            {"id": "far", "name": LocalText(fi=CONTROL, en=FORMULA).model_dump(), "customers": 400},
        ],
    )
    given = found((300, 700), given=bad, before=[0, 1], after=[1, 0])
    for language in LANGUAGES:
        report = new_report(bad, given, DAY, language)
        page = html.render(report)
        assert "<script>alert" not in page
        assert "\x1b" not in terminal.render(report)
        assert pdf.render(report).startswith(b"%PDF")
        assert xlsx.render(report).startswith(b"PK")
        assert csv.render(report)
        assert not any("\n" in one for one in sql_remarks(words(language, bad), ready=True))


@pytest.mark.parametrize("language", LANGUAGES)
def test_carrying_a_test_is_said_of_every_segment(language):
    plan = a_plan(segments=listed(9_000, 300))
    blocks = carrying_blocks(plan, segment_needs(plan), language, values={"s0": 1000.0, "s1": 50.0})
    t = texts(language)
    assert "S0" in blocks[0].text
    assert {t("segmentation_use.carries.yes"), t("segmentation_use.carries.no")} <= set(said(blocks).split("\n"))
    assert "€" in said(blocks)
    everybody = a_plan(segments=listed(9_000, 9_000))
    assert carrying_blocks(everybody, segment_needs(everybody), language)[0].tone is Tone.GOOD
    nobody = a_plan(segments=listed(30, 30))
    assert t("segmentation_use.plan.no_segment") == carrying_blocks(nobody, segment_needs(nobody), language)[0].text
    unsaid = a_plan(segments=listed(30, 30), effect=None)
    assert t("segmentation_use.plan.open") == carrying_blocks(unsaid, segment_needs(unsaid), language)[0].text
    empty = a_plan()
    assert carrying_blocks(empty, segment_needs(empty), language)[0].text == t("segmentation_use.plan.none")


@pytest.fixture(scope="module")
def measured():
    from evaluators.segmentations.evaluate import evaluate

    document = question({"type": "lifecycle", "id": "stages"})
    return document, evaluate(document, light())


def test_names_go_along_in_both_languages(measured):
    document, result = measured
    names = segment_labels(document, result, "stages")
    assert names["loyal"].fi == texts("fi")("segment_name.loyal")
    assert names["loyal"].en == texts("en")("segment_name.loyal")
    assert candidate_label(document, result, "stages").fi
    assert set(field_labels(document)) == {one.id for one in document.fields}


def test_a_plans_question_tells_the_segments_value(measured):
    document, result = measured
    label = question_of(document, result, "stages")
    assert texts("fi")("segment_name.loyal") in label.fi
    assert "€" in label.en


@pytest.mark.parametrize("language", LANGUAGES)
def test_effects_and_what_did_not_match(measured, language):
    effect = CampaignEffect(candidate="stages", segment="loyal", customers=100, effect=-0.5, standard_error=0.1)
    given = SegmentationWords(*measured, language)
    blocks = effects_blocks(given, "stages", [effect], strange=[HTML], unknown=["former"], untested=["potential"])
    text = said(blocks)
    for name in ("loyal", "former", "potential"):
        assert texts(language)(f"segment_name.{name}") in text
    assert "€" in text
    assert "<script>" in text, "escaped by whatever draws it"
    assert effects_blocks(given, "stages", []) == ()
