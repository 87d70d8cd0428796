"""Criteria, weights, evidence, settings, decision and sharing on the Tools page."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest

from evaluators.tools.settings import Settings
from i18n import LANGUAGES, texts
from reports import files
from services import sharing
from services.results import result_of
from tests.pages.driving import document, example, fill, send, shown, sound
from tests.pages.test_tools import open_step
from ui.panels import downloads
from ui.panels.result import ADVANCED
from ui.panels.scale_editor import TYPES


def click(at, key):
    at.button(key=key).click()
    return sound(at.run())


def unfold(at, key):
    at.session_state[key] = True
    return sound(at.run())


@pytest.mark.parametrize("kind", TYPES)
def test_an_own_criterion_on_every_scale_can_be_scored(kind):
    evaluation_id = example()
    at = open_step(evaluation_id, "criteria")
    fill(at, "new-criterion", name="Oma", type=kind)
    send(at, "new-criterion")
    criterion = document(evaluation_id).criteria[-1]
    assert (criterion.name, criterion.scale.type) == ("Oma", kind)
    unfold(at, f"criterion-{criterion.id}")
    at.query_params["step"] = "scores"
    at.session_state["cell-criterion"] = criterion.id
    sound(at.run())
    tool = at.selectbox(key="cell-tool").value
    value = {"grades": "good", "yes_no": True}.get(kind, "2,5")
    form = f"evidence-{tool}-{criterion.id}"
    fill(at, form, value=value, kind="own_trial", seen=date(2026, 11, 1), source="Kokeilu")
    send(at, form)
    evidence = document(evaluation_id).evidence[-1]
    assert (evidence.tool, evidence.criterion, evidence.kind) == (tool, criterion.id, "own_trial")
    assert evidence.value == {"2,5": 2.5}.get(value, value)
    click(at, f"evidence-remove-{evidence.id}")
    assert evidence.id not in {one.id for one in document(evaluation_id).evidence}


def test_an_interval_an_unknown_and_a_wrong_order():
    evaluation_id = example()
    at = open_step(evaluation_id, "scores")
    price = next(one for one in document(evaluation_id).criteria if one.scale.type == "price")
    at.selectbox(key="cell-criterion").set_value(price.id).run()
    tool = at.selectbox(key="cell-tool").value
    form = f"evidence-{tool}-{price.id}"
    at.get_by_key(f"evidence-state-{tool}-{price.id}").set_value("interval").run()
    fill(at, form, low="200", high="100")
    send(at, form)
    before = document(evaluation_id).evidence
    assert texts("fi")("page.problem.low_high") in [one.value for one in at.error]
    fill(at, form, low="100", high="200")
    send(at, form)
    assert document(evaluation_id).evidence[:-1] == before
    assert (document(evaluation_id).evidence[-1].low, document(evaluation_id).evidence[-1].high) == (100, 200)
    at.get_by_key(f"evidence-state-{tool}-{price.id}").set_value("unknown").run()
    send(at, form)
    assert document(evaluation_id).evidence[-1].state == "unknown"


def test_a_scale_keeps_its_ends_apart_and_its_grades_rising():
    evaluation_id = example()
    at = open_step(evaluation_id, "criteria", advanced=True)
    criteria = document(evaluation_id).criteria
    price = next(one for one in criteria if one.scale.type == "price")
    graded = next(one for one in criteria if one.scale.type == "grades")
    unfold(at, f"criterion-{price.id}")
    at.text_input(key=f"scale-{price.id}-worst").set_value("0").run()
    assert at.error
    assert document(evaluation_id).criterion(price.id) == price
    at.text_input(key=f"scale-{price.id}-worst").set_value("400").run()
    assert document(evaluation_id).criterion(price.id).scale.worst == 400
    fill(at, f"bend-{price.id}", x="100", value="80")
    send(at, f"bend-{price.id}")
    assert [(one.x, one.value) for one in document(evaluation_id).criterion(price.id).scale.points] == [(100, 80)]
    fill(at, f"bend-{price.id}", x="50", value="70")
    send(at, f"bend-{price.id}")
    assert len(document(evaluation_id).criterion(price.id).scale.points) == 1
    unfold(at, f"criterion-{graded.id}")
    first = graded.scale.grades[0]
    at.slider(key=f"grade-{graded.id}-{first.id}-value").set_value(60)
    sound(at.run())
    values = [grade.value for grade in document(evaluation_id).criterion(graded.id).scale.grades]
    assert values[0] == 60
    assert values == sorted(values)


@pytest.mark.parametrize("method", ["swing", "order", "pairwise", "best_worst"])
def test_every_way_to_give_weights_leads_to_a_result(method):
    evaluation_id = example()
    at = open_step(evaluation_id, "criteria", "en", advanced=True)
    items = [criterion.id for criterion in document(evaluation_id).criteria]
    at.selectbox(key="method-common-top").set_value(method)
    sound(at.run())
    if method == "swing":
        at.slider(key=f"swing-common-top-{items[1]}").set_value(100)
    elif method == "order":
        at.selectbox(key=f"order-common-top-{items[-1]}").set_value(1)
    elif method == "pairwise":
        for first, second in combinations(items, 2):
            at.selectbox(key=f"pair-common-top-{first}-{second}").set_value(3.0).run()
    else:
        for item in items[1:]:
            at.selectbox(key=f"best_to_others-common-top-{item}").set_value(3).run()
        for item in items[1:-1]:
            at.selectbox(key=f"others_to_worst-common-top-{item}").set_value(2).run()
    sound(at.run())
    kept = document(evaluation_id)
    assert kept.weighting.top.method == method
    weights = {one.criterion: one.weight for one in result_of(kept).criteria}
    assert sum(weights.values()) == pytest.approx(1)
    assert {"swing": items[1], "order": items[-1]}.get(method, items[0]) in (max(weights, key=weights.get), items[-1])
    assert "Weights: " in shown(at) or method == "swing"


def test_an_evaluator_gives_own_weights_and_drops_them():
    evaluation_id = example("b2b-team")
    person = next(one for one in document(evaluation_id).evaluators if one.weighting is not None)
    at = open_step(evaluation_id, "criteria")
    at.selectbox(key="weights-whose").set_value(person.id).run()
    click(at, f"drop-{person.id}")
    assert (
        document(evaluation_id).evaluators[0].weighting is None or person.id != document(evaluation_id).evaluators[0].id
    )
    click(at, f"own-{person.id}")
    mine = next(one for one in document(evaluation_id).evaluators if one.id == person.id)
    assert mine.weighting == document(evaluation_id).weighting


def test_a_template_replaces_criteria_and_undo_brings_them_back():
    evaluation_id = example()
    at = open_step(evaluation_id, "criteria")
    before = document(evaluation_id)
    at.selectbox(key="template").set_value("privacy-first").run()
    click(at, "template-use")
    assert document(evaluation_id).criteria != before.criteria
    click(at, "undo")
    assert document(evaluation_id) == before


def test_quotes_trials_reviews_and_people():
    evaluation_id = example()
    at = open_step(evaluation_id, "scores")
    tool = document(evaluation_id).tools[0].id
    ways = at.get_by_key("scores-way")
    ways.set_value("quote").run()
    fill(at, "quote", tool=tool, monthly="49,90", source="Sähköposti")
    send(at, "quote")
    assert document(evaluation_id).quotes[-1].monthly == pytest.approx(49.9)
    at.toggle(key="quote-tiered").set_value(True).run()
    fill(at, "quote", tool=tool, tiers="5 000 = 49\n10 000 = 79,5\n* = 149")
    send(at, "quote")
    assert [(one.up_to, one.monthly) for one in document(evaluation_id).quotes[-1].tiers] == [
        (5000, 49),
        (10000, 79.5),
        (None, 149),
    ]
    at.get_by_key("scores-way").set_value("trial").run()
    fill(at, "trial", tool=tool, tasks_done=6, tasks_total=5, seen=date(2026, 11, 1))
    send(at, "trial")
    assert document(evaluation_id).trials == ()
    fill(at, "trial", tasks_done=4, rating="4,5")
    send(at, "trial")
    assert (document(evaluation_id).trials[-1].tasks_done, document(evaluation_id).trials[-1].rating) == (4, 4.5)
    at.get_by_key("scores-way").set_value("reviews").run()
    fill(at, "review", tool=tool, stars="4,6", count=12)
    send(at, "review")
    assert (document(evaluation_id).reviews[-1].stars, document(evaluation_id).reviews[-1].count) == (4.6, 12)
    at.get_by_key("scores-way").set_value("team").run()
    fill(at, "person", name="Markkinointi")
    send(at, "person")
    assert [person.name for person in document(evaluation_id).evaluators] == ["Markkinointi"]
    for part in ("quotes", "trials", "reviews"):
        assert getattr(document(evaluation_id), part)


def test_scores_from_a_paste():
    evaluation_id = example()
    at = open_step(evaluation_id, "scores", "en")
    at.get_by_key("scores-way").set_value("table").run()
    kept = document(evaluation_id)
    price = next(one for one in kept.criteria if one.scale.type == "price")
    rows = [("tool", "criterion", "value"), (kept.tools[0].id, price.id, "120,5")]
    at.text_area(key="scores-paste").set_value("\n".join("\t".join(row) for row in rows))
    click(at, "scores-look")
    assert document(evaluation_id) == kept
    click(at, "scores-apply")
    assert document(evaluation_id).evidence[-1].value == 120.5


def test_settings_are_edited_and_reset():
    evaluation_id = example()
    at = open_step(evaluation_id, "result", advanced=True)
    unfold(at, "result-settings")
    at.text_input(key="setting-thresholds-clear_acceptability").set_value("97,5").run()
    at.number_input(key="setting--seed").set_value(7).run()
    assert document(evaluation_id).settings.thresholds.clear_acceptability == pytest.approx(0.975)
    assert document(evaluation_id).settings.seed == 7
    at.text_input(key="setting-thresholds-leads_acceptability").set_value("99").run()
    assert document(evaluation_id).settings.thresholds.leads_acceptability == Settings().thresholds.leads_acceptability
    click(at, "settings-reset")
    assert document(evaluation_id).settings == Settings()


def test_the_decision_is_recorded_with_its_dates():
    evaluation_id = example()
    at = open_step(evaluation_id, "result")
    tool = document(evaluation_id).tools[1].id
    days = {"decided_on": date(2026, 11, 20), "follow_up_on": date(2026, 11, 1)}
    fill(at, "decision", tool=tool, reason="Paras", **days)
    send(at, "decision")
    assert document(evaluation_id).decision is None
    fill(at, "decision", follow_up_on=date(2027, 5, 20))
    send(at, "decision")
    decision = document(evaluation_id).decision
    assert (decision.tool, decision.reason, decision.follow_up_on) == (tool, "Paras", date(2027, 5, 20))


def test_a_link_is_made_listed_and_revoked():
    evaluation_id = example("b2b-team")
    at = open_step(evaluation_id, "share")
    at.get_by_key("share-language").set_value("en")
    at.selectbox(key="share-days").set_value(7)
    click(at, "share-publish")
    (share,) = sharing.shares(evaluation_id)
    assert (share.language, share.show_names, share.open) == ("en", False, True)
    assert (share.expires_at - share.published_at).days == 7
    path = at.code[0].value
    assert sharing.open_share(path.rsplit("/", 1)[1]).document == document(evaluation_id)
    click(at, f"revoke-{share.id}")
    assert not sharing.shares(evaluation_id)[0].open
    assert not at.code


def test_files_are_offered_one_page_first():
    at = open_step(example(), "share")
    keys = [one.key for one in at.get("download_button")]
    assert keys == ["download-one-page", *(f"download-{kind}" for kind in downloads.KINDS)]
    assert set(downloads.KINDS) == set(files.MEDIA_TYPES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_behind_advanced_unfolds(language):
    at = open_step(example("b2b-team", language), "result", language, advanced=True)
    keys = [expander.key for expander in at.expander if str(expander.key).startswith("result-")]
    assert {f"result-{part}" for part in ADVANCED} | {"result-settings"} == set(keys)
    before = len(shown(at))
    for key in keys:
        unfold(at, key)
    assert not at.error
    assert len(shown(at)) > before
