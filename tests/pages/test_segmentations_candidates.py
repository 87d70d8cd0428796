"""The step Candidates of a segmentation: strategy, a fair set, rules with their doctor, models, how many segments."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from evaluators.segmentations.candidates import KMeans, Rules, table_of
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Condition, compare
from evaluators.segmentations.rules.rule_table import RuleTable
from i18n import LANGUAGES, texts
from services import keeping, segmentation_candidates, segmentations
from services.results import forget_results
from settings import reset_settings
from tests.pages.driving import document, fill, send, shown, sound, visit
from tests.services import made_up_customers as made_up

TYPES = ("rules", "rfm", "lifecycle", "kmeans", "prototypes", "latent_class", "density", "imported", "random")
TABLE = RuleTable.model_validate(
    {
        "segments": [{"id": "much", "name": "Usein"}, {"id": "some"}],
        "lines": [
            {"segment": "much", "when": {"field": "orders", "operator": "ge", "value": 6}},
            {"segment": "some", "when": {"field": "orders", "operator": "between", "value": 2, "upper": 5}},
        ],
    }
)
OWN = Rules(id="own", table=TABLE).model_dump()
MODEL = {"type": "kmeans", "id": "model", "fields": ["recency_days", "orders"], "tries": 3, "limit": 3}


@pytest.fixture(autouse=True)
def _own_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("PUNTARI_DATA_DIR", str(tmp_path / "data"))
    reset_settings()
    yield
    keeping.close()
    forget_results()
    segmentations.forget_customers()
    segmentation_candidates.forget_looks()
    reset_settings()


def opened(evaluation_id, language="fi", *, advanced=False, cards=()):
    at = visit("segmentations", language, id=evaluation_id, step="candidates")
    if advanced:
        at.toggle(key="advanced").set_value(True)
    for card in cards:
        at.session_state[f"candidate-{card}-card-open"] = True
    return sound(at.run())


def pressed(at, key):
    at.button(key=key).click()
    return sound(at.run())


def put(at, key, value):
    at.get_by_key(key).set_value(value)
    return sound(at.run())


def lines(evaluation_id, candidate="own"):
    return table_of(document(evaluation_id).candidate(candidate)).lines


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_evaluation_without_data_says_what_to_do_and_offers_baselines(language):
    evaluation_id = segmentations.begin("Shop")
    at = opened(evaluation_id, language)
    assert at.info
    assert at.get_by_key("offers-baseline-0").options
    put(at, "offers-baseline-0", [0, 1])
    pressed(at, "offers-add")
    assert [one.type for one in document(evaluation_id).candidates] == ["no_segments", "random"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_fair_set_comes_with_one_press_and_is_measured_as_it_is(language):
    evaluation_id = made_up.kept()
    at = opened(evaluation_id, language)
    pressed(at, "fair-set-add")
    kept = document(evaluation_id)
    assert [one.type for one in kept.candidates] == ["no_segments", "random", "lifecycle", "rfm", "rules", "kmeans"]
    assert not [one for one in at.button if one.key == "fair-set-add"], "there is nothing left of it to add"
    pressed(at, "undo")
    assert not document(evaluation_id).candidates


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_on_offer_can_be_added_and_opened(language):
    """Every ready-made candidate draws its own editor, plain and advanced, without a fault."""
    evaluation_id = made_up.kept()
    at = opened(evaluation_id, language)
    for group in ("behaviour", "people", "found", "given", "baseline"):
        pills = at.get_by_key(f"offers-{group}-0")
        pills.set_value(list(range(len(pills.options))))
    sound(at.run())
    assert len(at.caption) > 20, "each that is chosen says what it would give"
    pressed(at, "offers-add")
    kept = document(evaluation_id)
    assert len(kept.candidates) > 20
    for advanced in (False, True):
        at = opened(evaluation_id, language, advanced=advanced, cards=[one.id for one in kept.candidates])
        assert not at.error
        assert all(at.text_input(key=f"candidate-{one.id}-name") for one in kept.candidates)


def test_whoever_has_enough_is_only_reminded_of_the_baselines():
    evaluation_id = made_up.kept(OWN, MODEL, {"type": "lifecycle", "id": "stages"}, {"type": "random", "id": "luck"})
    pressed(opened(evaluation_id), "fair-set-add")
    assert [one.type for one in document(evaluation_id).candidates][4:] == ["no_segments"]


def test_impossible_families_give_their_reason():
    fields = [one for one in made_up.FIELDS if one["id"] in ("orders", "plan")]
    at = opened(made_up.kept(fields=fields))
    said = shown(at)
    assert "tarvitaan päivät viime ostoksesta ja tilausten määrä." in said
    assert "Kentän" not in said


@pytest.mark.parametrize(("strategy", "left"), [("undifferentiated", 0), ("concentrated", 1), ("selective", 2)])
def test_a_strategy_drops_the_targets_it_has_no_room_for_and_undo_brings_them_back(strategy, left):
    targets = [{"candidate": "own", "segment": one} for one in ("much", "some")]
    evaluation_id = made_up.kept(OWN, targets=targets)
    at = opened(evaluation_id)
    put(at, "strategy", strategy)
    assert document(evaluation_id).strategy == strategy
    assert len(document(evaluation_id).targets) == left
    if left < 2:
        assert at.toast
        pressed(at, "undo")
        assert len(document(evaluation_id).targets) == 2


def test_candidates_are_named_copied_moved_and_removed():
    evaluation_id = made_up.kept(OWN, {"type": "random", "id": "luck"})
    at = opened(evaluation_id, cards=["own", "luck"])
    put(at, "candidate-own-name", "Ostotiheys")
    assert document(evaluation_id).candidate("own").name == "Ostotiheys"
    pressed(at, "candidate-own-copy")
    assert [one.id for one in document(evaluation_id).candidates] == ["own", "own-2", "luck"]
    assert document(evaluation_id).candidate("own-2").name == "Ostotiheys (kopio)"
    pressed(at, "candidate-luck-up")
    assert [one.id for one in document(evaluation_id).candidates] == ["own", "luck", "own-2"]
    pressed(at, "candidate-own-remove")
    assert [one.id for one in document(evaluation_id).candidates] == ["luck", "own-2"]
    pressed(at, "undo")
    assert document(evaluation_id).candidate("own") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_doctor_counts_tells_the_hole_and_mends_it(language):
    evaluation_id = made_up.kept(OWN)
    at = opened(evaluation_id, language, cards=["own"])
    frame = segmentations.customers_of(document(evaluation_id))
    missed = int((frame.columns["orders"] < 2).sum())
    assert any(str(missed) in one.value for one in at.warning)
    pressed(at, "candidate-own-repair")
    kept = document(evaluation_id)
    assert segmentation_candidates.diagnosed(kept, kept.candidate("own"), frame).sound
    assert at.success
    assert not [one for one in at.button if one.key == "candidate-own-repair"]
    pressed(at, "undo")
    assert table_of(document(evaluation_id).candidate("own")) == TABLE


def test_a_line_is_changed_where_it_stands():
    evaluation_id = made_up.kept(OWN)
    at = opened(evaluation_id, cards=["own"])
    pressed(at, "candidate-own-line-0-change")
    put(at, "candidate-own-line-0-0-value", "5,5")
    assert lines(evaluation_id)[0].when == compare("orders", "ge", 5.5)
    put(at, "candidate-own-line-0-0-operator", "gt")
    assert lines(evaluation_id)[0].when == compare("orders", "gt", 5.5)
    put(at, "candidate-own-line-0-segment", "some")
    assert lines(evaluation_id)[0].segment == "some"
    put(at, "candidate-own-line-0-0-field", "device")
    device = lines(evaluation_id)[0].when
    assert (device.field, len(device.values)) == ("device", 1)
    put(at, "candidate-own-line-0-0-values", ["puhelin", "tabletti"])
    assert lines(evaluation_id)[0].when.values == ("puhelin", "tabletti")
    put(at, "candidate-own-line-0-0-values", ["kello"])
    assert lines(evaluation_id)[0].when == compare("device", "eq", "kello"), "a value that nobody has can be typed"
    put(at, "candidate-own-line-0-0-operator", "missing")
    assert lines(evaluation_id)[0].when == Condition(field="device", operator="missing")
    put(at, "candidate-own-line-0-0-field", "trial")
    put(at, "candidate-own-line-0-0-value", 0.0)
    assert lines(evaluation_id)[0].when == compare("trial", "eq", 0)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("1,5; 3", (1.5, 3.0)), ("3; 2", None), ("kaksi; 3", None), ("2", None), ("1 000; 2000", (1000, 2000))],
)
def test_a_range_is_typed_as_two_numbers_or_changes_nothing(typed, kept):
    evaluation_id = made_up.kept(OWN)
    at = opened(evaluation_id, cards=["own"])
    pressed(at, "candidate-own-line-1-change")
    put(at, "candidate-own-line-1-0-values", typed)
    when = lines(evaluation_id)[1].when
    assert (when.value, when.upper) == (kept or (2, 5))
    assert any(":red[" in one.value for one in at.caption) == (kept is None)
    if kept is None:
        assert at.text_input(key="candidate-own-line-1-0-values").value == typed


def test_a_number_that_cannot_be_read_changes_nothing():
    evaluation_id = made_up.kept(OWN)
    at = opened(evaluation_id, cards=["own"])
    pressed(at, "candidate-own-line-0-change")
    put(at, "candidate-own-line-0-0-value", "1,234")
    assert lines(evaluation_id)[0].when == compare("orders", "ge", 6)
    assert at.button(key="candidate-own-line-0-0-value-0").label


def test_conditions_are_added_joined_and_taken_out():
    evaluation_id = made_up.kept(OWN)
    at = opened(evaluation_id, cards=["own"])
    pressed(at, "candidate-own-line-0-change")
    pressed(at, "candidate-own-line-0-add")
    when = lines(evaluation_id)[0].when
    assert isinstance(when, AllOf)
    assert when.all[0] == compare("orders", "ge", 6)
    put(at, "candidate-own-line-0-joined", "any")
    assert lines(evaluation_id)[0].when == AnyOf(any=when.all)
    pressed(at, "candidate-own-line-0-0-remove")
    assert lines(evaluation_id)[0].when == when.all[1]


def test_groups_inside_groups_are_shown_in_words_and_kept():
    group = AnyOf(any=(compare("age", "lt", 30), compare("trial", "eq", 1)))
    line = {"segment": "much", "when": AllOf(all=(compare("orders", "ge", 6), group)).model_dump()}
    own = {**OWN, "table": {**OWN["table"], "lines": [line]}}
    evaluation_id = made_up.kept(own)
    at = opened(evaluation_id, cards=["own"])
    pressed(at, "candidate-own-line-0-change")
    assert "Ikä alle 30 tai kokeilu: kyllä" in shown(at)
    put(at, "candidate-own-line-0-0-value", "7")
    assert lines(evaluation_id)[0].when == AllOf(all=(compare("orders", "ge", 7), group))


def test_lines_are_added_moved_and_removed():
    evaluation_id = made_up.kept(OWN)
    at = opened(evaluation_id, cards=["own"])
    pressed(at, "candidate-own-line-add")
    assert len(lines(evaluation_id)) == 3
    assert at.selectbox(key="candidate-own-line-2-segment"), "the new line opens to be changed"
    pressed(at, "candidate-own-line-2-up")
    assert lines(evaluation_id)[0].segment == "much"
    assert lines(evaluation_id)[1] != TABLE.lines[1]
    pressed(at, "candidate-own-line-1-remove")
    assert lines(evaluation_id) == TABLE.lines


def test_segments_are_named_added_and_removed_and_the_rest_finds_its_place():
    evaluation_id = made_up.kept(OWN, names=[{"candidate": "own", "segment": "some", "name": "Silloin tällöin"}])
    at = opened(evaluation_id, cards=["own"])
    at.session_state["candidate-own-segments-open"] = True
    sound(at.run())
    put(at, "candidate-own-segment-much", "Kanta-asiakkaat")
    assert table_of(document(evaluation_id).candidate("own")).segments[0].name == "Kanta-asiakkaat"
    fill(at, "candidate-own-segment", name="Uudet")
    send(at, "candidate-own-segment")
    assert [one.id for one in table_of(document(evaluation_id).candidate("own")).segments] == ["much", "some", "uudet"]
    put(at, "candidate-own-otherwise", "others")
    put(at, "candidate-own-unknown", "uudet")
    table = table_of(document(evaluation_id).candidate("own"))
    assert (table.otherwise, table.unknown) == ("others", "uudet")
    assert at.success
    pressed(at, "candidate-own-segment-some-remove")
    kept = document(evaluation_id)
    assert not kept.names
    assert [one.segment for one in lines(evaluation_id)] == ["much"]


def test_rules_of_ones_own_begin_with_a_line_that_takes_somebody():
    evaluation_id = made_up.kept()
    at = opened(evaluation_id)
    pressed(at, "add-rules")
    kept = document(evaluation_id)
    checkup = segmentation_candidates.diagnosed(kept, kept.candidates[0], segmentations.customers_of(kept))
    assert checkup.sound
    assert all(one.customers > 0 for one in checkup.segments)


@pytest.mark.parametrize("language", LANGUAGES)
def test_thresholds_of_the_lifecycle_change_and_impossible_ones_are_refused(language):
    evaluation_id = made_up.kept({"type": "lifecycle", "id": "stages"})
    at = opened(evaluation_id, language, advanced=True, cards=["stages"])
    put(at, "candidate-stages-former_after_days", "100")
    assert document(evaluation_id).candidate("stages").stages.former_after_days == 100
    put(at, "candidate-stages-former_after_days", "45,5")
    assert texts(language)("campaign_page.problem.whole") in shown(at)
    assert document(evaluation_id).candidate("stages").stages.former_after_days == 100, "not 455, as a browser reads it"
    put(at, "candidate-stages-loyal_from_orders", "1")
    assert at.error
    assert document(evaluation_id).candidate("stages").stages.loyal_from_orders == 4
    pressed(at, "candidate-stages-aging-former")
    assert {one.after for one in document(evaluation_id).candidate("stages").aging} == {"former"}
    pressed(at, "candidate-stages-as-rules")
    assert document(evaluation_id).candidate("stages").type == "rules"
    assert document(evaluation_id).candidate("stages").aging


def test_scores_change_their_parts_and_their_table():
    evaluation_id = made_up.kept({"type": "rfm", "id": "scores"})
    at = opened(evaluation_id, advanced=True, cards=["scores"])
    pressed(at, "candidate-scores-line-0-remove")
    assert len(lines(evaluation_id, "scores")) == 12
    assert at.warning, "the doctor tells the hole"
    put(at, "candidate-scores-parts", 3)
    assert document(evaluation_id).candidate("scores").parts == 3
    assert document(evaluation_id).candidate("scores").table is None
    put(at, "candidate-scores-monetary", "income")
    assert document(evaluation_id).candidate("scores").fields.monetary == "income"


def test_settings_of_a_model_change_and_what_was_said_of_its_segments_goes_with_them():
    evaluation_id = made_up.kept(MODEL, names=[{"candidate": "model", "segment": "s1", "name": "Parhaat"}])
    at = opened(evaluation_id, advanced=True, cards=["model"])
    put(at, "candidate-model-tries", 5)
    assert document(evaluation_id).names
    put(at, "candidate-model-fields", ["recency_days", "orders", "revenue"])
    assert document(evaluation_id).candidate("model").fields == ("recency_days", "orders", "revenue")
    assert not document(evaluation_id).names
    assert at.toast
    for key, value in (("scaling", "robust"), ("missing", "median"), ("segments", 3)):
        put(at, f"candidate-model-{key}", value)
        assert getattr(document(evaluation_id).candidate("model"), key) == value
    put(at, "candidate-model-signed-log", ["revenue"])
    assert document(evaluation_id).candidate("model").signed_log == ("revenue",)
    put(at, "candidate-model-fields", [])
    assert at.warning


@pytest.mark.parametrize("language", LANGUAGES)
def test_numbers_of_segments_are_compared_and_one_is_taken(language):
    evaluation_id = made_up.kept(MODEL)
    at = opened(evaluation_id, language, advanced=True, cards=["model"])
    put(at, "candidate-model-sizes-most", 3)
    pressed(at, "candidate-model-sizes-start")
    known = segmentation_candidates.known_choice(document(evaluation_id), KMeans.model_validate(MODEL), most=3)
    assert [one.segments for one in known.points] == [2, 3]
    take = next(one for one in at.button if str(one.key).startswith("candidate-model-sizes-") and one.key[-1] in "23")
    pressed(at, take.key)
    assert document(evaluation_id).candidate("model").segments == int(take.key[-1])
    assert segmentation_candidates.known_choice(
        document(evaluation_id), document(evaluation_id).candidate("model"), most=3
    ), "another number of segments needs no new comparison"


def test_a_model_that_cannot_be_fitted_says_why():
    same = {"type": "kmeans", "id": "model", "fields": ["healthy"]}
    evaluation_id = made_up.kept(same)
    at = opened(evaluation_id, cards=["model"])
    pressed(at, "candidate-model-sizes-start")
    assert any("toisistaan eroavia asiakkaita on vain 2" in one.value for one in at.warning)


@pytest.mark.parametrize("language", LANGUAGES)
def test_hostile_names_stay_text(language):
    name = "<script>alert(1)</script> **b** :smile: [x](javascript:alert(1))"
    own = {**OWN, "name": name, "table": {**OWN["table"], "segments": [{"id": "much", "name": name}, {"id": "some"}]}}
    evaluation_id = made_up.kept(own)
    at = opened(evaluation_id, language, advanced=True, cards=["own"])
    assert not at.error
    card = next(one for one in at.expander if "alert" in one.label)
    assert "**b**" not in card.label
    assert "<script>" not in shown(at)


def test_a_field_that_has_left_the_data_is_said_where_it_is_used():
    evaluation_id = made_up.kept(OWN, file=made_up.table(orders=None))
    at = opened(evaluation_id, cards=["own"])
    assert at.warning
