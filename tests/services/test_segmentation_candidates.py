"""Ready-made candidates, the doctor of rules, and the number of segments, on made-up customers."""

from __future__ import annotations

import numpy as np
import pytest

from data.field_topics import topic_of
from evaluators.errors import DataError, DocumentError, NotComputable
from evaluators.segmentations.candidates import Density, KMeans, LatentClass, Rules, table_of
from evaluators.segmentations.evaluate import evaluate
from evaluators.segmentations.rules.areas import postal_table
from evaluators.segmentations.rules.conditions import compare
from evaluators.segmentations.rules.field_facts import field_facts
from evaluators.segmentations.rules.rule_table import RuleTable, rule_labels
from services import segmentation_candidates, segmentations
from services.editing_segmentation_candidates import add_candidates
from services.segmentation_offers import FAMILIES
from tests.services import made_up_customers as made_up


@pytest.fixture(autouse=True)
def _nothing_kept():
    yield
    segmentation_candidates.forget_looks()
    segmentations.forget_customers()


def looked(document):
    frame = segmentations.customers_of(document)
    return segmentation_candidates.ready_made(document, frame), frame


def families(found):
    return {one.family for one in found.offers}


def named(*candidates, **changes):
    """A document over few fields."""
    wanted = ("recency_days", "orders", "revenue", "plan", "age")
    fields = [one for one in made_up.FIELDS if one["id"] in wanted]
    return made_up.question(*candidates, fields=fields, **changes)


@pytest.mark.parametrize(
    ("name", "topic"),
    [
        ("ikä", "age"),
        ("Age group", "age"),
        ("vuositulot", None),
        ("tulot", "income"),
        ("postinumero", "postal"),
        ("jobTitle", "job"),
        ("newsletter", "goal"),
        ("newsletter_opens", "engagement"),
        ("recency_days", "recency"),
        ("days_between_orders", None),
        ("average_basket", None),
        ("koira", "interest"),
        ("käyttöjärjestelmä", "device"),
        ("cluster", "segment"),
        ("storage", None),
    ],
)
def test_names_tell_what_a_field_is_about(name, topic):
    assert topic_of(name) == topic


def test_every_family_is_offered_or_said_to_be_impossible():
    found, _ = looked(made_up.question())
    impossible = {one.family for one in found.not_possible}
    assert families(found) | impossible == set(FAMILIES)
    assert not families(found) & impossible
    assert impossible == {"sex", "household"}
    assert all(one.fault is None for one in found.not_possible)


def test_what_is_offered_can_be_added_and_measured_as_it_is():
    """Rules leave nobody out for a value that could come, so that none of them is knocked out for a hole."""
    document = made_up.question()
    found, frame = looked(document)
    rules = [one.candidate for one in found.offers if table_of(one.candidate) is not None]
    assert len(rules) > 12
    document = add_candidates(document, rules)
    for one in document.candidates:
        checkup = segmentation_candidates.diagnosed(document, one, frame)
        assert checkup.sound, one.id
        assert sum(count.customers for count in checkup.segments) + checkup.unassigned == checkup.customers
    few = made_up.question(*(one.model_dump() for one in document.candidates if one.id in ("devices", "season")))
    result = evaluate(few, frame.customers())
    assert {one.candidate: one.knocked_out for one in result.candidates} == {"devices": False, "season": False}


def test_what_the_document_has_is_marked():
    document = made_up.question({"type": "random", "id": "luck", "name": "Luck"})
    found, _ = looked(document)
    assert {one.family for one in found.offers if one.taken} == {"random"}


def test_a_fair_set_is_unlike_in_kind_and_holds_both_baselines():
    found, _ = looked(made_up.question())
    assert [one.family for one in found.fair_set()] == ["no_segments", "random", "lifecycle", "rfm", "age", "kmeans"]
    survey = [one for one in made_up.FIELDS if one["id"] in ("healthy", "cheap", "tasty", "education")]
    found, _ = looked(made_up.question(fields=survey))
    assert [one.family for one in found.fair_set()] == [
        "no_segments",
        "random",
        "psychographic",
        "education",
        "kmeans",
    ]


def test_a_survey_is_segmented_by_its_answers():
    survey = [one for one in made_up.FIELDS if one["id"] in ("healthy", "cheap", "tasty", "age", "education")]
    rare = made_up.table(**{"asenne maku": (np.arange(240) % 20 == 0).astype(int)})
    found, _ = looked(made_up.question(fields=survey, file=rare))
    models = {one.family: one.candidate for one in found.offers}
    assert models["kmeans"].fields == models["latent_class"].categories == ("healthy", "cheap", "tasty")
    assert models["kmeans"].scaling == "none"


def test_one_home_country_and_all_the_others_is_a_division_too():
    country = {"id": "country", "column": "maa", "kind": "category"}
    mostly = np.where(np.arange(240) % 20 == 0, "SE", "FI")
    found, frame = looked(made_up.question(fields=[country], file=made_up.table(maa=mostly)))
    table = next(one.candidate for one in found.offers if one.family == "geographic").table
    labels = rule_labels(table, {"country": frame.columns["maa"]}).labels
    assert sorted(np.bincount(labels)[:2].tolist()) == [12, 228]


def test_reasons_name_the_field_that_fails():
    same = np.full(240, "x")
    other = made_up.table(laite=same)
    found, _ = looked(made_up.question(file=other))
    faults = {one.family: one.fault for one in found.not_possible}
    assert faults["technographic"].code == "field_without_spread"
    assert faults["technographic"].facts["field"] == "device"


def test_special_fields_are_not_offered_until_a_ground_is_named():
    faith = {"id": "faith", "column": "vakaumus", "kind": "category", "special_category": True}
    found, _ = looked(made_up.question(fields=[faith]))
    assert "other" not in families(found)
    found, _ = looked(made_up.question(fields=[{**faith, "basis": "consent"}]))
    assert "other" in families(found)


def test_outcomes_and_channels_are_never_offered():
    found, _ = looked(made_up.question())
    used = {name for one in found.offers for name in one.candidate.reads()}
    assert not used & {"later", "mail"}


def test_models_take_numbers_that_are_quantities_with_long_tails_drawn_in():
    found, _ = looked(made_up.question())
    model = next(one.candidate for one in found.offers if one.family == "kmeans")
    assert model.fields[:3] == ("recency_days", "orders", "revenue")
    assert "main_month" not in model.fields
    assert model.missing == "median", "some ages are missing"


def test_a_count_says_yes_from_one_on():
    found, frame = looked(made_up.question())
    goal = next(one.candidate for one in found.offers if one.family == "goal")
    assert goal.table.lines[0].when == compare("carts", "ge", 1)
    labels = rule_labels(goal.table, {"carts": frame.columns["hylätty ostoskori"], "trial": frame.columns["kokeilu"]})
    assert (labels.labels >= 0).all()


def test_thresholds_move_where_a_stage_would_be_empty():
    recent = np.arange(240) % 90
    found, _ = looked(named(file=made_up.table(recency_days=recent)))
    stages = next(one.candidate for one in found.offers if one.family == "lifecycle").stages
    assert stages.former_after_days < 90
    found, _ = looked(named())
    assert next(one.candidate for one in found.offers if one.family == "lifecycle").stages.former_after_days == 180


def test_postal_codes_come_together_by_how_they_begin():
    codes = np.array(["00100"] * 30 + ["00200"] * 30 + ["20100"] * 30 + ["99999"] * 2, dtype=object)
    counts = {"00100": 30, "00200": 30, "20100": 30, "99999": 2}
    table = postal_table(field_facts("postal", {"postal": codes}), counts)
    assert [one.name for one in table.segments] == ["0xxxx", "2xxxx", ""]
    labels = rule_labels(table, {"postal": codes}).labels
    assert np.bincount(labels).tolist() == [60, 30, 2]
    numbers = np.where(np.arange(90) < 60, 100.0, 20_100.0)
    table = postal_table(field_facts("postal", {"postal": numbers}), {})
    assert np.bincount(rule_labels(table, {"postal": numbers}).labels).tolist() == [60, 30]


HOLES = RuleTable.model_validate(
    {
        "segments": [{"id": "much"}, {"id": "some"}],
        "lines": [
            {"segment": "much", "when": {"field": "orders", "operator": "ge", "value": 6}},
            {"segment": "some", "when": {"field": "orders", "operator": "between", "value": 2, "upper": 6}},
        ],
    }
)


def test_the_doctor_counts_customers_and_finds_the_hole():
    document = named(Rules(id="own", table=HOLES).model_dump())
    frame = segmentations.customers_of(document)
    checkup = segmentation_candidates.diagnosed(document, document.candidate("own"), frame)
    orders = frame.columns["orders"]
    assert {one.segment: one.customers for one in checkup.segments} == {
        "much": int((orders >= 6).sum()),
        "some": int(((orders >= 2) & (orders < 6)).sum()),
    }
    assert checkup.unassigned == checkup.diagnosis.uncovered == int((orders < 2).sum())
    assert checkup.contested == int((orders == 6).sum())
    assert not checkup.sound


def test_one_repair_makes_rules_sound_and_keeps_the_first_lines_segments():
    document = named(Rules(id="own", table=HOLES).model_dump())
    frame = segmentations.customers_of(document)
    before = rule_labels(HOLES, {"orders": frame.columns["orders"]}).labels
    mended = segmentation_candidates.repaired(document, "own", frame, rest="Others")
    table = mended.candidate("own").table
    assert segmentation_candidates.diagnosed(mended, mended.candidate("own"), frame).sound
    assert (table.mode, table.segments[-1].name) == ("exclusive", "Others")
    after = rule_labels(table, {"orders": frame.columns["orders"]}).labels
    assert (after[before >= 0] == before[before >= 0]).all()
    assert (after >= 0).all()


def test_repair_gives_a_segment_to_those_whose_value_is_missing_where_there_are_some():
    line = {"segment": "a", "when": {"field": "age", "operator": "ge", "value": 0}}
    rules = Rules.model_validate({"id": "own", "table": {"segments": [{"id": "a"}], "lines": [line]}})
    document = named(rules.model_dump())
    frame = segmentations.customers_of(document)
    table = segmentation_candidates.repaired(document, "own", frame, unknown="Not known").candidate("own").table
    assert table.unknown is not None
    assert (rule_labels(table, {"age": frame.columns["ikä"]}).labels >= 0).all()
    whole = made_up.table(ikä=np.full(240, 40) + np.arange(240) % 7)
    document = named(rules.model_dump(), file=whole)
    table = (
        segmentation_candidates.repaired(document, "own", segmentations.customers_of(document)).candidate("own").table
    )
    assert table.unknown is None


def test_a_repaired_lifecycle_is_a_rule_table():
    document = named({"type": "lifecycle", "id": "stages"})
    frame = segmentations.customers_of(document)
    assert segmentation_candidates.diagnosed(document, document.candidate("stages"), frame).sound
    mended = segmentation_candidates.repaired(document, "stages", frame)
    assert mended.candidate("stages").type == "rules"
    assert mended.candidate("stages").table.mode == "exclusive"


def test_scores_are_looked_through_as_scores():
    document = named({"type": "rfm", "id": "scores"})
    frame = segmentations.customers_of(document)
    checkup = segmentation_candidates.diagnosed(document, document.candidate("scores"), frame)
    assert checkup.diagnosis.covered == 125
    assert checkup.sound
    assert len(checkup.segments) == 11


def test_rules_that_cannot_be_read_say_why():
    texts = {"segment": "a", "when": {"field": "plan", "operator": "ge", "value": 3}}
    rules = Rules.model_validate({"id": "own", "table": {"segments": [{"id": "a"}], "lines": [texts]}})
    document = named(rules.model_dump())
    checkup = segmentation_candidates.diagnosed(document, rules, segmentations.customers_of(document))
    assert checkup.fault.code == "rule_field_kind"
    assert not checkup.sound


def test_what_has_no_rules_has_no_doctor():
    document = named({"type": "random", "id": "luck"})
    frame = segmentations.customers_of(document)
    assert segmentation_candidates.diagnosed(document, document.candidate("luck"), frame) is None
    with pytest.raises(DocumentError):
        segmentation_candidates.repaired(document, "luck", frame)


MODEL = KMeans(id="model", fields=("recency_days", "orders"), tries=4, limit=4)


def test_every_number_of_segments_is_measured_once():
    document, told = named(MODEL.model_dump()), []
    frame = segmentations.customers_of(document)
    assert segmentation_candidates.known_choice(document, MODEL, most=3) is None
    choice = segmentation_candidates.choose_k(document, MODEL, frame, told.append, most=3)
    assert [one.segments for one in choice.points] == [2, 3]
    assert {one.measure for one in choice.advice} == {"gap", "stability", "prediction_strength"}
    assert all(one.restarts.tries >= 4 and len(one.stability.values) == 3 for one in choice.points)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    other = MODEL.model_copy(update={"name": "Another", "segments": 7, "id": "other"})
    assert segmentation_candidates.known_choice(document, other, most=3) is choice
    assert segmentation_candidates.choose_k(document, other, frame, pytest.fail, most=3) is choice
    assert (
        segmentation_candidates.known_choice(document, MODEL.model_copy(update={"scaling": "robust"}), most=3) is None
    )


def test_a_stop_leaves_nothing_half_done():
    document = named(MODEL.model_dump())

    class Stopped(Exception):
        pass

    def stop(share):
        raise Stopped

    with pytest.raises(Stopped):
        segmentation_candidates.choose_k(document, MODEL, segmentations.customers_of(document), stop, most=3)
    assert segmentation_candidates.known_choice(document, MODEL, most=3) is None


def test_no_more_segments_are_tried_than_different_customers_bear():
    document = made_up.question()
    frame = segmentations.customers_of(document)
    classes = LatentClass(id="classes", categories=("healthy", "cheap", "tasty"), tries=2, limit=2)
    choice = segmentation_candidates.choose_k(document, classes, frame, most=8)
    assert [one.segments for one in choice.points] == [2]
    assert choice.gap is None


def test_what_is_not_told_its_number_is_refused():
    document = named()
    frame = segmentations.customers_of(document)
    with pytest.raises(NotComputable) as fault:
        segmentation_candidates.choose_k(document, Density(id="d", fields=("orders",)), frame)
    assert fault.value.code == "candidate_without_number"
    with pytest.raises(NotComputable) as fault:
        segmentation_candidates.choose_k(document, KMeans(id="k"), frame)
    assert fault.value.code == "segment_fields_none"
    with pytest.raises(DataError):
        segmentation_candidates.choose_k(document, KMeans(id="k", fields=("nothing",)), frame)
